import { describe, expect, it } from 'vitest'
import { memorySource } from '../../../src/source/index.ts'
import { createInspector, TRUSTED, validate } from '../../../src/validate/index.ts'
import { hexOf, qcow2Image } from '../formats/images.ts'

const CLUSTER = 65_536
const TABLE = 4 * CLUSTER

/** A snapshot of a disk that was empty: its L1 table is that of the disk. */
interface Snapshot {
  readonly l1Offset?: number
  readonly l1Size?: number
  readonly id?: string
  readonly name?: string
  readonly extra?: number
}

function snapshotBytes(snapshot: Snapshot): Uint8Array {
  const { l1Offset = 3 * CLUSTER, l1Size = 1, id = '1', name = 'one', extra = 16 } = snapshot
  const size = 40 + extra + id.length + name.length
  const bytes = new Uint8Array(Math.ceil(size / 8) * 8)
  const view = new DataView(bytes.buffer)
  view.setBigUint64(0, BigInt(l1Offset))
  view.setUint32(8, l1Size)
  view.setUint16(12, id.length)
  view.setUint16(14, name.length)
  view.setUint32(36, extra)
  if (extra >= 16) view.setBigUint64(40 + 8, 1n << 20n)
  bytes.set(new TextEncoder().encode(id + name), 40 + extra)
  return bytes
}

/** An image whose snapshot table is the last thing in it. */
function imageWith(snapshots: readonly Snapshot[], count = snapshots.length): Uint8Array {
  const header = qcow2Image({
    60: `00 00 ${hexCount(count)} 00 00 00 00 00 04 00 00`,
    112: `e2 79 2a ca 00 00 00 03 ${hexOf('raw')}`,
  })
  const parts = [header, ...snapshots.map(snapshotBytes)]
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

const hexCount = (count: number) =>
  `${(count >> 8).toString(16).padStart(2, '0')} ${(count & 0xff).toString(16).padStart(2, '0')}`

async function found(bytes: Uint8Array) {
  const { findings } = await validate(memorySource(bytes), { filename: 'x' })
  return findings.filter(({ offset }) => Number(offset) >= TABLE)
}

const rulesOf = async (bytes: Uint8Array) =>
  (await found(bytes)).map(({ rule }) => rule.replace('qcow2.', ''))

describe('a table of records', () => {
  it('that is good has no findings', async () => {
    expect(
      await found(imageWith([{}, { name: 'two', id: '2' }, { name: 'a longer name' }])),
    ).toEqual([])
  })

  it('has the rules of each record checked, at its place', async () => {
    const image = imageWith([{}, { l1Offset: 100 }, { id: '' }])
    const second = TABLE + snapshotBytes({}).length
    expect(await found(image)).toMatchObject([
      {
        rule: 'qcow2.snapshot.l1_table_offset.unaligned',
        field: 'snapshot_table[1].l1_table_offset',
        offset: second,
        length: 8,
        actual: '100',
      },
      { rule: 'qcow2.snapshot.id_size.zero', field: 'snapshot_table[2].id_size', length: 2 },
    ])
  })

  it('is compared with the length of the file', async () => {
    const good = imageWith([{ l1Offset: 4 * CLUSTER, l1Size: 9 }])
    const end = 4 * CLUSTER + 9 * 8
    expect(good.length).toBeLessThan(end)
    const whole = new Uint8Array(end)
    whole.set(good)
    expect(await rulesOf(whole)).toEqual([])
    expect(await rulesOf(whole.subarray(0, end - 1))).toEqual([
      'snapshot.l1_table_offset.beyond_file',
    ])
  })

  it('that is cut is found', async () => {
    const image = imageWith([{}, { name: 'x'.repeat(200) }])
    const size = image.length - 8
    expect(await rulesOf(image.subarray(0, size))).toEqual(['snapshot_table.cut'])
  })

  it('keeps the findings of a forged table few', async () => {
    const image = imageWith(Array.from({ length: 2000 }, () => ({ l1Offset: 1, id: '' })))
    const rules = await rulesOf(image)
    expect(rules.filter((rule) => rule.endsWith('.unaligned'))).toHaveLength(16)
    expect(rules.length).toBeLessThan(50)
  })

  it('that needs longer and longer files costs no more than it has bytes', async () => {
    const needs = Array.from({ length: 3000 }, (_, at) => ({ l1Offset: at * CLUSTER }))
    const rules = await rulesOf(imageWith(needs))
    expect(rules.filter((rule) => rule.endsWith('.beyond_file'))).toHaveLength(16)
  })

  it('says nothing of its end where the budget ended first', async () => {
    const image = imageWith(Array.from({ length: 100 }, () => ({})))
    const policy = { ...TRUSTED, maxBytesRead: 1000 }
    const { findings } = await validate(memorySource(image), { filename: 'x', policy })
    const rules = findings.map(({ rule }) => rule)
    expect(rules).toContain('limits.bytes_read')
    expect(rules).not.toContain('qcow2.snapshot_table.cut')
  })

  it.each([1, 7, 1000])('is the same in a stream, in pieces of %i', async (step) => {
    const image = imageWith([{}, { l1Offset: 100 }, { id: '' }, { l1Size: 99_999 }])
    const seen = await validate(memorySource(image), { filename: 'x' })
    const inspector = createInspector({ filename: 'x' })
    for (let at = 0; at < image.length; at += step) inspector.push(image.subarray(at, at + step))
    expect(inspector.finish()).toEqual(seen)
    expect(seen.findings.map(({ rule }) => rule)).toContain(
      'qcow2.snapshot.l1_table_offset.beyond_file',
    )
  })
})
