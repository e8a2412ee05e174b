/** The files of a case as the library sees them. */
import { type Context, type Finding, type Format, FormatError } from '../../src/binary/index.ts'
import { formats } from '../../src/formats/index.ts'
import { findLayout } from '../../src/formats/layouts.ts'
import { type Interpretation, interpret, type Layout } from '../../src/layout/index.ts'
import { type ByteSource, memorySource } from '../../src/source/index.ts'
import { type FileSet, MAIN } from './bases.ts'
import type { Random } from './random.ts'

/** What a trial works on. */
export interface Subject {
  readonly format: Format
  readonly layout: Layout
  readonly files: FileSet
  readonly sources: Readonly<Record<string, ByteSource>>
  /** The whole image. */
  readonly bytes: Uint8Array
  /** Its header area. */
  readonly area: Uint8Array
  /** What a caller knows who has the files that the image names. */
  readonly context: Context
  /** The choices of the verb that has it. */
  readonly random: Random
  /** What the check of the format finds: asked once, used by many. */
  findings(): readonly Finding[]
  /** What the layout tells, asked once too. */
  interpretation(): Interpretation
  /** The image that `parse` gives, or the error with which it refuses. */
  parsed(): Parsed
}

/** What became of parsing. */
export type Parsed =
  | { readonly kind: 'image'; readonly image: unknown }
  | { readonly kind: 'refused'; readonly error: FormatError }

/** A subject of the format `id`; `known` holds other code for it, in tests of the fuzzer. */
export function subjectOf(
  id: string,
  at: { files: FileSet; known?: readonly Format[] | undefined },
): Omit<Subject, 'random'> {
  const { files, known = formats } = at
  const format = known.find((one) => one.id === id)
  const layout = findLayout(id)
  if (format === undefined || layout === undefined) {
    throw new RangeError(`Cannot try "${id}": no such format`)
  }
  const bytes = files[MAIN] ?? new Uint8Array(0)
  const entries = Object.entries(files)
  const sources = Object.fromEntries(entries.map(([name, data]) => [name, memorySource(data)]))
  const size = Math.min(format.area(bytes.subarray(0, format.headerSize)), format.areaLimit)
  const area = bytes.subarray(0, size)
  const context = contextOf(format, files)
  return {
    format,
    layout,
    files,
    sources,
    bytes,
    area,
    context,
    findings: once(() => format.check(area, context)),
    interpretation: once(() => interpret(layout, area, context)),
    parsed: once(() => parsed(format, area)),
  }
}

function once<Result>(make: () => Result): () => Result {
  let made: { readonly result: Result } | undefined
  return () => {
    made ??= { result: make() }
    return made.result
  }
}

function parsed(format: Format, area: Uint8Array): Parsed {
  try {
    return { kind: 'image', image: format.parse(area) }
  } catch (error) {
    if (error instanceof FormatError) return { kind: 'refused', error }
    throw error
  }
}

function contextOf(format: Format, files: FileSet): Context {
  const bytes = files[MAIN] ?? new Uint8Array(0)
  const fileSize = bytes.length
  const { imageFile, imageSizeInput } = format.facts(bytes.subarray(0, format.areaLimit), {
    fileSize,
  })
  if (imageSizeInput === undefined || imageFile === undefined) return { fileSize }
  const image = Object.hasOwn(files, imageFile) ? files[imageFile] : undefined
  return image === undefined
    ? { fileSize }
    : { fileSize, inputs: { [imageSizeInput]: image.length } }
}
