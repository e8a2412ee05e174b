import { beforeAll, describe, expect, it } from 'vitest'
import type { Element } from 'xast'
import { fromXml } from 'xast-util-from-xml'
import { type Cell, gridRows } from '../../../codegen/emit/diagram/grid.ts'
import { emitDiagrams } from '../../../codegen/emit/diagram/index.ts'
import { structDiagramPath } from '../../../codegen/emit/diagram/paths.ts'
import { textWidth, wrapText } from '../../../codegen/emit/diagram/svg.ts'
import type { Format, Struct } from '../../../codegen/ir.ts'
import { ODD, repositoryFormats, resolved } from './formats.ts'

const OPTIONS = { runtime: 'cowtools/binary', extension: '.ts' } as const
const odd = resolved(ODD, 'schemas/odd.ts')
let formats: readonly Format[]
let images: ReadonlyMap<string, Element>
let texts: ReadonlyMap<string, string>

beforeAll(async () => {
  formats = [...(await repositoryFormats()), odd]
  texts = new Map(emitDiagrams(formats, OPTIONS).map(({ path, text }) => [path, text]))
  images = new Map([...texts].map(([path, text]) => [path, svgOf(text)]))
})

/** The `svg` element. @throws if the text is not well-formed XML */
function svgOf(text: string): Element {
  const svg = fromXml(text).children.find((node) => node.type === 'element')
  if (svg?.type !== 'element') throw new TypeError('No element')
  return svg
}

function* elements(parent: Element): Generator<Element> {
  for (const child of parent.children) {
    if (child.type !== 'element') continue
    yield child
    yield* elements(child)
  }
}

function textOf(element: Element): string {
  return element.children.map((child) => (child.type === 'text' ? child.value : '')).join('')
}

const number = (element: Element, name: string) => Number(element.attributes[name])

