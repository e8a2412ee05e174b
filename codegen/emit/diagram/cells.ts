/** The items of a struct, and the bits of a word, as cells of a grid. */
import type { Bits, Field, Item, Struct } from '../../ir.ts'
import { show } from '../../resolve/expressions.ts'
import { bytesText, constantText, rangeText, typeText } from '../markdown/words.ts'
import type { Cell, CellKind } from './grid.ts'

/** One cell for each item; they cover every byte. */
export function structCells(struct: Struct): readonly Cell[] {
  return struct.items.map((item) => itemCell(item, struct))
}

function itemCell(item: Item, struct: Struct): Cell {
  const { offset, size } = item
  const when = item.kind === 'hole' ? undefined : condition(item, struct)
  const place = rangeText(item)
  if (item.kind !== 'field') {
    const words = `${item.kind} of ${bytesText(size)} (${place})${when ? `, ${when}` : ''}`
    const notes = [bytesText(size), String(size)]
    return { kind: item.kind, offset, size, name: item.kind, notes, isOptional: !!when, words }
  }
  const type = fieldType(item, struct)
  const constant = constantText(item)?.replace(/`/g, '')
  const is = constant === undefined ? '' : ` = ${constant}`
  return {
    kind: kindOf(item),
    offset,
    size,
    name: item.names.spec,
    notes: [...(when ? [`${type}, ${when}`] : []), `${type}${is}`, type],
    isOptional: when !== undefined,
    words: `${item.names.spec} (${place}), ${type}${is}${when ? `, ${when}` : ''}`,
  }
}

function fieldType(field: Field, struct: Struct): string {
  const isInteger = field.type.kind === 'uint' || field.type.kind === 'int'
  const order = isInteger && field.endian !== struct.endian && field.size > 1
  return `${typeText(field.type)}${order ? ` ${field.endian}-endian` : ''}`
}

/** `if version >= 3`; undefined for an item that is always there. */
function condition(item: Exclude<Item, { kind: 'hole' }>, struct: Struct): string | undefined {
  const parts: string[] = []
  if (item.when) parts.push(show(item.when))
  if (item.inTail && struct.lengthField) {
    parts.push(`${struct.lengthField.names.spec} >= ${item.offset + item.size}`)
  }
  return parts.length === 0 ? undefined : `if ${parts.join(' && ')}`
}

function kindOf(field: Field): CellKind {
  if (field.constant) return 'constant'
  if (field.bits) return 'bits'
  return field.type.kind === 'char' || field.type.kind === 'bytes' ? 'text' : 'number'
}

/** Cells of a word from its most significant bit on; unnamed runs are reserved. */
export function bitCells(field: Field): readonly Cell[] {
  const width = field.size * 8
  const cells: Cell[] = []
  let high = width
  const bits = [...(field.bits ?? [])].sort((a, b) => b.bit - a.bit)
  for (const one of bits) {
    if (one.bit + one.width < high) cells.push(reservedBits(one.bit + one.width, high, width))
    cells.push(bitCell(one, width))
    high = one.bit
  }
  if (high > 0) cells.push(reservedBits(0, high, width))
  return cells
}

function bitCell(bits: Bits, width: number): Cell {
  const range = bitsText(bits.bit, bits.bit + bits.width)
  return {
    kind: bits.width > 1 ? 'number' : 'bits',
    offset: width - bits.bit - bits.width,
    size: bits.width,
    name: bits.names.spec,
    notes: [range],
    isOptional: false,
    words: `${bits.names.spec} (${range})`,
  }
}

function reservedBits(low: number, high: number, width: number): Cell {
  const range = bitsText(low, high)
  return {
    kind: 'reserved',
    offset: width - high,
    size: high - low,
    name: 'reserved',
    notes: [range],
    isOptional: false,
    words: `reserved (${range})`,
  }
}

function bitsText(low: number, high: number): string {
  return high - low === 1 ? `bit ${low}` : `bits ${low}–${high - 1}`
}
