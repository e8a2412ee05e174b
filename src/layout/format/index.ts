/**
 * A format that is run through its layout, without generated code.
 *
 * It does what the generated module of the same schema does: the same facts, regions and findings,
 * the same image out of `parse` and the same bytes out of `serialize`. It is slower, since every
 * expression is walked. Each function has a file of its own; all but `serialize` look at one file
 * through `examine`.
 */

import { hexBytes } from '../../binary/bytes.ts'
import { areaSize, presentRegions } from '../../binary/facts.ts'
import type { RuleDoc } from '../../binary/finding.ts'
import type { Context, Format } from '../../binary/format.ts'
import { headerOf, placeHeader } from '../interpret.ts'
import type { Layout } from '../layout.ts'
import { conditionOf } from '../located.ts'
import { check } from './check.ts'
import { examine } from './examine.ts'
import { factsOf } from './facts.ts'
import { type InterpretedImage, parseImage } from './parse.ts'
import { ruleTable } from './rule-table.ts'
import { serializeImage } from './serialize.ts'
import { writingOf } from './writing.ts'

export type { InterpretedImage } from './parse.ts'

/**
 * The format of a layout. `rules` has the documents of its rules: `generated/<id>/rules.ts`, or what
 * the generator makes of a schema.
 */
export function interpretedFormat(
  layout: Layout,
  rules: readonly RuleDoc[],
): Format<InterpretedImage> {
  const { id, family, title, status, summary, areaLimit } = layout
  const writing = writingOf(layout)
  const changedBacking = changedBackingOf(layout)
  const table = ruleTable(layout, rules)
  const headerSize = headerOf(layout)?.size ?? 0
  const conditional = layout.regions.flatMap(({ name, when }) => (when ? [name] : []))
  return {
    id,
    family,
    title,
    status,
    summary,
    signatures: layout.signatures.map(({ at, bytes }) => ({ at, bytes: hexBytes(bytes) })),
    headerSize,
    areaLimit,
    area: (bytes) => areaSize(examine(layout, bytes).area, headerSize, areaLimit),
    parse: (bytes) => parseImage(layout, bytes),
    serialize: (image) => serializeImage(layout, image),
    check: (bytes, context) => check(examine(layout, bytes, context), table),
    regions: (bytes, context) =>
      presentRegions(
        examine(layout, bytes, context).regions.map(({ region }) => region),
        conditional,
      ),
    facts: (bytes, context) => factsOf(examine(layout, bytes, context)),
    ...(layout.variantOf !== undefined && { variantOf: layout.variantOf }),
    ...(layout.unusual && { unusual: true }),
    ...(layout.evidence && {
      evidence: (bytes, context) => evidenceOf(layout, bytes, context),
    }),
    ...(changedBacking && { changedBacking }),
    ...(writing && { writing }),
  }
}

function evidenceOf({ evidence = [], ...layout }: Layout, bytes: Uint8Array, context?: Context) {
  const { lookup } = placeHeader(layout, bytes, context)
  return evidence.map(({ summary, assert }) => ({ summary, holds: conditionOf(assert, lookup) }))
}

function changedBackingOf({ backingMtime, backingSize }: Layout): Format['changedBacking'] {
  if (backingMtime === undefined && backingSize === undefined) return undefined
  return {
    ...(backingMtime && { mtime: backingMtime.differs }),
    ...(backingSize && { size: backingSize.differs }),
  }
}
