// Generated from schemas/uml-cow/v2.ts by `cowtools generate`. Do not edit: change the schema and run it again.
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

/** Size of a UmlCowV2Header, bytes. */
export const UML_COW_V2_HEADER_SIZE = 4120
/** Offset of every field of a UmlCowV2Header, bytes. */
export const UML_COW_V2_HEADER_OFFSETS = {
  magic: 0,
  version: 4,
  backingFile: 8,
  mtime: 4104,
  size: 4108,
  sectorsize: 4116,
} as const
/** magic: The text "OOOM", or "MOOO" where the number was written little-endian. */
export const UML_COW_V2_HEADER_MAGIC = 0x4f4f4f4d
/** version: Format version; QEMU cow has the same. */
export const UML_COW_V2_HEADER_VERSION = 2

/**
 * UmlCowV2Header: 4120 bytes, big-endian.
 * Fixed header at the start of the file.
 */
export interface UmlCowV2Header {
  /**
   * The text "OOOM", or "MOOO" where the number was written little-endian.
   *
   * Bytes 0–3.
   */
  readonly magic: typeof UML_COW_V2_HEADER_MAGIC
  /**
   * Format version; QEMU cow has the same.
   *
   * Bytes 4–7.
   */
  readonly version: typeof UML_COW_V2_HEADER_VERSION
  /**
   * Name of the backing file.
   *
   * Bytes 8–4103.
   */
  readonly backingFile: string
  /**
   * Modification time of the backing file when the image was made.
   *
   * Bytes 4104–4107, seconds since 1970-01-01 UTC.
   */
  readonly mtime: number
  /**
   * Length of the backing file when the image was made, and so the size of the disk.
   *
   * Bytes 4108–4115, bytes.
   */
  readonly size: bigint
  /**
   * Bytes that one bit of the bitmap stands for.
   *
   * Bytes 4116–4119, bytes.
   */
  readonly sectorsize: number
  /**
   * The bytes that this was parsed from, from its first byte on; not a copy. `serialize…` keeps
   * from them what no field owns: holes, reserved space, text after a NUL, an unknown tail.
   */
  readonly raw?: Uint8Array | undefined
}

/**
 * The fields of a UmlCowV2Header as they stand in any bytes; undefined where the bytes end before.
 * An absent field has its default.
 */
export interface UmlCowV2HeaderFields {
  /** bytes 0–3 */
  magic: number | undefined
  /** bytes 4–7 */
  version: number | undefined
  /** bytes 8–4103 */
  backingFile: string | undefined
  /** bytes 4104–4107 */
  mtime: number | undefined
  /** bytes 4108–4115 */
  size: bigint | undefined
  /** bytes 4116–4119 */
  sectorsize: number | undefined
}

/** What `serializeUmlCowV2Header` needs: constants and fields with a default may be left out. */
export type UmlCowV2HeaderInit = Omit<UmlCowV2Header, 'magic' | 'version' | 'backingFile' | 'mtime' | 'sectorsize'> & Partial<Pick<UmlCowV2Header, 'magic' | 'version' | 'backingFile' | 'mtime' | 'sectorsize'>>

/** Reads whatever fields of a UmlCowV2Header the bytes hold, at `offset`. Never throws. */
export function readUmlCowV2Header(bytes: Uint8Array, offset = 0): UmlCowV2HeaderFields {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const have = bytes.length - offset
  return {
    magic: have < 4 ? undefined : view.getUint32(offset),
    version: have < 8 ? undefined : view.getUint32(offset + 4),
    backingFile: have < 4104 ? undefined : readText(bytes, offset + 8, offset + 8 + 4096),
    mtime: have < 4108 ? undefined : view.getUint32(offset + 4104),
    size: have < 4116 ? undefined : view.getBigUint64(offset + 4108),
    sectorsize: have < 4120 ? undefined : view.getUint32(offset + 4116),
  }
}

/**
 * Parses a UmlCowV2Header at the start of the bytes.
 *
 * @throws FormatError (truncated, bad-magic, bad-constant)
 */
export function parseUmlCowV2Header(bytes: Uint8Array): UmlCowV2Header {
  if (bytes.length < 4120) throw truncated('header', 4120, bytes.length)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const fieldMagic = view.getUint32(0)
  if (fieldMagic !== UML_COW_V2_HEADER_MAGIC) throw notConstant(
    'header.magic',
    0,
    { actual: fieldMagic, expected: UML_COW_V2_HEADER_MAGIC },
  )
  const fieldVersion = view.getUint32(4)
  if (fieldVersion !== UML_COW_V2_HEADER_VERSION) throw notConstant(
    'header.version',
    4,
    { actual: fieldVersion, expected: UML_COW_V2_HEADER_VERSION },
  )
  return {
    magic: fieldMagic,
    version: fieldVersion,
    backingFile: readText(bytes, 8, 4104),
    mtime: view.getUint32(4104),
    size: view.getBigUint64(4108),
    sectorsize: view.getUint32(4116),
    raw: bytes,
  }
}

/**
 * Writes a UmlCowV2Header: constants filled in; holes and reserved space as in `raw`, else zero.
 *
 * @throws RangeError if a value does not fit its field
 */
export function serializeUmlCowV2Header(header: UmlCowV2HeaderInit): Uint8Array {
  const bytes = startStruct(header.raw, UML_COW_V2_HEADER_SIZE)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, UML_COW_V2_HEADER_MAGIC)
  view.setUint32(4, UML_COW_V2_HEADER_VERSION)
  writeText(
    bytes,
    8,
    { text: header.backingFile ?? '', size: 4096, terminated: true, name: 'header.backing_file' },
  )
  view.setUint32(4104, uint32(header.mtime ?? 0, 'header.mtime'))
  view.setBigUint64(4108, uint64(header.size, 'header.size'))
  view.setUint32(4116, uint32(header.sectorsize ?? 512, 'header.sectorsize'))
  return bytes
}

/** Fields for `patchUmlCowV2Header`. */
export type UmlCowV2HeaderChanges = Partial<Pick<UmlCowV2Header, 'backingFile' | 'mtime' | 'size' | 'sectorsize'>>

/**
 * Writes the given fields into the bytes of a UmlCowV2Header, and no other byte. Checks all before it
 * writes any.
 *
 * @throws RangeError if a value does not fit, or the field is not in these bytes
 */
export function patchUmlCowV2Header(bytes: Uint8Array, changes: UmlCowV2HeaderChanges): void {
  if (changes.backingFile !== undefined) {
    requirePresent(bytes.length >= 4104, 'header.backing_file')
    textThatFits(
      { text: changes.backingFile, size: 4096, terminated: true, name: 'header.backing_file' },
    )
  }
  if (changes.mtime !== undefined) {
    requirePresent(bytes.length >= 4108, 'header.mtime')
    uint32(changes.mtime, 'header.mtime')
  }
  if (changes.size !== undefined) {
    requirePresent(bytes.length >= 4116, 'header.size')
    uint64(changes.size, 'header.size')
  }
  if (changes.sectorsize !== undefined) {
    requirePresent(bytes.length >= 4120, 'header.sectorsize')
    uint32(changes.sectorsize, 'header.sectorsize')
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (changes.backingFile !== undefined) writeText(
    bytes,
    8,
    { text: changes.backingFile, size: 4096, terminated: true, name: 'header.backing_file' },
  )
  if (changes.mtime !== undefined) view.setUint32(4104, changes.mtime)
  if (changes.size !== undefined) view.setBigUint64(4108, changes.size)
  if (changes.sectorsize !== undefined) view.setUint32(4116, changes.sectorsize)
}
