/** add-cow of June 2012. */
import {
  addCowV10,
  ADD_COW_V10_HEADER_FEATURES as FEATURES,
  serializeAddCowV10,
} from '../../../generated/add-cow-v10/index.ts'
import { SECTOR } from '../../block/device.ts'
import type { Driver } from '../driver.ts'

/** The header of a new add-cow image, tenth version of the series. */
export const addCowV10Driver: Driver = {
  format: addCowV10,
  hasImageFile: true,
  needsBacking: false,
  sizeUnit: SECTOR,
  create({ backing, imageFile }) {
    const noProbe = backing?.format === 'raw' ? FEATURES.backingFormatNoProbe : 0n
    const features = backing ? FEATURES.backingFile | noProbe : 0n
    return serializeAddCowV10({ header: { features }, backingFile: backing?.name, imageFile })
  },
}
