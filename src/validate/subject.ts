/** The image that is checked, once its header is at hand. */
import type { Format } from '../binary/format.ts'
import type { Policy } from './policy.ts'

/** What is known of the image that is checked. */
export interface Subject {
  readonly format: Format
  /** The header area, as much of it as is read. */
  readonly bytes: Uint8Array
  readonly policy: Policy
  /** Length of the file that the header names for the data, bytes; undefined if it was not looked up. */
  readonly imageFileSize: number | undefined
}

/** No file is longer: to a check with this length, all that depends on the length is good. */
export const LONGEST: number = Number.MAX_SAFE_INTEGER
