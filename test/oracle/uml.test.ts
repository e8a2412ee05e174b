/** User-mode Linux's own tools: they read what is written here, and the other way round. */
import { copyFile, readFile, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bytesOf, fixtures } from '../fixtures.ts'

import { cowtools, createFolder, type Folder } from '../src/cli/run.ts'
import { hasTool, tool } from './tool.ts'

const FORMATS = ['uml-cow-v1-le', 'uml-cow-v2', 'uml-cow-v3', 'uml-cow-v3-broken']
/** 1 MiB; 2053 sectors, of which the last have no bit in versions 1 and 2; and part of a sector. */
const BASES = ['ubase1m.raw', 'ubase_2053s.raw', 'ubase_odd.raw']
const MODIFIED = 1_300_000_000

const hasUml = hasTool('uml_moo', '-h') && hasTool('uml_mkcow', '-h')

let folder: Folder

beforeAll(async () => {
  folder = await createFolder()
  for (const name of BASES) {
    const base = fixtures.find((one) => one.file === `uml-cow/${name}.gz`)
    if (base === undefined) throw new Error(`no fixture ${name}`)
    const path = await folder.add(name, bytesOf(base))
    await utimes(path, MODIFIED, MODIFIED)
  }
})

afterAll(() => folder.remove())

const at = (name: string) => join(folder.path, name)

async function run(...args: string[]): Promise<void> {
  expect(await cowtools(...args)).toMatchObject({ code: 0, err: '' })
}

/** What uml_moo makes of a layer and the disk below it. */
async function merged(layer: string, base: string): Promise<Uint8Array> {
  tool('uml_moo', ['-b', base, layer, 'moo.raw'], folder.path)
  return new Uint8Array(await readFile(at('moo.raw')))
}

/** The same, merged here. */
async function own(layer: string, format: string): Promise<Uint8Array> {
  await run('convert', '-f', format, '-O', 'raw', at(layer), at('own.raw'))
  return new Uint8Array(await readFile(at('own.raw')))
}

const cases = FORMATS.flatMap((format) => BASES.map((base) => [format, base] as const))

describe.skipIf(!hasUml)('uml_moo', () => {
  it.each(cases)('reads what is written as %s over %s', async (format, base) => {
    await run('create', '--force', '-f', format, '-b', base, '-F', 'raw', '-q', at('layer'))
    const empty = await merged('layer', base)
    expect(Buffer.compare(empty, await own('layer', format))).toBe(0)
    for (const [offset, length] of [
      [700, 9000],
      [512_000, 4096],
      [998_000, 900],
    ]) {
      const place = ['--offset', String(offset), '--length', String(length)]
      await run('write', '-f', format, '-q', ...place, '--pattern', '0x5a', at('layer'))
    }
    const disk = await own('layer', format)
    expect(Buffer.compare(await merged('layer', base), disk)).toBe(0)
    expect(disk[700]).toBe(0x5a)
  })

  it.each(FORMATS)('reads what is converted to %s', async (format) => {
    const disk = new Uint8Array(await readFile(at('ubase1m.raw')))
    disk.fill(0x33, 100_000, 140_000)
    await folder.add('disk.raw', disk)
    const target = ['-O', format, '-b', 'ubase1m.raw', '-F', 'raw']
    await run('convert', '-f', 'raw', ...target, at('disk.raw'), at('thin'))
    expect(Buffer.compare(await merged('thin', 'ubase1m.raw'), disk)).toBe(0)
  })

  it('reads a layer that was committed, and one with another backing file', async () => {
    await copyFile(at('ubase1m.raw'), at('copy.raw'))
    await run(
      'create',
      '--force',
      '-f',
      'uml-cow',
      '-b',
      'copy.raw',
      '-F',
      'raw',
      '-q',
      at('layer'),
    )
    await run('write', '-q', '--length', '600', '--pattern', '1', at('layer'))
    await run('commit', '-q', at('layer'))
    const disk = await merged('layer', 'copy.raw')
    expect([...disk.subarray(598, 601)]).toEqual([
      1,
      1,
      bytesAt(await readFile(at('copy.raw')), 600),
    ])
    await run('rebase', '-b', 'ubase1m.raw', '-F', 'raw', '-q', at('layer'))
    expect(Buffer.compare(await merged('layer', 'ubase1m.raw'), disk)).toBe(0)
  })
})

const bytesAt = (bytes: Uint8Array, index: number) => bytes[index]

describe.skipIf(!hasUml)('uml_mkcow', () => {
  it.each(BASES)('makes layers over %s that are read', async (base) => {
    tool('uml_mkcow', ['-f', 'made.cow', base], folder.path)
    const disk = await own('made.cow', 'uml-cow')
    expect(Buffer.compare(disk, await merged('made.cow', base))).toBe(0)
    expect((await cowtools('validate', at('made.cow'))).code).toBe(0)
  })
})
