/** For each rule of each format: a good image, and the least change that breaks this rule. */

/** Bytes at offsets, as hex pairs. */
export type Patch = Readonly<Record<number, string>>

/** A change that makes a finding. */
export interface RuleCase {
  /** A good image: a fixture, and what to change in it so that the rule has something to check. */
  readonly image: string
  readonly prepare?: Patch
  /** What breaks the rule: other bytes, an earlier end of the file, or other inputs. */
  readonly patch?: Patch
  readonly cut?: number
  readonly inputs?: Readonly<Record<string, number>>
  /** Rules that the same change must break too. */
  readonly also?: readonly string[]
  /** Why the finding does not cover what was changed. */
  readonly elsewhere?: string
}

type Cases = Readonly<Record<string, RuleCase>>

/** Cases that share an image. */
function on(image: string, cases: Readonly<Record<string, Omit<RuleCase, 'image'>>>): Cases {
  return Object.fromEntries(Object.entries(cases).map(([rule, one]) => [rule, { ...one, image }]))
}

const zeros = (count: number) => Array.from({ length: count }, () => '00').join(' ')
const letters = (count: number) => Array.from({ length: count }, () => '61').join(' ')

const COW_V2: Cases = on('cow/first_only.cow', {
  truncated: { cut: 1000 },
  magic: { patch: { 3: '4e' } },
  version: { patch: { 7: '03' } },
  'backing_file.unterminated': { patch: { 8: letters(1024) } },
  'backing_file.padding': { patch: { 30: '61' } },
  'backing_file.control': { patch: { 8: '07' } },
  hole_1036: { patch: { 1037: '01' } },
  hole_1052: { patch: { 1055: '01' } },
  sectorsize: { patch: { 1050: '04' } },
  'size.unaligned': { patch: { 1047: '01' } },
  'size.limit': { patch: { 1040: '80' } },
  'allocation_bitmap.beyond_file': { cut: 1500 },
})

const COW_V2_I386: Cases = on('cow/i386_backed_w.cow', {
  truncated: { cut: 1000 },
  magic: { patch: { 3: '4e' } },
  version: { patch: { 7: '03' } },
  'backing_file.unterminated': { patch: { 8: letters(1024) } },
  'backing_file.padding': { patch: { 30: '61' } },
  'backing_file.control': { patch: { 8: '07' } },
  sectorsize: { patch: { 1046: '04' } },
  'size.unaligned': { patch: { 1043: '01' } },
  'size.limit': { patch: { 1036: '80' } },
  'allocation_bitmap.beyond_file': { cut: 1500 },
})

const UML_V1_LE: Cases = on('uml-cow/v1_le.cow', {
  truncated: { cut: 270 },
  magic: { patch: { 3: '4e' } },
  version: { patch: { 4: '02' } },
  'backing_file.unterminated': { patch: { 8: letters(256) } },
  'backing_file.padding': { patch: { 200: '61' } },
  'backing_file.control': { patch: { 8: '07' } },
  'backing_file.empty': { patch: { 8: zeros(11) } },
  sectorsize: { patch: { 276: '01' }, also: ['size.rounding', 'size.unaligned'] },
  'size.unaligned': { patch: { 268: '01' }, also: ['size.rounding'] },
  'size.rounding': { patch: { 269: '02' } },
  'size.limit': { patch: { 275: '80' }, also: ['allocation_bitmap.beyond_file'] },
  'allocation_bitmap.beyond_file': { cut: 500 },
})

/** The same image, as a big-endian host would have written it. */
const UML_V1_BE: Cases = Object.fromEntries(
  Object.entries(UML_V1_LE).map(([rule, one]) => {
    const prepare = {
      0: '4f 4f 4f 4d 00 00 00 01',
      264: '4d 7c 6d 00 00 00 00 00 00 10 00 00 00 00 02 00',
    }
    const patches: Readonly<Record<string, Patch>> = {
      version: { 7: '02' },
      sectorsize: { 279: '01' },
      'size.unaligned': { 275: '01' },
      'size.rounding': { 274: '02' },
      'size.limit': { 268: '80' },
    }
    const patch = patches[rule] ?? one.patch
    return [rule, { ...one, prepare, ...(patch ? { patch } : {}) }]
  }),
)

