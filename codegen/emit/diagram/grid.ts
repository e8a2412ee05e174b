/**
 * Runs of units (bytes of a struct, bits of a word) as boxes in rows, to scale.
 *
 * A run may begin and end anywhere in a row. Where one fills many rows, all but its first and last
 * full row are drawn as one row with torn edges.
 */

/** What a box is, which decides how it looks. */
export type CellKind = 'number' | 'constant' | 'text' | 'bits' | 'hole' | 'reserved'

/** A run of units with one meaning. */
export interface Cell {
  readonly kind: CellKind
  /** First unit and number of units. */
  readonly offset: number
  readonly size: number
  readonly name: string
  /** Second lines to try, the best first. */
  readonly notes: readonly string[]
  readonly isOptional: boolean
  /** All of it in words, for readers who do not see the image and for the legend. */
  readonly words: string
}

/** The part of a cell that lies in one row. */
export interface Segment {
  readonly cell: Cell
  readonly offset: number
  readonly size: number
  /** Columns of the row, `from` to before `to`. */
  readonly from: number
  readonly to: number
}

/** A row as it is drawn. A torn row stands for several rows of one cell. */
export interface Row {
  readonly offset: number
  readonly isTorn: boolean
  readonly segments: readonly Segment[]
}

/** From this number of full rows on, the rows in the middle are torn out. */
const TORN_FROM = 4

/** The rows of cells that cover `0 … total-1` without a gap. */
export function gridRows(cells: readonly Cell[], total: number, perRow: number): readonly Row[] {
  const rows: Row[] = []
  let start = 0
  while (start < total) {
    const torn = tornAt(cells, start, perRow)
    if (torn) {
      rows.push(torn)
      start += torn.segments[0]?.size ?? perRow
      continue
    }
    const end = Math.min(start + perRow, total)
    rows.push({ offset: start, isTorn: false, segments: segmentsOf(cells, start, end) })
    start = end
  }
  return rows
}

function segmentsOf(cells: readonly Cell[], start: number, end: number): readonly Segment[] {
  return cells.flatMap((cell) => {
    const from = Math.max(cell.offset, start)
    const to = Math.min(cell.offset + cell.size, end)
    if (from >= to) return []
    return [{ cell, offset: from, size: to - from, from: from - start, to: to - start }]
  })
}

/** The torn row that begins at `start`, if a cell goes on long enough there. */
function tornAt(cells: readonly Cell[], start: number, perRow: number): Row | undefined {
  const cell = cells.find((one) => one.offset <= start && start < one.offset + one.size)
  if (!cell) return undefined
  const first = Math.ceil(cell.offset / perRow) * perRow
  const last = Math.floor((cell.offset + cell.size) / perRow) * perRow
  if ((last - first) / perRow < TORN_FROM || start !== first + perRow) return undefined
  const size = last - perRow - start
  return {
    offset: start,
    isTorn: true,
    segments: [{ cell, offset: start, size, from: 0, to: perRow }],
  }
}
