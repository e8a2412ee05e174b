// Generated from schemas/uml-cow/v3-broken.ts by `cowtools generate`. Do not edit: change the schema and run it again.
import {
  notConstant,
  readText,
  requirePresent,
  startStruct,
  textThatFits,
  truncated,
  uint32,
  uint64,
  writeText,
} from '../../src/binary/index.ts'

/** Size of a UmlCowV3BrokenHeader, bytes. */
export const UML_COW_V3_BROKEN_HEADER_SIZE = 4136
/** Offset of every field of a UmlCowV3BrokenHeader, bytes. */
export const UML_COW_V3_BROKEN_HEADER_OFFSETS = {
  magic: 0,
  version: 4,
  mtime: 8,
  size: 16,
  sectorsize: 24,
  alignment: 28,
  cowFormat: 32,
  backingFile: 36,
} as const
/** magic: The text "OOOM", or "MOOO" where the number was written little-endian. */
export const UML_COW_V3_BROKEN_HEADER_MAGIC = 0x4f4f4f4d
/** version: Format version. */
export const UML_COW_V3_BROKEN_HEADER_VERSION = 3
/** Named values of cow_format; others are kept. */
export const UML_COW_V3_BROKEN_HEADER_COW_FORMAT = {
  /** One bit per sector says where the data is. */
  bitmap: 0,
} as const

/**
 * UmlCowV3BrokenHeader: 4136 bytes, big-endian.
 * Fixed header at the start of the file.
 */
export interface UmlCowV3BrokenHeader {
  /**
   * The text "OOOM", or "MOOO" where the number was written little-endian.
   *
   * Bytes 0–3.
   */
  readonly magic: typeof UML_COW_V3_BROKEN_HEADER_MAGIC
  /**
   * Format version.
   *
   * Bytes 4–7.
   */
  readonly version: typeof UML_COW_V3_BROKEN_HEADER_VERSION
  /**
   * Modification time of the backing file when the image was made.
   *
   * Bytes 8–11, seconds since 1970-01-01 UTC.
   */
  readonly mtime: number
  /**
   * Length of the backing file when the image was made, and so the size of the disk.
   *
   * Bytes 16–23, bytes.
   */
  readonly size: bigint
  /**
   * Bytes that one bit of the bitmap stands for.
   *
   * Bytes 24–27, bytes.
   */
  readonly sectorsize: number
  /**
   * Bitmap and data begin at multiples of this.
   *
   * Bytes 28–31, bytes.
   */
  readonly alignment: number
  /**
   * How the image records which sectors it has.
   *
   * Bytes 32–35.
   */
  readonly cowFormat: number
  /**
   * Name of the backing file.
   *
   * Bytes 36–4131.
   */
  readonly backingFile: string
  /**
   * The bytes that this was parsed from, from its first byte on; not a copy. `serialize…` keeps
   * from them what no field owns: holes, reserved space, text after a NUL, an unknown tail.
   */
  readonly raw?: Uint8Array | undefined
}

/**
 * The fields of a UmlCowV3BrokenHeader as they stand in any bytes; undefined where the bytes end before.
 * An absent field has its default.
 */
export interface UmlCowV3BrokenHeaderFields {
  /** bytes 0–3 */
  magic: number | undefined
  /** bytes 4–7 */
  version: number | undefined
  /** bytes 8–11 */
  mtime: number | undefined
  /** bytes 16–23 */
  size: bigint | undefined
  /** bytes 24–27 */
  sectorsize: number | undefined
  /** bytes 28–31 */
  alignment: number | undefined
  /** bytes 32–35 */
  cowFormat: number | undefined
  /** bytes 36–4131 */
  backingFile: string | undefined
}

/** What `serializeUmlCowV3BrokenHeader` needs: constants and fields with a default may be left out. */
export type UmlCowV3BrokenHeaderInit = Omit<UmlCowV3BrokenHeader, 'magic' | 'version' | 'mtime' | 'sectorsize' | 'alignment' | 'cowFormat' | 'backingFile'> & Partial<Pick<UmlCowV3BrokenHeader, 'magic' | 'version' | 'mtime' | 'sectorsize' | 'alignment' | 'cowFormat' | 'backingFile'>>

/** Reads whatever fields of a UmlCowV3BrokenHeader the bytes hold, at `offset`. Never throws. */
export function readUmlCowV3BrokenHeader(
  bytes: Uint8Array,
  offset = 0,
): UmlCowV3BrokenHeaderFields {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const have = bytes.length - offset
  return {
    magic: have < 4 ? undefined : view.getUint32(offset),
    version: have < 8 ? undefined : view.getUint32(offset + 4),
    mtime: have < 12 ? undefined : view.getUint32(offset + 8),
    size: have < 24 ? undefined : view.getBigUint64(offset + 16),
    sectorsize: have < 28 ? undefined : view.getUint32(offset + 24),
    alignment: have < 32 ? undefined : view.getUint32(offset + 28),
    cowFormat: have < 36 ? undefined : view.getUint32(offset + 32),
    backingFile: have < 4132 ? undefined : readText(bytes, offset + 36, offset + 36 + 4096),
  }
}

