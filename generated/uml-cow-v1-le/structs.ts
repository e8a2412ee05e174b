// Generated from schemas/uml-cow/v1.ts by `cowtools generate`. Do not edit: change the schema and run it again.
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

/** Size of a UmlCowV1LeHeader, bytes. */
export const UML_COW_V1_LE_HEADER_SIZE = 280
/** Offset of every field of a UmlCowV1LeHeader, bytes. */
export const UML_COW_V1_LE_HEADER_OFFSETS = {
  magic: 0,
  version: 4,
  backingFile: 8,
  mtime: 264,
  size: 268,
  sectorsize: 276,
} as const
/** magic: The text "OOOM", or "MOOO" where the number was written little-endian. */
export const UML_COW_V1_LE_HEADER_MAGIC = 0x4f4f4f4d
/** version: Format version. */
export const UML_COW_V1_LE_HEADER_VERSION = 1

/**
 * UmlCowV1LeHeader: 280 bytes, little-endian.
 * Fixed header at the start of the file.
 */
export interface UmlCowV1LeHeader {
  /**
   * The text "OOOM", or "MOOO" where the number was written little-endian.
   *
   * Bytes 0–3.
   */
  readonly magic: typeof UML_COW_V1_LE_HEADER_MAGIC
  /**
   * Format version.
   *
   * Bytes 4–7.
   */
  readonly version: typeof UML_COW_V1_LE_HEADER_VERSION
  /**
   * Name of the backing file.
   *
   * Bytes 8–263.
   */
  readonly backingFile: string
  /**
   * Modification time of the backing file when the image was made.
   *
   * Bytes 264–267, seconds since 1970-01-01 UTC.
   */
  readonly mtime: number
  /**
   * Length of the backing file when the image was made, and so the size of the disk.
   *
   * Bytes 268–275, bytes.
   */
  readonly size: bigint
  /**
   * Bytes that one bit of the bitmap stands for.
   *
   * Bytes 276–279, bytes.
   */
  readonly sectorsize: number
  /**
   * The bytes that this was parsed from, from its first byte on; not a copy. `serialize…` keeps
   * from them what no field owns: holes, reserved space, text after a NUL, an unknown tail.
   */
  readonly raw?: Uint8Array | undefined
}

/**
 * The fields of a UmlCowV1LeHeader as they stand in any bytes; undefined where the bytes end before.
 * An absent field has its default.
 */
export interface UmlCowV1LeHeaderFields {
  /** bytes 0–3 */
  magic: number | undefined
  /** bytes 4–7 */
  version: number | undefined
  /** bytes 8–263 */
  backingFile: string | undefined
  /** bytes 264–267 */
  mtime: number | undefined
  /** bytes 268–275 */
  size: bigint | undefined
  /** bytes 276–279 */
  sectorsize: number | undefined
}

/** What `serializeUmlCowV1LeHeader` needs: constants and fields with a default may be left out. */
export type UmlCowV1LeHeaderInit = Omit<UmlCowV1LeHeader, 'magic' | 'version' | 'backingFile' | 'mtime' | 'sectorsize'> & Partial<Pick<UmlCowV1LeHeader, 'magic' | 'version' | 'backingFile' | 'mtime' | 'sectorsize'>>

/** Reads whatever fields of a UmlCowV1LeHeader the bytes hold, at `offset`. Never throws. */
export function readUmlCowV1LeHeader(bytes: Uint8Array, offset = 0): UmlCowV1LeHeaderFields {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const have = bytes.length - offset
  return {
    magic: have < 4 ? undefined : view.getUint32(offset, true),
    version: have < 8 ? undefined : view.getUint32(offset + 4, true),
    backingFile: have < 264 ? undefined : readText(bytes, offset + 8, offset + 8 + 256),
    mtime: have < 268 ? undefined : view.getUint32(offset + 264, true),
    size: have < 276 ? undefined : view.getBigUint64(offset + 268, true),
    sectorsize: have < 280 ? undefined : view.getUint32(offset + 276, true),
  }
}

