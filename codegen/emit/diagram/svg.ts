/** SVG documents that read well on light and on dark pages. */
import type { Element } from 'xast'
import { toXml } from 'xast-util-to-xml'
import { x } from 'xastscript'

export type { Element } from 'xast'

/** A drawing and the room that it takes. */
export interface Drawing {
  readonly width: number
  readonly height: number
  /** One line: what the image shows. */
  readonly title: string
  /** All that the image says, in words. */
  readonly description: string
  readonly content: readonly Element[]
}

/** Width of one character of the monospaced fonts, relative to their size; a little too much. */
const ADVANCE = 0.612

/** Width of a text in the monospaced font, pixels. */
export function textWidth(text: string, size: number): number {
  return [...text].length * size * ADVANCE
}

/** The text, cut to the room with an ellipsis if it must be. */
export function fitText(text: string, size: number, room: number): string {
  if (textWidth(text, size) <= room) return text
  const count = Math.floor(room / (size * ADVANCE)) - 1
  return count < 1 ? '' : `${[...text].slice(0, count).join('')}…`
}

/** The words of a text in lines that fit the room. */
export function wrapText(text: string, size: number, room: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const next = line === '' ? word : `${line} ${word}`
    if (line !== '' && textWidth(next, size) > room) {
      lines.push(line)
      line = word
    } else {
      line = next
    }
  }
  return [...lines, line].map((one) => fitText(one, size, room))
}

/** A text element. `anchor` says which point of the text stands at `x`. */
export function label(
  text: string,
  at: {
    readonly x: number
    readonly y: number
    readonly size: number
    readonly style: string
    readonly anchor?: 'start' | 'middle' | 'end'
  },
): Element {
  const attributes = { x: round(at.x), y: round(at.y), class: at.style, 'font-size': at.size }
  const anchor = at.anchor ?? 'start'
  return x('text', anchor === 'start' ? attributes : { ...attributes, 'text-anchor': anchor }, text)
}

/** A number with at most one decimal, as a text. */
export function round(value: number): string {
  return String(Math.round(value * 10) / 10)
}

/** Fills of the kinds of boxes, light and dark: background and outline. */
const KINDS = {
  number: { light: ['#e3f0fd', '#3b7ec4'], dark: ['#11304f', '#5b9bd8'] },
  constant: { light: ['#efe6fb', '#8257c2'], dark: ['#33214f', '#a680e0'] },
  text: { light: ['#e2f5e5', '#3d9150'], dark: ['#12381f', '#56b06b'] },
  bits: { light: ['#fdeeda', '#bf7a1e'], dark: ['#45300f', '#d69a45'] },
} as const

const INK = { light: '#1c2329', dark: '#e4e9ee' }
const FAINT = { light: '#59636d', dark: '#9aa5b1' }
const PAPER = { light: '#ffffff', dark: '#0e1318' }
const LINE = { light: '#cbd3db', dark: '#38424d' }
const GAP = { light: '#8a949e', dark: '#76818c' }

function rules(mode: 'light' | 'dark'): string {
  const kinds = Object.entries(KINDS).flatMap(([kind, colours]) => [
    `.${kind}{fill:${colours[mode][0]}}`,
    `.${kind}-edge{stroke:${colours[mode][1]}}`,
  ])
  return [
    `.paper{fill:${PAPER[mode]};stroke:${LINE[mode]}}`,
    `.name,.mark{fill:${INK[mode]}}`,
    `.note{fill:${FAINT[mode]}}`,
    `.plate{fill:${PAPER[mode]}}`,
    `.stroke{stroke:${GAP[mode]}}`,
    `.dot{fill:${GAP[mode]}}`,
    `.gap-edge{stroke:${GAP[mode]}}`,
    `.callout{fill:${INK[mode]}}`,
    `.callout-text{fill:${PAPER[mode]}}`,
    ...kinds,
  ].join('\n')
}

const STYLE = `
text{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
.name,.callout-text{font-weight:600}
.edge{fill:none;stroke-width:1.2;stroke-linecap:square}
.optional{stroke-dasharray:5 4;stroke-linecap:butt}
.hole{fill:url(#hatched)}
.reserved{fill:url(#dotted)}
${rules('light')}
@media (prefers-color-scheme:dark){
${rules('dark')}
}
`

/** Fills for what holds no value: hatched for holes, dotted for reserved space. */
function patterns(): Element {
  const size = { width: 7, height: 7, patternUnits: 'userSpaceOnUse' }
  return x('defs', [
    x('pattern', { id: 'hatched', ...size, patternTransform: 'rotate(45)' }, [
      x('line', { class: 'stroke', x1: 0, y1: 0, x2: 0, y2: 7, 'stroke-width': 2.4 }),
    ]),
    x('pattern', { id: 'dotted', ...size }, [x('circle', { class: 'dot', cx: 3, cy: 3, r: 0.9 })]),
  ])
}

/** The whole file: banner, title, description, style and content. */
export function svgDocument(drawing: Drawing, banner: string): string {
  const { width, height } = drawing
  const attributes = {
    xmlns: 'http://www.w3.org/2000/svg',
    viewBox: `0 0 ${round(width)} ${round(height)}`,
    width: round(width),
    height: round(height),
    role: 'img',
    'aria-labelledby': 'title desc',
  }
  const children = [
    x('title', { id: 'title' }, drawing.title),
    x('desc', { id: 'desc' }, drawing.description),
    x('style', STYLE),
    patterns(),
    x('rect', {
      class: 'paper',
      x: 0.5,
      y: 0.5,
      width: round(width - 1),
      height: round(height - 1),
      rx: 8,
    }),
    ...drawing.content,
  ]
  const lines = children.flatMap((child) => ['\n', child])
  // An XML comment must not have two hyphens in a row.
  const comment = banner.replace(/--+/g, '-')
  return `<!-- ${comment} -->\n${toXml(x('svg', attributes, ...lines, '\n'))}\n`
}
