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
  structNamed,
} from '../layout/index.ts'
import { countOf } from '../validate/index.ts'
import { layoutOf, type OpenImage, surroundings } from './image.ts'

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
    notes: [...around.notes, ...faultNotes(format.check(bytes, context))],
  }
}

function faultNotes(findings: readonly Finding[]): string[] {
  const errors = countOf(findings, 'error')
  if (errors === 0) return []
  const count = errors === 1 ? '1 error' : `${errors} errors`
  return [`The image has ${count}: see cowtools validate`]
}

type Fields = Readonly<Record<string, FieldValue>>

/** Content of an extension, decoded as far as its type is known. */
export type ExtensionContent =
  | { readonly data: string }
  | { readonly data_hex: Uint8Array }
  | { readonly fields: Fields }
  | { readonly rows: readonly Fields[] }

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
  const rows: Fields[] = []
  for (let at = 0; at + struct.size <= length; at += struct.size) {
    const row = content.subarray(at, at + struct.size)
    rows.push(Object.fromEntries(readStruct(struct, row)))
  }
  return { rows }
}
