import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Bench, createBench, OVER_BASE } from './disks.ts'
import { cowtools } from './run.ts'

let bench: Bench
let image: string

beforeAll(async () => {
  bench = await createBench()
  image = bench.at('a.cow')
  await bench.run('create', '-q', '-f', 'cow', ...OVER_BASE, image, '1M')
  const args = ['--offset', '4096', '--length', '512', '--pattern', '1', '--backing-format', 'raw']
  await bench.run('write', '-q', image, ...args)
})

afterAll(() => bench.remove())

describe('cowtools map', () => {
  it("prints qemu-img's table", async () => {
    const { out } = await bench.run('map', '--backing-format', 'raw', image)
    expect(out.split('\n')).toEqual([
      'Offset          Length          Mapped to       File',
      `0               0x1000          0               ${bench.at('base.raw')}`,
      `0x1000          0x200           0x1600          ${image}`,
      `0x1200          0x3f0bc         0x1200          ${bench.at('base.raw')}`,
      '',
    ])
  })

  it("prints qemu-img's JSON, an entry per line", async () => {
    const { out } = await bench.run('map', '--output=json', '--backing-format', 'raw', image)
    expect(out.split('\n')[1]).toBe(
      `{ "start": 4096, "length": 512, "depth": 0, "present": true, "zero": false, "data": true, "offset": 5632, "filename": ${JSON.stringify(image)}},`,
    )
    expect(JSON.parse(out)).toMatchObject([
      { start: 0, length: 4096, depth: 1, offset: 0 },
      { start: 4096, length: 512, depth: 0, offset: 5632 },
      { start: 4608, length: 258_236, depth: 1, offset: 4608 },
      { start: 262_844, length: 785_732, depth: 0, present: false, zero: true, data: false },
    ])
  })

  it('shows a part', async () => {
    const range = ['--start-offset', '4k', '--max-length', '100']
    const { out } = await bench.run('map', '--output=json', '--backing-format=raw', ...range, image)
    expect(JSON.parse(out)).toMatchObject([{ start: 4096, length: 100, offset: 5632 }])
    await bench.run('create', '-q', bench.at('empty.raw'), '0')
    expect((await bench.run('map', '-f', 'raw', '--output=json', bench.at('empty.raw'))).out).toBe(
      '[]\n',
    )
  })

  it('names the option that lets it open the backing file', async () => {
    const { code, err } = await cowtools('map', image)
    expect([code, err]).toEqual([
      1,
      `cowtools: Cannot open "${bench.at('base.raw')}": the image above does not record its format: say --backing-format raw, or what it is, or use --probe\n`,
    ])
    const guessed = await cowtools('map', '--probe', image)
    expect(guessed.code).toBe(0)
    expect(guessed.err).toContain('was guessed: raw')
  })

  it('opens files outside the folder of the image only with leave', async () => {
    const inner = bench.at('inner')
    const { mkdir } = await import('node:fs/promises')
    await mkdir(inner)
    const over = ['-b', '../base.raw', '-F', 'raw', '--allow-backing', 'all']
    await bench.run('create', '-q', '-f', 'cow', ...over, `${inner}/a.cow`)
    const args = ['map', '--backing-format', 'raw', `${inner}/a.cow`]
    const { err } = await cowtools(...args)
    expect(err).toMatch(
      /^cowtools: .+ outside .+: use --allow-backing FOLDER, or --allow-backing all\n$/,
    )
    await bench.run(...args, '--allow-backing', bench.path)
    await bench.run(...args, '--allow-backing', 'all')
  })
})
