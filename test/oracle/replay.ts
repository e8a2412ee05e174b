/** Makes a fixture again: the commands of the old tools, as `cowtools` takes them. */
import { mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { bytesOf, type Fixture, fixtures, folderOf, schemaOf } from '../fixtures.ts'
import { cowtools, type Outcome } from '../src/cli/run.ts'

/** What one command of a fixture is for us. */
type Step =
  | { readonly kind: 'truncate'; readonly file: string; readonly size: string }
  | { readonly kind: 'cowtools'; readonly args: readonly string[] }

/** Whether a fixture was made by nothing but `create`, `truncate` and `qemu-io`. */
export function isReplayable({ kind, made_by: commands, tool }: Fixture): boolean {
  if (kind !== 'image' || tool === 'qemu-cow-i386') return false
  return (
    commands.some((one) => /qemu-img create -f (add-)?cow /.test(one)) &&
    commands.every((one) => /qemu-img create|qemu-io -c|^truncate|^# wrote .+\.img/.test(one))
  )
}

/** Files that a fixture consists of: the image, and the image file that it was made with. */
export function ownFiles(fixture: Fixture): readonly string[] {
  const image = fixture.made_by.join(' ').match(/image_file=([^, ]+)/)?.[1]
  const folder = dirname(fixture.name)
  return image === undefined ? [fixture.name] : [fixture.name, join(folder, image)]
}

/** The file of a fixture's folder that has this name. */
export function companionOf(fixture: Fixture, name: string): Fixture {
  const found = fixtures.find((one) => folderOf(one) === folderOf(fixture) && one.name === name)
  if (!found) throw new Error(`no ${name} beside ${fixture.file}`)
  return found
}

/** Makes the image again in a folder of its own: its files, and what the commands said. */
export async function replay(fixture: Fixture): Promise<{
  readonly files: ReadonlyMap<string, Uint8Array>
  readonly outcomes: readonly Outcome[]
}> {
  const folder = await mkdtemp(join(tmpdir(), 'cowtools-replay-'))
  try {
    await layOut(fixture, folder)
    const outcomes: Outcome[] = []
    for (const step of fixture.made_by.flatMap((command) => steps(command, fixture, folder))) {
      if (step.kind === 'cowtools') outcomes.push(await cowtools(...step.args))
      else {
        await writeFile(join(folder, step.file), '', { flag: 'a' })
        await truncate(join(folder, step.file), sizeOf(step.size))
      }
    }
    const names = ownFiles(fixture)
    const pairs = names.map(async (name) => [name, await bytesAt(join(folder, name))] as const)
    return { files: new Map(await Promise.all(pairs)), outcomes }
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** Puts what the commands start from into the folder: backing files, and an image file with data. */
async function layOut(fixture: Fixture, folder: string): Promise<void> {
  const hasData = fixture.made_by.some((command) => command.startsWith('# wrote'))
  const made = hasData ? [fixture.name] : ownFiles(fixture)
  for (const name of fixture.companions) {
    if (made.includes(name)) continue
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), bytesOf(companionOf(fixture, name)))
  }
}

function steps(command: string, fixture: Fixture, folder: string): Step[] {
  const at = command.startsWith('cd ') ? dirname(fixture.name) : '.'
  return command.split(' && ').flatMap((part): Step[] => {
    const [, size = '', file = ''] = part.match(/^truncate -s (\S+) (\S+)/) ?? []
    if (file !== '') return [{ kind: 'truncate', size, file: join(at, file) }]
    const [, asked] = part.match(/qemu-img create (.+)/) ?? []
    if (asked !== undefined) return [createStep(asked, fixture, join(folder, at))]
    return [...part.matchAll(/-c 'write ([^']+)'/g)].map(([, io = '']) =>
      writeStep(io, join(folder, fixture.name)),
    )
  })
}

function createStep(asked: string, fixture: Fixture, folder: string): Step {
  const words = asked.split(' ').map((word) => (word === 'add-cow' ? schemaOf(fixture) : word))
  const isFile = (word: string) => word === fixture.name.split('/').at(-1)
  const args = words.map((word) => (isFile(word) ? join(folder, word) : word))
  return { kind: 'cowtools', args: ['create', ...args, '--probe', '--force', '-q'] }
}

/** `-P 0x11 0 512`; `-p` lets the old tool write parts of sectors, which we always do. */
function writeStep(io: string, path: string): Step {
  const [, pattern = '', offset = '', length = ''] =
    io.match(/^(?:-p )?-P (\S+) (\d+) (\d+)$/) ?? []
  const args = ['--offset', offset, '--length', length, '--pattern', pattern, '--probe', '-q']
  return { kind: 'cowtools', args: ['write', path, ...args] }
}

const sizeOf = (text: string) =>
  text.endsWith('M') ? Number(text.slice(0, -1)) * 2 ** 20 : Number(text)

const bytesAt = async (path: string) => new Uint8Array(await readFile(path))
