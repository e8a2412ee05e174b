/** What the parent of a fuzzing run and its workers tell each other. */
import type { Failure } from './failure.ts'
import type { FuzzCase } from './fuzz-case.ts'

/** What a worker is made with. */
export interface WorkerSetup {
  /** One integer, written by the worker: the case that it is in, or `IDLE`. */
  readonly current: SharedArrayBuffer
  readonly seed: number
  /** Formats that take turns. */
  readonly formats: readonly string[]
  /** A fault of `broken-formats.ts` that the formats shall have. */
  readonly fault: string | undefined
}

/** The number that stands for no case. */
export const IDLE = -1
/** The number that stands for a case that was not made from a number. */
export const GIVEN = -2

/** What a worker is asked: cases by number, `to` excluded, or one case as it is. */
export type Request =
  | { readonly kind: 'range'; readonly from: number; readonly to: number }
  | { readonly kind: 'case'; readonly one: FuzzCase; readonly isCareful: boolean }

/** What it answers: a failure when it finds one, and `done` at the end of every request. */
export type Answer =
  | { readonly kind: 'failure'; readonly number: number; readonly failure: Failure }
  | { readonly kind: 'done'; readonly failure: Failure | undefined }
