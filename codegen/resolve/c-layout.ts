/**
 * Recomputes a C struct as a compiler lays it out, per ABI, and compares.
 *
 * A natural struct aligns every member to its own alignment and the whole to the largest one. The
 * ABIs below differ in one thing: i386 aligns 64-bit integers to 4 bytes inside a struct.
 */
import type { CAbiLayout } from '../ir.ts'
import type { Problem } from '../problems.ts'
import { type Draft, type ItemSchema, itemName, problemsOf, type StructSchema } from './draft.ts'
import { isContiguous } from './sizes.ts'
import { itemSize, parseType, typeSize } from './types.ts'

/** Alignment of a 64-bit integer in a struct, bytes. */
const ABIS = { x86_64: 8, i386: 4, arm: 8, aarch64: 8 } as const

type Problems = ReturnType<typeof problemsOf>
type Abi = keyof typeof ABIS

function alignment(item: ItemSchema, abi: Abi): number {
  if (!('name' in item)) return 1
  const type = parseType(item)
  if (type.kind === 'char' || type.kind === 'bytes') return 1
  return Math.min(typeSize(type), ABIS[abi])
}

const roundUp = (value: number, to: number) => Math.ceil(value / to) * to

/** What the compiler of one ABI makes of the struct. */
export function cLayout(schema: StructSchema, abi: Abi): CAbiLayout {
  const { size, places, holes } = compiled(schema, abi)
  const offsets = Object.fromEntries(places.map(({ item, at }) => [itemName(item), at]))
  const same = size === schema.size && places.every(({ item, at }) => at === item.at)
  return { abi, size, offsets, holes, same }
}

interface Compiled {
  readonly size: number
  /** Members in order, each where the compiler puts it. */
  readonly places: readonly { readonly item: ItemSchema; readonly at: number }[]
  readonly holes: readonly { readonly at: number; readonly size: number }[]
}

function compiled(schema: StructSchema, abi: Abi): Compiled {
  const places: { item: ItemSchema; at: number }[] = []
  const holes: { at: number; size: number }[] = []
  let end = 0
  let largest = 1
  const fill = (to: number) => {
    if (to > end) holes.push({ at: end, size: to - end })
    end = to
  }
  for (const item of schema.fields) {
    if ('hole' in item) continue
    const align = schema.c?.packed ? 1 : alignment(item, abi)
    largest = Math.max(largest, align)
    fill(roundUp(end, align))
    places.push({ item, at: end })
    end += itemSize(item)
  }
  fill(roundUp(end, largest))
  return { size: end, places, holes }
}

/** What every known ABI makes of the C struct of a schema. */
export function cLayouts(schema: StructSchema): readonly CAbiLayout[] {
  return (Object.keys(ABIS) as Abi[]).map((abi) => cLayout(schema, abi))
}

/** Offsets, holes and total are those that the stated ABI gives; a hole has a C struct as cause. */
export function checkCLayout(draft: Draft): readonly Problem[] {
  const problems = problemsOf(draft)
  for (const [name, schema] of Object.entries(draft.schema.structs)) {
    checkCauses(name, schema, problems)
    // What the ledger rejects need not be told twice.
    const mistake = schema.c && isContiguous(schema) ? firstMistake(name, schema) : undefined
    if (mistake) problems.add(mistake.path, mistake.message, mistake.mend)
  }
  return problems.list
}

/** Every hole has a compiler that left it, and the right reason. */
function checkCauses(name: string, schema: StructSchema, problems: Problems): void {
  for (const item of schema.fields) {
    if (!('hole' in item)) continue
    const path = `${name}.${itemName(item)}`
    if (!schema.c) {
      const mend = 'give the struct its c, or declare reserved'
      problems.add(path, 'is a hole in a struct that no C compiler laid out', mend)
      continue
    }
    const isLast = item === schema.fields.at(-1)
    if ((item.cause === 'tail-padding') === isLast) continue
    const where = isLast ? 'at the end' : 'before another field'
    const cause = isLast ? 'tail-padding' : 'alignment'
    const mend = `a hole there has the cause ${cause}`
    problems.add(path, `has the cause ${item.cause}, but stands ${where}`, mend)
  }
}

const bytes = (count: number) => (count === 1 ? '1 byte' : `${count} bytes`)

/** The first difference from what the compiler does; it moves all that follows. */
function firstMistake(
  name: string,
  schema: StructSchema,
): { path: string; message: string; mend: string } | undefined {
  const { c } = schema
  if (!c) return undefined
  const { size, places, holes } = compiled(schema, c.abi)
  const target = c.packed ? 'a packed struct' : `the ${c.abi} compiler`
  for (const item of schema.fields) {
    const path = `${name}.${itemName(item)}`
    if ('hole' in item) {
      const real = holes.find((other) => other.at === item.at)
      if (real?.size === item.hole) continue
      const leaves = real ? `leaves ${bytes(real.size)}` : 'leaves none'
      const mend = real ? `make it ${real.size}, or fix c` : 'declare reserved, or fix c'
      return {
        path,
        message: `is a hole of ${bytes(item.hole)}, but ${target} ${leaves} there`,
        mend,
      }
    }
    const at = places.find((place) => place.item === item)?.at ?? item.at
    if (at === item.at) continue
    const message = `is at ${item.at}, but ${target} puts it at ${at}`
    return { path, message, mend: 'declare the hole before it, or fix c' }
  }
  if (size === schema.size) return undefined
  const message = `is ${bytes(schema.size)}, but ${target} makes it ${size}`
  return { path: name, message, mend: 'declare the tail-padding, or fix c' }
}
