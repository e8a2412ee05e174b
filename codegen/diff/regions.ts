/** What differs beyond the header: inputs and regions. */
import { sizeText } from '../../src/layout/index.ts'
import type { Expr, Region } from '../ir.ts'
import { show } from '../resolve/expressions.ts'
import { constantOf, exprText } from './expression.ts'
import type { Aspect, Change } from './model.ts'
import { changesIn, pairByName, type Two } from './pair.ts'
import { aspectOf } from './texts.ts'

/** Numbers that a caller supplies, and that only one of the two needs. */
export function inputChanges({ from, to, renames }: Two): readonly Change[] {
  return changesIn('input', pairByName(from.inputs, to.inputs, { renames }), {
    name: ({ names }) => names.spec,
    is: ({ summary }) => summary,
    aspects: (old, now) => [{ what: 'unit', before: old.unit, after: now.unit }],
  })
}

/** Where the regions are, how long, and what their bits and entries mean. */
export function regionChanges({ from, to, renames }: Two): readonly Change[] {
  return changesIn('region', pairByName(from.regions, to.regions, { renames }), {
    name: ({ names }) => names.spec,
    is: (region) => `${region.kind} at ${amount(region.at)}: ${region.summary}`,
    aspects: (old, now) => [
      { what: 'kind', before: old.kind, after: now.kind },
      ...aspectOf('offset', [old.at, now.at], renames),
      ...aspectOf('size', [old.size, now.size], renames),
      ...aspectOf('present if', [old.when, now.when], renames),
      ...aspectOf('alignment', [old.align, now.align], renames),
      ...aspectOf('at most', [old.maxSize, now.maxSize], renames),
      { what: 'past the end of the file', before: old.beyondFile, after: now.beyondFile },
      ...bitmapAspects(old, now, renames),
      { what: 'entries', before: old.entry?.names.spec, after: now.entry?.names.spec },
      ...recordAspects(old, now, renames),
    ],
  })
}

/** `2068`, or what it is computed by, in the words of its schema. */
const amount = (expr: Expr) => constantOf(expr)?.toString() ?? show(expr)

function bitmapAspects(
  { bitmap: old }: Region,
  { bitmap: now }: Region,
  renames: Two['renames'],
): readonly Aspect[] {
  const units = aspectOf('one bit for', [old?.unit, now?.unit], renames).map(({ what }) => ({
    what,
    before: old && unitText(old.unit),
    after: now && unitText(now.unit),
    notation: 'formula' as const,
  }))
  const meaning = [
    ...units,
    { what: 'first bit of a byte', before: firstBit(old?.bits), after: firstBit(now?.bits) },
  ]
  // What a bit means is prose: it counts only where the bits themselves are others.
  const isOther = meaning.some(({ before, after }) => before !== after)
  const said = isOther
    ? [
        { what: 'bit is 1', before: old?.set, after: now?.set },
        { what: 'bit is 0', before: old?.clear, after: now?.clear },
      ]
    : []
  return [...meaning, ...aspectOf('number of bits', [old?.count, now?.count], renames), ...said]
}

const FIRST = { 'lsb-first': 'the least significant', 'msb-first': 'the most significant' }

const firstBit = (order: keyof typeof FIRST | undefined) => order && FIRST[order]

function unitText(unit: Expr): string {
  const size = constantOf(unit)
  return size === undefined ? `${exprText(unit)} bytes` : sizeText(size)
}

function recordAspects(
  { records: old }: Region,
  { records: now }: Region,
  renames: Two['renames'],
): readonly Aspect[] {
  const fills = (one: Region['records']) => one && (one.fills ? 'exactly' : 'at least')
  return [
    { what: 'records', before: old?.struct.names.spec, after: now?.struct.names.spec },
    ...aspectOf('count', [old?.count, now?.count], renames),
    ...aspectOf('bytes after each', [old?.tail, now?.tail], renames),
    { what: 'padded to', before: old?.align, after: now?.align },
    { what: 'size is', before: fills(old), after: fills(now) },
  ]
}
