/** What `info` prints for people: qemu-img's lines first, then the header as it stands. */
import type { Region } from '../binary/format.ts'
import { printableText } from '../binary/text.ts'
import {
  describeValue,
  type ExtensionRecord,
  hexText,
  quotedText,
  sizeText,
  tableLines,
  wrapText,
} from '../layout/index.ts'
import { extensionContent, type ImageInfo } from './image-info.ts'
import type { Io } from './io.ts'

/** Bytes of an unknown extension that are shown. */
const SHOWN_BYTES = 24

/** An image's facts, header, extensions and regions. */
export function infoText(info: ImageInfo, io: Io): string {
  const parts = [
    factLines(info, io),
    section('Header', headerLines(info, io), io),
    section('Extensions', extensionLines(info, io), io),
    section('Regions', regionLines(info.regions), io),
    info.notes.flatMap((note) => noteLines(note, io)),
  ]
  const lines = parts.filter((part) => part.length > 0).map((part) => part.join('\n'))
  return `${lines.join('\n\n')}\n`
}

function factLines({ image, facts }: ImageInfo, { paint }: Io): string[] {
  const { format, source, path } = image
  const rows: [string, string | undefined][] = [
    ['image', printableText(path)],
    ['file format', format.family],
    ['schema', `${format.id} (${format.title}, ${format.status})`],
    ['virtual size', bytesText(facts.virtualSize) ?? 'unknown'],
    ['disk size', bytesText(BigInt(source.allocatedSize))],
    ['file length', bytesText(BigInt(source.size))],
    ['cluster_size', facts.clusterSize?.toString()],
    ['backing file', printable(facts.backingFile)],
    ['backing file format', printable(facts.backingFormat)],
    ['image file', printable(facts.imageFile)],
    ['image file format', printable(facts.imageFormat)],
  ]
  const lines = rows.flatMap(([name, value]) =>
    value === undefined ? [] : [`${paint.strong(`${name}:`)} ${value}`],
  )
  const specific = Object.entries(facts.specific)
  if (specific.length === 0) return lines
  return [
    ...lines,
    paint.strong('Format specific information:'),
    ...specific.flatMap(([key, value]) => specificLines(key, value)),
  ]
}

function specificLines(key: string, value: unknown): string[] {
  if (typeof value !== 'object') return [`    ${key}: ${printableText(String(value))}`]
  const inner = Object.entries(value ?? {})
  return [
    `    ${key}:`,
    ...inner.map(([name, one]) => `        ${name}: ${printableText(String(one))}`),
  ]
}

function bytesText(size: bigint | undefined): string | undefined {
  if (size === undefined) return undefined
  return size < 1024n ? sizeText(size) : `${sizeText(size)} (${size} bytes)`
}

function printable(text: string | undefined): string | undefined {
  return text === undefined || text === '' ? undefined : printableText(text)
}

function section(title: string, lines: readonly string[], { paint }: Io): string[] {
  return lines.length === 0 ? [] : [paint.strong(`${title}:`), ...lines]
}

function headerLines({ interpretation }: ImageInfo, io: Io): string[] {
  const rows: [string, string, string][] = []
  for (const placed of interpretation.items) {
    if (placed.state !== 'whole' || placed.item.kind !== 'field') continue
    if (placed.value === undefined) continue
    const { offset, name } = placed.item
    rows.push([String(offset), name, describeValue(placed.item, placed.value)])
  }
  for (const { name, offset, text } of interpretation.strings) {
    rows.push([String(offset), name, text === undefined ? 'out of bounds' : quotedText(text)])
  }
  return columns(['offset', 'name', 'value'], rows, io)
}

function extensionLines({ layout, image, interpretation }: ImageInfo, io: Io): string[] {
  const rows = interpretation.extensions.records
    .filter(({ isEnd }) => !isEnd)
    .map((record): [string, string, string] => {
      const name = record.known?.name ?? 'unknown'
      const type = `0x${record.type.toString(16)} ${name}`
      return [String(record.offset), type, contentText({ layout, image }, record)]
    })
  return columns(['offset', 'type', 'content'], rows, io)
}

function contentText(
  { layout, image }: Pick<ImageInfo, 'layout' | 'image'>,
  record: ExtensionRecord,
): string {
  const content = extensionContent(layout, image.bytes, record)
  if ('data' in content) return quotedText(content.data)
  if ('rows' in content) return `${content.rows.length} rows (see cowtools dump)`
  if ('fields' in content) {
    return Object.entries(content.fields)
      .map(([name, value]) => `${name} ${value instanceof Uint8Array ? hexText(value) : value}`)
      .join(', ')
  }
  const { data_hex: bytes } = content
  const shown = hexText(bytes.subarray(0, SHOWN_BYTES))
  return `${record.statedLength} bytes ${shown}${bytes.length > SHOWN_BYTES ? '…' : ''}`
}

function regionLines(regions: readonly Region[]): string[] {
  return tableLines(
    regions.map(({ name, kind, offset, size }) => {
      const at = offset === undefined ? 'at an unknown offset' : `at ${offset}`
      return [`  ${name}`, kind, at, bytesText(size) ?? 'of unknown size']
    }),
  )
}

/** Three columns; the last is wrapped to what the width leaves. */
function columns(
  heading: readonly [string, string, string],
  rows: readonly (readonly [string, string, string])[],
  { width, paint }: Io,
): string[] {
  if (rows.length === 0) return []
  const all = [heading, ...rows]
  const first = Math.max(...all.map(([cell]) => cell.length))
  const second = Math.max(...all.map(([, cell]) => cell.length))
  const left = first + second + 6
  return all.flatMap(([offset, name, value], row) => {
    const head = `  ${offset.padStart(first)}  ${name.padEnd(second)}  `
    const lines = wrapText(value, width - left)
    const text = lines.map((line, at) => (at === 0 ? head : ' '.repeat(left)) + line)
    return row === 0 ? text.map(paint.dim) : text
  })
}

function noteLines(note: string, { paint, width }: Io): string[] {
  const prefix = 'note: '
  return wrapText(note, width - prefix.length).map((line, at) =>
    at === 0 ? `${paint.warning(prefix)}${line}` : `${' '.repeat(prefix.length)}${line}`,
  )
}
