/** A struct to scale, eight bytes to a row, and below it the words that are divided into runs. */
import { x } from 'xastscript'
import type { Field, Format, Struct } from '../../ir.ts'
import { bytesText } from '../markdown/words.ts'
import { bitCells, structCells } from './cells.ts'
import { calloutList, drawGrid } from './draw-grid.ts'
import { type Cell, gridRows } from './grid.ts'
import { type Drawing, type Element, label, round, textWidth } from './svg.ts'

const PER_ROW = 8
const BYTE = 84
const LEFT = 78
const MARGIN = 20
const WIDTH = LEFT + PER_ROW * BYTE + MARGIN
const ROW_HEIGHT = 44
const BITS_PER_ROW = 32
const BIT = (PER_ROW * BYTE) / BITS_PER_ROW

/** The diagram of one struct. */
export function structDiagram(format: Format, struct: Struct): Drawing {
  const cells = structCells(struct)
  const name = `${struct.names.spec} of ${format.id}`
  const size =
    struct.minSize < struct.size ? `${struct.minSize} to ${struct.size}` : String(struct.size)
  const title = `${name}: ${size} bytes, ${struct.endian}-endian`
  const content: Element[] = [label(title, { x: MARGIN, y: 30, size: 14, style: 'name' })]
  const bytes = byteGrid(cells, struct.size, 46)
  content.push(...bytes.elements)
  let y = bytes.bottom
  let callouts = bytes.callouts
  const words = struct.items.filter(
    (item): item is Field => item.kind === 'field' && isDivided(item),
  )
  const described = [...cells]
  for (const word of words) {
    const drawn = bitGrid(word, y + 14, callouts + 1)
    content.push(...drawn.elements)
    described.push(...drawn.cells)
    y = drawn.bottom
    callouts += drawn.callouts
  }
  const legend = kindLegend(described, y + 18)
  content.push(...legend.elements)
  return {
    width: WIDTH,
    height: legend.bottom + 12,
    title,
    description: description(struct, described),
    content,
  }
}

/** Whether the word has a run of bits: then its bits are drawn too. */
function isDivided(field: Field): boolean {
  return field.bits?.some((bits) => bits.width > 1) ?? false
}

function description(struct: Struct, cells: readonly Cell[]): string {
  const words = cells.map((cell) => cell.words).join('; ')
  return `${struct.summary} ${bytesText(struct.size)}: ${words}.`
}

interface Part {
  readonly elements: readonly Element[]
  readonly bottom: number
  readonly callouts: number
}

function byteGrid(cells: readonly Cell[], size: number, y: number): Part {
  const rows = gridRows(cells, size, PER_ROW)
  const columns = Math.min(size, PER_ROW)
  const frame = {
    x: LEFT,
    y: y + 16,
    unit: BYTE,
    rowHeight: ROW_HEIGHT,
    rowGap: 0,
    unitName: 'byte',
  }
  const grid = drawGrid(rows, frame, 1)
  const ruler = Array.from({ length: columns }, (_, i) =>
    label(String(i), {
      x: LEFT + (i + 0.5) * BYTE,
      y: y + 10,
      size: 10.5,
      style: 'note',
      anchor: 'middle',
    }),
  )
  const offsets = rows.flatMap((row, i) =>
    row.isTorn ? [] : offsetLabels(row.offset, grid.tops[i] ?? 0),
  )
  const list = calloutList(grid.callouts, {
    x: LEFT,
    y: grid.bottom + (grid.callouts.length > 0 ? 12 : 0),
    width: PER_ROW * BYTE,
    first: 1,
  })
  return {
    elements: [...ruler, ...grid.elements, ...offsets, ...list.elements],
    bottom: list.bottom,
    callouts: grid.callouts.length,
  }
}

function offsetLabels(offset: number, top: number): readonly Element[] {
  const at = { x: LEFT - 10, anchor: 'end' as const }
  const decimal = label(String(offset), { ...at, y: top + 20, size: 12, style: 'mark' })
  if (offset < 10) return [decimal]
  const hex = `0x${offset.toString(16)}`
  return [decimal, label(hex, { ...at, y: top + 34, size: 10, style: 'note' })]
}

function bitGrid(field: Field, y: number, firstCallout: number): Part & { cells: readonly Cell[] } {
  const cells = bitCells(field)
  const width = field.size * 8
  const perRow = Math.min(BITS_PER_ROW, width)
  const caption = `Bits of ${field.names.spec}, most significant first`
  const rows = gridRows(cells, width, perRow)
  const frame = { x: LEFT, y: y + 20, unit: BIT, rowHeight: 38, rowGap: 18, unitName: 'bit' }
  const grid = drawGrid(rows, frame, firstCallout)
  const numbers = rows.flatMap((row, i) =>
    Array.from({ length: perRow }, (_, column) =>
      label(String(width - 1 - row.offset - column), {
        x: LEFT + (column + 0.5) * BIT,
        y: (grid.tops[i] ?? 0) - 5,
        size: 9.5,
        style: 'note',
        anchor: 'middle',
      }),
    ),
  )
  const list = calloutList(grid.callouts, {
    x: LEFT,
    y: grid.bottom + (grid.callouts.length > 0 ? 12 : 0),
    width: PER_ROW * BYTE,
    first: firstCallout,
  })
  return {
    elements: [
      label(caption, { x: LEFT, y: y + 14, size: 12, style: 'name' }),
      ...numbers,
      ...grid.elements,
      ...list.elements,
    ],
    bottom: list.bottom,
    callouts: grid.callouts.length,
    cells,
  }
}

const KINDS: readonly [Cell['kind'], string][] = [
  ['constant', 'constant'],
  ['number', 'number'],
  ['bits', 'bits'],
  ['text', 'text or bytes'],
  ['hole', 'hole left by the compiler'],
  ['reserved', 'reserved'],
]

/** What the fills and outlines mean, for those that occur. */
function kindLegend(
  cells: readonly Cell[],
  top: number,
): { elements: readonly Element[]; bottom: number } {
  const entries = KINDS.filter(([kind]) => cells.some((cell) => cell.kind === kind)).map(
    ([kind, text]) => ({ kind, text, style: '' }),
  )
  if (cells.some((cell) => cell.isOptional)) {
    entries.push({ kind: 'number', text: 'dashed: not always present', style: ' optional' })
  }
  const elements: Element[] = []
  let left = LEFT
  let y = top
  for (const { kind, text, style } of entries) {
    const width = 34 + textWidth(text, 11)
    if (left + width > WIDTH - MARGIN) {
      left = LEFT
      y += 22
    }
    const box = { x: round(left), y: round(y), width: 20, height: 12, rx: 2 }
    const edge = kind === 'hole' || kind === 'reserved' ? 'gap-edge' : `${kind}-edge`
    const fill = style === '' ? kind : 'plate'
    elements.push(x('rect', { class: fill, ...box }))
    elements.push(x('rect', { class: `edge ${edge}${style}`, ...box }))
    elements.push(label(text, { x: left + 26, y: y + 10, size: 11, style: 'note' }))
    left += width + 12
  }
  return { elements, bottom: y + 16 }
}
