/** `cowtools validate --repair` and `--undo`: mends an image in place, and takes that back. */
import { lstat } from 'node:fs/promises'
import { basename } from 'node:path'
import { printableText } from '../binary/text.ts'
import { plural } from '../layout/index.ts'
import { nodeFiles } from '../node.ts'
import { type FileStore, openFile, openStore, pathBytes } from '../source/file.ts'
import { type Consent, planRepair, type RepairPlan, repairFault } from '../validate/repair.ts'
import { type Edit, sizeOfEdits } from '../validate/repair-edits.ts'
import { editsText, leftText } from '../validate/repair-text.ts'
import {
  applyEdits,
  checkUndo,
  readUndo,
  UndoError,
  type UndoRecord,
  type UndoStore,
  undoEdits,
} from '../validate/undo.ts'
import { type ValidateOptions, type Validation, validate } from '../validate/validate.ts'
import { CommandError } from './failure.ts'
import type { Io } from './io.ts'
import { undoPath, undoStoreFor } from './undo-store.ts'

/** How to repair a file. */
export interface RepairFileOptions {
  /** How the command line has the file checked, and where the files are that it names. */
  readonly checking: ValidateOptions
  /** What is mended only if it is asked for. */
  readonly allow?: readonly Consent[] | undefined
  /** Show the edits and write nothing. Default: where no terminal is there to ask. */
  readonly dryRun?: boolean | undefined
  /** Write without asking. */
  readonly yes?: boolean | undefined
  /** Asks a question. Default: one on the terminal; for several files see `questioner`. */
  readonly ask?: Ask | undefined
}

/** Asks a question that is answered by yes or no. */
export type Ask = (question: string) => Promise<boolean>

type ReadyPlan = Extract<RepairPlan, { kind: 'ready' }>

/** A file that is to be repaired: the name that was given, and the one that links lead to. */
interface Named {
  readonly file: string
  readonly path: string
  readonly isLink?: boolean
}

/**
 * Shows the edits that mend a file, makes them if that is wanted, and gives what holds of the file
 * then. The bytes before are safe in an undo file first.
 *
 * @throws CommandError, FileError, UnsupportedError
 */
export async function repairFile(
  io: Io,
  file: string,
  options: RepairFileOptions,
): Promise<Validation> {
  const path = await nodeFiles.realPath(file)
  const isLink = (await lstat(pathBytes(file))).isSymbolicLink()
  const named = { file, path, isLink }
  const { plan, identity } = await planFor(named, options)
  if (plan.kind === 'refused') throw refusal('repair', file, plan.reason)
  io.out(planText(named, plan, io))
  if (plan.edits.length === 0) return plan.validation
  const isWanted = await decide(io, named, options)
  if (!isWanted) return plan.validation
  // A signal waits until all is written: that is a moment, and half of it would have to be undone.
  await io.interruptible(() => write(named, { plan, identity }))
  io.out(doneText(named))
  return await recheck(named, plan, options)
}

/**
 * Puts the bytes back that the last repair of a file changed, and removes its undo file.
 *
 * @throws CommandError, FileError
 */
export async function undoFile(
  io: Io,
  file: string,
  { dryRun = false }: { readonly dryRun?: boolean | undefined } = {},
): Promise<void> {
  const path = await nodeFiles.realPath(file)
  const undo = undoStoreFor(path)
  const name = printableText(file)
  await explained('undo', { file, path }, async () => {
    const record = await readUndo(undo)
    const opened = await (dryRun ? openFile(path) : openStore(path))
    try {
      await checkUndo(opened, record)
      const edits = record.edits.map(reversed)
      const head = `${name}: ${editCount(edits)} of a repair ${dryRun ? 'can be' : 'are'} taken back`
      io.out(`${head}\n\n${editsText(edits, { ...io, findings: [] })}`)
      if (dryRun) return io.out('\nNothing was written.\n')
      await undoEdits(opened as FileStore, undo, record)
      io.out(`\n${name}: as it was before the repair\n`)
    } finally {
      await opened.close()
    }
  })
}

const reversed = (edit: Edit): Edit => ({ ...edit, before: edit.after, after: edit.before })

const editCount = (edits: readonly Edit[]) =>
  `${plural(edits.length, 'edit')} (${plural(sizeOfEdits(edits), 'byte')})`

async function planFor({ path }: Named, { checking, allow }: RepairFileOptions) {
  const source = await openFile(path)
  try {
    return { plan: await planRepair(source, { checking, allow }), identity: source.identity }
  } finally {
    await source.close()
  }
}

function planText({ file, path, isLink }: Named, plan: ReadyPlan, io: Io): string {
  const { validation, edits, mended, left } = plan
  const name = printableText(file)
  const what =
    edits.length === 0
      ? 'nothing to repair'
      : `${editCount(edits)} ${edits.length === 1 ? 'mends' : 'mend'} ${plural(mended.length, 'finding')}`
  const lines = [`${io.paint.strong(name)}: ${validation.schema}, ${what}\n`]
  if (edits.length > 0) {
    if (isLink) lines.push(`${name} leads to ${printableText(path)}\n`)
    lines.push(editsText(edits, { ...io, findings: mended }))
  }
  if (left.length > 0) lines.push(leftText(left, io))
  const others = validation.findings.length - mended.length - left.length
  if (others > 0) {
    const them = others === 1 ? 'it' : 'them'
    lines.push(
      `${plural(others, 'other finding')} cannot be repaired; cowtools validate ${name} shows ${them}.\n`,
    )
  }
  return lines.join('\n')
}

