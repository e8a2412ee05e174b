/** add-cow of June 2012. */
import {
  addCowV10,
  ADD_COW_V10_HEADER_FEATURES as FEATURES,
  parseAddCowV10,
  serializeAddCowV10,
} from '../../../generated/add-cow-v10/index.ts'
import { SECTOR } from '../../block/device.ts'
import type { Driver, NewImage } from '../driver.ts'

/** The header of a new add-cow image, tenth version of the series. */
export const addCowV10Driver: Driver = {
  format: addCowV10,
  hasImageFile: true,
  needsBacking: false,
  sizeUnit: SECTOR,
  create({ backing, imageFile }) {
    const features = featuresFor(backing)
    return serializeAddCowV10({ header: { features }, backingFile: backing?.name, imageFile })
  },
  rebase(bytes, backing) {
    const { header, imageFile } = parseAddCowV10(bytes)
    const others = header.features & ~(FEATURES.backingFile | FEATURES.backingFormatNoProbe)
    const features = others | featuresFor(backing)
    const names = { backingFilenameOffset: 0, backingFilenameSize: 0 }
    return serializeAddCowV10({
      header: { ...header, ...names, features },
      backingFile: backing?.name,
      imageFile,
    })
  },
  unbacked: 'zeros',
}

function featuresFor(backing: NewImage['backing']): bigint {
  const noProbe = backing?.format === 'raw' ? FEATURES.backingFormatNoProbe : 0n
  return backing ? FEATURES.backingFile | noProbe : 0n
}