const UML_V2: Cases = on('uml-cow/v2.cow', {
  truncated: { cut: 4110 },
  magic: { patch: { 3: '4e' } },
  version: { patch: { 7: '03' } },
  'backing_file.unterminated': { patch: { 8: letters(4096) } },
  'backing_file.padding': { patch: { 200: '61' } },
  'backing_file.control': { patch: { 8: '07' } },
  'backing_file.empty': { patch: { 8: zeros(11) } },
  sectorsize: { patch: { 4119: '01' }, also: ['size.rounding', 'size.unaligned'] },
  'size.unaligned': { patch: { 4115: '01' }, also: ['size.rounding'] },
  'size.rounding': { patch: { 4114: '02' } },
  'size.limit': { patch: { 4108: '80' }, also: ['allocation_bitmap.beyond_file'] },
  'allocation_bitmap.beyond_file': { cut: 4300 },
})

const UML_V3: Cases = on('uml-cow/v3_w.cow', {
  truncated: { cut: 4000, also: ['allocation_bitmap.beyond_file'] },
  magic: { patch: { 3: '4e' } },
  version: { patch: { 7: '02' } },
  'backing_file.unterminated': { patch: { 32: letters(4096) } },
  'backing_file.padding': { patch: { 200: '61' } },
  'backing_file.control': { patch: { 32: '07' } },
  'backing_file.empty': { patch: { 32: zeros(11) } },
  sectorsize: { patch: { 23: '01' }, also: ['size.unaligned'] },
  alignment: { patch: { 27: '01' } },
  'cow_format.value': { patch: { 31: '01' } },
  'size.unaligned': { patch: { 19: '01' } },
  'size.limit': { patch: { 12: '80' }, also: ['allocation_bitmap.beyond_file'] },
  'allocation_bitmap.beyond_file': { cut: 8200 },
})

const UML_V3_BROKEN: Cases = on('uml-cow/v3_broken64.cow', {
  truncated: { cut: 4000, also: ['allocation_bitmap.beyond_file'] },
  magic: { patch: { 3: '4e' } },
  version: { patch: { 7: '02' } },
  'backing_file.unterminated': { patch: { 36: letters(4096) } },
  'backing_file.padding': { patch: { 200: '61' } },
  'backing_file.control': { patch: { 36: '07' } },
  'backing_file.empty': { patch: { 36: zeros(11) } },
  hole_12: { patch: { 13: '01' } },
  hole_4132: { patch: { 4135: '01' } },
  sectorsize: { patch: { 27: '01' }, also: ['size.unaligned'] },
  alignment: { patch: { 31: '01' } },
  'cow_format.value': { patch: { 35: '01' } },
  'size.unaligned': { patch: { 23: '01' } },
  'size.limit': { patch: { 16: '80' }, also: ['allocation_bitmap.beyond_file'] },
  'allocation_bitmap.beyond_file': { cut: 8200 },
})

const ADD_COW_V4: Cases = on('add-cow-v4/w.acow', {
  truncated: { cut: 2000 },
  magic: { patch: { 7: 'fe' } },
  version: { patch: { 8: '01' } },
  'backing_file.unterminated': { patch: { 12: letters(1024) } },
  'backing_file.padding': { patch: { 40: '61' } },
  'backing_file.control': { patch: { 12: '1b' } },
  'backing_file.empty': { patch: { 12: zeros(10) } },
  'backing_file.same': { patch: { 12: '77 2e 69 6d 67 00 00 00 00 00' } },
  'image_file.unterminated': { patch: { 1036: letters(1024) } },
  'image_file.padding': { patch: { 2059: '61' } },
  'image_file.control': { patch: { 1036: '80' } },
  'image_file.empty': { patch: { 1036: zeros(5) } },
  'size.range': { patch: { 2060: '80' } },
  'size.zero': { patch: { 2065: '00' } },
  'size.unaligned': { patch: { 2067: '01' } },
  'size.limit': {
    patch: { 2061: '01' },
    also: ['allocation_bitmap.beyond_file', 'image_file.short'],
  },
  'image_file.short': {
    inputs: { image_file_size: 1000000 },
    elsewhere: 'the length of another file changed',
  },
  'allocation_bitmap.beyond_file': { cut: 2100 },
})

