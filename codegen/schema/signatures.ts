/** Formats that are known by their signatures alone: what a tool says of a file that it cannot read. */
import { z } from 'zod'
import { byteCount, hexBytes, prose } from './common.ts'

const place = {
  at: byteCount.describe('Offset in the file; with from: end, bytes from there to the end'),
  from: z.literal('end').optional().describe('Counted back from the end of the file'),
}

/** Bytes at a place, in hex or as ASCII text. */
const foreignSignature = z.union([
  z.strictObject({ ...place, bytes: hexBytes }),
  z.strictObject({
    ...place,
    text: z
      .string()
      .regex(/^[\n -~]+$/, 'a text is printable ASCII')
      .describe('ASCII text'),
  }),
])

const foreignFormat = z
  .strictObject({
    name: z.string().min(1).describe('As people call it: VMDK'),
    title: z.string().min(1).describe('What it is, in a few words'),
    ...prose,
    onDisks: z
      .literal(true)
      .optional()
      .describe('The first bytes of a raw disk may be these: they are no sign that it is none'),
    detect: z.array(foreignSignature).min(1).describe('Any of them tells the format'),
  })
  .describe('A format that is not described, only recognised')

/** A list of formats that are only recognised: the default export of a file of its own. */
export const signaturesSchema = z
  .strictObject({ signatures: z.array(foreignFormat).min(1) })
  .describe('Formats that are known by their signatures alone, for cowtools')

/** Such a list as authors write it. */
export type SignaturesInput = z.input<typeof signaturesSchema>
