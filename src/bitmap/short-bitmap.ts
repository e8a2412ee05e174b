/** A bitmap that is shorter than what it is about: what lies past its last bit is always clear. */
import type { Bitmap, Run } from './bitmap.ts'

/** The bitmap as one of `total` bits, of which those past the end of `bits` are clear and stay so. */
export function withClearEnd(bits: Bitmap, total: number): Bitmap {
  return {
    ...delegated(bits),
    get count() {
      return total
    },
    get dirty() {
      return bits.dirty
    },
    get full() {
      return bits.full
    },
    async runAt(bit, limit) {
      const end = Math.min(limit, bits.count)
      if (bit >= bits.count) return { set: false, length: limit - bit }
      const run = await bits.runAt(bit, end)
      const isLast = bit + run.length === end && limit > end
      return run.set || !isLast ? run : { set: false, length: limit - bit }
    },
    runs: (from, to) => runsWithEnd(bits, from, to),
    async setRange(from, to) {
      if (to > bits.count) {
        throw new RangeError(`Cannot set bits up to ${to}: the bitmap has ${bits.count}`)
      }
      await bits.setRange(from, to)
    },
    async clearRange(from, to) {
      if (from < bits.count) await bits.clearRange(from, Math.min(to, bits.count))
    },
    async resize() {
      throw new RangeError(`Cannot resize a bitmap of ${bits.count} bits that stands for ${total}`)
    },
  }
}

const delegated = (bits: Bitmap) => ({
  pageBits: bits.pageBits,
  writeBack: (before: () => Promise<void>) => bits.writeBack(before),
})

async function* runsWithEnd(bits: Bitmap, from: number, to: number): AsyncGenerator<Run> {
  const end = Math.min(to, bits.count)
  let rest = { start: Math.max(from, end), length: to - Math.max(from, end), set: false }
  if (from < end) {
    for await (const run of bits.runs(from, end)) {
      const isLast = run.start + run.length === end
      if (isLast && !run.set && to > end) {
        rest = { start: run.start, length: to - run.start, set: false }
      } else yield run
    }
  }
  if (rest.length > 0) yield rest
}
