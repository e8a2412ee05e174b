/** Which formats belong together: those of one family, and those that continue each other. */
import type { Format } from '../../ir.ts'
import { earlierFormats } from '../../resolve/lineage.ts'

/** Formats that belong together, the earliest first. */
export interface Family {
  /** File name of its page, beside the spec pages. */
  readonly page: string
  /** Names of the families that it joins. */
  readonly names: readonly string[]
  readonly formats: readonly Format[]
  /** What a format is compared with: what it continues, or the one before it in its family. */
  readonly before: (format: Format) => Format | undefined
}

/** Families of more than one format; a lineage may join several under the name of the earliest. */
export function families(formats: readonly Format[]): readonly Family[] {
  const groups: Format[][] = []
  for (const format of formats) {
    const joined = groups.filter((group) => group.some((one) => areRelated(one, format, formats)))
    for (const group of joined) groups.splice(groups.indexOf(group), 1)
    groups.push([...joined.flat(), format])
  }
  return groups.filter((group) => group.length > 1).map(familyOf)
}

/** The family that a format belongs to; undefined for one that stands alone. */
export function familyWith(format: Format, formats: readonly Format[]): Family | undefined {
  return families(formats).find((family) => family.formats.includes(format))
}

/** Anchor of what changed up to a format, in the page of its family. */
export function changesAnchor(format: Format): string {
  return `changes-${format.id}`
}

function areRelated(a: Format, b: Format, all: readonly Format[]): boolean {
  const isNext = (one: Format, other: Format) => earlierFormats(one, all).includes(other)
  return a.family === b.family || isNext(a, b) || isNext(b, a)
}

/** Ids as people sort them: `v4` before `v10`. */
const ORDER = new Intl.Collator('en', { numeric: true })

function familyOf(group: readonly Format[]): Family {
  const formats = inOrder(group)
  const names = [...new Set(formats.map(({ family }) => family))]
  return {
    page: `family-${names[0]}.md`,
    names,
    formats,
    before: (format) => {
      const [declared] = earlierFormats(format, formats)
      const earlier = formats.slice(0, formats.indexOf(format))
      return declared ?? earlier.findLast(({ family }) => family === format.family)
    },
  }
}

/** What a format continues comes before it; else dates decide, then ids. */
function inOrder(group: readonly Format[]): readonly Format[] {
  const waiting = [...group].sort(byDate)
  const done: Format[] = []
  while (waiting.length > 0) {
    const isFree = (format: Format) => earlierFormats(format, waiting).length === 0
    const next = Math.max(0, waiting.findIndex(isFree))
    done.push(...waiting.splice(next, 1))
  }
  return done
}

/** Dates first: releases of different programs have no order. */
function byDate(a: Format, b: Format): number {
  const [first = '', second = ''] = [a.since, b.since]
  const dated = Number(isDate(second)) - Number(isDate(first))
  const dates = isDate(first) && isDate(second) ? ORDER.compare(first, second) : 0
  return dated || dates || ORDER.compare(a.id, b.id)
}

/** `2011-10-12`, `2013`. */
export function isDate(text: string): boolean {
  return /^\d{4}(-\d{2}){0,2}$/.test(text)
}
