/** What a pattern must show of an image: the same as the interpreter of layouts. */
import { expect } from 'vitest'
import { freeWord } from '../../codegen/emit/imhex/names.ts'
import type { Field, Format, Region, Struct } from '../../codegen/ir.ts'
import {
  evaluate,
  type FieldValue,
  interpret,
  type Layout,
  placeItems,
  type StructLayout,
  structNamed,
} from '../../src/layout/index.ts'
import type { Result, Shown, ShownStruct } from './hexpat-runner.ts'
import { isOfLength } from './kaitai-comparison.ts'

/** A format, and the text of its pattern. */
export interface Described {
  readonly format: Format
  readonly layout: Layout
  readonly text: string
}

/** A struct, a bitfield, or an error. */
export function shownStruct(value: Shown | undefined): ShownStruct {
  if (typeof value === 'object' && 'members' in value) return value
  throw new TypeError(`${String(value)} is no struct`)
}

const bytesOf = (value: Shown | undefined) => (value instanceof Uint8Array ? value : undefined)

const hex = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString('hex')

const asInteger = (value: FieldValue | undefined) =>
  typeof value === 'number' || typeof value === 'bigint' ? BigInt(value) : undefined

/** Every field of a struct at `at`, and the bits of its words. */
export function expectSameStruct(
  struct: { readonly ir: Struct; readonly layout: StructLayout; readonly text: string },
  bytes: Uint8Array,
  { members }: ShownStruct,
  at = 0,
): void {
  for (const placed of placeItems(struct.layout, bytes, at)) {
    const { item } = placed
    if (item.kind !== 'field') continue
    if (struct.text.includes(`\n// - ${struct.layout.name}.${item.name}: `)) continue
    const shown = members.get(freeWord(item.name))
    const field = struct.ir.items.find((one) => one.names.spec === item.name)
    if (field?.kind !== 'field') throw new Error(`no field ${item.name}`)
    const value = placed.state === 'whole' ? asInteger(placed.value) : undefined
    if (placed.state === 'absent') {
      expect([item.name, shown]).toEqual([item.name, undefined])
    } else if (value === undefined) {
      const start = at + item.offset
      const expected = bytes.subarray(start, start + item.size)
      expect([item.name, hex(bytesOf(shown))]).toEqual([item.name, hex(expected)])
    } else if (field.bits && field.bits.length > 0) {
      expectSameBits(field, value, shownStruct(shown))
    } else {
      expect([item.name, shown]).toEqual([item.name, value])
    }
  }
}

function expectSameBits(field: Field, word: bigint, { members }: ShownStruct): void {
  for (const { names, bit, width } of field.bits ?? []) {
    const run = BigInt.asUintN(width, word >> BigInt(bit))
    expect([names.spec, members.get(freeWord(names.spec))]).toEqual([names.spec, run])
  }
}

function structOf({ format, layout, text }: Described, name: string | undefined) {
  const ir = format.structs.find((one) => one.names.spec === name)
  const found = structNamed(layout, name)
  if (!ir || !found) throw new Error(`no struct ${name}`)
  return { ir, layout: found, text }
}

/** The header, strings, extensions and regions of an image. */
export function expectSameImage(
  described: Described,
  bytes: Uint8Array,
  { shown, variables }: Result,
): void {
  const { members } = shownStruct(shown.get('image'))
  const { layout, format } = described
  expectSameStruct(structOf(described, 'header'), bytes, shownStruct(members.get('header')))
  const interpretation = interpret(layout, bytes, { fileSize: bytes.length })
  const { lookup } = interpretation
  for (const string of layout.strings) {
    const placed = interpretation.strings.find(({ name }) => name === string.name)
    const isKnown = [string.min, string.end].every((one) => evaluate(one, lookup) !== undefined)
    const ir = format.strings.find(({ names }) => names.spec === string.name)
    const isThere =
      isKnown && isOfLength(ir, placed?.size) && placed?.text !== undefined && placed.size > 0
    const [at, size] = [Number(placed?.offset), Number(placed?.size)]
    const expected = isThere ? bytes.subarray(at, at + size) : undefined
    const found = bytesOf(members.get(freeWord(string.name)))
    expect([string.name, hex(found)]).toEqual([string.name, hex(expected)])
  }
  for (const { name, value } of layout.values) {
    if (described.text.includes(`\n// - ${name}: `)) continue
    const result = evaluate(value, lookup)
    const isKnown = variables.get(`${name}_known`) ?? 1n
    expect([name, isKnown]).toEqual([name, result === undefined ? 0n : 1n])
    if (result !== undefined) expect([name, variables.get(freeWord(name))]).toEqual([name, result])
  }
  expectSameExtensions(described, bytes, members.get('extensions'))
  for (const region of format.regions) expectSameRegion(described, region, bytes, members)
}

