/**
 * The bits of an allocation bitmap: those past the last unit, and those whose data is not there.
 *
 * The length of the file that holds the data may be known at the end only, so a scan keeps the last
 * set bit and not the first one that is too far: where the data ends tells that one.
 */
import { type Finding, finding, type Rule } from '../binary/finding.ts'
import type { Region } from '../binary/format.ts'
import { countBits, endOfSet, nextSet } from '../bitmap/runs.ts'
import { byteRange } from '../layout/hex.ts'
import type { Scan } from './scan.ts'

/** Where the data of the units is. */
export interface UnitData {
  /** What the messages call the file that holds it: `file`, `image file`. */
  readonly noun: string
  /** Of the first unit, in that file, bytes. */
  readonly offset: bigint
  /** Guest bytes per bit. */
  readonly unit: bigint
  /** Bytes of the disk; the last unit may be cut by its end. */
  readonly diskSize: bigint | undefined
  /** Length of the file that holds the data, given the length of the image; unknown if undefined. */
  readonly fileSize: (imageSize: number) => bigint | undefined
}

/** A bitmap to look at. */
export interface BitmapToScan {
  readonly region: Pick<Region, 'name'>
  /** In the file, bytes. */
  readonly offset: number
  readonly end: number
  /** Bits in use. */
  readonly count: bigint
  readonly bits: 'lsb-first' | 'msb-first'
  readonly data: UnitData | undefined
  readonly rules: { readonly pastEnd: Rule | undefined; readonly noData: Rule | undefined }
}

const BYTE = 8n

/** What the bits told so far. */
interface Seen {
  /** The last set bit among those in use. */
  last: bigint | undefined
  /** Bytes with set bits past those in use, first and last, and how many bits. */
  stray: { first: number; last: number; count: number } | undefined
}

/** Looks at every bit of a bitmap, by words. */
export function bitmapScan(bitmap: BitmapToScan): Scan {
  const { offset, end } = bitmap
  const seen: Seen = { last: undefined, stray: undefined }
  return {
    offset,
    end,
    feed(bytes, at) {
      const ordered = bitmap.bits === 'lsb-first' ? bytes : reversedBits(bytes)
      lookAt(seen, bitmap, ordered, at)
    },
    finish(fileSize) {
      const pastEnd = strayFinding(seen, bitmap)
      const noData = absentFinding(seen, bitmap, fileSize)
      return [...(pastEnd ? [pastEnd] : []), ...(noData ? [noData] : [])]
    },
  }
}

function lookAt(seen: Seen, bitmap: BitmapToScan, bytes: Uint8Array, at: number): void {
  const total = bytes.length * Number(BYTE)
  if (nextSet(bytes, 0, total) === total) return
  const first = BigInt(at - bitmap.offset) * BYTE
  const left = bitmap.count - first
  const used = left <= 0n ? 0 : left < BigInt(total) ? Number(left) : total
  const end = endOfLast(bytes, used)
  if (end > 0) seen.last = first + BigInt(end - 1)
  const stray = nextSet(bytes, used, total)
  if (stray === total) return
  const from = seen.stray?.first ?? at + Math.floor(stray / 8)
  const last = at + Math.floor((endOfSet(bytes, stray, total) - 1) / 8)
  const count = (seen.stray?.count ?? 0) + countBits(bytes, stray, total)
  seen.stray = { first: from, last, count }
}

/** Bits that are searched backwards at once: `endOfSet` goes by bytes, `nextSet` by words. */
const BLOCK = 32_768

/** One past the last set bit before `to`; 0 if there is none. */
function endOfLast(bytes: Uint8Array, to: number): number {
  for (let end = to; end > 0; end -= BLOCK) {
    const from = Math.max(0, end - BLOCK)
    if (nextSet(bytes, from, end) < end) return endOfSet(bytes, from, end)
  }
  return 0
}

function strayFinding({ stray }: Seen, bitmap: BitmapToScan): Finding | undefined {
  const { rules, region, count } = bitmap
  if (rules.pastEnd === undefined || stray === undefined) return undefined
  const place = { field: region.name, offset: stray.first, length: stray.last - stray.first + 1 }
  const set = stray.count === 1 ? '1 bit' : `${stray.count} bits`
  return finding(rules.pastEnd, place, {
    actual: `${set} set in ${byteRange(place.offset, place.length)}`,
    expected: `zeros after the first ${count} bits`,
  })
}

function absentFinding(
  { last }: Seen,
  { rules, region, offset, data }: BitmapToScan,
  imageSize: number,
): Finding | undefined {
  const fileSize = data?.fileSize(imageSize)
  if (!rules.noData || data === undefined || fileSize === undefined || last === undefined) {
    return undefined
  }
  const endOf = (bit: bigint) => {
    const end = (bit + 1n) * data.unit
    return data.offset + (data.diskSize !== undefined && data.diskSize < end ? data.diskSize : end)
  }
  if (endOf(last) <= fileSize) return undefined
  const whole = fileSize > data.offset ? (fileSize - data.offset) / data.unit : 0n
  const from = whole < last ? whole : last
  const place = {
    field: region.name,
    offset: offset + Number(from / BYTE),
    length: Number(last / BYTE - from / BYTE) + 1,
  }
  const start = data.offset + last * data.unit
  return finding(rules.noData, place, {
    actual: `bit ${last} is set, for ${byteRange(start, endOf(last) - start)} of the ${data.noun}`,
    expected: `no bit set from ${from} on, as the ${data.noun} ends at byte ${fileSize}`,
  })
}

/** Bytes whose most significant bit comes first, as if the least significant one did. */
function reversedBits(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte) => {
    let reversed = 0
    for (let bit = 0; bit < 8; bit++) reversed |= ((byte >> bit) & 1) << (7 - bit)
    return reversed
  })
}
