/** Schemas that are hard on a C compiler: keywords, macros, comments, clashes and odd alignments. */

const source = { title: 'a', locator: 'b' }
const common = { status: 'example', summary: 'Made up.', sources: [source] }

/** Names that C, C++ or a system header has taken, and text that would end a comment. */
export const TAKEN = {
  ...common,
  id: 'taken-v1',
  family: 'taken',
  title: 'Taken */ names',
  endian: 'big',
  detect: [{ at: 0, bytes: '3f 3f 3d 22' }],
  structs: {
    header: {
      size: 64,
      summary: 'Ends */ and /* begins; trigraphs ??/ and ??= too.',
      fields: [
        { at: 0, name: 'magic', type: 'char[4]', pad: 'none', text: '??="', summary: 'Text.' },
        { at: 4, name: 'class', type: 'u32', summary: 'Keyword of C++.' },
        { at: 8, name: 'default', type: 'u32', summary: 'Keyword of C.' },
        { at: 12, name: 'defaults', type: 'u32', summary: 'None.' },
        { at: 16, name: 'linux', type: 'u8', summary: 'Macro of gcc.' },
        { at: 17, name: 'uint32_t', type: 'u8', summary: 'Type.' },
        { at: 18, name: 'major', type: 'u16', summary: 'Macro of sys/sysmacros.h.' },
        { at: 20, name: 'hole_40', type: 'u32', const: 7, summary: 'Looks like a hole.' },
        { at: 24, name: 'size', type: 'i64', const: '-0x8000000000000000', summary: 'Lowest.' },
        {
          at: 32,
          name: 'level',
          type: 'i32',
          range: [-2147483648, -5],
          summary: 'Negative.',
        },
        {
          at: 36,
          name: 'mode',
          type: 'i16',
          enum: [
            { value: -32768, name: 'min', summary: 'Lowest.' },
            { value: 1, name: 'max', summary: 'One.' },
          ],
          range: [-32767, 100],
          summary: 'Values that are named as its bounds are.',
        },
        { at: 38, reserved: 2, summary: 'Kept.' },
        { at: 40, name: 'hole_38', type: 'u64', summary: 'Looks like another.' },
        {
          at: 48,
          name: 'word',
          type: 'u64',
          bits: [
            { bit: 0, width: 62, name: 'place', scaled: true, summary: 'Place.' },
            { bit: 62, name: 'place_mask', summary: 'Named as its mask is.' },
            { bit: 63, name: 'last', summary: 'Last.' },
          ],
          summary: 'Divided.',
        },
        {
          at: 56,
          name: 'whole',
          type: 'bytes[8]',
          const: '00 ff 22 5c 3f 0a 41 42',
          summary: 'B.',
        },
      ],
    },
    header_natural: {
      size: 1,
      summary: 'Named as a struct of another kind is.',
      fields: [{ at: 0, name: 'x', type: 'u8', summary: 'X.' }],
    },
  },
  info: { virtualSize: 'header.class', clusterSize: 512 },
}

/** Natural structs that i386 lays out otherwise, in every way. */
export const ALIGNED = {
  ...common,
  id: 'taken-v1-header',
  family: 'taken',
  title: 'Aligned',
  endian: 'little',
  detect: [{ at: 0, bytes: '01' }],
  structs: {
    // With the id in front, it has the name of a struct of the format above.
    natural: {
      size: 24,
      summary: 'Reserved bytes between members, and padding.',
      c: { name: 'natural', abi: 'x86_64', packed: false },
      fields: [
        { at: 0, name: 'a', type: 'u8', summary: 'A.' },
        { at: 1, reserved: 3, summary: 'Kept.' },
        { at: 4, hole: 4, cause: 'alignment', summary: 'Left.' },
        { at: 8, name: 'b', type: 'i64', summary: 'B.' },
        { at: 16, name: 'c', type: 'u16', summary: 'C.' },
        { at: 18, name: 'd', type: 'char[3]', summary: 'D.' },
        { at: 21, hole: 3, cause: 'tail-padding', summary: 'Left.' },
      ],
    },
    header: {
      size: 20,
      summary: 'The layout of i386.',
      c: { name: 'for', abi: 'i386', packed: false },
      fields: [
        { at: 0, name: 'a', type: 'u32', summary: 'A.' },
        { at: 4, name: 'b', type: 'u64', summary: 'B.' },
        { at: 12, name: 'c', type: 'u8', summary: 'C.' },
        { at: 13, hole: 3, cause: 'alignment', summary: 'Left.' },
        { at: 16, name: 'd', type: 'u32', summary: 'D.' },
      ],
    },
  },
  info: { virtualSize: 'header.b', clusterSize: 512 },
}
