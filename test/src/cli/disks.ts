/** Small disks for the tests of commands that change images. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { cowtools, createFolder, type Folder, type Outcome } from './run.ts'

/** Bytes of a disk without a pattern that would hide a mistake in an offset. */
export function noise(size: number, seed: number): Uint8Array {
  let state = seed
  return Uint8Array.from({ length: size }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state >>> 24
  })
}

/** A folder with `base.raw`, and commands that must succeed. */
export interface Bench extends Folder {
  readonly base: Uint8Array
  readonly at: (name: string) => string
  readonly run: (...args: string[]) => Promise<Outcome>
  /** The bytes of a file. */
  readonly bytes: (name: string) => Promise<Buffer>
  /** The bytes that a guest sees. */
  readonly guest: (name: string, format?: string) => Promise<Buffer>
}

/** Makes a folder with a base of 256 KiB and 700 bytes in it. */
export async function createBench(): Promise<Bench> {
  const folder = await createFolder()
  const base = noise(262_844, 1)
  await folder.add('base.raw', base)
  const at = (name: string) => join(folder.path, name)
  const run = async (...args: string[]) => {
    const outcome = await cowtools(...args)
    expect(outcome, args.join(' ')).toMatchObject({ code: 0, err: '' })
    return outcome
  }
  const bytes = (name: string) => readFile(at(name))
  return {
    ...folder,
    base,
    at,
    run,
    bytes,
    async guest(name, format) {
      const options = ['--backing-format', 'raw', ...(format === undefined ? [] : ['-f', format])]
      await run('convert', '-q', ...options, at(name), at('guest.raw'))
      return await bytes('guest.raw')
    },
  }
}

/** `-f` and `-o` of each format that can have a backing file. */
export const OVERLAYS: readonly (readonly [string, readonly string[]])[] = [
  ['cow-v2', []],
  ['add-cow-v4', ['-o', 'image_file=a.img']],
  ['add-cow-v10', ['-o', 'image_file=a.img']],
  ['add-cow-v18', ['-o', 'image_file=a.img,cluster_size=4k']],
]

/** Over `base.raw`. */
export const OVER_BASE = ['-b', 'base.raw', '-F', 'raw'] as const
