/** The map of a file: its parts from top to bottom, with the formulas of their places. */
import { x } from 'xastscript'
import type { Format } from '../../ir.ts'
import { type FilePart, fileParts } from './file-parts.ts'
import { type Drawing, type Element, fitText, label, round, textWidth, wrapText } from './svg.ts'

const WIDTH = 770
const MARGIN = 20
const LEFT = 110
const RIGHT = WIDTH - MARGIN
const ROOM = RIGHT - LEFT - 24
/** Between boxes that do not follow each other in the file. */
const GROUP_GAP = 8

/** The map of one format's file. */
export function fileDiagram(format: Format): Drawing {
  const parts = fileParts(format)
  const title = `File map of ${format.id}`
  const isDashed = parts.some((part) => part.isOptional)
  const note = isDashed ? 'Not to scale. Dashed: not in every file.' : 'Not to scale.'
  const content: Element[] = [
    label(title, { x: MARGIN, y: 30, size: 14, style: 'name' }),
    label(note, { x: RIGHT, y: 30, size: 11, style: 'note', anchor: 'end' }),
  ]
  let y = 46
  if (parts.some((part) => part.example !== '')) {
    content.push(
      label('example', { x: LEFT - 12, y: y + 6, size: 10.5, style: 'note', anchor: 'end' }),
    )
  }
  y += 14
  let group = ''
  for (const part of parts) {
    if (part.group !== group) {
      group = part.group
      content.push(label(group, { x: LEFT, y: y + 18, size: 12, style: 'note' }))
      y += 28
    }
    const drawn = drawPart(part, y)
    content.push(...drawn.elements)
    y = drawn.bottom + (group === '' ? 0 : GROUP_GAP)
  }
  return {
    width: WIDTH,
    height: y + 20,
    title,
    description: parts.map(partWords).join(' '),
    content,
  }
}

function partWords(part: FilePart): string {
  const place = part.lines.length === 0 ? '' : `, ${part.lines.join(', ')}`
  return `${part.name}${place}.`
}

function drawPart(part: FilePart, top: number): { elements: readonly Element[]; bottom: number } {
  const lines = joined(part.lines).flatMap((line) => wrapText(line, 11, ROOM))
  const summary = part.summary === '' ? [] : wrapText(part.summary, 11.5, ROOM)
  const height = part.kind === 'gap' ? 26 : 26 + (lines.length + summary.length) * 16 + 6
  const box = { x: LEFT, y: round(top), width: RIGHT - LEFT, height: round(height) }
  const fill = part.kind === 'gap' ? 'reserved' : part.kind
  const edge = part.kind === 'gap' ? 'gap-edge' : `${part.kind}-edge`
  const elements: Element[] = [
    x('rect', { class: fill, ...box, 'data-part': part.name }),
    x('rect', { class: `edge ${edge}${part.isOptional ? ' optional' : ''}`, ...box }),
  ]
  if (part.example !== '') {
    const at = { x: LEFT - 12, y: top + 18, size: 12, style: 'mark', anchor: 'end' as const }
    elements.push(label(part.example, at))
  }
  if (part.kind === 'gap') {
    const text = fitText(part.name, 11, ROOM)
    const width = text.length * 6.8 + 8
    const plate = { x: LEFT + 8, y: round(top + 6), width: round(width), height: 15, rx: 3 }
    elements.push(x('rect', { class: 'plate', ...plate }))
    elements.push(label(text, { x: LEFT + 12, y: top + 17, size: 11, style: 'note' }))
    return { elements, bottom: top + height }
  }
  elements.push(
    label(fitText(part.name, 13, ROOM), { x: LEFT + 12, y: top + 19, size: 13, style: 'name' }),
  )
  let y = top + 36
  for (const line of summary) {
    elements.push(label(line, { x: LEFT + 12, y, size: 11.5, style: 'mark' }))
    y += 16
  }
  for (const line of lines) {
    elements.push(label(line, { x: LEFT + 12, y, size: 11, style: 'note' }))
    y += 16
  }
  return { elements, bottom: top + height }
}

/** The lines, with the first two on one where they fit. */
function joined(lines: readonly string[]): readonly string[] {
  const [first, second, ...rest] = lines
  if (first === undefined || second === undefined) return lines
  const both = `${first}, ${second}`
  return textWidth(both, 11) <= ROOM ? [both, ...rest] : lines
}
