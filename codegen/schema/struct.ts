/** Structs: fields at offsets, and an owner for every byte between them. */
import { z } from 'zod'
import { byteCount, expression, hexBytes, integer, prose, severity, specName } from './common.ts'

/** Byte order. */
export const endian = z.enum(['big', 'little']).describe('Byte order of the integers')

/** `u8`–`u64`, `i8`–`i64`, `char[N]`, `bytes[N]`. */
export const fieldType = z
  .string()
  .regex(
    /^([ui](8|16|32|64)|(char|bytes)\[[1-9]\d*\])$/,
    'a type is u8…u64, i8…i64, char[N] or bytes[N]',
  )
  .describe('u8, u16, u32, u64, i8, i16, i32, i64, char[N] or bytes[N]')

/** A named value of an integer field. The set is open: other values survive, and are reported. */
const enumValue = z.strictObject({
  value: integer,
  name: specName,
  ...prose,
})

/** A named bit, or a run of bits, of a word. Bit 0 is the least significant. */
const bits = z.strictObject({
  bit: z.number().int().nonnegative().describe('Lowest bit, 0 = least significant'),
  width: z.number().int().positive().optional().describe('Number of bits; default 1'),
  name: specName,
  scaled: z
    .boolean()
    .optional()
    .describe('The run is used in place: its low bits are zero, not shifted away (offsets)'),
  ...prose,
})

const common = { at: byteCount.describe('Offset in the struct, bytes') }

/** A field of a struct. */
export const field = z
  .strictObject({
    ...common,
    name: specName,
    type: fieldType,
    endian: endian.optional().describe('Byte order, where it differs from the format'),
    unit: z.string().optional().describe('Unit of the value: bytes, seconds since …'),
    const: z
      .union([integer, hexBytes])
      .optional()
      .describe('The only valid value: an integer; text for char[N]; hex pairs for bytes[N]'),
    text: z.string().optional().describe('The only valid text of a char[N] field'),
    range: z.tuple([integer, integer]).optional().describe('Smallest and largest valid value'),
    enum: z.array(enumValue).min(1).optional().describe('Named values'),
    unknown: severity.optional().describe('Severity of an unnamed value; default error'),
    bits: z.array(bits).optional().describe('Named bits; the others are reserved'),
    class: z
      .enum(['incompatible', 'compatible', 'autoclear'])
      .optional()
      .describe('What an unknown bit asks of a reader: refuse, ignore, or clear on writing'),
    pad: z
      .enum(['nul', 'zero', 'none'])
      .optional()
      .describe('char[N]: nul = ends with NUL; zero = zero-padded, may fill the field; none'),
    when: expression.optional().describe('Present only if true; names are fields of the struct'),
    default: z
      .union([integer, z.literal('')])
      .optional()
      .describe('Value when the field is absent or left out'),
    display: z.enum(['decimal', 'hex', 'time']).optional().describe('How tools print the value'),
    ...prose,
  })
  .describe('A named value')

/** Bytes left by a C compiler. */
export const hole = z
  .strictObject({
    ...common,
    hole: byteCount.min(1).describe('Length in bytes'),
    cause: z.enum(['alignment', 'tail-padding']).describe('Why the compiler left it'),
    ...prose,
  })
  .describe('Bytes that a C compiler left between fields; written as zero, ignored, preserved')

/** Bytes kept for later. */
export const reserved = z
  .strictObject({
    ...common,
    reserved: byteCount.min(1).describe('Length in bytes'),
    severity: severity.optional().describe('Severity if a byte is not zero; default notice'),
    when: expression.optional().describe('Present only if true'),
    ...prose,
  })
  .describe('Bytes that the format keeps for later; written as zero, preserved')

/** A struct and its items. */
export const struct = z
  .strictObject({
    size: byteCount.min(1).describe('Total size in bytes, with every optional tail'),
    lengthField: specName
      .optional()
      .describe(
        'Field that holds the real size: a shorter struct lacks its tail, which takes defaults',
      ),
    lengths: z.array(byteCount).optional().describe('Sizes that the tools write'),
    c: z
      .strictObject({
        name: z.string().describe('Name of the C struct'),
        abi: z.enum(['x86_64', 'i386', 'arm', 'aarch64']).describe('ABI that gave this layout'),
        packed: z.boolean().describe('Declared packed: no alignment'),
      })
      .optional()
      .describe('The C struct that this layout was written from; the layout is recomputed from it'),
    fields: z
      .array(z.union([field, hole, reserved]))
      .min(1)
      .describe('In order, without gaps'),
    ...prose,
  })
  .describe('A fixed run of bytes, each with an owner')
