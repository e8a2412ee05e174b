/** Peers of the benchmark do the same work: no times here. */
import { describe, expect, it } from 'vitest'
import { exactness } from './exactness.ts'
import { cowV2Headers, cowV2Values, l2Tables, qcow2Headers, qcow2Values } from './headers.ts'
import { compileKaitai } from './kaitai.ts'
import { l2OffsetReaders, l2Readers } from './l2-tables.ts'
import { measure, ratio } from './measure.ts'
import { cowV2Parsers, qcow2Parsers } from './peers.ts'
import { judge, tableOf } from './report.ts'
import {
  cowV2Inputs,
  cowV2Keepers,
  cowV2Serializers,
  qcow2Inputs,
  qcow2Keepers,
  qcow2Serializers,
} from './serializers.ts'

const kaitai = await compileKaitai()

/** Names and numbers without regard to spelling and width: Kaitai has neither camelCase nor bigint. */
function comparable(value: unknown, names: readonly string[]): Record<string, string> {
  const entries = Object.entries(value as Record<string, unknown>)
  return Object.fromEntries(
    entries.filter(([name]) => names.includes(name)).map(([name, one]) => [name, String(one)]),
  )
}

describe('parsers', () => {
  const qcow2 = qcow2Parsers(kaitai).map((peer) => [peer.name, peer] as const)
  it.each(qcow2)('%s reads qcow2 headers', (_, peer) => {
    for (const [index, bytes] of qcow2Headers.entries()) {
      const wanted = qcow2Values[index] ?? {}
      const names = Object.keys(wanted)
      expect(comparable(peer.call(bytes), names)).toEqual(comparable(wanted, names))
    }
  })

  const cow = cowV2Parsers(kaitai).map((peer) => [peer.name, peer] as const)
  it.each(cow)('%s reads cow headers', (_, peer) => {
    for (const [index, bytes] of cowV2Headers.entries()) {
      const wanted = cowV2Values[index] ?? {}
      const names = Object.keys(wanted)
      expect(comparable(peer.call(bytes), names)).toEqual(comparable(wanted, names))
    }
  })
})

describe('serializers', () => {
  const qcow2 = [...qcow2Serializers, ...qcow2Keepers]
  it.each(qcow2.map((one) => [one.name, one] as const))('%s writes qcow2', (_, peer) => {
    expect(qcow2Inputs.map((input) => peer.call(input))).toEqual(qcow2Headers)
  })

  const cow = [...cowV2Serializers, ...cowV2Keepers]
  it.each(cow.map((one) => [one.name, one] as const))('%s writes cow', (_, peer) => {
    expect(cowV2Inputs.map((input) => peer.call(input))).toEqual(cowV2Headers)
  })
})

describe('L2 tables', () => {
  const [ours, ...others] = l2Readers(kaitai)
  it.each(others.map((one) => [one.name, one] as const))('%s agrees with ours', (_, peer) => {
    expect(l2Tables.map(peer.call)).toEqual(l2Tables.map((table) => ours?.call(table)))
  })
})

describe('offsets of L2 tables', () => {
  it.each(l2OffsetReaders.map((one) => [one.name, one] as const))('%s', (_, peer) => {
    const [first] = l2Readers(kaitai)
    for (const table of l2Tables) {
      expect(first?.call(table)).toMatchObject({ offsets: peer.call(table) })
    }
  })
})

describe('exactness()', () => {
  it('finds ours exact and Kaitai not', () => {
    const { written, generated, kaitai: double } = exactness(kaitai)
    expect(generated).toBe(written)
    expect(BigInt(double)).not.toBe(written)
  })
})

describe('measure()', () => {
  it('gives a time for every peer, and the table a line', () => {
    const peers = ['one', 'two'].map((name) => ({ name, call: (input: number) => input + 1 }))
    const effort = { slice: 0.1, warmup: 1, rounds: 3 }
    const timings = measure(peers, [1, 2, 3], { effort })
    expect(timings.map(({ name, slices }) => [name, slices.length])).toEqual([
      ['one', 3],
      ['two', 3],
    ])
    expect(tableOf(judge('title', peers, timings)).split('\n')).toHaveLength(5)
  })

  it('takes ratios round by round', () => {
    const first = { name: 'a', nanoseconds: 2, slices: [1, 2, 40] }
    const second = { name: 'b', nanoseconds: 4, slices: [2, 4, 80] }
    expect(ratio(first, second)).toBe(2)
  })
})
