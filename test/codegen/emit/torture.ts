/** Everything that the schema language has, under names that generated code might use itself. */

const summary = 'Text with a */ in it.'
const word = (at: number, name: string, type: string, more = {}) => ({
  at,
  name,
  type,
  summary,
  ...more,
})

const header = {
  size: 160,
  lengthField: 'length',
  lengths: [48, 90, 130, 160],
  summary,
  fields: [
    word(0, 'magic', 'u32', { const: 0x544f5254 }),
    word(4, 'header', 'u8'),
    word(5, 'view', 'i8', { range: [-5, 120] }),
    word(6, 'length', 'u16'),
    word(8, 'bytes', 'u32', { endian: 'little' }),
    word(12, 'bytes_hi', 'u32', { endian: 'little' }),
    word(16, 'size', 'u64'),
    word(24, 'size_hi', 'u64', { endian: 'little' }),
    word(32, 'negative', 'i32', { default: -7 }),
    word(36, 'fixed', 'bytes[2]', { const: '01 ff' }),
    word(38, 'offset', 'i16', { endian: 'little' }),
    { at: 40, reserved: 3, when: 'header == 1 || view == 2', summary },
    word(43, 'flags', 'u8', {
      class: 'incompatible',
      bits: [{ bit: 0, width: 3, name: 'run', summary }],
    }),
    word(44, 'kinds', 'u32', {
      enum: [
        { value: 0, name: 'none', summary },
        { value: 1, name: 'default', summary },
      ],
    }),
    word(48, 'have', 'u32', { when: 'header == 1 || header == 2', default: 9 }),
    word(52, 'now', 'i64', { when: 'size + size_hi > 18446744073709551615', default: -1 }),
    word(60, 'fields', 'u16', {
      when: '(header == 1 ? bytes : bytes_hi) != 0 && (view < 0 || size == 1)',
      default: 0,
    }),
    word(62, 'truncated', 'u16', { when: '-(-view) > -3 && offset - -view != 0', default: 0 }),
    word(64, 'class', 'u64', {
      when: 'have == 9 || (header > 1 ? (view > 0 ? bytes > 7 : size > 7) : 1 == 2)',
      default: 1,
    }),
    word(72, 'max', 'u8', { when: 'max(header, length) % 2 == 0', default: 0 }),
    word(73, 'read_text', 'char[9]', {
      pad: 'zero',
      when: 'max != 3 || min(class, 2) == 1',
      default: '',
    }),
    word(82, 'changes', 'bytes[8]', { when: '!(header == 3 || header == 4)', default: '' }),
    word(90, 'now_text', 'char[20]', { pad: 'nul', default: '' }),
    { at: 110, reserved: 10, summary },
    word(120, 'trailer', 'u32', { const: 7, when: 'header != 0 || magic == 5', default: 7 }),
    word(124, 'mark', 'char[4]', {
      pad: 'none',
      text: 'MARK',
      when: 'trailer == 7 || header > 9',
      default: '',
    }),
    word(128, 'undefined', 'u16', { when: 'bytes - bytes_hi < 0 && !(view >= 0)', default: 3 }),
    word(130, 'findings', 'u64', { when: 'now < 0 || now > 9', default: 0 }),
    word(138, 'tail_kind', 'u8', { range: [0, 9], default: 0 }),
    word(139, 'after', 'u8', { when: 'tail_kind == 1 || tail_kind > 200', default: 0 }),
    word(140, 'name_at', 'u32', { default: 0 }),
    word(144, 'name_size', 'u32', { default: 0 }),
    word(148, 'other_at', 'u32', { default: 0 }),
    word(152, 'other_size', 'u32', { default: 0 }),
    word(156, 'count', 'u32', { range: [1, 1000], default: 1 }),
  ],
}

const entry = (name: string, type: string, bits: readonly object[]) => ({
  size: 8,
  summary,
  fields: [word(0, name, type, { bits, endian: 'little' })],
})

