/** The verbs that change what is below an image: commit, rebase; and its size: resize, measure. */
import { link, rm, stat } from 'node:fs/promises'
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
    const { code, out, err } = await cowtools('commit', ...RAW, bench.at('a'))
    expect([code, out]).toEqual([0, 'Image committed.\n'])
    expect(err).toBe(
      `cowtools: note: "${bench.at('base.raw')}" had 262844 bytes and has ${SIZE} now, as the image\n`,
    )
    expect((await bench.bytes('base.raw')).equals(expected)).toBe(true)
    expect((await bench.guest('a')).equals(expected)).toBe(true)
    expect(await mapOf()).toMatchObject([{ start: 0, length: SIZE, depth: 1 }])
  })

  it('keeps the image with -d', async () => {
    await overlay('cow-v2', [])
    await bench.run('commit', '-q', '-d', ...RAW, bench.at('a'))
    expect(await mapOf()).toContainEqual(expect.objectContaining({ depth: 0, length: 9728 }))
  })

  it('says what can be done when the backing file is gone', async () => {
    await overlay('cow-v2', [])
    await rm(bench.at('base.raw'))
    for (const args of [['commit'], ['rebase', '-b', '']]) {
      const { code, err } = await cowtools(...args, ...RAW, bench.at('a'))
      expect([code, err]).toEqual([
        1,
        `cowtools: Cannot open the backing file "base.raw", named in "${bench.at('a')}": it does not exist; \`convert --without-backing\` copies what the image holds itself, \`rebase -u\` changes only the name of the backing file\n`,
      ])
      const refused = await cowtools(...args, '--without-backing', bench.at('a'))
      expect(refused.err).toContain("unknown option '--without-backing'")
    }
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

  it('refuses a longer circle with -u too, and no file that is not there', async () => {
    const image = bench.at('a')
    await overlay('cow-v2', [])
    await bench.run('create', '-q', '-f', 'cow', '-b', 'a', '-F', 'cow', ...RAW, bench.at('b'))
    const over = ['-o', 'image_file=c.img', '-b', 'b', '-F', 'cow', '--backing-format', 'cow']
    await bench.run('create', '-q', '-f', 'add-cow-v18', ...over, ...RAW, bench.at('c'))
    await link(image, bench.at('same'))
    for (const [name, format] of [
      ['b', 'cow'],
      ['c', 'add-cow-v18'],
      ['same', 'cow'],
    ] as const) {
      const { code, err } = await cowtools('rebase', '-u', '-b', name, '-F', format, image)
      expect([code, err]).toEqual([1, expect.stringContaining('its own backing file')])
    }
    await bench.run('rebase', '-u', '-b', 'b', '-F', 'raw', image)
    await bench.run('rebase', '-u', '-b', 'gone', '-F', 'cow', image)
    await bench.run('create', '-q', '-f', 'cow', '-b', 'gone', '-u', bench.at('d'), '1M')
    await bench.run('rebase', '-u', '-b', 'd', '-F', 'cow', image)
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
      ['much', 'a size is bytes, or a number with'],
      ['+8E', 'the largest size is 9007199254740991 bytes'],
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
