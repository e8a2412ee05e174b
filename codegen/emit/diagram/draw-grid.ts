/** Draws the rows of a grid: boxes, outlines, labels, and callouts for what does not fit. */
import { x } from 'xastscript'
import type { Cell, Row, Segment } from './grid.ts'
import { type Element, fitText, label, round, textWidth } from './svg.ts'

/** Where and how large a grid is drawn, pixels. */
export interface GridFrame {
  readonly x: number
  readonly y: number
  readonly unit: number
  readonly rowHeight: number
  /** Room above each row, for its own ruler. */
  readonly rowGap: number
  /** Name of the unit in data attributes: `byte`, `bit`. */
  readonly unitName: string
}

/** A drawn grid. */
export interface DrawnGrid {
  readonly elements: readonly Element[]
  /** Below the last row. */
  readonly bottom: number
  /** Top of each row, for the ruler. */
  readonly tops: readonly number[]
  /** Cells that carry a number in place of their name, in order from 1. */
  readonly callouts: readonly Cell[]
}

const TORN_HEIGHT = 44

/** Draws rows. `firstCallout` is the number of the first callout. */
export function drawGrid(rows: readonly Row[], frame: GridFrame, firstCallout: number): DrawnGrid {
  const boxes: Element[] = []
  const edges: Element[] = []
  const labels: Element[] = []
  const callouts: Cell[] = []
  const tops: number[] = []
  const labelled = labelledSegments(rows)
  let top = frame.y
  for (const [i, row] of rows.entries()) {
    top += frame.rowGap
    tops.push(top)
    const height = row.isTorn ? TORN_HEIGHT : frame.rowHeight
    for (const segment of row.segments) {
      const box = boxOf(segment, frame, top, height)
      boxes.push(boxElement(segment, frame.unitName, box))
      const isApart = frame.rowGap > 0
      const above = isApart ? undefined : rows[i - 1]
      edges.push(edgeElement({ segment, above, below: isApart ? undefined : rows[i + 1], box }))
      if (row.isTorn) labels.push(...tear(segment, box, frame.unitName))
      if (!labelled.has(segment)) {
        if (isApart) labels.push(...continued(segment.cell, box))
        continue
      }
      const drawn = cellLabel(segment.cell, box, firstCallout + callouts.length)
      labels.push(...drawn.elements)
      if (drawn.isCallout) callouts.push(segment.cell)
    }
    top += height
  }
  return { elements: [...boxes, ...edges, ...labels], bottom: top, tops, callouts }
}