async function decide(io: Io, { file, path }: Named, options: RepairFileOptions): Promise<boolean> {
  const { yes = false, dryRun = !io.isTerminal.out && !yes, ask } = options
  const name = printableText(file)
  if (dryRun) {
    const consent = options.allow === undefined ? '' : ` --allow ${options.allow.join(' --allow ')}`
    const command = `cowtools validate --repair --yes${consent} ${name}`
    io.out(`\nNothing was written; ${command} makes these edits.\n`)
    return false
  }
  if (yes) return true
  const undo = printableText(undoPath(path))
  const question = `\nThe bytes before are kept in ${undo}. Make these edits? [y/N] `
  const isWanted = await (ask ?? askOnce(io))(question)
  if (!isWanted) io.out('Nothing was written.\n')
  return isWanted
}

function doneText({ file }: Named): string {
  const name = printableText(file)
  return `\n${name}: repaired; cowtools validate --undo ${name} takes that back\n`
}

async function write(
  named: Named,
  { plan, identity }: { readonly plan: ReadyPlan; readonly identity: string },
): Promise<void> {
  const { size, edits, validation } = plan
  const store = await openStore(named.path)
  try {
    if (store.identity !== identity) {
      throw refusal('repair', named.file, 'another file has its name since it was checked')
    }
    const record: UndoRecord = {
      file: printableText(basename(named.path)),
      format: validation.schema ?? '',
      size,
      edits,
    }
    await explained('repair', named, () => applyEdits(store, undoStoreFor(named.path), record))
  } finally {
    await store.close()
  }
}

/** Checks the file again: that it is as planned is certain only now. */
async function recheck(
  { file, path }: Named,
  plan: ReadyPlan,
  { checking }: RepairFileOptions,
): Promise<Validation> {
  const source = await openFile(path)
  try {
    const after = await validate(source, checking)
    const fault = repairFault(plan, after)
    if (fault === undefined) return after
    const name = printableText(file)
    const way = `cowtools validate --undo ${name} takes the repair back`
    throw new CommandError(`Cannot vouch for the repair of "${name}": ${fault}; ${way}`)
  } finally {
    await source.close()
  }
}

type Verb = 'repair' | 'undo'

function refusal(verb: Verb, file: string, state: string, cause?: unknown): CommandError {
  const what = verb === 'repair' ? 'repair' : 'undo the repair of'
  const message = `Cannot ${what} "${printableText(file)}": ${state}`
  return new CommandError(message, cause === undefined ? undefined : { cause })
}

/** Runs `work`; its errors name the files, and say what can be done. */
async function explained(
  verb: Verb,
  { file, path }: Named,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (error instanceof UndoError) {
      const undo = `"${printableText(undoPath(path))}"`
      const ways: Readonly<Record<UndoError['code'], string>> = {
        exists: `: take it back with --undo, or remove ${undo}`,
        missing: ` ${undo}`,
        damaged: `: ${undo}`,
        changed: verb === 'undo' ? `; ${undo} has the bytes that it had` : '',
      }
      throw refusal(verb, file, `${error.state}${ways[error.code]}`, error)
    }
    if (!(error instanceof Error) || !(await isBegun(undoStoreFor(path)))) throw error
    const way = `cowtools validate --undo ${printableText(file)} restores it`
    throw new CommandError(`${error.message}; ${way}`, { cause: error })
  }
}

async function isBegun(undo: UndoStore): Promise<boolean> {
  return (await undo.read(0).catch(() => undefined)) !== undefined
}

function askOnce(io: Io): Ask {
  const { ask, close } = questioner(io)
  return (question) => ask(question).finally(close)
}

/** Characters; what is longer answers no question. */
const LONGEST_ANSWER = 1024

/** Asks questions on the terminal; `close` after the last one, or the process waits for input. */
export function questioner(io: Pick<Io, 'out' | 'input'>): {
  ask: Ask
  close: () => Promise<void>
} {
  let input: AsyncIterator<Uint8Array> | undefined
  let rest = ''
  const decoder = new TextDecoder()
  async function line(): Promise<string> {
    input ??= io.input[Symbol.asyncIterator]()
    while (!rest.includes('\n') && rest.length < LONGEST_ANSWER) {
      const { done, value } = await input.next()
      if (done) break
      rest += decoder.decode(value, { stream: true })
    }
    // At the end of the input nobody has ended the line of the question.
    if (!rest.includes('\n')) io.out('\n')
    const end = rest.includes('\n') ? rest.indexOf('\n') : rest.length
    const first = rest.slice(0, end)
    rest = rest.slice(end + 1)
    return first
  }
  return {
    async ask(question) {
      io.out(question)
      return /^\s*y(es)?\s*$/i.test(await line())
    },
    async close() {
      await input?.return?.()
    },
  }
}
