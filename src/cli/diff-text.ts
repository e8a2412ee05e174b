/** What `diff` prints for people: a section for each part, a line for each thing. */
import {
  type Change,
  type FormatDiff,
  PARTS,
  type Part,
  saidOf,
  shownAspects,
  verdictSentences,
} from '../../codegen/diff/index.ts'
import { wrapText } from '../layout/index.ts'
import type { Io } from './io.ts'

type Out = Pick<Io, 'paint' | 'width'>

/** Human output is made to fit a terminal of this width, even where nobody looks. */
const WIDTH = 80
/** A longer name stands on a line of its own. */
const NAME_WIDTH = 24
const GAP = 2

/** Everything that differs. */
export function diffText(diff: FormatDiff, io: Out): string {
  const out = { paint: io.paint, width: Math.min(io.width, WIDTH) }
  const sections = (Object.keys(PARTS) as readonly Part[]).flatMap((part) => {
    const changes = diff.changes.filter((change) => change.part === part)
    if (changes.length === 0) return []
    const lines = part === 'implied-rule' ? idLines(changes, out) : changeLines(changes, out)
    return [[out.paint.strong(PARTS[part]), ...lines]]
  })
  const parts = [
    titleLines(diff, out),
    lineageLines(diff, out),
    ...(sections.length === 0 ? [['Nothing differs.']] : sections),
    [out.paint.strong('Readers and files'), ...verdictLines(diff, out)],
  ]
  const blocks = parts.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'))
  return `${blocks.join('\n\n')}\n`
}

function titleLines({ from, to }: FormatDiff, { paint, width }: Out): readonly string[] {
  const most = Math.max(from.name.length, to.name.length)
  return [from, to].flatMap(({ name, title }) => {
    const [first = '', ...rest] = wrapText(title, Math.max(20, width - most - GAP))
    const margin = ' '.repeat(most + GAP)
    return [
      `${paint.strong(name)}${' '.repeat(most - name.length + GAP)}${first}`,
      ...rest.map((line) => margin + line),
    ]
  })
}

function lineageLines({ lineage }: FormatDiff, out: Out): readonly string[] {
  if (!lineage) return []
  const summary = lineage.summary === undefined ? [] : wrapText(lineage.summary, out.width)
  return [...summary, ...lineage.notes.flatMap((note) => marked('  * ', note, out))]
}

function verdictLines({ verdicts }: FormatDiff, out: Out): readonly string[] {
  return verdicts.flatMap((verdict) => marked('  * ', verdictSentences(verdict).join(' '), out))
}

/** Wrapped text behind a mark, its lines one below the other. */
function marked(mark: string, text: string, { width }: Out): readonly string[] {
  const margin = ' '.repeat(mark.length)
  const lines = wrapText(text, width - mark.length)
  return lines.map((line, at) => (at === 0 ? mark : margin) + line)
}

const MARKS = { added: '+', removed: '-', changed: '~' } as const

function markOf(kind: Change['kind'], { paint }: Out): string {
  const colour = { added: paint.good, removed: paint.error, changed: paint.warning }[kind]
  return `  ${colour(MARKS[kind])} `
}

const MARK_WIDTH = 4

/** Names, what of them differs, and how it was and is. */
function changeLines(changes: readonly Change[], out: Out): readonly string[] {
  const short = changes.map(({ name }) => name.length).filter((length) => length <= NAME_WIDTH)
  const names = Math.max(0, ...short)
  return changes.flatMap((change) => {
    const rows = rowsOf(change, out, names)
    const margin = ' '.repeat(MARK_WIDTH + names + GAP)
    const head = markOf(change.kind, out)
    if (change.name.length > names) {
      return [`${head}${change.name}`, ...rows.map((row) => margin + row)]
    }
    const first = `${head}${change.name.padEnd(names)}  `
    return rows.map((row, at) => ((at === 0 ? first : margin) + row).trimEnd())
  })
}

function rowsOf(change: Change, { paint, width }: Out, names: number): readonly string[] {
  const room = width - MARK_WIDTH - names - GAP
  if (change.kind !== 'changed') return wrapText(change.is, room)
  const was = change.was === undefined ? [] : wrapText(`was ${change.was}`, room)
  const aspects = shownAspects(change.aspects)
  const most = Math.max(0, ...aspects.map(({ what }) => what.length))
  const left = most === 0 ? 0 : most + GAP
  const rows = aspects.flatMap((aspect) => {
    const head = most === 0 ? '' : paint.dim(aspect.what.padEnd(left))
    return beforeAfter(saidOf(aspect), room - left).map((line, at) =>
      at === 0 ? head + line : ' '.repeat(left) + line,
    )
  })
  return [...was, ...rows]
}

/** `12 → 4` on one line, or one below the other where that is too long. */
function beforeAfter([before, after]: readonly [string, string], width: number): readonly string[] {
  const line = `${before} → ${after}`
  if (line.length <= width) return [line]
  const indent = '→ '
  return [
    ...wrapText(before, width),
    ...wrapText(after, width - indent.length).map((text, at) =>
      at === 0 ? indent + text : ' '.repeat(indent.length) + text,
    ),
  ]
}

/** Rules that follow from the layout are many, and their ids say it all. */
function idLines(changes: readonly Change[], out: Out): readonly string[] {
  const ids = (kind: 'added' | 'removed') => {
    const names = changes.filter((change) => change.kind === kind).map(({ name }) => name)
    return names.length === 0 ? [] : listed(kind, names.join(', '), out)
  }
  const changed = changes.flatMap((change) => {
    if (change.kind !== 'changed') return []
    const aspects = change.aspects.map((aspect) => `${aspect.what} ${saidOf(aspect).join(' → ')}`)
    return listed('changed', `${change.name}: ${aspects.join('; ')}`, out)
  })
  return [...ids('removed'), ...ids('added'), ...changed]
}

function listed(kind: Change['kind'], text: string, out: Out): readonly string[] {
  const margin = ' '.repeat(MARK_WIDTH)
  const lines = wrapText(text, out.width - MARK_WIDTH)
  return lines.map((line, at) => (at === 0 ? markOf(kind, out) : margin) + line)
}
