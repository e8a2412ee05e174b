/** The page that lists the formats and how they are told apart. */
import { asciiColumn, hexPairs } from '../../../src/layout/index.ts'
import type { ForeignFormat, Format } from '../../ir.ts'
import { banner } from '../../output.ts'
import { families as familiesOf } from '../family/families.ts'
import { GENERAL_RULES } from '../rules/general.ts'
import { code, periodText, severityText } from './words.ts'

/** What `index.hbs` shows. */
export interface IndexView {
  readonly banner: string
  readonly families: readonly { name: string; page: string; formats: readonly FormatRow[] }[]
  readonly signatures: readonly SignatureRow[]
  readonly alike: readonly string[]
  readonly foreign: readonly ForeignRow[]
  readonly rulesPage: string
  /** Rules of no format in particular. */
  readonly rules: readonly GeneralRow[]
}

interface ForeignRow {
  readonly name: string
  readonly title: string
  readonly at: string
  readonly bytes: string
  readonly text: string
}

interface GeneralRow {
  readonly anchor: string
  readonly id: string
  readonly severity: string
  readonly message: string
}

interface FormatRow {
  readonly id: string
  readonly title: string
  readonly status: string
  readonly period: string
  readonly summary: string
}

interface SignatureRow {
  readonly id: string
  readonly at: number
  readonly bytes: string
  readonly text: string
}

/** Ids as people sort them: `v4` before `v10`. */
const ORDER = new Intl.Collator('en', { numeric: true })

/** The index of all formats. */
export function indexView(
  unordered: readonly Format[],
  { foreign, rulesPage }: { foreign: readonly ForeignFormat[]; rulesPage: string },
): IndexView {
  const formats = [...unordered].sort((a, b) => ORDER.compare(a.id, b.id))
  const families = [...new Set(formats.map((format) => format.family))].sort()
  const pages = familiesOf(formats)
  return {
    banner: banner(undefined),
    families: families.map((name) => ({
      name,
      page: pages.find(({ names }) => names.includes(name))?.page ?? '',
      formats: formats.filter((format) => format.family === name).map(formatRow),
    })),
    signatures: formats.flatMap((format) =>
      format.detect.map(({ at, bytes }) => ({
        id: format.id,
        at,
        bytes: code(hexPairs(bytes)),
        text: code(asciiColumn(bytes)),
      })),
    ),
    alike: alike(formats),
    foreign: foreign.flatMap(foreignRows),
    rulesPage,
    rules: GENERAL_RULES.map((rule) => ({
      anchor: rule.anchor,
      id: code(rule.id),
      severity: severityText(rule),
      message: rule.message,
    })),
  }
}

function foreignRows({ name, title, detect }: ForeignFormat): readonly ForeignRow[] {
  return detect.map(({ at, fromEnd, bytes }) => ({
    name,
    title,
    at: fromEnd ? `${at} before the end` : String(at),
    bytes: code(hexPairs(bytes)),
    text: code(asciiColumn(bytes)),
  }))
}

function formatRow(format: Format): FormatRow {
  const { id, title, status, summary } = format
  return { id, title, status, summary, period: periodText(format) ?? '' }
}

/** Shortest common beginning that is worth a word. */
const ALIKE = 4

/** Pairs of formats whose signatures begin alike, and where they part. */
function alike(formats: readonly Format[]): readonly string[] {
  const all: string[] = []
  for (const [i, a] of formats.entries()) {
    for (const b of formats.slice(i + 1)) {
      const shared = Math.max(0, ...pairs(a, b))
      if (shared < ALIKE) continue
      all.push(`${code(a.id)} and ${code(b.id)} begin with the same ${shared} bytes.`)
    }
  }
  return all
}

function pairs(a: Format, b: Format): readonly number[] {
  return a.detect.flatMap((one) =>
    b.detect.filter((other) => other.at === one.at).map((other) => common(one.bytes, other.bytes)),
  )
}

function common(a: Uint8Array, b: Uint8Array): number {
  const at = a.findIndex((byte, i) => byte !== b[i])
  return at === -1 ? a.length : at
}