interface Box {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

function boxOf(segment: Segment, frame: GridFrame, top: number, height: number): Box {
  const left = frame.x + segment.from * frame.unit
  return { left, right: frame.x + segment.to * frame.unit, top, bottom: top + height }
}

/** The widest segment of each cell, the first of equals, carries the label. */
function labelledSegments(rows: readonly Row[]): ReadonlySet<Segment> {
  const widest = new Map<Cell, Segment>()
  for (const row of rows) {
    if (row.isTorn) continue
    for (const segment of row.segments) {
      const best = widest.get(segment.cell)
      if (!best || segment.size > best.size) widest.set(segment.cell, segment)
    }
  }
  return new Set(widest.values())
}

function boxElement(segment: Segment, unit: string, box: Box): Element {
  const { cell } = segment
  return x('rect', {
    class: cell.kind,
    x: round(box.left),
    y: round(box.top),
    width: round(box.right - box.left),
    height: round(box.bottom - box.top),
    [`data-${unit}`]: segment.offset,
    'data-size': segment.size,
    'data-name': cell.name,
  })
}

interface Edges {
  readonly segment: Segment
  readonly above: Row | undefined
  readonly below: Row | undefined
  readonly box: Box
}

/** The outline of a segment, without the lines between it and the same cell's other rows. */
function edgeElement({ segment, above, below, box }: Edges): Element {
  const { left, right, top, bottom } = box
  const unit = (right - left) / (segment.to - segment.from)
  const px = (column: number) => round(left + (column - segment.from) * unit)
  const path = [
    ...openRuns(segment, above).map(([a, b]) => `M${px(a)} ${round(top)}H${px(b)}`),
    ...openRuns(segment, below).map(([a, b]) => `M${px(a)} ${round(bottom)}H${px(b)}`),
    ...[left, right].map((at) => `M${round(at)} ${round(top)}V${round(bottom)}`),
  ]
  const { kind, isOptional } = segment.cell
  const edge = kind === 'hole' || kind === 'reserved' ? 'gap-edge' : `${kind}-edge`
  return x('path', { class: `edge ${edge}${isOptional ? ' optional' : ''}`, d: path.join('') })
}

/** Columns of the segment that do not touch the same cell in the row next to it. */
function openRuns(segment: Segment, other: Row | undefined): readonly [number, number][] {
  const same = other?.segments.find((one) => one.cell === segment.cell)
  if (!same) return [[segment.from, segment.to]]
  const runs: [number, number][] = [
    [segment.from, Math.min(segment.to, same.from)],
    [Math.max(segment.from, same.to), segment.to],
  ]
  return runs.filter(([a, b]) => a < b)
}

/** Height of the tear across a torn row, and of its teeth. */
const TEAR = 24
const TOOTH = 3
const TOOTH_WIDTH = 12

/** A strip of paper with toothed edges across the row, which says how much is left out. */
function tear(segment: Segment, box: Box, unit: string): readonly Element[] {
  const middle = (box.top + box.bottom) / 2
  const upper = teeth(box, middle - TEAR / 2)
  const lower = teeth(box, middle + TEAR / 2)
  const text = `${segment.size} more ${unit}s`
  const { kind } = segment.cell
  const edge = isPatterned(segment.cell) ? 'gap-edge' : `${kind}-edge`
  return [
    x('path', { class: 'plate', d: `M${upper.join('L')}L${[...lower].reverse().join('L')}Z` }),
    x('path', { class: `edge ${edge}`, d: `M${upper.join('L')}M${lower.join('L')}` }),
    ...textLines([{ text, size: 11, style: 'note' }], box, false),
  ]
}

/** Points of a toothed line from side to side, a little beyond the box. */
function teeth(box: Box, y: number): readonly string[] {
  const start = box.left - TOOTH
  const count = Math.round((box.right - box.left + 2 * TOOTH) / TOOTH_WIDTH)
  const step = (box.right - box.left + 2 * TOOTH) / count
  return Array.from({ length: count + 1 }, (_, i) => {
    return `${round(start + i * step)} ${round(y + (i % 2 === 0 ? TOOTH : -TOOTH))}`
  })
}

/** Where rows stand apart: which cell goes on here. */
function continued(cell: Cell, box: Box): readonly Element[] {
  const text = `… ${cell.name}`
  if (textWidth(text, 11) > box.right - box.left - 2 * PADDING) return []
  return textLines([{ text, size: 11, style: 'note' }], box, isPatterned(cell))
}

function isPatterned(cell: Cell): boolean {
  return cell.kind === 'hole' || cell.kind === 'reserved'
}

interface Line {
  readonly text: string
  readonly size: number
  readonly style: 'name' | 'note'
}

/** Room between the text and the sides of its box. */
const PADDING = 6

/** The name with a note below it, in the largest letters that fit; else a number. */
function cellLabel(
  cell: Cell,
  box: Box,
  number: number,
): { elements: readonly Element[]; isCallout: boolean } {
  const room = box.right - box.left - 2 * PADDING
  const height = box.bottom - box.top - 6
  for (const lines of attempts(cell, room)) {
    const isWide = lines.some((line) => textWidth(line.text, line.size) > room)
    if (isWide || heightOf(lines) > height) continue
    return { elements: textLines(lines, box, isPatterned(cell)), isCallout: false }
  }
  const at = { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 }
  return { elements: callout(number, at), isCallout: true }
}

function* attempts(cell: Cell, room: number): Generator<readonly Line[]> {
  const { name } = cell
  const note = (size: number): readonly Line[] => {
    const text = cell.notes.find((one) => textWidth(one, size) <= room)
    return text === undefined ? [] : [{ text, size, style: 'note' }]
  }
  yield [{ text: name, size: 13, style: 'name' }, ...note(11)]
  yield [{ text: name, size: 11.5, style: 'name' }, ...note(10.5)]
  const parts = halves(name)
  if (!parts) return
  for (const size of [11.5, 10, 9.5]) {
    yield [...parts.map((text): Line => ({ text, size, style: 'name' })), ...note(9.5)]
  }
}

/** `compression_type` as `compression_` and `type`: at the underscore nearest to the middle. */
function halves(name: string): readonly [string, string] | undefined {
  const middle = name.length / 2
  let best = -1
  for (let at = name.indexOf('_'); at !== -1; at = name.indexOf('_', at + 1)) {
    if (best === -1 || Math.abs(at - middle) < Math.abs(best - middle)) best = at
  }
  return best === -1 ? undefined : [name.slice(0, best + 1), name.slice(best + 1)]
}

const LEADING = 1.25

function heightOf(lines: readonly Line[]): number {
  return lines.reduce((sum, line) => sum + line.size * LEADING, 0)
}

/** Lines in the middle of a box; on a patterned box they stand on a plate. */
function textLines(lines: readonly Line[], box: Box, isPatterned: boolean): readonly Element[] {
  const middle = (box.left + box.right) / 2
  const height = heightOf(lines)
  let y = (box.top + box.bottom) / 2 - height / 2
  const elements: Element[] = []
  if (isPatterned) {
    const width = Math.max(...lines.map((line) => textWidth(line.text, line.size))) + 6
    elements.push(
      x('rect', {
        class: 'plate',
        x: round(middle - width / 2),
        y: round(y - 1),
        width: round(width),
        height: round(height + 2),
        rx: 3,
      }),
    )
  }
  for (const { text, size, style } of lines) {
    elements.push(label(text, { x: middle, y: y + size, size, style, anchor: 'middle' }))
    y += size * LEADING
  }
  return elements
}

/** A number in a disc. */
export function callout(number: number, at: { x: number; y: number }): readonly Element[] {
  return [
    x('circle', { class: 'callout', cx: round(at.x), cy: round(at.y), r: 8 }),
    label(String(number), {
      x: at.x,
      y: at.y + 3.6,
      size: 10.5,
      style: 'callout-text',
      anchor: 'middle',
    }),
  ]
}

/** The list of the callouts, each on a line. */
export function calloutList(
  cells: readonly Cell[],
  at: { x: number; y: number; width: number; first: number },
): { elements: readonly Element[]; bottom: number } {
  const elements: Element[] = []
  let y = at.y
  for (const [i, cell] of cells.entries()) {
    elements.push(...callout(at.first + i, { x: at.x + 8, y: y + 10 }))
    const text = fitText(cell.words, 11.5, at.width - 26)
    elements.push(label(text, { x: at.x + 24, y: y + 14, size: 11.5, style: 'mark' }))
    y += 22
  }
  return { elements, bottom: y }
}
