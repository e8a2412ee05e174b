/** Enums, bitfields and structs of a format in the pattern language. */
import type { Bits, Expr, Field, Item, Prose, Struct } from '../../ir.ts'
import { BESIDE, parts } from '../../resolve/expressions.ts'
import { hexpatExpression, obstacleIn, type Scope } from './expression.ts'
import { createNames, freeWord, type Names } from './names.ts'

const INDENT = '    '

/** Lines of a block, one level deeper. */
export const indented = (lines: readonly string[]) =>
  lines.map((line) => (line === '' ? '' : `${INDENT}${line}`))

/** An attribute with the summary of a thing. */
export function commentOf({ summary }: Pick<Prose, 'summary'>): string {
  return ` [[comment("${plain(summary).replace(/[\\"]/g, '\\$&')}")]]`
}

/** A text on one line. */
export const plain = (text: string) => text.replace(/\s+/g, ' ').trim()

/** Types by the things that they are of. */
export interface TypeNames {
  readonly struct: (struct: Struct) => string
  readonly enum: (struct: Struct, field: Field) => string
  readonly bits: (struct: Struct, field: Field) => string
  readonly made: (wanted: string) => string
}

/** Names of types; those of structs come first. */
export function typeNames(structs: readonly Struct[]): TypeNames {
  const names: Names = createNames()
  for (const struct of structs) names.of(`struct ${struct.names.spec}`, struct.names.pascal)
  const ofField = (kind: string, struct: Struct, field: Field) =>
    names.of(
      `${kind} ${struct.names.spec}.${field.names.spec}`,
      `${struct.names.pascal}${field.names.pascal}`,
    )
  return {
    struct: (struct) => names.of(`struct ${struct.names.spec}`, struct.names.pascal),
    enum: (struct, field) => ofField('enum', struct, field),
    bits: (struct, field) => ofField('bits', struct, field),
    made: (wanted) => names.of(`made ${wanted}`, wanted),
  }
}

/** Everything that a struct consists of, its enums and bitfields first. */
export function structLines(struct: Struct, types: TypeNames): readonly string[] {
  const fields = struct.items.filter((item) => item.kind === 'field')
  return [
    ...fields.flatMap((field) => enumLines(struct, field, types)),
    ...fields.flatMap((field) => bitfieldLines(struct, field, types)),
    `// ${plain(struct.summary)}`,
    `struct ${types.struct(struct)} {`,
    ...indented(memberLines(struct, types)),
    '};',
    '',
  ]
}

const integerType = ({ type }: Field) =>
  'bits' in type ? `${type.kind === 'int' ? 's' : 'u'}${type.bits}` : 'u8'

function enumLines(struct: Struct, field: Field, types: TypeNames): readonly string[] {
  if (!field.enum || hasBits(field)) return []
  return [
    `enum ${types.enum(struct, field)} : ${integerType(field)} {`,
    ...field.enum.map(
      ({ name, value, summary }) => `${INDENT}${freeWord(name)} = ${value}, // ${plain(summary)}`,
    ),
    '};',
    '',
  ]
}

const hasBits = (field: Field) => field.bits !== undefined && field.bits.length > 0

/** From the most significant bit where the word is big-endian, else from the least significant. */
function bitfieldLines(struct: Struct, field: Field, types: TypeNames): readonly string[] {
  if (!hasBits(field)) return []
  const size = field.size * 8
  const isBig = field.endian === 'big'
  const runs = runsOf(field.bits ?? [], size)
  const order = isBig ? 'MostToLeastSignificant' : 'LeastToMostSignificant'
  return [
    `bitfield ${types.bits(struct, field)} {`,
    ...(isBig ? runs.toReversed() : runs).map(({ bits, width }) =>
      bits
        ? `${INDENT}${freeWord(bits.names.spec)} : ${width}${commentOf(bits)};`
        : `${INDENT}padding : ${width};`,
    ),
    `} [[bitfield_order(std::core::BitfieldOrder::${order}, ${size})]];`,
    '',
  ]
}

function runsOf(
  bits: readonly Bits[],
  size: number,
): readonly { readonly width: number; readonly bits?: Bits }[] {
  const runs: { width: number; bits?: Bits }[] = []
  let next = 0
  for (const one of [...bits].sort((a, b) => a.bit - b.bit)) {
    if (one.bit > next) runs.push({ width: one.bit - next })
    runs.push({ width: one.width, bits: one })
    next = one.bit + one.width
  }
  if (next < size) runs.push({ width: size - next })
  return runs
}

/** Reads an integer of the file into an expression. */
export function readText(field: Field, at: string): string {
  const sign = field.type.kind === 'int' ? 'signed' : 'unsigned'
  const endian = field.endian === 'big' ? 'Big' : 'Little'
  return `std::mem::read_${sign}(${at}, ${field.size}, std::mem::Endian::${endian})`
}

/** `a ? b : false` for conditions of which the second needs the first. */
export function allOf(tests: readonly string[]): string | undefined {
  const [first, ...others] = tests
  if (first === undefined) return undefined
  const rest = allOf(others)
  return rest === undefined ? first : `${first} ? (${rest}) : false`
}

/** Variables for the integers of a struct that somebody reads. */
export interface Variables {
  /** Lines that declare the variables. */
  readonly lines: readonly string[]
  readonly name: (field: Field) => string
  /** When an item is there; undefined for always. */
  readonly presence: (item: Item) => string | undefined
}

/**
 * One variable per field that conditions read, with the default of a field that is absent. `place`
 * gives the address of an offset in the struct, `wanted` the name of a field's variable.
 */
