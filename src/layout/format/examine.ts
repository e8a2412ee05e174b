/** All that the header of one file says, as far as it can be known. */

import type { Context, Region } from '../../binary/format.ts'
import { known } from '../../binary/integers.ts'
import type { RecordsRead } from '../../binary/records.ts'
import type { Located, Location } from '../../binary/strings.ts'
import type { Lookup } from '../evaluate.ts'
import { placeHeader } from '../interpret.ts'
import type { Layout, RegionLayout, StringLayout } from '../layout.ts'
import { conditionOf, integerOf, locateString, locationOf, readRecordsOf } from '../located.ts'
import type { PlacedItem } from '../struct.ts'

/** A name that the header locates. */
export interface ExaminedString {
  readonly string: StringLayout
  readonly location: Location
  readonly located: Located
}

/** What is known of one file; what is not is undefined. */
export interface Examined {
  readonly layout: Layout
  readonly bytes: Uint8Array
  readonly lookup: Lookup
  /** Of the header, in order. */
  readonly items: readonly PlacedItem[]
  readonly fileSize: bigint | undefined
  readonly area: bigint | undefined
  readonly records: RecordsRead | undefined
  readonly strings: readonly ExaminedString[]
  /** Those that the file may have. */
  readonly regions: readonly { readonly layout: RegionLayout; readonly region: Region }[]
}

/** Examines the first bytes of a file. Never throws. */
export function examine(layout: Layout, bytes: Uint8Array, context: Context = {}): Examined {
  const { items, lookup } = placeHeader(layout, bytes, context)
  return {
    layout,
    bytes,
    lookup,
    items,
    fileSize: known(context.fileSize ?? bytes.length),
    area: integerOf(layout.area, lookup),
    records: readRecordsOf(layout, bytes, lookup),
    strings: layout.strings.map((string) => ({
      string,
      location: locationOf(string, lookup),
      located: locateString(string, bytes, lookup),
    })),
    regions: layout.regions.flatMap((one) => {
      const region = regionOf(one, lookup)
      return region === undefined ? [] : [{ layout: one, region }]
    }),
  }
}

function regionOf(layout: RegionLayout, lookup: Lookup): Region | undefined {
  if (conditionOf(layout.when, lookup) === false) return undefined
  const { name, kind, at, size, bitmap } = layout
  const region = { name, kind, offset: integerOf(at, lookup), size: integerOf(size, lookup) }
  if (bitmap === undefined) return region
  const { unit, count, bits } = bitmap
  return {
    ...region,
    bitmap: { unit: integerOf(unit, lookup), count: integerOf(count, lookup), bits },
  }
}
