/** Hand-written serializers that also refuse what does not fit, as a careful engineer's would. */
import {
  type CowV2ByHand,
  type Qcow2ByHand,
  serializeCowV2ByHand,
  serializeQcow2ByHand,
} from './hand-written.ts'

const MAX_U64 = 0xffff_ffff_ffff_ffffn
const encoder = new TextEncoder()

function u32(value: number): void {
  if (!Number.isInteger(value) || value < 0 || value > 0xffffffff) throw notFitting(value)
}

function u64(value: bigint): void {
  if (value < 0n || value > MAX_U64) throw notFitting(value)
}

function notFitting(value: number | bigint): RangeError {
  return new RangeError(`${value} does not fit`)
}

/** Writes a qcow2 header after a check of every value. */
export function serializeQcow2Checked(header: Qcow2ByHand): Uint8Array {
  u32(header.version)
  u64(header.backingFileOffset)
  u32(header.backingFileSize)
  u32(header.clusterBits)
  u64(header.size)
  u32(header.cryptMethod)
  u32(header.l1Size)
  u64(header.l1TableOffset)
  u64(header.refcountTableOffset)
  u32(header.refcountTableClusters)
  u32(header.nbSnapshots)
  u64(header.snapshotsOffset)
  u64(header.incompatibleFeatures)
  u64(header.compatibleFeatures)
  u64(header.autoclearFeatures)
  u32(header.refcountOrder)
  u32(header.headerLength)
  if (header.headerLength < 72 || header.headerLength > 4096) throw notFitting(header.headerLength)
  if (header.compressionType > 255) throw notFitting(header.compressionType)
  return serializeQcow2ByHand(header)
}

/** Writes a cow header after a check of every value. */
export function serializeCowV2Checked(header: CowV2ByHand): Uint8Array {
  if (encoder.encode(header.backingFile).length > 1023 || header.backingFile.includes('\0')) {
    throw new RangeError('the name of the backing file does not fit')
  }
  if ((header.mtime | 0) !== header.mtime) throw notFitting(header.mtime)
  u64(header.size)
  u32(header.sectorsize)
  return serializeCowV2ByHand(header)
}
