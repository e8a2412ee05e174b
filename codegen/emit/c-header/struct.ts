/** A struct with the exact layout of the file. */
import type { Field, Item, Struct } from '../../ir.ts'
import { presence } from '../markdown/words.ts'
import { docComment, type Paragraphs } from './comment.ts'
import { fieldConstants, sizeConstants } from './constants.ts'
import type { Claim, NamedStruct } from './names.ts'

const INDENT = '    '

/** Macro that asserts while compiling, in C as in C++. */
export type AssertMacro = string

/** A struct with its macros, its packed declaration, and what holds it to the layout. */
export function structLines(
  named: NamedStruct,
  claim: Claim,
  assert: AssertMacro,
): readonly string[] {
  const { struct, tag, prefix } = named
  const macros = [...sizeConstants(named, claim)]
  const members: string[] = []
  for (const item of struct.items) {
    const constants = item.kind === 'field' ? fieldConstants(item, prefix, claim) : undefined
    if (constants) macros.push(...constants.lines)
    const text = memberText(item, named, constants?.notes ?? [])
    members.push(...docComment([text], INDENT))
    members.push(`${INDENT}${declarator(item, named)} /* ${placeText(item)} */`)
  }
  const offsets = struct.items.map((item) => [memberName(item, named), item.offset] as const)
  return [
    ...macros,
    '',
    ...docComment(structDoc(struct)),
    '#pragma pack(push, 1)',
    `struct ${tag} {`,
    ...members,
    '};',
    '#pragma pack(pop)',
    ...assertions({ tag, size: struct.size, offsets }, assert),
  ]
}

/** Offsets and size of a struct, to be asserted. */
export interface Asserted {
  readonly tag: string
  readonly size: number
  readonly offsets: readonly (readonly [member: string, offset: number])[]
}

/** One assertion for the size, one for each offset. */
export function assertions(
  { tag, size, offsets }: Asserted,
  assert: AssertMacro,
): readonly string[] {
  return [
    `${assert}(sizeof(struct ${tag}) == ${size}, "size");`,
    ...offsets.map(
      ([member, offset]) =>
        `${assert}(offsetof(struct ${tag}, ${member}) == ${offset}, "${member}");`,
    ),
  ]
}

function structDoc(struct: Struct): Paragraphs {
  const { c, lengthField, minSize, size } = struct
  const paragraphs = [struct.summary, '', `${size} bytes, ${struct.endian}-endian.`]
  if (minSize !== size && lengthField) {
    paragraphs.push(
      '',
      `A file may hold fewer, but not fewer than ${minSize}: \`${lengthField.names.spec}\` says how ` +
        'many. What stands behind them there is not of this struct.',
    )
  }
  if (c?.packed) paragraphs.push('', `In the source of the format: struct ${c.name}, packed too.`)
  return paragraphs
}

/** The name of a member in C. */
export function memberName(item: Item, { members }: NamedStruct): string {
  return members.get(item) ?? item.names.spec
}

/** `uint32_t magic;`, `uint8_t hole_1036[4];` */
export function declarator(item: Item, named: NamedStruct): string {
  const name = memberName(item, named)
  if (item.kind !== 'field') return `uint8_t ${name}[${item.size}];`
  const { type } = item
  switch (type.kind) {
    case 'uint':
      return `uint${type.bits}_t ${name};`
    case 'int':
      return `int${type.bits}_t ${name};`
    case 'char':
      return `char ${name}[${type.length}];`
    case 'bytes':
      return `uint8_t ${name}[${type.length}];`
  }
}

/** `1040, big-endian`: offset and byte order, or how text ends. */
function placeText(item: Item): string {
  if (item.kind === 'hole') return `${item.offset}, hole: write zeros`
  if (item.kind === 'reserved') return `${item.offset}, reserved: write zeros`
  const { type, offset, endian } = item
  if ('bits' in type) return type.bits === 8 ? `${offset}` : `${offset}, ${endian}-endian`
  return type.kind === 'char' ? `${offset}, ${TEXT_END[type.pad]}` : `${offset}, bytes`
}

const TEXT_END = {
  nul: 'text up to a NUL',
  zero: 'text up to a NUL, or all of it',
  none: 'text, all of it',
}

function memberText(item: Item, named: NamedStruct, notes: readonly string[]): string {
  const { struct } = named
  const there = presence(item, struct)
  const parts = [item.summary]
  if (memberName(item, named) !== item.names.spec) parts.push(`\`${item.names.spec}\` by name.`)
  if (item.kind === 'field' && item.unit !== undefined) parts.push(`Unit: ${item.unit}.`)
  parts.push(...notes)
  if (there !== undefined) parts.push(`${capital(there)}${absentText(item)}.`)
  return parts.join(' ')
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

function absentText(item: Item): string {
  const { fallback }: Partial<Field> = item.kind === 'field' ? item : {}
  if (fallback === undefined) return ''
  return fallback === '' ? '; empty otherwise' : `; ${fallback} otherwise`
}
