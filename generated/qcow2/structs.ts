// Generated from schemas/qcow2/qcow2.ts by `cowtools generate`. Do not edit: change the schema and run it again.
import {
  notConstant,
  readText,
  requirePresent,
  startStruct,
  structLength,
  textThatFits,
  truncated,
  uint16,
  uint32,
  uint64,
  uint8,
  writeText,
} from '../../src/binary/index.ts'

/** Size of a Qcow2Header, with its whole tail, bytes. */
export const QCOW2_HEADER_SIZE = 112
/** Offset of every field of a Qcow2Header, bytes. */
export const QCOW2_HEADER_OFFSETS = {
  magic: 0,
  version: 4,
  backingFileOffset: 8,
  backingFileSize: 16,
  clusterBits: 20,
  size: 24,
  cryptMethod: 32,
  l1Size: 36,
  l1TableOffset: 40,
  refcountTableOffset: 48,
  refcountTableClusters: 56,
  nbSnapshots: 60,
  snapshotsOffset: 64,
  incompatibleFeatures: 72,
  compatibleFeatures: 80,
  autoclearFeatures: 88,
  refcountOrder: 96,
  headerLength: 100,
  compressionType: 104,
} as const
/** magic: The text "QFI" and the byte 0xfb. */
export const QCOW2_HEADER_MAGIC = 0x514649fb
/** Named values of version; others are kept. */
export const QCOW2_HEADER_VERSION = {
  /** Header of 72 bytes, no feature bits, 16-bit reference counts. */
  v2: 2,
  /** Header with feature bits and a length; zero clusters. */
  v3: 3,
} as const
/** Smallest and largest valid cluster_bits. */
export const QCOW2_HEADER_CLUSTER_BITS_RANGE = { min: 9, max: 21 } as const
/** Smallest and largest valid size. */
export const QCOW2_HEADER_SIZE_RANGE = { min: 0n, max: 9223372036854775807n } as const
/** Named values of crypt_method; others are kept. */
export const QCOW2_HEADER_CRYPT_METHOD = {
  /** Not encrypted. */
  none: 0,
  /** AES in CBC mode with the passphrase as the key; unsafe, kept for reading. */
  aes: 1,
  /** LUKS, with its header in clusters of its own. */
  luks: 2,
} as const
/** Smallest and largest valid l1_size. */
export const QCOW2_HEADER_L1_SIZE_RANGE = { min: 0, max: 4194304 } as const
/** Smallest and largest valid l1_table_offset. */
export const QCOW2_HEADER_L1_TABLE_OFFSET_RANGE = { min: 0n, max: 9223372036854775807n } as const
/** Smallest and largest valid refcount_table_offset. */
export const QCOW2_HEADER_REFCOUNT_TABLE_OFFSET_RANGE = {
  min: 0n,
  max: 9223372036854775807n,
} as const
/** Smallest and largest valid nb_snapshots. */
export const QCOW2_HEADER_NB_SNAPSHOTS_RANGE = { min: 0, max: 65536 } as const
/** Smallest and largest valid snapshots_offset. */
export const QCOW2_HEADER_SNAPSHOTS_OFFSET_RANGE = { min: 0n, max: 9223372036854775807n } as const
/** Masks of the bits of incompatible_features. */
export const QCOW2_HEADER_INCOMPATIBLE_FEATURES = {
  /** Reference counts may be out of date; repair them before writing. */
  dirty: 0x1n,
  /** Some table is known to be damaged; do not write. */
  corrupt: 0x2n,
  /** The guest’s data is in another file; this one holds the tables only. */
  externalDataFile: 0x4n,
  /** Compressed clusters are not in zlib format; see `compression_type`. */
  compressionType: 0x8n,
  /** L2 entries are 16 bytes long and divide the cluster into 32 subclusters. */
  extendedL2: 0x10n,
} as const
/** Masks of the bits of compatible_features. */
export const QCOW2_HEADER_COMPATIBLE_FEATURES = {
  /** A writer may put off updates of reference counts while the dirty bit is set. */
  lazyRefcounts: 0x1n,
} as const
/** Masks of the bits of autoclear_features. */
export const QCOW2_HEADER_AUTOCLEAR_FEATURES = {
  /** The data of the bitmaps extension is consistent. */
  bitmaps: 0x1n,
  /** The external data file can be read as a raw image by itself. */
  rawExternalData: 0x2n,
} as const
/** Smallest and largest valid refcount_order. */
export const QCOW2_HEADER_REFCOUNT_ORDER_RANGE = { min: 0, max: 6 } as const
/** Smallest and largest valid header_length. */
export const QCOW2_HEADER_HEADER_LENGTH_RANGE = { min: 104, max: 2097152 } as const
/** Named values of compression_type; others are kept. */
export const QCOW2_HEADER_COMPRESSION_TYPE = {
  /** Raw deflate streams, with a window of 4 KiB and no zlib header. */
  zlib: 0,
  /** Zstandard frames. */
  zstd: 1,
} as const

/**
 * Qcow2Header: 72 to 112 bytes, big-endian.
 * Fixed header at the start of the file; version 2 ends at byte 72.
 *
 * Version 2 is always 72 bytes long. Version 3 gives its length at byte 100: 104 from QEMU 1.1 on, 112 since QEMU 5.1 added the compression
 * type. A field past that length counts as 0, and bytes between 112 and a greater length are kept by who rewrites the header.
 *
 * The fields of version 3 must not be looked at in a version 2 image, where extensions or the name of the backing file stand in their place. QEMU
 * 1.1 writes new version 2 images without a backing file so that `refcount_order` 4 and `header_length` 104 happen to stand at bytes 96 to 103; the
 * end marker of the extensions, 8 zero bytes at 72, comes before them.
 */
export interface Qcow2Header {
  /**
   * The text "QFI" and the byte 0xfb.
   *
   * Bytes 0–3.
   */
  readonly magic: typeof QCOW2_HEADER_MAGIC
  /**
   * Format version.
   *
   * Bytes 4–7.
   */
  readonly version: number
  /**
   * Where in this file the name of the backing file begins; 0 for none.
   *
   * Bytes 8–15, bytes.
   */
  readonly backingFileOffset: bigint
  /**
   * Length of the name of the backing file, at most 1023.
   *
   * Bytes 16–19, bytes.
   */
  readonly backingFileSize: number
  /**
   * The cluster size is 2 to this power: 512 bytes to 2 MiB.
   *
   * Bytes 20–23.
   */
  readonly clusterBits: number
  /**
   * Virtual size of the disk.
   *
   * Bytes 24–31, bytes.
   */
  readonly size: bigint
  /**
   * How the data clusters are encrypted.
   *
   * Bytes 32–35.
   */
  readonly cryptMethod: number
  /**
   * Number of entries in the active L1 table.
   *
   * Bytes 36–39.
   */
  readonly l1Size: number
  /**
   * Where the active L1 table begins.
   *
   * Bytes 40–47, bytes.
   */
  readonly l1TableOffset: bigint
  /**
   * Where the refcount table begins.
   *
   * Bytes 48–55, bytes.
   */
  readonly refcountTableOffset: bigint
  /**
   * Length of the refcount table in clusters.
   *
   * Bytes 56–59, clusters.
   */
  readonly refcountTableClusters: number
  /**
   * Number of snapshots in the file.
   *
   * Bytes 60–63.
   */
  readonly nbSnapshots: number
  /**
   * Where the snapshot table begins; 0 if there is none.
   *
   * Bytes 64–71, bytes.
   */
  readonly snapshotsOffset: bigint
  /**
   * Features that a reader must know, or else refuse the image.
   *
   * Bytes 72–79, optional.
   */
  readonly incompatibleFeatures: bigint
  /**
   * Features that a reader may ignore.
   *
   * Bytes 80–87, optional.
   */
  readonly compatibleFeatures: bigint
  /**
   * Features whose bits must be cleared by a writer that does not know them.
   *
   * Bytes 88–95, optional.
   */
  readonly autoclearFeatures: bigint
  /**
   * A reference count has 2 to this power bits: 1 to 64. Version 2: always 16.
   *
   * Bytes 96–99, optional.
   */
  readonly refcountOrder: number
  /**
   * Length of the header; extensions begin there. Version 2: always 72.
   *
   * Bytes 100–103, bytes, optional.
   */
  readonly headerLength: number
  /**
   * Compression of all compressed clusters of the image.
   *
   * Byte 104, optional.
   */
  readonly compressionType: number
  /**
   * The bytes that this was parsed from, from its first byte on; not a copy. `serialize…` keeps
   * from them what no field owns: holes, reserved space, text after a NUL, an unknown tail.
   */
  readonly raw?: Uint8Array | undefined
}

/**
 * The fields of a Qcow2Header as they stand in any bytes; undefined where the bytes end before.
 * An absent field has its default.
 */
export interface Qcow2HeaderFields {
  /** bytes 0–3 */
  magic: number | undefined
  /** bytes 4–7 */
  version: number | undefined
  /** bytes 8–15 */
  backingFileOffset: bigint | undefined
  /** bytes 16–19 */
  backingFileSize: number | undefined
  /** bytes 20–23 */
  clusterBits: number | undefined
  /** bytes 24–31 */
  size: bigint | undefined
  /** bytes 32–35 */
  cryptMethod: number | undefined
  /** bytes 36–39 */
  l1Size: number | undefined
  /** bytes 40–47 */
  l1TableOffset: bigint | undefined
  /** bytes 48–55 */
  refcountTableOffset: bigint | undefined
  /** bytes 56–59 */
  refcountTableClusters: number | undefined
  /** bytes 60–63 */
  nbSnapshots: number | undefined
  /** bytes 64–71 */
  snapshotsOffset: bigint | undefined
  /** bytes 72–79 */
  incompatibleFeatures: bigint | undefined
  /** bytes 80–87 */
  compatibleFeatures: bigint | undefined
  /** bytes 88–95 */
  autoclearFeatures: bigint | undefined
  /** bytes 96–99 */
  refcountOrder: number | undefined
  /** bytes 100–103 */
  headerLength: number | undefined
  /** byte 104 */
  compressionType: number | undefined
}

/** What `serializeQcow2Header` needs: constants and fields with a default may be left out. */
export type Qcow2HeaderInit = Omit<Qcow2Header, 'magic' | 'version' | 'backingFileOffset' | 'backingFileSize' | 'clusterBits' | 'cryptMethod' | 'nbSnapshots' | 'snapshotsOffset' | 'incompatibleFeatures' | 'compatibleFeatures' | 'autoclearFeatures' | 'refcountOrder' | 'headerLength' | 'compressionType'> & Partial<Pick<Qcow2Header, 'magic' | 'version' | 'backingFileOffset' | 'backingFileSize' | 'clusterBits' | 'cryptMethod' | 'nbSnapshots' | 'snapshotsOffset' | 'incompatibleFeatures' | 'compatibleFeatures' | 'autoclearFeatures' | 'refcountOrder' | 'headerLength' | 'compressionType'>>

