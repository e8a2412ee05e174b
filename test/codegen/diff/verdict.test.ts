import { beforeAll, describe, expect, it } from 'vitest'
import { diffFormats, verdictSentences } from '../../../codegen/diff/index.ts'
import type { Format } from '../../../codegen/ir.ts'
import { resolveAll } from '../../../codegen/main.ts'
import { diffOf, type Editable, item, variant } from './variants.ts'

/** What the old reader does with a new file. */
const oldReader = (edit: (schema: Editable) => void) => {
  const [verdict] = diffOf(edit).verdicts
  return { ...verdict, text: verdictSentences(verdict) }
}

describe('a reader of one format with a file of another', () => {
  let formats: readonly Format[]
  beforeAll(async () => {
    formats = await resolveAll(['schemas'])
  })

  it('refuses every other format of this repository that it can tell from its own', () => {
    for (const a of formats) {
      for (const b of formats) {
        const isAlike = a.detect.some(({ bytes }) =>
          b.detect.some((other) => String(other.bytes) === String(bytes)),
        )
        if (a === b || isAlike) continue
        const [verdict] = diffFormats(a, b, formats).verdicts
        expect(verdict, `${a.id} ${b.id}`).toMatchObject({
          kind: 'refuses',
          reader: a.id,
          file: b.id,
        })
      }
    }
  })

  it('refuses another constant, and says how far the two are alike', () => {
    const verdict = oldReader((schema) => {
      Object.assign(item(schema, 'salt'), { const: '01 02 03 05' })
    })
    expect(verdict.text).toEqual([
      'A reader of good-v1 refuses a good-v2 file: salt, bytes 52–55, is 01 02 03 05, not 01 02 03 04.',
      'The first 4 bytes are alike: a tool that looks at them alone takes one for the other.',
    ])
  })

  it('refuses a constant that it knows no meaning of', () => {
    const { verdicts } = diffOf((schema) => {
      delete schema.info.specific
      delete item(schema, 'method').enum
      Object.assign(item(schema, 'method'), { const: 2 })
    })
    expect(verdictSentences(verdicts[0])[0]).toBe(
      'A reader of good-v1 refuses a good-v2 file: method, byte 20, is 02 (read as 2), not 0 or 1.',
    )
    // Other files have other bytes there.
    expect(verdictSentences(verdicts[1])[0]).toContain('A reader of good-v2 takes a good-v1 file')
  })

  it('takes and misreads a file whose fields are elsewhere', () => {
    const verdict = oldReader((schema) => {
      const fields = schema.structs.header?.fields ?? []
      Object.assign(item(schema, 'size'), { at: 4 })
      const hole = item(schema, 4)
      fields.splice(fields.indexOf(hole), 1)
      fields.splice(fields.indexOf(item(schema, 'size')) + 1, 0, { ...hole, at: 12 })
      delete schema.structs.header?.c
      fields.splice(2, 1, { at: 12, reserved: 4, summary: 'Was a hole.' })
      fields.splice(-1, 1, { at: 76, reserved: 4, summary: 'Was a hole.' })
    })
    expect(verdict.text).toEqual([
      'A reader of good-v1 takes a good-v2 file for its own, and misreads it.',
      'It reads size from bytes 8–15, which hold size and reserved bytes.',
    ])
  })

  it('says where a region is looked for in vain', () => {
    const verdict = oldReader((schema) => {
      const [bitmap] = schema.regions
      Object.assign(bitmap ?? {}, { at: 8192 })
      Object.assign(schema.regions[1] ?? {}, { at: 'alignUp(8192 + ceilDiv(clusters, 8), 512)' })
    })
    expect(verdict.text).toEqual([
      'A reader of good-v1 takes a good-v2 file for its own, and misreads it.',
      'It looks for bitmap and data where they are not.',
    ])
  })

  it('names incompatible bits, values and ranges that it refuses', () => {
    const verdict = oldReader((schema) => {
      Object.assign(item(schema, 'features'), {
        bits: [
          { bit: 0, name: 'dirty', summary: 'In use.' },
          { bit: 1, name: 'busy', summary: 'Busy.' },
          { bit: 2, name: 'strange', summary: 'Strange.' },
        ],
      })
      Object.assign(item(schema, 'cluster_bits'), { range: [8, 30] })
      Object.assign(item(schema, 'method'), {
        enum: [
          { value: 0, name: 'none', summary: 'None.' },
          { value: 1, name: 'fast', summary: 'Fast.' },
          { value: 2, name: 'slow', summary: 'Slow.' },
        ],
      })
    })
    expect(verdict.text).toEqual([
      'A reader of good-v1 takes a good-v2 file for its own, and finds all of it where it looks.',
      'It refuses the file if cluster_bits is below 9, or cluster_bits is above 21, or method is 2 (slow), or features has bit 2 (strange).',
    ])
  })

  it('may take a file whose bytes do not tell', () => {
    const { verdicts } = diffOf((schema) => {
      Object.assign((schema.detect as object[])[0] ?? {}, { at: 52, bytes: '01 02 03 04' })
      delete item(schema, 'magic').const
    })
    expect(verdicts.map(({ kind }) => kind)).toEqual(['may-take', 'takes'])
  })

  it('calls two versions of one schema by their files', () => {
    const from = variant(() => {}, 'good-v1')
    const to = { ...from, schemaFile: 'old/good.json' }
    const { verdicts } = diffFormats(from, to, [])
    expect(verdictSentences(verdicts[0])[0]).toMatch(
      /^A reader of schemas\/good-v1\.json takes an old\/good\.json file for its own/,
    )
  })
})
