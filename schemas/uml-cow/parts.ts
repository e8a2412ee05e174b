/** What the versions of User-mode Linux's COW format share. */
import type { FormatInput } from '../../codegen/schema/format.ts'

/** The driver, which reads all versions and writes the last. */
export const COW_USER_C = {
  title: 'Linux arch/um/drivers/cow_user.c',
  locator: 'Linux 2.6.12 and later; the headers are packed since 2.6.15',
}

/** The tools around it. */
export const UML_UTILITIES = {
  title: 'uml-utilities: uml_mkcow, uml_moo',
  locator: 'release 20070815',
}

export const SOURCES = [COW_USER_C, UML_UTILITIES]

export const MAGIC = {
  name: 'magic',
  type: 'u32',
  const: 0x4f4f4f4d,
  display: 'hex',
  summary: 'The text "OOOM", or "MOOO" where the number was written little-endian.',
} as const

export const BACKING_FILE = {
  name: 'backing_file',
  pad: 'nul',
  default: '',
  summary: 'Name of the backing file.',
  details: `The tools write an absolute path. A relative one is looked for from the current folder, not from that of the image; cowtools looks beside the image, as
for all formats. Without a backing file there is no disk. The backing file is always taken for a raw disk.`,
} as const

export const MTIME = {
  name: 'mtime',
  type: 'u32',
  unit: 'seconds since 1970-01-01 UTC',
  display: 'time',
  default: 0,
  summary: 'Modification time of the backing file when the image was made.',
  details:
    'The driver and `uml_moo` refuse the image if the backing file has another one. 32 bits, without a sign: it ends in 2106.',
} as const

export const SIZE = {
  name: 'size',
  type: 'u64',
  unit: 'bytes',
  summary: 'Length of the backing file when the image was made, and so the size of the disk.',
  details: `It may be any number. What is left over of the last sector is no part of the disk: the driver counts whole sectors, and \`uml_moo\` makes 999936
bytes of 1000001. If the backing file has another length, both refuse the image.`,
} as const

export const SECTORSIZE = {
  name: 'sectorsize',
  type: 'u32',
  unit: 'bytes',
  default: 512,
  summary: 'Bytes that one bit of the bitmap stands for.',
  details: 'The tools write 512. They divide by it unseen: a 0 kills them.',
} as const

export const ALIGNMENT = {
  name: 'alignment',
  type: 'u32',
  unit: 'bytes',
  default: 4096,
  summary: 'Bitmap and data begin at multiples of this.',
  details: '`uml_mkcow` writes 4096. A 0 kills the tools with a division by zero.',
} as const

export const COW_FORMAT: NonNullable<FormatInput['structs']['header']>['fields'][number] = {
  at: 28,
  name: 'cow_format',
  type: 'u32',
  default: 0,
  enum: [{ value: 0, name: 'bitmap', summary: 'One bit per sector says where the data is.' }],
  summary: 'How the image records which sectors it has.',
  details: 'Room for other ways that never came. `uml_moo` does not read it.',
}

/** Of versions 1 and 2, whose arithmetic loses sectors. */
export const OLD_VALUES: FormatInput['values'] = [
  {
    name: 'sector',
    value: 'max(1, header.sectorsize)',
    unit: 'bytes',
    summary: 'The sector size; 1 where the header has 0.',
  },
  { name: 'sectors', value: 'header.size / sector', summary: 'Whole sectors of the disk.' },
  {
    name: 'bitmap_size',
    value: '(header.size + sector - 1) / (8 * sector)',
    unit: 'bytes',
    summary: 'Length of the allocation bitmap, rounded down.',
    details: 'The driver meant to round up. Up to 7 sectors at the end of the disk have no bit.',
  },
  {
    name: 'data_offset',
    value: 'alignUp(sizeof(header) + bitmap_size, sector)',
    unit: 'bytes',
    summary: 'Where the data begins.',
  },
]