/** Reads whatever fields of a Qcow2Header the bytes hold, at `offset`. Never throws. */
export function readQcow2Header(bytes: Uint8Array, offset = 0): Qcow2HeaderFields {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const have = bytes.length - offset
  const fieldVersion = have < 8 ? undefined : view.getUint32(offset + 4)
  const fieldHeaderLength = !(
    (fieldVersion ?? 3) >= 3
  ) ? 72 : have < 104 ? undefined : view.getUint32(offset + 100)
  return {
    magic: have < 4 ? undefined : view.getUint32(offset),
    version: fieldVersion,
    backingFileOffset: have < 16 ? undefined : view.getBigUint64(offset + 8),
    backingFileSize: have < 20 ? undefined : view.getUint32(offset + 16),
    clusterBits: have < 24 ? undefined : view.getUint32(offset + 20),
    size: have < 32 ? undefined : view.getBigUint64(offset + 24),
    cryptMethod: have < 36 ? undefined : view.getUint32(offset + 32),
    l1Size: have < 40 ? undefined : view.getUint32(offset + 36),
    l1TableOffset: have < 48 ? undefined : view.getBigUint64(offset + 40),
    refcountTableOffset: have < 56 ? undefined : view.getBigUint64(offset + 48),
    refcountTableClusters: have < 60 ? undefined : view.getUint32(offset + 56),
    nbSnapshots: have < 64 ? undefined : view.getUint32(offset + 60),
    snapshotsOffset: have < 72 ? undefined : view.getBigUint64(offset + 64),
    incompatibleFeatures: !(
      (fieldVersion ?? 3) >= 3 && (fieldHeaderLength ?? 112) >= 80
    ) ? 0n : have < 80 ? undefined : view.getBigUint64(offset + 72),
    compatibleFeatures: !(
      (fieldVersion ?? 3) >= 3 && (fieldHeaderLength ?? 112) >= 88
    ) ? 0n : have < 88 ? undefined : view.getBigUint64(offset + 80),
    autoclearFeatures: !(
      (fieldVersion ?? 3) >= 3 && (fieldHeaderLength ?? 112) >= 96
    ) ? 0n : have < 96 ? undefined : view.getBigUint64(offset + 88),
    refcountOrder: !(
      (fieldVersion ?? 3) >= 3 && (fieldHeaderLength ?? 112) >= 100
    ) ? 4 : have < 100 ? undefined : view.getUint32(offset + 96),
    headerLength: fieldHeaderLength,
    compressionType: !(
      (fieldVersion ?? 3) >= 3 && (fieldHeaderLength ?? 112) >= 105
    ) ? 0 : have < 105 ? undefined : view.getUint8(offset + 104),
  }
}

/**
 * Parses a Qcow2Header at the start of the bytes.
 *
 * @throws FormatError (truncated, bad-magic, bad-constant)
 */
export function parseQcow2Header(bytes: Uint8Array): Qcow2Header {
  if (bytes.length < 72) throw truncated('header', 72, bytes.length)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const fieldMagic = view.getUint32(0)
  if (fieldMagic !== QCOW2_HEADER_MAGIC) throw notConstant(
    'header.magic',
    0,
    { actual: fieldMagic, expected: QCOW2_HEADER_MAGIC },
  )
  const fieldVersion = view.getUint32(4)
  if (fieldVersion >= 3 && bytes.length < 104) throw truncated('header', 104, bytes.length)
  const fieldHeaderLength = fieldVersion >= 3 ? view.getUint32(100) : 72
  if (bytes.length < Math.min(fieldHeaderLength, 112)) throw truncated(
    'header',
    Math.min(fieldHeaderLength, 112),
    bytes.length,
  )
  return {
    magic: fieldMagic,
    version: fieldVersion,
    backingFileOffset: view.getBigUint64(8),
    backingFileSize: view.getUint32(16),
    clusterBits: view.getUint32(20),
    size: view.getBigUint64(24),
    cryptMethod: view.getUint32(32),
    l1Size: view.getUint32(36),
    l1TableOffset: view.getBigUint64(40),
    refcountTableOffset: view.getBigUint64(48),
    refcountTableClusters: view.getUint32(56),
    nbSnapshots: view.getUint32(60),
    snapshotsOffset: view.getBigUint64(64),
    incompatibleFeatures: fieldVersion >= 3 && fieldHeaderLength >= 80 ? view.getBigUint64(72) : 0n,
    compatibleFeatures: fieldVersion >= 3 && fieldHeaderLength >= 88 ? view.getBigUint64(80) : 0n,
    autoclearFeatures: fieldVersion >= 3 && fieldHeaderLength >= 96 ? view.getBigUint64(88) : 0n,
    refcountOrder: fieldVersion >= 3 && fieldHeaderLength >= 100 ? view.getUint32(96) : 4,
    headerLength: fieldHeaderLength,
    compressionType: fieldVersion >= 3 && fieldHeaderLength >= 105 ? view.getUint8(104) : 0,
    raw: bytes,
  }
}

/**
 * Writes a Qcow2Header: constants filled in; holes and reserved space as in `raw`, else zero.
 *
 * @throws RangeError if a value does not fit its field
 */
export function serializeQcow2Header(header: Qcow2HeaderInit): Uint8Array {
  const fieldVersion = header.version ?? 3
  const fieldHeaderLength = header.headerLength ?? (fieldVersion >= 3 ? 112 : 72)
  const length = structLength(
    fieldVersion >= 3 ? fieldHeaderLength : 72,
    { min: fieldVersion >= 3 ? 104 : 72, max: 2097152 },
    'header.header_length',
  )
  const own = header.raw && Number(readQcow2Header(header.raw).headerLength ?? 112)
  const bytes = startStruct(header.raw, length, own)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, QCOW2_HEADER_MAGIC)
  view.setUint32(4, uint32(fieldVersion, 'header.version'))
  view.setBigUint64(8, uint64(header.backingFileOffset ?? 0n, 'header.backing_file_offset'))
  view.setUint32(16, uint32(header.backingFileSize ?? 0, 'header.backing_file_size'))
  view.setUint32(20, uint32(header.clusterBits ?? 16, 'header.cluster_bits'))
  view.setBigUint64(24, uint64(header.size, 'header.size'))
  view.setUint32(32, uint32(header.cryptMethod ?? 0, 'header.crypt_method'))
  view.setUint32(36, uint32(header.l1Size, 'header.l1_size'))
  view.setBigUint64(40, uint64(header.l1TableOffset, 'header.l1_table_offset'))
  view.setBigUint64(48, uint64(header.refcountTableOffset, 'header.refcount_table_offset'))
  view.setUint32(56, uint32(header.refcountTableClusters, 'header.refcount_table_clusters'))
  view.setUint32(60, uint32(header.nbSnapshots ?? 0, 'header.nb_snapshots'))
  view.setBigUint64(64, uint64(header.snapshotsOffset ?? 0n, 'header.snapshots_offset'))
  if (fieldVersion >= 3 && fieldHeaderLength >= 80) {
    view.setBigUint64(72, uint64(header.incompatibleFeatures ?? 0n, 'header.incompatible_features'))
  }
  if (fieldVersion >= 3 && fieldHeaderLength >= 88) {
    view.setBigUint64(80, uint64(header.compatibleFeatures ?? 0n, 'header.compatible_features'))
  }
  if (fieldVersion >= 3 && fieldHeaderLength >= 96) {
    view.setBigUint64(88, uint64(header.autoclearFeatures ?? 0n, 'header.autoclear_features'))
  }
  if (fieldVersion >= 3 && fieldHeaderLength >= 100) {
    view.setUint32(96, uint32(header.refcountOrder ?? 4, 'header.refcount_order'))
  }
  if (fieldVersion >= 3) {
    view.setUint32(100, uint32(fieldHeaderLength, 'header.header_length'))
  }
  if (fieldVersion >= 3 && fieldHeaderLength >= 105) {
    view.setUint8(104, uint8(header.compressionType ?? 0, 'header.compression_type'))
  }
  return bytes
}

/** Fields for `patchQcow2Header`. */
export type Qcow2HeaderChanges = Partial<Pick<Qcow2Header, 'version' | 'backingFileOffset' | 'backingFileSize' | 'clusterBits' | 'size' | 'cryptMethod' | 'l1Size' | 'l1TableOffset' | 'refcountTableOffset' | 'refcountTableClusters' | 'nbSnapshots' | 'snapshotsOffset' | 'incompatibleFeatures' | 'compatibleFeatures' | 'autoclearFeatures' | 'refcountOrder' | 'headerLength' | 'compressionType'>>

/**
 * Writes the given fields into the bytes of a Qcow2Header, and no other byte. Checks all before it
 * writes any.
 *
 * @throws RangeError if a value does not fit, or the field is not in these bytes
 */
