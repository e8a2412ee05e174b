// Generated from schemas/qcow2/qcow2.ts by `cowtools generate`. Do not edit: change the schema and run it again.
import {
  type Context,
  type Finding,
  type Format,
  type ImageFacts,
  type Location,
  type Place,
  type RawExtension,
  type Region,
  type Rule,
  type Signature,
  areaSize,
  bytesOfRows,
  ceilDiv,
  checkBits,
  checkConstant,
  checkExtensions,
  checkFixedText,
  checkLength,
  checkLocated,
  checkRange,
  checkRegions,
  checkValue,
  checkZero,
  composeHeader,
  decodeText,
  encodeText,
  enumName,
  extensionText,
  finding,
  findExtension,
  hasExtension,
  hexInteger,
  keptPadding,
  known,
  locate,
  locatedText,
  max,
  min,
  outOfRange,
  placeOfExtension,
  placeOfText,
  placeStrings,
  presentRegions,
  readRecords,
  requireRange,
  requireRecords,
  requireSignature,
  requireText,
  rowsOf,
  specificFacts,
  toIndex,
  writeRecords,
} from '../../src/binary/index.ts'
import {
  type Qcow2Header,
  type Qcow2HeaderInit,
  type Qcow2FeatureName,
  type Qcow2BitmapsExtension,
  type Qcow2EncryptionExtension,
  readQcow2Header,
  parseQcow2Header,
  serializeQcow2Header,
  QCOW2_HEADER_MAGIC,
  readQcow2FeatureName,
  parseQcow2FeatureName,
  serializeQcow2FeatureName,
  readQcow2BitmapsExtension,
  parseQcow2BitmapsExtension,
  serializeQcow2BitmapsExtension,
  readQcow2EncryptionExtension,
  parseQcow2EncryptionExtension,
  serializeQcow2EncryptionExtension,
} from './structs.ts'

