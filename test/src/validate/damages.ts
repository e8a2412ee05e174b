/** Damage that a repair mends: for each repairable rule, how to break it in a sound image. */
import type { Repair, RuleDoc } from '../../../src/binary/finding.ts'
import { encodeText } from '../../../src/binary/text.ts'
import { findLayout } from '../../../src/formats/layouts.ts'
import { findFormat } from '../../../src/formats/registry.ts'
import { type Interpretation, type ItemLayout, interpret } from '../../../src/layout/index.ts'

/** An image that is to be damaged, and what a test knows of it. */
export interface Sound {
  readonly format: string
  readonly bytes: Uint8Array
  /** Length of the image file, bytes; for formats that do not record the size of the disk. */
  readonly imageFileSize: number
}

/** Breaks a rule in the bytes; false if this image cannot break it. */
export type Damage = (bytes: Uint8Array, seed: number) => boolean

/** How to break a rule: as its kind of repair tells, or as a case of its own does. */
export function damageOf(rule: RuleDoc, sound: Sound): Damage | undefined {
  const name = rule.id.slice(sound.format.length + 1)
  const own = CASES[name]
  if (own !== undefined) return (bytes) => own(bytes, interpreted(sound))
  return rule.repair && damageBy(rule.repair, name, sound)
}

function damageBy(repair: Repair, name: string, sound: Sound): Damage | undefined {
  switch (repair.kind) {
    case 'zero':
      return damageZeros(name, sound)
    case 'clear-bits':
      return (bytes, seed) => setBits(bytes, fieldNamed(sound, name.replace(/\.bits$/, '')), seed)
    case 'bitmap-tail':
      return (bytes, seed) => setTail(bytes, sound, { name: name.replace('.past_end', ''), seed })
    case 'mtime':
    case 'set':
      return undefined
  }
}

function interpreted({ format, bytes, imageFileSize }: Sound): Interpretation {
  const layout = findLayout(format)
  if (layout === undefined) throw new Error(`no layout ${format}`)
  const inputs = { image_file_size: imageFileSize }
  return interpret(layout, bytes, { fileSize: bytes.length, inputs })
}

function fieldNamed(sound: Sound, name: string): ItemLayout | undefined {
  const found = interpreted(sound).items.find(({ item }) => item.name === name)
  return found?.state === 'whole' ? found.item : undefined
}

/** A hole or reserved bytes get values; so does the last byte of a text that ends before it. */
function damageZeros(name: string, sound: Sound): Damage | undefined {
  const text = fieldNamed(sound, name.replace(/\.padding$/, ''))
  const item = fieldNamed(sound, name) ?? text
  if (item === undefined) return undefined
  const { offset, size } = item
  return (bytes, seed) => {
    if (item !== text) bytes.fill((seed % 255) + 1, offset, offset + size)
    else bytes[offset + size - 1] = (seed % 255) + 1
    return true
  }
}

/** Sets the highest bit of a field, and others: no format names that one. */
function setBits(bytes: Uint8Array, item: ItemLayout | undefined, seed: number): boolean {
  if (item?.kind !== 'field') return false
  const { offset, size, endian } = item
  const top = endian === 'little' ? offset + size - 1 : offset
  bytes[top] = (bytes[top] ?? 0) | 0x80 | (seed & 0x7f)
  return true
}

/** Sets bits behind the last one in use; not every bitmap has any. */
function setTail(
  bytes: Uint8Array,
  { format, imageFileSize }: Sound,
  { name, seed }: { name: string; seed: number },
): boolean {
  const inputs = { image_file_size: imageFileSize }
  const regions = findFormat(format)?.regions(bytes, { fileSize: bytes.length, inputs })
  const region = regions?.find((one) => one.name === name)
  const { offset, size, bitmap } = region ?? {}
  if (offset === undefined || size === undefined || bitmap?.count === undefined) return false
  const end = Math.min(Number(size) * 8, (bytes.length - Number(offset)) * 8)
  const first = Number(bitmap.count)
  if (first >= end) return false
  for (const bit of [first + (seed % (end - first)), end - 1]) {
    const at = Number(offset) + Math.floor(bit / 8)
    const mask = bitmap.bits === 'lsb-first' ? 1 << (bit % 8) : 0x80 >> (bit % 8)
    bytes[at] = (bytes[at] ?? 0) | mask
  }
  return true
}

/** Bytes of the content of an extension that is there. */
function extensionAt({ extensions }: Interpretation, name: string): number | undefined {
  return extensions.records.find(({ known }) => known?.name === name)?.dataOffset
}

function put(bytes: Uint8Array, at: number | undefined, values: readonly number[]): boolean {
  if (at === undefined) return false
  bytes.set(values, at)
  return true
}

/** Rules that need more than their kind tells. */
const CASES: Readonly<Record<string, (bytes: Uint8Array, image: Interpretation) => boolean>> = {
  'backing_file_size.without_offset': (bytes, { items, header }) => {
    if (Number(header.get('backing_file_offset')) !== 0) return false
    const item = items.find((one) => one.item.name === 'backing_file_size')?.item
    return put(
      bytes,
      item?.offset,
      [0, 0, 0, 0].with(item?.kind === 'field' && item.endian === 'little' ? 0 : 3, 7),
    )
  },
  'backing_file.mtime': (bytes, { items, header }) => {
    if (header.get('backing_file') === '') return false
    const item = items.find((one) => one.item.name === 'mtime')?.item
    return put(bytes, item?.offset, [0, 1, 2, 3])
  },
  'feature_name_table.name.padding': (bytes, image) => {
    const at = extensionAt(image, 'feature_name_table')
    return put(bytes, at === undefined ? at : at + 47, [0x41])
  },
  'bitmaps.reserved_4': (bytes, image) => {
    const at = extensionAt(image, 'bitmaps')
    return put(bytes, at === undefined ? at : at + 4, [1, 2, 3, 4])
  },
}

/** A row of qcow2's feature name table: kind, bit, name. */
export function featureName(kind: number, bit: number, name: string): Uint8Array {
  const row = new Uint8Array(48)
  row.set([kind, bit])
  row.set(encodeText(name), 2)
  return row
}
