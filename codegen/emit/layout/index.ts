/** The layout as plain data, for tools that look at any format: `generated/<id>/layout.ts`. */
import { hexPairs } from '../../../src/layout/hex.ts'
import type {
  CLayout,
  DriverLayout,
  ExtensionsLayout,
  FieldType,
  ItemLayout,
  Layout,
  RecordedLayout,
  RecordRule as RecordRuleLayout,
  RecordsLayout,
  RegionLayout,
  StringLayout,
  StructLayout,
} from '../../../src/layout/layout.ts'
import type {
  Expr,
  Extensions,
  Field,
  Format,
  Item,
  LocatedString,
  RecordedFact,
  RecordRule,
  Records,
  Region,
  Struct,
} from '../../ir.ts'
import { banner, type Emitter } from '../../output.ts'
import { interval } from '../../resolve/bounds.ts'
import { toPlain } from '../../resolve/expressions.ts'
import { doc, quote } from '../typescript/text.ts'
import { infoOf } from './info.ts'
import { statedRuleOf } from './stated-rule.ts'

/** Emits `layout.ts` of each format, and the list of all layouts. */
export const emitLayout: Emitter = (formats, options) => {
  const types = options.runtime.replace('binary', 'layout')
  const files = formats.map((format) => ({
    root: 'out' as const,
    path: `${format.id}/layout.ts`,
    text: [
      `// ${banner(format)}\n`,
      `import type { Layout } from ${quote(types)}\n\n`,
      `${doc(`${format.title}: its layout as plain data.`)}\n`,
      `export const layout: Layout = ${literal(layoutOf(format), '')}\n`,
    ].join(''),
  }))
  const list = [
    `// ${banner(undefined)}\n`,
    `import type { Layout } from ${quote(types.replace('../../', '../'))}\n`,
    ...formats.map(
      ({ id, names }) =>
        `import { layout as ${names.camel} } from './${id}/layout${options.extension}'\n`,
    ),
    '\n/** The layout of every format, in the order of their schemas. */\n',
    `export const layouts: readonly Layout[] = [${formats.map(({ names }) => names.camel).join(', ')}]\n`,
  ]
  return [...files, { root: 'out', path: 'layouts.ts', text: list.join('') }]
}

/** The plain data of a format. */
export function layoutOf(format: Format): Layout {
  const { header } = format
  return {
    id: format.id,
    family: format.family,
    title: format.title,
    status: format.status,
    summary: format.summary,
    signatures: format.detect.map(({ at, bytes }) => ({ at, bytes: hexPairs(bytes) })),
    structs: format.structs.map(structOf),
    area: toPlain(format.area),
    areaLimit: Number(interval(format.area)?.max ?? header.size),
    strings: format.strings.map(stringOf),
    extensions: format.extensions && extensionsOf(format.extensions),
    inputs: format.inputs.map((input) => input.names.spec),
    values: format.values.map((value) => ({
      name: value.names.spec,
      value: toPlain(value.expr),
    })),
    regions: format.regions.map(regionOf),
    rules: format.rules.map(statedRuleOf),
    info: infoOf(format.info),
    recordRules: format.recordRules.length > 0 ? format.recordRules.map(recordRuleOf) : undefined,
    backingMtime: recordedOf(format.info.backingMtime),
    backingSize: recordedOf(format.info.backingSize),
    variantOf: format.variantOf,
    unusual: format.unusual ? true : undefined,
    evidence: evidenceOf(format),
    driver: driverOf(format),
  }
}

const optional = (expr: Expr | undefined) => expr && toPlain(expr)

function stringOf(string: LocatedString): StringLayout {
  return {
    name: string.names.spec,
    summary: string.summary,
    offset: string.offset.names.spec,
    size: string.size.names.spec,
    when: optional(string.when),
    min: toPlain(string.min),
    end: toPlain(string.end),
    minSize: string.minSize,
    maxSize: string.maxSize,
  }
}

function regionOf(region: Region): RegionLayout {
  const { bitmap } = region
  return {
    name: region.names.spec,
    summary: region.summary,
    kind: region.kind,
    at: toPlain(region.at),
    size: toPlain(region.size),
    when: optional(region.when),
    byField: region.placed === 'by-field' ? true : undefined,
    mayEndEarly: region.beyondFile === 'valid' ? true : undefined,
    maxSize: optional(region.maxSize),
    align: optional(region.align),
    bitmap: bitmap && {
      unit: toPlain(bitmap.unit),
      bits: bitmap.bits,
      count: optional(bitmap.count),
    },
    records: region.records && recordsOf(region.records),
  }
}

function recordsOf({ struct, count, tail, ...rest }: Records): RecordsLayout {
  return { struct: struct.names.spec, count: toPlain(count), tail: toPlain(tail), ...rest }
}

function recordRuleOf({
  id,
  region,
  field,
  kind,
  when,
  assert,
  expected,
}: RecordRule): RecordRuleLayout {
  return {
    id,
    region: region.names.spec,
    field: field.names.spec,
    kind,
    when: when && toPlain(when),
    assert: toPlain(assert),
    expected,
  }
}

