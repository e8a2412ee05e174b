/** QEMU cow, version 2. */
import { cowV2, patchCowV2Header, serializeCowV2 } from '../../../generated/cow-v2/index.ts'
import { SECTOR } from '../../block/device.ts'
import type { Driver } from '../driver.ts'

/** The header of a new cow image, version 2, and how its size is changed. */
export const cowV2Driver: Driver = {
  format: cowV2,
  hasImageFile: false,
  needsBacking: false,
  sizeUnit: SECTOR,
  create: ({ size, backing }) =>
    serializeCowV2({
      header: {
        backingFile: backing?.name ?? '',
        mtime: backing?.mtime ?? 0,
        size: BigInt(size),
      },
    }),
  rebase(bytes, backing) {
    const changed = bytes.slice()
    patchCowV2Header(changed, { backingFile: backing?.name ?? '', mtime: backing?.mtime ?? 0 })
    return changed
  },
  unbacked: 'zeros',
  resizeHeader(bytes, size) {
    patchCowV2Header(bytes, { size: BigInt(size) })
    return bytes
  },
}
