/** Rules beyond those that fields, bits and regions imply, and what tools report of an image. */
import { z } from 'zod'
import { expression, integer, prose, severity, specName } from './common.ts'

/** A condition that a good image meets. */
export const rule = z
  .strictObject({
    id: z
      .string()
      .regex(/^[a-z][a-z0-9_]*([.-][a-z0-9_]+)*$/)
      .describe('Id within the format, after the field it is about'),
    severity,
    each: specName
      .optional()
      .describe(
        'Region with records: the rule holds for each, and reads its fields by STRUCT.FIELD',
      ),
    when: expression.optional().describe('Applies only if true'),
    assert: expression.describe('What holds in a good image'),
    message: z.string().min(1).describe('What is wrong, when it does not hold'),
    expected: z.string().optional().describe('What would be right; default: the assertion'),
    at: z.string().describe('What the finding points at: header.FIELD, a string or a region'),
    advice: z
      .string()
      .optional()
      .describe('What to do about a finding, one or two sentences of plain text; required'),
    untrusted: severity.optional().describe('Severity in an image from a stranger, if another'),
    example: z.string().optional().describe('A finding as it reads'),
    repair: z
      .strictObject({
        set: z.string().describe('header.FIELD, an integer'),
        value: integer.describe('What the field becomes'),
      })
      .optional()
      .describe('How the fault can be mended without guessing'),
    ...prose,
  })
  .describe('Something that holds in a good image')

const choice = z.strictObject({
  when: expression,
  text: z.string().describe('The text, where the condition holds'),
})

const entry = {
  key: z.string().describe('Key under which info shows it'),
  when: expression.optional(),
}

/** A text of the image: from a field, a string or an extension; or chosen by conditions. */
export const textFrom = z.union([
  z.strictObject({
    from: z.string().describe('header.FIELD, a string, or extensions.NAME'),
    when: expression.optional(),
  }),
  z.strictObject({ choose: z.array(choice).min(1).describe('The first that holds') }),
])

/** Where the facts come from that every image has. */
export const info = z
  .strictObject({
    virtualSize: expression.describe('Size of the disk that a guest sees, bytes'),
    clusterSize: expression.describe('Allocation unit, bytes'),
    backingFile: textFrom.optional().describe('Name of the backing file'),
    backingFormat: textFrom.optional().describe('Format of the backing file, where recorded'),
    imageFile: textFrom.optional().describe('Name of the file that holds the data'),
    imageFormat: textFrom.optional().describe('Format of that file, where recorded'),
    backingMtime: z
      .strictObject({
        from: z.string().describe('header.FIELD, seconds since 1970-01-01 UTC'),
        when: expression.optional().describe('The time is known only if true'),
        differs: severity.optional().describe('Severity of another time; default notice'),
      })
      .optional()
      .describe('Time of the last change to the backing file, where recorded'),
    backingSize: z
      .strictObject({
        from: z.string().describe('header.FIELD, bytes'),
        when: expression.optional().describe('The size is known only if true'),
        differs: severity.optional().describe('Severity of another size; default notice'),
      })
      .optional()
      .describe('Size of the backing file, where recorded and compared'),
    imageSizeInput: specName.optional().describe('Input that takes the length of the image file'),
    specific: z
      .array(
        z.union([
          z.strictObject({ ...entry, value: expression }),
          z.strictObject({
            ...entry,
            from: z.string().describe('A string, extensions.NAME, or header.FIELD with a text'),
          }),
          z.strictObject({
            ...entry,
            enum: z.string().describe('header.FIELD, a field with an enum: its name'),
          }),
          z.strictObject({
            key: entry.key,
            choose: z.array(choice).min(1).describe('The first that holds'),
          }),
        ]),
      )
      .optional()
      .describe("What info shows as format-specific, under qemu-img's keys"),
  })
  .describe('How the facts that every image has are found in this format')
