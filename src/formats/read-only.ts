/** Drivers for formats from outside: what a header, a bitmap and data need to be read, and no more. */
import { UnsupportedError } from '../binary/errors.ts'
import { SECTOR } from '../block/device.ts'
import type { RegionLayout } from '../layout/layout.ts'
import type { Driver } from './driver.ts'
import type { OutsideFormat } from './registry.ts'

/**
 * A driver that reads images of any format that is a header, an optional bitmap, and data in one piece
 * or in a file of its own.
 *
 * @throws UnsupportedError `format` for one whose data is found through tables, or that has none
 */
export function readOnlyDriver({ format, layout }: OutsideFormat): Driver {
  const { id } = format
  const has = (kind: RegionLayout['kind']) => layout.regions.some((region) => region.kind === kind)
  const hasImageFile = layout.info.imageFile !== undefined
  if (has('table')) throw cannotOpen(id, 'its tables say where the data is')
  if (!has('data') && !hasImageFile) throw cannotOpen(id, 'its schema names no data')
  const refuse = () => {
    throw new UnsupportedError(`Cannot create ${id} images: they can only be read`, {
      code: 'feature',
      feature: 'create',
    })
  }
  return {
    format,
    isReadOnly: true,
    hasImageFile,
    needsBacking: false,
    sizeUnit: SECTOR,
    unbacked: 'uncertain',
    create: refuse,
    rebase: refuse,
  }
}

function cannotOpen(id: string, state: string): UnsupportedError {
  return new UnsupportedError(
    `Cannot open ${id} images: ${state}; info, dump and validate can look at them`,
    { code: 'format', feature: id },
  )
}
