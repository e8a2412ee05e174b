/** The header fields that take the facts of a new image. */
import type { Driver, Field } from '../ir.ts'
import type { Draft } from './draft.ts'
import type { Linking } from './link-scope.ts'

type Schema = NonNullable<Draft['schema']['driver']>

const USUAL_SIZE_UNIT = 512

/** Units of what a new image puts into the fields. */
const UNITS: Readonly<Record<string, RegExp>> = { size: /^bytes$/, backingMtime: /^seconds\b/ }

/** What the fields have to be, by the key that names them. */
const KEYS = {
  size: 'int',
  backingFile: 'char',
  backingMtime: 'int',
  imageFile: 'char',
} as const

/** The driver with its fields; parts that are wrong are reported and left out. */
export function linkDriver(schema: Schema | undefined, linking: Linking): Driver | undefined {
  if (schema === undefined) return undefined
  const field = (key: keyof typeof KEYS) => fieldOf(schema, key, linking)
  const fields = {
    size: field('size'),
    backingFile: field('backingFile'),
    backingMtime: field('backingMtime'),
    imageFile: field('imageFile'),
  }
  checkOthers(new Set(Object.values(fields)), linking)
  return {
    ...fields,
    unbacked: schema.unbacked,
    needsBacking: schema.needsBacking ?? false,
    sizeUnit: schema.sizeUnit ?? USUAL_SIZE_UNIT,
  }
}

function fieldOf(schema: Schema, key: keyof typeof KEYS, linking: Linking): Field | undefined {
  const text = schema[key]
  const place = text === undefined ? undefined : linking.place(text, `driver.${key}`)
  if (place === undefined) return undefined
  const want = KEYS[key]
  if (place.kind === 'field' && place.field.constant === undefined) {
    const { kind } = place.field.type
    const isRight = want === 'char' ? kind === 'char' : kind === 'uint' || kind === 'int'
    if (isRight) return withUnit(place.field, key, linking)
  }
  const is = want === 'char' ? 'char[N]' : 'integer'
  const message = `points at "${text}", which is no ${is} of the header that can be set`
  linking.problem(`driver.${key}`, message, `name header.FIELD, ${is}`)
  return undefined
}

/** A number is put into the field as it is: it has to be counted in the same unit. */
function withUnit(field: Field, key: keyof typeof KEYS, linking: Linking): Field | undefined {
  const unit = UNITS[key]
  if (field.unit === undefined || unit === undefined || unit.test(field.unit)) return field
  const wanted = key === 'size' ? 'bytes' : 'seconds'
  const message = `points at header.${field.names.spec}, which is not in ${wanted}`
  linking.problem(`driver.${key}`, message, `name a field with a unit of ${wanted}`)
  return undefined
}

/** All other fields have a value of their own in a new image; those of located names are computed. */
function checkOthers(taken: ReadonlySet<Field | undefined>, { known, problem }: Linking): void {
  const located = [...known.strings.values()].flatMap(({ offset, size }) => [offset, size])
  const open = known.header.items.flatMap((item) => {
    if (item.kind !== 'field' || taken.has(item) || located.includes(item)) return []
    const isKnown = item.constant !== undefined || item.fallback !== undefined
    return isKnown ? [] : [`header.${item.names.spec}`]
  })
  if (open.length === 0) return
  const message = `leaves ${open.join(', ')} of a new image open`
  problem('driver', message, 'give each a default, or name it in driver')
}