/**
 * Parses a UmlCowV3BrokenHeader at the start of the bytes.
 *
 * @throws FormatError (truncated, bad-magic, bad-constant)
 */
export function parseUmlCowV3BrokenHeader(bytes: Uint8Array): UmlCowV3BrokenHeader {
  if (bytes.length < 4136) throw truncated('header', 4136, bytes.length)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const fieldMagic = view.getUint32(0)
  if (fieldMagic !== UML_COW_V3_BROKEN_HEADER_MAGIC) throw notConstant(
    'header.magic',
    0,
    { actual: fieldMagic, expected: UML_COW_V3_BROKEN_HEADER_MAGIC },
  )
  const fieldVersion = view.getUint32(4)
  if (fieldVersion !== UML_COW_V3_BROKEN_HEADER_VERSION) throw notConstant(
    'header.version',
    4,
    { actual: fieldVersion, expected: UML_COW_V3_BROKEN_HEADER_VERSION },
  )
  return {
    magic: fieldMagic,
    version: fieldVersion,
    mtime: view.getUint32(8),
    size: view.getBigUint64(16),
    sectorsize: view.getUint32(24),
    alignment: view.getUint32(28),
    cowFormat: view.getUint32(32),
    backingFile: readText(bytes, 36, 4132),
    raw: bytes,
  }
}

/**
 * Writes a UmlCowV3BrokenHeader: constants filled in; holes and reserved space as in `raw`, else zero.
 *
 * @throws RangeError if a value does not fit its field
 */
export function serializeUmlCowV3BrokenHeader(header: UmlCowV3BrokenHeaderInit): Uint8Array {
  const bytes = startStruct(header.raw, UML_COW_V3_BROKEN_HEADER_SIZE)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, UML_COW_V3_BROKEN_HEADER_MAGIC)
  view.setUint32(4, UML_COW_V3_BROKEN_HEADER_VERSION)
  view.setUint32(8, uint32(header.mtime ?? 0, 'header.mtime'))
  view.setBigUint64(16, uint64(header.size, 'header.size'))
  view.setUint32(24, uint32(header.sectorsize ?? 512, 'header.sectorsize'))
  view.setUint32(28, uint32(header.alignment ?? 4096, 'header.alignment'))
  view.setUint32(32, uint32(header.cowFormat ?? 0, 'header.cow_format'))
  writeText(
    bytes,
    36,
    { text: header.backingFile ?? '', size: 4096, terminated: true, name: 'header.backing_file' },
  )
  return bytes
}

/** Fields for `patchUmlCowV3BrokenHeader`. */
export type UmlCowV3BrokenHeaderChanges = Partial<Pick<UmlCowV3BrokenHeader, 'mtime' | 'size' | 'sectorsize' | 'alignment' | 'cowFormat' | 'backingFile'>>

/**
 * Writes the given fields into the bytes of a UmlCowV3BrokenHeader, and no other byte. Checks all before it
 * writes any.
 *
 * @throws RangeError if a value does not fit, or the field is not in these bytes
 */
export function patchUmlCowV3BrokenHeader(
  bytes: Uint8Array,
  changes: UmlCowV3BrokenHeaderChanges,
): void {
  if (changes.mtime !== undefined) {
    requirePresent(bytes.length >= 12, 'header.mtime')
    uint32(changes.mtime, 'header.mtime')
  }
  if (changes.size !== undefined) {
    requirePresent(bytes.length >= 24, 'header.size')
    uint64(changes.size, 'header.size')
  }
  if (changes.sectorsize !== undefined) {
    requirePresent(bytes.length >= 28, 'header.sectorsize')
    uint32(changes.sectorsize, 'header.sectorsize')
  }
  if (changes.alignment !== undefined) {
    requirePresent(bytes.length >= 32, 'header.alignment')
    uint32(changes.alignment, 'header.alignment')
  }
  if (changes.cowFormat !== undefined) {
    requirePresent(bytes.length >= 36, 'header.cow_format')
    uint32(changes.cowFormat, 'header.cow_format')
  }
  if (changes.backingFile !== undefined) {
    requirePresent(bytes.length >= 4132, 'header.backing_file')
    textThatFits(
      { text: changes.backingFile, size: 4096, terminated: true, name: 'header.backing_file' },
    )
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (changes.mtime !== undefined) view.setUint32(8, changes.mtime)
  if (changes.size !== undefined) view.setBigUint64(16, changes.size)
  if (changes.sectorsize !== undefined) view.setUint32(24, changes.sectorsize)
  if (changes.alignment !== undefined) view.setUint32(28, changes.alignment)
  if (changes.cowFormat !== undefined) view.setUint32(32, changes.cowFormat)
  if (changes.backingFile !== undefined) writeText(
    bytes,
    36,
    { text: changes.backingFile, size: 4096, terminated: true, name: 'header.backing_file' },
  )
}
