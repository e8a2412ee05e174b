/** Cases that failed once, as files that the tests replay. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync, gzipSync } from 'node:zlib'
import type { Fault } from './campaign.ts'
import { type FuzzCase, filesOf } from './fuzz-case.ts'

/** Where they are kept. */
export const REGRESSIONS = fileURLToPath(new URL('../fixtures/fuzz-regressions', import.meta.url))

/** A file of a regression. */
interface Regression {
  readonly format: string
  readonly seed: number
  readonly number: number
  /** What went wrong when it was found. */
  readonly failure: string
  /** What was done to a good image, in words. */
  readonly mutations: readonly string[]
  /** Files by name, gzip in base64. */
  readonly files: Readonly<Record<string, string>>
}

/** Writes the smallest case of a fault; gives its path. */
export function writeRegression(folder: string, { failure, smallest }: Fault): string {
  const { format, seed, number } = smallest
  const regression: Regression = {
    format,
    seed,
    number,
    failure: `${failure.kind} in ${failure.verb}: ${failure.message}`,
    mutations: smallest.mutations.map(({ note }) => note),
    files: Object.fromEntries(
      Object.entries(filesOf(smallest)).map(([name, bytes]) => [
        name,
        gzipSync(bytes, { level: 9 }).toString('base64'),
      ]),
    ),
  }
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `${format}-${failure.verb.replaceAll(' ', '-')}-${seed}-${number}.json`)
  writeFileSync(path, `${JSON.stringify(regression, null, 1)}\n`)
  return path
}

/** Names of the regressions in a folder. */
export function regressionNames(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
}

/** The case of a regression, ready to be tried again. */
export function readRegression(folder: string, name: string): FuzzCase {
  const regression: Regression = JSON.parse(readFileSync(join(folder, name), 'utf8'))
  const { format, seed, number } = regression
  const files = Object.fromEntries(
    Object.entries(regression.files).map(([file, text]) => [
      file,
      new Uint8Array(gunzipSync(Buffer.from(text, 'base64'))),
    ]),
  )
  return { format, seed, number, files, mutations: [] }
}