function recordedOf(fact: RecordedFact | undefined): RecordedLayout | undefined {
  return (
    fact && {
      field: fact.field.names.spec,
      when: optional(fact.when),
      differs: fact.differs,
    }
  )
}

function evidenceOf({ evidence }: Format): Layout['evidence'] {
  if (evidence.length === 0) return undefined
  return evidence.map(({ assert, summary }) => ({ assert: toPlain(assert), summary }))
}

function driverOf({ driver }: Format): DriverLayout | undefined {
  if (driver === undefined) return undefined
  const { size, backingFile, backingMtime, imageFile, ...others } = driver
  return {
    size: size?.names.spec,
    backingFile: backingFile?.names.spec,
    backingMtime: backingMtime?.names.spec,
    imageFile: imageFile?.names.spec,
    ...others,
  }
}

function structOf(struct: Struct): StructLayout {
  return {
    name: struct.names.spec,
    summary: struct.summary,
    size: struct.size,
    minSize: struct.minSize,
    lengthField: struct.lengthField?.names.spec,
    items: struct.items.map(itemOf),
    c: struct.c && cLayoutOf(struct, struct.c),
  }
}

function cLayoutOf(struct: Struct, c: NonNullable<Struct['c']>): CLayout {
  const { name, abi, packed, layouts } = c
  const places = struct.items.flatMap((item) => {
    // The compiled layout names reserved bytes as problems do.
    const key = item.kind === 'reserved' ? `reserved at ${item.offset}` : item.names.spec
    return item.kind === 'hole' ? [] : [{ item, key }]
  })
  return {
    name,
    abi,
    packed,
    layouts: layouts.map(({ abi, size, offsets, holes }) => {
      const moved = places.filter(({ item, key }) => offsets[key] !== item.offset)
      const entries = moved.map(({ item, key }) => [item.names.spec, offsets[key] ?? item.offset])
      return { abi, size, moved: Object.fromEntries(entries), holes }
    }),
  }
}

function itemOf(item: Item): ItemLayout {
  const { summary, offset, size } = item
  const common = { name: item.names.spec, summary, offset, size }
  switch (item.kind) {
    case 'hole':
      return { kind: 'hole', ...common, inTail: false }
    case 'reserved':
      return {
        kind: 'reserved',
        ...common,
        when: item.when && toPlain(item.when),
        inTail: item.inTail,
      }
    case 'field':
      return { kind: 'field', ...common, ...fieldFacts(item) }
  }
}

function fieldFacts(field: Field) {
  return {
    type: typeName(field),
    pad: field.type.kind === 'char' ? field.type.pad : undefined,
    endian: field.endian,
    unit: field.unit,
    display: field.display,
    constant: field.constant?.value,
    range: field.range && ([field.range.min, field.range.max] as const),
    values: field.enum?.map(({ value, name }) => ({ value, name })),
    bits: field.bits?.map((bits) => ({
      bit: bits.bit,
      width: bits.width,
      name: bits.names.spec,
      summary: bits.summary,
      scaled: bits.scaled ? (true as const) : undefined,
    })),
    when: field.when && toPlain(field.when),
    inTail: field.inTail,
    fallback: field.fallback,
  }
}

function typeName(field: Field): FieldType {
  const { type } = field
  if (type.kind === 'char' || type.kind === 'bytes') return type.kind
  return `${type.kind === 'uint' ? 'u' : 'i'}${type.bits}`
}

function extensionsOf(extensions: Extensions): ExtensionsLayout {
  return {
    at: toPlain(extensions.at),
    end: toPlain(extensions.end),
    record: extensions.record.names.spec,
    type: extensions.type.names.spec,
    length: extensions.length.names.spec,
    align: extensions.align,
    endType: extensions.endType,
    maxCount: extensions.maxCount,
    types: extensions.types.map((type) => ({
      type: type.type,
      name: type.names.spec,
      summary: type.summary,
      content: type.content,
      struct: type.struct?.names.spec,
      maxSize: type.maxSize,
    })),
  }
}

const WIDTH = 90

/** A TypeScript literal: on one line where it fits, without properties that are undefined. */
export function literal(value: unknown, indent: string): string {
  if (typeof value === 'string') return quote(value)
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value !== 'object' || value === null) return String(value)
  const isList = Array.isArray(value)
  const inner = `${indent}  `
  const items = isList
    ? value.map((item) => literal(item, inner))
    : Object.entries(value)
        .filter(([, item]) => item !== undefined)
        .map(([key, item]) => `${key}: ${literal(item, inner)}`)
  const [open, close] = isList ? ['[', ']'] : ['{', '}']
  if (items.length === 0) return `${open}${close}`
  const space = isList ? '' : ' '
  const line = `${open}${space}${items.join(', ')}${space}${close}`
  if (!line.includes('\n') && indent.length + line.length <= WIDTH) return line
  return `${open}\n${items.map((item) => `${inner}${item},`).join('\n')}\n${indent}${close}`
}
