/** Runs of bytes with owners, and how they are laid over each other. */
import { zerosEnd } from './hex.ts'
import type { FieldValue } from './struct.ts'

/** A thing that spans belong to: the header, an extension, a string. */
export interface Section {
  readonly kind: 'header' | 'extension' | 'string' | 'slack'
  readonly name: string
  readonly summary: string
  /** In the file, bytes. */
  readonly offset: number
}

/** A run of bytes with one owner. */
export interface Span {
  readonly kind:
    | 'field'
    | 'hole'
    | 'reserved'
    | 'extension'
    | 'string'
    | 'padding'
    | 'unknown tail'
    | 'slack'
  readonly section: Section
  /** Inside its section: `size`, `type`, `[3].bit`; empty where the section is one span. */
  readonly name: string
  readonly summary: string
  /** In the file, bytes. */
  readonly offset: number
  readonly length: number
  readonly value?: FieldValue | undefined
  /** The value in words. */
  readonly text?: string | undefined
  /** Not all of it: the bytes end before it does, or an owner before it has the rest. */
  readonly isPart: boolean
}

/** Adds to `base` what it leaves of `layer`. Both are sorted; each is free of overlaps. */
export function overlay(
  base: readonly Span[],
  layer: readonly Span[],
  end: number,
): readonly Span[] {
  const result = [...base]
  let next = 0
  for (const span of layer) {
    let at = Math.max(span.offset, 0)
    const spanEnd = Math.min(span.offset + span.length, end)
    while (next > 0 && ends(base[next - 1]) > at) next -= 1
    while (at < spanEnd) {
      while (next < base.length && ends(base[next]) <= at) next += 1
      const free = Math.min(spanEnd, base[next]?.offset ?? spanEnd)
      if (free > at) result.push(clipped(span, at, free))
      at = Math.max(free, ends(base[next]))
    }
  }
  return result.sort((a, b) => a.offset - b.offset)
}

function ends(span: Span | undefined): number {
  return span === undefined ? 0 : span.offset + span.length
}

function clipped(span: Span, start: number, end: number): Span {
  if (span.offset === start && span.length === end - start) return span
  return { ...span, offset: start, length: end - start, isPart: true }
}

/** Fills what lies between the spans, and after them up to `end`. */
export function withSlack(spans: readonly Span[], bytes: Uint8Array, end: number): readonly Span[] {
  const result: Span[] = []
  let at = 0
  for (const span of spans) {
    if (span.offset > at) result.push(slack(bytes, at, span.offset))
    result.push(span)
    at = span.offset + span.length
  }
  if (at < end) result.push(slack(bytes, at, end))
  return result
}

/** Neighbouring spans of one section that are not shown. */
export interface LeftOut {
  readonly kind: 'left out'
  readonly section: Section
  /** In the file, bytes. */
  readonly offset: number
  readonly length: number
  /** How many spans. */
  readonly count: number
}

/**
 * The spans, at most about `limit` of each section: the rows of a list may be very many. A row is
 * shown whole, or not at all.
 */
export function withShortLists(spans: readonly Span[], limit: number): readonly (Span | LeftOut)[] {
  const result: (Span | LeftOut)[] = []
  let count = 0
  let before: Span | undefined
  let rest: LeftOut | undefined
  for (const span of spans) {
    count = span.section === before?.section ? count + 1 : 1
    if (count === 1) rest = undefined
    const startsRow = rowOf(span) !== rowOf(before)
    if (rest !== undefined) {
      rest = { ...rest, length: span.offset + span.length - rest.offset, count: rest.count + 1 }
      result[result.length - 1] = rest
    } else if (count > limit && startsRow) {
      const { section, offset, length } = span
      rest = { kind: 'left out', section, offset, length, count: 1 }
      result.push(rest)
    } else {
      result.push(span)
    }
    before = span
  }
  return result
}

/** `[3]` of `[3].bit`; the whole name of what is in no row. */
function rowOf(span: Span | undefined): string | undefined {
  return span?.name.split('.', 1)[0]
}

function slack(bytes: Uint8Array, start: number, end: number): Span {
  const isZero = zerosEnd(bytes, start, end) === end
  const summary = isZero ? 'Unused, all zero.' : 'Unused by the format, and not zero.'
  const section: Section = { kind: 'slack', name: 'slack', summary, offset: start }
  return {
    kind: 'slack',
    section,
    name: '',
    summary,
    offset: start,
    length: end - start,
    isPart: false,
  }
}
