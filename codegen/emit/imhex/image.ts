/** What a pattern shows: the header, strings, extensions and regions, each where the file has it. */
import type { Extensions, Field, LocatedString, Region } from '../../ir.ts'
import { BESIDE, parts } from '../../resolve/expressions.ts'
import { hexpatExpression } from './expression.ts'
import { type Globals, hasName } from './globals.ts'
import { createNames, freeWord } from './names.ts'
import {
  allOf,
  commentOf,
  indented,
  plain,
  readText,
  type TypeNames,
  variablesOf,
} from './types.ts'

/** Most bytes, and most entries, of one region that are shown: an editor lists every one of them. */
export const SHOWN = { bytes: 65_536, entries: 4096 } as const

/** What a part of a format becomes. */
export interface Shown {
  /** Types that come before the image. */
  readonly types: readonly string[]
  /** Members of the image. */
  readonly members: readonly string[]
  readonly leftOut?: string | undefined
}

const nothing = (leftOut: string): Shown => ({ types: [], members: [], leftOut })

/** Text of the header area. */
export function shownString(string: LocatedString, globals: Globals): Shown {
  const { when, min, end } = string
  const obstacle = globals.obstacle(when, min, end)
  if (obstacle !== undefined) return nothing(`${string.names.spec}: ${obstacle}`)
  const has = globals.string(string)
  const [at, size] = [string.offset, string.size].map(globals.variables.name)
  const name = freeWord(string.names.spec)
  const member = `char ${name}[${size}] @ ${at}${commentOf(string)};`
  return { types: [], members: [`if (${has} && ${size} > 0) {`, ...indented([member]), '}'] }
}

/** The list of header extensions. */
export function shownExtensions(extensions: Extensions, globals: Globals, types: TypeNames): Shown {
  const obstacle = globals.obstacle(extensions.at, extensions.end)
  if (obstacle !== undefined) return nothing(`the extensions: ${obstacle}`)
  globals.search()
  const { record } = extensions
  const type = types.made('Extension')
  const loop = `while($ + ${record.size} <= extensions_limit)`
  const member = `${type} extensions[${loop}] @ extensions_at${commentOf(extensions)};`
  const hasRoom = `extensions_at >= 0 && extensions_at + ${record.size} <= extensions_limit`
  return {
    types: [
      '// A header extension: its head, its content, and padding.',
      `struct ${type} {`,
      ...indented(recordLines(extensions, types)),
      '};',
      '',
    ],
    members: [`if (${hasRoom}) {`, ...indented([member]), '}'],
  }
}

function recordLines(extensions: Extensions, types: TypeNames): readonly string[] {
  const { record, type, length, align, endType, maxCount } = extensions
  const lines = [
    's128 start = $;',
    `s128 code = ${readText(type, `start + ${type.offset}`)};`,
    `s128 stated = ${readText(length, `start + ${length.offset}`)};`,
    `s128 room = extensions_limit - start - ${record.size};`,
    's128 size = stated < room ? stated : room;',
    `${types.struct(record)} head;`,
    ...contentLines(extensions, types),
    `$ = start + ${record.size} + size;`,
    `s128 rest = (${align} - size % ${align}) % ${align};`,
    'if (rest > 0 && size + rest <= room) {',
    '    padding[rest];',
    '}',
    `if (code == ${endType} || stated > room || std::core::array_index() >= ${maxCount - 1}) {`,
    '    break;',
    '}',
  ]
  return lines
}

/** One branch for each known type; what has another shape than its type says is bytes. */
function contentLines({ types: known }: Extensions, types: TypeNames): readonly string[] {
  const lines: string[] = []
  for (const type of known) {
    const name = freeWord(type.names.spec)
    const { struct, content } = type
    const test = `code == 0x${type.type.toString(16)}`
    const size = struct ? `size >= ${struct.size}` : 'size > 0'
    lines.push(`${lines.length > 0 ? '} else ' : ''}if (${test} && ${size}) {`)
    const comment = commentOf(type)
    if (!struct || content === 'text' || content === 'bytes') {
      lines.push(`    ${content === 'text' ? 'char' : 'u8'} ${name}[size]${comment};`)
    } else if (content === 'struct') {
      lines.push(`    ${types.struct(struct)} ${name}${comment};`)
    } else {
      lines.push(`    ${types.struct(struct)} ${name}[size / ${struct.size}]${comment};`)
    }
  }
  const other = ['    u8 content[size];', '}']
  return lines.length > 0
    ? [...lines, '} else if (size > 0) {', ...other]
    : ['if (size > 0) {', ...other]
}