/**
 * Parses a UmlCowV1LeHeader at the start of the bytes.
 *
 * @throws FormatError (truncated, bad-magic, bad-constant)
 */
export function parseUmlCowV1LeHeader(bytes: Uint8Array): UmlCowV1LeHeader {
  if (bytes.length < 280) throw truncated('header', 280, bytes.length)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const fieldMagic = view.getUint32(0, true)
  if (fieldMagic !== UML_COW_V1_LE_HEADER_MAGIC) throw notConstant(
    'header.magic',
    0,
    { actual: fieldMagic, expected: UML_COW_V1_LE_HEADER_MAGIC },
  )
  const fieldVersion = view.getUint32(4, true)
  if (fieldVersion !== UML_COW_V1_LE_HEADER_VERSION) throw notConstant(
    'header.version',
    4,
    { actual: fieldVersion, expected: UML_COW_V1_LE_HEADER_VERSION },
  )
  return {
    magic: fieldMagic,
    version: fieldVersion,
    backingFile: readText(bytes, 8, 264),
    mtime: view.getUint32(264, true),
    size: view.getBigUint64(268, true),
    sectorsize: view.getUint32(276, true),
    raw: bytes,
  }
}

/**
 * Writes a UmlCowV1LeHeader: constants filled in; holes and reserved space as in `raw`, else zero.
 *
 * @throws RangeError if a value does not fit its field
 */
export function serializeUmlCowV1LeHeader(header: UmlCowV1LeHeaderInit): Uint8Array {
  const bytes = startStruct(header.raw, UML_COW_V1_LE_HEADER_SIZE)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, UML_COW_V1_LE_HEADER_MAGIC, true)
  view.setUint32(4, UML_COW_V1_LE_HEADER_VERSION, true)
  writeText(
    bytes,
    8,
    { text: header.backingFile ?? '', size: 256, terminated: true, name: 'header.backing_file' },
  )
  view.setUint32(264, uint32(header.mtime ?? 0, 'header.mtime'), true)
  view.setBigUint64(268, uint64(header.size, 'header.size'), true)
  view.setUint32(276, uint32(header.sectorsize ?? 512, 'header.sectorsize'), true)
  return bytes
}

/** Fields for `patchUmlCowV1LeHeader`. */
export type UmlCowV1LeHeaderChanges = Partial<Pick<UmlCowV1LeHeader, 'backingFile' | 'mtime' | 'size' | 'sectorsize'>>

/**
 * Writes the given fields into the bytes of a UmlCowV1LeHeader, and no other byte. Checks all before it
 * writes any.
 *
 * @throws RangeError if a value does not fit, or the field is not in these bytes
 */
export function patchUmlCowV1LeHeader(bytes: Uint8Array, changes: UmlCowV1LeHeaderChanges): void {
  if (changes.backingFile !== undefined) {
    requirePresent(bytes.length >= 264, 'header.backing_file')
    textThatFits(
      { text: changes.backingFile, size: 256, terminated: true, name: 'header.backing_file' },
    )
  }
  if (changes.mtime !== undefined) {
    requirePresent(bytes.length >= 268, 'header.mtime')
    uint32(changes.mtime, 'header.mtime')
  }
  if (changes.size !== undefined) {
    requirePresent(bytes.length >= 276, 'header.size')
    uint64(changes.size, 'header.size')
  }
  if (changes.sectorsize !== undefined) {
    requirePresent(bytes.length >= 280, 'header.sectorsize')
    uint32(changes.sectorsize, 'header.sectorsize')
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (changes.backingFile !== undefined) writeText(
    bytes,
    8,
    { text: changes.backingFile, size: 256, terminated: true, name: 'header.backing_file' },
  )
  if (changes.mtime !== undefined) view.setUint32(264, changes.mtime, true)
  if (changes.size !== undefined) view.setBigUint64(268, changes.size, true)
  if (changes.sectorsize !== undefined) view.setUint32(276, changes.sectorsize, true)
}
