import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Bench, createBench, noise } from './disks.ts'
import { cowtools, cowtoolsWith } from './run.ts'

let bench: Bench

const RAW = ['-f', 'raw', '-F', 'raw']
const compare = (a: string, b: string, ...options: string[]) =>
  cowtools('compare', ...RAW, ...options, bench.at(a), bench.at(b))

beforeAll(async () => {
  bench = await createBench()
  const bytes = noise(3_000_000, 3)
  await bench.add('a.raw', bytes)
  await bench.add('same.raw', bytes)
  await bench.add('longer.raw', Buffer.concat([bytes, new Uint8Array(5000)]))
  await bench.add('more.raw', Buffer.concat([bytes, new Uint8Array(5000), Uint8Array.of(1)]))
  await bench.add('other.raw', bytes.slice().fill(0, 2_000_001, 2_000_030))
})

afterAll(() => bench.remove())

describe('cowtools compare', () => {
  it("has qemu-img's sentences and exit codes", async () => {
    const identical = 'Images are identical.\n'
    expect(await compare('a.raw', 'same.raw')).toEqual({ code: 0, out: identical, err: '' })
    expect(await compare('a.raw', 'longer.raw')).toMatchObject({
      code: 0,
      out: `Warning: Image size mismatch!\n${identical}`,
    })
    expect(await compare('a.raw', 'longer.raw', '-s')).toMatchObject({
      code: 1,
      out: 'Strict mode: Image size mismatch!\n',
    })
    const mismatch = (at: number) => ({ code: 1, out: `Content mismatch at offset ${at}!\n` })
    expect(await compare('a.raw', 'other.raw')).toMatchObject(mismatch(2_000_001))
    expect(await compare('more.raw', 'a.raw')).toMatchObject(mismatch(3_005_000))
    expect(await compare('a.raw', 'other.raw', '-q')).toMatchObject({ code: 1, out: '' })
    expect(await compare('a.raw', 'none')).toMatchObject({
      code: 2,
      err: `cowtools: Cannot open "${bench.at('none')}": no such file\n`,
    })
  })

  it('tells holes from zeros in strict mode', async () => {
    for (const name of ['hole.cow', 'zero.cow']) {
      await bench.run('create', '-q', '-f', 'cow', bench.at(name), '1M')
    }
    const zeros = ['--offset', '512k', '--length', '512', '--pattern', '0']
    await bench.run('write', '-q', bench.at('zero.cow'), ...zeros)
    const files = [bench.at('hole.cow'), bench.at('zero.cow')]
    expect((await cowtools('compare', ...files)).code).toBe(0)
    expect(await cowtools('compare', '-s', ...files)).toMatchObject({
      code: 1,
      out: 'Strict mode: Offset 524288 block status mismatch!\n',
    })
  })

  it('shows how far it is', async () => {
    const { out } = await compare('a.raw', 'same.raw', '-p')
    expect(out).toMatch(
      /^ {4}\(0\.00\/100%\)\r[\s\S]+ {4}\(100\.00\/100%\)\r\nImages are identical\.\n$/,
    )
  })

  it('stops at Ctrl-C', async () => {
    const signal = AbortSignal.abort(new Error('Cannot go on'))
    const { code, err } = await cowtoolsWith(
      { signal },
      'compare',
      ...RAW,
      bench.at('a.raw'),
      bench.at('same.raw'),
    )
    expect([code, err]).toEqual([4, 'cowtools: Internal error: Cannot go on\n'])
  })
})
