/** Where everything is in the file: parts with formulas, computed values, one worked example. */
import { sizeText } from '../../../src/layout/index.ts'
import type { Expr, Field, Format } from '../../ir.ts'
import { show } from '../../resolve/expressions.ts'
import { headerFields } from '../../resolve/link.ts'
import { fileDiagramPath } from '../diagram/paths.ts'
import { code, formula, titleOf } from './words.ts'
import type { WorkedExample } from './worked-example.ts'

/** What `file-map.hbs` shows. */
export interface FileMapView {
  readonly diagram: string
  readonly alt: string
  readonly parts: readonly PartView[]
  readonly values: readonly { name: string; formula: string; meaning: string }[]
  readonly inputs: readonly { name: string; meaning: string }[]
  readonly example: string
  readonly steps: readonly string[]
}

interface PartView {
  readonly name: string
  readonly at: string
  readonly size: string
  readonly meaning: string
  readonly example: string
}

/** The file map of a format. */
export function fileMapView(format: Format, worked: WorkedExample | undefined): FileMapView {
  return {
    diagram: fileDiagramPath(format),
    alt: `File map of ${format.id}: ${partNames(format).join(', ')}`,
    parts: partViews(format, worked),
    values: format.values.map((value) => ({
      name: code(value.names.spec),
      formula: formula(value.expr),
      meaning: value.summary,
    })),
    inputs: format.inputs.map((input) => ({
      name: code(input.names.spec),
      meaning: input.summary,
    })),
    example: worked?.example.title ?? '',
    steps: worked ? steps(format, worked) : [],
  }
}

function partNames(format: Format): readonly string[] {
  const names = [format.header, ...format.strings, ...format.regions].map((one) =>
    titleOf(one.names.spec).toLowerCase(),
  )
  return [...new Set(names)]
}

function partViews(format: Format, worked: WorkedExample | undefined): readonly PartView[] {
  const { header, extensions } = format
  const span = spanIn(worked)
  const size = header.lengthField
    ? `size ${formula({ type: 'int', kind: 'field', struct: 'header', field: header.lengthField })}`
    : `${header.size} bytes`
  const parts: PartView[] = [
    {
      name: `[Header](#${header.anchor})`,
      at: '0',
      size,
      meaning: header.summary,
      example: rangeOf(0n, headerSize(format, worked)),
    },
  ]
  if (extensions) {
    const { at, end } = extensions
    parts.push({
      name: `[Header extensions](#${extensions.anchor})`,
      at: formula(at),
      size: `up to ${formula(end)}`,
      meaning: extensions.summary,
      example: span(at, end, 'end'),
    })
  }
  for (const string of format.strings) {
    const at = headerField(string.offset)
    const length = headerField(string.size)
    const isAbsent = string.when !== undefined && worked?.value(string.when) !== true
    parts.push({
      name: `[${titleOf(string.names.spec)} name](#${string.anchor})`,
      at: formula(at),
      size: `size ${formula(length)}`,
      meaning: string.summary,
      example: isAbsent ? '—' : span(at, length, 'size'),
    })
  }
  if (show(format.area) !== 'sizeof(header)') parts.push(areaPart(format, worked))
  for (const region of format.regions) {
    const absent = region.when && worked?.value(region.when) !== true
    parts.push({
      name: `[${titleOf(region.names.spec)}](#${region.anchor})`,
      at: formula(region.at),
      size: `size ${formula(region.size)}`,
      meaning: region.summary,
      example: absent ? '—' : span(region.at, region.size, 'size'),
    })
  }
  return parts
}

function areaPart(format: Format, worked: WorkedExample | undefined): PartView {
  const area = worked?.value(format.area)
  return {
    name: 'Rest of the header area',
    at: 'the end of the above',
    size: `up to ${formula(format.area)}`,
    meaning: 'Space that belongs to the header; unused bytes are zero.',
    example: typeof area === 'bigint' ? `up to ${area}` : '',
  }
}

function headerField(field: Field): Expr {
  return { type: 'int', kind: 'field', struct: 'header', field }
}

