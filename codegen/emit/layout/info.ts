/** Where the facts of an image come from, as plain data. */
import type { FactLayout, InfoLayout, TextLayout } from '../../../src/layout/layout.ts'
import type { Expr, Info, InfoEntry, TextFrom } from '../../ir.ts'
import { toPlain } from '../../resolve/expressions.ts'
import { placeName } from './stated-rule.ts'

/** What `info` of a schema says, with places as names. */
export function infoOf(info: Info): InfoLayout {
  return {
    virtualSize: toPlain(info.virtualSize),
    clusterSize: toPlain(info.clusterSize),
    backingFile: textOf(info.backingFile),
    backingFormat: textOf(info.backingFormat),
    imageFile: textOf(info.imageFile),
    imageFormat: textOf(info.imageFormat),
    imageSizeInput: info.imageSizeInput?.names.spec,
    specific: info.specific.map(factOf),
  }
}

function textOf(text: TextFrom | undefined): TextLayout | undefined {
  if (text === undefined) return undefined
  if (text.kind === 'choose') return chooseOf(text.choices)
  return { kind: 'from', at: placeName(text.place), when: text.when && toPlain(text.when) }
}

function chooseOf(
  choices: readonly { readonly when: Expr; readonly text: string }[],
): Extract<TextLayout, { kind: 'choose' }> {
  return {
    kind: 'choose',
    choices: choices.map(({ when, text }) => ({ when: toPlain(when), text })),
  }
}

function factOf(entry: InfoEntry): FactLayout {
  const { key } = entry
  const when = entry.when && toPlain(entry.when)
  switch (entry.kind) {
    case 'value':
      return { key, kind: 'value', value: toPlain(entry.value), when }
    case 'text':
      return { key, kind: 'from', at: placeName(entry.place), when }
    case 'enum':
      return { key, kind: 'enum', field: entry.field.names.spec, when }
    case 'choose':
      return { key, ...chooseOf(entry.choices) }
  }
}