/** The schema. */
export const TORTURE = {
  id: 'torture',
  family: 'torture',
  title: "It's a torture",
  status: 'example',
  endian: 'big',
  summary,
  sources: [{ title: 'a', locator: 'b' }],
  detect: [{ at: 0, bytes: '54 4f 52 54' }],
  structs: {
    header,
    record: {
      size: 12,
      summary,
      fields: [word(0, 'length', 'u32'), word(4, 'view', 'u32'), { at: 8, reserved: 4, summary }],
    },
    entry: entry('word', 'u64', [
      { bit: 0, name: 'low', summary },
      { bit: 9, width: 47, name: 'place', scaled: true, summary },
      { bit: 60, width: 4, name: 'high', summary },
    ]),
    row: {
      size: 24,
      lengthField: 'offset',
      lengths: [16, 24],
      summary,
      fields: [
        word(0, 'have', 'u64'),
        word(8, 'offset', 'u64', { range: [16, 24] }),
        word(16, 'bytes', 'i64', { when: 'have * have > 9 || have < 2', default: -9 }),
      ],
    },
  },
  area: 512,
  strings: [
    {
      name: 'text',
      offset: 'name_at',
      size: 'name_size',
      min: 'sizeof(header)',
      end: 'area_end',
      minSize: 0,
      when: 'header.name_at != 0 || header.header == 3',
      summary,
    },
    {
      name: 'records',
      offset: 'other_at',
      size: 'other_size',
      min: 'sizeof(header)',
      end: 'area_end',
      maxSize: 64,
      summary,
    },
  ],
  extensions: {
    at: 'alignUp(max(sizeof(header), header.length), 8)',
    end: 'area_end',
    record: 'record',
    type: 'view',
    length: 'length',
    align: 4,
    endType: 0,
    maxCount: 8,
    summary,
    types: [
      { type: 1, name: 'note', content: 'text', summary },
      { type: 2, name: 'map', content: 'rows', struct: 'entry', maxSize: 64, summary },
      { type: 3, name: 'one', content: 'struct', struct: 'row', summary },
      { type: 4, name: 'blob', content: 'bytes', maxSize: 9, summary },
    ],
  },
  inputs: [{ name: 'input', summary }],
  values: [
    { name: 'area_end', value: 512, summary },
    {
      name: 'nested',
      value:
        'header.size > 5 ? (header.header == 1 || header.header == 2 ? -(-header.view) : 2) : (input > 3 ? 3 : 4)',
      summary,
    },
    {
      name: 'total',
      value:
        '(header.size > header.size_hi ? header.size : header.size_hi) - -header.count * (header.bytes | 1) / max(1, header.bytes_hi & 255)',
      summary,
    },
    {
      name: 'from_extension',
      value: 'has(extensions.one) || has(extensions.note) ? extensions.one.bytes : length(text)',
      summary,
    },
  ],
  regions: [
    {
      name: 'area',
      kind: 'bitmap',
      at: 512,
      size: 'ceilDiv(header.count, 8)',
      bitmap: {
        unit: '1 << (header.count & 31)',
        bits: 'lsb-first',
        set: 'a',
        clear: 'b',
        count: 'header.count',
      },
      summary,
    },
    {
      name: 'table',
      kind: 'table',
      at: 'alignUp(512 + ceilDiv(header.count, 8), 512)',
      size: 'header.count * 8',
      maxSize: 8000,
      entry: 'entry',
      align: 512,
      summary,
    },
    {
      name: 'data',
      kind: 'data',
      placed: 'by-field',
      at: 'header.bytes',
      size: 'max(0, total)',
      when: 'header.header == 1 || has(extensions.blob)',
      beyondFile: 'notice',
      summary,
    },
  ],
  rules: [
    {
      id: 'a_rule',
      severity: 'warning',
      when: 'header.header == 1 || header.header == 2',
      assert: 'nested == 2 || total > 0 && !(header.view < 0)',
      message: "it's bad",
      at: 'header.size',
      summary,
    },
    {
      id: 'text.rule',
      severity: 'notice',
      assert: "text != 'it' || length(records) > 3",
      message: 'bad',
      at: 'text',
      summary,
    },
    {
      id: 'one.rule',
      severity: 'error',
      when: 'has(extensions.one)',
      assert: 'extensions.one.have != 0',
      message: 'bad',
      at: 'extensions.one.have',
      summary,
    },
  ],
  info: {
    virtualSize: 'total',
    clusterSize: 512,
    backingFile: { from: 'text', when: 'header.header == 1 || header.header == 3' },
    backingFormat: { from: 'extensions.note' },
    imageFile: { choose: [{ when: 'header.view == -1 || header.view == -2', text: "it's" }] },
    specific: [
      { key: 'kind', enum: 'header.kinds' },
      { key: 'nested', value: 'nested', when: 'header.size != 0 || header.bytes != 0' },
    ],
  },
}
