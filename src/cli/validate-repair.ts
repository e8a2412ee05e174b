/** `cowtools validate --repair` and `--undo` over the files that are named. */
import { createTally, type Tally } from '../validate/index.ts'
import { CommandError, failureText } from './failure.ts'
import type { Io } from './io.ts'
import { questioner, repairFile, undoFile } from './repair.ts'
import { type CheckSettings, checkingOf } from './validate-check.ts'
import type { Targets } from './validate-targets.ts'

/** What the command line says of repairs. */
export interface RepairSettings {
  readonly kind: 'repair' | 'undo'
  readonly dryRun: boolean | undefined
  readonly yes: boolean | undefined
  readonly allow: readonly 'mtime'[] | undefined
}

/** Repairs files one after the other, or takes repairs back; counts what holds of them then. */
export async function repairAll(
  targets: Targets,
  repair: RepairSettings,
  { settings, io }: { readonly settings: CheckSettings; readonly io: Io },
): Promise<Tally> {
  refuseOthers(targets, repair, settings)
  const tally = createTally()
  const { ask, close } = questioner(io)
  const { kind, dryRun, yes, allow } = repair
  try {
    for (const target of targets) {
      try {
        if (target.kind === 'failed') throw new CommandError(target.message)
        const { path } = target
        if (kind === 'undo') await undoFile(io, path, { dryRun })
        else {
          const checking = checkingOf(path, settings)
          const after = await repairFile(io, path, { checking, dryRun, yes, allow, ask })
          tally.verdicts[after.verdict] += 1
        }
      } catch (error) {
        io.err(`cowtools: ${failureText(error)}\n`)
        tally.failures += 1
      }
    }
  } finally {
    await close()
  }
  return tally
}

/** What is written to is named, one by one. */
function refuseOthers(targets: Targets, { kind }: RepairSettings, { output }: CheckSettings): void {
  const refuse = (state: string) => {
    throw new CommandError(`Cannot ${kind}: ${state}`)
  }
  if (output !== 'human') refuse('it prints for people only; leave out --output')
  if (targets.length === 0) refuse('name the files that it is for')
  if (targets.some((target) => target.kind === 'file' && !target.isNamed)) {
    refuse('files are changed by name, not folders')
  }
}