/** How images of this format begin. */
const SIGNATURES: readonly Signature[] = [
  { at: 0, bytes: Uint8Array.of(0x51, 0x46, 0x49, 0xfb, 0x00, 0x00, 0x00, 0x02) },
  { at: 0, bytes: Uint8Array.of(0x51, 0x46, 0x49, 0xfb, 0x00, 0x00, 0x00, 0x03) },
]
/** The rules of this format, by the last part of their id. */
const RULES = {
  'header_length.unaligned': {
    id: 'qcow2.header_length.unaligned',
    severity: 'warning',
    message: 'the header length is not a multiple of 8',
    spec: 'qcow2.md#rule-header_length.unaligned',
  },
  'header_length.cluster': {
    id: 'qcow2.header_length.cluster',
    severity: 'error',
    message: 'the header is longer than a cluster',
    spec: 'qcow2.md#rule-header_length.cluster',
  },
  'backing_file_size.without_offset': {
    id: 'qcow2.backing_file_size.without_offset',
    severity: 'notice',
    message: 'the name of a backing file has a length but no place',
    spec: 'qcow2.md#rule-backing_file_size.without_offset',
  },
  'backing_file.format': {
    id: 'qcow2.backing_file.format',
    severity: 'warning',
    message: 'the format of the backing file is not recorded',
    spec: 'qcow2.md#rule-backing_file.format',
  },
  'backing_format.unused': {
    id: 'qcow2.backing_format.unused',
    severity: 'notice',
    message: 'the format of a backing file is recorded, but there is no backing file',
    spec: 'qcow2.md#rule-backing_format.unused',
  },
  'size.zero': {
    id: 'qcow2.size.zero',
    severity: 'warning',
    message: 'the disk is empty',
    spec: 'qcow2.md#rule-size.zero',
  },
  'size.unaligned': {
    id: 'qcow2.size.unaligned',
    severity: 'notice',
    message: 'the size is not a multiple of 512; the last bytes are out of reach',
    spec: 'qcow2.md#rule-size.unaligned',
  },
  'l1_size.small': {
    id: 'qcow2.l1_size.small',
    severity: 'error',
    message: 'the L1 table is too small for the disk',
    spec: 'qcow2.md#rule-l1_size.small',
  },
  'refcount_table_offset.zero': {
    id: 'qcow2.refcount_table_offset.zero',
    severity: 'warning',
    message: 'the refcount table would lie in the header',
    spec: 'qcow2.md#rule-refcount_table_offset.zero',
  },
  'refcount_table_clusters.zero': {
    id: 'qcow2.refcount_table_clusters.zero',
    severity: 'error',
    message: 'there is no refcount table',
    spec: 'qcow2.md#rule-refcount_table_clusters.zero',
  },
  'incompatible_features.dirty': {
    id: 'qcow2.incompatible_features.dirty',
    severity: 'warning',
    message: 'the image was not closed; its reference counts may be wrong',
    spec: 'qcow2.md#rule-incompatible_features.dirty',
  },
  'incompatible_features.corrupt': {
    id: 'qcow2.incompatible_features.corrupt',
    severity: 'warning',
    message: 'the image is marked as corrupt',
    spec: 'qcow2.md#rule-incompatible_features.corrupt',
  },
  'incompatible_features.data_file': {
    id: 'qcow2.incompatible_features.data_file',
    severity: 'warning',
    message: 'the data is in another file, whose name is not recorded',
    spec: 'qcow2.md#rule-incompatible_features.data_file',
  },
  'external_data_file.unused': {
    id: 'qcow2.external_data_file.unused',
    severity: 'warning',
    message: 'an external data file is named, but the data is in this file',
    spec: 'qcow2.md#rule-external_data_file.unused',
  },
  'incompatible_features.data_file_snapshots': {
    id: 'qcow2.incompatible_features.data_file_snapshots',
    severity: 'warning',
    message: 'an image with an external data file has snapshots',
    spec: 'qcow2.md#rule-incompatible_features.data_file_snapshots',
  },
  'autoclear_features.raw_data_file': {
    id: 'qcow2.autoclear_features.raw_data_file',
    severity: 'error',
    message: 'the external data file is said to be raw, but there is none',
    spec: 'qcow2.md#rule-autoclear_features.raw_data_file',
  },
  'autoclear_features.raw_backing': {
    id: 'qcow2.autoclear_features.raw_backing',
    severity: 'warning',
    message: 'the external data file cannot be raw, as there is a backing file',
    spec: 'qcow2.md#rule-autoclear_features.raw_backing',
  },
  'compression_type.bit': {
    id: 'qcow2.compression_type.bit',
    severity: 'error',
    message: 'the compression type is not zlib, but the feature bit for that is clear',
    spec: 'qcow2.md#rule-compression_type.bit',
  },
  'incompatible_features.compression_type': {
    id: 'qcow2.incompatible_features.compression_type',
    severity: 'error',
    message: 'the feature bit says that compression is not zlib, but the type is zlib',
    spec: 'qcow2.md#rule-incompatible_features.compression_type',
  },
  'incompatible_features.extended_l2': {
    id: 'qcow2.incompatible_features.extended_l2',
    severity: 'error',
    message: 'the clusters are too small for extended L2 entries',
    spec: 'qcow2.md#rule-incompatible_features.extended_l2',
  },
  'crypt_method.header': {
    id: 'qcow2.crypt_method.header',
    severity: 'error',
    message: 'the image is encrypted with LUKS but says nowhere where the LUKS header is',
    spec: 'qcow2.md#rule-crypt_method.header',
  },
  'full_disk_encryption.method': {
    id: 'qcow2.full_disk_encryption.method',
    severity: 'error',
    message: 'there is a LUKS header, but the encryption method is not LUKS',
    spec: 'qcow2.md#rule-full_disk_encryption.method',
  },
  'bitmaps.stale': {
    id: 'qcow2.bitmaps.stale',
    severity: 'warning',
    message: 'a tool that does not know bitmaps wrote to the disk; all bitmaps are out of date',
    spec: 'qcow2.md#rule-bitmaps.stale',
  },
  'autoclear_features.bitmaps': {
    id: 'qcow2.autoclear_features.bitmaps',
    severity: 'warning',
    message: 'the bitmaps are said to be consistent, but there are none',
    spec: 'qcow2.md#rule-autoclear_features.bitmaps',
  },
  'bitmaps.count': {
    id: 'qcow2.bitmaps.count',
    severity: 'error',
    message: 'the number of bitmaps is 0 or too large',
    spec: 'qcow2.md#rule-bitmaps.count',
  },
  'bitmaps.directory_size': {
    id: 'qcow2.bitmaps.directory_size',
    severity: 'error',
    message: 'the bitmap directory is too short for its bitmaps',
    spec: 'qcow2.md#rule-bitmaps.directory_size',
  },
  'truncated': {
    id: 'qcow2.truncated',
    severity: 'error',
    message: 'the file ends inside the header',
    spec: 'qcow2.md#rule-truncated',
  },
  'magic': {
    id: 'qcow2.magic',
    severity: 'error',
    message: 'magic is not the constant of this format',
    spec: 'qcow2.md#rule-magic',
  },
  'version.value': {
    id: 'qcow2.version.value',
    severity: 'error',
    message: 'version has an unknown value',
    spec: 'qcow2.md#rule-version.value',
  },
  'cluster_bits.range': {
    id: 'qcow2.cluster_bits.range',
    severity: 'error',
    message: 'cluster_bits is out of range',
    spec: 'qcow2.md#rule-cluster_bits.range',
  },
  'size.range': {
    id: 'qcow2.size.range',
    severity: 'error',
    message: 'size is out of range',
    spec: 'qcow2.md#rule-size.range',
  },
  'crypt_method.value': {
    id: 'qcow2.crypt_method.value',
    severity: 'error',
    message: 'crypt_method has an unknown value',
    spec: 'qcow2.md#rule-crypt_method.value',
  },
  'l1_size.range': {
    id: 'qcow2.l1_size.range',
    severity: 'error',
    message: 'l1_size is out of range',
    spec: 'qcow2.md#rule-l1_size.range',
  },
  'l1_table_offset.range': {
    id: 'qcow2.l1_table_offset.range',
    severity: 'error',
    message: 'l1_table_offset is out of range',
    spec: 'qcow2.md#rule-l1_table_offset.range',
  },
  'refcount_table_offset.range': {
    id: 'qcow2.refcount_table_offset.range',
    severity: 'error',
    message: 'refcount_table_offset is out of range',
    spec: 'qcow2.md#rule-refcount_table_offset.range',
  },
  'nb_snapshots.range': {
    id: 'qcow2.nb_snapshots.range',
    severity: 'error',
    message: 'nb_snapshots is out of range',
    spec: 'qcow2.md#rule-nb_snapshots.range',
  },
  'snapshots_offset.range': {
    id: 'qcow2.snapshots_offset.range',
    severity: 'error',
    message: 'snapshots_offset is out of range',
    spec: 'qcow2.md#rule-snapshots_offset.range',
  },
  'incompatible_features.bits': {
    id: 'qcow2.incompatible_features.bits',
    severity: 'error',
    message: 'incompatible_features has an unknown bit: a reader must refuse the image',
    spec: 'qcow2.md#rule-incompatible_features.bits',
  },
  'compatible_features.bits': {
    id: 'qcow2.compatible_features.bits',
    severity: 'notice',
    message: 'compatible_features has an unknown bit, which readers may ignore',
    spec: 'qcow2.md#rule-compatible_features.bits',
  },
  'autoclear_features.bits': {
    id: 'qcow2.autoclear_features.bits',
    severity: 'notice',
    message: 'autoclear_features has an unknown bit, which a writer must clear',
    spec: 'qcow2.md#rule-autoclear_features.bits',
  },
  'refcount_order.range': {
    id: 'qcow2.refcount_order.range',
    severity: 'error',
    message: 'refcount_order is out of range',
    spec: 'qcow2.md#rule-refcount_order.range',
  },
  'header_length.range': {
    id: 'qcow2.header_length.range',
    severity: 'error',
    message: 'header_length is out of range',
    spec: 'qcow2.md#rule-header_length.range',
  },
  'compression_type.value': {
    id: 'qcow2.compression_type.value',
    severity: 'error',
    message: 'compression_type has an unknown value',
    spec: 'qcow2.md#rule-compression_type.value',
  },
  'reserved_105': {
    id: 'qcow2.reserved_105',
    severity: 'notice',
    message: 'reserved bytes are not zero',
    spec: 'qcow2.md#rule-reserved_105',
  },
  'backing_file.bounds': {
    id: 'qcow2.backing_file.bounds',
    severity: 'error',
    message: 'backing_file lies outside the space for it, or has an impossible length',
    spec: 'qcow2.md#rule-backing_file.bounds',
  },
  'backing_file.control': {
    id: 'qcow2.backing_file.control',
    severity: 'warning',
    message: 'backing_file has a NUL, control characters or bytes that are no UTF-8',
    spec: 'qcow2.md#rule-backing_file.control',
  },
  'extensions.bounds': {
    id: 'qcow2.extensions.bounds',
    severity: 'error',
    message: 'a header extension runs past the end of the extension area',
    spec: 'qcow2.md#rule-extensions.bounds',
  },
  'extensions.count': {
    id: 'qcow2.extensions.count',
    severity: 'error',
    message: 'there are more header extensions than a reader follows',
    spec: 'qcow2.md#rule-extensions.count',
  },
  'extensions.duplicate': {
    id: 'qcow2.extensions.duplicate',
    severity: 'warning',
    message: 'a header extension is there twice',
    spec: 'qcow2.md#rule-extensions.duplicate',
  },
  'extensions.unknown': {
    id: 'qcow2.extensions.unknown',
    severity: 'notice',
    message: 'a header extension is of unknown type',
    spec: 'qcow2.md#rule-extensions.unknown',
  },
  'extensions.backing_format.content': {
    id: 'qcow2.extensions.backing_format.content',
    severity: 'error',
    message: 'the backing_format extension has an impossible length',
    spec: 'qcow2.md#rule-extensions.backing_format.content',
  },
  'backing_format.control': {
    id: 'qcow2.backing_format.control',
    severity: 'warning',
    message: 'backing_format has control characters or bytes that are no UTF-8',
    spec: 'qcow2.md#rule-backing_format.control',
  },
  'extensions.feature_name_table.content': {
    id: 'qcow2.extensions.feature_name_table.content',
    severity: 'error',
    message: 'the feature_name_table extension has an impossible length',
    spec: 'qcow2.md#rule-extensions.feature_name_table.content',
  },
  'feature_name_table.type.value': {
    id: 'qcow2.feature_name_table.type.value',
    severity: 'notice',
    message: 'type of feature_name_table has an unknown value',
    spec: 'qcow2.md#rule-feature_name_table.type.value',
  },
  'feature_name_table.name.padding': {
    id: 'qcow2.feature_name_table.name.padding',
    severity: 'notice',
    message: 'name of feature_name_table has bytes after its NUL',
    spec: 'qcow2.md#rule-feature_name_table.name.padding',
  },
  'feature_name_table.name.control': {
    id: 'qcow2.feature_name_table.name.control',
    severity: 'warning',
    message: 'name of feature_name_table has control characters or bytes that are no UTF-8',
    spec: 'qcow2.md#rule-feature_name_table.name.control',
  },
  'extensions.bitmaps.content': {
    id: 'qcow2.extensions.bitmaps.content',
    severity: 'error',
    message: 'the bitmaps extension has an impossible length',
    spec: 'qcow2.md#rule-extensions.bitmaps.content',
  },
  'bitmaps.reserved_4': {
    id: 'qcow2.bitmaps.reserved_4',
    severity: 'error',
    message: 'reserved bytes of bitmaps are not zero',
    spec: 'qcow2.md#rule-bitmaps.reserved_4',
  },
  'extensions.full_disk_encryption.content': {
    id: 'qcow2.extensions.full_disk_encryption.content',
    severity: 'error',
    message: 'the full_disk_encryption extension has an impossible length',
    spec: 'qcow2.md#rule-extensions.full_disk_encryption.content',
  },
  'external_data_file.control': {
    id: 'qcow2.external_data_file.control',
    severity: 'warning',
    message: 'external_data_file has control characters or bytes that are no UTF-8',
    spec: 'qcow2.md#rule-external_data_file.control',
  },
  'l1_table.beyond_file': {
    id: 'qcow2.l1_table.beyond_file',
    severity: 'error',
    message: 'the file ends before l1_table does',
    spec: 'qcow2.md#rule-l1_table.beyond_file',
  },
  'l1_table.unaligned': {
    id: 'qcow2.l1_table.unaligned',
    severity: 'error',
    message: 'l1_table is not aligned',
    spec: 'qcow2.md#rule-l1_table.unaligned',
  },
  'refcount_table.beyond_file': {
    id: 'qcow2.refcount_table.beyond_file',
    severity: 'warning',
    message: 'the file ends before refcount_table does',
    spec: 'qcow2.md#rule-refcount_table.beyond_file',
  },
  'refcount_table.too_large': {
    id: 'qcow2.refcount_table.too_large',
    severity: 'error',
    message: 'refcount_table is larger than a reader accepts',
    spec: 'qcow2.md#rule-refcount_table.too_large',
  },
  'refcount_table.unaligned': {
    id: 'qcow2.refcount_table.unaligned',
    severity: 'error',
    message: 'refcount_table is not aligned',
    spec: 'qcow2.md#rule-refcount_table.unaligned',
  },
  'snapshot_table.beyond_file': {
    id: 'qcow2.snapshot_table.beyond_file',
    severity: 'warning',
    message: 'the file ends before snapshot_table does',
    spec: 'qcow2.md#rule-snapshot_table.beyond_file',
  },
  'snapshot_table.unaligned': {
    id: 'qcow2.snapshot_table.unaligned',
    severity: 'error',
    message: 'snapshot_table is not aligned',
    spec: 'qcow2.md#rule-snapshot_table.unaligned',
  },
  'bitmap_directory.beyond_file': {
    id: 'qcow2.bitmap_directory.beyond_file',
    severity: 'error',
    message: 'the file ends before bitmap_directory does',
    spec: 'qcow2.md#rule-bitmap_directory.beyond_file',
  },
  'bitmap_directory.too_large': {
    id: 'qcow2.bitmap_directory.too_large',
    severity: 'error',
    message: 'bitmap_directory is larger than a reader accepts',
    spec: 'qcow2.md#rule-bitmap_directory.too_large',
  },
  'bitmap_directory.unaligned': {
    id: 'qcow2.bitmap_directory.unaligned',
    severity: 'error',
    message: 'bitmap_directory is not aligned',
    spec: 'qcow2.md#rule-bitmap_directory.unaligned',
  },
  'encryption_header.beyond_file': {
    id: 'qcow2.encryption_header.beyond_file',
    severity: 'error',
    message: 'the file ends before encryption_header does',
    spec: 'qcow2.md#rule-encryption_header.beyond_file',
  },
  'encryption_header.unaligned': {
    id: 'qcow2.encryption_header.unaligned',
    severity: 'error',
    message: 'encryption_header is not aligned',
    spec: 'qcow2.md#rule-encryption_header.unaligned',
  },
  'regions.overlap': {
    id: 'qcow2.regions.overlap',
    severity: 'error',
    message: 'two parts of the file overlap',
    spec: 'qcow2.md#rule-regions.overlap',
  },
} as const satisfies Record<string, Rule>
/** Where the parts of the header stand. */
const PLACES = {
  magic: { field: 'header.magic', offset: 0, length: 4 },
  version: { field: 'header.version', offset: 4, length: 4 },
  backingFileOffset: { field: 'header.backing_file_offset', offset: 8, length: 8 },
  backingFileSize: { field: 'header.backing_file_size', offset: 16, length: 4 },
  clusterBits: { field: 'header.cluster_bits', offset: 20, length: 4 },
  size: { field: 'header.size', offset: 24, length: 8 },
  cryptMethod: { field: 'header.crypt_method', offset: 32, length: 4 },
  l1Size: { field: 'header.l1_size', offset: 36, length: 4 },
  l1TableOffset: { field: 'header.l1_table_offset', offset: 40, length: 8 },
  refcountTableOffset: { field: 'header.refcount_table_offset', offset: 48, length: 8 },
  refcountTableClusters: { field: 'header.refcount_table_clusters', offset: 56, length: 4 },
  nbSnapshots: { field: 'header.nb_snapshots', offset: 60, length: 4 },
  snapshotsOffset: { field: 'header.snapshots_offset', offset: 64, length: 8 },
  incompatibleFeatures: { field: 'header.incompatible_features', offset: 72, length: 8 },
  compatibleFeatures: { field: 'header.compatible_features', offset: 80, length: 8 },
  autoclearFeatures: { field: 'header.autoclear_features', offset: 88, length: 8 },
  refcountOrder: { field: 'header.refcount_order', offset: 96, length: 4 },
  headerLength: { field: 'header.header_length', offset: 100, length: 4 },
  compressionType: { field: 'header.compression_type', offset: 104, length: 1 },
  reserved105: { field: 'reserved_105', offset: 105, length: 7 },
} as const satisfies Record<string, Place>
/** Named values, under their spec names. */
const NAMES = {
  version: { 'v2': 2, 'v3': 3 },
  cryptMethod: { 'none': 0, 'aes': 1, 'luks': 2 },
  compressionType: { 'zlib': 0, 'zstd': 1 },
  featureNameTableType: { 'incompatible': 0, 'compatible': 1, 'autoclear': 2 },
} as const satisfies Record<string, Record<string, number | bigint>>
/** How a header extension looks. */
const EXTENSIONS = {
  size: 8,
  typeAt: 0,
  lengthAt: 4,
  littleEndian: false,
  align: 8,
  endType: 0x0,
  maxCount: 256,
}

