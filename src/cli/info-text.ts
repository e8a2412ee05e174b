/** What `info` prints for people: qemu-img's lines first, then the header as it stands. */
import type { Region } from '../binary/format.ts'
import { printableText } from '../binary/text.ts'
import {
  countText,
  describeValue,
  type ExtensionRecord,
  hexDigits,
  quotedText,
  shortened,
  shortPrintable,
  sizeText,
  TEXT_LIMIT,
  tableLines,
  wrapText,
} from '../layout/index.ts'
import { mismatchNote } from './image.ts'
import { extensionContent, type ImageInfo } from './image-info.ts'
import type { Io } from './io.ts'

/** Bytes of an unknown extension that are shown. */
const SHOWN_BYTES = 24

/** An image's facts, header, extensions and regions. What makes all of it doubtful comes first. */
export function infoText(info: ImageInfo, io: Io): string {
  const first = mismatchNote(info.image)
  const others = info.notes.filter((note) => !first.includes(note))
  const parts = [
    first.flatMap((note) => noteLines(note, io)),
    factLines(info, io),
    section('Header', headerLines(info, io), io),
    section('Extensions', extensionLines(info, io), io),
    section('Regions', regionLines(info.regions), io),
    others.flatMap((note) => noteLines(note, io)),
  ]
  const lines = parts.filter((part) => part.length > 0).map((part) => part.join('\n'))
  return `${lines.join('\n\n')}\n`
}

function factLines({ image, facts }: ImageInfo, { paint, width }: Io): string[] {
  const { format, source, path } = image
  const rows: [string, string | undefined][] = [
    ['image', printableText(path)],
    ['file format', format.family],
    ['schema', `${format.id} (${format.title}, ${format.status})`],
    ['virtual size', bytesText(facts.virtualSize) ?? 'unknown'],
    ['disk size', bytesText(BigInt(source.allocatedSize))],
    ['file length', bytesText(BigInt(source.size))],
    ['cluster_size', facts.clusterSize?.toString()],
    ['backing file', facts.backingFile],
    ['backing file format', facts.backingFormat],
    ['image file', facts.imageFile],
    ['image file format', facts.imageFormat],
  ]
  const lines = rows.flatMap(([name, value]) => {
    if (value === undefined || value === '') return []
    const shown = name === 'image' ? value : shortPrintable(value, width - name.length - 2)
    return [`${paint.strong(`${name}:`)} ${shown}`]
  })
  const specific = Object.entries(facts.specific)
  if (specific.length === 0) return lines
  return [
    ...lines,
    paint.strong('Format specific information:'),
    ...specific.flatMap(([key, value]) => specificLines(key, value, width)),
  ]
}

function specificLines(key: string, value: unknown, width: number): string[] {
  const line = (head: string, one: unknown) =>
    `${head}: ${shortPrintable(String(one), width - head.length - 2)}`
  if (typeof value !== 'object') return [line(`    ${key}`, value)]
  const inner = Object.entries(value ?? {})
  return [`    ${key}:`, ...inner.map(([name, one]) => line(`        ${name}`, one))]
}

function bytesText(size: bigint | undefined): string | undefined {
  if (size === undefined) return undefined
  return size < 1024n ? sizeText(size) : `${sizeText(size)} (${size} bytes)`
}

function section(title: string, lines: readonly string[], { paint }: Io): string[] {
  return lines.length === 0 ? [] : [paint.strong(`${title}:`), ...lines]
}

function headerLines({ image, interpretation }: ImageInfo, io: Io): string[] {
  const rows: [string, string, string][] = []
  const { size } = image.source
  for (const placed of interpretation.items) {
    const { offset, name } = placed.item
    if (placed.state === 'cut' && image.bytes.length === size) {
      rows.push([String(offset), name, `the file ends here, at byte ${size}`])
      break
    }
    if (placed.state !== 'whole' || placed.item.kind !== 'field') continue
    if (placed.value === undefined) continue
    const value = describeValue(placed.item, placed.value)
    rows.push([String(offset), name, shortened(value, TEXT_LIMIT)])
  }
  for (const { name, offset, text } of interpretation.strings) {
    const value = text === undefined ? 'out of bounds' : quotedText(text, TEXT_LIMIT)
    rows.push([String(offset), name, value])
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
  if ('data' in content) return quotedText(content.data, TEXT_LIMIT)
  if ('rows' in content) {
    const { rows, 'rows-left-out': more = 0 } = content
    return `${countText(rows.length + more)} rows (see cowtools dump)`
  }
  if ('fields' in content) {
    return Object.entries(content.fields)
      .map(([name, value]) => `${name} ${value instanceof Uint8Array ? hexDigits(value) : value}`)
      .join(', ')
  }
  const { data_hex: bytes } = content
  const shown = hexDigits(bytes.subarray(0, SHOWN_BYTES))
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
  const first = all.reduce((most, [cell]) => Math.max(most, cell.length), 0)
  const second = all.reduce((most, [, cell]) => Math.max(most, cell.length), 0)
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
