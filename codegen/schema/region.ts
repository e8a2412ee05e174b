/** What lies in the file beyond the header, and the values that say where. */
import { z } from 'zod'
import { expression, prose, severity, specName } from './common.ts'

/** A number that the caller supplies. */
export const input = z
  .strictObject({
    name: specName,
    unit: z.string().optional().describe('Unit: bytes, sectors'),
    ...prose,
  })
  .describe('A number that the file does not hold and the caller supplies')

/** A computed value. */
export const value = z
  .strictObject({
    name: specName,
    value: expression,
    unit: z.string().optional().describe('Unit: bytes, sectors'),
    ...prose,
  })
  .describe('A computed value; expressions further down may use its name')

/** Entries of varying length: a struct, then bytes whose number its fields tell. */
const records = z
  .strictObject({
    struct: specName.describe('Struct that each entry begins with'),
    count: expression.describe('Number of entries'),
    tail: expression.describe('Bytes behind the struct; STRUCT.FIELD reads the entry itself'),
    align: z.number().int().positive().optional().describe('Entries are padded to it; default 1'),
    maxCount: z.number().int().positive().describe('Most entries that a reader follows'),
    maxSize: z.number().int().positive().optional().describe('Largest table, bytes'),
    fills: z
      .boolean()
      .optional()
      .describe('The entries fill the region exactly; default: its size is their least size'),
  })
  .describe('Entries of varying length; for kind table')

/** A run of bytes beyond the header. */
export const region = z
  .strictObject({
    name: specName,
    kind: z
      .enum(['bitmap', 'table', 'data', 'unused'])
      .describe('unused: bytes that tools write as zero and do not read'),
    at: expression.describe('Offset in the file'),
    size: expression.describe('Length in bytes'),
    when: expression.optional().describe('Present only if true'),
    placed: z
      .enum(['computed', 'by-field'])
      .optional()
      .describe('computed: follows the region before it; by-field: wherever a header field says'),
    beyondFile: severity
      .or(z.literal('valid'))
      .optional()
      .describe('Severity when the file ends before the region does; default error'),
    maxSize: expression.optional().describe('Largest size that a reader accepts'),
    align: expression.optional().describe('The offset is a multiple of this'),
    bitmap: z
      .strictObject({
        unit: expression.describe('Guest bytes per bit'),
        bits: z
          .enum(['lsb-first', 'msb-first'])
          .describe('Which bit of a byte comes first: the least or the most significant'),
        set: z.string().describe('What a 1 means'),
        clear: z.string().describe('What a 0 means'),
        count: expression.optional().describe('Number of bits in use; the rest is padding'),
      })
      .optional()
      .describe('Bit order and meaning; for kind bitmap'),
    records: records.optional(),
    entry: specName.optional().describe('Struct of a table entry; for kind table'),
    ...prose,
  })
  .describe('A run of bytes in the file')
