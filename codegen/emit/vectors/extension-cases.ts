/** Header extensions: each known type, lengths at and past their limits, lists that do not end. */
import type { Extensions, ExtensionType } from '../../ir.ts'
import { changesOf } from './field-cases.ts'
import {
  type Case,
  CONTROL,
  type Image,
  integerBytes,
  letters,
  limitsOf,
  type Patch,
  patched,
} from './image.ts'
import type { Known } from './verdict.ts'

/** A record to be written: its type, its content, and the length that it states if that is wrong. */
export interface Draft {
  readonly type: bigint
  readonly content?: Uint8Array | undefined
  readonly stated?: number
}

/** Where the records go, and how they look. */
export interface Area {
  readonly image: Image
  readonly extensions: Extensions
  readonly start: number
  readonly end: number
}

/** Longest content that a vector spells out. */
const MAX_CONTENT = 16_384

/** Where an image has its extensions; undefined if nobody knows. */
export function areaOf(image: Image, { format, value, bytes }: Known): Area | undefined {
  const { extensions } = format
  const start = extensions && value(extensions.at)
  const end = extensions && value(extensions.end)
  if (!extensions || typeof start !== 'bigint' || typeof end !== 'bigint') return undefined
  const last = Math.min(Number(end), bytes.length)
  return start < last ? { image, extensions, start: Number(start), end: last } : undefined
}

/** The extensions that an image has. */
export function draftsOf({ format, records, bytes }: Known): readonly Draft[] {
  const found = records?.list.filter(({ type }) => type !== format.extensions?.endType) ?? []
  return found.map(({ type, content, length }) => ({
    type,
    content: bytes.slice(content, content + length),
  }))
}

/** The image with these extensions and no others. */
export function written({ image, extensions, start, end }: Area, drafts: readonly Draft[]): Image {
  const { record, type, length, align } = extensions
  const patches: Patch[] = [{ at: start, bytes: new Uint8Array(end - start) }]
  let at = start
  for (const { type: code, content = new Uint8Array(0), stated = content.length } of drafts) {
    patches.push(
      { at: at + type.offset, bytes: integerBytes(type, code) },
      { at: at + length.offset, bytes: integerBytes(length, BigInt(stated)) },
      { at: at + record.size, bytes: content },
    )
    at += record.size + Math.ceil(stated / align) * align
  }
  patches.push({ at: at + type.offset, bytes: integerBytes(type, extensions.endType) })
  return patched(image, ...patches)
}

/** Every image worth a test; those in `kept` stay, where there is room for them. */
export function extensionCases(area: Area, kept: readonly Draft[]): readonly Case[] {
  const listed: Listed = (name, summary, drafts) => {
    const others = kept.filter(({ type }) => drafts.every((one) => one.type !== type))
    const image = written(area, [...drafts, ...others])
    return { name: `extensions.${name}`, summary, image, fields: [] }
  }
  const { types } = area.extensions
  return [
    ...types.flatMap((type) => typeCases(listed, type)),
    ...listCases(listed, area),
    ...endCases(area),
  ]
}

/** A case with these extensions, and those that the image cannot do without. */
type Listed = (name: string, summary: string, drafts: readonly Draft[]) => Case

function typeCases(listed: Listed, type: ExtensionType): readonly Case[] {
  const { names, struct, maxSize, content } = type
  const one = (
    what: string,
    state: string,
    length: number,
    fill: Uint8Array = new Uint8Array(length),
  ): Case =>
    listed(`${names.spec}.${what}`, `The extension ${names.spec} ${state}.`, [
      { type: type.type, content: fill },
    ])
  const isLetters = content === 'text' || content === 'bytes'
  const unit = struct?.size ?? 3
  const filled = (length: number) => (isLetters ? letters(length) : new Uint8Array(length))
  const cases = [
    one('empty', 'has no content', 0),
    one('one', `has ${unit} bytes`, unit, filled(unit)),
    ...(struct ? [one('short', 'lacks the last byte of its struct', unit - 1)] : []),
    ...(struct ? [one('long', 'has a byte behind its struct', unit + 1)] : []),
  ]
  if (maxSize !== undefined && maxSize < MAX_CONTENT) {
    const over = content === 'rows' ? unit : 1
    const most = maxSize - (maxSize % over)
    cases.push(one('longest', `has ${most} bytes, the most that are valid`, most, filled(most)))
    const more = most + over
    cases.push(one('too_long', `has ${more} bytes, more than is valid`, more, filled(more)))
  }
  if (content === 'text') {
    const text = Uint8Array.of(97, CONTROL, 98)
    cases.push(one('control', 'has a control character', text.length, text))
  }
  return [...cases, ...contentCases(listed, type)]
}

/** The items of the struct in an extension, as those of the header. */
function contentCases(listed: Listed, { names, struct, type }: ExtensionType): readonly Case[] {
  const plain = new Uint8Array(struct?.size ?? 0)
  return (struct?.items ?? []).flatMap((item) =>
    changesOf(item, plain, 0).map(({ what, summary, patch }) => {
      const content = plain.slice()
      content.set(patch.bytes, patch.at)
      const name = `${names.spec}.${item.names.spec}.${what}`
      return listed(name, `In the extension ${names.spec}: ${summary}`, [{ type, content }])
    }),
  )
}

/** Types that mean nothing, and padding. */
function listCases(listed: Listed, { extensions }: Area): readonly Case[] {
  const { align } = extensions
  const type = unknownType(extensions)
  const some = { type, content: letters(1) }
  const padded = Uint8Array.of(...letters(1), ...new Uint8Array(align - 1).fill(255))
  return [
    listed('unknown', 'An extension of an unknown type.', [some]),
    listed('duplicate', 'Two extensions of one type.', [some, some]),
    listed('padding', `Content of 1 byte, padded to ${align} with bytes that are not zero.`, [
      { type, content: padded, stated: 1 },
    ]),
  ]
}

/** Lists that end with the area, past it, or never: nothing else has room there. */
function endCases(area: Area): readonly Case[] {
  const { extensions, start, end } = area
  const { record, length, maxCount } = extensions
  const type = unknownType(extensions)
  const room = end - start - record.size
  const fillings = Array.from({ length: maxCount + 1 }, () => ({ type }))
  const alone = (name: string, summary: string, drafts: readonly Draft[]): Case => {
    return { name: `extensions.${name}`, summary, image: written(area, drafts), fields: [] }
  }
  return [
    alone('fills', 'One extension fills the area: there is no end marker.', [
      { type, stated: room },
    ]),
    alone('past_end', 'An extension ends one byte past the area.', [{ type, stated: room + 1 }]),
    alone('wrap', 'The length of an extension is the largest that its field holds.', [
      { type, stated: Number(limitsOf(length).max) },
    ]),
    alone('most', `${maxCount} extensions, the most that a reader follows.`, fillings.slice(1)),
    alone('too_many', `${maxCount + 1} extensions, one more than a reader follows.`, fillings),
  ]
}

/** The smallest type code that means nothing. */
function unknownType({ types, endType }: Extensions): bigint {
  let code = 1n
  while (code === endType || types.some(({ type }) => type === code)) code += 1n
  return code
}
