/** What follows the fixed header: strings found by offset and length, and header extensions. */
import { z } from 'zod'
import { expression, integer, prose, severity, specName } from './common.ts'

/** Text found through an offset field and a length field. */
export const locatedString = z
  .strictObject({
    name: specName,
    offset: specName.describe('Header field with the offset in the file'),
    size: specName.describe('Header field with the length in bytes'),
    when: expression.optional().describe('Present only if true'),
    min: expression.describe('Lowest valid offset'),
    end: expression.describe('No byte of the string lies at or past this offset'),
    minSize: z.number().int().nonnegative().optional().describe('Shortest valid name; default 1'),
    maxSize: z.number().int().positive().optional().describe('Longest name that tools accept'),
    ...prose,
  })
  .describe('Text somewhere in the header area, found through an offset and a length field')

const extensionType = z.strictObject({
  type: integer.describe('Type code'),
  name: specName,
  content: z
    .enum(['text', 'struct', 'rows', 'bytes'])
    .describe('text; one struct; an array of a struct; or opaque bytes'),
  struct: specName.optional().describe('Struct of the content'),
  maxSize: z.number().int().positive().optional().describe('Longest content, bytes'),
  ...prose,
})

/** The list of header extensions. */
export const extensions = z
  .strictObject({
    at: expression.describe('Where the first record stands'),
    end: expression.describe('The area ends here, with or without an end marker'),
    record: specName.describe('Struct of a record: a type and a length, then the content'),
    type: specName.describe('Field of the record with the type code'),
    length: specName.describe('Field of the record with the content length, without padding'),
    align: z.number().int().positive().describe('Content is padded to a multiple of this'),
    endType: integer.describe('Type code that ends the list'),
    maxCount: z.number().int().positive().optional().describe('Most records that a reader follows'),
    unknown: severity.optional().describe('Severity of an unknown type; default notice'),
    types: z.array(extensionType).describe('Known types'),
    ...prose,
  })
  .describe('Records of type, length and content after the fixed header; unknown ones are kept')
