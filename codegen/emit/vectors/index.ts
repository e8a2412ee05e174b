/**
 * Test vectors for anybody's implementation of a format: `generated/<id>/vectors.json`.
 *
 * Each is an image, given by its bytes, and what a reader should make of it. What is expected comes
 * from the resolved format and from no code that reads images.
 */
import { decodeText } from '../../../src/binary/index.ts'
import type { FieldValue } from '../../../src/layout/index.ts'
import type { Format, Place, TextFrom } from '../../ir.ts'
import { banner, type Emitter, type OutputFile } from '../../output.ts'
import { layoutOf } from '../layout/index.ts'
import { casesOf } from './cases.ts'
import { type Case, hexOf, hexRuns } from './image.ts'
import { VECTORS_SCHEMA } from './json-schema.ts'
import { judge, type Known, know } from './verdict.ts'

/** Emits `vectors.json` of each format that has an example, and the JSON Schema of these files. */
export const emitVectors: Emitter = (formats) => {
  const files = formats.filter((format) => format.example).map(vectorsOf)
  const schema = JSON.stringify({ $comment: banner(undefined), ...VECTORS_SCHEMA }, undefined, 2)
  const published = { root: 'out' as const, path: 'vectors-schema.json', text: `${schema}\n` }
  return files.length > 0 ? [...files, published] : []
}

function vectorsOf(format: Format): OutputFile {
  const layout = layoutOf(format)
  const vectors = casesOf(format, layout).map((one) =>
    vectorOf(one, know(format, layout, one.image)),
  )
  const head = {
    $schema: '../vectors-schema.json',
    $comment: banner(format),
    format: format.id,
  }
  const lines = Object.entries(head).map(
    ([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)},\n`,
  )
  const text = `{\n${lines.join('')}  "vectors": [\n${vectors.map(vectorText).join(',\n')}\n  ]\n}\n`
  return { root: 'out', path: `${format.id}/vectors.json`, text }
}

/** One property per line, so that a difference shows what changed. */
function vectorText(vector: object): string {
  const lines = Object.entries(vector)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `      ${JSON.stringify(key)}: ${JSON.stringify(value)}`)
  return `    {\n${lines.join(',\n')}\n    }`
}

function vectorOf({ name, summary, image, fields, note }: Case, known: Known): object {
  const { findings, valid } = judge(known)
  const inputs = [...image.inputs].map(([key, value]) => [key, String(value)])
  const values = [...known.read.header].filter(([key]) => fields?.includes(key) ?? true)
  return {
    name,
    summary,
    note,
    size: image.bytes.length,
    bytes: hexRuns(image.bytes),
    inputs: inputs.length > 0 ? Object.fromEntries(inputs) : undefined,
    valid,
    findings,
    fields: values.length > 0 ? Object.fromEntries(values.flatMap(fieldText)) : undefined,
    facts: valid ? factsOf(known) : undefined,
  }
}

/** A value as JSON holds it whatever its size; a text that is no UTF-8 is left out. */
function fieldText([name, value]: readonly [string, FieldValue]): readonly [string, string][] {
  if (value instanceof Uint8Array) return [[name, hexOf(value)]]
  return isWellFormed(String(value)) ? [[name, String(value)]] : []
}

const isWellFormed = (text: string) => !/[\ud800-\udfff]/.test(text)

/** What every image has, as far as it is known, under names that the vectors share. */
function factsOf(known: Known): object {
  const { info } = known.format
  const entries = {
    virtual_size: known.value(info.virtualSize),
    cluster_size: known.value(info.clusterSize),
    backing_file: textOf(known, info.backingFile),
    backing_format: textOf(known, info.backingFormat),
    image_file: textOf(known, info.imageFile),
    image_format: textOf(known, info.imageFormat),
  }
  const texts = Object.entries(entries).map(([key, value]) => [
    key,
    value === undefined ? undefined : String(value),
  ])
  return Object.fromEntries(texts)
}

function textOf(known: Known, from: TextFrom | undefined): string | undefined {
  if (!from) return undefined
  if (from.kind === 'choose') {
    return from.choices.find(({ when }) => known.value(when) === true)?.text
  }
  if (from.when && known.value(from.when) !== true) return undefined
  const text = textAt(known, from.place)
  return text !== undefined && isWellFormed(text) ? text : undefined
}

function textAt({ read, records, bytes }: Known, place: Place): string | undefined {
  switch (place.kind) {
    case 'field': {
      const value = read.header.get(place.field.names.spec)
      return typeof value === 'string' && value !== '' ? value : undefined
    }
    case 'string':
      return read.strings.find(({ name }) => name === place.string.names.spec)?.text
    case 'extension': {
      const found = records?.list.find(({ type }) => type === place.extension.type)
      return found && decodeText(bytes, found.content, found.content + found.length)
    }
    case 'extensionField':
    case 'region':
      return undefined
  }
}
