/** The whole of a schema: one version of one format. */
import { z } from 'zod'
import { byteCount, expression, hexBytes, prose, source } from './common.ts'
import { extensions, locatedString } from './header.ts'
import { input, region, value } from './region.ts'
import { info, rule } from './rule.ts'
import { endian, struct } from './struct.ts'

const signature = z
  .strictObject({ at: byteCount, bytes: hexBytes })
  .describe('Bytes that tell this format from others')

const revision = z
  .strictObject({
    name: z.string().describe('Name of the revision, as its authors numbered it'),
    date: z.string().optional().describe('ISO date'),
    summary: z.string().min(1).describe('What changed'),
    sources: z.array(source).optional(),
  })
  .describe('A later or earlier revision that shares this layout')

/** A whole schema: the root of the language. */
export const formatSchema = z
  .strictObject({
    $schema: z.string().optional().describe('JSON Schema of this language, for editors'),
    $comment: z.string().optional().describe('For people; ignored'),
    id: z
      .string()
      .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'an id is kebab-case')
      .describe('Exact id: family and version'),
    family: z
      .string()
      .regex(/^[a-z][a-z0-9-]*$/)
      .describe('Family, as qemu-img names it'),
    title: z.string().min(1),
    status: z
      .enum(['current', 'historic', 'proposed', 'example'])
      .describe('current: in use; historic: once shipped; proposed: never merged'),
    since: z.string().optional().describe('First release or date, within the family'),
    until: z.string().optional().describe('Last release or date, within the family'),
    endian,
    ...prose,
    howItWorks: z.string().optional().describe('Markdown: how the format works, in prose'),
    detect: z.array(signature).min(1).describe('One of them must match'),
    structs: z.record(z.string(), struct).describe('By name; `header` stands at offset 0'),
    area: expression.optional().describe('Bytes that belong to the header; default its struct'),
    strings: z.array(locatedString).optional(),
    extensions: extensions.optional(),
    inputs: z.array(input).optional(),
    values: z.array(value).optional(),
    regions: z.array(region).optional(),
    rules: z.array(rule).optional(),
    info,
    revisions: z.array(revision).optional(),
    example: z
      .strictObject({
        title: z.string(),
        madeBy: z.string().optional().describe('Command that made the image'),
        size: z.number().int().optional().describe('Length of the file; default the bytes given'),
        inputs: z.record(z.string(), z.number().int()).optional(),
        parts: z
          .array(z.strictObject({ at: byteCount, bytes: z.string() }))
          .min(1)
          .describe('Bytes of the image at offsets, hex; what is not given is zero'),
      })
      .optional()
      .describe('A small real image, shown in the spec page'),
  })
  .describe('One version of a disk-image format, for cowtools')

/** A schema as authors write it. */
export type FormatInput = z.input<typeof formatSchema>
/** A schema as zod returns it. */
export type FormatSchema = z.output<typeof formatSchema>
