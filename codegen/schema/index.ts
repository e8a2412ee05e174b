/** The schema language: its zod meta-schema, its types, and `defineFormat` for authors. */
export { defineFormat } from './define.ts'
export { type FormatInput, type FormatSchema, formatSchema } from './format.ts'
export { schemaLanguage } from './json-schema.ts'
