/** Documentation of things in a `.ksy` file. */
import type { Field, Prose, Source } from '../../ir.ts'
import type { KsyMap } from './tree.ts'

/** `doc` and `doc-ref` of a thing; `more` are sentences of its own. */
export function docOf(
  prose: Pick<Prose, 'summary' | 'details' | 'sources'>,
  more?: string,
): KsyMap {
  const parts = [prose.summary, more, prose.details].filter(
    (part) => part !== undefined && part !== '',
  )
  const references = prose.sources.map(reference)
  return {
    doc: parts.join('\n\n'),
    'doc-ref': references.length > 0 ? references : undefined,
  }
}

function reference({ title, locator, url }: Source): string {
  return [url, `${title}, ${locator}`].filter((part) => part !== undefined).join(' ')
}

/** What a field says of its values. */
export function valueFacts(field: Field): string {
  const { unit, range, fallback, when, inTail } = field
  const facts = [
    unit === undefined ? '' : `Unit: ${unit}.`,
    range ? `Range: ${range.min} to ${range.max}.` : '',
    (when || inTail) && fallback !== undefined && fallback !== '' ? `${fallback} if absent.` : '',
  ]
  return facts.filter((fact) => fact !== '').join(' ')
}