/** Of version 3. */
export const NEW_VALUES: FormatInput['values'] = [
  {
    name: 'sector',
    value: 'max(1, header.sectorsize)',
    unit: 'bytes',
    summary: 'The sector size; 1 where the header has 0.',
  },
  {
    name: 'align',
    value: 'max(1, header.alignment)',
    unit: 'bytes',
    summary: 'The alignment; 1 where the header has 0.',
  },
  { name: 'sectors', value: 'header.size / sector', summary: 'Whole sectors of the disk.' },
  {
    name: 'bitmap_offset',
    value: 'alignUp(sizeof(header), align)',
    unit: 'bytes',
    summary: 'Where the allocation bitmap begins.',
  },
  {
    name: 'bitmap_size',
    value: 'ceilDiv(ceilDiv(header.size, sector), 8)',
    unit: 'bytes',
    summary: 'Length of the allocation bitmap.',
  },
  {
    name: 'data_offset',
    value: 'alignUp(bitmap_offset + bitmap_size, align)',
    unit: 'bytes',
    summary: 'Where the data begins.',
  },
]

const BITMAP = {
  name: 'allocation_bitmap',
  kind: 'bitmap',
  summary: 'One bit per sector of the disk.',
} as const

const BITS = {
  unit: 'sector',
  bits: 'lsb-first',
  set: 'the sector is in this file',
  clear: 'the sector is in the backing file',
} as const

const DATA = {
  name: 'data',
  kind: 'data',
  at: 'data_offset',
  size: 'header.size',
  beyondFile: 'valid',
  summary: 'Sector *n* of the disk stands at *n* sectors from here, if its bit is 1.',
  details:
    'The tools make the file as long as the disk at once, as one hole. A shorter file is read as well, unless a bit is set for what is missing.',
} as const

/** Of versions 1 and 2. */
export const OLD_REGIONS: FormatInput['regions'] = [
  {
    ...BITMAP,
    at: 'sizeof(header)',
    size: 'bitmap_size',
    bitmap: { ...BITS, count: 'min(ceilDiv(header.size, sector), bitmap_size * 8)' },
    details: `Its length is rounded down, so the last sectors of a disk of, say, 2053 sectors have no bit. \`uml_moo\` reads them from the backing file. The driver of
the time wrote their bits behind the bitmap, and lost them when the image was opened again; with enough of them it wrote over the data.`,
  },
  DATA,
]

/** Of version 3. */
export const NEW_REGIONS: FormatInput['regions'] = [
  {
    name: 'header_gap',
    kind: 'unused',
    at: 'sizeof(header)',
    size: 'bitmap_offset - sizeof(header)',
    beyondFile: 'valid',
    summary: 'Fills the alignment before the bitmap; room for longer names, never used.',
  },
  {
    ...BITMAP,
    at: 'bitmap_offset',
    size: 'bitmap_size',
    bitmap: { ...BITS, count: 'ceilDiv(header.size, sector)' },
  },
  {
    name: 'gap',
    kind: 'unused',
    at: 'bitmap_offset + bitmap_size',
    size: 'data_offset - (bitmap_offset + bitmap_size)',
    beyondFile: 'valid',
    summary: 'Fills the alignment before the data.',
  },
  DATA,
]

const SECTORSIZE_RULE: NonNullable<FormatInput['rules']>[number] = {
  id: 'sectorsize',
  severity: 'error',
  assert: 'isPowerOfTwo(header.sectorsize)',
  message: 'the sector size is no power of two',
  expected: 'a power of two, 512 in most images',
  at: 'header.sectorsize',
  summary: 'The sector size is a power of two.',
  advice: 'Compare the header with another copy of the image. The usual value is 512.',
  details: 'The driver divides by it without a look. With 0 it dies.',
}

