/** For each rule of the entries of a table: a good image, and the bytes that break the rule. */
import { layouts } from '../../generated/layouts.ts'
import { evaluate, lookupFor } from '../../src/layout/index.ts'
import { bytesOf, fixtureNamed } from '../fixtures.ts'
import type { Patch } from './rule-cases.ts'

/** A fixture, and the bytes that break a rule of an entry in it. */
export interface RecordRuleCase {
  readonly image: string
  readonly patch: Patch
}

/** Where the table of an image begins. */
function tableIn(image: string, name: string): number {
  const layout = layouts.find(({ id }) => id === 'qcow2')
  const region = layout?.regions.find((one) => one.name === name)
  if (!layout || !region) throw new Error(`no region ${name}`)
  return Number(evaluate(region.at, lookupFor(layout, bytesOf(fixtureNamed(image)))))
}

const SNAPSHOTS = 'qcow2/snap.qcow2'
const BITMAPS = 'qcow2/bitmaps_full.qcow2'
const snapshot = tableIn(SNAPSHOTS, 'snapshot_table')
const bitmap = tableIn(BITMAPS, 'bitmap_directory')

/** Bytes that break each rule, those at the highest offset; others leave one entry alone. */
export const recordRuleCases: Readonly<Record<string, RecordRuleCase>> = {
  'snapshot.l1_size.range': {
    image: SNAPSHOTS,
    patch: { [snapshot + 8]: '00 40 00 01' },
  },
  'snapshot.extra_data_size.range': {
    image: SNAPSHOTS,
    patch: { 63: '01', [snapshot + 38]: '04 01' },
  },
  'snapshot.extra_data_size.small': {
    image: SNAPSHOTS,
    patch: { 63: '01', [snapshot + 39]: '08' },
  },
  'snapshot.l1_table_offset.unaligned': { image: SNAPSHOTS, patch: { [snapshot + 6]: '02' } },
  'snapshot.l1_table_offset.beyond_file': { image: SNAPSHOTS, patch: { [snapshot + 2]: '01' } },
  'snapshot.id_size.zero': { image: SNAPSHOTS, patch: { [snapshot + 12]: '00 00' } },
  'bitmap_directory_entry.bitmap_table_size.range': {
    image: BITMAPS,
    patch: { [bitmap + 8]: '00 00 00 00' },
  },
  'bitmap_directory_entry.bitmap_table_size.disk': {
    image: BITMAPS,
    patch: { [bitmap + 11]: '09' },
  },
  'bitmap_directory_entry.bitmap_table_offset.unaligned': {
    image: BITMAPS,
    patch: { [bitmap + 6]: '02' },
  },
  'bitmap_directory_entry.bitmap_table_offset.beyond_file': {
    image: BITMAPS,
    patch: { [bitmap + 2]: '01' },
  },
  'bitmap_directory_entry.flags.bits': { image: BITMAPS, patch: { [bitmap + 15]: '0a' } },
  'bitmap_directory_entry.flags.in_use': { image: BITMAPS, patch: { [bitmap + 15]: '03' } },
  'bitmap_directory_entry.flags.extra_data': { image: BITMAPS, patch: { [bitmap + 15]: '06' } },
  'bitmap_directory_entry.type.value': { image: BITMAPS, patch: { [bitmap + 16]: '02' } },
  'bitmap_directory_entry.granularity_bits.range': {
    image: BITMAPS,
    patch: { [bitmap + 17]: '20' },
  },
  'bitmap_directory_entry.name_size.range': { image: BITMAPS, patch: { [bitmap + 18]: '00 00' } },
  'bitmap_directory_entry.extra_data_size.unsupported': {
    image: BITMAPS,
    patch: { [bitmap + 23]: '08' },
  },
}
