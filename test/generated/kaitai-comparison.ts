/** What a Kaitai parser must find in an image: the same as the interpreter of layouts. */
import { expect } from 'vitest'
import type { Format, LocatedString, Region } from '../../codegen/ir.ts'
import { toPlain } from '../../codegen/resolve/expressions.ts'
import {
  evaluate,
  type FieldValue,
  interpret,
  type Layout,
  placeItems,
  readStruct,
  type StructLayout,
  structNamed,
} from '../../src/layout/index.ts'
import { type KaitaiObject, kaitaiName, kaitaiObject } from './kaitai-decoder.ts'

/** A format, and the text of its Kaitai description. */
export interface Described {
  readonly format: Format
  readonly layout: Layout
  readonly text: string
}

/** How much of a thing the description has: what it lacks is named in its first comment. */
function shareOf({ text }: Described, name: string): 'all' | 'offset' | 'nothing' {
  if (text.includes(`\n# - ${name}: `)) return 'nothing'
  return text.includes(`\n# - ${name}, all but`) ? 'offset' : 'all'
}

/** Text as Kaitai decodes it: bytes that are not UTF-8 become U+FFFD. */
const asKaitaiText = (bytes: Uint8Array) => new TextDecoder().decode(bytes)

const REPLACED = /[\ud800-\udfff\ufffd]+/gu

/** Both sides of a comparison without what decoders make of bytes that are no text. */
const legible = (text: string) => text.replace(REPLACED, '?')

/** Integers beyond 2^53 are rounded more than once. */
const rounded = (value: number) =>
  // The sum makes 0 of -0.
  Number.isSafeInteger(value) ? value + 0 : Number(value.toPrecision(12))

/** A value of the interpreter as Kaitai has it. */
function expectedValue(value: FieldValue): unknown {
  if (typeof value === 'bigint') return rounded(Number(value))
  if (typeof value === 'string') return legible(value)
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value
}

function actualValue(value: unknown): unknown {
  if (typeof value === 'number') return rounded(value)
  if (typeof value === 'string') return legible(value)
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value
}

/** Kaitai's JavaScript runtime reads some negative 64-bit integers 2^32 too large. */
const isNear = (found: unknown, wanted: unknown) =>
  typeof found === 'number' && typeof wanted === 'number' && wanted < 0
    ? Math.abs(found - wanted) <= 2 ** 32 + Math.abs(wanted) / 1e9
    : false

/** The bytes of a magic, which Kaitai has in place of its value. */
function rawHex(struct: StructLayout, name: string, bytes: Uint8Array): string {
  const item = struct.items.find((one) => one.name === name)
  if (item === undefined) throw new Error(`no item ${name}`)
  return Buffer.from(bytes.subarray(item.offset, item.offset + item.size)).toString('hex')
}

/** Every item of a struct, and the bits of its words. */
export function expectSameStruct(
  struct: StructLayout,
  bytes: Uint8Array,
  actual: KaitaiObject,
): void {
  const expected = new Map<string, unknown>()
  const found = new Map<string, unknown>()
  for (const placed of placeItems(struct, bytes)) {
    const { item } = placed
    const value = actual[kaitaiName(item.name)]
    found.set(item.name, actualValue(value))
    if (placed.state === 'absent') expected.set(item.name, undefined)
    else if (item.kind !== 'field' || value instanceof Uint8Array) {
      expected.set(item.name, rawHex(struct, item.name, bytes))
    } else if (placed.state === 'whole' && placed.value !== undefined) {
      const wanted = expectedValue(placed.value)
      if (item.type === 'i64' && isNear(value, wanted)) found.set(item.name, wanted)
      expected.set(item.name, wanted)
      expectSameBits(item, placed.value, actual)
    }
  }
  expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected))
}

