/** A comparison as Markdown: a section for each part, a table of what was and what is. */
import {
  type Aspect,
  type Change,
  type FormatDiff,
  PARTS,
  type Part,
  saidOf,
  shownAspects,
} from './model.ts'
import { verdictSentences } from './verdict-text.ts'

/** How the Markdown fits in where it goes. */
export interface MarkdownOptions {
  /** Level of the headings of its sections. */
  readonly level: number
  /** Writes the id of a format: code, or a link. */
  readonly name?: (id: string) => string
}

/** The differences, without a title. */
export function diffMarkdown(diff: FormatDiff, { level, name = code }: MarkdownOptions): string {
  const heading = (text: string) => `${'#'.repeat(level)} ${text}\n`
  const sections = (Object.keys(PARTS) as readonly Part[]).flatMap((part) => {
    const changes = diff.changes.filter((change) => change.part === part)
    return changes.length === 0
      ? []
      : [
          `${heading(PARTS[part])}\n${
            part === 'implied-rule' ? listOf(changes) : tableOf(changes, diff, name)
          }`,
        ]
  })
  const same = sections.length === 0 ? ['Nothing differs.\n'] : []
  const verdicts = diff.verdicts.map((one) => `- ${verdictSentences(one, name).join(' ')}\n`)
  return [
    ...lineageText(diff),
    ...same,
    ...sections,
    `${heading('Readers and files')}\n${verdicts.join('')}`,
  ].join('\n')
}

function lineageText({ lineage }: FormatDiff): readonly string[] {
  if (!lineage) return []
  const summary = lineage.summary === undefined ? [] : [`${lineage.summary}\n`]
  const notes = lineage.notes.map((note) => `- ${note}\n`).join('')
  return notes === '' ? summary : [...summary, notes]
}

const code = (text: string) => `\`${text}\``

function tableOf(
  changes: readonly Change[],
  { from, to }: FormatDiff,
  name: (id: string) => string,
): string {
  const head = `| | | ${name(from.name)} | ${name(to.name)} |\n|---|---|---|---|\n`
  const rows = changes.flatMap(rowsOf).map((cells) => `| ${cells.join(' | ')} |\n`)
  return head + rows.join('')
}

/** Rules that follow from the layout are many, and their ids say it all. */
function listOf(changes: readonly Change[]): string {
  const ids = (kind: Change['kind']) =>
    changes.filter((change) => change.kind === kind).map(({ name }) => code(name))
  const lines = [
    ['Added', ids('added')],
    ['Removed', ids('removed')],
  ] as const
  const changed = changes.flatMap((change) =>
    change.kind === 'changed' ? [changedLine(change)] : [],
  )
  return [
    ...lines.flatMap(([what, names]) =>
      names.length === 0 ? [] : [`- ${what}: ${names.join(', ')}\n`],
    ),
    ...changed,
  ].join('')
}

function changedLine(change: Extract<Change, { kind: 'changed' }>): string {
  const aspects = change.aspects.map((aspect) => `${aspect.what} ${saidOf(aspect).join(' → ')}`)
  return `- ${code(change.name)}: ${aspects.join('; ')}\n`
}

function rowsOf(change: Change): readonly (readonly string[])[] {
  const name = titleOf(change)
  switch (change.kind) {
    case 'added':
      return [[name, '**added**', '', cell(change.is)]]
    case 'removed':
      return [[name, '**removed**', cell(change.is), '']]
    case 'changed': {
      const rows = shownAspects(change.aspects).map((aspect, at) => [
        at === 0 ? name : '',
        aspect.what,
        ...cellsOf(aspect),
      ])
      return rows.length === 0 ? [[name, 'renamed', '', '']] : rows
    }
  }
}

function titleOf(change: Change): string {
  const isName = change.part !== 'format' && change.part !== 'fact' && !change.name.includes(' ')
  const name = isName ? code(change.name) : change.name
  const was = change.kind === 'changed' && change.was !== undefined
  return was ? `${name}, was ${code(change.was ?? '')}` : name
}

/** Formulas and bytes as code, unless they are a plain number. */
function cellsOf(aspect: Aspect): readonly string[] {
  const isSaid = [aspect.before, aspect.after].map((text) => text !== undefined)
  return saidOf(aspect).map((text, at) => {
    const isCode = aspect.notation !== undefined && isSaid[at] && !/^\d+( \w+)?$/.test(text)
    return isCode ? code(text).replace(/\|/g, '\\|') : cell(text)
  })
}

/** Plain text as Markdown would not take it for anything else; code spans in it stay. */
function cell(text: string): string {
  const parts = text.replace(/\s*\n\s*/g, ' ').split(/(`[^`]*`)/)
  return parts.map((part, at) => part.replace(at % 2 === 0 ? /[|*<>[\]]/g : /\|/g, '\\$&')).join('')
}
