/** Schemas and bytes for outputs that translate expressions. */
import fc from 'fast-check'

const summary = 'Text.'

/** A header of 48 bytes, two signed and two unsigned fields, and values over them. */
export const withValues = (values: Readonly<Record<string, string>>) => ({
  id: 'all-v1',
  family: 'all',
  title: 'Values',
  status: 'example',
  endian: 'little',
  summary,
  sources: [{ title: 'a', locator: 'b' }],
  detect: [{ at: 0, bytes: '00' }],
  structs: {
    header: {
      size: 48,
      summary,
      fields: [
        { at: 0, name: 'tag', type: 'u32', const: 0, summary },
        { at: 4, name: 'a', type: 'i32', summary },
        { at: 8, name: 'b', type: 'u32', range: [1, 1000], summary },
        { at: 12, name: 'bits', type: 'u32', range: [0, 50], summary },
        { at: 16, name: 'wide', type: 'u64', summary },
        { at: 24, name: 'small', type: 'u16', summary },
        { at: 26, name: 'text', type: 'char[6]', summary },
        { at: 32, name: 'limited', type: 'u64', range: [5, '0x7fffffff00000005'], summary },
        { at: 40, name: 'other', type: 'u64', endian: 'big', summary },
      ],
    },
  },
  inputs: [{ name: 'input', summary }],
  values: Object.entries(values).map(([name, value]) => ({ name, value, summary })),
  info: { virtualSize: 'header.small', clusterSize: '512' },
})

/** One value for each operator and function, and for what is hard to translate. */
export const EXPRESSIONS = {
  quotient: 'header.a / header.b',
  remainder: 'header.a % header.b',
  natural: 'header.small / header.b % 7',
  rounded: 'ceilDiv(header.a, header.b)',
  aligned: 'alignUp(header.a, header.b)',
  aligned_up: 'alignUp(header.small, 512)',
  power: '1 << header.bits',
  shifted: 'header.small << min(header.bits, 30)',
  constant_shift: 'header.a << 4',
  down: 'header.a >> 3',
  down_more: 'header.a >> (header.bits / 4)',
  natural_down: 'header.small >> 3',
  low_bits: '(header.wide & 6) != 0 ? 1 : 0',
  high_bits: 'header.wide & 4611686018427387904',
  mixed_bits: '(header.wide & 52776558133249) / 3',
  other_bits: 'header.other & 4294967296',
  top_bit: 'header.b & 2147483649',
  either: '(header.small | 12) - (header.small | header.bits)',
  smallest: 'min(header.a, header.b, header.small, 7)',
  largest: 'max(header.a, header.b, 3)',
  negative: '-header.a - -header.small',
  logic: '(!(header.a < 3 && header.b > 2) || header.small == 1) ? 1 : 2',
  nested: 'header.a > 0 ? (header.b > 5 ? 1 : 2) : (header.small > 9 ? 3 : 4)',
  is_power: 'isPowerOfTwo(header.small) ? 1 : 0',
  named: "header.text == 'ab' ? 1 : 0",
  bounded: 'header.limited > 7 ? 1 : 0',
  size: 'fileSize + bounded',
}

/** Headers of that schema, in their ranges and beside them. */
export const someHeader = fc
  .record({
    a: fc.oneof(fc.integer(), fc.integer({ min: -9, max: 9 })),
    b: fc.oneof(fc.integer({ min: 0, max: 1001 }), fc.constantFrom(1, 1000, 0x80000001)),
    bits: fc.integer({ min: 0, max: 51 }),
    wide: fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
    small: fc.oneof(fc.nat(65_535), fc.constantFrom(0, 1, 2, 1024)),
    text: fc.constantFrom('ab', 'a', 'abc', 'abcdef', ''),
    limited: fc.constantFrom(0n, 4n, 5n, 8n, 0x7fffffff00000005n, 0x7fffffff00000006n, 1n << 63n),
  })
  .map(({ a, b, bits, wide, small, text, limited }) => {
    const bytes = new Uint8Array(48)
    const view = new DataView(bytes.buffer)
    view.setInt32(4, a, true)
    view.setUint32(8, b, true)
    view.setUint32(12, bits, true)
    view.setBigUint64(16, wide, true)
    view.setUint16(24, small, true)
    bytes.set(new TextEncoder().encode(text), 26)
    view.setBigUint64(32, limited, true)
    view.setBigUint64(40, wide)
    return bytes
  })

/** Bytes with the constants of the torture schema, and 64-bit fields that Kaitai has exactly. */
export const someTorture = (size: number) =>
  fc
    .tuple(
      fc.uint8Array({ minLength: size, maxLength: size }),
      fc.constantFrom(0, 1, 2, 3, 4, 255),
      fc.constantFrom(0, 48, 90, 130, 160, 200, 65_535),
    )
    .map(([bytes, kind, length]) => {
      bytes.set([0x54, 0x4f, 0x52, 0x54, kind])
      const view = new DataView(bytes.buffer)
      view.setUint16(6, length)
      view.setUint32(16, 0)
      view.setUint32(28, 0)
      view.setUint32(120, 7)
      bytes.set([0x01, 0xff], 36)
      bytes.set(new TextEncoder().encode('MARK'), 124)
      // Strings and extensions that fit now and then.
      for (const at of [140, 144, 148, 152]) view.setUint32(at, view.getUint8(at) * 2)
      for (const at of [160, 204, 252]) {
        view.setUint32(at, view.getUint8(at) & 31)
        view.setUint32(at + 4, view.getUint8(at + 4) & 7)
      }
      return bytes
    })