function expectSameBits(
  item: Extract<StructLayout['items'][number], { kind: 'field' }>,
  value: FieldValue,
  struct: KaitaiObject,
): void {
  if (item.bits === undefined || item.bits.length === 0) return
  const bits = kaitaiObject(struct[kaitaiName(`${item.name}_bits`)])
  for (const { name, bit, width } of item.bits) {
    const run = (BigInt(value as number | bigint) >> BigInt(bit)) & ((1n << BigInt(width)) - 1n)
    const actual = bits[kaitaiName(name)]
    // A run that keeps its place is a multiple of its lowest bit.
    const scale = typeof actual === 'number' && BigInt(actual) !== run ? 1n << BigInt(bit) : 1n
    expect([name, Number(actual)]).toEqual([name, Number(run * scale)])
  }
}

/** Whether the length of a string is one that the format allows. */
export function isOfLength(
  string: LocatedString | undefined,
  size: number | bigint | undefined,
): boolean {
  if (string === undefined || size === undefined) return false
  return size >= string.minSize && !(string.maxSize !== undefined && size > string.maxSize)
}

/** What the interpreter finds of each part, and what Kaitai finds. */
export function expectSameImage(
  described: Described,
  bytes: Uint8Array,
  image: KaitaiObject,
): void {
  const { layout } = described
  const header = structNamed(layout, 'header')
  if (header === undefined) throw new Error(`no header in ${layout.id}`)
  expectSameStruct(header, bytes, kaitaiObject(image.header))
  const interpretation = interpret(layout, bytes, { fileSize: bytes.length })
  const { lookup } = interpretation
  for (const string of layout.strings) {
    const placed = interpretation.strings.find(({ name }) => name === string.name)
    const isKnown = [string.min, string.end].every((one) => evaluate(one, lookup) !== undefined)
    const ir = described.format.strings.find(({ names }) => names.spec === string.name)
    const text =
      isKnown && isOfLength(ir, placed?.size) && placed?.text !== undefined
        ? legible(placed.text)
        : undefined
    expect([string.name, actualValue(image[kaitaiName(string.name)])]).toEqual([string.name, text])
  }
  for (const { name, value } of layout.values) {
    if (shareOf(described, name) === 'nothing') continue
    const result = evaluate(value, lookup)
    const expected = typeof result === 'bigint' ? rounded(Number(result)) : result
    expect([name, actualValue(image[kaitaiName(name)])]).toEqual([name, expected])
  }
  expectSameExtensions(layout, interpretation, bytes, image)
  expectSameRegions(described, interpretation, bytes, image)
}

type Interpretation = ReturnType<typeof interpret>

function expectSameExtensions(
  layout: Layout,
  { extensions }: Interpretation,
  bytes: Uint8Array,
  image: KaitaiObject,
): void {
  if (layout.extensions === undefined) return
  const list = image.extensions === undefined ? undefined : kaitaiObject(image.extensions)
  const records = (list?.records ?? []) as readonly KaitaiObject[]
  expect(records.length).toBe(extensions.records.length)
  expect(list?.isWhole ?? false).toBe(extensions.isWhole)
  for (const [index, expected] of extensions.records.entries()) {
    const record = kaitaiObject(records[index])
    const head = kaitaiObject(record.head)
    const content = bytes.subarray(expected.dataOffset, expected.dataOffset + expected.length)
    expect(head[kaitaiName(layout.extensions.type)]).toBe(expected.type)
    expect(head[kaitaiName(layout.extensions.length)]).toBe(expected.statedLength)
    expect(record.contentSize).toBe(expected.length)
    expect(record.isEnd).toBe(expected.isEnd)
    expectSameContent(layout, expected.known, content, record.content)
  }
}

type Known = Interpretation['extensions']['records'][number]['known']

