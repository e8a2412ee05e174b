/** What the two layouts of QEMU's cow share: they differ in offsets alone. */
import type { FormatInput } from '../../codegen/schema/format.ts'

/** The mail with pahole's view of the struct. */
export const MAIL = {
  title: 'Stefan Hajnoczi, reply about the cow header, with pahole output',
  locator: 'qemu-devel, 2014-09-03',
}

/** The driver. */
export const COW_C = {
  title: 'QEMU block/cow.c',
  locator: 'QEMU 0.10 to 2.1; removed in QEMU 2.2',
}

export const MAGIC = {
  name: 'magic',
  type: 'u32',
  const: 0x4f4f4f4d,
  display: 'hex',
  summary: 'The text "OOOM".',
} as const

export const VERSION = {
  name: 'version',
  type: 'u32',
  const: 2,
  summary: 'Format version.',
  details: `Versions 1 and 3 exist in User-mode Linux only, with other layouts; so does another version 2, with a name of 4096 bytes. QEMU's
message for a wrong version prints the number with its bytes swapped.`,
} as const

export const BACKING_FILE = {
  name: 'backing_file',
  type: 'char[1024]',
  pad: 'nul',
  default: '',
  summary: 'Name of the backing file; empty for none.',
  details: `QEMU cuts a longer name to 1023 characters without a word, which breaks the link. On open a relative name is resolved against the
folder of the image; on create, to fetch size and mtime, against the current folder. A field without a NUL is cut to 1023 characters too. The format of the backing file is not recorded: QEMU probes it.

A chain that leads back to itself is not detected: QEMU opens files until it runs out of descriptors. \`info\` does not open the backing file, and succeeds.`,
} as const

export const MTIME = {
  name: 'mtime',
  type: 'i32',
  unit: 'seconds since 1970-01-01 UTC',
  display: 'time',
  default: 0,
  summary: 'Modification time of the backing file when the image was made; 0 if unknown.',
  details:
    'Stays 0 if there is no backing file or its time cannot be found; create succeeds all the same. QEMU never checks it.',
} as const

export const SIZE = {
  name: 'size',
  type: 'u64',
  unit: 'bytes',
  summary: 'Virtual size of the disk.',
  details:
    'A size that is no multiple of 512 is rounded down when the image is made and when it is opened, without an error: a backing file of 1000001 bytes makes a disk of 999936. From 2^63 on QEMU takes the size for negative, and opens the disk as empty. A disk of size 0 can be opened, but converting it kills QEMU 1.1 with a division by zero.',
} as const

export const SECTORSIZE = {
  name: 'sectorsize',
  type: 'u32',
  unit: 'bytes',
  default: 512,
  summary: 'Sector size, always 512.',
  details: 'QEMU writes 512 and never reads it.',
} as const

export const VALUES: FormatInput['values'] = [
  {
    name: 'sectors',
    value: 'header.size < 1 << 63 ? header.size / 512 : 0',
    summary: 'Whole sectors of the disk; none from a size of 2^63 on.',
  },
  {
    name: 'bitmap_size',
    value: 'ceilDiv(sectors, 8)',
    unit: 'bytes',
    summary: 'Length of the allocation bitmap.',
  },
]

export const REGIONS: FormatInput['regions'] = [
  {
    name: 'allocation_bitmap',
    kind: 'bitmap',
    at: 'sizeof(header)',
    size: 'bitmap_size',
    bitmap: {
      unit: '512',
      bits: 'lsb-first',
      set: 'the sector is in this file',
      clear: 'the sector is in the backing file, or zero without one',
      count: 'sectors',
    },
    summary: 'One bit per sector of the disk.',
    details: `Bits past the last sector are ignored.

QEMU 1.1 reads a bitmap that the end of the file cuts off as zeros, and says nothing. The check is stricter and calls it an error: where a lost bit was 1,
the disk shows the backing file in place of what the guest wrote.

If the disk is larger than the backing file, reading a run of unallocated sectors that touches its end fails with an I/O error, even when the run begins inside
it. Converting such an image therefore fails.`,
  },
  {
    name: 'gap',
    kind: 'unused',
    at: 'sizeof(header) + bitmap_size',
    size: 'alignUp(sizeof(header) + bitmap_size, 512) - (sizeof(header) + bitmap_size)',
    beyondFile: 'valid',
    summary: 'Fills the last sector of the bitmap, up to 511 bytes.',
    details: 'A new image ends before it; the first write to the disk makes it, of zeros.',
  },
  {
    name: 'data',
    kind: 'data',
    at: 'alignUp(sizeof(header) + bitmap_size, 512)',
    size: 'sectors * 512',
    beyondFile: 'valid',
    summary: 'Sector *n* of the disk stands at *n* × 512 from here, if its bit is 1.',
    details:
      'The file ends after the highest sector that was written. A sector with its bit set past the end of the file reads as zeros.',
  },
]

export const RULES: FormatInput['rules'] = [
  {
    id: 'sectorsize',
    severity: 'warning',
    assert: 'header.sectorsize == 512',
    message: 'the sector size is not 512',
    expected: '512',
    at: 'header.sectorsize',
    summary: 'The sector size is 512.',
    advice:
      'Check whether the image is of another build, or of User-mode Linux, whose headers differ. If the size is right, nothing needs to be done: the field is not read.',
    details:
      'QEMU ignores the field. Another value hints at the header of a build for another processor, or of User-mode Linux.',
  },
  {
    id: 'size.unaligned',
    severity: 'warning',
    assert: 'header.size % 512 == 0',
    message: 'the size is not a multiple of the sector size; the last bytes are out of reach',
    expected: 'a multiple of 512',
    at: 'header.size',
    summary: 'The size is a multiple of 512.',
    advice:
      'Nothing needs to be done, unless the last bytes of the disk are missed: they are in the backing file only.',
  },
  {
    id: 'size.limit',
    severity: 'error',
    assert: 'ceilDiv(header.size / 512, 8) < 1 << 31',
    message: 'the bitmap would not fit in the 2 GiB that QEMU can address',
    expected: 'a disk below 8 TiB, and so a bitmap below 2 GiB',
    at: 'header.size',
    summary: 'The bitmap is smaller than 2 GiB.',
    advice:
      'Do not trust the image: no QEMU could have made it. Compare the size with that of the backing file.',
    details: 'QEMU keeps the bitmap length in an int. From 2^63 on it opens the disk as empty.',
  },
]

export const EVIDENCE: FormatInput['evidence'] = [
  { assert: 'header.sectorsize == 512', summary: 'the sector size is 512' },
  { assert: 'header.size >= 512', summary: 'the disk has at least one sector' },
  {
    assert: 'ceilDiv(header.size / 512, 8) < 1 << 31',
    summary: 'the disk is smaller than 8 TiB',
  },
  { assert: 'fileSize >= sizeof(header)', summary: 'the file has room for the header' },
]

export const INFO: FormatInput['info'] = {
  virtualSize: 'sectors * 512',
  clusterSize: '512',
  backingFile: { from: 'header.backing_file' },
  backingMtime: { from: 'header.mtime', when: 'header.mtime != 0' },
}

export const DRIVER: FormatInput['driver'] = {
  size: 'header.size',
  backingFile: 'header.backing_file',
  backingMtime: 'header.mtime',
  unbacked: 'zeros',
}
