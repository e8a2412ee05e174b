/**
 * Ranges of a file that are looked at beyond its header.
 *
 * A scan is fed its range once, in file order. Whether the bytes come from a source, where what lies
 * between is skipped, or from a stream, where it flows by, the same code sees the same bytes. What
 * several scans want is read once. The budget counts the bytes of the ranges, and where it ends is
 * known before the first of them is read: both ways end at the same byte.
 */
import type { Finding } from '../binary/finding.ts'
import { type ByteSource, readInto } from '../source/source.ts'

/** Looks at one range of the file, fed once, in order. */
export interface Scan {
  readonly offset: number
  /** Exclusive; may be past the end of the file. */
  readonly end: number
  /**
   * The first byte from `at` on that it has to see; undefined if none. Bytes before that may be left
   * out or not. A scan without this has to see every byte.
   */
  wants?(at: number): number | undefined
  /** Pieces in order, without gaps but for bytes that it does not want. What is kept is copied. */
  feed(bytes: Uint8Array, at: number): void
  finish(fileSize: number): readonly Finding[]
}

interface Range {
  readonly start: number
  readonly end: number
}

/** Scans, and the ranges that the budget allows them. */
export interface ScanPlan {
  readonly scans: readonly Scan[]
  /** In order, disjoint and not adjacent. */
  readonly ranges: readonly Range[]
  /** The first byte that a scan wants and does not get. */
  readonly cut: number | undefined
}

/** Says when to stop: the time is up. */
export type IsExpired = () => boolean

/** Bytes that are read, or fed between two looks at the clock, at once. */
const PIECE = 256 * 1024

/** Plans the ranges of all scans, up to `maxBytes` of them. */
export function planScans(scans: readonly Scan[], maxBytes: number): ScanPlan {
  const ranges: Range[] = []
  let room = maxBytes
  for (const { start, end } of mergedRanges(scans)) {
    if (end - start > room) {
      if (room > 0) ranges.push({ start, end: start + room })
      return { scans, ranges, cut: start + room }
    }
    ranges.push({ start, end })
    room -= end - start
  }
  return { scans, ranges, cut: undefined }
}

function mergedRanges(scans: readonly Scan[]): readonly Range[] {
  const merged: { start: number; end: number }[] = []
  const sorted = scans.filter(({ offset, end }) => end > offset)
  for (const { offset, end } of sorted.sort((a, b) => a.offset - b.offset)) {
    const last = merged.at(-1)
    if (last !== undefined && offset <= last.end) last.end = Math.max(last.end, end)
    else merged.push({ start: offset, end })
  }
  return merged
}

/** Gives each scan what it wants of `bytes`, which stand at `at` in the file. */
export function feedScans(plan: ScanPlan, bytes: Uint8Array, at: number): void {
  for (const range of plan.ranges) {
    const allowed = overlapOf(range, { start: at, end: at + bytes.length })
    if (allowed === undefined) continue
    for (const scan of plan.scans) {
      const part = overlapOf(allowed, { start: scan.offset, end: scan.end })
      if (part === undefined) continue
      scan.feed(bytes.subarray(part.start - at, part.end - at), part.start)
    }
  }
}

function overlapOf(a: Range, b: Range): Range | undefined {
  const start = Math.max(a.start, b.start)
  const end = Math.min(a.end, b.end)
  return start < end ? { start, end } : undefined
}

/** As `feedScans`, in pieces; gives where the time ran out, if it did. */
export function feedInTime(
  plan: ScanPlan,
  bytes: Uint8Array,
  at: number,
  isExpired: IsExpired,
): number | undefined {
  for (let from = 0; from < bytes.length; from += PIECE) {
    if (isExpired()) return at + from
    feedScans(plan, bytes.subarray(from, from + PIECE), at + from)
  }
  return undefined
}

/** Reads the ranges of a plan and feeds them; gives where the time ran out, if it did. */
export async function runScans(
  source: ByteSource,
  plan: ScanPlan,
  options: { readonly isExpired: IsExpired; readonly signal?: AbortSignal | undefined },
): Promise<number | undefined> {
  const buffer = new Uint8Array(Math.min(PIECE, largestRange(plan, source.size)))
  for (const range of plan.ranges) {
    const end = Math.min(range.end, source.size)
    for (let at = wantedFrom(plan, range.start); at < end; at = wantedFrom(plan, at)) {
      options.signal?.throwIfAborted()
      if (options.isExpired()) return at
      const count = await readInto(source, at, buffer.subarray(0, end - at))
      // The file became shorter while it was read.
      if (count === 0) break
      feedScans(plan, buffer.subarray(0, count), at)
      at += count
    }
  }
  return undefined
}

/** The first byte from `at` on that any scan has to see; past every file if none. */
function wantedFrom({ scans }: ScanPlan, at: number): number {
  const wanted = scans
    .filter(({ end }) => end > at)
    .map(({ offset, wants }) => {
      const from = Math.max(at, offset)
      return wants === undefined ? from : (wants(from) ?? Number.POSITIVE_INFINITY)
    })
  return Math.min(Number.POSITIVE_INFINITY, ...wanted)
}

/** Whether no byte from `at` on matters to any scan. */
export function isOver(plan: ScanPlan, at: number): boolean {
  const last = plan.ranges.at(-1)?.end ?? 0
  return last <= at || wantedFrom(plan, at) >= last
}

function largestRange({ ranges }: ScanPlan, fileSize: number): number {
  return ranges.reduce((most, { start, end }) => Math.max(most, Math.min(end, fileSize) - start), 0)
}
