/**
 * The header area, as far as a check reads it.
 *
 * A format may let it be megabytes, most of which is slack. A check holds the first half MiB, so that
 * a stream is checked in little memory. Only what lies past that, and that the header leads to, is a
 * finding.
 */
import { type Finding, finding, type Place } from '../binary/finding.ts'
import type { Format } from '../binary/format.ts'
import { findLayout } from '../formats/layouts.ts'
import { interpret } from '../layout/interpret.ts'
import type { ByteSource } from '../source/source.ts'
import type { ValidatedHeader } from './named-files.ts'
import { GENERAL_RULES } from './rules.ts'

/** Most bytes of a header area that a check reads. */
export const HEADER_LIMIT = 512 * 1024

/** How many bytes to read, given the first `headerSize` bytes of a file. */
export function headerLength(format: Format, first: Uint8Array): number {
  const area = Math.min(format.area(first), format.areaLimit, HEADER_LIMIT)
  return Math.max(area, format.headerSize)
}

/** Reads the header area, or the start of a long one. */
export async function readHeaderArea(source: ByteSource, format: Format): Promise<Uint8Array> {
  const first = await source.read(0, format.headerSize)
  const length = headerLength(format, first)
  return length > first.length ? await source.read(0, length) : first
}

/**
 * Findings of `check…` that are due to the cut alone become one about the limit; the others stay.
 */
export function withinLimit(
  findings: readonly Finding[],
  header: ValidatedHeader,
  fileSize: number,
): readonly Finding[] {
  const { format, bytes } = header
  const area = Math.min(format.area(bytes), format.areaLimit, fileSize)
  if (area <= bytes.length) return findings
  const hidden = hiddenPlaces(header, area)
  return findings.map((found) => {
    const place = hidden.get(found.rule) ?? extensionPlace(found, { header, area })
    if (place === undefined) return found
    return finding(GENERAL_RULES['limits.header_area'], place, {
      actual: `${place.field} ends at byte ${BigInt(place.offset) + BigInt(place.length)}`,
      expected: `all that the header leads to before byte ${bytes.length}`,
    })
  })
}

/** Names past the limit and within the area, by the rule that misses them. */
function hiddenPlaces(header: ValidatedHeader, area: number): ReadonlyMap<string, Place> {
  const { format, bytes, context } = header
  const layout = findLayout(format.id)
  const strings = layout ? interpret(layout, bytes, context).strings : []
  return new Map(
    strings.flatMap(({ name, offset, size }) => {
      const end = BigInt(offset) + BigInt(size)
      if (end <= BigInt(bytes.length) || end > BigInt(area)) return []
      return [[`${format.id}.${name}.bounds`, { field: name, offset, length: size }] as const]
    }),
  )
}

function extensionPlace(
  { rule, field, offset, length }: Finding,
  { header, area }: { readonly header: ValidatedHeader; readonly area: number },
): Place | undefined {
  if (rule !== `${header.format.id}.extensions.bounds`) return undefined
  const end = BigInt(offset) + BigInt(length)
  const isHidden = end > BigInt(header.bytes.length) && end <= BigInt(area)
  return isHidden ? { field, offset, length } : undefined
}
