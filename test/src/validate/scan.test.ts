import { describe, expect, it } from 'vitest'
import { memorySource } from '../../../src/source/index.ts'
import { feedInTime, planScans, runScans, type Scan } from '../../../src/validate/scan.ts'

/** A scan that keeps what it is fed. */
function recorder(offset: number, end: number, wants?: Scan['wants']) {
  const pieces: { at: number; bytes: number[] }[] = []
  const scan: Scan = {
    offset,
    end,
    ...(wants ? { wants } : {}),
    feed: (bytes, at) => void pieces.push({ at, bytes: [...bytes] }),
    finish: () => [],
  }
  const fed = () =>
    pieces.flatMap(({ at, bytes }) => bytes.map((byte, index) => [at + index, byte]))
  return { scan, fed }
}

const bytes = Uint8Array.from({ length: 100 }, (_, at) => at)
const never = { isExpired: () => false }
const range = (start: number, end: number) =>
  Array.from({ length: end - start }, (_, index) => [start + index, start + index])

/** A source that records its reads. */
function watched(content: Uint8Array) {
  const reads: [number, number][] = []
  const source = memorySource(content)
  return {
    reads,
    source: {
      size: source.size,
      read: (offset: number, length: number) => {
        reads.push([offset, length])
        return source.read(offset, length)
      },
    },
  }
}

describe('runScans()', () => {
  it('feeds every scan its range, and reads what they share once', async () => {
    const scans = [recorder(10, 30), recorder(20, 40), recorder(60, 70)]
    const { reads, source } = watched(bytes)
    const plan = planScans(
      scans.map(({ scan }) => scan),
      1000,
    )
    expect(await runScans(source, plan, never)).toBeUndefined()
    expect(scans.map(({ fed }) => fed())).toEqual([range(10, 30), range(20, 40), range(60, 70)])
    expect(reads).toEqual([
      [10, 30],
      [60, 10],
    ])
  })

  it('ends with the file', async () => {
    const { scan, fed } = recorder(90, Number.MAX_SAFE_INTEGER)
    const plan = planScans([scan], Number.MAX_SAFE_INTEGER)
    await runScans(memorySource(bytes), plan, never)
    expect(fed()).toEqual(range(90, 100))
  })

  it('leaves out what no scan wants', async () => {
    const { scan, fed } = recorder(0, 100, (at) => (at < 80 ? Math.max(at, 80) : undefined))
    const { reads, source } = watched(bytes)
    await runScans(source, planScans([scan], 1000), never)
    expect(reads).toEqual([[80, 20]])
    expect(fed()).toEqual(range(80, 100))
  })

  it('ends where the budget does, and says where', async () => {
    const scans = [recorder(0, 10), recorder(50, 80)]
    const plan = planScans(
      scans.map(({ scan }) => scan),
      25,
    )
    expect(plan.cut).toBe(65)
    await runScans(memorySource(bytes), plan, never)
    expect(scans.map(({ fed }) => fed())).toEqual([range(0, 10), range(50, 65)])
  })

  it('ends when the time is up, and when it is told to', async () => {
    const { scan, fed } = recorder(10, 30)
    const plan = planScans([scan], 1000)
    expect(await runScans(memorySource(bytes), plan, { isExpired: () => true })).toBe(10)
    expect(fed()).toEqual([])
    const options = { ...never, signal: AbortSignal.abort() }
    await expect(runScans(memorySource(bytes), plan, options)).rejects.toThrow()
  })

  it('ends when the file has become shorter', async () => {
    const { scan } = recorder(0, 100)
    const source = { size: 100, read: async () => new Uint8Array(0) }
    expect(await runScans(source, planScans([scan], 1000), never)).toBeUndefined()
  })
})

describe('feedInTime()', () => {
  it.each([1, 3, 64, 100])('feeds the same in pieces of %i', (step) => {
    const scans = [recorder(10, 30), recorder(20, 40), recorder(60, 70)]
    const plan = planScans(
      scans.map(({ scan }) => scan),
      45,
    )
    for (let at = 0; at < bytes.length; at += step) {
      feedInTime(plan, bytes.subarray(at, at + step), at, () => false)
    }
    expect(scans.map(({ fed }) => fed())).toEqual([range(10, 30), range(20, 40), range(60, 70)])
  })
})
