/** Parts of the resolved format as a reader would write them. */
import { asciiColumn, hexPairs, hexWord } from '../../../src/layout/index.ts'
import type {
  Bits,
  Expr,
  Field,
  Format,
  Item,
  Place,
  Repair,
  RuleFacts,
  Source,
  Struct,
} from '../../ir.ts'
import { show } from '../../resolve/expressions.ts'

export { integerText, typeText } from '../../resolve/type-text.ts'

/** Text in a code span. */
export function code(text: string): string {
  return `\`${text}\``
}

/** An expression in a code span. */
export function formula(expr: Expr): string {
  return code(show(expr))
}

/** `backing_file` as a title: `Backing file`. */
export function titleOf(spec: string): string {
  const words = spec.replace(/[_-]/g, ' ').replace(/\b[a-z]\d\b/g, (word) => word.toUpperCase())
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** `1 byte`, `8 bytes`. */
export function bytesText(count: number | bigint): string {
  return `${count} ${BigInt(count) === 1n ? 'byte' : 'bytes'}`
}

/** `byte 104`, `bytes 8–1031`. */
export function rangeText({ offset, size }: { offset: number; size: number }): string {
  return size === 1 ? `byte ${offset}` : `bytes ${offset}–${offset + size - 1}`
}

/** Offset in decimal and hexadecimal. */
export function offsetText(offset: number): string {
  return offset < 10 ? String(offset) : `${offset} (0x${offset.toString(16)})`
}

/** The only valid value of a field. */
export function constantText(field: Field): string | undefined {
  const { constant } = field
  if (!constant) return undefined
  if (constant.kind === 'text') return code(`"${constant.value}"`)
  if (constant.kind === 'bytes') return code(constant.value)
  const isHex = field.display === 'hex'
  return code(isHex ? hexWord(constant.value, field.size) : String(constant.value))
}

/** When an optional item is there; undefined for one that always is. */
export function presence(item: Item, struct: Struct): string | undefined {
  if (item.kind === 'hole') return undefined
  const parts: string[] = []
  if (item.when) parts.push(formula(item.when))
  if (item.inTail && struct.lengthField) {
    const name = code(struct.lengthField.names.spec)
    parts.push(`${name} is at least ${item.offset + item.size}`)
  }
  return parts.length === 0 ? undefined : `present if ${parts.join(' and ')}`
}

/** What a reader does about a bit that the word does not name. */
export function unknownBits(field: Field): string {
  switch (field.bitClass) {
    case 'incompatible':
      return 'A reader refuses the image if a bit is set that it does not know.'
    case 'compatible':
      return 'A reader ignores bits that it does not know, and keeps them.'
    case 'autoclear':
      return 'A writer clears the bits that it does not know; a reader ignores them.'
    case undefined:
      return 'The other bits are reserved: written as zero, ignored by readers, kept by rewriters.'
  }
}

/** `bit 3`, `bits 9–55`. */
export function bitRange({ bit, width }: Pick<Bits, 'bit' | 'width'>): string {
  return width === 1 ? String(bit) : `${bit}–${bit + width - 1}`
}

/** Signature bytes in hex, and as text where most of them are printable. */
export function signatureText(bytes: Uint8Array): string {
  const text = asciiColumn(bytes)
  const printable = bytes.filter((byte) => byte >= 0x20 && byte < 0x7f).length
  return printable * 3 >= bytes.length
    ? `${code(hexPairs(bytes))} (${code(text)})`
    : code(hexPairs(bytes))
}

/** A source with its link, if it has one. */
export function sourceText(source: Source): string {
  const title = source.url ? `[${source.title}](${source.url})` : source.title
  return `${title}, ${source.locator}`
}

/** The thing that a finding points at, as a link into its page. */
export function placeLink(place: Place): string {
  switch (place.kind) {
    case 'field':
      return `[${code(`header.${place.field.names.spec}`)}](#${place.field.anchor})`
    case 'string':
      return `[${code(place.string.names.spec)}](#${place.string.anchor})`
    case 'region':
      return `[${code(place.region.names.spec)}](#${place.region.anchor})`
    case 'extension':
      return `[${code(`extensions.${place.extension.names.spec}`)}](#${place.extension.anchor})`
    case 'extensionField': {
      const name = `extensions.${place.extension.names.spec}.${place.field.names.spec}`
      return `[${code(name)}](#${place.field.anchor})`
    }
  }
}

/** Status of a format in words. */
export function statusText(format: Format): string {
  const meaning = {
    current: 'in use today',
    historic: 'was shipped, no longer written by current tools',
    proposed: 'published, never merged into a release',
    example: 'an example, not found in the wild',
  }[format.status]
  return `${format.status}: ${meaning}`
}

/** First and last release or date, if known. */
export function periodText({ since, until, status }: Format): string | undefined {
  if (since && until) return `${since} to ${until}`
  if (since) return status === 'proposed' ? since : `since ${since}`
  return until && `up to ${until}`
}

/** Severity of a rule, and what the untrusted policy makes of it. */
export function severityText({ severity, untrusted, policy }: RuleFacts): string {
  if (policy === 'untrusted') return `${severity}, under the untrusted policy only`
  if (untrusted === undefined || untrusted === severity) return severity
  return `${severity}; ${untrusted} under the untrusted policy`
}

/** What a repair does; empty without one. */
export function repairText(repair: Repair | undefined): string {
  switch (repair?.kind) {
    case undefined:
      return ''
    case 'zero':
      return 'the bytes become zero'
    case 'set':
      return `${code(repair.field)} becomes ${repair.value}`
    case 'clear-bits':
      return 'the unknown bits are cleared'
    case 'bitmap-tail':
      return 'the bits past the end are cleared'
    case 'mtime':
      return 'the recorded time becomes that of the backing file, with your consent'
  }
}
