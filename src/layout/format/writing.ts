/** How images of a format are made, where its schema says which fields take their facts. */
import type { HeaderFacts, Writing } from '../../binary/format.ts'
import { headerOf } from '../interpret.ts'
import type { DriverLayout, Layout, StructLayout } from '../layout.ts'
import { camelName } from '../names.ts'
import { integerFor, type StructValues } from './field-values.ts'
import { headerField } from './places.ts'
import { serializeImage } from './serialize.ts'
import { patchStruct } from './serialize-struct.ts'

/** Undefined where the schema has no driver. */
export function writingOf(layout: Layout): Writing | undefined {
  const { driver } = layout
  const struct = headerOf(layout)
  if (driver === undefined || struct === undefined) return undefined
  const { sizeUnit, unbacked, needsBacking, imageFile, size } = driver
  return {
    sizeUnit,
    unbacked,
    needsBacking,
    hasImageFile: imageFile !== undefined,
    hasSize: size !== undefined,
    setHeader: (bytes, facts) => setHeader({ layout, struct, driver }, bytes, facts),
  }
}

const FACTS = ['size', 'backingFile', 'backingMtime', 'imageFile'] as const

function setHeader(
  { layout, struct, driver }: { layout: Layout; struct: StructLayout; driver: DriverLayout },
  bytes: Uint8Array | undefined,
  facts: HeaderFacts,
): Uint8Array {
  const values = (isNew: boolean): StructValues =>
    Object.fromEntries(
      FACTS.flatMap((fact) => {
        const field = headerField(layout, driver[fact] ?? '')
        if (field === undefined) return []
        const value = facts[fact] ?? (isNew ? (field.type === 'char' ? '' : 0n) : undefined)
        const fitted = typeof value === 'bigint' ? integerFor(field, value) : value
        return [[camelName(field.name), fitted]]
      }),
    )
  if (bytes === undefined) return serializeImage(layout, { header: values(true) })
  const changed = bytes.slice()
  patchStruct(struct, changed, values(false))
  return changed
}
