/** Formats that are known by their signatures alone: from a list as its file gives it. */
import type { ForeignFormat } from '../ir.ts'
import type { Problem } from '../problems.ts'
import { signaturesSchema } from '../schema/index.ts'
import { proseOf } from './prose-of.ts'
import { toBytes } from './types.ts'

/** The formats of a list, or everything that is wrong with it. */
export type ResolvedSignatures =
  | { readonly kind: 'foreign'; readonly foreign: readonly ForeignFormat[] }
  | { readonly kind: 'problems'; readonly problems: readonly Problem[] }

/** Resolves one list of signatures. `file` names it in problems. */
export function resolveSignatures(schema: unknown, file: string): ResolvedSignatures {
  const parsed = signaturesSchema.safeParse(schema)
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => ({
      file,
      path: path.join('.'),
      message: `is wrong: ${message}`,
      mend: 'see docs/schema-language.md',
    }))
    return { kind: 'problems', problems }
  }
  const { signatures } = parsed.data
  const problems = signatures.flatMap((one) => problemsOf(one, file))
  if (problems.length > 0) return { kind: 'problems', problems }
  const foreign = signatures.map(({ name, title, onDisks = false, detect, ...prose }) => ({
    ...proseOf(prose),
    name,
    title,
    onDisks,
    detect: detect.map((one) => ({
      at: one.at,
      fromEnd: one.from === 'end',
      bytes: 'bytes' in one ? toBytes(one.bytes) : new TextEncoder().encode(one.text),
    })),
  }))
  return { kind: 'foreign', foreign }
}

type Signature = (typeof signaturesSchema)['_output']['signatures'][number]

function problemsOf({ name, summary, sources, detect }: Signature, file: string): Problem[] {
  const problems: Problem[] = []
  const add = (path: string, message: string, mend: string) => {
    problems.push({ file, path: `${name}${path}`, message, mend })
  }
  if (!summary?.trim()) add('', 'has no summary', 'add one line that says what it is')
  if (!sources?.length) add('', 'cites no source', 'add sources: a title and where to find it')
  for (const [index, one] of detect.entries()) {
    const size = 'bytes' in one ? toBytes(one.bytes).length : one.text.length
    if (one.from !== 'end' || one.at >= size) continue
    const message = `has ${size} bytes, but begins ${one.at} before the end of the file`
    add(`.detect[${index}]`, message, 'fix either')
  }
  return problems
}