/**
 * A header extension. One of a type that is not known, or whose content cannot be read, keeps its
 * bytes as `other`.
 */
export type Qcow2Extension = 
  | { readonly kind: 'backing_format'; readonly text: string }
  | { readonly kind: 'feature_name_table'; readonly rows: readonly Qcow2FeatureName[] }
  | { readonly kind: 'bitmaps'; readonly content: Qcow2BitmapsExtension }
  | { readonly kind: 'full_disk_encryption'; readonly content: Qcow2EncryptionExtension }
  | { readonly kind: 'external_data_file'; readonly text: string }
  | { readonly kind: 'other'; readonly type: number; readonly data: Uint8Array }
  | { readonly kind: 'end'; readonly data: Uint8Array }

function decodeExtension(raw: RawExtension): Qcow2Extension {
  const { type, data } = raw
  switch (type) {
    case EXTENSIONS.endType:
      return { kind: 'end', data }
    case 0xe2792aca:
      return { kind: 'backing_format', text: decodeText(data, 0, data.length) }
    case 0x6803f857:
      if (data.length % 48 === 0) return {
        kind: 'feature_name_table',
        rows: rowsOf(data, 48, parseQcow2FeatureName),
      }
      break
    case 0x23852875:
      if (data.length === 24) return { kind: 'bitmaps', content: parseQcow2BitmapsExtension(data) }
      break
    case 0x537be77:
      if (data.length === 16) return {
        kind: 'full_disk_encryption',
        content: parseQcow2EncryptionExtension(data),
      }
      break
    case 0x44415441:
      return { kind: 'external_data_file', text: decodeText(data, 0, data.length) }
  }
  return { kind: 'other', type, data }
}

function encodeExtension(extension: Qcow2Extension): { type: number; data: Uint8Array } {
  switch (extension.kind) {
    case 'end':
      return { type: EXTENSIONS.endType, data: extension.data }
    case 'other':
      return extension
    case 'backing_format':
      return { type: 0xe2792aca, data: encodeText(extension.text) }
    case 'feature_name_table':
      return { type: 0x6803f857, data: bytesOfRows(extension.rows, 48, serializeQcow2FeatureName) }
    case 'bitmaps':
      return { type: 0x23852875, data: serializeQcow2BitmapsExtension(extension.content) }
    case 'full_disk_encryption':
      return { type: 0x537be77, data: serializeQcow2EncryptionExtension(extension.content) }
    case 'external_data_file':
      return { type: 0x44415441, data: encodeText(extension.text) }
  }
}

