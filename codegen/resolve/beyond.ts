/** The rules of what a header leads to, which the runtime checks: derived, never stated. */
import type { Format, ImpliedRule, Place, Records, Region, TextFrom } from '../ir.ts'
import {
  BACKING_KINDS,
  BITMAP_KINDS,
  MTIME_KIND,
  NAME_KINDS,
  RECORD_KINDS,
  SAME_KIND,
  SHORT_KIND,
  SIZE_KIND,
  UNUSED_KINDS,
} from './beyond-kinds.ts'
import { partsThroughValues } from './expressions.ts'
import { ruleOfKind } from './implied.ts'
import type { RuleKind } from './rule-kinds.ts'

/**
 * Every rule beyond the header: of bitmaps and tables, then of the files that the image names. A
 * rule that the schema states under the same id, for it can be told from the header in part, is
 * not among them.
 */
export function beyondRules(format: Format): readonly ImpliedRule[] {
  const stated = new Set(format.rules.map(({ id }) => id))
  return [
    ...format.regions.flatMap((region) => regionRules(format, region)),
    ...fileRules(format),
  ].filter(({ id }) => !stated.has(id))
}

type Kinds = Readonly<Record<string, RuleKind>>

function rulesOf(format: Format, name: string, kinds: Kinds): readonly ImpliedRule[] {
  const noun = name.replaceAll('_', ' ')
  const words = { name, noun, a: `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}` }
  return Object.entries(kinds).map(([what, kind]) =>
    ruleOfKind(format, `${format.id}.${name}.${what}`, kind, words),
  )
}

function regionRules(format: Format, region: Region): readonly ImpliedRule[] {
  const name = region.names.spec
  if (region.kind === 'unused') return rulesOf(format, name, UNUSED_KINDS)
  if (region.records) return rulesOf(format, name, recordKinds(region, region.records))
  return region.bitmap?.count ? rulesOf(format, name, BITMAP_KINDS) : []
}

function recordKinds({ beyondFile }: Region, { fills, maxSize }: Records): Kinds {
  const { cut, length, long } = RECORD_KINDS
  return {
    cut: beyondFile === 'valid' ? cut : { ...cut, severity: beyondFile },
    ...(fills ? { length } : {}),
    ...(maxSize === undefined ? {} : { long }),
  }
}

function fileRules(format: Format): readonly ImpliedRule[] {
  const backing = nameOfFile(format.info.backingFile)
  const image = nameOfFile(format.info.imageFile)
  const rules: ImpliedRule[] = []
  if (backing !== undefined) {
    rules.push(...rulesOf(format, backing, { ...NAME_KINDS, ...backingKinds(format) }))
  }
  if (image !== undefined) {
    const short = isSizeRecorded(format) ? { short: SHORT_KIND } : {}
    rules.push(...rulesOf(format, image, { ...NAME_KINDS, ...short }))
  }
  if (backing !== undefined && image !== undefined) {
    rules.push(...rulesOf(format, backing, { same: SAME_KIND }))
  }
  return rules
}

/** A format records what its backing file is, how large it is and when it was changed, or not. */
function backingKinds({ info }: Format): Kinds {
  const { unprobed, format_mismatch, shorter, ...kinds } = BACKING_KINDS
  const { backingMtime, backingSize } = info
  return {
    ...kinds,
    ...(backingSize ? { size: { ...SIZE_KIND, severity: backingSize.differs } } : { shorter }),
    ...(info.backingFormat ? { format_mismatch } : { unprobed }),
    ...(backingMtime ? { mtime: { ...MTIME_KIND, severity: backingMtime.differs } } : {}),
  }
}

/** Spec name of what names a file; undefined where no place does. */
export function nameOfFile(from: TextFrom | undefined): string | undefined {
  return from?.kind === 'from' ? nameOfPlace(from.place) : undefined
}

function nameOfPlace(place: Place): string {
  switch (place.kind) {
    case 'field':
    case 'extensionField':
      return place.field.names.spec
    case 'string':
      return place.string.names.spec
    case 'extension':
      return place.extension.names.spec
    case 'region':
      return place.region.names.spec
  }
}

/** Whether the header holds the size of the disk, which some formats leave to the image file. */
function isSizeRecorded({ info }: Format): boolean {
  return [...partsThroughValues(info.virtualSize)].every((part) => part.kind !== 'input')
}
