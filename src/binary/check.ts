/** The checks that every format shares; generated `check…` functions call them with their facts. */
import { type Finding, finding, type Place, type Rule } from './finding.ts'
import type { Region } from './format.ts'
import type { RecordsRead } from './records.ts'
import type { Located, Location } from './strings.ts'
import { decodeText, isPrintable } from './text.ts'

type Integer = number | bigint | undefined

const hex = (value: number | bigint) => `0x${value.toString(16)}`
const hexBytes = (bytes: Uint8Array) =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ')

/** The file ends before its header does. */
export function checkLength(
  findings: Finding[],
  rule: Rule,
  sizes: { readonly have: bigint; readonly need: bigint; readonly what: string },
): void {
  const { have, need, what } = sizes
  if (have >= need) return
  const place = { field: what, offset: have, length: need - have }
  const message = `the file ends at byte ${have}, inside the header of ${need} bytes`
  findings.push(
    finding(rule, place, { actual: `${have} bytes`, expected: `${need} bytes`, message }),
  )
}

/** A field that has one valid value has it. */
export function checkConstant(
  findings: Finding[],
  rule: Rule,
  place: Place,
  values: {
    readonly actual: number | bigint | string | undefined
    readonly expected: number | bigint | string
  },
): void {
  const { actual, expected } = values
  if (actual === undefined || actual === expected) return
  const show = (value: number | bigint | string) =>
    typeof value === 'string' ? value : value > 255 ? hex(value) : String(value)
  findings.push(finding(rule, place, { actual: show(actual), expected: show(expected) }))
}

/** A number lies in its range, both ends included. */
export function checkRange(
  findings: Finding[],
  rule: Rule,
  place: Place,
  values: { readonly actual: Integer; readonly min: bigint; readonly max: bigint },
): void {
  const { actual, min, max } = values
  if (actual === undefined || (actual >= min && actual <= max)) return
  findings.push(finding(rule, place, { actual, expected: `${min} to ${max}` }))
}

/** `names` maps the names of an enum to their values. */
export function checkValue(
  findings: Finding[],
  rule: Rule,
  place: Place,
  values: { readonly actual: Integer; readonly names: Readonly<Record<string, number | bigint>> },
): void {
  const { actual, names } = values
  if (actual === undefined || Object.values(names).some((value) => value === actual)) return
  const expected = Object.entries(names).map(([name, value]) => `${value} (${name})`)
  findings.push(finding(rule, place, { actual, expected: expected.join(', ') }))
}

/** `known` has every bit that the format names. */
export function checkBits(
  findings: Finding[],
  rule: Rule,
  place: Place,
  values: { readonly actual: Integer; readonly known: bigint },
): void {
  if (values.actual === undefined) return
  const unknown = BigInt(values.actual) & ~values.known
  if (unknown === 0n) return
  const bits = [...unknown.toString(2)].reverse().flatMap((bit, at) => (bit === '1' ? [at] : []))
  const message = `${rule.message}: bit ${bits.join(', ')}`
  const expected = `no bit beyond ${hex(values.known)}`
  findings.push(finding(rule, place, { actual: hex(values.actual), expected, message }))
}

/** Bytes that should be zero: holes and reserved space. */
export function checkZero(findings: Finding[], rule: Rule, place: Place, bytes: Uint8Array): void {
  const start = Number(place.offset)
  const part = bytes.subarray(start, start + Number(place.length))
  if (part.every((byte) => byte === 0)) return
  findings.push(finding(rule, place, { actual: hexBytes(part), expected: 'zero' }))
}

/** Where the bytes that are not zero begin and end; alike where there are none. */
function strayBytes(bytes: Uint8Array): readonly [start: number, end: number] {
  let end = bytes.length
  while (end > 0 && bytes[end - 1] === 0) end -= 1
  let start = 0
  while (start < end && bytes[start] === 0) start += 1
  return [start, end]
}