const ADD_COW_V10: Cases = {
  ...on('add-cow-v10/w.acow', {
    truncated: { cut: 4000, also: ['allocation_bitmap.beyond_file'] },
    magic: { patch: { 7: 'fe' } },
    version: { patch: { 8: '02' } },
    'backing_file.bounds': { patch: { 12: '08' } },
    'backing_file.control': { patch: { 36: '0a' } },
    'backing_file.same': {
      patch: { 12: '2e 00 00 00 05 00 00 00' },
      elsewhere: 'it points at the name, not at the fields that locate it',
    },
    'backing_filename_size.limit': { patch: { 16: 'd0 07' }, also: ['backing_file.control'] },
    'image_file.bounds': { patch: { 20: '00' } },
    'image_file.control': { patch: { 46: '0a' } },
    'image_file.unaligned': {
      inputs: { image_file_size: 2097153 },
      elsewhere: 'the length of another file changed',
    },
    'features.bits': { patch: { 29: '01' } },
    'features.backing_file_missing': { patch: { 12: '00' } },
    'features.backing_file': { patch: { 28: '00' } },
    'features.probe': { prepare: { 28: '03' }, patch: { 28: '01' } },
    'allocation_bitmap.beyond_file': { cut: 4097 },
  }),
  ...on('add-cow-v10/nobacking.acow', { 'features.no_probe': { patch: { 28: '02' } } }),
}

const ADD_COW_V18: Cases = {
  ...on('add-cow-v18/first.acow', {
    truncated: { cut: 40 },
    magic: { patch: { 0: '42' } },
    'backing_file.bounds': { patch: { 4: '08' } },
    'backing_file.control': { patch: { 76: '7f' } },
    'backing_file.same': {
      patch: { 4: '56 00 00 00 09 00 00 00' },
      elsewhere: 'it points at the name, not at the fields that locate it',
    },
    'backing_file_offset.limit': {
      prepare: { 8: '01', 65535: '62' },
      patch: { 4: 'ff ff' },
    },
    'image_file.bounds': { patch: { 12: '08' } },
    'image_file.control': { patch: { 86: '7f' } },
    'image_file.unaligned': {
      inputs: { image_file_size: 1048575 },
      elsewhere: 'the length of another file changed',
    },
    'image_file_offset.limit': { prepare: { 16: '01', 65535: '62' }, patch: { 12: 'ff ff' } },
    'image_file_size.limit': {
      // A header of 4096 bytes, with the name at 76.
      prepare: { 12: '4c', 20: '0c', 40: '00 10 00', 76: letters(4020) },
      patch: { 16: 'b4 0f' },
    },
    'cluster_bits.range': { patch: { 20: '08' } },
    'cluster_bits.v19': {
      prepare: { 20: '0c', 40: '00 10 00' },
      patch: { 20: '0b' },
    },
    'features.bits': { patch: { 24: '01' } },
    'compatible_features.bits': { patch: { 32: '02' } },
    'compatible_features.ignored_backing': { patch: { 32: '01' } },
    'header_size.range': { patch: { 42: '00' } },
    'header_size.exact': { patch: { 41: '20 00' }, also: ['allocation_bitmap.padding'] },
    'backing_file_format.empty': { patch: { 44: zeros(3) } },
    'backing_file_format.known': { patch: { 44: '78' } },
    'backing_file_format.padding': { patch: { 50: '61' } },
    'backing_file_format.control': { patch: { 44: '07' }, also: ['backing_file_format.known'] },
    'image_file_format.empty': { patch: { 60: zeros(3) } },
    'image_file_format.known': { patch: { 60: '78' } },
    'image_file_format.padding': { patch: { 66: '61' } },
    'image_file_format.control': { patch: { 60: '07' }, also: ['image_file_format.known'] },
    'allocation_bitmap.padding': {
      cut: 131000,
      also: ['allocation_bitmap.beyond_file'],
    },
    'allocation_bitmap.beyond_file': { cut: 65536 },
  }),
  ...on('add-cow-v18/nobacking.acow', {
    'backing_file_size.without_offset': { patch: { 8: '05' } },
    'backing_file_format.unused': { patch: { 44: '72 61 77' } },
    'compatible_features.no_backing': { patch: { 32: '00' } },
  }),
}

