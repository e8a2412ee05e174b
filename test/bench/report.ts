/** From times to verdicts, and to a table that reads well in a terminal. */
import { type Peer, ratio, type Timing } from './measure.ts'

/**
 * What is asked of the generated code against a peer.
 *
 * `share`: ours takes this share of the peer's time, at most `limit`.
 * `faster`: ours is this many times faster than the peer, at least `limit`.
 * Without aim and limit the figure is for information.
 */
export interface Demand {
  readonly kind: 'share' | 'faster'
  readonly aim?: number
  readonly limit?: number
}

/** A peer, with what is asked against it; the generated code itself has no demand. */
export interface RatedPeer<Input> extends Peer<Input> {
  readonly demand?: Demand
}

/** A line of the report. */
export interface Row {
  readonly name: string
  readonly value: number
  readonly unit: 'ns' | 'ms'
  readonly demand?: Demand
  readonly figure?: number
  readonly verdict: 'aim' | 'limit' | 'missed' | 'none'
}

/** Lines that belong together. */
export interface Group {
  readonly title: string
  readonly rows: readonly Row[]
  readonly notes: readonly string[]
}

/** Judges every peer against the first, which is ours. */
export function judge(
  title: string,
  peers: readonly { readonly name: string; readonly demand?: Demand }[],
  timings: readonly Timing[],
): Group {
  const [ours] = timings
  if (!ours) return { title, rows: [], notes: [] }
  const rows = timings.map((timing, index): Row => {
    const demand = peers[index]?.demand
    const base = { name: timing.name, value: timing.nanoseconds, unit: 'ns' as const }
    if (!demand) return { ...base, verdict: 'none' }
    const figure = demand.kind === 'share' ? ratio(timing, ours) : ratio(ours, timing)
    return { ...base, demand, figure, verdict: verdictOn(figure, demand) }
  })
  return { title, rows, notes: [] }
}

/** Whether a figure reaches the aim, the limit or neither. */
export function verdictOn(figure: number, { kind, aim, limit }: Demand): Row['verdict'] {
  if (aim === undefined || limit === undefined) return 'none'
  const reaches = (wanted: number) => (kind === 'share' ? figure <= wanted : figure >= wanted)
  return reaches(aim) ? 'aim' : reaches(limit) ? 'limit' : 'missed'
}

const MARKS = { aim: '✓', limit: '✓ within limit', missed: '✗', none: '' } as const

/** One group as an aligned table. */
export function tableOf({ title, rows, notes }: Group): string {
  const share = (value: number) => `${value.toFixed(2)} of its time`
  const cells = rows.map(({ name, value, unit, demand, figure, verdict }) => [
    name,
    `${value.toFixed(value < 10 ? 2 : 0)} ${unit}`,
    demand === undefined || figure === undefined
      ? ''
      : demand.kind === 'share'
        ? share(figure)
        : `${figure.toFixed(1)}x faster`,
    bound(demand, demand?.aim),
    bound(demand, demand?.limit),
    MARKS[verdict],
  ])
  const head = ['', 'median', 'ours', 'aim', 'limit', '']
  const widths = head.map((_, column) =>
    Math.max(...[head, ...cells].map((row) => (row[column] ?? '').length)),
  )
  const lines = [head, ...cells].map((row) => {
    const padded = row.map((cell, column) => {
      const width = widths[column] ?? 0
      return column === 0 || column === row.length - 1 ? cell.padEnd(width) : cell.padStart(width)
    })
    return `  ${padded.join('   ').trimEnd()}`
  })
  return [title, ...lines, ...notes.map((note) => `  ${note}`), ''].join('\n')
}

function bound(demand: Demand | undefined, value: number | undefined): string {
  if (demand === undefined || value === undefined) return ''
  return demand.kind === 'share' ? `≤ ${value.toFixed(2)}` : `≥ ${value.toFixed(1)}x`
}
