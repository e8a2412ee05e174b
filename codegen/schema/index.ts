/** The schema language: its zod meta-schema, its types, and `defineFormat` for authors. */
export { defineFormat, defineSignatures } from './define.ts'
export { type FormatInput, type FormatSchema, fileSchema, formatSchema } from './format.ts'
export { schemaLanguage } from './json-schema.ts'
export { type SignaturesInput, signaturesSchema } from './signatures.ts'
