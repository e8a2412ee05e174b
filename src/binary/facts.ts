/** What generated code needs to say what an image is. */
import type { RawExtension, Region, SpecificFact } from './format.ts'
import type { RecordsRead } from './records.ts'
import type { Located } from './strings.ts'
import { decodeText } from './text.ts'

/** The first extension of a type whose content has at least `size` bytes. */
export function findExtension(
  read: RecordsRead | undefined,
  type: number,
  size = 0,
): RawExtension | undefined {
  return read?.records.find((one) => one.type === type && one.data.length >= size)
}

/** Whether an extension is there; unknown if reading stopped before the end. */
export function hasExtension(read: RecordsRead | undefined, type: number): boolean | undefined {
  if (read === undefined) return undefined
  if (read.records.some((one) => one.type === type)) return true
  return read.problem ? undefined : false
}

/** The content of an extension as text. */
export function extensionText(read: RecordsRead | undefined, type: number): string | undefined {
  const found = findExtension(read, type)
  return found && decodeText(found.data, 0, found.data.length)
}

/** The text of a located name, where it could be read. */
export function locatedText(located: Located): string | undefined {
  return located.kind === 'text' ? located.text : undefined
}

/** Spec name of an enum value; the number itself for one without a name. */
export function enumName(
  names: Readonly<Record<string, number | bigint>>,
  value: number | bigint | undefined,
): string | undefined {
  if (value === undefined) return undefined
  const found = Object.entries(names).find(([, one]) => one === value)
  return found ? found[0] : String(value)
}

/**
 * Facts under their keys, without the unknown ones; integers as numbers where that is exact. A key
 * with a dot, `encrypt.format`, makes an object of its own.
 */
export function specificFacts(
  entries: readonly (readonly [key: string, value: string | bigint | boolean | undefined])[],
): Record<string, SpecificFact> {
  const facts: Record<string, SpecificFact> = {}
  for (const [key, value] of entries) {
    if (value === undefined) continue
    const [outer = '', inner] = key.split('.')
    const fact = typeof value === 'bigint' ? plainInteger(value) : value
    if (inner === undefined) facts[outer] = fact
    else facts[outer] = { ...(facts[outer] as object | undefined), [inner]: fact }
  }
  return facts
}

function plainInteger(value: bigint): number | string {
  return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
}

/** An offset as an index; one beyond any memory stays beyond any memory. */
export function toIndex(value: bigint): number {
  return value > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(value)
}

/**
 * The regions that an image has. One that is there only on a condition, and of which neither place
 * nor size is known, is left out: nothing says that it is there.
 */
export function presentRegions(
  regions: readonly (Region | undefined)[],
  conditional: readonly string[] = [],
): Region[] {
  return regions.filter((region): region is Region => {
    if (region === undefined) return false
    const isPlaced = region.offset !== undefined || region.size !== undefined
    return isPlaced || !conditional.includes(region.name)
  })
}

/** Bytes of a header area: what the header says, within what readers accept. */
export function areaSize(area: bigint | undefined, least: number, most = 1 << 24): number {
  if (area === undefined || area < least) return least
  return area > most ? most : Number(area)
}