/**
 * The header area of a QEMU qcow2, versions 2 and 3 image.
 * Growing disk image of reference-counted clusters, found through two levels of tables, with backing files and snapshots.
 *
 * Version 2 is what qemu-img calls `compat=0.10`, version 3 is `compat=1.1`. Version 3 is version 2 with a longer header: feature bits, a width of
 * reference counts, and a length field that lets the header grow further. Version 1 is the older qcow format: same magic, other layout.
 *
 * `qemu-img check` exits with 0 for a sound image, 3 if clusters are leaked and nothing else is wrong, 2 for corruption, and 1 if it cannot open the image.
 */
export interface Qcow2 {
  /** The fixed header. */
  readonly header: Qcow2Header
  /** In the order of the file; with the end marker, where there is one. */
  readonly extensions: readonly Qcow2Extension[]
  /** Name of the backing file; not NUL-terminated. */
  readonly backingFile?: string | undefined
}

/**
 * What `serializeQcow2` needs. Names get their length fields from their text, and a place
 * where their offset field is 0 or left out.
 */
export interface Qcow2Init {
  /** The fixed header. */
  readonly header: Omit<Qcow2HeaderInit, 'backingFileOffset' | 'backingFileSize'> & Partial<Pick<Qcow2HeaderInit, 'backingFileOffset' | 'backingFileSize'>>
  /** In the order of the file; with the end marker, where there is one. */
  readonly extensions?: readonly Qcow2Extension[]
  /** Name of the backing file; not NUL-terminated. */
  readonly backingFile?: string | undefined
}

/**
 * Parses the header area of an image; `bytes` are the first bytes of the file, as many as
 * `area` of the format says. A value outside its range is refused, other rules are not checked.
 *
 * @throws FormatError (truncated, bad-magic, bad-constant, out-of-range, out-of-bounds)
 */
export function parseQcow2(bytes: Uint8Array): Qcow2 {
  const header = parseQcow2Header(bytes)
  requireSignature(bytes, SIGNATURES)
  const fields = header
  if (header.clusterBits < 9 || header.clusterBits > 21) throw outOfRange(
    'header.cluster_bits',
    20,
    { actual: header.clusterBits, min: 9, max: 21 },
  )
  if (header.size < 0n || header.size > 9223372036854775807n) throw outOfRange(
    'header.size',
    24,
    { actual: header.size, min: 0n, max: 9223372036854775807n },
  )
  if (header.l1Size < 0 || header.l1Size > 4194304) throw outOfRange(
    'header.l1_size',
    36,
    { actual: header.l1Size, min: 0, max: 4194304 },
  )
  if (header.l1TableOffset < 0n || header.l1TableOffset > 9223372036854775807n) throw outOfRange(
    'header.l1_table_offset',
    40,
    { actual: header.l1TableOffset, min: 0n, max: 9223372036854775807n },
  )
  if (header.refcountTableOffset < 0n || header.refcountTableOffset > 9223372036854775807n) throw outOfRange(
    'header.refcount_table_offset',
    48,
    { actual: header.refcountTableOffset, min: 0n, max: 9223372036854775807n },
  )
  if (header.nbSnapshots < 0 || header.nbSnapshots > 65536) throw outOfRange(
    'header.nb_snapshots',
    60,
    { actual: header.nbSnapshots, min: 0, max: 65536 },
  )
  if (header.snapshotsOffset < 0n || header.snapshotsOffset > 9223372036854775807n) throw outOfRange(
    'header.snapshots_offset',
    64,
    { actual: header.snapshotsOffset, min: 0n, max: 9223372036854775807n },
  )
  if (
    (fields.version ?? 3) >= 3 && (fields.headerLength ?? 112) >= 100 && (
      header.refcountOrder < 0 || header.refcountOrder > 6
    )
  ) throw outOfRange('header.refcount_order', 96, { actual: header.refcountOrder, min: 0, max: 6 })
  if (
    (fields.version ?? 3) >= 3 && (header.headerLength < 104 || header.headerLength > 2097152)
  ) throw outOfRange('header.header_length', 100, {
    actual: header.headerLength,
    min: 104,
    max: 2097152,
  })
  const { area, records, backingFileLocated } = examine(bytes, {})
  if (area !== undefined && area < header.headerLength) throw outOfRange(
    'header.header_length',
    100,
    { actual: header.headerLength, min: 0, max: area },
  )
  return {
    header,
    extensions: requireRecords(records).map(decodeExtension),
    backingFile: requireText('backing_file', 8, backingFileLocated),
  }
}

/**
 * Writes the whole header area. What was parsed and not changed comes out byte for byte.
 *
 * @throws RangeError if a value does not fit, or parts would overlap
 */
export function serializeQcow2(image: Qcow2Init): Uint8Array {
  const start = { backingFileOffset: 0n, backingFileSize: 0, ...image.header }
  const fields = start
  requireRange(start.clusterBits, 9, 21, 'header.cluster_bits')
  requireRange(start.size, 0n, 9223372036854775807n, 'header.size')
  requireRange(start.l1Size, 0, 4194304, 'header.l1_size')
  requireRange(start.l1TableOffset, 0n, 9223372036854775807n, 'header.l1_table_offset')
  requireRange(start.refcountTableOffset, 0n, 9223372036854775807n, 'header.refcount_table_offset')
  requireRange(start.nbSnapshots, 0, 65536, 'header.nb_snapshots')
  requireRange(start.snapshotsOffset, 0n, 9223372036854775807n, 'header.snapshots_offset')
  if (
    (fields.version ?? 3) >= 3 && (fields.headerLength ?? 112) >= 100
  ) requireRange(start.refcountOrder, 0, 6, 'header.refcount_order')
  if ((fields.version ?? 3) >= 3) requireRange(
    start.headerLength,
    104,
    2097152,
    'header.header_length',
  )
  const { raw } = image.header
  const before = raw && examine(raw, {})
  const records = (image.extensions ?? []).map(encodeExtension)
  const at = toIndex(examine(serializeQcow2Header(start), {}).extensionsAt ?? 0n)
  const strings = placeStrings([
    {
      name: 'backing_file',
      text: image.backingFile,
      offset: start.backingFileOffset,
      before: before?.backingFileLocated,
    },
  ], at + writeRecords(records, EXTENSIONS, keptPadding(before?.records, at)).length)
  const placedBackingFile = strings.get('backing_file')
  const header = serializeQcow2Header({
    ...start,
    ...(
      placedBackingFile && {
        backingFileOffset: BigInt(placedBackingFile.offset),
        backingFileSize: placedBackingFile.bytes.length,
      }
    ),
  })
  const { area, extensionsEnd } = examine(header, {})
  return composeHeader({
    header,
    size: areaSize(area, header.length),
    extensions: { offset: at, end: toIndex(extensionsEnd ?? 0n), records, shape: EXTENSIONS },
    strings,
    before: before && {
      raw,
      headerLength: Number(before.fields.headerLength ?? 112),
      records: before.records,
      strings: [before.backingFileLocated],
    },
  })
}