const SIZE_RULES: NonNullable<FormatInput['rules']> = [
  {
    id: 'size.unaligned',
    severity: 'notice',
    assert: 'header.size % sector == 0',
    message: 'the size is no multiple of the sector size: the last bytes are no part of the disk',
    expected: 'a multiple of the sector size',
    at: 'header.size',
    summary: 'The size is a multiple of the sector size.',
    advice:
      'Nothing needs to be done, unless the last bytes of the disk are missed: they are in the backing file.',
  },
  {
    id: 'size.limit',
    severity: 'error',
    assert: 'data_offset < 1 << 31',
    message: 'the bitmap does not fit in the 2 GiB that the driver can address',
    expected: 'data that begins below 2 GiB',
    at: 'header.size',
    summary: 'The data begins below 2 GiB.',
    advice:
      'Do not trust the image: no driver could have used it. Compare the size with that of the backing file.',
    details: 'The driver keeps the offset of the data in an int.',
  },
  {
    id: 'backing_file.empty',
    severity: 'error',
    assert: "header.backing_file != ''",
    message: 'no backing file is named',
    expected: 'the name of the backing file',
    at: 'header.backing_file',
    summary: 'A backing file is named.',
    advice: 'Find out which backing file belongs to the image, and write its name into the header.',
    details: 'Whatever was not written is in the backing file, and nowhere else.',
  },
]

/** Of versions 1 and 2. */
export const OLD_RULES: FormatInput['rules'] = [
  SECTORSIZE_RULE,
  ...SIZE_RULES,
  {
    id: 'size.rounding',
    severity: 'notice',
    assert: 'ceilDiv(header.size, sector) <= bitmap_size * 8',
    message: 'the bitmap has no bits for the last sectors: they cannot be written',
    expected: 'a size that is a multiple of 8 sectors',
    at: 'header.size',
    summary: 'Every sector of the disk has a bit.',
    advice:
      'Treat what the guest wrote to the last sectors as lost. Convert the image to version 3 before it is used again.',
  },
]

/** Of version 3. */
export const NEW_RULES: FormatInput['rules'] = [
  SECTORSIZE_RULE,
  {
    id: 'alignment',
    severity: 'error',
    assert: 'isPowerOfTwo(header.alignment)',
    message: 'the alignment is no power of two',
    expected: 'a power of two, 4096 in most images',
    at: 'header.alignment',
    summary: 'The alignment is a power of two.',
    advice: 'Compare the header with another copy of the image. The usual value is 4096.',
    details: 'The tools divide by it without a look: `uml_moo` dies of a 0.',
  },
  ...SIZE_RULES,
]

const COMMON_EVIDENCE: NonNullable<FormatInput['evidence']> = [
  {
    assert: 'isPowerOfTwo(header.sectorsize)',
    summary: 'the sector size is a power of two',
  },
]

/** Of version 2, which shares its signature with QEMU's. */
export const V2_EVIDENCE: FormatInput['evidence'] = [
  ...COMMON_EVIDENCE,
  { assert: 'header.size >= 512', summary: 'the disk has at least one sector' },
  {
    assert: 'data_offset < 1 << 31',
    summary: 'the data begins below 2 GiB',
  },
  { assert: 'fileSize >= sizeof(header)', summary: 'the file has room for the header' },
]

/** Of version 3, packed or not. */
export const V3_EVIDENCE: FormatInput['evidence'] = [
  {
    assert: "header.backing_file != ''",
    summary: 'the backing file has a name',
  },
  {
    assert: 'header.cow_format == 0',
    summary: 'the bitmap format is 0',
  },
  {
    assert: 'isPowerOfTwo(header.alignment)',
    summary: 'the alignment is a power of two',
  },
  ...COMMON_EVIDENCE,
]

export const INFO: FormatInput['info'] = {
  virtualSize: 'sectors * sector',
  clusterSize: 'sector',
  backingFile: { from: 'header.backing_file' },
  backingFormat: { choose: [{ when: "header.backing_file != ''", text: 'raw' }] },
  backingMtime: { from: 'header.mtime', differs: 'error' },
  backingSize: { from: 'header.size', differs: 'error' },
}

export const DRIVER: FormatInput['driver'] = {
  size: 'header.size',
  backingFile: 'header.backing_file',
  backingMtime: 'header.mtime',
  unbacked: 'uncertain',
  needsBacking: true,
  sizeUnit: 1,
}
