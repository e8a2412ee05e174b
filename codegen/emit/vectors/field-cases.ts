/** Changes of one item of a struct: values at, inside and outside of what its declaration allows. */
import type { Field, Item } from '../../ir.ts'
import {
  bitsOf,
  CONTROL,
  hexOf,
  integerAt,
  integerBytes,
  letters,
  limitsOf,
  type Patch,
} from './image.ts'

/** A change of an item; the patch counts from the start of the struct. */
export interface Change {
  /** What of the item: `min`, `bit_3`. */
  readonly what: string
  readonly summary: string
  readonly patch: Patch
}

/** Every change worth a test, each value once. `bytes` hold the struct as it is, from `base` on. */
export function changesOf(item: Item, bytes: Uint8Array, base: number): readonly Change[] {
  if (item.kind !== 'field') return nonZero(item)
  const changes = bitsOf(item) === undefined ? textChanges(item) : integerChanges(item, bytes, base)
  const seen = new Set([hexOf(bytes.subarray(base + item.offset, base + item.offset + item.size))])
  return changes.filter(({ patch }) => {
    const hex = hexOf(patch.bytes)
    return !seen.has(hex) && seen.add(hex)
  })
}

function nonZero({ kind, offset, size }: Exclude<Item, Field>): readonly Change[] {
  const name = kind === 'hole' ? 'the hole' : 'the reserved space'
  const first: Change = {
    what: 'first_byte',
    summary: `The first byte of ${name} is not zero.`,
    patch: { at: offset, bytes: Uint8Array.of(1) },
  }
  const last: Change = {
    what: 'last_byte',
    summary: `The last byte of ${name} is not zero.`,
    patch: { at: offset + size - 1, bytes: Uint8Array.of(0x80) },
  }
  return size === 1 ? [first] : [first, last]
}

function integerChanges(field: Field, bytes: Uint8Array, base: number): readonly Change[] {
  const limits = limitsOf(field)
  const current = integerAt(bytes, field, base)
  const to = (what: string, value: bigint, words: string): readonly Change[] => {
    if (value < limits.min || value > limits.max) return []
    const shown = field.display === 'hex' ? `0x${value.toString(16)}` : String(value)
    const summary = `${field.names.spec} is ${shown}, ${words}.`
    return [{ what, summary, patch: { at: field.offset, bytes: integerBytes(field, value) } }]
  }
  if (field.constant) {
    return [...to('other', current ^ 1n, 'not its constant')]
  }
  return [
    ...rangeChanges(field, to),
    ...enumChanges(field, to),
    ...bitChanges(field, to, current),
    ...to('type_min', limits.min, 'the least that it can hold'),
    ...to('type_max', limits.max, 'the most that it can hold'),
  ]
}

type To = (what: string, value: bigint, words: string) => readonly Change[]

function rangeChanges({ range }: Field, to: To): readonly Change[] {
  if (!range) return []
  return [
    ...to('min', range.min, 'the smallest valid value'),
    ...to('max', range.max, 'the largest valid value'),
    ...to('below_min', range.min - 1n, 'one less than the smallest valid value'),
    ...to('above_max', range.max + 1n, 'one more than the largest valid value'),
  ]
}

function enumChanges({ enum: values }: Field, to: To): readonly Change[] {
  if (!values) return []
  const known = values.map(({ value }) => value)
  let unknown = 0n
  while (known.includes(unknown)) unknown += 1n
  return [
    ...values.flatMap(({ name, value }) => to(`is_${name}`, value, `named ${name}`)),
    ...to('unknown', unknown, 'a value without a name'),
    ...to('unknown_high', known.reduce((a, b) => (a > b ? a : b)) + 1n, 'a value without a name'),
  ]
}

function bitChanges(field: Field, to: To, current: bigint): readonly Change[] {
  if (!field.bits) return []
  const known = field.bits.reduce((sum, { mask }) => sum | mask, 0n)
  const free = Array.from({ length: bitsOf(field) ?? 0 }, (_, bit) => bit).filter(
    (bit) => ((known >> BigInt(bit)) & 1n) === 0n,
  )
  const ends = [...new Set([free.at(0), free.at(-1)])].flatMap((bit) => bit ?? [])
  return [
    ...to('no_bits', 0n, 'with no bit set'),
    ...field.bits.flatMap(({ names, mask }) =>
      to(`set_${names.spec}`, current | mask, `with ${names.spec} set`),
    ),
    ...ends.flatMap((bit) =>
      to(`unknown_bit_${bit}`, current | (1n << BigInt(bit)), `with bit ${bit}, which has no name`),
    ),
  ]
}

function textChanges({ names, type, constant, offset, size }: Field): readonly Change[] {
  const change = (what: string, state: string, bytes: Uint8Array): Change => ({
    what,
    summary: `${names.spec} ${state}.`,
    patch: { at: offset, bytes },
  })
  if (constant) return [change('other', 'is not its constant', letters(1))]
  if (type.kind !== 'char') return [change('full', 'has no zero byte', letters(size))]
  const named = (end: readonly number[]) => {
    const bytes = new Uint8Array(size)
    bytes.set(letters(Math.min(3, size)))
    bytes.set(end, size - end.length)
    return bytes
  }
  const control = named([])
  control[0] = CONTROL
  return [
    change('empty', 'is empty', new Uint8Array(size)),
    change('longest', 'has as many letters as fit before a NUL', named([]).fill(97, 0, size - 1)),
    change('full', 'fills its field, without a NUL', letters(size)),
    change('stray', 'has a byte behind its NUL', named([1])),
    change('control', 'has a control character', control),
  ]
}