/** A fixed text field: its terminator, what follows it, and its characters. */
export function checkFixedText(
  findings: Finding[],
  rules: {
    readonly unterminated?: Rule | undefined
    readonly padding?: Rule | undefined
    readonly control: Rule
  },
  place: Place,
  values: { readonly bytes: Uint8Array; readonly text: string | undefined },
): void {
  if (values.text === undefined) return
  const start = Number(place.offset)
  const part = values.bytes.subarray(start, start + Number(place.length))
  const nul = part.indexOf(0)
  if (nul === -1 && rules.unterminated) {
    const actual = `${part.length} bytes without NUL`
    findings.push(finding(rules.unterminated, place, { actual, expected: 'a NUL at the end' }))
  }
  const rest = nul === -1 ? part.subarray(part.length) : part.subarray(nul)
  const [stray, end] = strayBytes(rest)
  if (stray < end && rules.padding) {
    const where = { field: place.field, offset: start + nul + stray, length: end - stray }
    const actual = hexBytes(rest.subarray(stray, Math.min(end, stray + 16)))
    findings.push(finding(rules.padding, where, { actual, expected: 'zero' }))
  }
  checkCharacters(findings, rules.control, place, values.text)
}

function checkCharacters(findings: Finding[], rule: Rule, place: Place, text: string): void {
  if (isPrintable(text)) return
  findings.push(finding(rule, place, { actual: text, expected: 'printable text' }))
}

/** A name that the header locates; `place` is that of its offset and length fields together. */
export function checkLocated(
  findings: Finding[],
  rules: { readonly bounds: Rule; readonly control: Rule },
  place: Place,
  found: { readonly name: string; readonly location: Location; readonly located: Located },
): void {
  const { located, location } = found
  if (located.kind === 'problem') {
    const { message, expected } = located
    const actual = `${location.size} bytes at ${location.offset}`
    findings.push(finding(rules.bounds, place, { actual, expected, message }))
  }
  if (located.kind === 'text') {
    const where = { field: found.name, offset: located.offset, length: located.size }
    checkCharacters(findings, rules.control, where, located.text)
  }
}

/** What a format knows of its extension types. */
export interface KnownExtension {
  readonly type: number
  readonly name: string
  /** For content of a limited length: the rule, which lengths in bytes can be read, and as text. */
  readonly content?: Rule
  readonly fits?: (length: number) => boolean
  readonly expected?: string
  /** For content that is text: it shows as itself. */
  readonly control?: Rule
  /** For content that is a table: bytes of a row. */
  readonly rowSize?: number
  /** Checks the fields of the struct that begins at `at`; `place` is that of one of its parts. */
  readonly check?: (
    at: number,
    place: (part: string, offset: number, length: number) => Place,
  ) => void
}

/** The extensions lie within their area, are not too many, and each is known and there once. */
export function checkExtensions(
  findings: Finding[],
  rules: {
    readonly bounds: Rule
    readonly count: Rule
    readonly duplicate: Rule
    readonly unknown: Rule
  },
  read: RecordsRead | undefined,
  shape: {
    readonly size: number
    readonly endType: number
    readonly known: readonly KnownExtension[]
  },
): void {
  const seen = new Set<number>()
  for (const { type, offset, data } of read?.records ?? []) {
    if (type === shape.endType) continue
    const known = shape.known.find((one) => one.type === type)
    const field = `extensions.${known?.name ?? hex(type)}`
    const place = { field, offset, length: shape.size + data.length }
    const isFirst = !seen.has(type)
    if (!isFirst) {
      findings.push(finding(rules.duplicate, place, { actual: hex(type), expected: 'at most one' }))
    }
    seen.add(type)
    if (!known) {
      findings.push(finding(rules.unknown, place, { actual: hex(type), expected: 'a known type' }))
    } else if (known.content && known.fits?.(data.length) === false) {
      const { content, expected = '' } = known
      findings.push(finding(content, place, { actual: `${data.length} bytes`, expected }))
    } else if (isFirst) {
      // Readers use the first of a type.
      checkContent(findings, known, { field, offset: offset + shape.size, data })
    }
  }
  const problem = read?.problem
  if (!problem) return
  const { offset, length, message } = problem
  const place = { field: 'extensions', offset, length }
  const expected = 'records that end inside the area'
  findings.push(
    finding(rules[problem.kind], place, { actual: `${length} bytes`, expected, message }),
  )
}

