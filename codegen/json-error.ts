/** Where a text stops being JSON: not every version of Node says it. */

const SPACE = /[ \t\r\n]*/y
const SCALAR =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them in a string
  /(?:"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|true\b|false\b|null\b)/y

/** Index of the first character that cannot stand where it does; the length if the text ends early. */
export function jsonErrorAt(text: string): number {
  let at = 0
  const skip = (pattern: RegExp): boolean => {
    pattern.lastIndex = at
    const length = pattern.exec(text)?.[0].length
    at += length ?? 0
    return length !== undefined
  }
  const take = (character: string): boolean => {
    skip(SPACE)
    if (text[at] !== character) return false
    at += 1
    return true
  }
  const list = (end: string, item: () => boolean): boolean => {
    if (take(end)) return true
    do if (!item()) return false
    while (take(','))
    return take(end)
  }
  const value = (): boolean => {
    if (take('[')) return list(']', value)
    if (take('{')) return list('}', member)
    return skip(SCALAR)
  }
  const member = (): boolean => {
    skip(SPACE)
    return text[at] === '"' && skip(SCALAR) && take(':') && value()
  }
  if (value()) skip(SPACE)
  return at
}