export function patchQcow2Header(bytes: Uint8Array, changes: Qcow2HeaderChanges): void {
  const now = readQcow2Header(bytes)
  if (changes.version !== undefined) {
    requirePresent(bytes.length >= 8, 'header.version')
    uint32(changes.version, 'header.version')
  }
  if (changes.backingFileOffset !== undefined) {
    requirePresent(bytes.length >= 16, 'header.backing_file_offset')
    uint64(changes.backingFileOffset, 'header.backing_file_offset')
  }
  if (changes.backingFileSize !== undefined) {
    requirePresent(bytes.length >= 20, 'header.backing_file_size')
    uint32(changes.backingFileSize, 'header.backing_file_size')
  }
  if (changes.clusterBits !== undefined) {
    requirePresent(bytes.length >= 24, 'header.cluster_bits')
    uint32(changes.clusterBits, 'header.cluster_bits')
  }
  if (changes.size !== undefined) {
    requirePresent(bytes.length >= 32, 'header.size')
    uint64(changes.size, 'header.size')
  }
  if (changes.cryptMethod !== undefined) {
    requirePresent(bytes.length >= 36, 'header.crypt_method')
    uint32(changes.cryptMethod, 'header.crypt_method')
  }
  if (changes.l1Size !== undefined) {
    requirePresent(bytes.length >= 40, 'header.l1_size')
    uint32(changes.l1Size, 'header.l1_size')
  }
  if (changes.l1TableOffset !== undefined) {
    requirePresent(bytes.length >= 48, 'header.l1_table_offset')
    uint64(changes.l1TableOffset, 'header.l1_table_offset')
  }
  if (changes.refcountTableOffset !== undefined) {
    requirePresent(bytes.length >= 56, 'header.refcount_table_offset')
    uint64(changes.refcountTableOffset, 'header.refcount_table_offset')
  }
  if (changes.refcountTableClusters !== undefined) {
    requirePresent(bytes.length >= 60, 'header.refcount_table_clusters')
    uint32(changes.refcountTableClusters, 'header.refcount_table_clusters')
  }
  if (changes.nbSnapshots !== undefined) {
    requirePresent(bytes.length >= 64, 'header.nb_snapshots')
    uint32(changes.nbSnapshots, 'header.nb_snapshots')
  }
  if (changes.snapshotsOffset !== undefined) {
    requirePresent(bytes.length >= 72, 'header.snapshots_offset')
    uint64(changes.snapshotsOffset, 'header.snapshots_offset')
  }
  if (changes.incompatibleFeatures !== undefined) {
    requirePresent(
      bytes.length >= 80 && (now.version ?? 3) >= 3 && (now.headerLength ?? 112) >= 80,
      'header.incompatible_features',
    )
    uint64(changes.incompatibleFeatures, 'header.incompatible_features')
  }
  if (changes.compatibleFeatures !== undefined) {
    requirePresent(
      bytes.length >= 88 && (now.version ?? 3) >= 3 && (now.headerLength ?? 112) >= 88,
      'header.compatible_features',
    )
    uint64(changes.compatibleFeatures, 'header.compatible_features')
  }
  if (changes.autoclearFeatures !== undefined) {
    requirePresent(
      bytes.length >= 96 && (now.version ?? 3) >= 3 && (now.headerLength ?? 112) >= 96,
      'header.autoclear_features',
    )
    uint64(changes.autoclearFeatures, 'header.autoclear_features')
  }
  if (changes.refcountOrder !== undefined) {
    requirePresent(
      bytes.length >= 100 && (now.version ?? 3) >= 3 && (now.headerLength ?? 112) >= 100,
      'header.refcount_order',
    )
    uint32(changes.refcountOrder, 'header.refcount_order')
  }
  if (changes.headerLength !== undefined) {
    requirePresent(bytes.length >= 104 && (now.version ?? 3) >= 3, 'header.header_length')
    uint32(changes.headerLength, 'header.header_length')
  }
  if (changes.compressionType !== undefined) {
    requirePresent(
      bytes.length >= 105 && (now.version ?? 3) >= 3 && (now.headerLength ?? 112) >= 105,
      'header.compression_type',
    )
    uint8(changes.compressionType, 'header.compression_type')
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (changes.version !== undefined) view.setUint32(4, changes.version)
  if (changes.backingFileOffset !== undefined) view.setBigUint64(8, changes.backingFileOffset)
  if (changes.backingFileSize !== undefined) view.setUint32(16, changes.backingFileSize)
  if (changes.clusterBits !== undefined) view.setUint32(20, changes.clusterBits)
  if (changes.size !== undefined) view.setBigUint64(24, changes.size)
  if (changes.cryptMethod !== undefined) view.setUint32(32, changes.cryptMethod)
  if (changes.l1Size !== undefined) view.setUint32(36, changes.l1Size)
  if (changes.l1TableOffset !== undefined) view.setBigUint64(40, changes.l1TableOffset)
  if (changes.refcountTableOffset !== undefined) view.setBigUint64(48, changes.refcountTableOffset)
  if (changes.refcountTableClusters !== undefined) view.setUint32(56, changes.refcountTableClusters)
  if (changes.nbSnapshots !== undefined) view.setUint32(60, changes.nbSnapshots)
  if (changes.snapshotsOffset !== undefined) view.setBigUint64(64, changes.snapshotsOffset)
  if (
    changes.incompatibleFeatures !== undefined
  ) view.setBigUint64(72, changes.incompatibleFeatures)
  if (changes.compatibleFeatures !== undefined) view.setBigUint64(80, changes.compatibleFeatures)
  if (changes.autoclearFeatures !== undefined) view.setBigUint64(88, changes.autoclearFeatures)
  if (changes.refcountOrder !== undefined) view.setUint32(96, changes.refcountOrder)
  if (changes.headerLength !== undefined) view.setUint32(100, changes.headerLength)
  if (changes.compressionType !== undefined) view.setUint8(104, changes.compressionType)
}

/** Size of a Qcow2ExtensionHeader, bytes. */
export const QCOW2_EXTENSION_HEADER_SIZE = 8
/** Offset of every field of a Qcow2ExtensionHeader, bytes. */
export const QCOW2_EXTENSION_HEADER_OFFSETS = {
  type: 0,
  length: 4,
} as const

/**
 * Qcow2ExtensionHeader: 8 bytes, big-endian.
 * Head of a header extension; the content follows, padded to 8 bytes.
 */
export interface Qcow2ExtensionHeader {
  /**
   * What the extension is; 0 ends the list.
   *
   * Bytes 0–3.
   */
  readonly type: number
  /**
   * Length of the content, without head and padding.
   *
   * Bytes 4–7, bytes.
   */
  readonly length: number
  /**
   * The bytes that this was parsed from, from its first byte on; not a copy. `serialize…` keeps
   * from them what no field owns: holes, reserved space, text after a NUL, an unknown tail.
   */
  readonly raw?: Uint8Array | undefined
}

/**
 * The fields of a Qcow2ExtensionHeader as they stand in any bytes; undefined where the bytes end before.
 * An absent field has its default.
 */
export interface Qcow2ExtensionHeaderFields {
  /** bytes 0–3 */
  type: number | undefined
  /** bytes 4–7 */
  length: number | undefined
}

/** What `serializeQcow2ExtensionHeader` needs: constants and fields with a default may be left out. */
export type Qcow2ExtensionHeaderInit = Qcow2ExtensionHeader

/** Reads whatever fields of a Qcow2ExtensionHeader the bytes hold, at `offset`. Never throws. */
export function readQcow2ExtensionHeader(
  bytes: Uint8Array,
  offset = 0,
): Qcow2ExtensionHeaderFields {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const have = bytes.length - offset
  return {
    type: have < 4 ? undefined : view.getUint32(offset),
    length: have < 8 ? undefined : view.getUint32(offset + 4),
  }
}

/**
 * Parses a Qcow2ExtensionHeader at `offset`.
 *
 * @throws FormatError (truncated)
 */
export function parseQcow2ExtensionHeader(bytes: Uint8Array, offset = 0): Qcow2ExtensionHeader {
  if (bytes.length - offset < 8) throw truncated('extension_header', 8, bytes.length - offset)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return {
    type: view.getUint32(offset),
    length: view.getUint32(offset + 4),
    raw: bytes.subarray(offset, offset + 8),
  }
}

/**
 * Writes a Qcow2ExtensionHeader: constants filled in; holes and reserved space as in `raw`, else zero.
 *
 * @throws RangeError if a value does not fit its field
 */
export function serializeQcow2ExtensionHeader(header: Qcow2ExtensionHeaderInit): Uint8Array {
  const bytes = startStruct(header.raw, QCOW2_EXTENSION_HEADER_SIZE)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, uint32(header.type, 'extension_header.type'))
  view.setUint32(4, uint32(header.length, 'extension_header.length'))
  return bytes
}

/** Fields for `patchQcow2ExtensionHeader`. */
export type Qcow2ExtensionHeaderChanges = Partial<Pick<Qcow2ExtensionHeader, 'type' | 'length'>>

/**
 * Writes the given fields into the bytes of a Qcow2ExtensionHeader, and no other byte. Checks all before it
 * writes any.
 *
 * @throws RangeError if a value does not fit, or the field is not in these bytes
 */