function headerSize(format: Format, worked: WorkedExample | undefined): bigint | undefined {
  const { lengthField, size } = format.header
  if (!worked) return undefined
  if (!lengthField) return BigInt(size)
  const stated = worked.value(headerField(lengthField))
  return typeof stated === 'bigint' ? stated : undefined
}

/** Bytes of the example between two expressions; the second is a size or an end. */
function spanIn(worked: WorkedExample | undefined) {
  return (at: Expr, other: Expr, kind: 'size' | 'end'): string => {
    const start = worked?.value(at)
    const value = worked?.value(other)
    if (typeof start !== 'bigint' || typeof value !== 'bigint') return ''
    const size = kind === 'end' ? value - start : value
    const fileSize = worked?.example.size ?? 0
    const isCut = size > 0n && start + size > BigInt(fileSize)
    return `${rangeOf(start, size)}${isCut ? `; the file ends at ${fileSize}` : ''}`
  }
}

function rangeOf(start: bigint, size: bigint | undefined): string {
  if (size === undefined) return ''
  return size <= 0n ? `empty, at ${start}` : `${start}–${start + size - 1n}`
}

/** Widest line of the worked example. */
const WIDTH = 100

/** The computation, one line for each field, input, value and region. */
function steps(format: Format, worked: WorkedExample): readonly string[] {
  const rows: Step[] = []
  const add = (name: string, expr: Expr, unit?: string) => {
    const result = worked.value(expr)
    const shown = [show(expr), show(withNumbers(expr, worked))]
    const end = result === undefined ? 'unknown' : resultText(result, unit)
    const middle = shown.filter((text) => text !== name && text !== String(result))
    rows.push({ name, texts: [...new Set(middle), end] })
  }
  for (const field of fieldsUsed(format)) {
    add(`header.${field.names.spec}`, headerField(field), field.unit)
  }
  for (const input of format.inputs) {
    add(input.names.spec, { type: 'int', kind: 'input', input }, input.unit)
  }
  for (const value of format.values) add(value.names.spec, value.expr, value.unit)
  for (const region of format.regions) {
    if (region.when && worked.value(region.when) !== true) continue
    add(`${region.names.spec} at`, region.at)
    add(`${region.names.spec} size`, region.size, 'bytes')
  }
  rows.push({
    name: 'length of the file',
    texts: [resultText(BigInt(worked.example.size), 'bytes')],
  })
  return aligned(rows)
}

interface Step {
  readonly name: string
  /** Formula, formula with numbers, result. */
  readonly texts: readonly string[]
}

function fieldsUsed(format: Format): readonly Field[] {
  const exprs = [
    format.area,
    ...format.values.map((value) => value.expr),
    ...format.regions.flatMap((region) => [region.at, region.size]),
  ]
  return headerFields(...exprs)
}

/** The expression with the example's numbers in place of the names. */
function withNumbers(expr: Expr, worked: WorkedExample): Expr {
  const inside = (one: Expr) => withNumbers(one, worked)
  switch (expr.kind) {
    case 'binary':
      return { ...expr, left: inside(expr.left), right: inside(expr.right) }
    case 'unary':
      return { ...expr, operand: inside(expr.operand) }
    case 'call':
      return { ...expr, args: expr.args.map(inside) }
    case 'conditional':
      return inside(worked.value(expr.test) === true ? expr.then : expr.else)
    default: {
      const value = worked.value(expr)
      return typeof value === 'bigint' ? { type: 'int', kind: 'int', value } : expr
    }
  }
}

function resultText(result: bigint | boolean | string, unit?: string): string {
  if (typeof result !== 'bigint') return String(result)
  return unit === 'bytes' && result >= 1024n ? `${result} (${sizeText(result)})` : `${result}`
}

/** Steps with their equals signs below each other; parts that do not fit go on a line below. */
function aligned(rows: readonly Step[]): readonly string[] {
  const width = Math.max(...rows.map(({ name }) => name.length))
  return rows.flatMap(({ name, texts }) => {
    const lines: string[] = []
    let line = name.padEnd(width)
    for (const text of texts) {
      if (line.trim() !== name && line.length + text.length + 3 > WIDTH) {
        lines.push(line)
        line = ' '.repeat(width)
      }
      line += ` = ${text}`
    }
    return [...lines, line]
  })
}
