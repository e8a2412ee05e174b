/** The verbs that change what is below an image: commit, rebase; and its size: resize, measure. */
import { stat } from 'node:fs/promises'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { type Bench, createBench, noise, OVER_BASE, OVERLAYS } from './disks.ts'
import { cowtools } from './run.ts'

let bench: Bench
const old: Bench[] = []

const RAW = ['--backing-format', 'raw'] as const
const SIZE = 524_288

beforeEach(async () => {
  bench = await createBench()
  old.push(bench)
  await bench.add('other.raw', noise(400_000, 5))
})

afterAll(async () => {
  for (const one of old) await one.remove()
})

/** An image of 512 KiB over `base.raw`, with a run of its own; what it shows. */
async function overlay(id: string, o: readonly string[]): Promise<Buffer> {
  await bench.run('create', '-q', '-f', id, ...o, ...OVER_BASE, bench.at('a'), '512k')
  const range = ['--offset', '70001', '--length', '9000', '--pattern', '7']
  await bench.run('write', '-q', ...RAW, bench.at('a'), ...range)
  const expected = Buffer.alloc(SIZE)
  expected.set(bench.base)
  expected.fill(7, 70_001, 79_001)
  expect((await bench.guest('a')).equals(expected)).toBe(true)
  return expected
}

const mapOf = async () =>
  JSON.parse((await bench.run('map', '--output=json', ...RAW, bench.at('a'))).out)

describe('cowtools commit', () => {
  it.each(OVERLAYS)('moves everything from %s into its backing file', async (id, o) => {
    const expected = await overlay(id, o)
    const { out } = await bench.run('commit', ...RAW, bench.at('a'))
    expect(out).toBe('Image committed.\n')
    expect((await bench.bytes('base.raw')).equals(expected)).toBe(true)
    expect((await bench.guest('a')).equals(expected)).toBe(true)
    expect(await mapOf()).toMatchObject([{ start: 0, length: SIZE, depth: 1 }])
  })

  it('keeps the image with -d', async () => {
    await overlay('cow-v2', [])
    await bench.run('commit', '-q', '-d', ...RAW, bench.at('a'))
    expect(await mapOf()).toContainEqual(expect.objectContaining({ depth: 0, length: 9728 }))
  })

  it('says so when there is no backing file', async () => {
    await bench.run('create', '-q', '-f', 'cow', bench.at('alone.cow'), '1M')
    const { code, err } = await cowtools('commit', bench.at('alone.cow'))
    expect([code, err]).toEqual([1, expect.stringContaining('it has no backing file')])
  })
})

describe('cowtools rebase', () => {
  it.each(OVERLAYS)(
    'keeps what %s shows, over another file, over none, and back',
    async (id, o) => {
      const expected = await overlay(id, o)
      for (const name of ['other.raw', '', 'base.raw']) {
        const format = name === '' ? [] : ['-F', 'raw']
        await bench.run('rebase', ...RAW, '-b', name, ...format, bench.at('a'))
        expect((await bench.guest('a')).equals(expected), name).toBe(true)
        const info = JSON.parse((await bench.run('info', '--output=json', bench.at('a'))).out)
        expect(info['backing-filename'] ?? '').toBe(name)
        // An add-cow of 2011 without a backing file is readable, and not what its authors meant.
        const isOdd = id === 'add-cow-v4' && name === ''
        expect((await cowtools('validate', bench.at('a'))).code).toBe(isOdd ? 3 : 0)
      }
    },
  )

  it('stores nothing where the new file has the same bytes', async () => {
    await overlay('cow-v2', [])
    await bench.add('copy.raw', bench.base)
    const before = await mapOf()
    await bench.run('rebase', ...RAW, '-b', 'copy.raw', '-F', 'raw', bench.at('a'))
    const lengths = (map: { depth: number; length: number }[]) =>
      map.filter(({ depth }) => depth === 0).map(({ length }) => length)
    expect(lengths(await mapOf())).toEqual(lengths(before))
  })

  it('changes only the name with -u', async () => {
    await overlay('add-cow-v18', ['-o', 'image_file=a.img'])
    const before = await bench.bytes('a.img')
    await bench.run('rebase', '-u', '-b', 'moved.raw', '-F', 'raw', bench.at('a'))
    expect((await bench.bytes('a.img')).equals(before)).toBe(true)
    const info = JSON.parse((await bench.run('info', '--output=json', bench.at('a'))).out)
    expect(info).toMatchObject({ 'backing-filename': 'moved.raw' })
  })

  it('says in one line what it cannot do', async () => {
    await overlay('cow-v2', [])
    const cases: readonly (readonly [readonly string[], RegExp])[] = [
      [['-b', 'a', '-F', 'cow'], /it would be its own backing file/],
      [['-b', 'base.raw'], /-F raw if it is what it looks like/],
      [['-b', 'none', '-F', 'raw'], /no such file/],
      [[], /required option/],
    ]
    for (const [args, message] of cases) {
      const { code, err } = await cowtools('rebase', ...RAW, ...args, bench.at('a'))
      expect([code, err]).toEqual([1, expect.stringMatching(message)])
    }
    const { err } = await cowtools('rebase', '-f', 'raw', '-b', '', bench.at('base.raw'))
    expect(err).toContain('Cannot rebase a raw disk')
  })
})

