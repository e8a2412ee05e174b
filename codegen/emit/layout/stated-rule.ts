/** Stated rules as plain data: their conditions, and what findings point at and show. */
import type { StatedRule } from '../../../src/layout/layout.ts'
import type { AssertRule, Place } from '../../ir.ts'
import { toPlain } from '../../resolve/expressions.ts'
import { shownOf } from '../../resolve/shown.ts'

/** A rule without its texts, which are documented under its id. */
export function statedRuleOf(rule: AssertRule): StatedRule {
  const { expr, as, label } = shownOf(rule)
  return {
    id: rule.id,
    at: placeName(rule.at),
    when: rule.when && toPlain(rule.when),
    assert: toPlain(rule.assert),
    shown: as === 'own' ? undefined : { value: toPlain(expr), as, label },
  }
}

/** A place as a schema names it: `header.size`, `backing_file`, `extensions.bitmaps`. */
export function placeName(place: Place): string {
  switch (place.kind) {
    case 'field':
      return `header.${place.field.names.spec}`
    case 'string':
      return place.string.names.spec
    case 'extension':
      return `extensions.${place.extension.names.spec}`
    case 'extensionField':
      return `extensions.${place.extension.names.spec}.${place.field.names.spec}`
    case 'region':
      return place.region.names.spec
  }
}
