/** Bytes that nothing reads and that tools write as zero. */
import { type Finding, finding, type Rule } from '../binary/finding.ts'
import { firstByteNot } from '../bitmap/words.ts'
import { hexPairs } from '../layout/hex.ts'
import type { Scan } from './scan.ts'

/** A run of bytes that should be zero. */
export interface ZerosToScan {
  readonly name: string
  /** In the file, bytes. */
  readonly offset: number
  readonly end: number
  readonly rule: Rule
}

/** Bytes that a finding shows. */
const SHOWN = 16

/** Looks for the first and the last byte that is not zero. */
export function zeroScan({ name, offset, end, rule }: ZerosToScan): Scan {
  let stray: { first: number; last: number; bytes: Uint8Array } | undefined
  return {
    offset,
    end,
    feed(bytes, at) {
      const found = firstByteNot(bytes, 0, bytes.length, 0)
      if (found === bytes.length) return
      const last = at + bytes.findLastIndex((byte) => byte !== 0)
      stray = stray
        ? { ...stray, last }
        : { first: at + found, last, bytes: bytes.slice(found, found + SHOWN) }
    },
    finish(): Finding[] {
      if (stray === undefined) return []
      const place = { field: name, offset: stray.first, length: stray.last - stray.first + 1 }
      const shown = stray.bytes.subarray(0, place.length)
      const more = place.length > SHOWN ? ' …' : ''
      return [finding(rule, place, { actual: `${hexPairs(shown)}${more}`, expected: 'zero' })]
    },
  }
}
