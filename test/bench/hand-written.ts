/**
 * The same work by hand, as a good engineer would write it for one program: a plain object, exact
 * 64-bit values, a check of length and magic, and no more.
 */
const decoder = new TextDecoder()
const encoder = new TextEncoder()

const QCOW2_MAGIC = 0x514649fb
const COW_MAGIC = 0x4f4f4f4d
const COW_HEADER_SIZE = 1056
const COW_NAME_SIZE = 1024

/** Parses a qcow2 header, version 2 or 3. */
export function parseQcow2ByHand(bytes: Uint8Array) {
  if (bytes.length < 72) throw new Error('qcow2: header is too short')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (view.getUint32(0) !== QCOW2_MAGIC) throw new Error('qcow2: bad magic')
  const version = view.getUint32(4)
  const v3 = version >= 3
  if (v3 && bytes.length < 104) throw new Error('qcow2: header is too short')
  const headerLength = v3 ? view.getUint32(100) : 72
  if (bytes.length < headerLength) throw new Error('qcow2: header is too short')
  return {
    version,
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
    incompatibleFeatures: v3 ? view.getBigUint64(72) : 0n,
    compatibleFeatures: v3 ? view.getBigUint64(80) : 0n,
    autoclearFeatures: v3 ? view.getBigUint64(88) : 0n,
    refcountOrder: v3 ? view.getUint32(96) : 4,
    headerLength,
    compressionType: headerLength > 104 ? view.getUint8(104) : 0,
  }
}

/** A qcow2 header as `parseQcow2ByHand` gives it. */
export type Qcow2ByHand = ReturnType<typeof parseQcow2ByHand>

/** Parses a cow header; the name through `TextDecoder`. */
export function parseCowV2ByHand(bytes: Uint8Array) {
  const view = cowView(bytes)
  const nul = bytes.indexOf(0, 8)
  const end = nul === -1 || nul > 8 + COW_NAME_SIZE ? 8 + COW_NAME_SIZE : nul
  return {
    backingFile: decoder.decode(bytes.subarray(8, end)),
    mtime: view.getInt32(1032),
    size: view.getBigUint64(1040),
    sectorsize: view.getUint32(1048),
  }
}

/** The same by someone who has measured: names of ASCII letters need no decoder. */
export function parseCowV2ByHandTuned(bytes: Uint8Array) {
  const view = cowView(bytes)
  return {
    backingFile: asciiName(bytes),
    mtime: view.getInt32(1032),
    size: view.getBigUint64(1040),
    sectorsize: view.getUint32(1048),
  }
}

function cowView(bytes: Uint8Array): DataView {
  if (bytes.length < COW_HEADER_SIZE) throw new Error('cow: header is too short')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (view.getUint32(0) !== COW_MAGIC) throw new Error('cow: bad magic')
  if (view.getUint32(4) !== 2) throw new Error('cow: unknown version')
  return view
}

function asciiName(bytes: Uint8Array): string {
  let text = ''
  for (let i = 8; i < 8 + COW_NAME_SIZE; i++) {
    const byte = bytes[i] ?? 0
    if (byte === 0) break
    if (byte >= 0x80) return decoder.decode(bytes.subarray(8, bytes.indexOf(0, 8)))
    text += String.fromCharCode(byte)
  }
  return text
}

/** A cow header as `parseCowV2ByHand` gives it. */
export type CowV2ByHand = ReturnType<typeof parseCowV2ByHand>

/** Writes a qcow2 header of version 3; trusts its caller. */
export function serializeQcow2ByHand(header: Qcow2ByHand): Uint8Array {
  const bytes = new Uint8Array(header.headerLength)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, QCOW2_MAGIC)
  view.setUint32(4, header.version)
  view.setBigUint64(8, header.backingFileOffset)
  view.setUint32(16, header.backingFileSize)
  view.setUint32(20, header.clusterBits)
  view.setBigUint64(24, header.size)
  view.setUint32(32, header.cryptMethod)
  view.setUint32(36, header.l1Size)
  view.setBigUint64(40, header.l1TableOffset)
  view.setBigUint64(48, header.refcountTableOffset)
  view.setUint32(56, header.refcountTableClusters)
  view.setUint32(60, header.nbSnapshots)
  view.setBigUint64(64, header.snapshotsOffset)
  if (header.version < 3) return bytes
  view.setBigUint64(72, header.incompatibleFeatures)
  view.setBigUint64(80, header.compatibleFeatures)
  view.setBigUint64(88, header.autoclearFeatures)
  view.setUint32(96, header.refcountOrder)
  view.setUint32(100, header.headerLength)
  if (header.headerLength > 104) view.setUint8(104, header.compressionType)
  return bytes
}

/** Writes a cow header; trusts its caller. */
export function serializeCowV2ByHand(header: CowV2ByHand): Uint8Array {
  const bytes = new Uint8Array(COW_HEADER_SIZE)
  encoder.encodeInto(header.backingFile, bytes.subarray(8, 8 + COW_NAME_SIZE))
  return writeCowNumbers(bytes, header)
}

/** The same by someone who has measured: names of ASCII letters need no encoder. */
export function serializeCowV2ByHandTuned(header: CowV2ByHand): Uint8Array {
  const bytes = new Uint8Array(COW_HEADER_SIZE)
  const { backingFile } = header
  for (let i = 0; i < backingFile.length; i++) {
    const code = backingFile.charCodeAt(i)
    if (code >= 0x80) {
      encoder.encodeInto(backingFile, bytes.subarray(8, 8 + COW_NAME_SIZE))
      break
    }
    bytes[8 + i] = code
  }
  return writeCowNumbers(bytes, header)
}

function writeCowNumbers(bytes: Uint8Array, header: CowV2ByHand): Uint8Array {
  const view = new DataView(bytes.buffer)
  view.setUint32(0, COW_MAGIC)
  view.setUint32(4, 2)
  view.setInt32(1032, header.mtime)
  view.setBigUint64(1040, header.size)
  view.setUint32(1048, header.sectorsize)
  return bytes
}
