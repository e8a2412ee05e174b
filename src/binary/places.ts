/** Where a finding points when the header decides it. */
import { findExtension } from './facts.ts'
import type { Place } from './finding.ts'
import type { Region } from './format.ts'
import type { RecordsRead } from './records.ts'
import type { Located } from './strings.ts'

/** The bytes of a name; those of the fields that locate it where it cannot be read. */
export function placeOfText(name: string, located: Located, fields: Place): Place {
  if (located.kind !== 'text') return { ...fields, field: name }
  return { field: name, offset: located.offset, length: located.size }
}

/** The bytes of an extension, or of one field of its content. */
export function placeOfExtension(
  name: string,
  read: RecordsRead | undefined,
  record: { readonly type: number; readonly size: number },
  part?: { readonly offset: number; readonly length: number },
): Place {
  const found = findExtension(read, record.type)
  if (!found) return { field: name, offset: read?.end ?? 0, length: 0 }
  if (!part) return { field: name, offset: found.offset, length: record.size + found.data.length }
  return { field: name, offset: found.offset + record.size + part.offset, length: part.length }
}

/** Place of a region; of no bytes where its size is not known. */
export function placeOfRegion(region: Region): Place {
  const { name, offset = 0n, size = 0n } = region
  return { field: name, offset, length: size }
}
