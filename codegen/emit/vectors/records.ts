/** The header extensions of an image, as the format says that they are read. */
import type { Result } from '../../../src/layout/index.ts'
import type { Expr, Extensions } from '../../ir.ts'
import { integerAt } from './image.ts'

/** A record that could be read whole. Offsets are bytes of the file. */
export interface FoundRecord {
  readonly type: bigint
  readonly content: number
  readonly length: number
}

/** All records, the end marker too, up to where reading had to stop. */
export interface RecordsRead {
  readonly list: readonly FoundRecord[]
  readonly problem?: 'bounds' | 'count' | undefined
}

/** Reads from the start of the area to the end marker or the end; undefined if that is unknown. */
export function readRecords(
  { at, end, record, type, length, align, endType, maxCount }: Extensions,
  bytes: Uint8Array,
  value: (expr: Expr) => Result,
): RecordsRead | undefined {
  const start = value(at)
  const last = value(end)
  if (typeof start !== 'bigint' || typeof last !== 'bigint') return undefined
  const list: FoundRecord[] = []
  for (let offset = Number(start); offset + record.size <= Number(last); ) {
    if (list.length === maxCount) return { list, problem: 'count' }
    const content = offset + record.size
    if (content > bytes.length) return { list, problem: 'bounds' }
    const found = {
      type: integerAt(bytes, type, offset),
      content,
      length: Number(integerAt(bytes, length, offset)),
    }
    const room = Math.min(Number(last), bytes.length) - content
    if (found.length > room) return { list, problem: 'bounds' }
    list.push(found)
    if (found.type === endType) break
    offset = content + Math.ceil(found.length / align) * align
  }
  return { list }
}
