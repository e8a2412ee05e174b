/** Which regions of an image are looked at, and for what. */
import type { Context, ImageFacts, Region } from '../binary/format.ts'
import { findLayout } from '../formats/layouts.ts'
import { lookupFor } from '../layout/interpret.ts'
import { bitmapScan, type UnitData } from './bitmap-scan.ts'
import { recordScan } from './record-scan.ts'
import { ruleOf, ruleWithId } from './rules.ts'
import type { Scan } from './scan.ts'
import { LONGEST, type Subject } from './subject.ts'
import { zeroScan } from './zero-scan.ts'

/** The scans of an image; `context` is that of a file of any length. */
export function scansOf(subject: Subject, facts: ImageFacts, context: Context): readonly Scan[] {
  const regions = subject.format.regions(subject.bytes, context)
  return regions.flatMap((region) => {
    const span = spanOf(region)
    if (span === undefined) return []
    switch (region.kind) {
      case 'bitmap':
        return bitmapScanOf(subject, facts, { region, regions, span })
      case 'unused':
        return unusedScanOf(subject, region, span)
      case 'table':
        return recordScanOf(subject, region, context)
      case 'data':
        return []
    }
    return region.kind satisfies never
  })
}

interface Span {
  readonly offset: number
  readonly end: number
}

/** Where a region is, as far as any file can reach; hostile headers place them beyond that. */
function spanOf({ offset, size }: Pick<Region, 'offset' | 'size'>): Span | undefined {
  if (offset === undefined || size === undefined || offset < 0n || size <= 0n) return undefined
  if (offset > BigInt(LONGEST)) return undefined
  const end = offset + size
  return { offset: Number(offset), end: end > BigInt(LONGEST) ? LONGEST : Number(end) }
}

function bitmapScanOf(
  subject: Subject,
  facts: ImageFacts,
  at: { readonly region: Region; readonly regions: readonly Region[]; readonly span: Span },
): readonly Scan[] {
  const { region, regions, span } = at
  const count = region.bitmap?.count
  const unit = region.bitmap?.unit
  if (region.bitmap === undefined || count === undefined || count < 0n) return []
  const { id } = subject.format
  const rules = {
    pastEnd: ruleOf(id, `${region.name}.past_end`),
    noData: ruleOf(id, `${region.name}.no_data`),
  }
  const data = unit === undefined ? undefined : unitData(subject, facts, { regions, unit })
  return [bitmapScan({ region, ...span, count, bits: region.bitmap.bits, data, rules })]
}

/** Where the data of the units is: in a file of its own, or in a region of the image. */
function unitData(
  { imageFileSize }: Subject,
  facts: ImageFacts,
  { regions, unit }: { readonly regions: readonly Region[]; readonly unit: bigint },
): UnitData | undefined {
  const diskSize = facts.virtualSize
  if (facts.imageFile !== undefined || facts.imageSizeInput !== undefined) {
    const size = imageFileSize === undefined ? undefined : BigInt(imageFileSize)
    return { noun: 'image file', offset: 0n, unit, diskSize, fileSize: () => size }
  }
  const offset = regions.find(({ kind }) => kind === 'data')?.offset
  return offset === undefined
    ? undefined
    : { noun: 'file', offset, unit, diskSize, fileSize: (imageSize) => BigInt(imageSize) }
}

function unusedScanOf({ format }: Subject, { name }: Region, span: Span): readonly Scan[] {
  const rule = ruleOf(format.id, `${name}.not_zero`)
  return rule === undefined ? [] : [zeroScan({ name, ...span, rule })]
}

function recordScanOf(
  { format, bytes }: Subject,
  { name, offset, size }: Region,
  context: Context,
): readonly Scan[] {
  const layout = findLayout(format.id)
  const region = layout?.regions.find((one) => one.name === name)
  if (!layout || !region?.records || offset === undefined || size === undefined) return []
  const { fills, maxSize } = region.records
  const most = fills || maxSize === undefined ? size : BigInt(maxSize)
  const span = spanOf({ offset, size: most })
  if (span === undefined) return []
  const place = { offset, size, lookup: lookupFor(layout, bytes, context) }
  const scan = recordScan({ layout, region, place, ...span, ruleWithId })
  return scan === undefined ? [] : [scan]
}
