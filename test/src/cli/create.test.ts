import { lstat, readdir, stat, symlink } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { InterruptedError } from '../../../src/cli/failure.ts'
import { type Bench, createBench, OVER_BASE, OVERLAYS } from './disks.ts'
import { cowtools, cowtoolsWith } from './run.ts'

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

  it.each(OVERLAYS)(
    'makes %s over a backing file, with room for all of it in whole sectors',
    async (id, o) => {
      const image = bench.at(id)
      const { out } = await bench.run('create', '-f', id, ...o, ...OVER_BASE, image)
      expect(out).toContain(`fmt=${id} size=263168`)
      const shown = await bench.guest(id)
      expect(shown.subarray(0, bench.base.length).equals(bench.base)).toBe(true)
      expect(shown.subarray(bench.base.length).equals(Buffer.alloc(324))).toBe(true)
      expect((await cowtools('validate', image)).code).toBe(0)
    },
  )

  it('cuts a size that is given to whole sectors, as the old tools do', async () => {
    const args = ['-f', 'cow', ...OVER_BASE, bench.at('given.cow'), '262844']
    expect((await bench.run('create', ...args)).out).toContain('size=262656')
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
      [['-f', 'tar', x], /"tar": no such format; there are raw, add-cow-v4, .*cow-v2/],
      [['-f', 'cow', x], /needs a size or a backing file/],
      [['-f', 'add-cow-v18', x, '1M'], /name one \(-o image_file=NAME\)/],
      [['-f', 'add-cow-v4', '-o', 'image_file=i', x, '1M'], /name one \(-b NAME\)/],
      [['-f', 'cow', '-o', 'image_file=i', x, '1M'], /it has no image file/],
      [['-f', 'cow', '-o', 'cluster_size=64k', x, '1M'], /cannot be chosen/],
      [['-f', 'cow', '-o', 'colour=red', x, '1M'], /the keys are image_file, /],
      [
        ['-f', 'add-cow-v18', '-o', 'image_file=a,b', x, '1M'],
        /a comma in a value is written ",,"/,
      ],
      [['-f', 'cow', '-o', 'size=8E', x], /the largest size is 9007199254740991 bytes/],
      [['-f', 'cow', '-o', 'size=many', x], /a size is bytes, or a number with k, M/],
      [[x, '8E'], /The largest size is 9007199254740991 bytes, one less than 8P/],
      [[x, '1.3'], /It is no whole number of bytes/],
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

  it('replaces a file only when it is forced to, and an empty one', async () => {
    const over = ['create', '-q', '-f', 'cow', bench.at('old.cow'), '1M']
    await bench.add('old.cow', new Uint8Array())
    await bench.run(...over)
    const before = await bench.bytes('old.cow')
    const { code, err } = await cowtools(...over)
    expect([code, err]).toEqual([
      1,
      `cowtools: Cannot create "${bench.at('old.cow')}": an image (cow-v2) is there already; choose another name, or replace it with --force\n`,
    ])
    expect((await bench.bytes('old.cow')).equals(before)).toBe(true)
    await bench.add('notes', new Uint8Array(7))
    const raw = await cowtools('create', bench.at('notes'), '1M')
    expect(raw.err).toContain('a file of 7 bytes is there already')
    await bench.run(...over, '--force')
  })

  it('makes nothing when it is stopped', async () => {
    const signal = AbortSignal.abort(new InterruptedError('SIGTERM'))
    const image = ['-f', 'add-cow-v18', '-o', 'image_file=stopped.img', bench.at('stopped'), '1M']
    for (const args of [image, [bench.at('stopped'), '1M']]) {
      expect((await cowtoolsWith({ signal }, 'create', ...args)).code).toBe(143)
    }
    const names = (await readdir(bench.path)).filter((name) => /^(stopped|\.)/.test(name))
    expect(names).toEqual([])
  })

  it('names the file that is to be made, and not the one that it writes', async () => {
    const image = ['-f', 'add-cow-v18', '-o', 'image_file=none/a.img', bench.at('x'), '1M']
    for (const [args, name] of [
      [[bench.at('none/x.raw'), '1M'], 'none/x.raw'],
      [['-f', 'cow', bench.at('none/x.cow'), '1M'], 'none/x.cow'],
      [image, 'none/a.img'],
    ] as const) {
      const { err } = await cowtools('create', ...args)
      expect(err).toBe(
        `cowtools: Cannot create "${bench.at(name)}": the folder "${bench.at('none')}" does not exist\n`,
      )
    }
  })

  it('makes what a link leads to', async () => {
    await symlink('made.cow', bench.at('link.cow'))
    await symlink('made.img', bench.at('link.img'))
    const o = ['-f', 'add-cow-v18', '-o', 'image_file=link.img']
    await bench.run('create', '-q', ...o, bench.at('link.cow'), '1M')
    for (const name of ['link.cow', 'link.img']) {
      expect((await lstat(bench.at(name))).isSymbolicLink()).toBe(true)
    }
    expect((await stat(bench.at('made.img'))).size).toBe(1 << 20)
    expect((await lstat(bench.at('made.cow'))).isFile()).toBe(true)
    await symlink('round', bench.at('round'))
    expect((await cowtools('create', bench.at('round'), '1M')).err).toContain('too many symbolic')
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
