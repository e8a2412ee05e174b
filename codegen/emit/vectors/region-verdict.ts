/** Rules of the regions of a file: whether they fit into it, and beside each other. */
import type { Region } from '../../ir.ts'
import type { Broken, Known } from './verdict.ts'

/** A region whose place and size are known. */
interface Span {
  readonly region: Region
  readonly start: bigint
  readonly size: bigint
}

/** What the regions break. */
export function brokenByRegions(known: Known): readonly Broken[] {
  const spans = known.format.regions.flatMap((region) => spanOf(known, region) ?? [])
  const own = spans.flatMap((span) => brokenBySpan(known, span))
  const hasOverlapRule = known.format.regions.some(({ placed }) => placed === 'by-field')
  return hasOverlapRule && overlaps(known, spans) ? [...own, ['regions', 'overlap']] : own
}

function spanOf({ value }: Known, region: Region): Span | undefined {
  if (region.when && value(region.when) === false) return undefined
  const start = value(region.at)
  const size = value(region.size)
  const isKnown = typeof start === 'bigint' && typeof size === 'bigint'
  return isKnown ? { region, start, size } : undefined
}

function brokenBySpan(
  { value, fileSize }: Known,
  { region, start, size }: Span,
): readonly Broken[] {
  const name = region.names.spec
  const broken: Broken[] = []
  const max = region.maxSize && value(region.maxSize)
  const align = region.align && value(region.align)
  if (typeof max === 'bigint' && size > max) broken.push([name, 'too_large'])
  if (typeof align === 'bigint' && align > 0n && start % align !== 0n) {
    broken.push([name, 'unaligned'])
  }
  const isPast = size !== 0n && start + size > fileSize
  if (region.beyondFile !== 'valid' && isPast) broken.push([name, 'beyond_file'])
  return broken
}

/** Whether two regions share a byte, or one that a field places lies in the header. */
function overlaps({ area }: Known, spans: readonly Span[]): boolean {
  const filled = spans.filter(({ size }) => size !== 0n)
  return filled.some(
    ({ region, start, size }, index) =>
      (region.placed === 'by-field' && typeof area === 'bigint' && start < area) ||
      filled
        .slice(0, index)
        .some((other) => start < other.start + other.size && other.start < start + size),
  )
}
