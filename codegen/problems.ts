/** What is wrong with a schema: values that passes return, and the error that carries them all. */

export interface Problem {
  /** Schema file as given to `generate`. */
  readonly file: string
  /** Path inside the schema: `structs.header.size`. */
  readonly path: string
  /** What is wrong, naming both sides where there are two. */
  readonly message: string
  /** What to do about it. */
  readonly mend: string
}

/** `schemas/cow/v2.ts: header.size: overlaps header.mtime, bytes 1032–1035; move it to 1036` */
export function problemText(problem: Problem): string {
  return `${problem.file}: ${problem.path}: ${problem.message}; ${problem.mend}`
}

/** One or more schemas are wrong; nothing was written. */
export class SchemaError extends Error {
  override readonly name = 'SchemaError'
  readonly problems: readonly Problem[]

  constructor(problems: readonly Problem[]) {
    const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`
    super(`Cannot use the schemas: ${count}\n${problems.map(problemText).join('\n')}`)
    this.problems = problems
  }
}

/** `bytes 8–1031`, `byte 104`. */
export function byteRange(at: number, size: number): string {
  return size === 1 ? `byte ${at}` : `bytes ${at}–${at + size - 1}`
}