/** All that the header says, as far as it can be known. Never throws. */
function examine(bytes: Uint8Array, context: Context) {
  const fields = readQcow2Header(bytes)
  const fileSize = known(context.fileSize ?? bytes.length)
  const headerClusterBits = known(fields.clusterBits, 9n, 21n)
  const headerIncompatibleFeatures = known(fields.incompatibleFeatures)
  const headerSize = known(fields.size, 0n, 9223372036854775807n)
  const headerBackingFileOffset = known(fields.backingFileOffset)
  const headerHeaderLength = (fields.version ?? 3) >= 3 ? known(
    fields.headerLength,
    104n,
    2097152n,
  ) : known(fields.headerLength)
  const headerL1TableOffset = known(fields.l1TableOffset, 0n, 9223372036854775807n)
  const headerL1Size = known(fields.l1Size, 0n, 4194304n)
  const headerRefcountTableOffset = known(fields.refcountTableOffset, 0n, 9223372036854775807n)
  const headerRefcountTableClusters = known(fields.refcountTableClusters)
  const headerSnapshotsOffset = known(fields.snapshotsOffset, 0n, 9223372036854775807n)
  const headerNbSnapshots = known(fields.nbSnapshots, 0n, 65536n)
  const extensionsAt = headerHeaderLength
  const valueClusterSize = headerClusterBits === undefined ? undefined : 1n << headerClusterBits
  const extensionsEnd = headerBackingFileOffset === undefined || valueClusterSize === undefined ? undefined : headerBackingFileOffset !== 0n ? min(
    headerBackingFileOffset,
    valueClusterSize,
  ) : valueClusterSize
  const records = extensionsAt === undefined || extensionsEnd === undefined ? undefined : readRecords(
    bytes,
    { start: toIndex(extensionsAt), end: toIndex(extensionsEnd) },
    EXTENSIONS,
  )
  const extensionBitmapsData = findExtension(records, 0x23852875, 24)?.data
  const extensionBitmapsBitmapDirectoryOffset = extensionBitmapsData === undefined ? undefined : known(
    readQcow2BitmapsExtension(extensionBitmapsData).bitmapDirectoryOffset,
  )
  const extensionBitmapsBitmapDirectorySize = extensionBitmapsData === undefined ? undefined : known(
    readQcow2BitmapsExtension(extensionBitmapsData).bitmapDirectorySize,
  )
  const hasBitmaps = hasExtension(records, 0x23852875)
  const headerAutoclearFeatures = known(fields.autoclearFeatures)
  const extensionFullDiskEncryptionData = findExtension(records, 0x537be77, 16)?.data
  const extensionFullDiskEncryptionOffset = extensionFullDiskEncryptionData === undefined ? undefined : known(
    readQcow2EncryptionExtension(extensionFullDiskEncryptionData).offset,
  )
  const extensionFullDiskEncryptionLength = extensionFullDiskEncryptionData === undefined ? undefined : known(
    readQcow2EncryptionExtension(extensionFullDiskEncryptionData).length,
  )
  const hasFullDiskEncryption = hasExtension(records, 0x537be77)
  const headerVersion = known(fields.version)
  const headerBackingFileSize = known(fields.backingFileSize)
  const hasBackingFormat = hasExtension(records, 0xe2792aca)
  const hasExternalDataFile = hasExtension(records, 0x44415441)
  const headerCompressionType = known(fields.compressionType)
  const headerCryptMethod = known(fields.cryptMethod)
  const extensionBitmapsNbBitmaps = extensionBitmapsData === undefined ? undefined : known(
    readQcow2BitmapsExtension(extensionBitmapsData).nbBitmaps,
  )
  const headerCompatibleFeatures = known(fields.compatibleFeatures)
  const headerRefcountOrder = (fields.version ?? 3) >= 3 && (fields.headerLength ?? 112) >= 100 ? known(
    fields.refcountOrder,
    0n,
    6n,
  ) : known(fields.refcountOrder)
  const backingFileLocation: Location = {
    present: headerBackingFileOffset === undefined ? undefined : headerBackingFileOffset !== 0n,
    offset: headerBackingFileOffset,
    size: headerBackingFileSize,
    min: headerHeaderLength,
    end: valueClusterSize,
    minSize: 1,
    maxSize: 1023,
  }
  const backingFileLocated = locate(bytes, 'backing_file', backingFileLocation)
  const backingFileText = locatedText(backingFileLocated)
  const valueL2TableBits = headerIncompatibleFeatures === undefined || headerClusterBits === undefined ? undefined : (
    headerIncompatibleFeatures & 16n
  ) !== 0n ? headerClusterBits * 2n - 4n : headerClusterBits * 2n - 3n
  const valueL1Entries = headerSize === undefined || valueL2TableBits === undefined ? undefined : ceilDiv(
    headerSize,
    1n << valueL2TableBits,
  )
  const area = valueClusterSize
  const regionL1Table: Region | undefined = (
    headerL1Size === undefined ? undefined : headerL1Size > 0n
  ) === false ? undefined : {
    name: 'l1_table',
    kind: 'table',
    offset: headerL1TableOffset,
    size: headerL1Size === undefined ? undefined : headerL1Size * 8n,
  }
  const regionRefcountTable: Region | undefined = (
    headerRefcountTableOffset === undefined || headerRefcountTableClusters === undefined ? undefined : headerRefcountTableOffset !== 0n && headerRefcountTableClusters > 0n
  ) === false ? undefined : {
    name: 'refcount_table',
    kind: 'table',
    offset: headerRefcountTableOffset,
    size: headerRefcountTableClusters === undefined || valueClusterSize === undefined ? undefined : headerRefcountTableClusters * valueClusterSize,
  }
  const regionSnapshotTable: Region | undefined = (
    headerNbSnapshots === undefined ? undefined : headerNbSnapshots > 0n
  ) === false ? undefined : {
    name: 'snapshot_table',
    kind: 'table',
    offset: headerSnapshotsOffset,
    size: headerNbSnapshots === undefined ? undefined : headerNbSnapshots * 40n,
  }
  const regionBitmapDirectory: Region | undefined = (
    hasBitmaps === undefined || headerAutoclearFeatures === undefined ? undefined : hasBitmaps && (
      headerAutoclearFeatures & 1n
    ) !== 0n
  ) === false ? undefined : {
    name: 'bitmap_directory',
    kind: 'table',
    offset: extensionBitmapsBitmapDirectoryOffset,
    size: extensionBitmapsBitmapDirectorySize,
  }
  const regionEncryptionHeader: Region | undefined = (
    hasFullDiskEncryption
  ) === false ? undefined : {
    name: 'encryption_header',
    kind: 'data',
    offset: extensionFullDiskEncryptionOffset,
    size: extensionFullDiskEncryptionLength,
  }
  return {
    fields,
    fileSize,
    headerClusterBits,
    headerIncompatibleFeatures,
    headerSize,
    headerBackingFileOffset,
    headerHeaderLength,
    headerL1TableOffset,
    headerL1Size,
    headerRefcountTableOffset,
    headerRefcountTableClusters,
    headerSnapshotsOffset,
    headerNbSnapshots,
    extensionsAt,
    valueClusterSize,
    extensionsEnd,
    records,
    extensionBitmapsData,
    extensionBitmapsBitmapDirectoryOffset,
    extensionBitmapsBitmapDirectorySize,
    hasBitmaps,
    headerAutoclearFeatures,
    extensionFullDiskEncryptionData,
    extensionFullDiskEncryptionOffset,
    extensionFullDiskEncryptionLength,
    hasFullDiskEncryption,
    headerVersion,
    headerBackingFileSize,
    hasBackingFormat,
    hasExternalDataFile,
    headerCompressionType,
    headerCryptMethod,
    extensionBitmapsNbBitmaps,
    headerCompatibleFeatures,
    headerRefcountOrder,
    backingFileText,
    backingFileLocation,
    backingFileLocated,
    valueL2TableBits,
    valueL1Entries,
    area,
    regionL1Table,
    regionRefcountTable,
    regionSnapshotTable,
    regionBitmapDirectory,
    regionEncryptionHeader,
  }
}

/**
 * Checks the header against every rule of the format, and its regions against the file.
 *
 * Never throws and never stops at the first fault. `bytes` are the first bytes of the file: as many
 * as its header area has.
 */
