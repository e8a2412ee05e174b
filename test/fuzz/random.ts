/** Numbers that look random and are the same every time: a case is known by its seed and number. */
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

/** A source of choices. */
export interface Random {
  /** Any 32 bits. */
  next(): number
  /** From `min` to `max`, both included; at most 32 bits apart. */
  int(min: number, max: number): number
  /** True once in `count` times. */
  oneIn(count: number): boolean
  pick<Item>(items: readonly Item[]): Item
  bytes(length: number): Uint8Array
}

/** The choices that belong to these numbers: a seed, a case, a purpose. */
export function randomFor(...keys: readonly number[]): Random {
  const generator = xoroshiro128plus(mixed(keys))
  const next = () => generator.next() >>> 0
  const int = (min: number, max: number) => min + (next() % (max - min + 1))
  return {
    next,
    int,
    oneIn: (count) => next() % count === 0,
    pick<Item>(items: readonly Item[]): Item {
      if (items.length === 0) throw new RangeError('Cannot pick: there are no items')
      return items[next() % items.length] as Item
    },
    bytes: (length) => Uint8Array.from({ length }, () => next() & 0xff),
  }
}

/** One 32-bit seed of several numbers, by the finalizer of MurmurHash3. */
function mixed(keys: readonly number[]): number {
  return keys.reduce((hash, key) => {
    const first = Math.imul(hash ^ key ^ (hash >>> 16), 0x85ebca6b)
    const second = Math.imul(first ^ (first >>> 13), 0xc2b2ae35)
    return (second ^ (second >>> 16)) + 0x9e3779b9
  }, 0)
}
