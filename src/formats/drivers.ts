/** The formats that images can be opened and made in, by id and by family. */
import { UnsupportedError } from '../binary/errors.ts'
import { addCowV10Driver } from './add-cow/v10.ts'
import { addCowV18Driver } from './add-cow/v18.ts'
import type { Driver } from './driver.ts'
import { genericDriver } from './generic.ts'
import { readOnlyDriver } from './read-only.ts'
import { builtInFormats, formats, outsideFormats } from './registry.ts'

export type { Driver } from './driver.ts'

/** Drivers that choose more than their schemas can say. */
const OWN_DRIVERS: readonly Driver[] = [addCowV10Driver, addCowV18Driver]

/** Every driver but `raw`, which has no header; in the order of the schemas. */
export const drivers: readonly Driver[] = builtInFormats.flatMap((format) => {
  const own = OWN_DRIVERS.find((driver) => driver.format === format)
  if (own) return [own]
  return format.writing ? [genericDriver(format, format.writing)] : []
})

/** Drivers of the formats that images can be made in: those from outside, then those of this package. */
export function writingDrivers(): readonly Driver[] {
  const outside = outsideFormats.flatMap(({ format }) =>
    format.writing ? [genericDriver(format, format.writing)] : [],
  )
  const hidden = new Set(outsideFormats.map(({ format }) => format.id))
  return [...outside, ...drivers.filter(({ format }) => !hidden.has(format.id))]
}

/** Whether an image may be said to be of a format of that name: an id, a family or `raw`. */
export function isFormatName(name: string): boolean {
  return (
    name === 'raw' ||
    formats.some(({ id, variantOf, family }) => [id, variantOf, family].includes(name))
  )
}

/**
 * The driver of an exact id; for a format from outside whose schema has none, one that reads.
 *
 * @throws UnsupportedError `format` for one that can be inspected and not opened
 */
export function driverFor(id: string): Driver {
  const driver = writingDrivers().find((one) => one.format.id === id)
  if (driver) return driver
  const outside = outsideFormats.find(({ format }) => format.id === id)
  if (outside) return readOnlyDriver(outside)
  throw new UnsupportedError(
    `Cannot open ${id} images yet: info, dump and validate can look at them`,
    { code: 'format', feature: id },
  )
}
