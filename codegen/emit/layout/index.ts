/** The layout as plain data, for tools that look at any format: `generated/<id>/layout.ts`. */
import type {
  ExtensionsLayout,
  FieldType,
  ItemLayout,
  Layout,
  StructLayout,
} from '../../../src/layout/layout.ts'
import type { Extensions, Field, Format, Item, Struct } from '../../ir.ts'
import { banner, type Emitter } from '../../output.ts'
import { toPlain } from '../../resolve/expressions.ts'
import { doc, quote } from '../typescript/text.ts'

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
  return {
    id: format.id,
    family: format.family,
    title: format.title,
    structs: format.structs.map(structOf),
    area: toPlain(format.area),
    strings: format.strings.map((string) => ({
      name: string.names.spec,
      summary: string.summary,
      offset: string.offset.names.spec,
      size: string.size.names.spec,
      when: string.when && toPlain(string.when),
      min: toPlain(string.min),
      end: toPlain(string.end),
    })),
    extensions: format.extensions && extensionsOf(format.extensions),
    inputs: format.inputs.map((input) => input.names.spec),
    values: format.values.map((value) => ({
      name: value.names.spec,
      value: toPlain(value.expr),
    })),
    regions: format.regions.map((region) => ({
      name: region.names.spec,
      summary: region.summary,
      kind: region.kind,
      at: toPlain(region.at),
      size: toPlain(region.size),
      when: region.when && toPlain(region.when),
    })),
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
