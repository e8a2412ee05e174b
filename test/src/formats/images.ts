/** Small images of every format, made by hand from the specifications. */
import { bytesOf } from '../layout/sample.ts'

/** Hex pairs of ASCII text. */
export function hexOf(text: string): string {
  return Array.from(text, (c) => c.charCodeAt(0).toString(16).padStart(2, '0')).join(' ')
}

/** cow: 1 MiB over `base.raw`, nothing written; 1056 + 256 bytes. */
export function cowImage(parts: Readonly<Record<number, string>> = {}): Uint8Array {
  return bytesOf(1312, {
    0: '4f 4f 4f 4d 00 00 00 02',
    8: hexOf('base.raw'),
    1032: '4d 7c 6d 00',
    1040: '00 00 00 00 00 10 00 00',
    1048: '00 00 02 00',
    ...parts,
  })
}

/** add-cow of 2011: 1 MiB over `base.raw`, data in `disk.img`. */
export function addCowV4Image(parts: Readonly<Record<number, string>> = {}): Uint8Array {
  return bytesOf(2560, {
    0: '41 44 44 5f 43 4f 57 ff 00 00 00 01',
    12: hexOf('base.raw'),
    1036: hexOf('disk.img'),
    2060: '00 00 00 00 00 10 00 00',
    ...parts,
  })
}

/** add-cow of 2012: over `base.raw`, data in `disk.img`. */
export function addCowV10Image(parts: Readonly<Record<number, string>> = {}): Uint8Array {
  return bytesOf(4100, {
    0: '41 44 44 5f 43 4f 57 ff 01 00 00 00',
    12: '24 00 00 00 08 00 00 00 2c 00 00 00 08 00 00 00',
    28: '03 00 00 00 00 00 00 00',
    36: hexOf('base.rawdisk.img'),
    ...parts,
  })
}

/** add-cow of 2013: clusters of 64 KiB, over `base.raw`, data in `disk.img`. */
export function addCowV18Image(parts: Readonly<Record<number, string>> = {}): Uint8Array {
  return bytesOf(131072, {
    0: hexOf('ACOW'),
    4: '4c 00 00 00 08 00 00 00 54 00 00 00 08 00 00 00 10 00 00 00',
    40: '00 00 01 00',
    44: hexOf('raw'),
    60: hexOf('raw'),
    76: hexOf('base.rawdisk.img'),
    ...parts,
  })
}

/** qcow2 version 3: 1 MiB over `base.raw`, with a backing format and an unknown extension. */
export function qcow2Image(parts: Readonly<Record<number, string>> = {}): Uint8Array {
  return bytesOf(4 * 65536, {
    0: '51 46 49 fb 00 00 00 03',
    8: '00 00 00 00 00 00 00 a0 00 00 00 08 00 00 00 10',
    24: '00 00 00 00 00 10 00 00',
    36: '00 00 00 01 00 00 00 00 00 03 00 00',
    48: '00 00 00 00 00 01 00 00 00 00 00 01',
    96: '00 00 00 04 00 00 00 70',
    112: `e2 79 2a ca 00 00 00 03 ${hexOf('raw')}`,
    128: '12 34 56 78 00 00 00 02 aa bb',
    160: hexOf('base.raw'),
    ...parts,
  })
}

/** One of each, by id. */
export const images: Readonly<Record<string, () => Uint8Array>> = {
  'add-cow-v10': () => addCowV10Image(),
  'add-cow-v18': () => addCowV18Image(),
  'add-cow-v4': () => addCowV4Image(),
  'cow-v2': () => cowImage(),
  qcow2: () => qcow2Image(),
}
