/**
 * Structs for people: C declarations with offset and size of each member, as pahole prints them.
 *
 * What pahole does not know stands behind: byte order, unit, range, named values and bits, and when
 * a member is there.
 */
import { printableText } from '../binary/text.ts'
import {
  abiVerdict,
  bothText,
  endianOf,
  expressionText,
  type FieldLayout,
  type HoleView,
  hexWord,
  type ItemLayout,
  isSame,
  type Layout,
  type MemberView,
  plural,
  type StructView,
  totalsOf,
  wrapText,
} from '../layout/index.ts'
import type { Io } from './io.ts'

const INDENT = '    '
const HEADING = '/* offset  size */'
/** Columns of notes, at least: a long name pushes them out rather than squeezing them. */
const MIN_NOTES = 32

/** What is shown of a format. */
export interface ShownLayout {
  readonly layout: Layout
  readonly views: readonly StructView[]
  /** As the user asked. */
  readonly abi: string | undefined
}

/** All structs, one below the other. */
export function layoutText({ layout, views, abi }: ShownLayout, io: Io): string {
  const { paint } = io
  const how = abi === undefined ? 'as in the file' : `as a C compiler for ${abi} lays it out`
  const name = `${layout.title} (${layout.id}),`
  const gap = name.length + 1 + how.length > io.width ? '\n  ' : ' '
  const heading = `${paint.strong(layout.title)} (${layout.id}),${gap}${how}`
  const blocks = views.map((view) => structLines(view, abi !== undefined, io).join('\n'))
  return `${[heading, ...blocks].join('\n\n')}\n`
}

function structLines(view: StructView, isAbiAsked: boolean, io: Io): string[] {
  const { struct, rows, name, isPacked } = view
  const { paint, width } = io
  const summary = wrapText(`${struct.name}: ${struct.summary}`, width).map(paint.dim)
  const opening = `struct ${name} {`
  const codes = rows.map((row) => (row.kind === 'member' ? codeText(row) : ''))
  const column = [opening, ...codes].reduce((width, code) => Math.max(width, code.length), 0)
  const lines = [
    ...summary,
    `${paint.strong(opening)}${' '.repeat(column - opening.length)} ${paint.dim(HEADING)}`,
    ...rows.flatMap((row) =>
      row.kind === 'member' ? memberLines(row, { view, column, io }) : holeLines(row, io),
    ),
    '',
    ...totalLines(view, io),
    isPacked ? '} __attribute__((packed));' : '};',
  ]
  return struct.c || isAbiAsked ? [...lines, ...verdictLines(view, io)] : lines
}

const codeText = ({ type, declarator }: MemberView) => `${INDENT}${type.padEnd(9)} ${declarator};`

interface Place {
  readonly view: StructView
  /** Where the comments begin. */
  readonly column: number
  readonly io: Io
}

