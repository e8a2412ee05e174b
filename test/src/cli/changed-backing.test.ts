/** Formats that insist on their backing file: what is refused, and what allows it. */
import { readFile, utimes } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Bench, createBench, noise } from './disks.ts'
import { cowtools } from './run.ts'

const SIZE = 1 << 18
const MODIFIED = 1_300_000_000

let bench: Bench

beforeAll(async () => {
  bench = await createBench()
  for (const name of ['old.raw', 'new.raw']) await bench.add(name, noise(SIZE, 3))
})

afterAll(() => bench.remove())

/** A new layer over `old.raw`. */
async function layer(format = 'uml-cow-v3'): Promise<string> {
  await utimes(bench.at('old.raw'), MODIFIED, MODIFIED)
  const over = ['-b', 'old.raw', '-F', 'raw']
  await bench.run('create', '--force', '-q', '-f', format, ...over, bench.at('layer.cow'))
  return bench.at('layer.cow')
}

describe('an image of a format that insists on its backing file', () => {
  it('is refused when that was changed, unless it is allowed', async () => {
    const path = await layer()
    await utimes(bench.at('old.raw'), MODIFIED + 1, MODIFIED + 1)
    const { code, err } = await cowtools('map', path)
    expect(code).toBe(1)
    expect(err).toMatch(
      /its backing file "old.raw" was changed at 1300000001, and is recorded as of 1300000000 .+: use --allow-changed-backing /,
    )
    await bench.run('map', '--allow-changed-backing', path)
    await bench.run('map', '--without-backing', path)
    const { code: verdict, out } = await cowtools('validate', path)
    expect(verdict).toBe(2)
    expect(out).toContain('uml-cow-v3.backing_file.mtime')
  })

  it('is refused when that has another length', async () => {
    const path = await layer()
    await bench.add('old.raw', noise(SIZE + 512, 3))
    await utimes(bench.at('old.raw'), MODIFIED, MODIFIED)
    const { code, err } = await cowtools('map', path)
    await bench.add('old.raw', noise(SIZE, 3))
    expect(code).toBe(1)
    expect(err).toContain(`has ${SIZE + 512} bytes, and had ${SIZE} when the image was made`)
  })

  it('is made as large as that, and no other size', async () => {
    const args = ['-f', 'uml-cow-v3', '-b', 'old.raw', '-F', 'raw', bench.at('other.cow'), '1M']
    const { code, err } = await cowtools('create', ...args)
    expect(code).toBe(1)
    expect(err).toContain('as large as its backing file, which has 262144 bytes')
    const path = await layer()
    const resized = await cowtools('resize', path, '1M')
    expect(resized.err).toContain('a disk of uml-cow-v3 is as large as its backing file')
    expect(resized.code).toBe(1)
  })

  it('is not made without one, or over one that is not raw', async () => {
    const alone = await cowtools('create', '-f', 'uml-cow', bench.at('other.cow'), '1M')
    expect([alone.code, alone.err]).toEqual([
      1,
      expect.stringContaining('it cannot do without a backing file'),
    ])
    await bench.run('create', '-q', '-f', 'cow', bench.at('base.cow'), '256k')
    const over = ['-b', 'base.cow', '-F', 'cow', bench.at('other.cow')]
    const { code, err } = await cowtools('create', '-f', 'uml-cow-v3', ...over)
    expect([code, err]).toEqual([1, expect.stringContaining('is always raw, not cow')])
  })

  it('takes another one of the same size, and none of another size', async () => {
    const path = await layer()
    await bench.run('write', '-q', '--length', '700', '--pattern', '9', path)
    const before = await bench.guest('layer.cow')
    await bench.run('rebase', '-q', '-b', 'new.raw', '-F', 'raw', path)
    expect(Buffer.compare(await bench.guest('layer.cow'), before)).toBe(0)
    const other = await cowtools('rebase', '-b', 'base.raw', '-F', 'raw', path)
    expect([other.code, other.err]).toEqual([1, expect.stringContaining('--allow-changed-backing')])
    const none = await cowtools('rebase', '-b', '', path)
    expect([none.code, none.err]).toEqual([1, expect.stringContaining('no backing file is named')])
  })

  it('can be opened after a commit, which changes the backing file', async () => {
    const path = await layer()
    await bench.run('write', '-q', '--offset', '5000', '--length', '700', '--pattern', '9', path)
    const before = await bench.guest('layer.cow')
    await bench.run('commit', '-q', path)
    expect(Buffer.compare(await readFile(bench.at('old.raw')), before)).toBe(0)
    expect(Buffer.compare(await bench.guest('layer.cow'), before)).toBe(0)
    expect((await cowtools('validate', path)).code).toBe(0)
    await bench.add('old.raw', noise(SIZE, 3))
  })
})

describe('a format whose bitmap is rounded down', () => {
  const SECTORS = 21

  it('keeps its last sectors in the backing file', async () => {
    const disk = noise(SECTORS * 512, 8)
    await bench.add('odd.raw', disk)
    const path = bench.at('odd.cow')
    await bench.run('create', '-q', '-f', 'uml-cow-v2', '-b', 'odd.raw', '-F', 'raw', path)
    const write = (offset: number) =>
      cowtools('write', '-q', '--offset', String(offset), '--length', '512', '--pattern', '7', path)
    expect((await write(15 * 512)).code).toBe(0)
    const late = await write(16 * 512)
    expect(late.code).toBe(1)
    expect(late.err).toContain('Cannot write past byte 8192 of the disk: the bitmap has no bits')
    disk.fill(7, 15 * 512, 16 * 512)
    expect(Buffer.compare(await bench.guest('odd.cow'), Buffer.from(disk))).toBe(0)
    const { out } = await bench.run('map', '--output', 'json', path)
    const own = JSON.parse(out).filter(({ depth }: { depth: number }) => depth === 0)
    expect(own).toMatchObject([{ start: 15 * 512, length: 512 }])
    const resized = await cowtools('resize', '--allow-changed-backing', path, '12k')
    expect([resized.code, resized.err]).toEqual([1, expect.stringContaining('have no bit')])
  })
})