function expectSameExtensions(
  described: Described,
  bytes: Uint8Array,
  shown: Shown | undefined,
): void {
  const { layout } = described
  if (layout.extensions === undefined) return
  const { extensions } = interpret(layout, bytes, { fileSize: bytes.length })
  const entries = Array.isArray(shown) ? shown.map(shownStruct) : []
  const starts = extensions.records.map(({ offset }) => offset)
  expect(entries.map(({ at }) => at)).toEqual(starts)
  for (const [index, record] of extensions.records.entries()) {
    const members = entries[index]?.members ?? new Map<string, Shown>()
    const content = bytes.subarray(record.dataOffset, record.dataOffset + record.length)
    const value = members.get(freeWord(record.known?.name ?? 'content')) ?? members.get('content')
    const struct = record.known?.struct
    if (value instanceof Uint8Array || value === undefined) {
      expect(hex(value) ?? '').toBe(hex(content))
    } else if (struct !== undefined && typeof value === 'object' && 'members' in value) {
      expectSameStruct(structOf(described, struct), bytes, value, record.dataOffset)
    } else if (Array.isArray(value)) {
      const size = structNamed(layout, struct)?.size ?? 1
      expect(value.length).toBe(Math.floor(content.length / size))
      for (const [row, one] of value.entries()) {
        const at = record.dataOffset + row * size
        expectSameStruct(structOf(described, struct), bytes, shownStruct(one), at)
      }
    }
  }
}

const SHOWN_BYTES = 65_536
const SHOWN_ENTRIES = 4096

function expectSameRegion(
  described: Described,
  region: Region,
  bytes: Uint8Array,
  members: ReadonlyMap<string, Shown>,
): void {
  const { layout, text } = described
  const { spec } = region.names
  const found = members.get(freeWord(spec))
  const placed = layout.regions.find(({ name }) => name === spec)
  if (placed === undefined || text.includes(`\n// - ${spec}: `)) {
    expect([spec, found]).toEqual([spec, undefined])
    return
  }
  const { lookup } = interpret(layout, bytes, { fileSize: bytes.length })
  const isThere = placed.when === undefined || evaluate(placed.when, lookup) === true
  const [at, size] = [placed.at, placed.size].map((expr) => evaluate(expr, lookup))
  const isKnown = isThere && typeof at === 'bigint' && typeof size === 'bigint'
  if (!isKnown || size <= 0n || at < 0n || at >= bytes.length) {
    expect([spec, found]).toEqual([spec, undefined])
  } else if (found === undefined) {
    // A size beyond the largest that a reader accepts.
    expect([spec, region.maxSize]).not.toEqual([spec, undefined])
  } else {
    const end = at + size < bytes.length ? at + size : BigInt(bytes.length)
    expectSameContent(described, region, bytes.subarray(0, Number(end)), { at: Number(at), found })
  }
}

function expectSameContent(
  described: Described,
  region: Region,
  bytes: Uint8Array,
  { at, found }: { at: number; found: Shown },
): void {
  const inFile = bytes.subarray(at)
  if (found instanceof Uint8Array) {
    expect(Buffer.compare(found, inFile.subarray(0, SHOWN_BYTES))).toBe(0)
    return
  }
  if (!Array.isArray(found)) throw new TypeError(`${region.names.spec} is no array`)
  if (region.records) {
    expect(shownStruct(found[0]).at).toBe(at)
    return
  }
  const struct = structOf(described, region.entry?.names.spec)
  const { size } = struct.layout
  expect(found.length).toBe(Math.min(Math.floor(inFile.length / size), SHOWN_ENTRIES))
  for (const [index, one] of found.slice(0, 40).entries()) {
    expectSameStruct(struct, bytes, shownStruct(one), at + index * size)
  }
}
