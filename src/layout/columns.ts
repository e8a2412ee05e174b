/** Text in columns, for terminals. */

/**
 * Breaks text into lines of at most `width` characters: at spaces, or inside a word that is longer
 * than a line.
 */
export function wrapText(text: string, width: number): string[] {
  const lines: string[] = []
  let rest = text
  while (rest.length > width) {
    const space = rest.lastIndexOf(' ', width)
    const isGood = space > width / 3 || (space > 0 && wordFits(rest, space + 1, width))
    const end = isGood ? space : width
    lines.push(rest.slice(0, end))
    rest = rest.slice(isGood ? end + 1 : end)
  }
  lines.push(rest)
  return lines
}

function wordFits(text: string, start: number, width: number): boolean {
  return text.length - start <= width || text.slice(start, start + width + 1).includes(' ')
}

/** Rows as lines, each column as wide as its longest cell; the last one is not padded. */
export function tableLines(rows: readonly (readonly string[])[], gap = '  '): string[] {
  const widths: number[] = []
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, cell.length)
    })
  }
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join(gap)
      .trimEnd(),
  )
}
