/** add-cow of 2013, patch versions 18 to 20. */
import {
  addCowV18,
  ADD_COW_V18_HEADER_CLUSTER_BITS_RANGE as CLUSTER_BITS,
  ADD_COW_V18_HEADER_COMPATIBLE_FEATURES as COMPATIBLE,
  ADD_COW_V18_HEADER_HEADER_SIZE_RANGE as HEADER_SIZE,
  parseAddCowV18,
  serializeAddCowV18,
} from '../../../generated/add-cow-v18/index.ts'
import { SECTOR } from '../../block/device.ts'
import type { Driver } from '../driver.ts'

/** What the tools of 2013 choose. */
const USUAL_CLUSTER_SIZE = 65_536

/** The header of a new add-cow image, eighteenth version of the series. */
export const addCowV18Driver: Driver = {
  format: addCowV18,
  hasImageFile: true,
  needsBacking: false,
  clusterSizes: {
    min: 2 ** CLUSTER_BITS.min,
    max: 2 ** CLUSTER_BITS.max,
    usual: USUAL_CLUSTER_SIZE,
  },
  sizeUnit: SECTOR,
  create({ backing, imageFile, clusterSize = USUAL_CLUSTER_SIZE }) {
    return serializeAddCowV18({
      header: {
        clusterBits: Math.log2(clusterSize),
        headerSize: Math.max(HEADER_SIZE.min, clusterSize),
        compatibleFeatures: backing ? 0n : COMPATIBLE.allAllocated,
        backingFileFormat: backing ? (backing.format ?? 'raw') : '',
        imageFileFormat: 'raw',
      },
      backingFile: backing?.name,
      imageFile,
    })
  },
  rebase(bytes, backing) {
    const { header, imageFile } = parseAddCowV18(bytes)
    const others = header.compatibleFeatures & ~COMPATIBLE.allAllocated
    return serializeAddCowV18({
      header: {
        ...header,
        backingFileOffset: 0,
        backingFileSize: 0,
        compatibleFeatures: backing ? others : others | COMPATIBLE.allAllocated,
        backingFileFormat: backing ? (backing.format ?? 'raw') : '',
      },
      backingFile: backing?.name,
      imageFile,
    })
  },
  unbacked: 'image file',
}
