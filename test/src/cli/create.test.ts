import { readdir, stat } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Bench, createBench, OVER_BASE, OVERLAYS } from './disks.ts'
import { cowtools } from './run.ts'

let bench: Bench

beforeAll(async () => {
  bench = await createBench()
})

afterAll(() => bench.remove())

describe('cowtools create', () => {
  it('makes a raw disk of zeros', async () => {
    const { out } = await bench.run('create', bench.at('new.raw'), '1M')
    expect(out).toBe(`Formatting '${bench.at('new.raw')}', fmt=raw size=1048576\n`)
    expect((await stat(bench.at('new.raw'))).size).toBe(1 << 20)
  })

  it.each(OVERLAYS)('makes %s over a backing file, of its size in whole sectors', async (id, o) => {
    const image = bench.at(id)
    const { out } = await bench.run('create', '-f', id, ...o, ...OVER_BASE, image)
    expect(out).toContain(`fmt=${id} size=262656`)
    expect((await bench.guest(id)).equals(bench.base.subarray(0, 262_656))).toBe(true)
    expect((await cowtools('validate', image)).code).toBe(0)
  })

  it('takes the size, the names and the cluster size from -o too', async () => {
    const o =
      'image_file=odd,,name.img,cluster_size=1M,size=3M,backing_file=base.raw,backing_fmt=raw'
    await bench.run('create', '-q', '-f', 'add-cow-v18', '-o', o, bench.at('o.acow'))
    const { out } = await bench.run('info', '--output', 'json', bench.at('o.acow'))
    expect(JSON.parse(out)).toMatchObject({
      'virtual-size': 3 << 20,
      'cluster-size': 1 << 20,
      'backing-filename': 'base.raw',
      'backing-filename-format': 'raw',
      cowtools: { strings: { image_file: 'odd,name.img' } },
    })
  })

  it('does not look at the backing file with -u', async () => {
    const names = ['-b', 'later.raw', '-u', bench.at('later.cow')]
    await bench.run('create', '-q', '-f', 'cow', ...names, '1M')
    expect((await cowtools('create', '-f', 'cow', ...names)).err).toContain('needs a size')
  })

  it('says in one line what is missing', async () => {
    const x = bench.at('x')
    const cases: readonly (readonly [readonly string[], RegExp])[] = [
      [['-f', 'add-cow', x], /several formats, say add-cow-v4, add-cow-v10, add-cow-v18/],
      [['-f', 'qcow2', x], /"qcow2": images of it can only be inspected yet/],
      [['-f', 'tar', x], /"tar": no such format; there are raw, cow-v2/],
      [['-f', 'cow', x], /needs a size or a backing file/],
      [['-f', 'add-cow-v18', x, '1M'], /name one \(-o image_file=NAME\)/],
      [['-f', 'add-cow-v4', '-o', 'image_file=i', x, '1M'], /name one \(-b NAME\)/],
      [['-f', 'cow', '-o', 'image_file=i', x, '1M'], /it has no image file/],
      [['-f', 'cow', '-o', 'cluster_size=64k', x, '1M'], /cannot be chosen/],
      [['-f', 'cow', '-o', 'colour=red', x, '1M'], /the keys are image_file, /],
      [['-f', 'cow', '-b', 'base.raw', x], /-F raw if it is what it looks like, or --probe/],
      [['-f', 'cow', '-b', 'none.raw', '-F', 'raw', x], /no such file/],
      [[x, 'large'], /A size is bytes, or a number with k, M, G, T, P or E/],
      [['-f', 'cow', ...OVER_BASE, bench.at('base.raw')], /which it also needs/],
      [['-f', 'add-cow-v18', '-o', 'image_file=base.raw', ...OVER_BASE, x], /which it also needs/],
    ]
    for (const [args, message] of cases) {
      const { code, err } = await cowtools('create', ...args)
      expect([code, err]).toEqual([1, expect.stringMatching(/^cowtools: [^\n]+\n$/)])
      expect(err).toMatch(message)
    }
    expect((await readdir(bench.path)).filter((name) => /^(x|i|\..*)$/.test(name))).toEqual([])
    expect((await bench.bytes('base.raw')).equals(bench.base)).toBe(true)
  })

  it('cuts an image file only when it is forced to', async () => {
    await bench.add('long.img', new Uint8Array(1 << 20).fill(7))
    const args = ['create', '-q', '-f', 'add-cow-v18', '-o', 'image_file=long.img']
    const refused = await cowtools(...args, bench.at('long.acow'), '512k')
    expect(refused.err).toContain('it has 1048576 bytes and would be cut to 524288')
    expect((await stat(bench.at('long.img'))).size).toBe(1 << 20)
    await bench.run(...args, '--force', bench.at('long.acow'), '512k')
    expect((await bench.guest('long.acow')).equals(Buffer.alloc(1 << 19, 7))).toBe(true)
  })
})