interface Box {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

function boxOf(element: Element): Box {
  const [left, top] = [number(element, 'x'), number(element, 'y')]
  return {
    left,
    top,
    right: left + number(element, 'width'),
    bottom: top + number(element, 'height'),
  }
}

/** Boxes touch within rounding; more than this is an overlap. */
const SLACK = 0.25

function overlap(a: Box, b: Box): boolean {
  return (
    a.left < b.right - SLACK &&
    b.left < a.right - SLACK &&
    a.top < b.bottom - SLACK &&
    b.top < a.bottom - SLACK
  )
}

function boxesOf(svg: Element, unit: string): readonly Element[] {
  return [...elements(svg)].filter((one) => one.attributes[`data-${unit}`] !== undefined)
}

function image(format: Format, struct: Struct): Element {
  const found = images.get(structDiagramPath(format, struct))
  if (!found) throw new TypeError(`No diagram of ${struct.names.spec}`)
  return found
}

const structs = () =>
  formats.flatMap((format) => format.structs.map((struct) => [format, struct] as const))

describe('emitDiagrams()', () => {
  it('draws every struct, and a map of every file', () => {
    const expected = formats.flatMap(({ id, structs: all }) => [
      `${id}-file.svg`,
      ...all.map(({ names }) => `${id}-${names.spec}.svg`),
    ])
    expect([...images.keys()]).toEqual(expected)
  })

  it('says in words what it shows', () => {
    for (const [path, svg] of images) {
      const title = [...elements(svg)].find((one) => one.name === 'title')
      const desc = [...elements(svg)].find((one) => one.name === 'desc')
      expect(svg.attributes['role'], path).toBe('img')
      expect(svg.attributes['aria-labelledby']).toBe('title desc')
      expect(title && textOf(title), path).not.toBe('')
      expect(desc && textOf(desc).length, path).toBeGreaterThan(20)
    }
    for (const [format, struct] of structs()) {
      const desc = [...elements(image(format, struct))].find((one) => one.name === 'desc')
      for (const item of struct.items) {
        const name = item.kind === 'field' ? item.names.spec : item.kind
        expect(desc && textOf(desc)).toContain(name)
      }
    }
  })

  it('covers every byte of a struct once', () => {
    for (const [format, struct] of structs()) {
      let end = 0
      for (const box of boxesOf(image(format, struct), 'byte')) {
        expect(number(box, 'data-byte'), struct.fullNames.spec).toBe(end)
        end += number(box, 'data-size')
      }
      expect(end).toBe(struct.size)
    }
  })

  it('draws boxes apart from each other, to scale', () => {
    for (const [format, struct] of structs()) {
      for (const unit of ['byte', 'bit']) {
        const boxes = boxesOf(image(format, struct), unit)
        for (const [i, box] of boxes.entries()) {
          const width = number(box, 'width')
          const scale = unit === 'byte' ? 84 : 21
          const columns = unit === 'byte' ? 8 : 32
          const size = Math.min(number(box, 'data-size'), columns)
          expect(width / scale).toBeCloseTo(size, 1)
          for (const other of boxes.slice(i + 1)) {
            expect(overlap(boxOf(box), boxOf(other)), struct.fullNames.spec).toBe(false)
          }
        }
      }
    }
  })

  it('hatches holes and dots reserved space', () => {
    for (const [format, struct] of structs()) {
      const boxes = boxesOf(image(format, struct), 'byte')
      for (const item of struct.items) {
        const box = boxes.find((one) => number(one, 'data-byte') === item.offset)
        const isGap = item.kind === 'hole' || item.kind === 'reserved'
        if (isGap) expect(box?.attributes['class']).toBe(item.kind)
        else expect(['hole', 'reserved']).not.toContain(box?.attributes['class'])
      }
    }
    for (const text of texts.values()) {
      expect(text).toContain('.hole{fill:url(#hatched)}')
      expect(text).toContain('.reserved{fill:url(#dotted)}')
    }
  })

  it('keeps all text inside the image', () => {
    for (const [path, svg] of images) {
      const width = number(svg, 'width')
      for (const element of elements(svg)) {
        if (element.name !== 'text') continue
        const text = textOf(element)
        const long = textWidth(text, number(element, 'font-size'))
        const anchor = element.attributes['text-anchor'] ?? 'start'
        const shift = { start: 0, middle: long / 2, end: long }[anchor] ?? 0
        const left = number(element, 'x') - shift
        expect(left, `${path}: ${text}`).toBeGreaterThan(4)
        expect(left + long, `${path}: ${text}`).toBeLessThan(width - 4)
        expect(number(element, 'y'), path).toBeLessThan(number(svg, 'height'))
      }
    }
  })

  it('keeps labels inside their boxes', () => {
    for (const [format, struct] of structs()) {
      const svg = image(format, struct)
      const boxes = [...boxesOf(svg, 'byte'), ...boxesOf(svg, 'bit')].map(boxOf)
      for (const element of elements(svg)) {
        if (element.name !== 'text' || element.attributes['text-anchor'] !== 'middle') continue
        const middle = number(element, 'x')
        const half = textWidth(textOf(element), number(element, 'font-size')) / 2
        const y = number(element, 'y') - 1
        const box = boxes.find(
          (one) => one.left < middle && middle < one.right && one.top < y && y < one.bottom,
        )
        if (!box) continue
        expect(middle - half, textOf(element)).toBeGreaterThanOrEqual(box.left)
        expect(middle + half, textOf(element)).toBeLessThanOrEqual(box.right)
      }
    }
  })

  it('puts a number in place of a name that does not fit, and lists it', () => {
    const all = [...elements(image(odd, odd.header))].map(textOf)
    expect(all).toContain('narrow_field_of_a_very_long_name (byte 0), u8')
    expect(all).toContain('flag_with_a_long_name (bit 0)')
    expect(all).toEqual(expect.arrayContaining(['1', '2']))
  })

  it('gives the same text every time', () => {
    const again = emitDiagrams(formats, { runtime: '../src', extension: '.js' })
    expect(again.map(({ text }) => text)).toEqual([...texts.values()])
  })

  it('starts with the banner', () => {
    for (const text of texts.values()) {
      expect(text.slice(0, 600)).toMatch(/^<!-- Generated from .+ by `cowtools generate`/)
    }
  })
})

describe('gridRows()', () => {
  const cell = (offset: number, size: number): Cell => ({
    kind: 'number',
    offset,
    size,
    name: `at ${offset}`,
    notes: [],
    isOptional: false,
    words: '',
  })

  it('divides a cell that goes over the end of a row', () => {
    const rows = gridRows([cell(0, 6), cell(6, 4), cell(10, 6)], 16, 8)
    const places = rows.map((row) => row.segments.map(({ from, to }) => [from, to]))
    expect(places).toEqual([
      [
        [0, 6],
        [6, 8],
      ],
      [
        [0, 2],
        [2, 8],
      ],
    ])
  })

  it('tears the middle out of a long cell', () => {
    const rows = gridRows([cell(0, 4), cell(4, 44)], 48, 8)
    expect(rows.map(({ offset, isTorn }) => [offset, isTorn])).toEqual([
      [0, false],
      [8, false],
      [16, true],
      [40, false],
    ])
  })

  it('does not tear three rows', () => {
    expect(gridRows([cell(0, 24)], 24, 8).some((row) => row.isTorn)).toBe(false)
  })
})

describe('wrapText()', () => {
  it('cuts a word that is wider than the room', () => {
    const lines = wrapText(`ab ${'x'.repeat(50)} cd`, 10, 100)
    expect(lines).toEqual(['ab', `${'x'.repeat(15)}…`, 'cd'])
  })
})
