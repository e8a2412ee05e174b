/** The whole of a schema: one version of one format. */
import { z } from 'zod'
import { byteCount, expression, hexBytes, prose, source, specName } from './common.ts'
import { driver } from './driver.ts'
import { extensions, locatedString } from './header.ts'
import { input, region, value } from './region.ts'
import { info, rule } from './rule.ts'
import { endian, struct } from './struct.ts'

const signature = z
  .union([
    z.strictObject({ at: byteCount, bytes: hexBytes }),
    z.strictObject({
      at: byteCount,
      fields: z.array(specName).min(1).describe('Constant header fields, one behind the other'),
    }),
  ])
  .describe('Bytes that tell this format from others')

const evidence = z
  .strictObject({
    assert: expression.describe('What holds if the file is of this format'),
    summary: z.string().optional().describe('The same in words, one line; required'),
  })
  .describe('What speaks for this format among those with the same signature')

const revision = z
  .strictObject({
    name: z.string().describe('Name of the revision, as its authors numbered it'),
    date: z.string().optional().describe('ISO date'),
    summary: z.string().min(1).describe('What changed'),
    sources: z.array(source).optional().describe('Where the facts come from'),
  })
  .describe('A later or earlier revision that shares this layout')

const lineage = z
  .strictObject({
    from: z.string().describe('Id of the format that this one continues'),
    renamed: z
      .record(z.string(), z.string())
      .optional()
      .describe('Old name to new: STRUCT.FIELD, or a string, an input or a region'),
    summary: z.string().min(1).optional().describe('One line: what is different'),
    notes: z
      .array(z.string().min(1))
      .optional()
      .describe('What a comparison of the two schemas cannot tell; plain text'),
  })
  .describe('Where this layout comes from; names that stay the same need no mention')

const example = z
  .strictObject({
    title: z.string().describe('What the image is'),
    madeBy: z.string().optional().describe('Command that made the image'),
    size: z.number().int().optional().describe('Length of the file; default the bytes given'),
    inputs: z
      .record(z.string(), z.number().int())
      .optional()
      .describe('What the caller would supply, by the names of the inputs'),
    parts: z
      .array(z.strictObject({ at: byteCount, bytes: z.string().describe('Hex pairs') }))
      .min(1)
      .describe('Bytes of the image at offsets, hex; what is not given is zero'),
  })
  .describe('A small real image, shown in the spec page')

/** A whole schema of one byte order: what the passes work on. */
export const formatSchema = z
  .strictObject({
    $schema: z.string().optional().describe('JSON Schema of this language, for editors'),
    $comment: z.string().optional().describe('For people; ignored'),
    id: z
      .string()
      .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'an id is kebab-case')
      .describe('Exact id: family and version'),
    variantOf: z
      .string()
      .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'an id is kebab-case')
      .optional()
      .describe('Id by which tools may call this format too, where the bytes tell which is meant'),
    family: z
      .string()
      .regex(/^[a-z][a-z0-9-]*$/)
      .describe('Family, as qemu-img names it'),
    title: z.string().min(1).describe('Name and version, as people call them'),
    status: z
      .enum(['current', 'historic', 'proposed', 'example'])
      .describe('current: in use; historic: once shipped; proposed: never merged'),
    unusual: z
      .boolean()
      .optional()
      .describe('Where bytes do not tell, the family stands for another format'),
    since: z.string().optional().describe('First release or date, within the family'),
    until: z.string().optional().describe('Last release or date, within the family'),
    endian,
    ...prose,
    howItWorks: z.string().optional().describe('Markdown: how the format works, in prose'),
    detect: z.array(signature).min(1).describe('One of them must match'),
    evidence: z
      .array(evidence)
      .min(1)
      .optional()
      .describe('What decides between formats that share a signature'),
    structs: z.record(z.string(), struct).describe('By name; `header` stands at offset 0'),
    area: expression.optional().describe('Bytes that belong to the header; default its struct'),
    strings: z.array(locatedString).optional().describe('Names that the header locates'),
    extensions: extensions.optional(),
    inputs: z.array(input).optional().describe('Numbers that the caller supplies'),
    values: z.array(value).optional().describe('Computed values, in order'),
    regions: z.array(region).optional().describe('What lies in the file beyond the header'),
    rules: z.array(rule).optional().describe('What holds besides what fields and regions imply'),
    info,
    driver: driver.optional(),
    revisions: z.array(revision).optional().describe('Other revisions that share this layout'),
    lineage: lineage.optional(),
    example: example.optional(),
  })
  .describe('One version of a disk-image format, for cowtools')

/** A schema as its file gives it: the root of the language. */
export const fileSchema = formatSchema
  .extend({
    endian: endian
      .or(z.tuple([endian, endian]))
      .describe('Byte order of the integers; both make two formats, ID-le and ID-be'),
    example: example
      .or(z.strictObject({ little: example, big: example }))
      .optional()
      .describe('A small real image, shown in the spec page; or one for each byte order'),
  })
  .describe('One version of a disk-image format, for cowtools')

/** A schema as authors write it. */
export type FormatInput = z.input<typeof fileSchema>
/** A schema as zod returns it. */
export type FormatSchema = z.output<typeof formatSchema>
