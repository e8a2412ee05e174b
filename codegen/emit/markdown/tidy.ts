/**
 * Makes a page that templates put together read well as plain text: paragraphs and list items are
 * wrapped, runs of empty lines collapse. Fenced blocks, tables, headings and HTML stay as they are.
 */

const WIDTH = 100

/** A paragraph or a list item while its lines are collected. */
interface Block {
  readonly first: string
  readonly rest: string
  readonly words: string[]
}

/** The page, wrapped, with one newline at its end. */
export function tidy(page: string): string {
  const out: string[] = []
  let block: Block | undefined
  let isFenced = false
  const flush = () => {
    if (block) out.push(...wrap(block))
    block = undefined
  }
  for (const line of page.split('\n')) {
    const isFence = /^\s*```/.test(line)
    if (isFence || isFenced || stands(line)) {
      flush()
      const isSecondBlank = line.trim() === '' && (out.at(-1) ?? '') === ''
      if (isFenced || isFence || !isSecondBlank) out.push(line.trimEnd())
      if (isFence) isFenced = !isFenced
      continue
    }
    const item = /^(\s*)([-*] |\d+\. )(.*)$/.exec(line)
    if (item) {
      flush()
      const [, indent = '', marker = '', text = ''] = item
      block = { first: indent + marker, rest: indent + ' '.repeat(marker.length), words: [] }
      block.words.push(...wordsOf(text))
      continue
    }
    const indent = /^\s*/.exec(line)?.[0] ?? ''
    block ??= { first: indent, rest: indent, words: [] }
    block.words.push(...wordsOf(line))
  }
  flush()
  return `${out.join('\n').trim()}\n`
}

/** Lines that are no running text. */
function stands(line: string): boolean {
  return /^\s*($|#|\||<|!\[)/.test(line)
}

/** Longest code span that is kept on one line. */
const SPAN = 60

/** Words; an anchor or a short code span counts as one, so that it is not broken. */
function wordsOf(text: string): readonly string[] {
  const words = text.match(/(?:`[^`]*`|<a [^>]*>|[^\s`])+/g) ?? []
  return words.flatMap((word) =>
    word.length > SPAN && !word.includes('<a ') ? word.split(/\s+/) : [word],
  )
}

/** What Markdown would take for a list, a heading or a quote at the start of a line. */
const MARKER = /^([-+*=]+|\d+[.)]|[#>|].*)$/

function wrap(block: Block): readonly string[] {
  const lines: string[] = []
  let line = block.first
  let isEmpty = true
  for (const word of block.words) {
    const fits = line.length + word.length + (isEmpty ? 0 : 1) <= WIDTH
    if (isEmpty) {
      line += word
    } else if (fits || MARKER.test(word)) {
      line += ` ${word}`
    } else {
      lines.push(line)
      line = block.rest + word
    }
    isEmpty = false
  }
  return [...lines, line]
}
