/** The C struct behind a layout, its holes explained, and what other ABIs make of it. */
import type { CAbiLayout, Field, Item, Struct } from '../../ir.ts'
import { bytesText, code } from './words.ts'

/** What `c-layout.hbs` shows. */
export interface CLayoutView {
  readonly anchor: string
  readonly name: string
  readonly lines: readonly string[]
  readonly causes: readonly string[]
  readonly abis: readonly { abi: string; size: number; holes: string; differs: string }[]
  readonly verdict: string
}

/** The C layout of a struct; undefined if the format gives no C struct for it. */
export function cLayoutView(struct: Struct): CLayoutView | undefined {
  const { c } = struct
  if (!c) return undefined
  return {
    anchor: `${struct.anchor}-c-layout`,
    name: c.name,
    lines: declaration(struct, c),
    causes: c.packed
      ? []
      : [
          ...struct.items.flatMap((item) => cause(item, struct, c.abi)),
          ...c.layouts.flatMap((layout) => deviation(layout, struct)),
        ],
    abis: c.layouts.map((layout) => abiRow(layout, struct)),
    verdict: verdict(struct, c),
  }
}

type C = NonNullable<Struct['c']>

/** Where the comments of a declaration begin. */
const COMMENT_AT = 44

function declaration(struct: Struct, c: C): readonly string[] {
  const lines = [`struct ${c.name} {`]
  for (const item of struct.items) {
    if (item.kind === 'hole') {
      lines.push(`    /* ${bytesText(item.size)} ${HOLE[item.cause]} at ${item.offset} */`)
      continue
    }
    const member = `    ${cType(item).padEnd(9)} ${cName(item)};`
    const place = `/* ${String(item.offset).padStart(5)} ${String(item.size).padStart(5)} */`
    lines.push(`${member.padEnd(COMMENT_AT)} ${place}`)
  }
  const holes = struct.items.filter((item) => item.kind === 'hole')
  const sum = holes.reduce((total, hole) => total + hole.size, 0)
  const members = struct.items.length - holes.length
  lines.push(`    /* size: ${struct.size}, members: ${members}, bytes in holes: ${sum} */`)
  lines.push(c.packed ? '} __attribute__((packed));' : '};')
  return lines
}

const HOLE = { alignment: 'hole', 'tail-padding': 'tail padding' }

function cType(item: Exclude<Item, { kind: 'hole' }>): string {
  if (item.kind === 'reserved') return 'uint8_t'
  const { type } = item
  switch (type.kind) {
    case 'uint':
      return `uint${type.bits}_t`
    case 'int':
      return `int${type.bits}_t`
    case 'char':
      return 'char'
    case 'bytes':
      return 'uint8_t'
  }
}

function cName(item: Exclude<Item, { kind: 'hole' }>): string {
  const name = item.names.spec
  if (item.kind === 'reserved') return `${name}[${item.size}]`
  const isArray = item.type.kind === 'char' || item.type.kind === 'bytes'
  return isArray ? `${name}[${item.size}]` : name
}

/** Largest power of two that divides the offset, at most the size: the alignment that shows. */
function alignmentAt(offset: number, size: number): number {
  let align = size
  while (align > 1 && offset % align !== 0) align /= 2
  return align
}

function cause(item: Item, struct: Struct, abi: string): readonly string[] {
  if (item.kind !== 'hole') return []
  const end = item.offset + item.size
  const at = struct.items.indexOf(item)
  const next = struct.items.slice(at + 1).find((one): one is Field => one.kind === 'field')
  if (item.cause === 'alignment' && next) {
    const before = struct.items[at - 1]
    const ended = before ? `${code(before.names.spec)} ends at ${item.offset}` : 'The struct begins'
    const align = alignmentAt(next.offset, next.size)
    const type = code(cType(next))
    return [
      `${ended}, but on ${abi} the compiler places the ${type} ${code(next.names.spec)} at a ` +
        `multiple of ${align}. ` +
        `It leaves ${bytesText(item.size)} and goes on at ${end}.`,
    ]
  }
  const largest = Math.max(...struct.items.map(fieldAlignment))
  return [
    `The members end at ${item.offset}. The compiler rounds the size of the struct up to a multiple ` +
      `of ${largest}, the largest alignment among its members, so that the structs of an array are ` +
      `aligned too: ${bytesText(item.size)} more.`,
  ]
}

/** Why an ABI gives another layout: the first member that stands elsewhere. */
function deviation(layout: CAbiLayout, struct: Struct): readonly string[] {
  const item = struct.items.find((one): one is Field => {
    const at = layout.offsets[one.names.spec]
    return one.kind === 'field' && at !== undefined && at !== one.offset
  })
  const at = item && layout.offsets[item.names.spec]
  if (!item || at === undefined) return []
  const step = item.offset - at
  const shift = `${bytesText(Math.abs(step))} ${step > 0 ? 'lower' : 'higher'}`
  return [
    `On ${layout.abi} ${code(item.names.spec)} stands at ${at}: a ${code(cType(item))} in a struct ` +
      `needs no more than a multiple of ${alignmentAt(at, item.size)} there. What follows is ` +
      `${shift}, and the struct has ${bytesText(layout.size)}.`,
  ]
}

function fieldAlignment(item: Item): number {
  if (item.kind !== 'field' || item.type.kind === 'char' || item.type.kind === 'bytes') return 1
  return alignmentAt(item.offset, item.size)
}

function abiRow(layout: CAbiLayout, struct: Struct) {
  const differs = differences(layout, struct).map(([name, at]) => `${code(name)} at ${at}`)
  if (layout.size !== struct.size) differs.push(`total ${bytesText(layout.size)}`)
  return {
    abi: layout.abi,
    size: layout.size,
    holes: layout.holes.map((hole) => `${hole.size} at ${hole.at}`).join(', ') || 'none',
    differs: differs.join(', ') || 'nothing: the layout of this format',
  }
}

function differences(layout: CAbiLayout, struct: Struct): readonly [string, number][] {
  return struct.items.flatMap((item): [string, number][] => {
    const at = layout.offsets[item.names.spec]
    return at === undefined || at === item.offset ? [] : [[item.names.spec, at]]
  })
}

function verdict(struct: Struct, c: C): string {
  const others = c.layouts.filter((layout) => !layout.same)
  if (others.length > 0) {
    const abis = others.map((layout) => layout.abi).join(', ')
    return (
      `A program built for ${abis} that writes the struct as it stands in memory makes a file of ` +
      'another layout, ' +
      `and misreads files of this one. Read the fields at their offsets, not through the struct.`
    )
  }
  if (c.packed) {
    return (
      'The struct is packed: members follow each other without holes, whatever their alignment, ' +
      'on every ABI.'
    )
  }
  const hasHole = struct.items.some((item) => item.kind === 'hole')
  return hasHole
    ? 'All the ABIs below lay the struct out in the same way.'
    : 'Every member stands at a multiple of its own alignment, so no ABI below leaves a hole.'
}
