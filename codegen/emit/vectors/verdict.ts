/**
 * What holds of an image, from the resolved format alone: which rules of the header it breaks.
 *
 * This reads the rules as the spec page states them, and shares none of the code that checks images.
 * It is slow and says nothing but ids: for test vectors, so that two readings can be compared.
 */
import { decodeText, isPrintable } from '../../../src/binary/index.ts'
import {
  evaluate,
  type Interpretation,
  interpret,
  type Layout,
  type PlacedItem,
  placeItems,
  type Result,
} from '../../../src/layout/index.ts'
import type { AssertRule, Expr, ExtensionType, Field, Format, Item, Struct } from '../../ir.ts'
import { toPlain } from '../../resolve/expressions.ts'
import { aboutItem, hasContentRule, type Implied, impliedId } from '../../resolve/implied.ts'
import type { Image } from './image.ts'
import { type RecordsRead, readRecords } from './records.ts'
import { brokenByRegions } from './region-verdict.ts'
import { brokenByString } from './string-verdict.ts'

/** What is known of an image. */
export interface Known {
  readonly format: Format
  readonly layout: Layout
  /** The header area, as far as the file has it. */
  readonly bytes: Uint8Array
  readonly fileSize: bigint
  readonly area: Result
  readonly read: Interpretation
  readonly records: RecordsRead | undefined
  readonly value: (expr: Expr) => Result
}

/** What a reader should make of an image. */
export interface Verdict {
  /** Ids of the rules that the header breaks, each once, in order. */
  readonly findings: readonly string[]
  /** None of them is an error. */
  readonly valid: boolean
}

/** A rule that does not hold: what it is about, and what it asks. */
export type Broken = readonly [about: string, what: Implied]

/** Everything that an image's header says. */
export function know(format: Format, layout: Layout, { bytes, inputs }: Image): Known {
  // How long the header is, only its fields tell: not the caller, and not the length of the file.
  const bare = interpret(layout, bytes)
  const claimed = evaluate(toPlain(format.area), bare.lookup)
  const size = BigInt(format.header.size)
  const length = typeof claimed === 'bigint' && claimed > size ? claimed : size
  const own = bytes.subarray(0, Number(length))
  const context = { fileSize: bytes.length, inputs: Object.fromEntries(inputs) }
  const read = interpret(layout, own, context)
  const value = (expr: Expr) => evaluate(toPlain(expr), read.lookup)
  const records = format.extensions && readRecords(format.extensions, own, value)
  const area = value(format.area)
  return { format, layout, bytes: own, fileSize: BigInt(bytes.length), area, read, records, value }
}

/** Goes through every rule of the header. */
export function judge(known: Known): Verdict {
  const { format } = known
  const broken = [
    ...brokenByLength(known),
    ...brokenByItems(known.read.items, { struct: format.header, bytes: known.bytes, base: 0 }),
    ...format.strings.flatMap((string) => brokenByString(known, string)),
    ...brokenByExtensions(known),
    ...brokenByRegions(known),
  ]
  const implied = broken.map(([about, what]) => impliedId(format, about, what))
  const stated = format.rules.filter((rule) => breaks(known, rule)).map(({ id }) => id)
  const findings = [...new Set([...implied, ...stated])].sort()
  const errors = [...format.rules, ...format.implied].filter(({ severity }) => severity === 'error')
  return { findings, valid: !errors.some(({ id }) => findings.includes(id)) }
}

function brokenByLength({ format, fileSize, area }: Known): readonly Broken[] {
  const least = BigInt(format.header.minSize)
  const need = typeof area === 'bigint' && area > least ? area : least
  return fileSize < need ? [['header', 'truncated']] : []
}

/** A stated rule is silent where anything that it needs is unknown. */
function breaks({ value, format }: Known, { when, assert, at }: AssertRule): boolean {
  if (when && value(when) !== true) return false
  if (at.kind === 'region') {
    const region = format.regions.find(({ names }) => names.spec === at.region.names.spec)
    if (region?.when && value(region.when) === false) return false
  }
  return value(assert) === false
}

/** Where a struct stands. */
interface Place {
  readonly struct: Struct
  readonly extension?: ExtensionType | undefined
  readonly bytes: Uint8Array
  readonly base: number
}

