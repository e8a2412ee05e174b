/** Everything that the page of one format shows, as plain data for the templates. */
import { sizeText } from '../../../src/layout/index.ts'
import type { Expr, Format, InfoEntry, TextFrom } from '../../ir.ts'
import { banner } from '../../output.ts'
import { interval } from '../../resolve/bounds.ts'
import { changesAnchor, type Family } from '../family/families.ts'
import { type ExampleView, exampleView } from './example-view.ts'
import { type FileMapView, fileMapView } from './file-map-view.ts'
import {
  type ExtensionsView,
  extensionsView,
  type StringView,
  stringViews,
} from './header-area-view.ts'
import { type RegionView, regionViews } from './region-view.ts'
import { type RulesView, rulesView } from './rules-view.ts'
import { type StructView, structView } from './struct-view.ts'
import {
  code,
  formula,
  periodText,
  placeLink,
  signatureText,
  sourceText,
  statusText,
} from './words.ts'
import { workedExample } from './worked-example.ts'

interface Fact {
  readonly name: string
  readonly value: string
}

/** What `page.hbs` shows. */
export interface PageView {
  readonly banner: string
  readonly title: string
  readonly summary: string
  readonly details: string
  readonly facts: readonly Fact[]
  readonly sections: readonly { anchor: string; title: string }[]
  readonly sources: readonly string[]
  readonly howItWorks: string
  readonly map: FileMapView
  readonly header: StructView
  readonly strings: readonly StringView[]
  readonly extensions: ExtensionsView | undefined
  readonly regions: readonly RegionView[]
  readonly structs: readonly StructView[]
  readonly rules: RulesView
  readonly reported: readonly Fact[]
  readonly example: ExampleView | undefined
  readonly revisions: readonly { name: string; date: string; text: string }[]
}

/** Pages that the page of a format leads to. */
export interface PageLinks {
  readonly rulesPage: string
  /** The formats that it belongs with; none where it stands alone. */
  readonly family: Family | undefined
}

/** The page of a format. */
export function pageView(format: Format, { rulesPage, family }: PageLinks): PageView {
  const worked = workedExample(format)
  const [header, ...structs] = format.structs.map((struct) => structView(format, struct))
  if (!header) throw new TypeError(`${format.id} has no header`)
  const page = {
    banner: banner(format),
    title: format.title,
    summary: format.summary,
    details: format.details ?? '',
    facts: facts(format, family),
    sources: format.sources.map(sourceText),
    howItWorks: format.howItWorks ?? '',
    map: fileMapView(format, worked),
    header,
    strings: stringViews(format),
    extensions: extensionsView(format),
    regions: regionViews(format, worked),
    structs,
    rules: rulesView(format, rulesPage),
    reported: reported(format),
    example: exampleView(worked),
    revisions: format.revisions.map(({ name, date, summary, sources }) => ({
      name,
      date: date ?? '',
      text: sources.length === 0 ? summary : `${summary} (${sources.map(sourceText).join('; ')})`,
    })),
  }
  return { ...page, sections: sections(page) }
}

function facts(format: Format, family: Family | undefined): readonly Fact[] {
  const { header, info } = format
  const all: Fact[] = [
    { name: 'Id', value: code(format.id) },
    { name: 'Family', value: familyText(format, family) },
    { name: 'Status', value: statusText(format) },
  ]
  const period = periodText(format)
  if (period) all.push({ name: 'Period', value: period })
  all.push({ name: 'Byte order', value: `${format.endian}-endian` })
  const size = header.minSize < header.size ? `${header.minSize} to ${header.size}` : header.size
  all.push({ name: 'Header', value: `${size} bytes` })
  all.push({ name: 'Allocation unit', value: unitText(info.clusterSize) })
  all.push({
    name: format.detect.length === 1 ? 'Signature' : 'Signatures',
    value: format.detect
      .map(({ at, bytes }) => `${signatureText(bytes)} at byte ${at}`)
      .join(', or<br>'),
  })
  const evidence = format.evidence.map(({ summary }) => summary)
  if (evidence.length > 0) {
    all.push({ name: 'Told from others with this signature by', value: evidence.join('; ') })
  }
  return all
}

/** The family, with what changed since the format before. */
function familyText(format: Format, family: Family | undefined): string {
  if (!family) return code(format.family)
  const text = `[${code(format.family)}](${family.page})`
  const before = family.before(format)
  if (!before) return text
  const changes = `${family.page}#${changesAnchor(format)}`
  return `${text}; [what changed](${changes}) since [${code(before.id)}](${before.id}.md)`
}

/** The sizes that an expression can give: `512 bytes`, `512 bytes to 2 MiB`. */
function unitText(expr: Expr): string {
  const range = interval(expr)
  if (!range) return `${formula(expr)} bytes`
  if (range.min === range.max) return sizeText(range.min)
  return `${sizeText(range.min)} to ${sizeText(range.max)}: ${formula(expr)}`
}

/** Sections that the page has, in order. */
function sections(page: Omit<PageView, 'sections'>): PageView['sections'] {
  const all: [anchor: string, title: string, isThere: boolean][] = [
    ['sources', 'Status and sources', true],
    ['how-it-works', 'How it works', page.howItWorks !== ''],
    ['file-map', 'File map', true],
    [page.header.anchor, 'Header', true],
    ['strings', 'Strings', page.strings.length > 0],
    [page.extensions?.anchor ?? '', 'Header extensions', page.extensions !== undefined],
    ['regions', 'Regions', page.regions.length > 0],
    ['structs', 'Other structs', page.structs.length > 0],
    ['rules', 'Rules', true],
    ['beyond', 'Checks beyond the header', page.rules.beyond.length > 0],
    ['reported', 'What tools report', true],
    ['example', 'Example', page.example !== undefined],
    ['revisions', 'Revisions', page.revisions.length > 0],
  ]
  return all.filter(([, , isThere]) => isThere).map(([anchor, title]) => ({ anchor, title }))
}

/** The facts that tools report of every image, and where they come from. */
function reported({ info }: Format): readonly Fact[] {
  const all: Fact[] = [
    { name: 'Virtual size', value: `${formula(info.virtualSize)} bytes` },
    { name: 'Cluster size', value: `${formula(info.clusterSize)} bytes` },
  ]
  const texts = {
    'Backing file': info.backingFile,
    'Backing file format': info.backingFormat,
    'Image file': info.imageFile,
    'Image file format': info.imageFormat,
  }
  for (const [name, from] of Object.entries(texts)) {
    if (from) all.push({ name, value: textFrom(from) })
  }
  return [
    ...all,
    ...info.specific.map((entry) => ({ name: code(entry.key), value: entryText(entry) })),
  ]
}

function textFrom(from: TextFrom): string {
  if (from.kind === 'choose') return choices(from.choices)
  return from.when ? `${placeLink(from.place)}, if ${formula(from.when)}` : placeLink(from.place)
}

function choices(list: Extract<TextFrom, { kind: 'choose' }>['choices']): string {
  return list.map(({ when, text }) => `${code(text)} if ${formula(when)}`).join('; ')
}

function entryText(entry: InfoEntry): string {
  const when = entry.when ? `, if ${formula(entry.when)}` : ''
  switch (entry.kind) {
    case 'value':
      return `${formula(entry.value)}${when}`
    case 'text':
      return `${placeLink(entry.place)}${when}`
    case 'enum':
      return `name of the value of ${placeLink({ kind: 'field', field: entry.field })}${when}`
    case 'choose':
      return `${choices(entry.choices)}${when}`
  }
}
