import { describe, expect, it } from 'vitest'
import { diffFormats } from '../../../codegen/diff/index.ts'
import { resolveAll } from '../../../codegen/main.ts'
import {
  type Data,
  diffOf,
  type Editable,
  item,
  lines,
  named,
  replaceItem,
  variant,
} from './variants.ts'

const put = (target: Data, values: Data) => {
  Object.assign(target, values)
}

describe('diffFormats() without a difference', () => {
  it('finds none between a format and itself', async () => {
    for (const format of await resolveAll(['schemas'])) {
      const { changes, verdicts } = diffFormats(format, format, [format])
      expect(changes, format.id).toEqual([])
      expect(verdicts.map(({ kind }) => kind)).toEqual(['takes', 'takes'])
    }
  })

  it.each<[what: string, edit: (schema: Editable) => void]>([
    ['prose', (schema) => put(item(schema, 'size'), { summary: 'Other.', details: 'Words.' })],
    ['the name of a value', (schema) => renameValue(schema)],
    ['decimal for hexadecimal', (schema) => put(item(schema, 'magic'), { display: 'hex' })],
    [
      'a formula with the same result',
      (schema) => put(named(schema.regions, 'bitmap'), { at: '1 << 12' }),
    ],
    [
      'the type of a constant with the same bytes',
      (schema) => {
        delete item(schema, 'magic').const
        put(item(schema, 'magic'), { type: 'bytes[4]', const: '47 4f 4f 44' })
      },
    ],
    ['what a bit means, in other words', (schema) => putBitmap(schema, { set: 'in this file' })],
  ])('finds none in %s', (_, edit) => {
    expect(lines(diffOf(edit))).toEqual([])
  })
})

function renameValue(schema: Editable): void {
  put(named(schema.values as Data[], 'clusters'), { name: 'units' })
  for (const name of ['bitmap', 'data']) {
    const region = named(schema.regions, name)
    for (const key of ['at', 'size']) region[key] = String(region[key]).replace('clusters', 'units')
  }
}

function putBitmap(schema: Editable, values: Data): void {
  put(named(schema.regions, 'bitmap').bitmap as Data, values)
}

