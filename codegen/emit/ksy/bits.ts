/** Words of bits: each as a type of its own, over the bytes of the field. */
import type { Bits, Field } from '../../ir.ts'
import { docOf } from './docs.ts'
import { createIds, type Ids, ksyId } from './ids.ts'
import type { KsyMap } from './tree.ts'

/** Kaitai's JavaScript reads no more bits at a time. */
const MAX_RUN = 32

interface Run {
  readonly bit: number
  readonly width: number
  readonly bits?: Bits | undefined
}

/** A run, or a part of one, with its name in the type. */
interface Part extends Run {
  readonly id: string
}

/** The type of a field's bits: its runs in the order of the file, and whole values beside them. */
export function bitsType(field: Field): KsyMap {
  const named = [...(field.bits ?? [])].sort((a, b) => a.bit - b.bit)
  const ids = createIds(named.map((bits) => bits.names.spec))
  const runs = runsOf(named, field.size * 8).flatMap((run) => readable(run, ids))
  const big = field.endian === 'big'
  const instances = named.filter(isComputed).map((bits) => whole(bits, runs))
  return {
    meta: { 'bit-endian': big ? 'be' : 'le' },
    doc: `The bits of ${field.names.spec}.`,
    seq: (big ? runs.toReversed() : runs).map(({ id, width, bits }) => ({
      id,
      type: `b${width}`,
      ...(bits && !isComputed(bits) ? docOf(bits) : {}),
    })),
    instances: instances.length > 0 ? Object.fromEntries(instances) : undefined,
  }
}

/** Bits with a value that is no run by itself. */
const isComputed = (bits: Bits) => bits.width > MAX_RUN || bits.scaled

/** Named runs and what is between them, from the lowest bit. */
function runsOf(named: readonly Bits[], size: number): readonly Run[] {
  const runs: Run[] = []
  let next = 0
  for (const bits of named) {
    if (bits.bit > next) runs.push({ bit: next, width: bits.bit - next })
    runs.push({ bit: bits.bit, width: bits.width, bits })
    next = bits.bit + bits.width
  }
  if (next < size) runs.push({ bit: next, width: size - next })
  return runs
}

/** The parts of a run that can be read, each with its name. */
function readable(run: Run, ids: Ids): readonly Part[] {
  const { bits } = run
  if (bits && !isComputed(bits)) return [{ ...run, id: ksyId(bits.names.spec) }]
  const parts: Part[] = []
  for (let bit = run.bit; bit < run.bit + run.width; bit += MAX_RUN) {
    const width = Math.min(MAX_RUN, run.bit + run.width - bit)
    const id = ids.take(`${bits ? bits.names.spec : 'reserved'}_from_${bit}`)
    parts.push({ bit, width, bits, id })
  }
  return parts
}

/** The value of a run in parts, or of one that keeps its place in the word. */
function whole(bits: Bits, runs: readonly Part[]): readonly [string, KsyMap] {
  const terms = runs
    .filter((run) => run.bits === bits)
    .map(({ id, bit, width }) => {
      const power = 1n << BigInt(bits.scaled ? bit : bit - bits.bit)
      const value = width === 1 ? `(${id} ? 1 : 0)` : id
      return power === 1n ? value : `${value} * ${power}`
    })
  const value = `(${terms.reverse().join(' + ')}).as<u8>`
  return [ksyId(bits.names.spec), { value, ...docOf(bits) }]
}
