/** The rules of a format by what they are about. */
import type { RuleDoc } from '../../binary/finding.ts'
import type { Layout } from '../layout.ts'

/** What a rule that follows from the layout is about. */
export type Implied =
  | 'truncated'
  | 'constant'
  | 'range'
  | 'value'
  | 'bits'
  | 'unterminated'
  | 'padding'
  | 'control'
  | 'zero'
  | 'bounds'
  | 'duplicate'
  | 'unknown'
  | 'count'
  | 'content'
  | 'beyond_file'
  | 'too_large'
  | 'unaligned'
  | 'overlap'

/** Finds the documents of rules. @throws TypeError for one that is not documented */
export interface RuleTable {
  /** The rule about a part of the layout: `size`, `range`. */
  readonly implied: (about: string, what: Implied) => RuleDoc
  readonly withId: (id: string) => RuleDoc
}

/** The rules of a layout. */
export function ruleTable({ id: format }: Layout, docs: readonly RuleDoc[]): RuleTable {
  const byId = new Map(docs.map((doc) => [doc.id, doc]))
  const withId = (id: string) => {
    const doc = byId.get(id)
    if (doc === undefined) throw new TypeError(`Cannot check ${format}: rule ${id} has no document`)
    return doc
  }
  return { withId, implied: (about, what) => withId(`${format}.${impliedName(about, what)}`) }
}

function impliedName(about: string, what: Implied): string {
  if (what === 'truncated') return what
  return what === 'constant' || what === 'zero' ? about : `${about}.${what}`
}
