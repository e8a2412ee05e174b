import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rangeLock } from '../../../src/cow/range-lock.ts'

const never = new Promise<void>(() => {})

/** What a request did, as its task begins and ends. */
interface Log {
  readonly index: number
  readonly what: 'begin' | 'end'
}

describe('rangeLock()', () => {
  it('runs what conflicts in the order of the requests, and nothing else waits', async () => {
    const request = fc.record({
      start: fc.nat(20),
      length: fc.nat(10),
      exclusive: fc.boolean(),
      turns: fc.nat(5),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(request, { maxLength: 30 }), async (requests) => {
        const lock = rangeLock()
        const log: Log[] = []
        const tasks = requests.map(({ start, length, exclusive, turns }, index) =>
          lock.run({ start, end: start + length, exclusive }, async () => {
            log.push({ index, what: 'begin' })
            for (let turn = 0; turn < turns; turn++) await Promise.resolve()
            log.push({ index, what: 'end' })
          }),
        )
        await Promise.all(tasks)
        const placeOf = (index: number, what: Log['what']) =>
          log.findIndex((one) => one.index === index && one.what === what)
        for (const [second, b] of requests.entries()) {
          for (const [first, a] of requests.slice(0, second).entries()) {
            const overlap = a.start < b.start + b.length && b.start < a.start + a.length
            if (!overlap || !(a.exclusive || b.exclusive)) continue
            expect(placeOf(first, 'end')).toBeLessThan(placeOf(second, 'begin'))
          }
        }
      }),
    )
  })

  it.each([
    [
      'disjoint ranges',
      { start: 10, end: 20, exclusive: true },
      { start: 20, end: 30, exclusive: true },
    ],
    ['readers', { start: 0, end: 20, exclusive: false }, { start: 10, end: 30, exclusive: false }],
  ])('lets %s pass each other', async (_what, first, second) => {
    const lock = rangeLock()
    lock.run(first, () => never)
    expect(await lock.run(second, async () => 'done')).toBe('done')
  })

  it('lets nobody overtake a writer that waits', async () => {
    const lock = rangeLock()
    const log: string[] = []
    const all = { start: 0, end: 10 }
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    const running = [
      lock.run({ ...all, exclusive: false }, () => held),
      lock.run({ ...all, exclusive: true }, async () => void log.push('writer')),
      lock.run({ ...all, exclusive: false }, async () => void log.push('reader')),
    ]
    await new Promise((resolve) => setImmediate(resolve))
    expect(log).toEqual([])
    release()
    await Promise.all(running)
    expect(log).toEqual(['writer', 'reader'])
  })

  it('is free again after a task that failed', async () => {
    const lock = rangeLock()
    const all = { start: 0, end: Number.POSITIVE_INFINITY, exclusive: true }
    const failing = lock.run(all, async () => {
      throw new Error('on purpose')
    })
    const next = lock.run(all, async () => 'done')
    await expect(failing).rejects.toThrow('on purpose')
    expect(await next).toBe('done')
    const throwing = lock.run(all, () => {
      throw new Error('at once')
    })
    await expect(throwing).rejects.toThrow('at once')
    expect(await lock.run(all, async () => 'again')).toBe('again')
  })
})