describe('diffFormats() of fields', () => {
  it('names one that moved', () => {
    const diff = diffOf((schema) => {
      put(item(schema, 'name_offset'), { at: 36 })
      put(item(schema, 'name_size'), { at: 32 })
      schema.structs.header?.fields.sort((a, b) => Number(a.at) - Number(b.at))
    })
    expect(lines(diff)).toEqual([
      '~ header name_size offset: 36 → 32',
      '~ header name_offset offset: 32 → 36',
    ])
  })

  it('names one that was resized, and what makes room', () => {
    const diff = diffOf((schema) => {
      replaceItem(schema, 20, [
        {
          at: 20,
          name: 'method',
          type: 'u32',
          enum: item(schema, 20).enum ?? [],
          summary: 'Kind.',
        },
      ])
      const fields = schema.structs.header?.fields ?? []
      fields.splice(fields.indexOf(item(schema, 21)), 1)
    })
    expect(lines(diff)).toEqual([
      '- header reserved bytes after method: 3 bytes at 21: For later.',
      '~ header method size: 1 → 4',
      '~ header method type: u8 → u32',
      '- implied-rule reserved_21: notice: `reserved_21`, kept for later, is zero.',
    ])
  })

  it.each<[what: string, edit: (schema: Editable) => void, expected: readonly string[]]>([
    [
      'type',
      (schema) => put(item(schema, 'delta'), { type: 'u32' }),
      ['~ header delta type: i32 → u32'],
    ],
    [
      'byte order of its own',
      (schema) => put(item(schema, 'tail'), { endian: 'little' }),
      ['~ header tail byte order: big → little'],
    ],
    [
      'constant',
      (schema) => put(item(schema, 'salt'), { const: '01 02 03 05' }),
      ['~ header salt always: 01 02 03 04 → 01 02 03 05'],
    ],
    [
      'range',
      (schema) => put(item(schema, 'cluster_bits'), { range: [12, 21] }),
      ['~ header cluster_bits range: 9 to 21 → 12 to 21'],
    ],
    [
      'values',
      (schema) =>
        put(item(schema, 'method'), {
          enum: [
            { value: 0, name: 'plain', summary: 'None.' },
            { value: 1, name: 'fast', summary: 'Fast.' },
            { value: 2, name: 'slow', summary: 'Slow.' },
          ],
        }),
      ['~ header method value 0: none → plain', '~ header method value 2: undefined → slow'],
    ],
    [
      'bits',
      (schema) =>
        put(item(schema, 'features'), {
          bits: [
            { bit: 0, name: 'open', summary: 'In use.' },
            { bit: 5, name: 'busy', summary: 'Busy.' },
            { bit: 6, width: 2, name: 'mode', summary: 'Mode.' },
          ],
        }),
      [
        '~ header features busy: bit 1 → bit 5',
        '~ header features bit 0: dirty → open',
        '~ header features bits 6–7: undefined → mode',
      ],
    ],
    [
      'class',
      (schema) => put(item(schema, 'features'), { class: 'autoclear' }),
      [
        '~ header features class: incompatible → autoclear',
        '~ implied-rule features.bits severity: error → notice',
        '~ implied-rule features.bits repair: undefined → clear-bits',
      ],
    ],
    [
      'unit, time and default',
      (schema) => put(item(schema, 'tail'), { unit: 'seconds', display: 'time', default: 1 }),
      [
        '~ header tail unit: undefined → seconds',
        '~ header tail shown as: undefined → a time',
        '~ header tail default: undefined → 1',
      ],
    ],
    [
      'condition',
      (schema) => put(item(schema, 'extra'), { when: 'cluster_bits > 16' }),
      ['~ header extra present if: method == 1 → cluster_bits > 16'],
    ],
    [
      'padding',
      (schema) => put(item(schema, 'label'), { pad: 'zero' }),
      [
        '~ header label padding: a NUL, then zeros → zeros, if there is room',
        '- implied-rule label.unterminated: error: `label` ends with a NUL.',
      ],
    ],
    [
      'severity of reserved bytes',
      (schema) => put(item(schema, 21), { severity: 'error' }),
      [
        '~ header reserved bytes after method if not zero: notice → error',
        '~ implied-rule reserved_21 severity: notice → error',
      ],
    ],
  ])('names another %s', (_, edit, expected) => {
    expect(lines(diffOf(edit))).toEqual(expected)
  })

  it('says the byte order of the format once', () => {
    const diff = diffOf((schema) => {
      schema.endian = 'little'
      put(item(schema, 'magic'), { const: 1146048327 })
    })
    expect(lines(diff)).toContain('~ format byte order : big-endian → little-endian')
    expect(lines(diff).filter((line) => line.includes('byte order'))).toHaveLength(1)
  })

  it('names fields of other structs, and structs that came', () => {
    const diff = diffOf((schema) => {
      put(item(schema, 'cluster', 'entry'), { type: 'i64' })
      schema.structs.spare = {
        size: 1,
        summary: 'Spare.',
        fields: [{ at: 0, name: 'one', type: 'u8', summary: 'One.' }],
      }
    })
    expect(lines(diff)).toEqual([
      '~ struct entry.cluster type: u64 → i64',
      '+ struct spare: 1 byte: Spare.',
    ])
  })
})

