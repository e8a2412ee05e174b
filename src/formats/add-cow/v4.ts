/** add-cow of October 2011. */
import {
  addCowV4,
  patchAddCowV4Header,
  serializeAddCowV4,
} from '../../../generated/add-cow-v4/index.ts'
import { SECTOR } from '../../block/device.ts'
import type { Driver } from '../driver.ts'

/** The header of a new add-cow image, fourth version of the series. */
export const addCowV4Driver: Driver = {
  format: addCowV4,
  hasImageFile: true,
  needsBacking: true,
  sizeUnit: SECTOR,
  create: ({ size, backing, imageFile }) =>
    serializeAddCowV4({
      header: {
        backingFile: backing?.name ?? '',
        imageFile: imageFile ?? '',
        size: BigInt(size),
      },
    }),
  rebase(bytes, backing) {
    const changed = bytes.slice()
    patchAddCowV4Header(changed, { backingFile: backing?.name ?? '' })
    return changed
  },
  // The tool of 2011 gives memory that it has not cleared.
  unbacked: 'uncertain',
  resizeHeader(bytes, size) {
    patchAddCowV4Header(bytes, { size: BigInt(size) })
    return bytes
  },
}
