import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { memorySource } from '../../../src/source/memory.ts'
import {
  type Edit,
  editedSource,
  editsBetween,
  sizeOfEdits,
  withEdit,
} from '../../../src/validate/repair-edits.ts'

const edit = (rule: string, offset: number, before: number[], after: number[]): Edit => ({
  rules: [rule],
  offset,
  before: Uint8Array.from(before),
  after: Uint8Array.from(after),
})

/** Two versions of the same bytes, with few differences. */
const versions = fc
  .tuple(
    fc.uint8Array({ minLength: 1, maxLength: 300 }),
    fc.array(fc.tuple(fc.nat(299), fc.integer({ min: 0, max: 255 })), { maxLength: 8 }),
  )
  .map(([before, changes]) => {
    const after = before.slice()
    for (const [at, byte] of changes) if (at < after.length) after[at] = byte
    return { before, after }
  })

describe('editsBetween()', () => {
  it('makes one version of the other, through edits in order that begin and end with a change', async () => {
    await fc.assert(
      fc.asyncProperty(versions, async ({ before, after }) => {
        const edits = editsBetween('x', 0, { before, after })
        const source = editedSource(memorySource(before), edits)
        expect(await source.read(0, before.length)).toEqual(after)
        let end = -1
        for (const one of edits) {
          expect(one.offset).toBeGreaterThan(end)
          expect(one.before[0]).not.toBe(one.after[0])
          expect(one.before.at(-1)).not.toBe(one.after.at(-1))
          end = one.offset + one.before.length
        }
      }),
    )
  })

  it('takes differences that are near each other as one', () => {
    const before = new Uint8Array(64)
    const after = before.slice()
    after[1] = 1
    after[5] = 1
    after[60] = 1
    expect(
      editsBetween('x', 100, { before, after }).map(({ offset, before: { length } }) => [
        offset,
        length,
      ]),
    ).toEqual([
      [101, 5],
      [160, 1],
    ])
  })

  it('finds nothing to do', () => {
    const before = Uint8Array.of(1, 2)
    expect(editsBetween('x', 0, { before, after: before })).toEqual([])
  })
})

describe('withEdit()', () => {
  it('keeps edits apart that do not overlap, in order', () => {
    const first = edit('a', 4, [1, 2], [0, 0])
    const second = edit('b', 2, [1, 2], [0, 0])
    expect(withEdit([first], second)).toEqual([second, first])
  })

  it('merges what overlaps, with the rules of both', () => {
    const edits = withEdit([edit('a', 4, [1, 2, 3], [0, 0, 3])], edit('b', 5, [2, 3, 4], [2, 9, 9]))
    expect(edits).toEqual([{ ...edit('a', 4, [1, 2, 3, 4], [0, 0, 9, 9]), rules: ['a', 'b'] }])
  })

  it('merges all that one edit overlaps', () => {
    const edits = [edit('a', 0, [1, 1], [0, 1]), edit('b', 3, [1, 1], [1, 0])]
    const all = withEdit(edits, edit('a', 1, [1, 1, 1], [0, 0, 0]))
    expect(all).toEqual([{ ...edit('a', 0, [1, 1, 1, 1, 1], [0, 0, 0, 0, 0]), rules: ['b', 'a'] }])
  })

  it('takes two that agree', () => {
    const one = edit('a', 4, [7], [0])
    expect(withEdit([one], { ...one, rules: ['b'] })).toEqual([{ ...one, rules: ['a', 'b'] }])
  })

  it('refuses a contradiction', () => {
    expect(withEdit([edit('a', 4, [7], [0])], edit('b', 4, [7], [1]))).toBeUndefined()
  })

  it('gives the same bytes in any order', async () => {
    const before = Uint8Array.from({ length: 40 }, (_, at) => at + 1)
    const zeros = fc.record({ at: fc.nat(39), length: fc.integer({ min: 1, max: 12 }) })
    await fc.assert(
      fc.asyncProperty(fc.array(zeros, { maxLength: 8 }), async (ranges) => {
        const after = before.slice()
        let edits: readonly Edit[] = []
        for (const { at, length } of ranges) {
          const old = before.slice(at, at + length)
          after.fill(0, at, at + old.length)
          const one = { rules: ['x'], offset: at, before: old, after: new Uint8Array(old.length) }
          edits = withEdit(edits, one) ?? []
        }
        expect(await editedSource(memorySource(before), edits).read(0, 40)).toEqual(after)
        expect(sizeOfEdits(edits)).toBe(after.filter((byte) => byte === 0).length)
      }),
    )
  })
})

describe('editedSource()', () => {
  it('shows edits in any part that is read, and leaves the source as it is', async () => {
    const bytes = Uint8Array.from({ length: 20 }, (_, at) => at)
    const source = editedSource(memorySource(bytes), [edit('a', 5, [5, 6, 7], [50, 60, 70])])
    expect(source.size).toBe(20)
    expect([...(await source.read(0, 6))]).toEqual([0, 1, 2, 3, 4, 50])
    expect([...(await source.read(6, 1))]).toEqual([60])
    expect([...(await source.read(7, 3))]).toEqual([70, 8, 9])
    expect([...(await source.read(18, 9))]).toEqual([18, 19])
    expect(bytes[5]).toBe(5)
  })
})
