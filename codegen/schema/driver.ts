/** Which header fields take what, so that images can be made and changed without code of their own. */
import { z } from 'zod'

const place = z.string().describe('header.FIELD')

/** How images of a format are made. */
export const driver = z
  .strictObject({
    size: place.optional().describe('Integer that takes the virtual size, bytes'),
    backingFile: place.optional().describe('char[N] that takes the name of the backing file'),
    backingMtime: place.optional().describe('Integer that takes the time of the backing file'),
    imageFile: place.optional().describe('char[N] that takes the name of the image file'),
    unbacked: z
      .enum(['zeros', 'image file', 'uncertain'])
      .describe('What unallocated clusters show without a backing file'),
    needsBacking: z.boolean().optional().describe('There is no image without a backing file'),
    sizeUnit: z
      .number()
      .int()
      .positive()
      .optional()
      .describe('Sizes of new disks are multiples of this, bytes; default 512'),
  })
  .describe('How images are made: the header fields that take their facts')
