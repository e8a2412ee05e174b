/**
 * Tells formats apart that have the same signature, by what each would make of the header.
 *
 * | what holds                             | how a reading ranks                                   |
 * |----------------------------------------|-------------------------------------------------------|
 * | nothing is false                       | it is plausible, and goes before all others           |
 * | more is true, less what is false       | first among the plausible, or among the others        |
 * | as much, and the first that differs    | the one for which that holds                          |
 * | all alike                              | nothing decides: a usual format is taken, and that is said |
 *
 * A format without evidence of its own is taken at its signature.
 */
import type { Evidence, Format } from '../binary/format.ts'

/** What a file would be as one format. */
export interface Reading {
  readonly format: Format
  readonly evidence: readonly Evidence[]
}

/** Formats that begin alike, the best reading first. */
export interface Choice {
  readonly readings: readonly Reading[]
  /** More than one reading makes sense, or no reading is better than the next. */
  readonly isOpen: boolean
  /** Nothing speaks against the reading, it is the usual one, and half of each other one is not true. */
  readonly isClear: boolean
}

/** A file that goes on past the longest header counts as endless: a stream decides like a file. */
const ENDLESS = 2n ** 63n - 1n

/** The format that the evidence speaks for; the first one where it does not decide. */
export function bestReading(
  formats: readonly Format[],
  bytes: Uint8Array,
): { readonly format: Format; readonly choice?: Choice } {
  const [first] = formats
  if (first === undefined) throw new TypeError('Cannot choose a format: there is none')
  if (formats.length === 1 || first.evidence === undefined) return { format: first }
  const longest = Math.max(...formats.map(({ headerSize }) => headerSize))
  const fileSize = bytes.length < longest ? bytes.length : ENDLESS
  const readings = formats
    .map((format) => ({ format, evidence: format.evidence?.(bytes, { fileSize }) ?? [] }))
    .sort((a, b) => better(a, b) || isUnusual(a) - isUnusual(b))
  const [best = { format: first, evidence: [] }, next] = readings
  const isOpen = next !== undefined && (isPlausible(next) || better(best, next) === 0)
  const isClear =
    !isOpen &&
    isPlausible(best) &&
    best.format.unusual !== true &&
    readings.every((one) => one === best || 2 * countOf(one, true) <= one.evidence.length)
  return { format: best.format, choice: { readings, isOpen, isClear } }
}

const isPlausible = (reading: Reading) => countOf(reading, false) === 0

const score = (reading: Reading) => countOf(reading, true) - countOf(reading, false)

const isUnusual = ({ format }: Reading) => Number(format.unusual ?? false)

/** Negative if `a` is the better reading, 0 if neither is. */
function better(a: Reading, b: Reading): number {
  return (
    Number(isPlausible(b)) - Number(isPlausible(a)) || score(b) - score(a) || firstDifference(a, b)
  )
}

/** The strongest evidence comes first. */
function firstDifference(a: Reading, b: Reading): number {
  const weight = ({ evidence }: Reading, index: number) => {
    const holds = evidence[index]?.holds
    return holds === undefined ? 0 : holds ? 1 : -1
  }
  const count = Math.max(a.evidence.length, b.evidence.length)
  for (let index = 0; index < count; index++) {
    const difference = weight(b, index) - weight(a, index)
    if (difference !== 0) return difference
  }
  return 0
}

function countOf({ evidence }: Reading, wanted: boolean): number {
  return evidence.filter(({ holds }) => holds === wanted).length
}

/**
 * How the choice came about: `begins as cow-v2 and uml-cow-v2 do, and is read as cow-v2: as uml-cow-v2
 * it would be wrong that the sector size is a power of two`.
 */
export function choiceText({ readings }: Choice): string {
  const [best, ...others] = readings
  if (best === undefined) return ''
  const ids = listed(readings.map(({ format }) => format.id))
  const reasons = others.map((reading) => {
    const { id } = reading.format
    const fault = reading.evidence.find(({ holds }) => holds === false)
    return fault === undefined
      ? `it makes sense as ${id} too`
      : `as ${id} it would be wrong that ${fault.summary}`
  })
  return `begins as ${ids} do, and is read as ${best.format.id}: ${listed(reasons)}`
}

/** `a`, `a and b`, `a, b and c`. */
function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? ''
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`
}
