import { describe, expect, it } from 'vitest'
import { resolve } from '../../../codegen/resolve/index.ts'
import { goodSchema } from './bad.ts'

/** Problems of the good schema with other regions. */
function problems(regions: readonly object[], more: object = {}): readonly string[] {
  const resolved = resolve({ ...(goodSchema() as object), regions, ...more }, 'test.json')
  return resolved.kind === 'format' ? [] : resolved.problems.map((one) => one.message)
}

const summary = 'Data.'
const data = (name: string, at: string, size: string, more: object = {}) => ({
  name,
  kind: 'data',
  at,
  size,
  summary,
  ...more,
})

describe('checkRegionOrder()', () => {
  it('takes regions that follow each other', () => {
    const second = data('second', '4096 + header.table_size', '512')
    expect(problems([data('first', '4096', 'header.table_size'), second])).toEqual([])
  })

  it('names both sides, the bytes and a header that shows it', () => {
    const second = data('second', '8192', '512')
    expect(problems([data('first', '4096', 'header.table_size'), second])).toEqual([
      'overlaps regions.first, bytes 8192–4294971390, when header.table_size = 4294967295',
    ])
  })

  it('says no header where every one shows it', () => {
    expect(problems([data('first', '4095', '512')])).toEqual(['overlaps the header, byte 4095'])
  })

  it('tries inputs too', () => {
    const second = data('second', '8192', '512')
    expect(problems([data('first', '4096', 'image_size'), second])[0]).toContain('image_size = ')
  })

  it('leaves out regions that are absent', () => {
    const second = data('second', '8192', '512', { when: 'header.table_size <= 4096' })
    expect(problems([data('first', '4096', 'header.table_size'), second])).toEqual([])
  })

  it('leaves regions placed by a field to the check of the file', () => {
    const table = data('first', 'header.table_offset', '512', { placed: 'by-field' })
    expect(problems([table, data('second', '4096', '512')])).toEqual([])
  })
})
