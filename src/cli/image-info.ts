/** What `info` gathers of one image, before it is printed. */
import type { Finding } from '../binary/finding.ts'
import type { ImageFacts, Region } from '../binary/format.ts'
import { decodeText } from '../binary/text.ts'
import {
  type ExtensionRecord,
  type FieldValue,
  type Interpretation,
  interpret,
  type Layout,
  readStruct,
  shortPrintable,
  structNamed,
} from '../layout/index.ts'
import { sortFindings } from '../validate/index.ts'
import { choiceNote, layoutOf, mismatchNote, type OpenImage, surroundings } from './image.ts'

/** All that `info` shows of one image. */
export interface ImageInfo {
  readonly image: OpenImage
  readonly layout: Layout
  readonly facts: ImageFacts
  readonly interpretation: Interpretation
  readonly regions: readonly Region[]
  readonly notes: readonly string[]
}

/** Gathers what an image says; looks for its image file, and opens no other file. */
export async function collectInfo(image: OpenImage): Promise<ImageInfo> {
  const { format, bytes, path } = image
  const fileSize = image.source.size
  const around = await surroundings(path, format.facts(bytes, { fileSize }))
  const context = { fileSize, inputs: around.inputs }
  const layout = layoutOf(image)
  return {
    image,
    layout,
    facts: format.facts(bytes, context),
    interpretation: interpret(layout, bytes, context),
    regions: format.regions(bytes, context),
    notes: [
      ...mismatchNote(image),
      ...choiceNote(image),
      ...around.notes,
      ...faultNotes(format.check(bytes, context)),
    ],
  }
}

/** Characters of a finding's message that a note shows. */
const NOTE_LIMIT = 240

function faultNotes(findings: readonly Finding[]): string[] {
  const errors = sortFindings(findings).filter(({ severity }) => severity === 'error')
  const [first] = errors
  if (first === undefined) return []
  const message = shortPrintable(first.message, NOTE_LIMIT)
  const what = errors.length === 1 ? '1 error' : `${errors.length} errors, the first of them`
  return [`The image has ${what}: ${message} (see cowtools validate)`]
}

type Fields = Readonly<Record<string, FieldValue>>

/** Content of an extension, decoded as far as its type is known. */
export type ExtensionContent =
  | { readonly data: string }
  | { readonly data_hex: Uint8Array }
  | { readonly fields: Fields }
  /** `rows-left-out` counts the rows beyond `LIST_LIMIT`. */
  | { readonly rows: readonly Fields[]; readonly 'rows-left-out'?: number }

/** Rows of an extension that are shown. */
const LIST_LIMIT = 1000

/** Decodes the content of an extension: text, fields, rows, or bytes. */
export function extensionContent(
  layout: Layout,
  bytes: Uint8Array,
  { known, dataOffset, length }: ExtensionRecord,
): ExtensionContent {
  const content = bytes.subarray(dataOffset, dataOffset + length)
  if (known?.content === 'text') return { data: decodeText(content, 0, length) }
  const struct = structNamed(layout, known?.struct)
  if (struct === undefined) return { data_hex: content }
  if (known?.content === 'struct')
    return { fields: Object.fromEntries(readStruct(struct, content)) }
  const count = Math.floor(length / struct.size)
  const rows = Array.from({ length: Math.min(count, LIST_LIMIT) }, (_, row): Fields => {
    const at = row * struct.size
    return Object.fromEntries(readStruct(struct, content.subarray(at, at + struct.size)))
  })
  return count > rows.length ? { rows, 'rows-left-out': count - rows.length } : { rows }
}
