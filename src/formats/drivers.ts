/** The formats that images can be opened and made in, by id and by family. */
import { UnsupportedError } from '../binary/errors.ts'
import { addCowV4Driver } from './add-cow/v4.ts'
import { addCowV10Driver } from './add-cow/v10.ts'
import { addCowV18Driver } from './add-cow/v18.ts'
import { cowV2Driver } from './cow/index.ts'
import type { Driver } from './driver.ts'

export type { Driver } from './driver.ts'

import { formats } from './registry.ts'

/** Every driver but `raw`, which has no header. */
export const drivers: readonly Driver[] = [
  cowV2Driver,
  addCowV4Driver,
  addCowV10Driver,
  addCowV18Driver,
]

/** Ids and families that an image may be said to be of. */
export const formatIds: readonly string[] = [
  ...new Set(['raw', ...formats.flatMap(({ id, family }) => [id, family])]),
]

/**
 * The driver of an exact id.
 *
 * @throws UnsupportedError `format` for one that can be inspected and not opened
 */
export function driverFor(id: string): Driver {
  const driver = drivers.find((one) => one.format.id === id)
  if (driver) return driver
  throw new UnsupportedError(
    `Cannot open ${id} images yet: info, dump and validate can look at them`,
    { code: 'format', feature: id },
  )
}
