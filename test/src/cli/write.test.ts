import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Bench, createBench, noise, OVER_BASE, OVERLAYS } from './disks.ts'
import { cowtools, cowtoolsWith } from './run.ts'

let bench: Bench

beforeAll(async () => {
  bench = await createBench()
})

afterAll(() => bench.remove())

describe('cowtools write and read', () => {
  it.each(OVERLAYS)('put bytes into %s and get them back', async (id, o) => {
    await bench.run('create', '-q', '-f', id, ...o, ...OVER_BASE, bench.at(id), '3M')
    const content = noise(2_100_003, 2)
    const input = [content.subarray(0, 70_001), content.subarray(70_001)]
    const args = [bench.at(id), '--backing-format', 'raw']
    const { code, out } = await cowtoolsWith({ input }, 'write', ...args, '--offset', '5001')
    expect([code, out]).toEqual([0, 'wrote 2100003 bytes at offset 5001\n'])
    await bench.run('write', '-q', ...args, '--offset', '1k', '--length', '3', '--pattern', '0x5a')
    await bench.run('write', '-q', ...args, '--offset', '2M', '--length', '4k', '--zeroes')
    const expected = new Uint8Array(3 << 20)
    expected.set(bench.base)
    expected.set(content, 5001)
    expected.fill(0x5a, 1024, 1027)
    expected.fill(0, 2 << 20, (2 << 20) + 4096)
    expect((await bench.guest(id)).equals(expected)).toBe(true)
    const part = await cowtoolsWith({}, 'read', ...args, '--offset', '1000', '--length', '2M')
    expect(Buffer.compare(part.bytes, expected.subarray(1000, 1000 + (2 << 20)))).toBe(0)
  })

  it('write at most --length bytes of the input', async () => {
    await bench.run('create', '-q', bench.at('a.raw'), '1k')
    const args = ['write', '-f', 'raw', bench.at('a.raw'), '--length', '2']
    const { out } = await cowtoolsWith({ input: [Uint8Array.of(1, 2, 3)] }, ...args)
    expect(out).toBe('wrote 2 bytes at offset 0\n')
    expect((await bench.bytes('a.raw')).subarray(0, 4)).toEqual(Buffer.of(1, 2, 0, 0))
  })

  it('say in one line what they cannot do', async () => {
    await bench.run('create', '-q', bench.at('b.raw'), '1k')
    const raw = ['-f', 'raw', bench.at('b.raw')]
    const cases: readonly (readonly [readonly string[], RegExp])[] = [
      [['write', ...raw, '--pattern', '300'], /A byte is 0 to 255/],
      [['write', ...raw, '--pattern', '3'], /say how much, --length BYTES/],
      [['write', ...raw, '--pattern', '3', '--length', '2k'], /the disk has 1024 bytes/],
      [
        ['write', bench.at('b.raw'), '--pattern', '3', '--length', '1'],
        /say -f raw for a raw disk/,
      ],
      [['read', ...raw, '--offset', '1025'], /the disk has 1024 bytes/],
    ]
    for (const [args, message] of cases) {
      const { code, err } = await cowtools(...args)
      expect([code, err]).toEqual([1, expect.stringMatching(message)])
      expect(err).toMatch(/^cowtools: [^\n]+\n$/)
    }
    const input = [new Uint8Array(2000)]
    expect((await cowtoolsWith({ input }, 'write', ...raw)).err).toContain(
      'the disk has 1024 bytes',
    )
    const terminal = await cowtoolsWith({ isTerminal: { out: true } }, 'read', ...raw)
    expect(terminal.err).toContain('send the bytes to a file or a command')
  })
})
