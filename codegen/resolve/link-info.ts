/** The parts of a schema that report: what `info` shows of an image, and the example. */
import type {
  Expr,
  ExprType,
  Format,
  Info,
  InfoEntry,
  Input,
  Place,
  Struct,
  TextFrom,
} from '../ir.ts'
import type { Draft } from './draft.ts'
import { toBytes } from './types.ts'

type Schema = Draft['schema']
type Compile = (source: string | number, path: string, want?: ExprType | 'any') => Expr

/** How names and expressions become what they name, and what is said where they do not. */
interface Linking {
  readonly attempt: Compile
  readonly place: (text: string, path: string) => Place
  readonly problem: (path: string, message: string, mend: string) => void
}

/** What `info` reports, with every name resolved. */
export function linkInfo(
  schema: Schema['info'],
  known: { readonly header: Struct; readonly inputs: ReadonlyMap<string, Input> },
  { attempt, place, problem }: Linking,
): Info {
  const textPlace = (text: string, path: string): Place => {
    const found = place(text, path)
    const is = whatIsNoText(found)
    if (is)
      problem(
        path,
        `points at "${text}", which is ${is}`,
        'name a char[N] field, a string or a text extension',
      )
    return found
  }
  const choices = (list: readonly { when: string | number; text: string }[], path: string) =>
    list.map(({ when, text }) => ({ when: attempt(when, `${path}.choose`, 'bool'), text }))
  const text = (from: Schema['info']['backingFile'], path: string): TextFrom | undefined => {
    if (from === undefined) return undefined
    if ('choose' in from) return { kind: 'choose', choices: choices(from.choose, path) }
    const when = from.when === undefined ? undefined : attempt(from.when, `${path}.when`, 'bool')
    return { kind: 'from', place: textPlace(from.from, `${path}.from`), when }
  }
  const entry = (one: NonNullable<Schema['info']['specific']>[number]): InfoEntry => {
    const path = `info.specific.${one.key}`
    if ('choose' in one) return { key: one.key, kind: 'choose', choices: choices(one.choose, path) }
    const when = one.when === undefined ? undefined : attempt(one.when, `${path}.when`, 'bool')
    const base = { key: one.key, when }
    if ('from' in one) return { ...base, kind: 'text', place: textPlace(one.from, `${path}.from`) }
    if ('enum' in one) {
      const field = known.header.items.find((item) => `header.${item.names.spec}` === one.enum)
      if (field?.kind !== 'field')
        throw new TypeError(`The references pass let ${one.enum} through`)
      return { ...base, kind: 'enum', field }
    }
    return { ...base, kind: 'value', value: attempt(one.value, `${path}.value`, 'any') }
  }
  return {
    virtualSize: attempt(schema.virtualSize, 'info.virtualSize'),
    clusterSize: attempt(schema.clusterSize, 'info.clusterSize'),
    backingFile: text(schema.backingFile, 'info.backingFile'),
    backingFormat: text(schema.backingFormat, 'info.backingFormat'),
    imageFile: text(schema.imageFile, 'info.imageFile'),
    imageFormat: text(schema.imageFormat, 'info.imageFormat'),
    imageSizeInput: known.inputs.get(schema.imageSizeInput ?? ''),
    specific: (schema.specific ?? []).map(entry),
  }
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
  schema: NonNullable<Schema['example']>,
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