function brokenByItems(placed: readonly PlacedItem[], place: Place): readonly Broken[] {
  return place.struct.items.flatMap((item, index): readonly Broken[] => {
    const found = placed[index]
    if (!found || found.state === 'absent') return []
    const about = aboutItem(item, place.extension)
    const raw = rawOf(item, place)
    if (item.kind !== 'field') return raw.some((byte) => byte !== 0) ? [[about, 'zero']] : []
    const { value } = found.state === 'whole' ? found : {}
    if (value === undefined) return []
    const broken = typeof value === 'string' ? brokenByText(item, raw, value) : []
    const number =
      typeof value === 'number' || typeof value === 'bigint' ? BigInt(value) : undefined
    const integers = number === undefined ? [] : brokenByInteger(item, number)
    return [...broken, ...integers, ...brokenByBytes(item, raw)].map((what) => [about, what])
  })
}

function rawOf({ offset, size }: Item, { bytes, base }: Place): Uint8Array {
  return bytes.subarray(base + offset, base + offset + size)
}

function brokenByInteger(field: Field, value: bigint): readonly Implied[] {
  const { constant, range, enum: values, bits } = field
  const known = bits?.reduce((sum, { mask }) => sum | mask, 0n)
  const broken: (Implied | false)[] = [
    constant?.kind === 'int' && constant.value !== value && 'constant',
    range !== undefined && (value < range.min || value > range.max) && 'range',
    values !== undefined && !values.some((one) => one.value === value) && 'value',
    known !== undefined && (value & ~known) !== 0n && 'bits',
  ]
  return broken.filter((what) => what !== false)
}

function brokenByText(field: Field, raw: Uint8Array, text: string): readonly Implied[] {
  const { constant, type } = field
  if (constant) return constant.value === text ? [] : ['constant']
  const pad = type.kind === 'char' ? type.pad : 'none'
  const nul = raw.indexOf(0)
  const broken: (Implied | false)[] = [
    pad === 'nul' && nul === -1 && 'unterminated',
    pad !== 'none' && nul !== -1 && raw.subarray(nul).some((byte) => byte !== 0) && 'padding',
    !isPrintable(text) && 'control',
  ]
  return broken.filter((what) => what !== false)
}

function brokenByBytes({ constant }: Field, raw: Uint8Array): readonly Implied[] {
  if (constant?.kind !== 'bytes') return []
  const pairs = Array.from(raw, (byte) => byte.toString(16).padStart(2, '0'))
  return pairs.join(' ') === constant.value ? [] : ['constant']
}

function brokenByExtensions(known: Known): readonly Broken[] {
  const { format, records } = known
  if (!format.extensions || !records) return []
  const { types, endType } = format.extensions
  const broken: Broken[] = records.problem ? [['extensions', records.problem]] : []
  const seen = new Set<bigint>()
  for (const { type, content, length } of records.list) {
    if (type === endType) continue
    const isFirst = !seen.has(type)
    seen.add(type)
    if (!isFirst) broken.push(['extensions', 'duplicate'])
    const found = types.find((one) => one.type === type)
    if (!found) broken.push(['extensions', 'unknown'])
    else if (!fits(found, length)) broken.push([`extensions.${found.names.spec}`, 'content'])
    // Of a type that is there twice, readers use the first.
    else if (isFirst) broken.push(...brokenByContent(known, found, { content, length }))
  }
  return broken
}

/** Whether content can have this length. */
function fits(type: ExtensionType, length: number): boolean {
  if (!hasContentRule(type)) return true
  const size = type.struct?.size ?? 1
  if (type.content === 'struct') return length === size
  return length % size === 0 && length <= (type.maxSize ?? length)
}

function brokenByContent(
  { layout, bytes }: Known,
  extension: ExtensionType,
  { content, length }: { readonly content: number; readonly length: number },
): readonly Broken[] {
  const { struct, names } = extension
  if (extension.content === 'text') {
    const text = decodeText(bytes, content, content + length)
    return isPrintable(text) ? [] : [[names.spec, 'control']]
  }
  const plain = layout.structs.find(({ name }) => name === struct?.names.spec)
  if (!struct || !plain) return []
  const count = Math.floor(length / struct.size)
  return Array.from({ length: count }, (_, row) => content + row * struct.size).flatMap((base) =>
    brokenByItems(placeItems(plain, bytes, base), { struct, extension, bytes, base }),
  )
}
