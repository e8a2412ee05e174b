/** The shape of `vectors.json`, as a JSON Schema: for people who read the vectors with a program. */

const text = (description: string) => ({ type: 'string', description })
const texts = (description: string) => ({
  type: 'object',
  additionalProperties: { type: 'string' },
  description,
})

const RUN = {
  type: 'object',
  additionalProperties: false,
  required: ['at', 'hex'],
  properties: {
    at: { type: 'integer', minimum: 0, description: 'Offset in the file, bytes' },
    hex: { type: 'string', pattern: '^([0-9a-f]{2})+$', description: 'Two digits per byte' },
  },
}

const VECTOR = {
  type: 'object',
  additionalProperties: false,
  required: ['name', 'summary', 'size', 'bytes', 'valid', 'findings'],
  properties: {
    name: text('Unique within the file: what the vector is about'),
    summary: text('What is special in the image, in a sentence'),
    note: text('Where the bytes come from'),
    size: { type: 'integer', minimum: 0, description: 'Length of the file, bytes' },
    bytes: { type: 'array', items: RUN, description: 'Runs of bytes; all else is zero' },
    inputs: texts('Numbers that the caller supplies, in decimal, by their spec names'),
    valid: { type: 'boolean', description: 'No finding about the header is an error' },
    findings: {
      type: 'array',
      items: { type: 'string' },
      description: 'Ids of all rules that the header breaks, each once, sorted',
    },
    fields: texts(
      'Header fields by their spec names: integers in decimal, text, bytes in hex; not always all',
    ),
    facts: {
      type: 'object',
      additionalProperties: false,
      properties: {
        virtual_size: text('Size of the disk, bytes'),
        cluster_size: text('Allocation unit, bytes'),
        backing_file: text('Name of the backing file'),
        backing_format: text('Its format, where recorded'),
        image_file: text('Name of the file that holds the data'),
        image_format: text('Its format, where recorded'),
      },
      description: 'What every image has, as far as it is known; of valid images',
    },
  },
}

/** JSON Schema (draft 2020-12) of every `vectors.json`. */
export const VECTORS_SCHEMA = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'cowtools test vectors',
  type: 'object',
  additionalProperties: false,
  required: ['format', 'vectors'],
  properties: {
    $schema: { type: 'string' },
    $comment: { type: 'string' },
    format: text('Id of the format'),
    vectors: { type: 'array', items: VECTOR },
  },
}
