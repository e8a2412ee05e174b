/** Images that cowtools makes: they convert back to the same bytes, and qemu-img agrees on the raw ones. */
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bytesOf, fixtureNamed } from '../fixtures.ts'
import { cowtools, createFolder, type Folder } from '../src/cli/run.ts'
import { hasTool, tool } from './tool.ts'

const hasQemu = hasTool('qemu-img', '--version')

/** `-O`, and what else the format needs. */
const TARGETS: Readonly<Record<string, readonly string[]>> = {
  cow: [],
  'cow over a base': ['-b', 'base.raw', '-F', 'raw'],
  'add-cow-v4': ['-o', 'image_file=a.img', '-b', 'base.raw', '-F', 'raw'],
  'add-cow-v10': ['-o', 'image_file=a.img'],
  'add-cow-v10 over a base': ['-o', 'image_file=a.img', '-b', 'base.raw', '-F', 'raw'],
  'add-cow-v18': ['-o', 'image_file=a.img'],
  'add-cow-v18 over a base': [
    '-o',
    'image_file=a.img,cluster_size=4k',
    '-b',
    'base.raw',
    '-F',
    'raw',
  ],
  raw: [],
  'raw in full': ['-S', '0'],
}

let folder: Folder
let disk: string
let bytes: Uint8Array

beforeAll(async () => {
  folder = await createFolder()
  const base = bytesOf(fixtureNamed('cow/base4m.raw'))
  await folder.add('base.raw', base)
  bytes = base.slice(0, 3_000_832)
  bytes.fill(0x77, 70_000, 90_000)
  bytes.fill(0, 1_000_000, 1_300_000)
  bytes.set(base.subarray(0, 9_000), 2_000_003)
  disk = await folder.add('disk.raw', bytes)
})

afterAll(() => folder.remove())

async function run(...args: string[]) {
  expect(await cowtools(...args)).toMatchObject({ code: 0, err: '' })
}

describe('convert', () => {
  it.each(Object.entries(TARGETS))('to %s and back keeps every byte', async (name, args) => {
    const format = name.split(' ')[0] ?? ''
    const image = join(folder.path, 'image')
    const back = join(folder.path, 'back.raw')
    await run('convert', '-f', 'raw', '-O', format, ...args, disk, image)
    await run('convert', '-f', format, '--backing-format', 'raw', '-q', image, back)
    expect(Buffer.compare(await readFile(back), bytes)).toBe(0)
    await run('compare', '-f', format, '-F', 'raw', '--backing-format', 'raw', image, disk)
    expect((await cowtools('validate', '-f', format, image)).code).toBe(0)
    if (hasQemu) {
      const verdict = tool('qemu-img', ['compare', '-f', 'raw', '-F', 'raw', back, disk], '.')
      expect(verdict).toBe('Images are identical.\n')
    }
  })

  it('stores over a base only what differs from it', async () => {
    const image = join(folder.path, 'thin.cow')
    await run('convert', '-f', 'raw', '-O', 'cow', '-b', 'base.raw', '-F', 'raw', disk, image)
    const { out } = await cowtools('map', '--output', 'json', '--backing-format', 'raw', image)
    const own = JSON.parse(out).filter(({ depth }: { depth: number }) => depth === 0)
    const stored = own.reduce((sum: number, { length }: { length: number }) => sum + length, 0)
    expect(stored).toBeLessThan(400_000)
    expect(stored).toBeGreaterThan(200_000)
  })

  it('keeps holes', async () => {
    const sparse = join(folder.path, 'sparse.cow')
    const raw = join(folder.path, 'sparse.raw')
    await run('create', '-q', '-f', 'cow', sparse, '64M')
    await run('write', '-q', '--offset', '32M', '--length', '64k', '--pattern', '1', sparse)
    await run('convert', sparse, raw)
    const { size, blocks } = await stat(raw)
    expect(size).toBe(64 * 2 ** 20)
    expect(blocks * 512).toBeLessThan(2 ** 20)
  })

  it('makes a disk of whole sectors of a raw file that has none', async () => {
    const odd = join(folder.path, 'odd.raw')
    await writeFile(odd, bytes.subarray(0, 1_000_001))
    await run('convert', '-f', 'raw', '-O', 'cow', odd, join(folder.path, 'odd.cow'))
    const { out } = await cowtools('compare', '-F', 'raw', join(folder.path, 'odd.cow'), odd)
    expect(out).toBe('Warning: Image size mismatch!\nImages are identical.\n')
  })
})
