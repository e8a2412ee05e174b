/** Breaks long lines of generated code at brackets and commas, as a formatter would. */

const WIDTH = 100

/** Every line of code within the width, where brackets allow; comments and strings stay whole. */
export function wrapLongLines(text: string): string {
  return text.split('\n').flatMap(wrapLine).join('\n')
}

function wrapLine(line: string): readonly string[] {
  if (line.length <= WIDTH || /^\s*(\/\/|\/?\*)/.test(line)) return [line]
  const indent = /^\s*/.exec(line)?.[0] ?? ''
  const group = widestGroup(line)
  if (!group) return [line]
  const head = line.slice(0, group.start + 1)
  const tail = line.slice(group.end)
  const items = splitItems(line.slice(group.start + 1, group.end))
  const inner = items.flatMap((item) => wrapLine(`${indent}  ${item}${group.comma}`))
  return [head.trimEnd(), ...inner, ...wrapLine(`${indent}${tail}`)]
}

interface Group {
  readonly start: number
  readonly end: number
  /** What ends each item: a group of operators has none. */
  readonly comma: string
}

/** The longest outermost bracket group that has something to break. */
function widestGroup(line: string): Group | undefined {
  let best: Group | undefined
  for (const { start, end } of groups(line)) {
    const comma = line[start] === '(' && !isCall(line, start) ? '' : ','
    if (end - start > (best ? best.end - best.start : 1)) best = { start, end, comma }
  }
  return best
}

/** A bracket after a name opens arguments; any other `(` opens an expression. */
function isCall(line: string, start: number): boolean {
  const before = /(\w+)$/.exec(line.slice(0, start))?.[1]
  return before !== undefined && !['if', 'while', 'switch', 'return'].includes(before)
}

/** Outermost bracket groups of a line, strings skipped. */
function groups(line: string): readonly { start: number; end: number }[] {
  const found: { start: number; end: number }[] = []
  let depth = 0
  let start = 0
  for (const { index, character } of codeCharacters(line)) {
    if ('([{'.includes(character)) {
      if (depth === 0) start = index
      depth += 1
    } else if (')]}'.includes(character)) {
      depth -= 1
      if (depth === 0) found.push({ start, end: index })
    }
  }
  return found
}

/** The items between brackets, split at outermost commas. */
function splitItems(text: string): readonly string[] {
  const items: string[] = []
  let depth = 0
  let from = 0
  for (const { index, character } of codeCharacters(text)) {
    if ('([{'.includes(character)) depth += 1
    else if (')]}'.includes(character)) depth -= 1
    else if (character === ',' && depth === 0) {
      items.push(text.slice(from, index))
      from = index + 1
    }
  }
  items.push(text.slice(from))
  return items.map((item) => item.trim()).filter((item) => item !== '')
}

function* codeCharacters(text: string): Generator<{ index: number; character: string }> {
  let quoted = ''
  for (let index = 0; index < text.length; index++) {
    const character = text[index] ?? ''
    if (quoted !== '') {
      if (character === '\\') index += 1
      else if (character === quoted) quoted = ''
    } else if (character === "'" || character === '`') quoted = character
    else yield { index, character }
  }
}
