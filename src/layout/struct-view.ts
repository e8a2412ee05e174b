/**
 * A struct as C and pahole show it: members with offsets and sizes, the holes between them, totals.
 *
 * Without an ABI the offsets are those of the file. With one they are those that its compiler gives
 * to the C struct that the layout was written from, where there is one.
 */
import type { CAbiLayout, FieldLayout, GapLayout, ItemLayout, StructLayout } from './layout.ts'

/** A field, or reserved bytes. */
export interface MemberView {
  readonly kind: 'member'
  readonly item: ItemLayout
  readonly offset: number
  /** `uint32_t` */
  readonly type: string
  /** `backing_file[1024]` */
  readonly declarator: string
  /** Stands elsewhere in the file. */
  readonly isMoved: boolean
}

/** Bytes that no member owns. */
export interface HoleView {
  readonly kind: 'hole'
  readonly offset: number
  readonly size: number
  /** Behind the last member. */
  readonly isPadding: boolean
  /** Why it is there, if it is in the file. */
  readonly summary: string | undefined
}

/** A whole struct. */
export interface StructView {
  readonly struct: StructLayout
  /** Whose offsets these are; undefined for those of the file. */
  readonly abi: string | undefined
  /** Name of the struct in C, or else in the schema. */
  readonly name: string
  /** A compiler has to be told not to align. */
  readonly isPacked: boolean
  readonly rows: readonly (MemberView | HoleView)[]
  readonly size: number
  /** One byte order of all integers of more than one byte; undefined for none, or for both. */
  readonly endian: 'big' | 'little' | undefined
}

/** Shows a struct as it stands in the file, or as the compiler of an ABI lays it out. */
export function viewStruct(struct: StructLayout, abi?: string): StructView {
  const layout = struct.c?.layouts.find((candidate) => candidate.abi === abi)
  const members = struct.items
    .filter((item) => item.kind !== 'hole')
    .map((item) => memberView(item, layout?.moved[item.name] ?? item.offset))
  const orders = new Set(members.flatMap(({ item }) => endianOf(item) ?? []))
  return {
    struct,
    abi: layout?.abi,
    name: struct.c?.name ?? struct.name,
    isPacked: struct.c?.packed ?? true,
    rows: [...members, ...holesOf(struct, layout)].sort((one, other) => one.offset - other.offset),
    size: layout?.size ?? struct.size,
    endian: orders.size === 1 ? [...orders][0] : undefined,
  }
}

/** Byte order of a field that has one. */
export function endianOf(item: ItemLayout): 'big' | 'little' | undefined {
  if (item.kind !== 'field' || item.type === 'char' || item.type === 'bytes') return undefined
  return item.size === 1 ? undefined : item.endian
}

function memberView(item: ItemLayout, offset: number): MemberView {
  const isArray = item.kind !== 'field' || item.type === 'char' || item.type === 'bytes'
  return {
    kind: 'member',
    item,
    offset,
    type: cType(item),
    declarator: isArray ? `${item.name}[${item.size}]` : item.name,
    isMoved: offset !== item.offset,
  }
}

function cType(item: FieldLayout | GapLayout): string {
  if (item.kind !== 'field' || item.type === 'bytes') return 'uint8_t'
  if (item.type === 'char') return 'char'
  return `${item.type.startsWith('u') ? 'u' : ''}int${item.size * 8}_t`
}

function holesOf(struct: StructLayout, layout: CAbiLayout | undefined): readonly HoleView[] {
  const size = layout?.size ?? struct.size
  const stated = struct.items.filter((item) => item.kind === 'hole')
  const holes = layout?.holes ?? stated.map((item) => ({ at: item.offset, size: item.size }))
  return holes.map((hole) => ({
    kind: 'hole',
    offset: hole.at,
    size: hole.size,
    isPadding: hole.at + hole.size === size,
    summary: stated.find(({ offset, size }) => offset === hole.at && size === hole.size)?.summary,
  }))
}

/** Counts of a struct, as pahole gives them. */
export interface StructTotals {
  readonly members: number
  /** Of all members together, bytes. */
  readonly memberBytes: number
  readonly holes: number
  readonly holeBytes: number
  /** Behind the last member, bytes. */
  readonly padding: number
}

/** What pahole says below a struct. */
export function totalsOf({ rows }: StructView): StructTotals {
  const members = rows.filter((row) => row.kind === 'member')
  const gaps = rows.filter((row) => row.kind === 'hole')
  const holes = gaps.filter(({ isPadding }) => !isPadding)
  const sum = (sizes: readonly number[]) => sizes.reduce((total, size) => total + size, 0)
  return {
    members: members.length,
    memberBytes: sum(members.map(({ item }) => item.size)),
    holes: holes.length,
    holeBytes: sum(holes.map(({ size }) => size)),
    padding: sum(gaps.map(({ size }) => size)) - sum(holes.map(({ size }) => size)),
  }
}

/** Whether the compiler of an ABI gives the layout of the file. */
export function isSame(struct: StructLayout, { size, moved }: CAbiLayout): boolean {
  return size === struct.size && Object.keys(moved).length === 0
}

/** Members that are named before the rest is counted. */
const NAMED = 3

/** `same on x86_64, arm, aarch64; differs on i386: size at 1036, 1048 bytes`. */
export function abiVerdict(struct: StructLayout): string {
  const { c } = struct
  if (!c) return 'no C struct is known: packed, it is the same on every ABI'
  const same = c.layouts.filter((layout) => isSame(struct, layout)).map(({ abi }) => abi)
  const others = c.layouts.filter((layout) => !isSame(struct, layout))
  const parts = others.map((layout) => {
    const moved = Object.entries(layout.moved).map(([name, at]) => `${name} at ${at}`)
    const rest = moved.length > NAMED ? [`${moved.length - NAMED} more`] : []
    const size = layout.size === struct.size ? [] : [`${layout.size} bytes`]
    return `differs on ${layout.abi}: ${[...moved.slice(0, NAMED), ...rest, ...size].join(', ')}`
  })
  return [`same on ${same.join(', ')}`, ...parts].join('; ')
}
