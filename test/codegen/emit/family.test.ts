import { beforeAll, describe, expect, it } from 'vitest'
import { families } from '../../../codegen/emit/family/families.ts'
import { fieldRows } from '../../../codegen/emit/family/field-table.ts'
import { emitFamilies } from '../../../codegen/emit/family/index.ts'
import { timeline } from '../../../codegen/emit/family/timeline.ts'
import type { Format } from '../../../codegen/ir.ts'
import { resolveAll } from '../../../codegen/main.ts'
import { type Editable, item, variant } from '../diff/variants.ts'

const OPTIONS = { runtime: 'cowtools/binary', extension: '.ts' } as const

const good = (
  id: string,
  values: Record<string, string>,
  edit: (schema: Editable) => void = () => {},
) =>
  variant((schema) => {
    Object.assign(schema, values)
    edit(schema)
  }, id)

const ids = (formats: readonly Format[]) => formats.map(({ id }) => id)

describe('families()', () => {
  it('has no family of one', () => {
    expect(families([good('good-v1', {}), good('other-v1', { family: 'other' })])).toEqual([])
  })

  it('puts what is continued first, then the earlier, then the lower id', () => {
    const formats = [
      good('good-v10', {}),
      good('good-v9', {}),
      good('good-v2', { since: '2012' }),
      good('good-v3', { since: '2011-05-01' }),
      good('good-v1', {}, (schema) => {
        schema.lineage = { from: 'good-v2' }
      }),
    ]
    const [family] = families(formats)
    expect(ids(family?.formats ?? [])).toEqual([
      'good-v3',
      'good-v2',
      'good-v1',
      'good-v9',
      'good-v10',
    ])
    const before = family?.formats.map((format) => family.before(format)?.id)
    expect(before).toEqual([undefined, 'good-v3', 'good-v2', 'good-v1', 'good-v9'])
  })

  it('joins families that continue each other, in the name of the earliest', () => {
    const formats = [
      good('later-v1', { family: 'later' }, (schema) => {
        schema.lineage = { from: 'good-v2' }
      }),
      good('later-v2', { family: 'later' }),
      good('good-v2', {}),
      good('good-v1', {}),
      good('alone-v1', { family: 'alone' }),
    ]
    const all = families(formats)
    expect(all.map(({ page, names }) => [page, names])).toEqual([
      ['family-good.md', ['good', 'later']],
    ])
    expect(ids(all[0]?.formats ?? [])).toEqual(['good-v1', 'good-v2', 'later-v1', 'later-v2'])
  })
})

describe('fieldRows()', () => {
  it('keeps a renamed field and a moved one in their rows, and puts a new one where it stands', () => {
    const formats = [
      good('good-v1', { since: '2001' }),
      good('good-v2', { since: '2002' }, (schema) => {
        Object.assign(item(schema, 'tail'), { name: 'end' })
        Object.assign(item(schema, 'table_size'), { name: 'entries', type: 'i32' })
        const table = schema.regions.find(({ name }) => name === 'table')
        Object.assign(table ?? {}, { size: 'max(header.entries, 0) * 8' })
        schema.lineage = { from: 'good-v1', renamed: { 'header.tail': 'header.end' } }
      }),
    ]
    const [family] = families(formats)
    const rows = family ? fieldRows(family) : []
    const row = (name: string) => rows.find((one) => one.name === name)?.cells
    expect(row('`end`')).toEqual([
      '**72**<br>`u32`, 4 bytes<br>as `tail`',
      '**72**<br>`u32`, 4 bytes',
    ])
    expect(row('`table_size`')).toEqual(['**48**<br>`u32`, 4 bytes', ''])
    const names = rows.map(({ name }) => name)
    expect(names.slice(names.indexOf('`table_offset`'))).toEqual([
      '`table_offset`',
      '`entries`',
      '`table_size`',
      '`salt`',
      '`label`',
      '`extra`',
      '`end`',
      '*hole*',
      '`backing_file`',
    ])
  })
})

describe('timeline()', () => {
  it('is in the order of time, and says nothing twice', () => {
    const formats = [
      good('good-v1', { since: '2001-02-03', until: '2001' }, (schema) => {
        schema.revisions = [
          { name: 'A', date: '2001-02-03', summary: 'First.' },
          { name: 'B', summary: 'Second.' },
        ]
      }),
      good('good-v2', { since: '2001-01-01', until: '2001-05-01' }),
    ]
    const [family] = families(formats)
    const events = family ? timeline(family) : []
    expect(events.map(({ date, what }) => `${date} ${what}`)).toEqual([
      '2001-01-01 Good: example',
      '2001-02-03 A: First.',
      'no date B: Second.',
      '2001 The last of it.',
      '2001-05-01 The last of it.',
    ])
  })
})

describe('emitFamilies()', () => {
  let pages: ReadonlyMap<string, string>
  let formats: readonly Format[]

  beforeAll(async () => {
    formats = await resolveAll(['schemas'])
    pages = new Map(emitFamilies(formats, OPTIONS).map(({ path, text }) => [path, text]))
  })

  it('has a page for each family of several formats', () => {
    const several = families(formats)
    expect([...pages.keys()]).toEqual(several.map(({ page }) => page))
    expect(pages.get('family-add-cow.md')).toContain('add-cow-v10')
    expect(emitFamilies(formats.slice(0, 1), OPTIONS)).toEqual([])
  })

  it('keeps the columns of every table', () => {
    for (const [path, text] of pages) {
      for (const table of text.match(/(^\|.*\n)+/gm) ?? []) {
        const lines = table.trim().split('\n')
        const counts = new Set(lines.map((line) => line.replace(/\\\|/g, '').split('|').length))
        expect(counts.size, `${path}: ${lines[0]}`).toBe(1)
      }
    }
  })

  it('says what changed from each format to the next', () => {
    const page = pages.get('family-add-cow.md') ?? ''
    expect(page).toContain('<a id="changes-add-cow-v10"></a>')
    expect(page).toContain(
      '| `backing_file_offset`, was `backing_filename_offset` | offset | 12 | 4 |',
    )
  })
})
