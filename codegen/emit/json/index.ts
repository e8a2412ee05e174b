/** Canonical JSON of every schema, and the JSON Schema of the language. */
import { banner, type Emitter } from '../../output.ts'
import { schemaLanguage } from '../../schema/index.ts'

/** Emits `schema.json` of each format, and `schema-language.json`. */
export const emitJson: Emitter = (formats) => {
  const files = formats.map((format) => ({
    root: 'out' as const,
    path: `${format.id}/schema.json`,
    text: json({
      $schema: '../schema-language.json',
      $comment: banner(format),
      ...withoutHead(format.schema as object),
    }),
  }))
  const language = json({ $comment: banner(undefined), ...schemaLanguage() })
  return [...files, { root: 'out', path: 'schema-language.json', text: language }]
}

const json = (value: unknown) => `${JSON.stringify(value, undefined, 2)}\n`

/** A schema that was read from such a file has the head of that file. */
function withoutHead(schema: object): object {
  const { $schema, $comment, ...rest } = schema as { $schema?: string; $comment?: string }
  return rest
}
