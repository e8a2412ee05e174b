/** Rules of the names that a header locates. */
import { decodeText, isPrintable } from '../../../src/binary/index.ts'
import type { LocatedString } from '../../ir.ts'
import type { Broken, Known } from './verdict.ts'

/** What a name breaks, if it is there and its place is known. */
export function brokenByString(
  { read, value, bytes }: Known,
  string: LocatedString,
): readonly Broken[] {
  const { names, minSize, maxSize } = string
  if (string.when && value(string.when) !== true) return []
  const offset = read.lookup(`header.${string.offset.names.spec}`)
  const size = read.lookup(`header.${string.size.names.spec}`)
  const end = value(string.end)
  if (typeof offset !== 'bigint' || typeof size !== 'bigint' || typeof end !== 'bigint') return []
  const min = value(string.min)
  const isInside =
    size >= minSize &&
    (maxSize === undefined || size <= maxSize) &&
    !(typeof min === 'bigint' && offset < min) &&
    offset + size <= end &&
    offset + size <= bytes.length
  if (!isInside) return [[names.spec, 'bounds']]
  const text = decodeText(bytes, Number(offset), Number(offset + size))
  return isPrintable(text) ? [] : [[names.spec, 'control']]
}