export function variablesOf(
  struct: Struct,
  read: ReadonlySet<Field>,
  naming: {
    readonly names: Names
    readonly prefix: string
    readonly place: (at: number) => string
  },
): Variables {
  const { names, prefix, place } = naming
  const name = (field: Field) => names.of(field, `${prefix}${field.names.spec}`)
  const presence = presenceIn(struct, siblingScope(name), name)
  const lines = struct.items.flatMap((item) => {
    if (item.kind !== 'field' || !read.has(item) || !('bits' in item.type)) return []
    const condition = presence(item)
    const value = readText(item, place(item.offset))
    const guarded = condition
      ? `${ternaryTest(condition)} ? ${value} : ${item.fallback ?? 0}`
      : value
    return [`s128 ${name(item)} = ${guarded};`]
  })
  return { lines: ordered(struct, read, lines), name, presence }
}

/** A length that others depend on comes before them. */
function ordered(
  { items, lengthField }: Struct,
  read: ReadonlySet<Field>,
  lines: readonly string[],
): readonly string[] {
  const fields = items.filter(
    (item) => item.kind === 'field' && read.has(item) && 'bits' in item.type,
  )
  const at = lengthField ? fields.indexOf(lengthField) : -1
  const first = fields.findIndex((item) => item.kind === 'field' && item.inTail)
  const line = lines[at]
  if (at < 0 || first < 0 || first >= at || line === undefined) return lines
  return [...lines.slice(0, first), line, ...lines.slice(first, at), ...lines.slice(at + 1)]
}

const ternaryTest = (condition: string) => (/[?|]/.test(condition) ? `(${condition})` : condition)

function siblingScope(name: (field: Field) => string): Scope {
  return {
    name: (leaf) => {
      if (leaf.kind === 'field') return name(leaf.field)
      throw new TypeError(`Cannot emit a condition on siblings: it reads a ${leaf.kind}`)
    },
    length: () => {
      throw new TypeError('Cannot emit a condition on siblings: it reads a string')
    },
  }
}

function presenceIn(struct: Struct, scope: Scope, name: (field: Field) => string) {
  return (item: Item): string | undefined => {
    if (item.kind === 'hole') return undefined
    const tests: string[] = []
    if (item.when && obstacleIn(item.when) !== undefined) return 'false'
    if (item.when) tests.push(hexpatExpression(item.when, scope, BESIDE.and))
    const { lengthField } = struct
    if (item.inTail && lengthField && item !== lengthField) {
      tests.push(`${name(lengthField)} >= ${item.offset + item.size}`)
    }
    return tests.length > 0 ? tests.join(' && ') : undefined
  }
}

/** Fields that the conditions of a struct read. */
export function readFields(struct: Struct): ReadonlySet<Field> {
  const exprs = struct.items.flatMap((item) =>
    item.kind !== 'hole' && item.when ? [item.when] : [],
  )
  const fields = exprs.flatMap((expr: Expr) =>
    [...parts(expr)].flatMap((part) => (part.kind === 'field' ? [part.field] : [])),
  )
  const length = struct.lengthField
  const isNeeded = length && struct.items.some((item) => item !== length && isInTail(item))
  return new Set(isNeeded ? [...fields, ...conditionFields(length), length] : fields)
}

/** Items whose condition has no translation: they are taken to be absent. */
export function lostItems(struct: Struct): readonly string[] {
  return struct.items.flatMap((item) => {
    const obstacle = item.kind === 'hole' || !item.when ? undefined : obstacleIn(item.when)
    return obstacle === undefined ? [] : [`${struct.names.spec}.${item.names.spec}: ${obstacle}`]
  })
}

const isInTail = (item: Item) => item.kind !== 'hole' && item.inTail

const conditionFields = ({ when }: Field) =>
  when ? [...parts(when)].flatMap((part) => (part.kind === 'field' ? [part.field] : [])) : []

function memberLines(struct: Struct, types: TypeNames): readonly string[] {
  const read = readFields(struct)
  const names = createNames(struct.items.map((item) => freeWord(item.names.spec)))
  const start = names.of('start', 'start')
  const place = (at: number) => (at === 0 ? start : `${start} + ${at}`)
  const variables = variablesOf(struct, read, { names, prefix: 'value_of_', place })
  const isGated = struct.items.some((item) => variables.presence(item) !== undefined)
  const lines: string[] = isGated ? [`s128 ${start} = $;`, ...variables.lines] : []
  let wasGated = false
  for (const item of struct.items) {
    const condition = variables.presence(item)
    const member = memberLine(struct, item, types)
    // An absent item leaves its bytes, so whatever follows one says where it is.
    const jump = `$ = ${place(item.offset)};`
    if (condition) lines.push(`if (${condition}) {`, ...indented([jump, member]), '}')
    else lines.push(...(wasGated ? [jump] : []), member)
    wasGated = condition !== undefined
  }
  return lines
}

function memberLine(struct: Struct, item: Item, types: TypeNames): string {
  if (item.kind !== 'field') return `padding[${item.size}]; // ${item.kind}: ${plain(item.summary)}`
  const name = freeWord(item.names.spec)
  const comment = commentOf(item)
  const { type } = item
  if (!('bits' in type)) {
    return `${type.kind === 'char' ? 'char' : 'u8'} ${name}[${type.length}]${comment};`
  }
  const order = item.endian === struct.endian ? '' : `${item.endian === 'big' ? 'be' : 'le'} `
  if (hasBits(item)) return `${order}${types.bits(struct, item)} ${name}${comment};`
  const typeName = item.enum ? types.enum(struct, item) : integerType(item)
  return `${order}${typeName} ${name}${comment};`
}
