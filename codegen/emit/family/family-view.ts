/** Everything that the page of a family shows, as plain data for its template. */
import { constantOf, diffFormats, diffMarkdown, signatureText, sizeText } from '../../diff/index.ts'
import type { Expr, Format, Struct } from '../../ir.ts'
import { banner } from '../../output.ts'
import { show } from '../../resolve/expressions.ts'
import { structDiagramPath } from '../diagram/paths.ts'
import { code, periodText, sourceText } from '../markdown/words.ts'
import { changesAnchor, type Family } from './families.ts'
import { type FieldRow, fieldRows } from './field-table.ts'
import { type Event, timeline } from './timeline.ts'

/** What `family.hbs` shows. */
export interface FamilyView {
  readonly banner: string
  readonly title: string
  readonly count: number
  readonly formats: readonly { id: string; title: string; summary: string }[]
  /** One cell for each format. */
  readonly heads: readonly string[]
  readonly facts: readonly { name: string; cells: readonly string[] }[]
  readonly rows: readonly FieldRow[]
  readonly events: readonly Event[]
  readonly headers: readonly { id: string; path: string; size: string }[]
  readonly steps: readonly StepView[]
}

interface StepView {
  readonly anchor: string
  readonly from: string
  readonly to: string
  readonly sources: readonly string[]
  readonly changes: string
}

/** The page of a family. */
export function familyView(family: Family): FamilyView {
  const { formats, names } = family
  return {
    banner: banner(undefined),
    title: names.join(' and '),
    count: formats.length,
    formats: formats.map(({ id, title, summary }) => ({ id, title, summary })),
    heads: formats.map(({ id }) => linkTo(id)),
    facts: facts(family),
    rows: fieldRows(family),
    events: timeline(family),
    headers: formats.map((format) => ({
      id: format.id,
      path: structDiagramPath(format, format.header),
      size: sizeText(format.header),
    })),
    steps: formats.flatMap((format) => stepView(format, family)),
  }
}

const linkTo = (id: string) => `[${code(id)}](${id}.md)`

function facts({ formats, before }: Family): FamilyView['facts'] {
  const row = (name: string, cell: (format: Format) => string) => ({
    name,
    cells: formats.map(cell),
  })
  return [
    row('Status', ({ status }) => status),
    row('Period', (format) => periodText(format) ?? ''),
    row('Compared with', (format) => {
      const other = before(format)
      return other ? `[${code(other.id)}](#${changesAnchor(format)})` : ''
    }),
    row('Byte order', ({ endian }) => `${endian}-endian`),
    row('Signature', (format) => code(signatureText(format))),
    row('Header', ({ header }) => sizeText(header)),
    row('Header area', ({ area }) => bytesOf(area)),
    row('C struct', ({ header }) => cText(header)),
    row('Virtual size', ({ info }) => bytesOf(info.virtualSize)),
    row('Allocation unit', ({ info }) => bytesOf(info.clusterSize)),
    row('Regions', ({ regions }) =>
      regions.map(({ names, at }) => `${code(names.spec)} at ${code(amount(at))}`).join('<br>'),
    ),
  ].filter(({ cells }) => cells.some((cell) => cell !== ''))
}

/** A number, or the formula in the words of the schema. */
const amount = (expr: Expr) => constantOf(expr)?.toString() ?? show(expr)

const bytesOf = (expr: Expr) =>
  constantOf(expr) === undefined ? code(show(expr)) : `${amount(expr)} bytes`

function cText({ c }: Struct): string {
  if (!c) return ''
  return c.packed ? 'packed' : `as on ${c.abi}`
}

function stepView(format: Format, family: Family): readonly StepView[] {
  const before = family.before(format)
  if (!before) return []
  const diff = diffFormats(before, format, family.formats)
  return [
    {
      anchor: changesAnchor(format),
      from: linkTo(before.id),
      to: linkTo(format.id),
      sources: format.sources.map(sourceText),
      changes: diffMarkdown(diff, { level: 4, name: linkTo }),
    },
  ]
}