describe('cowtools resize', () => {
  it.each(OVERLAYS.slice(1))('grows and cuts %s', async (id, o) => {
    const expected = await overlay(id, o)
    await bench.run('resize', ...RAW, bench.at('a'), '+512k')
    const grown = Buffer.concat([expected, Buffer.alloc(SIZE)])
    expect((await bench.guest('a')).equals(grown)).toBe(true)
    const refused = await cowtools('resize', ...RAW, bench.at('a'), '128k')
    expect(refused.err).toContain('use --shrink to allow it')
    const { out } = await bench.run('resize', ...RAW, '--shrink', bench.at('a'), '-896k')
    expect(out).toBe('Image resized.\n')
    expect((await bench.guest('a')).equals(expected.subarray(0, 131_072))).toBe(true)
    expect((await cowtools('validate', bench.at('a'))).code).toBe(0)
  })

  it('says that a cow image must be converted', async () => {
    await overlay('cow-v2', [])
    const { code, err } = await cowtools('resize', ...RAW, bench.at('a'), '64M')
    expect([code, err]).toEqual([1, expect.stringContaining('convert the image instead')])
  })

  it('says in one line what is no size', async () => {
    for (const [size, message] of [
      ['much', 'it is no size'],
      ['-1G', 'the disk has 262844 bytes'],
    ] as const) {
      const { err } = await cowtools('resize', '-f', 'raw', bench.at('base.raw'), size)
      expect(err).toContain(message)
    }
  })
})

describe('cowtools measure', () => {
  it.each(OVERLAYS)('tells how large %s gets', async (id, o) => {
    const { out } = await bench.run(
      'measure',
      '--output=json',
      '-O',
      id,
      ...o,
      ...OVER_BASE,
      '--size',
      '512k',
    )
    await bench.run('create', '-q', '-f', id, ...o, ...OVER_BASE, bench.at('a'), '512k')
    const full = ['--offset', '0', '--length', '512k', '--pattern', '1']
    const sizes = async () => {
      const image = o.length === 0 ? 0 : (await stat(bench.at('a.img'))).size
      return (await stat(bench.at('a'))).size + image
    }
    const measured = JSON.parse(out)
    expect(await sizes()).toBeLessThanOrEqual(measured.required)
    await bench.run('write', '-q', ...RAW, bench.at('a'), ...full)
    expect(await sizes()).toBeLessThanOrEqual(measured['fully-allocated'])
    expect(measured['fully-allocated'] - (await sizes())).toBeLessThan(4096)
  })

  it('measures a file', async () => {
    const args = ['measure', '-f', 'raw', '-O', 'cow', bench.at('base.raw')]
    expect((await bench.run(...args)).out).toBe(
      'required size: 264704\nfully allocated size: 264704\n',
    )
    expect((await cowtools('measure')).err).toContain('name an image, or a size with --size')
  })
})
