import { z } from 'zod'
import { fileSchema } from './format.ts'

/** The schema language as a JSON Schema document (draft 2020-12), for editors and `.json` schemas. */
export function schemaLanguage(): Record<string, unknown> {
  return {
    ...z.toJSONSchema(fileSchema, { io: 'input' }),
    title: 'cowtools format schema',
  }
}
