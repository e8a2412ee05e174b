/** The bitmap against a plain array of bits, one request after the other. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openBitmap, type Run } from '../../../src/bitmap/index.ts'
import { bitsIn, bitsOf, collect, flushed, spyStore, tiny, writesOf } from './bits.ts'

/** The runs of a plain array. */
function runsOf(bits: readonly boolean[], from: number, to: number): Run[] {
  const runs: Run[] = []
  for (let start = from; start < to; ) {
    let end = start
    while (end < to && bits[end] === bits[start]) end++
    runs.push({ start, length: end - start, set: bits[start] === true })
    start = end
  }
  return runs
}

type Step =
  | { kind: 'set' | 'clear' | 'runs' | 'runAt'; from: number; to: number }
  | { kind: 'resize'; count: number }
  | { kind: 'writeBack'; fails: boolean }
  | { kind: 'reopen' }

const position = fc.double({ min: 0, max: 1, noNaN: true })
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constantFrom('set', 'clear', 'runs', 'runAt'),
      from: position,
      to: position,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('resize' as const),
      count: fc.integer({ min: 0, max: 2000 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('writeBack' as const), fails: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'reopen' as const }) },
)

/** A bitmap, and the plain array that it must equal. */
async function play(initial: Uint8Array, offset: number, count: number, steps: readonly Step[]) {
  const store = spyStore(initial)
  const open = (bits: number) => openBitmap(store, { offset, count: bits, ...tiny })
  let bitmap = open(count)
  let model = bitsIn(initial, offset, count)
  let most = count

  async function rangeStep(kind: 'set' | 'clear' | 'runs' | 'runAt', from: number, to: number) {
    if (kind === 'set') await bitmap.setRange(from, to)
    if (kind === 'clear') await bitmap.clearRange(from, to)
    if (kind === 'set' || kind === 'clear') model.fill(kind === 'set', from, to)
    if (kind === 'runs') {
      expect(await collect(bitmap.runs(from, to))).toEqual(runsOf(model, from, to))
    }
    if (kind === 'runAt' && from < to) {
      const { length, set } = runsOf(model, from, to)[0] ?? {}
      expect(await bitmap.runAt(from, to)).toEqual({ length, set })
    }
  }

  for (const one of steps) {
    const written = writesOf(store).length
    switch (one.kind) {
      case 'resize':
        await bitmap.resize(one.count)
        most = Math.max(most, one.count)
        model = Array.from({ length: one.count }, (_, i) => model[i] ?? false)
        break
      case 'writeBack': {
        const before = async () => {
          expect(writesOf(store)).toHaveLength(written)
          if (one.fails) throw new Error('flush failed')
        }
        const done = bitmap.writeBack(before)
        if (one.fails) await expect(done).rejects.toThrow('flush failed')
        else await done
        if (!one.fails) expect(bitsIn(store.bytes(), offset, bitmap.count)).toEqual(model)
        break
      }
      case 'reopen':
        await bitmap.writeBack(flushed)
        bitmap = open(bitmap.count)
        break
      default: {
        const [from, to] = [one.from, one.to]
          .map((share) => Math.floor(share * bitmap.count))
          .sort((a, b) => a - b) as [number, number]
        await rangeStep(one.kind, from, to)
        expect(writesOf(store)).toHaveLength(written)
      }
    }
    expect(bitmap.count).toBe(model.length)
  }
  await bitmap.writeBack(flushed)
  expect(await bitsOf(bitmap)).toEqual(model)
  expect(bitsIn(store.bytes(), offset, model.length)).toEqual(model)
  // What is before the bitmap, and after the largest that it was, is as it was.
  const bits = initial.length * 8
  const all = bitsIn(store.bytes(), 0, bits)
  const original = bitsIn(initial, 0, bits)
  expect(all.slice(0, offset * 8)).toEqual(original.slice(0, offset * 8))
  expect(all.slice(offset * 8 + most)).toEqual(original.slice(offset * 8 + most))
}

describe('Bitmap', () => {
  it('does what a plain array of bits does', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 200 }),
        fc.integer({ min: 0, max: 20 }),
        fc.integer({ min: 0, max: 1600 }),
        fc.array(step, { maxLength: 30 }),
        play,
      ),
      { numRuns: 400 },
    )
  })
})