/** A region, as much of it as the file has and as an editor bears. */
export function shownRegion(region: Region, globals: Globals, types: TypeNames): Shown {
  const { at, size, when, maxSize } = region
  const { spec } = region.names
  const obstacle = globals.obstacle(at, size, when, maxSize)
  if (obstacle !== undefined) return nothing(`${spec}: ${obstacle}`)
  const { names, lines, text, guards } = globals
  const has = hasName(region, names)
  const offset = names.of(`offset ${spec}`, `${spec}_offset`)
  const length = names.of(`size ${spec}`, `${spec}_size`)
  const flag = names.of(`known ${spec}`, `${spec}_known`)
  const present = [...guards(when), ...(when ? [text(when, BESIDE.question)] : [])]
  const known = allOf([...new Set([...present, ...guards(at, size, maxSize)])])
  const [start, extent] = [at, size].map((expr) =>
    known === undefined ? text(expr) : `${flag} ? (${text(expr)}) : 0`,
  )
  const limits = [
    ...(known === undefined ? [] : [flag]),
    `${offset} >= 0 && ${offset} < file_size && ${length} > 0`,
    ...(maxSize ? [`${length} <= ${text(maxSize, BESIDE.unary)}`] : []),
  ]
  lines.push(
    ...(known === undefined ? [] : [`bool ${flag} = ${known};`]),
    `s128 ${offset} = ${start};`,
    `s128 ${length} = ${extent};`,
    `bool ${has} = ${limits.join(' && ')};`,
  )
  const records = recordTypes(region, globals, types)
  const member = records?.member(offset) ?? plainMember(region, { offset, length }, types)
  return { types: records?.types ?? [], members: [`if (${has}) {`, ...indented([member]), '}'] }
}

interface Place {
  readonly offset: string
  readonly length: string
}

/** Bytes, or entries of one size. */
function plainMember(region: Region, { offset, length }: Place, types: TypeNames): string {
  const { entry } = region
  const name = freeWord(region.names.spec)
  const inFile = `least(${length}, file_size - ${offset})`
  const end = `@ ${offset}${commentOf(region)};`
  if (!entry) return `u8 ${name}[least(${inFile}, ${SHOWN.bytes})] ${end}`
  const count = `least(${inFile} / ${entry.size}, ${SHOWN.entries})`
  return `${types.struct(entry)} ${name}[${count}] ${end}`
}

/** Entries of varying length, one behind the other. */
function recordTypes(region: Region, globals: Globals, types: TypeNames) {
  const { records } = region
  if (!records || globals.obstacle(records.count, records.tail) !== undefined) return undefined
  const { struct, tail, align, maxCount } = records
  const isOwn = (field: Field) => struct.items.includes(field)
  const read = fieldsOf(records.tail)
  if (!read.every(isOwn)) return undefined
  const count = globals.names.of(`count ${region.names.spec}`, `${region.names.spec}_count`)
  const known = allOf(globals.guards(records.count))
  const value = globals.text(records.count)
  globals.lines.push(
    `s128 ${count} = ${known === undefined ? value : `${known} ? (${value}) : 0`};`,
  )
  const names = createNames(['start', 'head', 'room', 'stated', 'size', 'rest', 'tail'])
  const place = (at: number) => `start + ${at}`
  const variables = variablesOf(struct, new Set(read), { names, prefix: 'value_of_', place })
  const scope = { name: variableOf(variables.name), length: () => '0' }
  const type = types.made(`${region.names.pascal}Record`)
  const most = Math.min(maxCount, SHOWN.entries)
  return {
    types: [
      `// ${plain(struct.summary)}`,
      `struct ${type} {`,
      ...indented([
        's128 start = $;',
        ...variables.lines,
        `${types.struct(struct)} head;`,
        's128 room = file_size - $;',
        `s128 stated = ${hexpatExpression(tail, scope)};`,
        's128 size = stated < room ? stated : room;',
        'if (size > 0) {',
        '    u8 tail[size];',
        '}',
        `s128 rest = (${align} - (${struct.size} + size) % ${align}) % ${align};`,
        'if (rest > 0 && size + rest <= room) {',
        '    padding[rest];',
        '}',
        `if (std::core::array_index() + 1 >= least(${count}, ${most})) {`,
        '    break;',
        '}',
      ]),
      '};',
      '',
    ],
    member: (at: string) =>
      `${type} ${freeWord(region.names.spec)}[while($ + ${struct.size} <= file_size && ${count} > 0)] @ ${at}${commentOf(region)};`,
  }
}

const fieldsOf = (expr: Region['at']): readonly Field[] =>
  [...parts(expr)].flatMap((part) => (part.kind === 'field' ? [part.field] : []))

function variableOf(name: (field: Field) => string) {
  return (leaf: Region['at']): string => {
    if (leaf.kind === 'field') return name(leaf.field)
    throw new TypeError(`Cannot emit an entry: its length reads a ${leaf.kind}`)
  }
}