function expectSameContent(layout: Layout, known: Known, bytes: Uint8Array, actual: unknown): void {
  const struct = structNamed(layout, known?.struct)
  if (known?.content === 'text') {
    expect(kaitaiObject(actual).text).toBe(asKaitaiText(bytes))
  } else if (known?.content === 'struct' && struct) {
    const { fields } = kaitaiObject(actual)
    if (bytes.length < struct.size) expect(fields).toBeUndefined()
    else expectSameStruct(struct, bytes, kaitaiObject(fields))
  } else if (known?.content === 'rows' && struct) {
    const rows = kaitaiObject(actual).rows as readonly KaitaiObject[]
    expect(rows.length).toBe(Math.floor(bytes.length / struct.size))
    for (const [index, row] of rows.entries()) {
      expectSameStruct(struct, bytes.subarray(index * struct.size), row)
    }
  } else {
    expect(actualValue(actual)).toBe(Buffer.from(bytes).toString('hex'))
  }
}

function expectSameRegions(
  described: Described,
  { lookup }: Interpretation,
  bytes: Uint8Array,
  image: KaitaiObject,
): void {
  const number = (expr: Layout['area']) => {
    const result = evaluate(expr, lookup)
    return typeof result === 'bigint' ? Number(result) : undefined
  }
  for (const { name, at, size, when } of described.layout.regions) {
    const share = shareOf(described, name)
    if (share === 'nothing') continue
    const isThere = when === undefined || evaluate(when, lookup) === true
    const offset = isThere ? number(at) : undefined
    const foundOffset = actualValue(image[kaitaiName(`${name}_offset`)])
    expect([name, foundOffset]).toEqual([name, offset && rounded(offset)])
    if (share === 'offset') continue
    const length = isThere ? number(size) : undefined
    const foundLength = actualValue(image[kaitaiName(`${name}_size`)])
    expect([name, foundLength]).toEqual([name, length && rounded(length)])
    if (offset === undefined || length === undefined) continue
    const region = described.format.regions.find((one) => one.names.spec === name)
    const content = image[kaitaiName(name)]
    if (region?.maxSize !== undefined && content === undefined) continue
    if (offset > bytes.length || length < 0) expect(content).toBeUndefined()
    else if (region) expectSameContents(described, region, bytes, { offset, length, content })
  }
}

interface Found {
  readonly offset: number
  readonly length: number
  readonly content: unknown
}

/** Entries that are looked at one by one. */
const MOST_ENTRIES = 40

function expectSameContents(
  { layout }: Described,
  region: Region,
  bytes: Uint8Array,
  { offset, length, content }: Found,
): void {
  const inFile = bytes.subarray(offset, offset + length)
  const entry = structNamed(layout, region.entry?.names.spec)
  if (content instanceof Uint8Array) {
    expect(content.length).toBe(inFile.length)
    expect(Buffer.compare(content, inFile)).toBe(0)
  } else if (region.records) {
    expectSameRecords(layout, region, bytes.subarray(offset), content)
  } else if (entry && Array.isArray(content)) {
    expect(content.length).toBe(Math.floor(inFile.length / entry.size))
    for (const [index, one] of content.slice(0, MOST_ENTRIES).entries()) {
      expectSameStruct(entry, inFile.subarray(index * entry.size), kaitaiObject(one))
    }
  } else {
    expect([region.names.spec, content]).toEqual([region.names.spec, 'bytes or entries'])
  }
}

/** Entries of varying length, one behind the other. */
function expectSameRecords(
  layout: Layout,
  region: Region,
  bytes: Uint8Array,
  content: unknown,
): void {
  const { records } = region
  const struct = structNamed(layout, records?.struct.names.spec)
  if (!records || !struct) throw new Error(`no records in ${region.names.spec}`)
  const entries = (kaitaiObject(content).entries ?? []) as readonly KaitaiObject[]
  let at = 0
  for (const entry of entries.slice(0, MOST_ENTRIES)) {
    const here = bytes.subarray(at)
    expect(entry.start).toBe(at)
    expectSameStruct(struct, here, kaitaiObject(entry.head))
    const values = readStruct(struct, here)
    const tail = evaluate(toPlain(records.tail), (name) => {
      const value = values.get(name.replace(`${struct.name}.`, ''))
      return typeof value === 'number' ? BigInt(value) : undefined
    })
    expect(entry.statedSize).toBe(Number(tail))
    at = Math.ceil((at + struct.size + Number(tail)) / records.align) * records.align
  }
}