describe('diffFormats() beyond the fields', () => {
  it.each<[what: string, edit: (schema: Editable) => void, expected: readonly string[]]>([
    [
      'offset of a region',
      (schema) =>
        put(named(schema.regions, 'data'), { at: 'alignUp(4096 + ceilDiv(clusters, 8), 4096)' }),
      [
        '~ region data offset: alignUp(4096 + ceilDiv(clusters, 8), 512) → alignUp(4096 + ceilDiv(clusters, 8), 4096)',
      ],
    ],
    [
      'unit and order of bits, with what they mean then',
      (schema) => putBitmap(schema, { unit: '512', bits: 'msb-first', clear: 'zero' }),
      [
        '~ region bitmap one bit for: 1 << header.cluster_bits bytes → 512 bytes',
        '~ region bitmap first bit of a byte: the least significant → the most significant',
        '~ region bitmap bit is 0: in the backing file → zero',
      ],
    ],
    [
      'end of a located string',
      (schema) => put(named(schema.strings, 'backing_file'), { end: '2048', maxSize: 1023 }),
      [
        '~ string backing_file ends at or before: 4096 → 2048',
        '~ string backing_file at most: undefined → 1023 bytes',
      ],
    ],
    [
      'rule',
      (schema) =>
        put(named(schema.rules, 'size.unaligned'), {
          severity: 'error',
          assert: 'header.size % 4096 == 0',
        }),
      [
        '~ rule size.unaligned severity: warning → error',
        '~ rule size.unaligned holds: header.size % 512 == 0 → header.size % 4096 == 0',
      ],
    ],
    [
      'source of the virtual size',
      (schema) => put(schema.info, { virtualSize: 'image_size' }),
      [
        '~ fact virtual size is: header.size → image_size',
        '~ fact virtual size from: header.size → image_size, which is not in this file',
      ],
    ],
    [
      'extension',
      (schema) => put((schema.extensions as { types: Data[] }).types[0] ?? {}, { type: 3 }),
      ['- extension note: type 0x1, text: A note.', '+ extension note: type 0x3, text: A note.'],
    ],
    [
      'signature',
      (schema) => put((schema.detect as Data[])[0] ?? {}, { bytes: '47 4f' }),
      ['~ format signature : 47 4f 4f 44 ("GOOD") → 47 4f ("GO")'],
    ],
    [
      'input',
      (schema) => (schema.inputs as Data[]).push({ name: 'age', summary: 'How old it is.' }),
      ['+ input age: How old it is.'],
    ],
  ])('names another %s', (_, edit, expected) => {
    expect(lines(diffOf(edit))).toEqual(expected)
  })
})

describe('diffFormats() by lineage', () => {
  const renamed = (from: string, to: string, id: string) =>
    variant((schema) => {
      put(item(schema, 'tail'), { name: to })
      schema.lineage = { from, renamed: { 'header.tail': `header.${to}` } }
    }, id)

  it('tells a rename from a field that went and one that came', () => {
    const [from, to] = [variant(() => {}, 'good-v1'), renamed('good-v1', 'end', 'good-v2')]
    expect(lines(diffFormats(from, to, []))).toEqual(['~ header end (was tail)'])
    expect(lines(diffFormats(to, from, []))).toEqual(['~ header tail (was end)'])
    const stranger = renamed('other-v1', 'end', 'good-v3')
    expect(lines(diffFormats(from, stranger, []))).toEqual([
      '- header tail: u32 at 72: The last field.',
      '+ header end: u32 at 72: The last field.',
    ])
  })

  it('joins the renames of formats in between', () => {
    const from = variant(() => {}, 'good-v1')
    const middle = renamed('good-v1', 'end', 'good-v2')
    const to = variant((schema) => {
      put(item(schema, 'tail'), { name: 'stop' })
      schema.lineage = { from: 'good-v2', renamed: { 'header.end': 'header.stop' } }
    }, 'good-v3')
    expect(lines(diffFormats(from, to, [from, middle, to]))).toEqual(['~ header stop (was tail)'])
  })

  it('knows a renamed field in formulas and in ids of rules', () => {
    const from = variant(() => {}, 'good-v1')
    const to = variant((schema) => {
      put(item(schema, 'table_size'), { name: 'entries' })
      put(named(schema.regions, 'table'), { size: 'header.entries * 8' })
      schema.lineage = { from: 'good-v1', renamed: { 'header.table_size': 'header.entries' } }
    })
    expect(lines(diffFormats(from, to, []))).toEqual(['~ header entries (was table_size)'])
  })

  it('tells of a text that left its field', () => {
    const diff = diffOf((schema) => {
      replaceItem(schema, 'label', [
        { at: 56, name: 'label_offset', type: 'u32', summary: 'Where.' },
        { at: 60, name: 'label_size', type: 'u32', summary: 'How long.' },
      ])
      schema.strings.push({
        name: 'label',
        offset: 'label_offset',
        size: 'label_size',
        min: 'sizeof(header)',
        end: '4096',
        summary: 'A label.',
      })
    })
    expect(lines(diff).slice(0, 4)).toEqual([
      '+ header label_offset: u32 at 56: Where.',
      '+ header label_size: u32 at 60: How long.',
      '~ string label stored: char[8] at 56, ends with a NUL → found through label_offset and label_size, no NUL',
      '~ string label at most: 7 bytes → undefined',
    ])
  })
})