export function patchQcow2ExtensionHeader(
  bytes: Uint8Array,
  changes: Qcow2ExtensionHeaderChanges,
): void {
  if (changes.type !== undefined) {
    requirePresent(bytes.length >= 4, 'extension_header.type')
    uint32(changes.type, 'extension_header.type')
  }
  if (changes.length !== undefined) {
    requirePresent(bytes.length >= 8, 'extension_header.length')
    uint32(changes.length, 'extension_header.length')
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (changes.type !== undefined) view.setUint32(0, changes.type)
  if (changes.length !== undefined) view.setUint32(4, changes.length)
}

/** Size of a Qcow2FeatureName, bytes. */
export const QCOW2_FEATURE_NAME_SIZE = 48
/** Offset of every field of a Qcow2FeatureName, bytes. */
export const QCOW2_FEATURE_NAME_OFFSETS = {
  type: 0,
  bit: 1,
  name: 2,
} as const
/** Named values of type; others are kept. */
export const QCOW2_FEATURE_NAME_TYPE = {
  /** A bit of `incompatible_features`. */
  incompatible: 0,
  /** A bit of `compatible_features`. */
  compatible: 1,
  /** A bit of `autoclear_features`. */
  autoclear: 2,
} as const

/**
 * Qcow2FeatureName: 48 bytes, big-endian.
 * A row of the feature name table: one bit of a feature word and its name.
 */
export interface Qcow2FeatureName {
  /**
   * Which feature word the bit is in.
   *
   * Byte 0.
   */
  readonly type: number
  /**
   * Number of the bit, 0 to 63.
   *
   * Byte 1.
   */
  readonly bit: number
  /**
   * Name of the feature, for messages.
   *
   * Bytes 2–47.
   */
  readonly name: string
  /**
   * The bytes that this was parsed from, from its first byte on; not a copy. `serialize…` keeps
   * from them what no field owns: holes, reserved space, text after a NUL, an unknown tail.
   */
  readonly raw?: Uint8Array | undefined
}

/**
 * The fields of a Qcow2FeatureName as they stand in any bytes; undefined where the bytes end before.
 * An absent field has its default.
 */
export interface Qcow2FeatureNameFields {
  /** byte 0 */
  type: number | undefined
  /** byte 1 */
  bit: number | undefined
  /** bytes 2–47 */
  name: string | undefined
}

/** What `serializeQcow2FeatureName` needs: constants and fields with a default may be left out. */
export type Qcow2FeatureNameInit = Qcow2FeatureName

/** Reads whatever fields of a Qcow2FeatureName the bytes hold, at `offset`. Never throws. */
export function readQcow2FeatureName(bytes: Uint8Array, offset = 0): Qcow2FeatureNameFields {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const have = bytes.length - offset
  return {
    type: have < 1 ? undefined : view.getUint8(offset),
    bit: have < 2 ? undefined : view.getUint8(offset + 1),
    name: have < 48 ? undefined : readText(bytes, offset + 2, offset + 2 + 46),
  }
}

/**
 * Parses a Qcow2FeatureName at `offset`.
 *
 * @throws FormatError (truncated)
 */
export function parseQcow2FeatureName(bytes: Uint8Array, offset = 0): Qcow2FeatureName {
  if (bytes.length - offset < 48) throw truncated('feature_name', 48, bytes.length - offset)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return {
    type: view.getUint8(offset),
    bit: view.getUint8(offset + 1),
    name: readText(bytes, offset + 2, offset + 2 + 46),
    raw: bytes.subarray(offset, offset + 48),
  }
}

/**
 * Writes a Qcow2FeatureName: constants filled in; holes and reserved space as in `raw`, else zero.
 *
 * @throws RangeError if a value does not fit its field
 */
export function serializeQcow2FeatureName(header: Qcow2FeatureNameInit): Uint8Array {
  const bytes = startStruct(header.raw, QCOW2_FEATURE_NAME_SIZE)
  const view = new DataView(bytes.buffer)
  view.setUint8(0, uint8(header.type, 'feature_name.type'))
  view.setUint8(1, uint8(header.bit, 'feature_name.bit'))
  writeText(bytes, 2, { text: header.name, size: 46, terminated: false, name: 'feature_name.name' })
  return bytes
}

/** Fields for `patchQcow2FeatureName`. */
export type Qcow2FeatureNameChanges = Partial<Pick<Qcow2FeatureName, 'type' | 'bit' | 'name'>>

/**
 * Writes the given fields into the bytes of a Qcow2FeatureName, and no other byte. Checks all before it
 * writes any.
 *
 * @throws RangeError if a value does not fit, or the field is not in these bytes
 */
export function patchQcow2FeatureName(bytes: Uint8Array, changes: Qcow2FeatureNameChanges): void {
  if (changes.type !== undefined) {
    requirePresent(bytes.length >= 1, 'feature_name.type')
    uint8(changes.type, 'feature_name.type')
  }
  if (changes.bit !== undefined) {
    requirePresent(bytes.length >= 2, 'feature_name.bit')
    uint8(changes.bit, 'feature_name.bit')
  }
  if (changes.name !== undefined) {
    requirePresent(bytes.length >= 48, 'feature_name.name')
    textThatFits({ text: changes.name, size: 46, terminated: false, name: 'feature_name.name' })
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (changes.type !== undefined) view.setUint8(0, changes.type)
  if (changes.bit !== undefined) view.setUint8(1, changes.bit)
  if (changes.name !== undefined) writeText(
    bytes,
    2,
    { text: changes.name, size: 46, terminated: false, name: 'feature_name.name' },
  )
}

/** Size of a Qcow2BitmapsExtension, bytes. */
export const QCOW2_BITMAPS_EXTENSION_SIZE = 24
/** Offset of every field of a Qcow2BitmapsExtension, bytes. */
export const QCOW2_BITMAPS_EXTENSION_OFFSETS = {
  nbBitmaps: 0,
  bitmapDirectorySize: 8,
  bitmapDirectoryOffset: 16,
} as const

/**
 * Qcow2BitmapsExtension: 24 bytes, big-endian.
 * Content of the bitmaps extension: where the bitmap directory is.
 */
export interface Qcow2BitmapsExtension {
  /**
   * Number of bitmaps in the directory, at least 1.
   *
   * Bytes 0–3.
   */
  readonly nbBitmaps: number
  /**
   * Length of the bitmap directory: the sum of its entries.
   *
   * Bytes 8–15, bytes.
   */
  readonly bitmapDirectorySize: bigint
  /**
   * Where the bitmap directory begins.
   *
   * Bytes 16–23, bytes.
   */
  readonly bitmapDirectoryOffset: bigint
  /**
   * The bytes that this was parsed from, from its first byte on; not a copy. `serialize…` keeps
   * from them what no field owns: holes, reserved space, text after a NUL, an unknown tail.
   */
  readonly raw?: Uint8Array | undefined
}

/**
 * The fields of a Qcow2BitmapsExtension as they stand in any bytes; undefined where the bytes end before.
 * An absent field has its default.
 */
export interface Qcow2BitmapsExtensionFields {
  /** bytes 0–3 */
  nbBitmaps: number | undefined
  /** bytes 8–15 */
  bitmapDirectorySize: bigint | undefined
  /** bytes 16–23 */
  bitmapDirectoryOffset: bigint | undefined
}

/** What `serializeQcow2BitmapsExtension` needs: constants and fields with a default may be left out. */
export type Qcow2BitmapsExtensionInit = Qcow2BitmapsExtension

/** Reads whatever fields of a Qcow2BitmapsExtension the bytes hold, at `offset`. Never throws. */
export function readQcow2BitmapsExtension(
  bytes: Uint8Array,
  offset = 0,
): Qcow2BitmapsExtensionFields {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const have = bytes.length - offset
  return {
    nbBitmaps: have < 4 ? undefined : view.getUint32(offset),
    bitmapDirectorySize: have < 16 ? undefined : view.getBigUint64(offset + 8),
    bitmapDirectoryOffset: have < 24 ? undefined : view.getBigUint64(offset + 16),
  }
}

/**
 * Parses a Qcow2BitmapsExtension at `offset`.
 *
 * @throws FormatError (truncated)
 */
export function parseQcow2BitmapsExtension(bytes: Uint8Array, offset = 0): Qcow2BitmapsExtension {
  if (bytes.length - offset < 24) throw truncated('bitmaps_extension', 24, bytes.length - offset)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return {
    nbBitmaps: view.getUint32(offset),
    bitmapDirectorySize: view.getBigUint64(offset + 8),
    bitmapDirectoryOffset: view.getBigUint64(offset + 16),
    raw: bytes.subarray(offset, offset + 24),
  }
}

/**
 * Writes a Qcow2BitmapsExtension: constants filled in; holes and reserved space as in `raw`, else zero.
 *
 * @throws RangeError if a value does not fit its field
 */
export function serializeQcow2BitmapsExtension(header: Qcow2BitmapsExtensionInit): Uint8Array {
  const bytes = startStruct(header.raw, QCOW2_BITMAPS_EXTENSION_SIZE)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, uint32(header.nbBitmaps, 'bitmaps_extension.nb_bitmaps'))
  view.setBigUint64(
    8,
    uint64(header.bitmapDirectorySize, 'bitmaps_extension.bitmap_directory_size'),
  )
  view.setBigUint64(
    16,
    uint64(header.bitmapDirectoryOffset, 'bitmaps_extension.bitmap_directory_offset'),
  )
  return bytes
}

/** Fields for `patchQcow2BitmapsExtension`. */
export type Qcow2BitmapsExtensionChanges = Partial<Pick<Qcow2BitmapsExtension, 'nbBitmaps' | 'bitmapDirectorySize' | 'bitmapDirectoryOffset'>>

/**
 * Writes the given fields into the bytes of a Qcow2BitmapsExtension, and no other byte. Checks all before it
 * writes any.
 *
 * @throws RangeError if a value does not fit, or the field is not in these bytes
 */
export function patchQcow2BitmapsExtension(
  bytes: Uint8Array,
  changes: Qcow2BitmapsExtensionChanges,
): void {
  if (changes.nbBitmaps !== undefined) {
    requirePresent(bytes.length >= 4, 'bitmaps_extension.nb_bitmaps')
    uint32(changes.nbBitmaps, 'bitmaps_extension.nb_bitmaps')
  }
  if (changes.bitmapDirectorySize !== undefined) {
    requirePresent(bytes.length >= 16, 'bitmaps_extension.bitmap_directory_size')
    uint64(changes.bitmapDirectorySize, 'bitmaps_extension.bitmap_directory_size')
  }
  if (changes.bitmapDirectoryOffset !== undefined) {
    requirePresent(bytes.length >= 24, 'bitmaps_extension.bitmap_directory_offset')
    uint64(changes.bitmapDirectoryOffset, 'bitmaps_extension.bitmap_directory_offset')
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (changes.nbBitmaps !== undefined) view.setUint32(0, changes.nbBitmaps)
  if (changes.bitmapDirectorySize !== undefined) view.setBigUint64(8, changes.bitmapDirectorySize)
  if (
    changes.bitmapDirectoryOffset !== undefined
  ) view.setBigUint64(16, changes.bitmapDirectoryOffset)
}

/** Size of a Qcow2EncryptionExtension, bytes. */
export const QCOW2_ENCRYPTION_EXTENSION_SIZE = 16
/** Offset of every field of a Qcow2EncryptionExtension, bytes. */
export const QCOW2_ENCRYPTION_EXTENSION_OFFSETS = {
  offset: 0,
  length: 8,
} as const

/**
 * Qcow2EncryptionExtension: 16 bytes, big-endian.
 * Content of the full disk encryption extension: where the LUKS header is.
 */
export interface Qcow2EncryptionExtension {
  /**
   * Where the encryption header begins; a multiple of the cluster size.
   *
   * Bytes 0–7, bytes.
   */
  readonly offset: bigint
  /**
   * Length of the encryption header as written.
   *
   * Bytes 8–15, bytes.
   */
  readonly length: bigint
  /**
   * The bytes that this was parsed from, from its first byte on; not a copy. `serialize…` keeps
   * from them what no field owns: holes, reserved space, text after a NUL, an unknown tail.
   */
  readonly raw?: Uint8Array | undefined
}

/**
 * The fields of a Qcow2EncryptionExtension as they stand in any bytes; undefined where the bytes end before.
 * An absent field has its default.
 */
export interface Qcow2EncryptionExtensionFields {
  /** bytes 0–7 */
  offset: bigint | undefined
  /** bytes 8–15 */
  length: bigint | undefined
}

/** What `serializeQcow2EncryptionExtension` needs: constants and fields with a default may be left out. */
export type Qcow2EncryptionExtensionInit = Qcow2EncryptionExtension

/** Reads whatever fields of a Qcow2EncryptionExtension the bytes hold, at `offset`. Never throws. */
export function readQcow2EncryptionExtension(
  bytes: Uint8Array,
  offset = 0,
): Qcow2EncryptionExtensionFields {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const have = bytes.length - offset
  return {
    offset: have < 8 ? undefined : view.getBigUint64(offset),
    length: have < 16 ? undefined : view.getBigUint64(offset + 8),
  }
}

/**
 * Parses a Qcow2EncryptionExtension at `offset`.
 *
 * @throws FormatError (truncated)
 */
export function parseQcow2EncryptionExtension(
  bytes: Uint8Array,
  offset = 0,
): Qcow2EncryptionExtension {
  if (bytes.length - offset < 16) throw truncated('encryption_extension', 16, bytes.length - offset)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return {
    offset: view.getBigUint64(offset),
    length: view.getBigUint64(offset + 8),
    raw: bytes.subarray(offset, offset + 16),
  }
}

/**
 * Writes a Qcow2EncryptionExtension: constants filled in; holes and reserved space as in `raw`, else zero.
 *
 * @throws RangeError if a value does not fit its field
 */
export function serializeQcow2EncryptionExtension(
  header: Qcow2EncryptionExtensionInit,
): Uint8Array {
  const bytes = startStruct(header.raw, QCOW2_ENCRYPTION_EXTENSION_SIZE)
  const view = new DataView(bytes.buffer)
  view.setBigUint64(0, uint64(header.offset, 'encryption_extension.offset'))
  view.setBigUint64(8, uint64(header.length, 'encryption_extension.length'))
  return bytes
}

/** Fields for `patchQcow2EncryptionExtension`. */
export type Qcow2EncryptionExtensionChanges = Partial<Pick<Qcow2EncryptionExtension, 'offset' | 'length'>>

/**
 * Writes the given fields into the bytes of a Qcow2EncryptionExtension, and no other byte. Checks all before it
 * writes any.
 *
 * @throws RangeError if a value does not fit, or the field is not in these bytes
 */
export function patchQcow2EncryptionExtension(
  bytes: Uint8Array,
  changes: Qcow2EncryptionExtensionChanges,
): void {
  if (changes.offset !== undefined) {
    requirePresent(bytes.length >= 8, 'encryption_extension.offset')
    uint64(changes.offset, 'encryption_extension.offset')
  }
  if (changes.length !== undefined) {
    requirePresent(bytes.length >= 16, 'encryption_extension.length')
    uint64(changes.length, 'encryption_extension.length')
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (changes.offset !== undefined) view.setBigUint64(0, changes.offset)
  if (changes.length !== undefined) view.setBigUint64(8, changes.length)
}

/** Size of a Qcow2L1Entry, bytes. */
export const QCOW2_L1_ENTRY_SIZE = 8
/** Offset of every field of a Qcow2L1Entry, bytes. */
export const QCOW2_L1_ENTRY_OFFSETS = {
  word: 0,
} as const
/** Masks of the bits of word. */
export const QCOW2_L1_ENTRY_WORD = {
  /** Host offset of the L2 table, a multiple of the cluster size; 0 for none. */
  offset: 0xfffffffffffe00n,
  /** The reference count of the L2 table is exactly 1. */
  copied: 0x8000000000000000n,
} as const

/**
 * Qcow2L1Entry: 8 bytes, big-endian.
 * Entry of an L1 table: the place of an L2 table.
 *
 * All zero: no L2 table yet, so everything that it would map is unallocated. QEMU ignores the reserved bits when it reads, and reports them
 * in `qemu-img check`.
 */
export interface Qcow2L1Entry {
  /**
   * The entry.
   *
   * Bytes 0–7.
   */
  readonly word: bigint
  /**
   * The bytes that this was parsed from, from its first byte on; not a copy. `serialize…` keeps
   * from them what no field owns: holes, reserved space, text after a NUL, an unknown tail.
   */
  readonly raw?: Uint8Array | undefined
}

/**
 * The fields of a Qcow2L1Entry as they stand in any bytes; undefined where the bytes end before.
 * An absent field has its default.
 */
export interface Qcow2L1EntryFields {
  /** bytes 0–7 */
  word: bigint | undefined
}

/** What `serializeQcow2L1Entry` needs: constants and fields with a default may be left out. */
export type Qcow2L1EntryInit = Qcow2L1Entry

/** Reads whatever fields of a Qcow2L1Entry the bytes hold, at `offset`. Never throws. */
export function readQcow2L1Entry(bytes: Uint8Array, offset = 0): Qcow2L1EntryFields {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const have = bytes.length - offset
  return {
    word: have < 8 ? undefined : view.getBigUint64(offset),
  }
}

/**
 * Parses a Qcow2L1Entry at `offset`.
 *
 * @throws FormatError (truncated)
 */
export function parseQcow2L1Entry(bytes: Uint8Array, offset = 0): Qcow2L1Entry {
  if (bytes.length - offset < 8) throw truncated('l1_entry', 8, bytes.length - offset)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return {
    word: view.getBigUint64(offset),
    raw: bytes.subarray(offset, offset + 8),
  }
}

/**
 * Writes a Qcow2L1Entry: constants filled in; holes and reserved space as in `raw`, else zero.
 *
 * @throws RangeError if a value does not fit its field
 */
export function serializeQcow2L1Entry(header: Qcow2L1EntryInit): Uint8Array {
  const bytes = startStruct(header.raw, QCOW2_L1_ENTRY_SIZE)
  const view = new DataView(bytes.buffer)
  view.setBigUint64(0, uint64(header.word, 'l1_entry.word'))
  return bytes
}

/** Fields for `patchQcow2L1Entry`. */
export type Qcow2L1EntryChanges = Partial<Pick<Qcow2L1Entry, 'word'>>

/**
 * Writes the given fields into the bytes of a Qcow2L1Entry, and no other byte. Checks all before it
 * writes any.
 *
 * @throws RangeError if a value does not fit, or the field is not in these bytes
 */
export function patchQcow2L1Entry(bytes: Uint8Array, changes: Qcow2L1EntryChanges): void {
  if (changes.word !== undefined) {
    requirePresent(bytes.length >= 8, 'l1_entry.word')
    uint64(changes.word, 'l1_entry.word')
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (changes.word !== undefined) view.setBigUint64(0, changes.word)
}

/** Host offset of the L2 table, a multiple of the cluster size; 0 for none. Of entry `index` of a table; in place. */
export function readQcow2L1EntryOffset(view: DataView, index: number): number {
  return (view.getUint32(index * 8) & 0xffffff) * 0x100000000 + (
    (view.getUint32(index * 8 + 4) & 0xfffffe00) >>> 0
  )
}

/** The reference count of the L2 table is exactly 1. Of entry `index` of a table; whether it is set. */
export function readQcow2L1EntryCopied(view: DataView, index: number): boolean {
  return (view.getUint32(index * 8) & 0x80000000) !== 0
}

/** Size of a Qcow2L2Entry, bytes. */
export const QCOW2_L2_ENTRY_SIZE = 8
/** Offset of every field of a Qcow2L2Entry, bytes. */
export const QCOW2_L2_ENTRY_OFFSETS = {
  word: 0,
} as const
/** Masks of the bits of word. */
export const QCOW2_L2_ENTRY_WORD = {
  /** The cluster reads as zeros, whatever the offset says (version 3). */
  zero: 0x1n,
  /** Host offset of the data, a multiple of the cluster size; 0 for unallocated. */
  offset: 0xfffffffffffe00n,
  /** The cluster is compressed; the other bits have another meaning. */
  compressed: 0x4000000000000000n,
  /** The reference count of the cluster is exactly 1. */
  copied: 0x8000000000000000n,
} as const

/**
 * Qcow2L2Entry: 8 bytes, big-endian.
 * Entry of an L2 table: the place of one guest cluster, as a standard cluster descriptor.
 *
 * Bit 62 decides how the rest is read. The bits named here are those of a standard cluster.
 *
 * A **compressed** cluster (bit 62 set) divides bits 0 to 61 at *x* = 62 − (cluster_bits − 8). Bits 0 to *x* − 1 are the host offset of the compressed data, to
 * the byte. Bits *x* to 61 count the 512-byte sectors that the data reaches into after the one it begins in. The data may end anywhere in the last of them. Bit
 * 63 is 0, for several compressed clusters share a host cluster.
 *
 * With *extended L2 entries* each entry is 16 bytes long: this word, and a bitmap of the subclusters.
 *
 * Reserved bits are ignored by QEMU on reading, and reported by `qemu-img check`. Garbage in the place of compressed data gives an I/O error
 * when it is read, which the check does not find.
 */
export interface Qcow2L2Entry {
  /**
   * The entry.
   *
   * Bytes 0–7.
   */
  readonly word: bigint
  /**
   * The bytes that this was parsed from, from its first byte on; not a copy. `serialize…` keeps
   * from them what no field owns: holes, reserved space, text after a NUL, an unknown tail.
   */
  readonly raw?: Uint8Array | undefined
}

/**
 * The fields of a Qcow2L2Entry as they stand in any bytes; undefined where the bytes end before.
 * An absent field has its default.
 */
export interface Qcow2L2EntryFields {
  /** bytes 0–7 */
  word: bigint | undefined
}

/** What `serializeQcow2L2Entry` needs: constants and fields with a default may be left out. */
export type Qcow2L2EntryInit = Qcow2L2Entry

/** Reads whatever fields of a Qcow2L2Entry the bytes hold, at `offset`. Never throws. */
export function readQcow2L2Entry(bytes: Uint8Array, offset = 0): Qcow2L2EntryFields {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const have = bytes.length - offset
  return {
    word: have < 8 ? undefined : view.getBigUint64(offset),
  }
}

/**
 * Parses a Qcow2L2Entry at `offset`.
 *
 * @throws FormatError (truncated)
 */
export function parseQcow2L2Entry(bytes: Uint8Array, offset = 0): Qcow2L2Entry {
  if (bytes.length - offset < 8) throw truncated('l2_entry', 8, bytes.length - offset)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return {
    word: view.getBigUint64(offset),
    raw: bytes.subarray(offset, offset + 8),
  }
}

/**
 * Writes a Qcow2L2Entry: constants filled in; holes and reserved space as in `raw`, else zero.
 *
 * @throws RangeError if a value does not fit its field
 */
export function serializeQcow2L2Entry(header: Qcow2L2EntryInit): Uint8Array {
  const bytes = startStruct(header.raw, QCOW2_L2_ENTRY_SIZE)
  const view = new DataView(bytes.buffer)
  view.setBigUint64(0, uint64(header.word, 'l2_entry.word'))
  return bytes
}

/** Fields for `patchQcow2L2Entry`. */
export type Qcow2L2EntryChanges = Partial<Pick<Qcow2L2Entry, 'word'>>

/**
 * Writes the given fields into the bytes of a Qcow2L2Entry, and no other byte. Checks all before it
 * writes any.
 *
 * @throws RangeError if a value does not fit, or the field is not in these bytes
 */
export function patchQcow2L2Entry(bytes: Uint8Array, changes: Qcow2L2EntryChanges): void {
  if (changes.word !== undefined) {
    requirePresent(bytes.length >= 8, 'l2_entry.word')
    uint64(changes.word, 'l2_entry.word')
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (changes.word !== undefined) view.setBigUint64(0, changes.word)
}

/** The cluster reads as zeros, whatever the offset says (version 3). Of entry `index` of a table; whether it is set. */
export function readQcow2L2EntryZero(view: DataView, index: number): boolean {
  return (view.getUint32(index * 8 + 4) & 0x1) !== 0
}

/** Host offset of the data, a multiple of the cluster size; 0 for unallocated. Of entry `index` of a table; in place. */
export function readQcow2L2EntryOffset(view: DataView, index: number): number {
  return (view.getUint32(index * 8) & 0xffffff) * 0x100000000 + (
    (view.getUint32(index * 8 + 4) & 0xfffffe00) >>> 0
  )
}

/** The cluster is compressed; the other bits have another meaning. Of entry `index` of a table; whether it is set. */
export function readQcow2L2EntryCompressed(view: DataView, index: number): boolean {
  return (view.getUint32(index * 8) & 0x40000000) !== 0
}

/** The reference count of the cluster is exactly 1. Of entry `index` of a table; whether it is set. */
export function readQcow2L2EntryCopied(view: DataView, index: number): boolean {
  return (view.getUint32(index * 8) & 0x80000000) !== 0
}

/** Size of a Qcow2ExtendedL2Entry, bytes. */
export const QCOW2_EXTENDED_L2_ENTRY_SIZE = 16
/** Offset of every field of a Qcow2ExtendedL2Entry, bytes. */
export const QCOW2_EXTENDED_L2_ENTRY_OFFSETS = {
  word: 0,
  subclusters: 8,
} as const
/** Masks of the bits of word. */
export const QCOW2_EXTENDED_L2_ENTRY_WORD = {
  /** Host offset of the data, a multiple of the cluster size; 0 for unallocated. */
  offset: 0xfffffffffffe00n,
  /** The cluster is compressed; the other bits have another meaning. */
  compressed: 0x4000000000000000n,
  /** The reference count of the cluster is exactly 1. */
  copied: 0x8000000000000000n,
} as const
/** Masks of the bits of subclusters. */
export const QCOW2_EXTENDED_L2_ENTRY_SUBCLUSTERS = {
  /** One bit per subcluster, the first in bit 0: its data is at the host offset. */
  allocated: 0xffffffffn,
  /** One bit per subcluster, the first in bit 32: it reads as zeros. */
  readsZero: 0xffffffff00000000n,
} as const

/**
 * Qcow2ExtendedL2Entry: 16 bytes, big-endian.
 * Entry of an L2 table with extended entries: a cluster descriptor and a subcluster bitmap.
 *
 * Each of the 32 subclusters has an *allocated* and a *zero* bit; both set is an error. Neither set means that the subcluster is read from the backing
 * file. For a compressed cluster the bitmap is 0.
 */
export interface Qcow2ExtendedL2Entry {
  /**
   * The cluster descriptor, as in a plain entry but without the zero flag.
   *
   * Bytes 0–7.
   */
  readonly word: bigint
  /**
   * State of the 32 subclusters.
   *
   * Bytes 8–15.
   */
  readonly subclusters: bigint
  /**
   * The bytes that this was parsed from, from its first byte on; not a copy. `serialize…` keeps
   * from them what no field owns: holes, reserved space, text after a NUL, an unknown tail.
   */
  readonly raw?: Uint8Array | undefined
}

/**
 * The fields of a Qcow2ExtendedL2Entry as they stand in any bytes; undefined where the bytes end before.
 * An absent field has its default.
 */
export interface Qcow2ExtendedL2EntryFields {
  /** bytes 0–7 */
  word: bigint | undefined
  /** bytes 8–15 */
  subclusters: bigint | undefined
}

/** What `serializeQcow2ExtendedL2Entry` needs: constants and fields with a default may be left out. */
export type Qcow2ExtendedL2EntryInit = Qcow2ExtendedL2Entry

/** Reads whatever fields of a Qcow2ExtendedL2Entry the bytes hold, at `offset`. Never throws. */
export function readQcow2ExtendedL2Entry(
  bytes: Uint8Array,
  offset = 0,
): Qcow2ExtendedL2EntryFields {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const have = bytes.length - offset
  return {
    word: have < 8 ? undefined : view.getBigUint64(offset),
    subclusters: have < 16 ? undefined : view.getBigUint64(offset + 8),
  }
}

/**
 * Parses a Qcow2ExtendedL2Entry at `offset`.
 *
 * @throws FormatError (truncated)
 */
export function parseQcow2ExtendedL2Entry(bytes: Uint8Array, offset = 0): Qcow2ExtendedL2Entry {
  if (bytes.length - offset < 16) throw truncated('extended_l2_entry', 16, bytes.length - offset)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return {
    word: view.getBigUint64(offset),
    subclusters: view.getBigUint64(offset + 8),
    raw: bytes.subarray(offset, offset + 16),
  }
}

/**
 * Writes a Qcow2ExtendedL2Entry: constants filled in; holes and reserved space as in `raw`, else zero.
 *
 * @throws RangeError if a value does not fit its field
 */
export function serializeQcow2ExtendedL2Entry(header: Qcow2ExtendedL2EntryInit): Uint8Array {
  const bytes = startStruct(header.raw, QCOW2_EXTENDED_L2_ENTRY_SIZE)
  const view = new DataView(bytes.buffer)
  view.setBigUint64(0, uint64(header.word, 'extended_l2_entry.word'))
  view.setBigUint64(8, uint64(header.subclusters, 'extended_l2_entry.subclusters'))
  return bytes
}

/** Fields for `patchQcow2ExtendedL2Entry`. */
export type Qcow2ExtendedL2EntryChanges = Partial<Pick<Qcow2ExtendedL2Entry, 'word' | 'subclusters'>>

/**
 * Writes the given fields into the bytes of a Qcow2ExtendedL2Entry, and no other byte. Checks all before it
 * writes any.
 *
 * @throws RangeError if a value does not fit, or the field is not in these bytes
 */
export function patchQcow2ExtendedL2Entry(
  bytes: Uint8Array,
  changes: Qcow2ExtendedL2EntryChanges,
): void {
  if (changes.word !== undefined) {
    requirePresent(bytes.length >= 8, 'extended_l2_entry.word')
    uint64(changes.word, 'extended_l2_entry.word')
  }
  if (changes.subclusters !== undefined) {
    requirePresent(bytes.length >= 16, 'extended_l2_entry.subclusters')
    uint64(changes.subclusters, 'extended_l2_entry.subclusters')
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (changes.word !== undefined) view.setBigUint64(0, changes.word)
  if (changes.subclusters !== undefined) view.setBigUint64(8, changes.subclusters)
}

/** Size of a Qcow2RefcountTableEntry, bytes. */
export const QCOW2_REFCOUNT_TABLE_ENTRY_SIZE = 8
/** Offset of every field of a Qcow2RefcountTableEntry, bytes. */
export const QCOW2_REFCOUNT_TABLE_ENTRY_OFFSETS = {
  word: 0,
} as const
/** Masks of the bits of word. */
export const QCOW2_REFCOUNT_TABLE_ENTRY_WORD = {
  /** Host offset of the refcount block, a multiple of the cluster size; 0 for none. */
  offset: 0xfffffffffffffe00n,
} as const

/**
 * Qcow2RefcountTableEntry: 8 bytes, big-endian.
 * Entry of the refcount table: the place of a refcount block.
 *
 * All zero: no block, so all the clusters that it would count are free. A block fills one cluster with big-endian counts of
 * 2^refcount_order bits each.
 */
export interface Qcow2RefcountTableEntry {
  /**
   * The entry.
   *
   * Bytes 0–7.
   */
  readonly word: bigint
  /**
   * The bytes that this was parsed from, from its first byte on; not a copy. `serialize…` keeps
   * from them what no field owns: holes, reserved space, text after a NUL, an unknown tail.
   */
  readonly raw?: Uint8Array | undefined
}

/**
 * The fields of a Qcow2RefcountTableEntry as they stand in any bytes; undefined where the bytes end before.
 * An absent field has its default.
 */
export interface Qcow2RefcountTableEntryFields {
  /** bytes 0–7 */
  word: bigint | undefined
}

/** What `serializeQcow2RefcountTableEntry` needs: constants and fields with a default may be left out. */
export type Qcow2RefcountTableEntryInit = Qcow2RefcountTableEntry

/** Reads whatever fields of a Qcow2RefcountTableEntry the bytes hold, at `offset`. Never throws. */
export function readQcow2RefcountTableEntry(
  bytes: Uint8Array,
  offset = 0,
): Qcow2RefcountTableEntryFields {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const have = bytes.length - offset
  return {
    word: have < 8 ? undefined : view.getBigUint64(offset),
  }
}

/**
 * Parses a Qcow2RefcountTableEntry at `offset`.
 *
 * @throws FormatError (truncated)
 */
export function parseQcow2RefcountTableEntry(
  bytes: Uint8Array,
  offset = 0,
): Qcow2RefcountTableEntry {
  if (bytes.length - offset < 8) throw truncated('refcount_table_entry', 8, bytes.length - offset)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return {
    word: view.getBigUint64(offset),
    raw: bytes.subarray(offset, offset + 8),
  }
}

/**
 * Writes a Qcow2RefcountTableEntry: constants filled in; holes and reserved space as in `raw`, else zero.
 *
 * @throws RangeError if a value does not fit its field
 */
export function serializeQcow2RefcountTableEntry(header: Qcow2RefcountTableEntryInit): Uint8Array {
  const bytes = startStruct(header.raw, QCOW2_REFCOUNT_TABLE_ENTRY_SIZE)
  const view = new DataView(bytes.buffer)
  view.setBigUint64(0, uint64(header.word, 'refcount_table_entry.word'))
  return bytes
}

/** Fields for `patchQcow2RefcountTableEntry`. */
export type Qcow2RefcountTableEntryChanges = Partial<Pick<Qcow2RefcountTableEntry, 'word'>>

/**
 * Writes the given fields into the bytes of a Qcow2RefcountTableEntry, and no other byte. Checks all before it
 * writes any.
 *
 * @throws RangeError if a value does not fit, or the field is not in these bytes
 */
export function patchQcow2RefcountTableEntry(
  bytes: Uint8Array,
  changes: Qcow2RefcountTableEntryChanges,
): void {
  if (changes.word !== undefined) {
    requirePresent(bytes.length >= 8, 'refcount_table_entry.word')
    uint64(changes.word, 'refcount_table_entry.word')
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (changes.word !== undefined) view.setBigUint64(0, changes.word)
}

/** Host offset of the refcount block, a multiple of the cluster size; 0 for none. Of entry `index` of a table; in place. */
export function readQcow2RefcountTableEntryOffset(view: DataView, index: number): number {
  return ((view.getUint32(index * 8) & 0xffffffff) >>> 0) * 0x100000000 + (
    (view.getUint32(index * 8 + 4) & 0xfffffe00) >>> 0
  )
}

/** Size of a Qcow2Snapshot, bytes. */
export const QCOW2_SNAPSHOT_SIZE = 40
/** Offset of every field of a Qcow2Snapshot, bytes. */
export const QCOW2_SNAPSHOT_OFFSETS = {
  l1TableOffset: 0,
  l1Size: 8,
  idSize: 12,
  nameSize: 14,
  dateSeconds: 16,
  dateNanoseconds: 20,
  vmClock: 24,
  vmStateSize: 32,
  extraDataSize: 36,
} as const
/** Smallest and largest valid l1_size. */
export const QCOW2_SNAPSHOT_L1_SIZE_RANGE = { min: 0, max: 4194304 } as const
/** Smallest and largest valid extra_data_size. */
export const QCOW2_SNAPSHOT_EXTRA_DATA_SIZE_RANGE = { min: 0, max: 1024 } as const

/**
 * Qcow2Snapshot: 40 bytes, big-endian.
 * Fixed part of an entry of the snapshot table.
 *
 * Behind it stand the extra data, then the id and the name without terminators, then padding to a multiple of 8 bytes. The extra data begins with the VM
 * state size as a u64, the virtual disk size as a u64 and the instruction count as a u64, as far as its length reaches; version 3 demands the first two.
 *
 * QEMU 7.2 reads a snapshot through `convert -l` with the size that the disk has now: what lies past the end of an older, smaller snapshot
 * is zeros.
 */
export interface Qcow2Snapshot {
  /**
   * Where the L1 table of the snapshot begins; a multiple of the cluster size.
   *
   * Bytes 0–7, bytes.
   */
  readonly l1TableOffset: bigint
  /**
   * Number of entries in the L1 table of the snapshot.
   *
   * Bytes 8–11.
   */
  readonly l1Size: number
  /**
   * Length of the id, which is a unique text.
   *
   * Bytes 12–13, bytes.
   */
  readonly idSize: number
  /**
   * Length of the name.
   *
   * Bytes 14–15, bytes.
   */
  readonly nameSize: number
  /**
   * When the snapshot was taken.
   *
   * Bytes 16–19, seconds since 1970-01-01 UTC.
   */
  readonly dateSeconds: number
  /**
   * Fraction of the second at which the snapshot was taken.
   *
   * Bytes 20–23, nanoseconds.
   */
  readonly dateNanoseconds: number
  /**
   * How long the guest had been running.
   *
   * Bytes 24–31, nanoseconds.
   */
  readonly vmClock: bigint
  /**
   * Length of the saved state of the virtual machine; 0 for none.
   *
   * Bytes 32–35, bytes.
   */
  readonly vmStateSize: number
  /**
   * Length of the extra data that follows.
   *
   * Bytes 36–39, bytes.
   */
  readonly extraDataSize: number
  /**
   * The bytes that this was parsed from, from its first byte on; not a copy. `serialize…` keeps
   * from them what no field owns: holes, reserved space, text after a NUL, an unknown tail.
   */
  readonly raw?: Uint8Array | undefined
}

/**
 * The fields of a Qcow2Snapshot as they stand in any bytes; undefined where the bytes end before.
 * An absent field has its default.
 */
export interface Qcow2SnapshotFields {
  /** bytes 0–7 */
  l1TableOffset: bigint | undefined
  /** bytes 8–11 */
  l1Size: number | undefined
  /** bytes 12–13 */
  idSize: number | undefined
  /** bytes 14–15 */
  nameSize: number | undefined
  /** bytes 16–19 */
  dateSeconds: number | undefined
  /** bytes 20–23 */
  dateNanoseconds: number | undefined
  /** bytes 24–31 */
  vmClock: bigint | undefined
  /** bytes 32–35 */
  vmStateSize: number | undefined
  /** bytes 36–39 */
  extraDataSize: number | undefined
}

/** What `serializeQcow2Snapshot` needs: constants and fields with a default may be left out. */
export type Qcow2SnapshotInit = Qcow2Snapshot

/** Reads whatever fields of a Qcow2Snapshot the bytes hold, at `offset`. Never throws. */
export function readQcow2Snapshot(bytes: Uint8Array, offset = 0): Qcow2SnapshotFields {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const have = bytes.length - offset
  return {
    l1TableOffset: have < 8 ? undefined : view.getBigUint64(offset),
    l1Size: have < 12 ? undefined : view.getUint32(offset + 8),
    idSize: have < 14 ? undefined : view.getUint16(offset + 12),
    nameSize: have < 16 ? undefined : view.getUint16(offset + 14),
    dateSeconds: have < 20 ? undefined : view.getUint32(offset + 16),
    dateNanoseconds: have < 24 ? undefined : view.getUint32(offset + 20),
    vmClock: have < 32 ? undefined : view.getBigUint64(offset + 24),
    vmStateSize: have < 36 ? undefined : view.getUint32(offset + 32),
    extraDataSize: have < 40 ? undefined : view.getUint32(offset + 36),
  }
}

/**
 * Parses a Qcow2Snapshot at `offset`.
 *
 * @throws FormatError (truncated)
 */
export function parseQcow2Snapshot(bytes: Uint8Array, offset = 0): Qcow2Snapshot {
  if (bytes.length - offset < 40) throw truncated('snapshot', 40, bytes.length - offset)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return {
    l1TableOffset: view.getBigUint64(offset),
    l1Size: view.getUint32(offset + 8),
    idSize: view.getUint16(offset + 12),
    nameSize: view.getUint16(offset + 14),
    dateSeconds: view.getUint32(offset + 16),
    dateNanoseconds: view.getUint32(offset + 20),
    vmClock: view.getBigUint64(offset + 24),
    vmStateSize: view.getUint32(offset + 32),
    extraDataSize: view.getUint32(offset + 36),
    raw: bytes.subarray(offset, offset + 40),
  }
}

/**
 * Writes a Qcow2Snapshot: constants filled in; holes and reserved space as in `raw`, else zero.
 *
 * @throws RangeError if a value does not fit its field
 */
export function serializeQcow2Snapshot(header: Qcow2SnapshotInit): Uint8Array {
  const bytes = startStruct(header.raw, QCOW2_SNAPSHOT_SIZE)
  const view = new DataView(bytes.buffer)
  view.setBigUint64(0, uint64(header.l1TableOffset, 'snapshot.l1_table_offset'))
  view.setUint32(8, uint32(header.l1Size, 'snapshot.l1_size'))
  view.setUint16(12, uint16(header.idSize, 'snapshot.id_size'))
  view.setUint16(14, uint16(header.nameSize, 'snapshot.name_size'))
  view.setUint32(16, uint32(header.dateSeconds, 'snapshot.date_seconds'))
  view.setUint32(20, uint32(header.dateNanoseconds, 'snapshot.date_nanoseconds'))
  view.setBigUint64(24, uint64(header.vmClock, 'snapshot.vm_clock'))
  view.setUint32(32, uint32(header.vmStateSize, 'snapshot.vm_state_size'))
  view.setUint32(36, uint32(header.extraDataSize, 'snapshot.extra_data_size'))
  return bytes
}

/** Fields for `patchQcow2Snapshot`. */
export type Qcow2SnapshotChanges = Partial<Pick<Qcow2Snapshot, 'l1TableOffset' | 'l1Size' | 'idSize' | 'nameSize' | 'dateSeconds' | 'dateNanoseconds' | 'vmClock' | 'vmStateSize' | 'extraDataSize'>>

/**
 * Writes the given fields into the bytes of a Qcow2Snapshot, and no other byte. Checks all before it
 * writes any.
 *
 * @throws RangeError if a value does not fit, or the field is not in these bytes
 */
export function patchQcow2Snapshot(bytes: Uint8Array, changes: Qcow2SnapshotChanges): void {
  if (changes.l1TableOffset !== undefined) {
    requirePresent(bytes.length >= 8, 'snapshot.l1_table_offset')
    uint64(changes.l1TableOffset, 'snapshot.l1_table_offset')
  }
  if (changes.l1Size !== undefined) {
    requirePresent(bytes.length >= 12, 'snapshot.l1_size')
    uint32(changes.l1Size, 'snapshot.l1_size')
  }
  if (changes.idSize !== undefined) {
    requirePresent(bytes.length >= 14, 'snapshot.id_size')
    uint16(changes.idSize, 'snapshot.id_size')
  }
  if (changes.nameSize !== undefined) {
    requirePresent(bytes.length >= 16, 'snapshot.name_size')
    uint16(changes.nameSize, 'snapshot.name_size')
  }
  if (changes.dateSeconds !== undefined) {
    requirePresent(bytes.length >= 20, 'snapshot.date_seconds')
    uint32(changes.dateSeconds, 'snapshot.date_seconds')
  }
  if (changes.dateNanoseconds !== undefined) {
    requirePresent(bytes.length >= 24, 'snapshot.date_nanoseconds')
    uint32(changes.dateNanoseconds, 'snapshot.date_nanoseconds')
  }
  if (changes.vmClock !== undefined) {
    requirePresent(bytes.length >= 32, 'snapshot.vm_clock')
    uint64(changes.vmClock, 'snapshot.vm_clock')
  }
  if (changes.vmStateSize !== undefined) {
    requirePresent(bytes.length >= 36, 'snapshot.vm_state_size')
    uint32(changes.vmStateSize, 'snapshot.vm_state_size')
  }
  if (changes.extraDataSize !== undefined) {
    requirePresent(bytes.length >= 40, 'snapshot.extra_data_size')
    uint32(changes.extraDataSize, 'snapshot.extra_data_size')
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (changes.l1TableOffset !== undefined) view.setBigUint64(0, changes.l1TableOffset)
  if (changes.l1Size !== undefined) view.setUint32(8, changes.l1Size)
  if (changes.idSize !== undefined) view.setUint16(12, changes.idSize)
  if (changes.nameSize !== undefined) view.setUint16(14, changes.nameSize)
  if (changes.dateSeconds !== undefined) view.setUint32(16, changes.dateSeconds)
  if (changes.dateNanoseconds !== undefined) view.setUint32(20, changes.dateNanoseconds)
  if (changes.vmClock !== undefined) view.setBigUint64(24, changes.vmClock)
  if (changes.vmStateSize !== undefined) view.setUint32(32, changes.vmStateSize)
  if (changes.extraDataSize !== undefined) view.setUint32(36, changes.extraDataSize)
}

/** Size of a Qcow2BitmapDirectoryEntry, bytes. */
export const QCOW2_BITMAP_DIRECTORY_ENTRY_SIZE = 24
/** Offset of every field of a Qcow2BitmapDirectoryEntry, bytes. */
export const QCOW2_BITMAP_DIRECTORY_ENTRY_OFFSETS = {
  bitmapTableOffset: 0,
  bitmapTableSize: 8,
  flags: 12,
  type: 16,
  granularityBits: 17,
  nameSize: 18,
  extraDataSize: 20,
} as const
/** Smallest and largest valid bitmap_table_size. */
export const QCOW2_BITMAP_DIRECTORY_ENTRY_BITMAP_TABLE_SIZE_RANGE = {
  min: 1,
  max: 134217728,
} as const
/** Masks of the bits of flags. */
export const QCOW2_BITMAP_DIRECTORY_ENTRY_FLAGS = {
  /** The bitmap was not saved properly and may be out of date. */
  inUse: 0x1,
  /** The bitmap records every write to the disk. */
  auto: 0x2,
  /** A tool that does not know the extra data may still use the bitmap. */
  extraDataCompatible: 0x4,
} as const
/** Named values of type; others are kept. */
export const QCOW2_BITMAP_DIRECTORY_ENTRY_TYPE = {
  /** Tracks which parts were written. */
  dirtyTracking: 1,
} as const
/** Smallest and largest valid granularity_bits. */
export const QCOW2_BITMAP_DIRECTORY_ENTRY_GRANULARITY_BITS_RANGE = { min: 9, max: 31 } as const
/** Smallest and largest valid name_size. */
export const QCOW2_BITMAP_DIRECTORY_ENTRY_NAME_SIZE_RANGE = { min: 1, max: 1023 } as const

/**
 * Qcow2BitmapDirectoryEntry: 24 bytes, big-endian.
 * Fixed part of an entry of the bitmap directory.
 *
 * Behind it stand the extra data, the name without a terminator, and padding to a multiple of 8 bytes. A name has 1 to 1023 bytes.
 */
export interface Qcow2BitmapDirectoryEntry {
  /**
   * Where the table of the bitmap begins; a multiple of the cluster size.
   *
   * Bytes 0–7, bytes.
   */
  readonly bitmapTableOffset: bigint
  /**
   * Number of entries in the table of the bitmap.
   *
   * Bytes 8–11.
   */
  readonly bitmapTableSize: number
  /**
   * Flags of the bitmap.
   *
   * Bytes 12–15.
   */
  readonly flags: number
  /**
   * Kind of the bitmap.
   *
   * Byte 16.
   */
  readonly type: number
  /**
   * One bit stands for 2 to this power bytes of the disk: 9 to 31 in QEMU.
   *
   * Byte 17.
   */
  readonly granularityBits: number
  /**
   * Length of the name.
   *
   * Bytes 18–19, bytes.
   */
  readonly nameSize: number
  /**
   * Length of the extra data that follows.
   *
   * Bytes 20–23, bytes.
   */
  readonly extraDataSize: number
  /**
   * The bytes that this was parsed from, from its first byte on; not a copy. `serialize…` keeps
   * from them what no field owns: holes, reserved space, text after a NUL, an unknown tail.
   */
  readonly raw?: Uint8Array | undefined
}

/**
 * The fields of a Qcow2BitmapDirectoryEntry as they stand in any bytes; undefined where the bytes end before.
 * An absent field has its default.
 */
export interface Qcow2BitmapDirectoryEntryFields {
  /** bytes 0–7 */
  bitmapTableOffset: bigint | undefined
  /** bytes 8–11 */
  bitmapTableSize: number | undefined
  /** bytes 12–15 */
  flags: number | undefined
  /** byte 16 */
  type: number | undefined
  /** byte 17 */
  granularityBits: number | undefined
  /** bytes 18–19 */
  nameSize: number | undefined
  /** bytes 20–23 */
  extraDataSize: number | undefined
}

/** What `serializeQcow2BitmapDirectoryEntry` needs: constants and fields with a default may be left out. */
export type Qcow2BitmapDirectoryEntryInit = Qcow2BitmapDirectoryEntry

/** Reads whatever fields of a Qcow2BitmapDirectoryEntry the bytes hold, at `offset`. Never throws. */
export function readQcow2BitmapDirectoryEntry(
  bytes: Uint8Array,
  offset = 0,
): Qcow2BitmapDirectoryEntryFields {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const have = bytes.length - offset
  return {
    bitmapTableOffset: have < 8 ? undefined : view.getBigUint64(offset),
    bitmapTableSize: have < 12 ? undefined : view.getUint32(offset + 8),
    flags: have < 16 ? undefined : view.getUint32(offset + 12),
    type: have < 17 ? undefined : view.getUint8(offset + 16),
    granularityBits: have < 18 ? undefined : view.getUint8(offset + 17),
    nameSize: have < 20 ? undefined : view.getUint16(offset + 18),
    extraDataSize: have < 24 ? undefined : view.getUint32(offset + 20),
  }
}

/**
 * Parses a Qcow2BitmapDirectoryEntry at `offset`.
 *
 * @throws FormatError (truncated)
 */
export function parseQcow2BitmapDirectoryEntry(
  bytes: Uint8Array,
  offset = 0,
): Qcow2BitmapDirectoryEntry {
  if (bytes.length - offset < 24) throw truncated(
    'bitmap_directory_entry',
    24,
    bytes.length - offset,
  )
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return {
    bitmapTableOffset: view.getBigUint64(offset),
    bitmapTableSize: view.getUint32(offset + 8),
    flags: view.getUint32(offset + 12),
    type: view.getUint8(offset + 16),
    granularityBits: view.getUint8(offset + 17),
    nameSize: view.getUint16(offset + 18),
    extraDataSize: view.getUint32(offset + 20),
    raw: bytes.subarray(offset, offset + 24),
  }
}

/**
 * Writes a Qcow2BitmapDirectoryEntry: constants filled in; holes and reserved space as in `raw`, else zero.
 *
 * @throws RangeError if a value does not fit its field
 */
export function serializeQcow2BitmapDirectoryEntry(
  header: Qcow2BitmapDirectoryEntryInit,
): Uint8Array {
  const bytes = startStruct(header.raw, QCOW2_BITMAP_DIRECTORY_ENTRY_SIZE)
  const view = new DataView(bytes.buffer)
  view.setBigUint64(
    0,
    uint64(header.bitmapTableOffset, 'bitmap_directory_entry.bitmap_table_offset'),
  )
  view.setUint32(8, uint32(header.bitmapTableSize, 'bitmap_directory_entry.bitmap_table_size'))
  view.setUint32(12, uint32(header.flags, 'bitmap_directory_entry.flags'))
  view.setUint8(16, uint8(header.type, 'bitmap_directory_entry.type'))
  view.setUint8(17, uint8(header.granularityBits, 'bitmap_directory_entry.granularity_bits'))
  view.setUint16(18, uint16(header.nameSize, 'bitmap_directory_entry.name_size'))
  view.setUint32(20, uint32(header.extraDataSize, 'bitmap_directory_entry.extra_data_size'))
  return bytes
}

/** Fields for `patchQcow2BitmapDirectoryEntry`. */
export type Qcow2BitmapDirectoryEntryChanges = Partial<Pick<Qcow2BitmapDirectoryEntry, 'bitmapTableOffset' | 'bitmapTableSize' | 'flags' | 'type' | 'granularityBits' | 'nameSize' | 'extraDataSize'>>

/**
 * Writes the given fields into the bytes of a Qcow2BitmapDirectoryEntry, and no other byte. Checks all before it
 * writes any.
 *
 * @throws RangeError if a value does not fit, or the field is not in these bytes
 */
export function patchQcow2BitmapDirectoryEntry(
  bytes: Uint8Array,
  changes: Qcow2BitmapDirectoryEntryChanges,
): void {
  if (changes.bitmapTableOffset !== undefined) {
    requirePresent(bytes.length >= 8, 'bitmap_directory_entry.bitmap_table_offset')
    uint64(changes.bitmapTableOffset, 'bitmap_directory_entry.bitmap_table_offset')
  }
  if (changes.bitmapTableSize !== undefined) {
    requirePresent(bytes.length >= 12, 'bitmap_directory_entry.bitmap_table_size')
    uint32(changes.bitmapTableSize, 'bitmap_directory_entry.bitmap_table_size')
  }
  if (changes.flags !== undefined) {
    requirePresent(bytes.length >= 16, 'bitmap_directory_entry.flags')
    uint32(changes.flags, 'bitmap_directory_entry.flags')
  }
  if (changes.type !== undefined) {
    requirePresent(bytes.length >= 17, 'bitmap_directory_entry.type')
    uint8(changes.type, 'bitmap_directory_entry.type')
  }
  if (changes.granularityBits !== undefined) {
    requirePresent(bytes.length >= 18, 'bitmap_directory_entry.granularity_bits')
    uint8(changes.granularityBits, 'bitmap_directory_entry.granularity_bits')
  }
  if (changes.nameSize !== undefined) {
    requirePresent(bytes.length >= 20, 'bitmap_directory_entry.name_size')
    uint16(changes.nameSize, 'bitmap_directory_entry.name_size')
  }
  if (changes.extraDataSize !== undefined) {
    requirePresent(bytes.length >= 24, 'bitmap_directory_entry.extra_data_size')
    uint32(changes.extraDataSize, 'bitmap_directory_entry.extra_data_size')
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (changes.bitmapTableOffset !== undefined) view.setBigUint64(0, changes.bitmapTableOffset)
  if (changes.bitmapTableSize !== undefined) view.setUint32(8, changes.bitmapTableSize)
  if (changes.flags !== undefined) view.setUint32(12, changes.flags)
  if (changes.type !== undefined) view.setUint8(16, changes.type)
  if (changes.granularityBits !== undefined) view.setUint8(17, changes.granularityBits)
  if (changes.nameSize !== undefined) view.setUint16(18, changes.nameSize)
  if (changes.extraDataSize !== undefined) view.setUint32(20, changes.extraDataSize)
}
