import { chmod, readdir, stat, symlink } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { InterruptedError } from '../../../src/cli/failure.ts'
import { FileStore } from '../../../src/source/file.ts'
import { type Bench, createBench, noise, OVER_BASE } from './disks.ts'
import { cowtools, cowtoolsWith } from './run.ts'

let bench: Bench

const SOURCE = ['-f', 'raw'] as const
/** Names of files that are being written. */
const parts = async () => (await readdir(bench.path)).filter((name) => name.startsWith('.'))

beforeAll(async () => {
  bench = await createBench()
})

afterAll(() => bench.remove())

describe('cowtools convert', () => {
  it('leaves what was there when it is stopped', async () => {
    await bench.add('old', Uint8Array.of(1, 2, 3))
    await bench.add('old.img', Uint8Array.of(4))
    const args = ['convert', ...SOURCE, '-O', 'add-cow-v18', '-o', 'image_file=old.img']
    const signal = AbortSignal.abort(new InterruptedError())
    const { code, err } = await cowtoolsWith(
      { signal },
      ...args,
      bench.at('base.raw'),
      bench.at('old'),
    )
    expect([code, err]).toEqual([130, 'cowtools: Interrupted\n'])
    expect(await bench.bytes('old')).toEqual(Buffer.of(1, 2, 3))
    expect(await bench.bytes('old.img')).toEqual(Buffer.of(4))
    expect(await parts()).toEqual([])
  })

  it('replaces what was there, through a link, and keeps its permissions', async () => {
    await bench.add('real.raw', Uint8Array.of(1))
    await chmod(bench.at('real.raw'), 0o640)
    await symlink('real.raw', bench.at('link.raw'))
    await bench.run('convert', ...SOURCE, bench.at('base.raw'), bench.at('link.raw'))
    expect((await bench.bytes('real.raw')).equals(bench.base)).toBe(true)
    expect((await stat(bench.at('real.raw'))).mode & 0o777).toBe(0o640)
    expect(await parts()).toEqual([])
  })

  it('says what the new format does not record, before it writes', async () => {
    const made = ['-o', 'image_file=k.img,cluster_size=4k', ...OVER_BASE, bench.at('kept.acow')]
    await bench.run('create', '-f', 'add-cow-v18', ...made)
    const args = ['convert', '-O', 'cow', bench.at('kept.acow')]
    const alone = await cowtoolsWith({}, ...args, bench.at('kept-alone.cow'))
    const name = '-b keeps it'
    expect([alone.code, alone.err.includes(name)]).toEqual([0, true])
    expect(alone.err).toContain('note: clusters of 4096 bytes become clusters of 512\n')
    const over = await cowtoolsWith({}, ...args, ...OVER_BASE, bench.at('kept-over.cow'))
    expect(over.err).toContain('cow-v2 does not record the format of the backing file, raw')
    expect(over.err).not.toContain(name)
    const quiet = await cowtoolsWith({}, ...args, '-q', bench.at('kept-quiet.cow'))
    expect([quiet.code, quiet.err]).toEqual([0, ''])
  })

  it('flushes the copy before it has its name, and never with -t unsafe', async () => {
    const flush = vi.spyOn(FileStore.prototype, 'flush')
    const o = ['-O', 'add-cow-v18', '-o', 'image_file=t.img', ...OVER_BASE]
    for (const args of [['-S', '0'], ['-O', 'cow'], o]) {
      const both = ['convert', ...SOURCE, ...args, bench.at('big.raw'), bench.at('t')]
      await bench.add('big.raw', noise(200_000, 9))
      flush.mockClear()
      await bench.run(...both)
      expect(flush).toHaveBeenCalled()
      flush.mockClear()
      await bench.run(...both, '-t', 'unsafe')
      expect(flush).not.toHaveBeenCalled()
    }
    flush.mockRestore()
    const copy = await bench.guest('t')
    expect(copy.subarray(0, 200_000).equals(noise(200_000, 9))).toBe(true)
  })

  it('takes --backing-format for the layers of the source alone', async () => {
    const base = ['-f', 'add-cow-v10', '-o', 'image_file=under.img', ...OVER_BASE]
    await bench.run('create', '-q', ...base, bench.at('under.acow'))
    await bench.run('create', '-q', '-f', 'cow', ...OVER_BASE, bench.at('over.cow'))
    // The layers below the target's backing file record their formats: "cow" is not for them.
    await bench.run('create', '-q', '-f', 'cow', bench.at('lone.cow'), '1M')
    await bench.run(
      ...['create', '-q', '-f', 'cow', '-b', 'lone.cow', '-F', 'cow', bench.at('two.cow')],
    )
    const target = ['-O', 'add-cow-v18', '-o', 'image_file=new.img', '-b', 'under.acow']
    await bench.run(
      ...['convert', '-q', '--backing-format', 'cow', ...target, '-F', 'add-cow-v10'],
      ...[bench.at('two.cow'), bench.at('new.acow')],
    )
    const { out } = await cowtools(
      ...['compare', '--backing-format', 'add-cow-v10', bench.at('new.acow'), bench.at('lone.cow')],
    )
    expect(out).toBe('Images are identical.\n')
  })

  it('names the target when it cannot be made', async () => {
    const target = bench.at('none/x.raw')
    const { err } = await cowtools('convert', ...SOURCE, bench.at('base.raw'), target)
    expect(err).toBe(
      `cowtools: Cannot create "${target}": the folder "${bench.at('none')}" does not exist\n`,
    )
  })

  it('refuses to write to a file that it reads, and to what is no file', async () => {
    const over = ['-f', 'add-cow-v18', '-o', 'image_file=a.img', ...OVER_BASE]
    await bench.run('create', '-q', ...over, bench.at('a.acow'))
    for (const own of ['a.acow', 'a.img', 'base.raw']) {
      const { err } = await cowtools('convert', bench.at('a.acow'), bench.at(own))
      expect(err).toContain('the source is read from it; choose another name')
    }
    const same = ['-O', 'add-cow-v18', '-o', 'image_file=a.img', bench.at('b.acow')]
    const shared = await cowtools('convert', bench.at('a.acow'), ...same)
    expect(shared.err).toContain('the source is read from it; choose another name')
    const { err } = await cowtools('convert', ...SOURCE, bench.at('base.raw'), bench.path)
    expect(err).toContain('is a folder, not a regular file')
  })

  it('hides the backing file where the disk has zeros', async () => {
    await bench.add('zeros.raw', new Uint8Array(100_000))
    const args = ['-O', 'cow', ...OVER_BASE, bench.at('zeros.raw'), bench.at('zeros.cow')]
    await bench.run('convert', ...SOURCE, '-o', 'size=256k', ...args)
    expect((await bench.guest('zeros.cow')).equals(Buffer.alloc(1 << 18))).toBe(true)
  })

  it('says in one line what it cannot do', async () => {
    const files = [bench.at('base.raw'), bench.at('out')]
    const cases: readonly (readonly [readonly string[], RegExp])[] = [
      [['-S', '100'], /a multiple of 512 up to 16777216/],
      [['-o', 'size=1k'], /the disk has 262844 bytes; resize the copy/],
      [['-O', 'qcow2'], /"qcow2": images of it can only be inspected yet/],
      [['-O', 'cow', '-B', 'none', '-F', 'raw'], /no such file/],
    ]
    for (const [args, message] of cases) {
      const { code, err } = await cowtools('convert', ...SOURCE, ...args, ...files)
      expect([code, err]).toEqual([1, expect.stringMatching(message)])
    }
    expect(await parts()).toEqual([])
  })

  it('takes what looks like no image for a raw disk, and says so', async () => {
    const { code, err } = await cowtools('convert', bench.at('base.raw'), bench.at('copy.raw'))
    expect(code).toBe(0)
    expect(err).toMatch(/^cowtools: warning: .+ is taken for a raw disk: say -f raw\n$/)
  })

  it('shows a bar on a terminal, unless it is quick', async () => {
    const args = ['convert', ...SOURCE, bench.at('base.raw'), bench.at('bar.raw')]
    expect((await cowtoolsWith({ isTerminal: { err: true } }, ...args)).err).toBe('')
    expect((await cowtools(...args, '-p')).out).toMatch(/\(100\.00\/100%\)\r\n$/)
  })
})
