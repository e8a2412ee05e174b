/** Images with the files that they name, in memory. */

import type { Files } from '../../../src/chain/files.ts'
import { FileError } from '../../../src/source/file-error.ts'
import { memorySource } from '../../../src/source/index.ts'
import {
  type Policy,
  TRUSTED,
  type ValidateOptions,
  validate,
} from '../../../src/validate/index.ts'
import { type MemoryFiles, memoryFiles } from '../chain/files.ts'
import { hexOf } from '../formats/images.ts'

/** What the tests call a file that is not there, or no file. */
const CODES: Readonly<Record<string, string>> = {
  '/images/folder': 'ENOTFILE',
  '/images/secret': 'EACCES',
}

/** Files as the system gives them: with codes of its errors, and times. */
export function systemFiles(
  contents: Readonly<Record<string, Uint8Array>>,
  modified?: number,
): MemoryFiles & Files {
  const files = memoryFiles(contents)
  return {
    ...files,
    async open(path, writable) {
      const code = CODES[path]
      if (code !== undefined) throw new FileError('open', path, { code, state: `is ${code}` })
      return { ...(await files.open(path, writable)), modified }
    },
  }
}

/** Checks `/images/top` among files; `top` is its content. */
export async function findingsOf(
  top: Uint8Array,
  others: Readonly<Record<string, Uint8Array>> = {},
  options: Partial<ValidateOptions> & { readonly modified?: number } = {},
) {
  const { modified, ...rest } = options
  const path = '/images/top'
  const files = systemFiles({ [path]: top, ...others }, modified)
  const source = { ...memorySource(top), identity: path }
  const { findings } = await validate(source, { filename: 'top', path, files, ...rest })
  return findings
}

/** The rules of those findings, without the name of the format. */
export async function rulesOf(...args: Parameters<typeof findingsOf>): Promise<readonly string[]> {
  return (await findingsOf(...args)).map(({ rule }) => rule.replace(/^[^.]*\./, ''))
}

/** A fixed field of text, as hex pairs. */
export const nameField = (name: string, size = 1024): string =>
  `${hexOf(name)}${' 00'.repeat(size - name.length)}`

/** A policy like the trusted one. */
export const policyWith = (changes: Partial<Policy>): Policy => ({ ...TRUSTED, ...changes })
