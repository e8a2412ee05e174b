/** An annotated hex dump: up to 16 bytes to a row, and beside each run of bytes what it is. */
import { hexPairs, zerosEnd } from '../../../src/layout/index.ts'
import type { Owner, WorkedExample } from './worked-example.ts'

const ROW = 16
/** Widest line, and where the annotations begin: offset, two spaces, 16 hex pairs, two spaces. */
const WIDTH = 100
const OFFSET_WIDTH = 7
const NOTE_WIDTH = WIDTH - OFFSET_WIDTH - 2 - (ROW * 3 - 1) - 2

/** The dump, as lines of at most 100 columns. */
export function hexDump(worked: WorkedExample): readonly string[] {
  const lines = [row('offset', 'bytes', 'owner')]
  let section = ''
  for (const owner of withUnowned(worked)) {
    if (owner.section !== section && owner.section !== '') lines.push(row('', '', owner.section))
    section = owner.section
    lines.push(...ownerLines(owner, worked.bytes))
  }
  lines.push(row(String(worked.bytes.length), '', 'end of file'))
  return lines
}

/** The owners, and between them the runs of bytes that nobody owns. */
function withUnowned({ owners, bytes }: WorkedExample): readonly Owner[] {
  const all: Owner[] = []
  let at = 0
  const fill = (end: number) => {
    if (at >= end) return
    const name = zerosEnd(bytes, at, end) === end ? 'unused, zero' : '(not placed by the header)'
    // Rows that nobody owns begin at multiples of a row.
    const next = Math.ceil(at / ROW) * ROW
    const isSplit = at < next && next < end
    if (isSplit) all.push({ offset: at, length: next - at, section: '', name })
    const start = isSplit ? next : at
    all.push({ offset: start, length: end - start, section: '', name: isSplit ? '' : name })
  }
  for (const owner of owners) {
    fill(owner.offset)
    all.push(owner)
    at = owner.offset + owner.length
  }
  fill(bytes.length)
  return all
}

function ownerLines(owner: Owner, bytes: Uint8Array): readonly string[] {
  const rows = byteRows(bytes, owner.offset, owner.offset + owner.length)
  const indent = owner.section === '' ? '' : '  '
  const name = owner.name === '' ? '' : indent + owner.name
  const notes = wrapNote(owner.text === undefined ? name : `${name} = ${owner.text}`)
  const count = Math.max(rows.length, notes.length)
  return Array.from({ length: count }, (_, i) => {
    const [offset, pairs] = rows[i] ?? ['', '']
    return row(offset, pairs, notes[i] ?? '')
  })
}

/** Rows of hex pairs; rows of zeros after the first of them become one `*`. */
function byteRows(bytes: Uint8Array, start: number, end: number): [string, string][] {
  const rows: [string, string][] = []
  let at = start
  while (at < end) {
    const stop = Math.min(at + ROW, end)
    rows.push([String(at), hexPairs(bytes.subarray(at, stop))])
    const zeros = Math.floor((zerosEnd(bytes, at, end) - at) / ROW)
    const rest = end - (at + ROW)
    at = stop
    if (zeros === 0 || rest <= ROW) continue
    const zeroEnd = zerosEnd(bytes, at, end)
    const skip = zeroEnd === end ? zeroEnd - at : Math.floor((zeroEnd - at) / ROW) * ROW
    if (skip < ROW) continue
    rows.push(['*', `${skip} more zero bytes`])
    at += skip
  }
  return rows
}

function row(offset: string, pairs: string, note: string): string {
  const bytes = pairs.padEnd(ROW * 3 - 1)
  return `${offset.padStart(OFFSET_WIDTH)}  ${bytes}  ${note}`.trimEnd()
}

/** The note in lines that fit beside the bytes; a word longer than a line is broken. */
function wrapNote(note: string): readonly string[] {
  const lines: string[] = []
  const [indent = ''] = /^ */.exec(note) ?? []
  let line = ''
  for (const word of note.trimStart().split(' ')) {
    const next = line === '' ? indent + word : `${line} ${word}`
    if (next.length <= NOTE_WIDTH) {
      line = next
      continue
    }
    if (line !== '') lines.push(line)
    line = `${indent}  ${word}`
    while (line.length > NOTE_WIDTH) {
      lines.push(line.slice(0, NOTE_WIDTH))
      line = `${indent}  ${line.slice(NOTE_WIDTH)}`
    }
  }
  return [...lines, line]
}
