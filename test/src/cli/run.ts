/** Runs the command line inside the test, over a temporary folder of images. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createPaint, type Io } from '../../../src/cli/io.ts'
import { run } from '../../../src/cli/program.ts'

/** What a command left behind. */
export interface Outcome {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** What a command finds around it. */
export interface Surroundings {
  readonly input?: readonly Uint8Array[]
  readonly isTerminal?: Partial<Io['isTerminal']>
  /** Stands for Ctrl-C. */
  readonly signal?: AbortSignal
}

/** Runs `cowtools` with these arguments. */
export async function cowtools(...args: string[]): Promise<Outcome> {
  const { bytes, ...outcome } = await cowtoolsWith({}, ...args)
  return outcome
}

/** Runs `cowtools` with something around it; gives what it wrote as bytes too. */
export async function cowtoolsWith(
  { input = [], isTerminal = {}, signal = new AbortController().signal }: Surroundings,
  ...args: string[]
): Promise<Outcome & { readonly bytes: Uint8Array }> {
  let out = ''
  let err = ''
  const chunks: Uint8Array[] = []
  const io: Io = {
    async write(chunk) {
      if (typeof chunk === 'string') out += chunk
      else chunks.push(chunk.slice())
    },
    input: (async function* () {
      yield* input
    })(),
    isTerminal: { out: false, err: false, ...isTerminal },
    interruptible: (task) => task(signal),
    out: (text: string) => {
      out += text
    },
    err: (text: string) => {
      err += text
    },
    paint: createPaint(false),
    width: 100,
    exitCode: 0,
  }
  const code = await run(args, io)
  return { code, out, err, bytes: new Uint8Array(Buffer.concat(chunks)) }
}

/** A folder for one test file. */
export interface Folder {
  readonly path: string
  /** Writes a file and gives its path. */
  readonly add: (name: string, bytes: Uint8Array) => Promise<string>
  readonly remove: () => Promise<void>
}

/** Makes a folder with a name of its own. */
export async function createFolder(): Promise<Folder> {
  const path = await mkdtemp(join(tmpdir(), 'cowtools-cli-'))
  return {
    path,
    async add(name, bytes) {
      await writeFile(join(path, name), bytes)
      return join(path, name)
    },
    remove: () => rm(path, { recursive: true }),
  }
}