/** A LUKS header of 4096 bytes at 131072, in an extension behind the feature name table. */
const LUKS: Patch = {
  35: '02',
  504: '05 37 be 77 00 00 00 10 00 00 00 00 00 02 00 00 00 00 00 00 00 00 10 00',
}

const QCOW2: Cases = {
  ...on('qcow2/v3_w.qcow2', {
    truncated: { cut: 20 },
    magic: { patch: { 3: 'fc' } },
    'version.value': { patch: { 7: '04' } },
    'backing_file_size.without_offset': { patch: { 19: '05' } },
    'cluster_bits.range': { patch: { 23: '08' } },
    'size.range': { patch: { 24: '80' } },
    'size.zero': { patch: { 29: '00' } },
    'size.unaligned': { patch: { 31: '01' } },
    'crypt_method.value': { patch: { 35: '09' } },
    'crypt_method.header': { patch: { 35: '02' } },
    'l1_size.range': { patch: { 36: '01' } },
    'l1_size.small': { patch: { 39: '00' } },
    'l1_table_offset.range': { patch: { 40: '80' } },
    'refcount_table_offset.range': { patch: { 48: '80' } },
    'refcount_table_offset.zero': { patch: { 53: '00' } },
    'refcount_table_clusters.zero': { patch: { 59: '00' } },
    'nb_snapshots.range': { patch: { 60: '00 01 00 01' } },
    'snapshots_offset.range': { patch: { 64: '80' } },
    'incompatible_features.bits': { patch: { 78: '01' } },
    'incompatible_features.dirty': { patch: { 79: '01' } },
    'incompatible_features.corrupt': { patch: { 79: '02' } },
    'incompatible_features.data_file': { patch: { 79: '04' } },
    'incompatible_features.compression_type': { patch: { 79: '08' } },
    'compatible_features.bits': { patch: { 80: '01' } },
    'autoclear_features.bits': { patch: { 88: '01' } },
    'autoclear_features.bitmaps': { patch: { 95: '01' } },
    'autoclear_features.raw_data_file': { patch: { 95: '02' } },
    'refcount_order.range': { patch: { 99: '07' } },
    'header_length.range': { patch: { 103: '60' } },
    'compression_type.bit': { patch: { 104: '01' } },
    reserved_105: { patch: { 111: '01' } },
    'extensions.bounds': { patch: { 116: '7f' } },
    'extensions.count': {
      patch: { 112: Array.from({ length: 257 }, () => '00 00 00 01 00 00 00 00').join(' ') },
      also: ['extensions.duplicate', 'extensions.unknown'],
      elsewhere: 'it points at the record that is one too many',
    },
    'extensions.duplicate': { patch: { 504: '68 03 f8 57' } },
    'extensions.unknown': { patch: { 504: '00 00 00 01' } },
    'extensions.feature_name_table.content': { patch: { 119: '81' } },
    'feature_name_table.type.value': { patch: { 168: '03' } },
    'feature_name_table.name.padding': { patch: { 190: '61' } },
    'feature_name_table.name.control': { patch: { 170: '07' } },
    'extensions.full_disk_encryption.content': { prepare: LUKS, patch: { 511: '0f' } },
    'full_disk_encryption.method': {
      prepare: LUKS,
      patch: { 35: '00' },
      elsewhere: 'it points at the extension that should not be there',
    },
    'encryption_header.beyond_file': { prepare: LUKS, patch: { 516: '01' } },
    'encryption_header.unaligned': { prepare: LUKS, patch: { 519: '08' } },
    'l1_table.beyond_file': { patch: { 44: '01' } },
    'l1_table.unaligned': { patch: { 47: '08' } },
    'refcount_table.beyond_file': { patch: { 52: '01' } },
    'refcount_table.too_large': {
      patch: { 52: '01', 58: '01' },
      also: ['refcount_table.beyond_file'],
    },
    'refcount_table.unaligned': { patch: { 55: '08' } },
    'regions.overlap': { patch: { 53: '03' } },
  }),
  ...on('qcow2/zlib_c4k.qcow2', {
    'header_length.unaligned': { patch: { 103: '71' } },
    'header_length.cluster': { patch: { 102: '10 08' } },
    'incompatible_features.extended_l2': {
      patch: { 79: '10' },
      also: ['l1_size.small'],
      elsewhere: 'it points at the clusters that are too small',
    },
  }),
  ...on('qcow2/zlib_backed.qcow2', {
    'backing_file.bounds': { patch: { 18: '04' } },
    'backing_file.control': { patch: { 528: '07' } },
    'backing_file.format': {
      patch: { 112: '00 00 00 01' },
      also: ['extensions.unknown'],
      elsewhere: 'it points at the name of the file whose format is missing',
    },
    'backing_format.unused': {
      patch: { 8: zeros(12) },
      elsewhere: 'it points at the extension that should not be there',
    },
    'autoclear_features.raw_backing': { prepare: { 79: '04' }, patch: { 95: '02' } },
  }),
  ...on('qcow2/v2_backed.qcow2', {
    'extensions.backing_format.content': { patch: { 79: '10' } },
    'backing_format.control': { patch: { 80: '07' } },
  }),
  ...on('qcow2/zstd.qcow2', { 'compression_type.value': { patch: { 104: '02' } } }),
  ...on('qcow2/datafile.qcow2', {
    'external_data_file.control': { patch: { 120: '07' } },
    'external_data_file.unused': {
      patch: { 79: '00' },
      elsewhere: 'it points at the extension that should not be there',
    },
  }),
  ...on('qcow2/snap.qcow2', {
    'incompatible_features.data_file_snapshots': {
      patch: { 79: '04' },
      also: ['incompatible_features.data_file'],
      elsewhere: 'it points at the number of snapshots',
    },
    'snapshot_table.beyond_file': { patch: { 68: '01' } },
    'snapshot_table.unaligned': { patch: { 71: '08' } },
  }),
  ...on('qcow2/bitmaps_full.qcow2', {
    'extensions.bitmaps.content': { patch: { 511: '17' } },
    'bitmaps.reserved_4': { patch: { 517: '01' } },
    'bitmaps.stale': { patch: { 95: '00' } },
    'bitmaps.count': { patch: { 512: zeros(4) } },
    'bitmaps.directory_size': { patch: { 520: zeros(8) } },
    'bitmap_directory.beyond_file': { patch: { 532: '01' } },
    'bitmap_directory.too_large': {
      patch: { 524: '05' },
      also: ['bitmap_directory.beyond_file'],
    },
    'bitmap_directory.unaligned': { patch: { 533: '18 ff f8' } },
  }),
}

/** By format, then by the rest of the rule's id. */
export const ruleCases: Readonly<Record<string, Cases>> = {
  'cow-v2': COW_V2,
  'cow-v2-i386': COW_V2_I386,
  'uml-cow-v1-le': UML_V1_LE,
  'uml-cow-v1-be': UML_V1_BE,
  'uml-cow-v2': UML_V2,
  'uml-cow-v3': UML_V3,
  'uml-cow-v3-broken': UML_V3_BROKEN,
  'add-cow-v4': ADD_COW_V4,
  'add-cow-v10': ADD_COW_V10,
  'add-cow-v18': ADD_COW_V18,
  qcow2: QCOW2,
}
