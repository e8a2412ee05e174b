/** An image file that a header names, and that is not there. */
import { type Finding, finding, type Place } from '../binary/finding.ts'
import { decodeText } from '../binary/text.ts'
import { interpret } from '../layout/interpret.ts'
import type { Layout } from '../layout/layout.ts'
import type { ValidatedHeader } from './validate.ts'

/** `problem` says what is wrong with the file: `does not exist`. */
export function imageFileFinding(
  layout: Layout,
  header: ValidatedHeader,
  problem: string,
): Finding {
  const { place, anchor } = placeOfName(layout, header)
  const rule = {
    id: 'format.image_file_missing',
    severity: 'warning',
    message: `the image file ${problem}`,
    spec: `${layout.id}.md#${anchor}`,
  } as const
  const actual = header.facts.imageFile ?? ''
  return finding(rule, place, { actual, expected: 'the name of a file that exists' })
}

interface NamePlace {
  readonly place: Place
  /** In the page of the format. */
  readonly anchor: string
}

/** Where the header has the name; a backing file of the same name would stand before it. */
function placeOfName(layout: Layout, { bytes, context, facts }: ValidatedHeader): NamePlace {
  const { items, strings, extensions } = interpret(layout, bytes, context)
  const places: NamePlace[] = []
  const add = (name: string, text: unknown, place: Place) => {
    if (text === facts.imageFile) places.push({ place, anchor: name })
  }
  for (const placed of items) {
    if (placed.state !== 'whole' || placed.item.kind !== 'field') continue
    const { name, offset, size } = placed.item
    add(`header-${name}`, placed.value, { field: `header.${name}`, offset, length: size })
  }
  for (const { name, offset, size, text } of strings) {
    add(`string-${name}`, text, { field: name, offset, length: size })
  }
  for (const { known, dataOffset, length } of extensions.records) {
    if (known?.content !== 'text') continue
    const text = decodeText(bytes, dataOffset, dataOffset + length)
    const field = `extensions.${known.name}`
    add(`extension-${known.name}`, text, { field, offset: dataOffset, length })
  }
  const found = places.at(-1)
  return found ?? { place: { field: 'header', offset: 0, length: 0 }, anchor: 'header' }
}