function memberLines(row: MemberView, { view, column, io }: Place): string[] {
  const { paint } = io
  const { item, offset, isMoved } = row
  const numbers = `/* ${String(offset).padStart(6)} ${String(item.size).padStart(5)} */`
  const left = column + 1 + numbers.length
  const room = Math.max(MIN_NOTES, io.width - left - ' // '.length)
  const [first = '', ...rest] = noteLines(notesOf(row, view), room)
  const code = codeText(row).padEnd(column)
  const mark = isMoved ? paint.warning : paint.dim
  const indent = ' '.repeat(left)
  return [
    `${coloured(code, row, io)} ${mark(numbers)}${first && ` ${mark(`// ${first}`)}`}`,
    ...rest.map((line) => `${indent} ${mark(`// ${line}`)}`),
  ]
}

function coloured(code: string, { item }: MemberView, { paint }: Io): string {
  return item.kind === 'field' ? code.replace(item.name, paint.name) : paint.dim(code)
}

function holeLines({ size, isPadding, summary }: HoleView, { paint, width }: Io): string[] {
  // pahole counts what is behind the last member below the struct, and so do we.
  if (isPadding) return []
  const text = `${INDENT}/* XXX ${plural(size, 'byte')} hole`
  if (summary === undefined) return ['', paint.warning(`${text} */`), '']
  const lines = wrapText(`${text.trim()}: ${summary} */`, width - INDENT.length - 3)
  return ['', ...lines.map((line, at) => paint.warning(INDENT + (at > 0 ? '   ' : '') + line)), '']
}

/** Notes in lines: a note is divided only at its commas, unless it is longer than a line. */
function noteLines(notes: readonly string[], room: number): string[] {
  const whole = (text: string) => (text.length < room ? text.replaceAll(' ', GLUE) : text)
  const text = notes.map((note) => note.split(', ').map(whole).join(', ')).join('; ')
  return text === '' ? [] : wrapText(text, room).map((line) => line.replaceAll(GLUE, ' '))
}

/** Stands for a space at which no line ends. */
const GLUE = '\u00a0'

/** What there is to say of a member, the most important first. */
function notesOf({ item, isMoved }: MemberView, { struct, endian }: StructView): string[] {
  const notes: string[] = []
  if (isMoved) notes.push(`in the file at ${item.offset}`)
  const order = endianOf(item)
  if (order !== undefined && endian === undefined) notes.push(`${order}-endian`)
  if (item.kind === 'field') notes.push(...fieldNotes(item))
  else notes.push('reserved')
  const when = conditionText(item, struct.lengthField)
  if (when !== undefined) notes.push(`if ${when}`)
  return notes
}

function fieldNotes(field: FieldLayout): string[] {
  const { constant, unit, range, values, bits } = field
  const notes: string[] = []
  if (constant !== undefined) notes.push(`always ${valueText(field, constant)}`)
  if (unit !== undefined) notes.push(unit)
  if (range) notes.push(`${range[0]} to ${range[1]}`)
  if (values) notes.push(values.map(({ value, name }) => `${value} ${name}`).join(', '))
  if (bits && bits.length > 0) {
    const parts = bits.map(({ bit, width, name }) => {
      return `${width === 1 ? bit : `${bit}–${bit + width - 1}`} ${name}`
    })
    notes.push(`bits ${parts.join(', ')}`)
  }
  return notes
}

function valueText({ type, display, size }: FieldLayout, value: bigint | string): string {
  if (typeof value === 'bigint') return display === 'hex' ? hexWord(value, size) : `${value}`
  return type === 'bytes' ? value : `"${printableText(value)}"`
}

/** When the member is there; undefined for always. */
function conditionText(item: ItemLayout, lengthField: string | undefined): string | undefined {
  const isGated = item.inTail && lengthField !== undefined && item.name !== lengthField
  const reach = isGated ? `${lengthField} >= ${item.offset + item.size}` : undefined
  if (item.when === undefined || reach === undefined) {
    return item.when === undefined ? reach : expressionText(item.when)
  }
  return bothText(item.when, reach)
}

function totalLines(view: StructView, { paint }: Io): string[] {
  const { struct, size, endian } = view
  const totals = totalsOf(view)
  const facts = [
    [
      `size: ${size}`,
      ...(size === struct.size ? [] : [`in the file: ${struct.size}`]),
      ...(struct.minSize === struct.size ? [] : [`smallest: ${struct.minSize}`]),
      `members: ${totals.members}`,
      ...(endian === undefined ? [] : [`${endian}-endian`]),
    ],
    [
      `sum members: ${totals.memberBytes}`,
      `holes: ${totals.holes}`,
      `sum holes: ${totals.holeBytes}`,
      `padding: ${totals.padding}`,
    ],
  ]
  const gaps = totals.holes > 0 || totals.padding > 0
  return facts
    .slice(0, gaps ? 2 : 1)
    .map((line) => `${INDENT}${paint.dim(`/* ${line.join(', ')} */`)}`)
}

/** What the ABIs make of the struct. */
function verdictLines({ struct, abi }: StructView, { paint, width }: Io): string[] {
  const layout = struct.c?.layouts.find((candidate) => candidate.abi === abi)
  const isWrong = layout !== undefined && !isSame(struct, layout)
  return wrapText(abiVerdict(struct), width).map(isWrong ? paint.warning : paint.dim)
}