/** The content of one extension, of a length that fits. */
function checkContent(
  findings: Finding[],
  known: KnownExtension,
  content: { readonly field: string; readonly offset: number; readonly data: Uint8Array },
): void {
  const { field, offset, data } = content
  if (known.control) {
    const text = decodeText(data, 0, data.length)
    checkCharacters(findings, known.control, { field, offset, length: data.length }, text)
  }
  if (!known.check) return
  const size = known.rowSize ?? data.length
  for (let start = 0; start < data.length; start += size) {
    const name = known.rowSize === undefined ? field : `${field}[${start / size}]`
    const at = offset + start
    known.check(at, (part, from, length) => ({
      field: `${name}.${part}`,
      offset: at + from,
      length,
    }))
  }
}

/** A region with the rules it is subject to. */
export interface RegionToCheck {
  readonly region: Region
  /** Header fields that place it: what a finding points at when they are the likely fault. */
  readonly place: Place | undefined
  readonly beyondFile?: Rule | undefined
  readonly tooLarge?: { readonly rule: Rule; readonly max: bigint | undefined } | undefined
  readonly unaligned?: { readonly rule: Rule; readonly align: bigint | undefined } | undefined
  readonly byField: boolean
}

/** Bounds of every region against the file, its limits, and each other. */
export function checkRegions(
  findings: Finding[],
  regions: readonly RegionToCheck[],
  file: {
    readonly size: bigint | undefined
    readonly area: bigint | undefined
    readonly overlap?: Rule | undefined
  },
): void {
  for (const one of regions) checkRegion(findings, one, file.size)
  if (file.overlap) checkOverlaps(findings, regions, file.area, file.overlap)
}

function checkRegion(findings: Finding[], one: RegionToCheck, fileSize: bigint | undefined): void {
  const { offset, size, name } = one.region
  if (offset === undefined || size === undefined) return
  const own = { field: name, offset, length: size }
  const place = one.place ?? own
  const max = one.tooLarge?.max
  if (one.tooLarge && max !== undefined && size > max) {
    const values = { actual: `${size} bytes`, expected: `at most ${max} bytes` }
    findings.push(finding(one.tooLarge.rule, place, values))
  }
  const align = one.unaligned?.align
  if (one.unaligned && align !== undefined && align > 0n && offset % align !== 0n) {
    const values = { actual: `offset ${offset}`, expected: `a multiple of ${align}` }
    findings.push(finding(one.unaligned.rule, place, values))
  }
  if (!one.beyondFile || fileSize === undefined || offset + size <= fileSize || size === 0n) return
  const span = size === 1n ? `byte ${offset}` : `bytes ${offset}–${offset + size - 1n}`
  const message = `${name} (${span}) ends past the end of the file at ${fileSize}`
  const values = { actual: `${fileSize} bytes`, expected: `${offset + size} bytes`, message }
  const start = offset > fileSize ? offset : fileSize
  const missing = { field: name, offset: start, length: offset + size - start }
  // A field that claims more than twice the file is more likely wrong than the file is short.
  const fieldIsSuspect = one.byField || missing.length > fileSize
  findings.push(finding(one.beyondFile, fieldIsSuspect ? place : missing, values))
}

function checkOverlaps(
  findings: Finding[],
  regions: readonly RegionToCheck[],
  area: bigint | undefined,
  rule: Rule,
): void {
  const spans = regions.flatMap((one) => {
    const { offset, size, name } = one.region
    if (offset === undefined || size === undefined || size === 0n) return []
    return [{ name, start: offset, end: offset + size, one }]
  })
  for (const [index, span] of spans.entries()) {
    const { place } = span.one
    const where = place ?? { field: span.name, offset: span.start, length: span.end - span.start }
    const values = { actual: `bytes ${span.start}–${span.end - 1n}`, expected: 'space of its own' }
    if (span.one.byField && area !== undefined && span.start < area) {
      const message = `${span.name} overlaps the header`
      findings.push(finding(rule, where, { ...values, message }))
    }
    for (const other of spans.slice(0, index)) {
      if (span.start >= other.end || other.start >= span.end) continue
      const message = `${span.name} overlaps ${other.name}`
      findings.push(finding(rule, where, { ...values, message }))
    }
  }
}
