/** The facts that every image has, told through a layout. */
import { enumName, extensionText, locatedText, specificFacts } from '../../binary/facts.ts'
import type { ImageFacts } from '../../binary/format.ts'
import { evaluate } from '../evaluate.ts'
import type { FactLayout, RecordedLayout, TextLayout } from '../layout.ts'
import { conditionOf, integerOf } from '../located.ts'
import type { FieldValue } from '../struct.ts'
import { valueNames } from './check-item.ts'
import type { Examined } from './examine.ts'
import { extensionNamed, headerField } from './places.ts'

/** What an image is. Never throws. */
export function factsOf(examined: Examined): ImageFacts {
  const { layout, lookup } = examined
  const { info, backingMtime, backingSize } = layout
  return {
    virtualSize: integerOf(info.virtualSize, lookup),
    clusterSize: integerOf(info.clusterSize, lookup),
    backingFile: textOf(examined, info.backingFile),
    backingFormat: textOf(examined, info.backingFormat),
    imageFile: textOf(examined, info.imageFile),
    imageFormat: textOf(examined, info.imageFormat),
    imageSizeInput: info.imageSizeInput,
    ...(backingMtime && { backingMtime: recordedOf(examined, backingMtime) }),
    ...(backingSize && { backingSize: recordedOf(examined, backingSize) }),
    specific: specificFacts(info.specific.map((fact) => [fact.key, factOf(examined, fact)])),
  }
}

function recordedOf({ lookup }: Examined, { field, when }: RecordedLayout): bigint | undefined {
  if (conditionOf(when, lookup) !== true) return undefined
  return integerOf({ kind: 'name', name: `header.${field}` }, lookup)
}

function textOf(examined: Examined, text: TextLayout | undefined): string | undefined {
  if (text === undefined) return undefined
  const { lookup } = examined
  if (text.kind === 'from') {
    return conditionOf(text.when, lookup) === true ? textAt(examined, text.at) : undefined
  }
  return text.choices.find(({ when }) => conditionOf(when, lookup) === true)?.text
}

function factOf(examined: Examined, fact: FactLayout): string | bigint | boolean | undefined {
  if (fact.kind === 'from' || fact.kind === 'choose') return textOf(examined, fact)
  const { layout, lookup } = examined
  if (conditionOf(fact.when, lookup) !== true) return undefined
  if (fact.kind === 'value') return evaluate(fact.value, lookup)
  const field = headerField(layout, fact.field)
  const value = valueIn(examined, fact.field)
  const integer = typeof value === 'number' || typeof value === 'bigint' ? value : undefined
  return field && enumName(valueNames(field), integer)
}

/** The text at a place; undefined where there is none. */
function textAt(examined: Examined, at: string): string | undefined {
  const { layout, lookup, records, strings } = examined
  if (at.startsWith('header.')) {
    const value = valueIn(examined, at.slice(7))
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  const extension = extensionNamed(layout, at)
  if (extension?.field) {
    const value = lookup(at)
    return typeof value === 'string' ? value : undefined
  }
  if (extension) return extensionText(records, Number(extension.type.type))
  const located = strings.find(({ string }) => string.name === at)?.located
  return located && locatedText(located)
}

/** The value of a header field, in its range or not; its fallback where the file does not have it. */
function valueIn({ items }: Examined, name: string): FieldValue | undefined {
  const placed = items.find(({ item }) => item.name === name)
  if (placed?.state === 'whole') return placed.value
  if (placed?.state !== 'absent' || placed.item.kind !== 'field') return undefined
  const { fallback, size } = placed.item
  return typeof fallback === 'bigint' && size < 8 ? Number(fallback) : fallback
}
