/** Runs the command line inside the test, over a temporary folder of images. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createPaint } from '../../../src/cli/io.ts'
import { run } from '../../../src/cli/program.ts'

/** What a command left behind. */
export interface Outcome {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** Runs `cowtools` with these arguments. */
export async function cowtools(...args: string[]): Promise<Outcome> {
  let out = ''
  let err = ''
  const io = {
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
  return { code, out, err }
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