export function checkQcow2(bytes: Uint8Array, context: Context = {}): Finding[] {
  const findings: Finding[] = []
  const {
    fields,
    fileSize,
    headerClusterBits,
    headerIncompatibleFeatures,
    headerSize,
    headerBackingFileOffset,
    headerHeaderLength,
    headerL1Size,
    headerRefcountTableOffset,
    headerRefcountTableClusters,
    headerNbSnapshots,
    valueClusterSize,
    records,
    extensionBitmapsBitmapDirectorySize,
    hasBitmaps,
    headerAutoclearFeatures,
    hasFullDiskEncryption,
    headerVersion,
    headerBackingFileSize,
    hasBackingFormat,
    hasExternalDataFile,
    headerCompressionType,
    headerCryptMethod,
    extensionBitmapsNbBitmaps,
    backingFileLocation,
    backingFileLocated,
    valueL1Entries,
    area,
    regionL1Table,
    regionRefcountTable,
    regionSnapshotTable,
    regionBitmapDirectory,
    regionEncryptionHeader,
  } = examine(bytes, context)
  checkLength(
    findings,
    RULES['truncated'],
    {
      have: fileSize ?? BigInt(bytes.length),
      need: area === undefined ? 72n : max(area, 72n),
      what: 'header',
    },
  )
  checkConstant(
    findings,
    RULES['magic'],
    PLACES.magic,
    { actual: fields.magic, expected: QCOW2_HEADER_MAGIC },
  )
  checkValue(
    findings,
    RULES['version.value'],
    PLACES.version,
    { actual: fields.version, names: NAMES.version },
  )
  checkRange(
    findings,
    RULES['cluster_bits.range'],
    PLACES.clusterBits,
    { actual: fields.clusterBits, min: 9n, max: 21n },
  )
  checkRange(
    findings,
    RULES['size.range'],
    PLACES.size,
    { actual: fields.size, min: 0n, max: 9223372036854775807n },
  )
  checkValue(
    findings,
    RULES['crypt_method.value'],
    PLACES.cryptMethod,
    { actual: fields.cryptMethod, names: NAMES.cryptMethod },
  )
  checkRange(
    findings,
    RULES['l1_size.range'],
    PLACES.l1Size,
    { actual: fields.l1Size, min: 0n, max: 4194304n },
  )
  checkRange(
    findings,
    RULES['l1_table_offset.range'],
    PLACES.l1TableOffset,
    { actual: fields.l1TableOffset, min: 0n, max: 9223372036854775807n },
  )
  checkRange(
    findings,
    RULES['refcount_table_offset.range'],
    PLACES.refcountTableOffset,
    { actual: fields.refcountTableOffset, min: 0n, max: 9223372036854775807n },
  )
  checkRange(
    findings,
    RULES['nb_snapshots.range'],
    PLACES.nbSnapshots,
    { actual: fields.nbSnapshots, min: 0n, max: 65536n },
  )
  checkRange(
    findings,
    RULES['snapshots_offset.range'],
    PLACES.snapshotsOffset,
    { actual: fields.snapshotsOffset, min: 0n, max: 9223372036854775807n },
  )
  if ((fields.version ?? 3) >= 3 && (fields.headerLength ?? 112) >= 80) checkBits(
    findings,
    RULES['incompatible_features.bits'],
    PLACES.incompatibleFeatures,
    { actual: fields.incompatibleFeatures, known: 0x1fn },
  )
  if ((fields.version ?? 3) >= 3 && (fields.headerLength ?? 112) >= 88) checkBits(
    findings,
    RULES['compatible_features.bits'],
    PLACES.compatibleFeatures,
    { actual: fields.compatibleFeatures, known: 0x1n },
  )
  if ((fields.version ?? 3) >= 3 && (fields.headerLength ?? 112) >= 96) checkBits(
    findings,
    RULES['autoclear_features.bits'],
    PLACES.autoclearFeatures,
    { actual: fields.autoclearFeatures, known: 0x3n },
  )
  if ((fields.version ?? 3) >= 3 && (fields.headerLength ?? 112) >= 100) checkRange(
    findings,
    RULES['refcount_order.range'],
    PLACES.refcountOrder,
    { actual: fields.refcountOrder, min: 0n, max: 6n },
  )
  if ((fields.version ?? 3) >= 3) checkRange(
    findings,
    RULES['header_length.range'],
    PLACES.headerLength,
    { actual: fields.headerLength, min: 104n, max: 2097152n },
  )
  if ((fields.version ?? 3) >= 3 && (fields.headerLength ?? 112) >= 105) checkValue(
    findings,
    RULES['compression_type.value'],
    PLACES.compressionType,
    { actual: fields.compressionType, names: NAMES.compressionType },
  )
  if (
    (fields.version ?? 3) >= 3 && (fields.headerLength ?? 112) >= 112
  ) checkZero(findings, RULES['reserved_105'], PLACES.reserved105, bytes)
  checkLocated(
    findings,
    { bounds: RULES['backing_file.bounds'], control: RULES['backing_file.control'] },
    { field: 'header.backing_file_offset, header.backing_file_size', offset: 8, length: 12 },
    { name: 'backing_file', location: backingFileLocation, located: backingFileLocated },
  )
  checkExtensions(findings, { bounds: RULES['extensions.bounds'], count: RULES['extensions.count'], duplicate: RULES['extensions.duplicate'], unknown: RULES['extensions.unknown'] }, records, { size: EXTENSIONS.size, endType: EXTENSIONS.endType, known: [
    {
      type: 0xe2792aca,
      name: 'backing_format',
      content: RULES['extensions.backing_format.content'],
      fits: (length) => length <= 15,
      expected: 'at most 15 bytes',
      control: RULES['backing_format.control'],
    },
    {
      type: 0x6803f857,
      name: 'feature_name_table',
      content: RULES['extensions.feature_name_table.content'],
      fits: (length) => length % 48 === 0 && length <= 9216,
      expected: 'a multiple of 48 bytes, at most 9216',
      rowSize: 48,
      check: (at, place) => {
        const content = readQcow2FeatureName(bytes, at)
        checkValue(
          findings,
          RULES['feature_name_table.type.value'],
          place('type', 0, 1),
          { actual: content.type, names: NAMES.featureNameTableType },
        )
        checkFixedText(
          findings,
          {
            padding: RULES['feature_name_table.name.padding'],
            control: RULES['feature_name_table.name.control'],
          },
          place('name', 2, 46),
          { bytes, text: content.name },
        )
      },
    },
    {
      type: 0x23852875,
      name: 'bitmaps',
      content: RULES['extensions.bitmaps.content'],
      fits: (length) => length === 24,
      expected: '24 bytes',
      check: (_, place) => {
        checkZero(findings, RULES['bitmaps.reserved_4'], place('reserved_4', 4, 4), bytes)
      },
    },
    {
      type: 0x537be77,
      name: 'full_disk_encryption',
      content: RULES['extensions.full_disk_encryption.content'],
      fits: (length) => length === 16,
      expected: '16 bytes',
    },
    {
      type: 0x44415441,
      name: 'external_data_file',
      control: RULES['external_data_file.control'],
    },
  ] })
  if (
    headerVersion !== undefined && headerHeaderLength !== undefined && headerVersion >= 3n && !(
      headerHeaderLength % 8n === 0n
    )
  ) findings.push(finding(
    RULES['header_length.unaligned'],
    PLACES.headerLength,
    { actual: headerHeaderLength, expected: 'a multiple of 8' },
  ))
  if (
    headerVersion !== undefined && headerHeaderLength !== undefined && valueClusterSize !== undefined && headerVersion >= 3n && !(
      headerHeaderLength <= valueClusterSize
    )
  ) findings.push(finding(
    RULES['header_length.cluster'],
    PLACES.headerLength,
    { actual: headerHeaderLength, expected: 'at most the cluster size' },
  ))
  if (
    headerBackingFileOffset !== undefined && headerBackingFileSize !== undefined && headerBackingFileOffset === 0n && !(
      headerBackingFileSize === 0n
    )
  ) findings.push(finding(
    RULES['backing_file_size.without_offset'],
    PLACES.backingFileSize,
    { actual: headerBackingFileSize, expected: '0' },
  ))
  if (headerBackingFileOffset !== undefined && hasBackingFormat !== undefined && headerBackingFileOffset !== 0n && !(hasBackingFormat)) findings.push(
    finding(
      RULES['backing_file.format'],
      placeOfText(
        'backing_file',
        backingFileLocated,
        { field: 'header.backing_file_offset, header.backing_file_size', offset: 8, length: 12 },
      ),
      {
        actual: hasBackingFormat ? 'extension backing_format' : 'no extension backing_format',
        expected: 'a backing format extension',
      },
    ),
  )
  if (headerBackingFileOffset !== undefined && hasBackingFormat !== undefined && headerBackingFileOffset === 0n && !(!hasBackingFormat)) findings.push(
    finding(
      RULES['backing_format.unused'],
      placeOfExtension(
        'extensions.backing_format',
        records,
        { type: 0xe2792aca, size: EXTENSIONS.size },
      ),
      {
        actual: hasBackingFormat ? 'extension backing_format' : 'no extension backing_format',
        expected: 'no backing format extension',
      },
    ),
  )
  if (headerSize !== undefined && !(headerSize > 0n)) findings.push(
    finding(
      RULES['size.zero'],
      PLACES.size,
      { actual: headerSize, expected: 'a size greater than 0' },
    ),
  )
  if (headerSize !== undefined && !(headerSize % 512n === 0n)) findings.push(
    finding(
      RULES['size.unaligned'],
      PLACES.size,
      { actual: headerSize, expected: 'a multiple of 512' },
    ),
  )
  if (headerL1Size !== undefined && valueL1Entries !== undefined && !(headerL1Size >= valueL1Entries)) findings.push(
    finding(
      RULES['l1_size.small'],
      PLACES.l1Size,
      { actual: headerL1Size, expected: 'enough entries for the whole disk' },
    ),
  )
  if (headerRefcountTableOffset !== undefined && !(headerRefcountTableOffset !== 0n)) findings.push(
    finding(
      RULES['refcount_table_offset.zero'],
      PLACES.refcountTableOffset,
      { actual: headerRefcountTableOffset, expected: 'the offset of a cluster behind the header' },
    ),
  )
  if (headerRefcountTableClusters !== undefined && !(headerRefcountTableClusters > 0n)) findings.push(
    finding(
      RULES['refcount_table_clusters.zero'],
      PLACES.refcountTableClusters,
      { actual: headerRefcountTableClusters, expected: 'at least 1' },
    ),
  )
  if (headerIncompatibleFeatures !== undefined && !((headerIncompatibleFeatures & 1n) === 0n)) findings.push(
    finding(
      RULES['incompatible_features.dirty'],
      PLACES.incompatibleFeatures,
      { actual: hexInteger(headerIncompatibleFeatures), expected: 'bit 0 clear' },
    ),
  )
  if (headerIncompatibleFeatures !== undefined && !((headerIncompatibleFeatures & 2n) === 0n)) findings.push(
    finding(
      RULES['incompatible_features.corrupt'],
      PLACES.incompatibleFeatures,
      { actual: hexInteger(headerIncompatibleFeatures), expected: 'bit 1 clear' },
    ),
  )
  if (headerIncompatibleFeatures !== undefined && hasExternalDataFile !== undefined && (headerIncompatibleFeatures & 4n) !== 0n && !(hasExternalDataFile)) findings.push(
    finding(
      RULES['incompatible_features.data_file'],
      PLACES.incompatibleFeatures,
      {
        actual: hasExternalDataFile ? 'extension external_data_file' : 'no extension external_data_file',
        expected: 'an external data file extension',
      },
    ),
  )
  if (hasExternalDataFile !== undefined && headerIncompatibleFeatures !== undefined && hasExternalDataFile && !((headerIncompatibleFeatures & 4n) !== 0n)) findings.push(
    finding(
      RULES['external_data_file.unused'],
      placeOfExtension(
        'extensions.external_data_file',
        records,
        { type: 0x44415441, size: EXTENSIONS.size },
      ),
      {
        actual: 'incompatible_features ' + hexInteger(headerIncompatibleFeatures),
        expected: 'incompatible feature bit 2 set',
      },
    ),
  )
  if (
    headerIncompatibleFeatures !== undefined && headerNbSnapshots !== undefined && (
      headerIncompatibleFeatures & 4n
    ) !== 0n && !(headerNbSnapshots === 0n)
  ) findings.push(finding(
    RULES['incompatible_features.data_file_snapshots'],
    PLACES.nbSnapshots,
    { actual: headerNbSnapshots, expected: 'no snapshots' },
  ))
  if (headerAutoclearFeatures !== undefined && headerIncompatibleFeatures !== undefined && (headerAutoclearFeatures & 2n) !== 0n && !((headerIncompatibleFeatures & 4n) !== 0n)) findings.push(
    finding(
      RULES['autoclear_features.raw_data_file'],
      PLACES.autoclearFeatures,
      {
        actual: 'incompatible_features ' + hexInteger(headerIncompatibleFeatures),
        expected: 'incompatible feature bit 2 set',
      },
    ),
  )
  if (headerAutoclearFeatures !== undefined && headerBackingFileOffset !== undefined && (headerAutoclearFeatures & 2n) !== 0n && !(headerBackingFileOffset === 0n)) findings.push(
    finding(
      RULES['autoclear_features.raw_backing'],
      PLACES.autoclearFeatures,
      {
        actual: 'backing_file_offset ' + headerBackingFileOffset,
        expected: 'no backing file, or bit 1 clear',
      },
    ),
  )
  if (headerCompressionType !== undefined && headerIncompatibleFeatures !== undefined && headerCompressionType !== 0n && !((headerIncompatibleFeatures & 8n) !== 0n)) findings.push(
    finding(
      RULES['compression_type.bit'],
      PLACES.compressionType,
      {
        actual: 'incompatible_features ' + hexInteger(headerIncompatibleFeatures),
        expected: 'incompatible feature bit 3 set',
      },
    ),
  )
  if (headerIncompatibleFeatures !== undefined && headerCompressionType !== undefined && (headerIncompatibleFeatures & 8n) !== 0n && !(headerCompressionType !== 0n)) findings.push(
    finding(
      RULES['incompatible_features.compression_type'],
      PLACES.incompatibleFeatures,
      {
        actual: 'compression_type ' + headerCompressionType,
        expected: 'bit 3 clear, or another compression type',
      },
    ),
  )
  if (
    headerIncompatibleFeatures !== undefined && headerClusterBits !== undefined && (
      headerIncompatibleFeatures & 16n
    ) !== 0n && !(headerClusterBits >= 14n)
  ) findings.push(finding(
    RULES['incompatible_features.extended_l2'],
    PLACES.clusterBits,
    { actual: headerClusterBits, expected: 'at least 14' },
  ))
  if (headerCryptMethod !== undefined && hasFullDiskEncryption !== undefined && headerCryptMethod === 2n && !(hasFullDiskEncryption)) findings.push(
    finding(
      RULES['crypt_method.header'],
      PLACES.cryptMethod,
      {
        actual: hasFullDiskEncryption ? 'extension full_disk_encryption' : 'no extension full_disk_encryption',
        expected: 'a full disk encryption extension',
      },
    ),
  )
  if (hasFullDiskEncryption !== undefined && headerCryptMethod !== undefined && hasFullDiskEncryption && !(headerCryptMethod === 2n)) findings.push(
    finding(
      RULES['full_disk_encryption.method'],
      placeOfExtension(
        'extensions.full_disk_encryption',
        records,
        { type: 0x537be77, size: EXTENSIONS.size },
      ),
      { actual: 'crypt_method ' + headerCryptMethod, expected: 'encryption method 2' },
    ),
  )
  if (hasBitmaps !== undefined && headerAutoclearFeatures !== undefined && hasBitmaps && !((headerAutoclearFeatures & 1n) !== 0n)) findings.push(
    finding(
      RULES['bitmaps.stale'],
      PLACES.autoclearFeatures,
      { actual: hexInteger(headerAutoclearFeatures), expected: 'autoclear feature bit 0 set' },
    ),
  )
  if (headerAutoclearFeatures !== undefined && hasBitmaps !== undefined && (headerAutoclearFeatures & 1n) !== 0n && !(hasBitmaps)) findings.push(
    finding(
      RULES['autoclear_features.bitmaps'],
      PLACES.autoclearFeatures,
      {
        actual: hasBitmaps ? 'extension bitmaps' : 'no extension bitmaps',
        expected: 'a bitmaps extension, or bit 0 clear',
      },
    ),
  )
  if (headerAutoclearFeatures !== undefined && extensionBitmapsNbBitmaps !== undefined && (headerAutoclearFeatures & 1n) !== 0n && !(extensionBitmapsNbBitmaps >= 1n && extensionBitmapsNbBitmaps <= 65535n)) findings.push(
    finding(
      RULES['bitmaps.count'],
      placeOfExtension(
        'extensions.bitmaps.nb_bitmaps',
        records,
        { type: 0x23852875, size: EXTENSIONS.size },
        { offset: 0, length: 4 },
      ),
      { actual: extensionBitmapsNbBitmaps, expected: '1 to 65535' },
    ),
  )
  if (headerAutoclearFeatures !== undefined && extensionBitmapsBitmapDirectorySize !== undefined && extensionBitmapsNbBitmaps !== undefined && (headerAutoclearFeatures & 1n) !== 0n && !(extensionBitmapsBitmapDirectorySize >= extensionBitmapsNbBitmaps * 32n)) findings.push(
    finding(
      RULES['bitmaps.directory_size'],
      placeOfExtension(
        'extensions.bitmaps.bitmap_directory_size',
        records,
        { type: 0x23852875, size: EXTENSIONS.size },
        { offset: 8, length: 8 },
      ),
      {
        actual: extensionBitmapsBitmapDirectorySize,
        expected: 'at least 32 bytes for each bitmap',
      },
    ),
  )
  checkRegions(findings, [
  ...(
    regionL1Table === undefined ? [] : [
      {
        region: regionL1Table,
        place: { field: 'header.l1_size, header.l1_table_offset', offset: 36, length: 12 },
        beyondFile: RULES['l1_table.beyond_file'],
        unaligned: {
          rule: RULES['l1_table.unaligned'],
          align: valueClusterSize === undefined ? undefined : valueClusterSize,
        },
        byField: true,
      },
    ]
  ),
  ...(
    regionRefcountTable === undefined ? [] : [
      {
        region: regionRefcountTable,
        place: {
          field: 'header.cluster_bits, header.refcount_table_offset, header.refcount_table_clusters',
          offset: 20,
          length: 40,
        },
        beyondFile: RULES['refcount_table.beyond_file'],
        tooLarge: { rule: RULES['refcount_table.too_large'], max: 8388608n },
        unaligned: {
          rule: RULES['refcount_table.unaligned'],
          align: valueClusterSize === undefined ? undefined : valueClusterSize,
        },
        byField: true,
      },
    ]
  ),
  ...(
    regionSnapshotTable === undefined ? [] : [
      {
        region: regionSnapshotTable,
        place: { field: 'header.nb_snapshots, header.snapshots_offset', offset: 60, length: 12 },
        beyondFile: RULES['snapshot_table.beyond_file'],
        unaligned: {
          rule: RULES['snapshot_table.unaligned'],
          align: valueClusterSize === undefined ? undefined : valueClusterSize,
        },
        byField: true,
      },
    ]
  ),
  ...(
    regionBitmapDirectory === undefined ? [] : [
      {
        region: regionBitmapDirectory,
        place: placeOfExtension(
          'extensions.bitmaps.bitmap_directory_size, extensions.bitmaps.bitmap_directory_offset',
          records,
          { type: 0x23852875, size: EXTENSIONS.size },
          { offset: 8, length: 16 },
        ),
        beyondFile: RULES['bitmap_directory.beyond_file'],
        tooLarge: { rule: RULES['bitmap_directory.too_large'], max: 67108864n },
        unaligned: {
          rule: RULES['bitmap_directory.unaligned'],
          align: valueClusterSize === undefined ? undefined : valueClusterSize,
        },
        byField: true,
      },
    ]
  ),
  ...(
    regionEncryptionHeader === undefined ? [] : [
      {
        region: regionEncryptionHeader,
        place: placeOfExtension(
          'extensions.full_disk_encryption.offset, extensions.full_disk_encryption.length',
          records,
          { type: 0x537be77, size: EXTENSIONS.size },
          { offset: 0, length: 16 },
        ),
        beyondFile: RULES['encryption_header.beyond_file'],
        unaligned: {
          rule: RULES['encryption_header.unaligned'],
          align: valueClusterSize === undefined ? undefined : valueClusterSize,
        },
        byField: true,
      },
    ]
  ),
  ], { size: fileSize, area, overlap: RULES['regions.overlap'] })
  return findings
}

