/** The parts of a schema that report: what `info` shows of an image, and the example. */
import type { Format, Info, InfoEntry, Place, TextFrom } from '../ir.ts'
import type { Draft } from './draft.ts'
import type { Linking } from './link-scope.ts'
import { toBytes } from './types.ts'

type Schema = Draft['schema']['info']
type Choices = readonly { when: string | number; text: string }[]

/** What `info` reports, with every name resolved. */
export function linkInfo(schema: Schema, linking: Linking): Info {
  const { known, attempt } = linking
  const text = (key: 'backingFile' | 'backingFormat' | 'imageFile' | 'imageFormat') =>
    linkText(schema[key], `info.${key}`, linking)
  return {
    virtualSize: attempt(schema.virtualSize, 'info.virtualSize'),
    clusterSize: attempt(schema.clusterSize, 'info.clusterSize'),
    backingFile: text('backingFile'),
    backingFormat: text('backingFormat'),
    imageFile: text('imageFile'),
    imageFormat: text('imageFormat'),
    backingMtime: linkRecorded(schema, 'backingMtime', linking),
    backingSize: linkRecorded(schema, 'backingSize', linking),
    imageSizeInput: known.inputs.get(schema.imageSizeInput ?? ''),
    specific: (schema.specific ?? []).flatMap((entry) => linkEntry(entry, linking) ?? []),
  }
}

function linkText(
  from: Schema['backingFile'],
  path: string,
  linking: Linking,
): TextFrom | undefined {
  if (from === undefined) return undefined
  if ('choose' in from) return { kind: 'choose', choices: choices(from.choose, path, linking) }
  const when = linking.condition(from.when, `${path}.when`)
  const place = textPlace(from.from, `${path}.from`, linking)
  return place && { kind: 'from', place, when }
}

/** What a recorded fact is, as problems say it. */
const RECORDED = { backingMtime: 'a time in seconds', backingSize: 'a size in bytes' } as const

/** The field with a fact of the backing file; undefined after a report. */
function linkRecorded(
  schema: Schema,
  key: keyof typeof RECORDED,
  linking: Linking,
): Info['backingMtime'] {
  const recorded = schema[key]
  if (recorded === undefined) return undefined
  const { from, differs = 'notice' } = recorded
  const when = linking.condition(recorded.when, `info.${key}.when`)
  const place = linking.place(from, `info.${key}.from`)
  if (place === undefined) return undefined
  if (place.kind === 'field' && 'bits' in place.field.type) {
    return { field: place.field, when, differs }
  }
  const message = `points at "${from}", which is no integer of the header`
  linking.problem(`info.${key}.from`, message, `name header.FIELD, ${RECORDED[key]}`)
  return undefined
}

/** An entry of `specific`; undefined after a report. */
function linkEntry(
  one: NonNullable<Schema['specific']>[number],
  linking: Linking,
): InfoEntry | undefined {
  const { key } = one
  const path = `info.specific.${key}`
  if ('choose' in one) return { key, kind: 'choose', choices: choices(one.choose, path, linking) }
  const when = linking.condition(one.when, `${path}.when`)
  if ('from' in one) {
    const place = textPlace(one.from, `${path}.from`, linking)
    return place && { key, when, kind: 'text', place }
  }
  if ('enum' in one) {
    const place = linking.place(one.enum, `${path}.enum`)
    if (place?.kind === 'field') return { key, when, kind: 'enum', field: place.field }
    throw new TypeError(`Cannot link ${path}: the references pass let ${one.enum} through`)
  }
  return { key, when, kind: 'value', value: linking.attempt(one.value, `${path}.value`, 'any') }
}

function choices(list: Choices, path: string, { attempt }: Linking) {
  return list.map(({ when, text }) => ({ when: attempt(when, `${path}.choose`, 'bool'), text }))
}

/** A place that holds a text; undefined after a report. */
function textPlace(text: string, path: string, linking: Linking): Place | undefined {
  const found = linking.place(text, path)
  const is = found && whatIsNoText(found)
  if (!is) return found
  const mend = 'name a char[N] field, a string or a text extension'
  linking.problem(path, `points at "${text}", which is ${is}`, mend)
  return undefined
}

/** What a place is, if it holds no text. */
function whatIsNoText(place: Place): string | undefined {
  switch (place.kind) {
    case 'string':
      return undefined
    case 'region':
      return 'a region'
    case 'extension':
      return place.extension.content === 'text'
        ? undefined
        : `an extension of ${place.extension.content}`
    case 'field':
    case 'extensionField':
      return place.field.type.kind === 'char' ? undefined : 'a field without text'
  }
}

/** The example's bytes and inputs. */
export function linkExample(
  schema: NonNullable<Draft['schema']['example']>,
): NonNullable<Format['example']> {
  const parts = schema.parts.map(({ at, bytes }) => ({ at, bytes: toBytes(bytes) }))
  const end = Math.max(...parts.map((part) => part.at + part.bytes.length))
  const inputs = Object.entries(schema.inputs ?? {}).map(([k, v]) => [k, BigInt(v)] as const)
  return {
    title: schema.title,
    madeBy: schema.madeBy,
    size: schema.size ?? end,
    inputs: new Map(inputs),
    parts,
  }
}
