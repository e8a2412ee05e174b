/** Long texts, cut in the middle: their start and end say most, and nobody reads megabytes. */
import { encodeText, printableText } from '../binary/text.ts'
import { countText } from './counts.ts'

/** Longest text that is shown in full: no system opens a longer name. Characters. */
export const TEXT_LIMIT = 4096

/** The text, or its start and end with `…` between: at most `limit` characters. */
export function cutMiddle(text: string, limit: number): string {
  if (text.length <= limit) return text
  const room = Math.max(0, limit - 1)
  let head = Math.ceil(room / 2)
  let tail = text.length - (room - head)
  // A character of two code units stays whole, or goes.
  if (isLead(text, head - 1)) head -= 1
  if (isLead(text, tail - 1)) tail += 1
  return `${text.slice(0, head)}…${text.slice(tail)}`
}

/** As `cutMiddle`, and says the whole length: `aaaa…aaaa (1,022 bytes)`. */
export function shortened(text: string, limit: number): string {
  if (text.length <= limit) return text
  const note = lengthNote(text)
  return `${cutMiddle(text, limit - note.length)}${note}`
}

/** As `shortened`, for a terminal: what would not show as itself is escaped first. */
export function shortPrintable(text: string, limit: number): string {
  const printable = printableText(text)
  if (printable.length <= limit) return printable
  const note = lengthNote(text)
  return `${cutMiddle(printable, limit - note.length)}${note}`
}

/** Text in quotes, control characters escaped; of a long one start, end and length. */
export function quotedText(text: string, limit = Number.POSITIVE_INFINITY): string {
  const escaped = printableText(text).replace(/"/g, '\\"')
  if (escaped.length + 2 <= limit) return `"${escaped}"`
  const note = lengthNote(text)
  return `"${cutMiddle(escaped, limit - note.length - 2)}"${note}`
}

function lengthNote(text: string): string {
  return ` (${countText(encodeText(text).length)} bytes)`
}

function isLead(text: string, at: number): boolean {
  const code = text.codePointAt(at)
  return code !== undefined && code > 0xffff
}