/**
 * Where everything beyond the header lies, in bytes of the file. Never throws: a part that depends
 * on a field out of range, or on an input that is missing, is undefined. One of which nothing
 * is known, not even whether it is there, is left out.
 */
export function regionsQcow2(bytes: Uint8Array, context: Context = {}): Region[] {
  const {
    regionL1Table,
    regionRefcountTable,
    regionSnapshotTable,
    regionBitmapDirectory,
    regionEncryptionHeader,
  } = examine(bytes, context)
  return presentRegions(
    [
      regionL1Table,
      regionRefcountTable,
      regionSnapshotTable,
      regionBitmapDirectory,
      regionEncryptionHeader,
    ],
    ['l1_table', 'refcount_table', 'snapshot_table', 'bitmap_directory', 'encryption_header'],
  )
}

/** The facts that every image has, as far as the header gives them. Never throws. */
export function factsQcow2(bytes: Uint8Array, context: Context = {}): ImageFacts {
  const {
    fields,
    headerIncompatibleFeatures,
    headerSize,
    valueClusterSize,
    records,
    headerAutoclearFeatures,
    headerVersion,
    hasExternalDataFile,
    headerCryptMethod,
    headerCompatibleFeatures,
    headerRefcountOrder,
    backingFileText,
  } = examine(bytes, context)
  return {
    virtualSize: headerSize === undefined ? undefined : headerSize / 512n * 512n,
    clusterSize: valueClusterSize,
    backingFile: backingFileText,
    backingFormat: extensionText(records, 0xe2792aca),
    imageFile: (
      headerIncompatibleFeatures === undefined ? undefined : (
        headerIncompatibleFeatures & 4n
      ) !== 0n
    ) === true ? extensionText(records, 0x44415441) : undefined,
    imageFormat: undefined,
    imageSizeInput: undefined,
    specific: specificFacts([
      [
        'compat',
        (
          headerVersion === undefined ? undefined : headerVersion === 2n
        ) === true ? '0.10' : (headerVersion === undefined ? undefined : headerVersion === 3n) === true ? '1.1' : undefined,
      ],
      ['compression-type', enumName(NAMES.compressionType, fields.compressionType)],
      [
        'lazy-refcounts',
        (headerVersion === undefined ? undefined : headerVersion >= 3n) === true ? (
          headerCompatibleFeatures === undefined ? undefined : (
            headerCompatibleFeatures & 1n
          ) !== 0n
        ) : undefined,
      ],
      [
        'refcount-bits',
        (headerRefcountOrder === undefined ? undefined : 1n << headerRefcountOrder),
      ],
      [
        'encrypt.format',
        (
          headerCryptMethod === undefined ? undefined : headerCryptMethod !== 0n
        ) === true ? enumName(NAMES.cryptMethod, fields.cryptMethod) : undefined,
      ],
      [
        'data-file',
        (
          headerVersion === undefined || hasExternalDataFile === undefined ? undefined : headerVersion >= 3n && hasExternalDataFile
        ) === true ? extensionText(records, 0x44415441) : undefined,
      ],
      [
        'data-file-raw',
        (
          headerIncompatibleFeatures === undefined ? undefined : (
            headerIncompatibleFeatures & 4n
          ) !== 0n
        ) === true ? (headerAutoclearFeatures === undefined ? undefined : (
          headerAutoclearFeatures & 2n
        ) !== 0n) : undefined,
      ],
      [
        'corrupt',
        (headerVersion === undefined ? undefined : headerVersion >= 3n) === true ? (
          headerIncompatibleFeatures === undefined ? undefined : (
            headerIncompatibleFeatures & 2n
          ) !== 0n
        ) : undefined,
      ],
      [
        'extended-l2',
        (headerVersion === undefined ? undefined : headerVersion >= 3n) === true ? (
          headerIncompatibleFeatures === undefined ? undefined : (
            headerIncompatibleFeatures & 16n
          ) !== 0n
        ) : undefined,
      ],
    ]),
  }
}

/** QEMU qcow2, versions 2 and 3: everything above, in the shape that all formats share. */
export const qcow2: Format<Qcow2, Qcow2Init> = {
  id: 'qcow2',
  family: 'qcow2',
  title: 'QEMU qcow2, versions 2 and 3',
  status: 'current',
  summary: 'Growing disk image of reference-counted clusters, found through two levels of tables, with backing files and snapshots.',
  signatures: SIGNATURES,
  headerSize: 112,
  areaLimit: 2097152,
  area: (bytes) => areaSize(examine(bytes, {}).area, 112, 2097152),
  parse: parseQcow2,
  serialize: serializeQcow2,
  check: checkQcow2,
  regions: regionsQcow2,
  facts: factsQcow2,
}
