import { describe, expect, it } from 'vitest'
import {
  checkExtensions,
  checkRegions,
  checkZero,
  type Finding,
  finding,
  type KnownExtension,
  placeOfRegion,
  presentRegions,
  type RecordShape,
  type Region,
  type Rule,
  readRecords,
} from '../../../src/binary/index.ts'

const rule = (id: string): Rule => ({ id, severity: 'error', message: `${id} broken`, spec: id })

const region = (parts: Partial<Region>): Region => ({
  name: 'table',
  kind: 'table',
  offset: undefined,
  size: undefined,
  ...parts,
})

describe('finding()', () => {
  it('shows every kind of value as text', () => {
    const place = { field: 'a', offset: 0, length: 1 }
    const actual = (value: string | number | bigint) =>
      finding(rule('r'), place, { actual: value, expected: '' }).actual
    expect([actual('x'), actual(1), actual(2n ** 63n)]).toEqual(['x', '1', '9223372036854775808'])
  })
})

describe('checkRegions()', () => {
  const beyond = (offset: bigint, size: bigint, fileSize: bigint) => {
    const findings: Finding[] = []
    const place = { field: 'header.at', offset: 40, length: 8 }
    const one = { region: region({ offset, size }), place, beyondFile: rule('b'), byField: true }
    checkRegions(findings, [one], { size: fileSize, area: 16n })
    return findings.map(({ message }) => message)
  }

  it('says which bytes are past the end of the file', () => {
    expect(beyond(196608n, 8n, 60n)).toEqual([
      'table (bytes 196608–196615) ends past the end of the file at 60',
    ])
    expect(beyond(60n, 1n, 60n)).toEqual(['table (byte 60) ends past the end of the file at 60'])
  })

  it('accepts a region that ends with the file, and an empty one anywhere', () => {
    expect(beyond(52n, 8n, 60n)).toEqual([])
    expect(beyond(100n, 0n, 60n)).toEqual([])
  })
})

describe('placeOfRegion()', () => {
  it('is of no bytes where the size is not known', () => {
    expect(placeOfRegion(region({ offset: 16n }))).toEqual({
      field: 'table',
      offset: 16n,
      length: 0n,
    })
  })
})

describe('presentRegions()', () => {
  it('leaves out what is absent, and what nothing says is there', () => {
    const names = (...regions: (Region | undefined)[]) =>
      presentRegions(regions, ['table']).map(({ name }) => name)
    expect(names(undefined, region({}))).toEqual([])
    expect(names(region({ offset: 0n }), region({ size: 0n }))).toEqual(['table', 'table'])
    expect(names(region({ name: 'data' }))).toEqual(['data'])
  })
})

describe('checkExtensions()', () => {
  const shape: RecordShape = {
    size: 8,
    typeAt: 0,
    lengthAt: 4,
    littleEndian: false,
    align: 8,
    endType: 0,
    maxCount: 4,
  }
  const record = (type: number, ...data: number[]) => {
    const padded = [...data, ...Array.from({ length: -data.length & 7 }, () => 0)]
    return [0, 0, 0, type, 0, 0, 0, data.length, ...padded]
  }

  const found = (content: number[], known: Omit<KnownExtension, 'type' | 'name'>) => {
    const bytes = Uint8Array.from([1, 2, 3, 4, ...content])
    const findings: Finding[] = []
    const names = ['bounds', 'count', 'duplicate', 'unknown'] as const
    const [bounds, count, duplicate, unknown] = names.map(rule) as [Rule, Rule, Rule, Rule]
    const read = readRecords(bytes, { start: 4, end: bytes.length }, shape)
    const zero = (at: number, place: Parameters<NonNullable<KnownExtension['check']>>[1]) =>
      checkZero(findings, rule(`zero ${at}`), place('rest', 1, 1), bytes)
    const one = { type: 1, name: 'list', ...(known.control ? {} : { check: zero }), ...known }
    checkExtensions(findings, { bounds, count, duplicate, unknown }, read, {
      ...shape,
      known: [one],
    })
    return findings.map(({ rule: id, field, offset, length }) => [id, field, offset, length])
  }

  it('checks a struct at its place in the file', () => {
    expect(found(record(1, 0, 9), {})).toEqual([['zero 12', 'extensions.list.rest', 13, 1]])
    expect(found(record(1, 9, 0), {})).toEqual([])
  })

  it('checks every row of a table', () => {
    expect(found(record(1, 0, 9, 0, 0, 0, 9), { rowSize: 2 })).toEqual([
      ['zero 12', 'extensions.list[0].rest', 13, 1],
      ['zero 16', 'extensions.list[2].rest', 17, 1],
    ])
    expect(found(record(1), { rowSize: 2 })).toEqual([])
  })

  it('checks that text shows as itself', () => {
    const control = rule('control')
    expect(found(record(1, 0x61, 7), { control })).toEqual([['control', 'extensions.list', 12, 2]])
    expect(found(record(1, 0x61), { control })).toEqual([])
  })

  it('does not look into content of a wrong length', () => {
    const limit = { content: rule('content'), fits: (length: number) => length > 2, expected: '3' }
    expect(found(record(1, 0, 9), limit)).toEqual([['content', 'extensions.list', 4, 10]])
  })

  it('looks into the first of a type alone', () => {
    const [first, second, ...more] = found([...record(1, 0, 9), ...record(1, 0, 9)], {})
    expect([first?.[0], second?.[0], more]).toEqual(['zero 12', 'duplicate', []])
  })
})
