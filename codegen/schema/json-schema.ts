import { z } from 'zod'
import { formatSchema } from './format.ts'

/** The schema language as a JSON Schema document (draft 2020-12), for editors and `.json` schemas. */
export function schemaLanguage(): Record<string, unknown> {
  return {
    ...z.toJSONSchema(formatSchema, { io: 'input' }),
    title: 'cowtools format schema',
  }
}
