/** Rules beyond those that fields, bits and regions imply, and what tools report of an image. */
import { z } from 'zod'
import { expression, prose, severity, specName } from './common.ts'

/** A condition that a good image meets. */
export const rule = z
  .strictObject({
    id: z
      .string()
      .regex(/^[a-z][a-z0-9_]*([.-][a-z0-9_]+)*$/)
      .describe('Id within the format, after the field it is about'),
    severity,
    when: expression.optional().describe('Applies only if true'),
    assert: expression.describe('What holds in a good image'),
    message: z.string().min(1).describe('What is wrong, when it does not hold'),
    expected: z.string().optional().describe('What would be right; default: the assertion'),
    at: z.string().describe('What the finding points at: header.FIELD, a string or a region'),
    ...prose,
  })
  .describe('Something that holds in a good image')

const choice = z.strictObject({ when: expression, text: z.string() })

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
    imageSizeInput: specName.optional().describe('Input that takes the length of the image file'),
    specific: z
      .array(
        z.union([
          z.strictObject({ key: z.string(), when: expression.optional(), value: expression }),
          z.strictObject({ key: z.string(), when: expression.optional(), from: z.string() }),
          z.strictObject({ key: z.string(), when: expression.optional(), enum: z.string() }),
          z.strictObject({ key: z.string(), choose: z.array(choice).min(1) }),
        ]),
      )
      .optional()
      .describe("What info shows as format-specific, under qemu-img's keys"),
  })
  .describe('How the facts that every image has are found in this format')
