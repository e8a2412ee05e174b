/** Sample bytes: 64 different headers of each format, and L2 tables, made by the generated code. */
import { type CowV2HeaderInit, serializeCowV2Header } from '../../generated/cow-v2/structs.ts'
import { type Qcow2HeaderInit, serializeQcow2Header } from '../../generated/qcow2/structs.ts'

/** How many different headers a peer sees in turn, so that nothing is learned by heart. */
export const VARIANTS = 64

const KIB = 1024n
const CLUSTER = 0x10000

/** The smallest size that a double cannot hold. */
export const BEYOND_DOUBLE = 2n ** 53n + 1n

const NAMES = [
  'base.raw',
  'debian-7.img',
  '/srv/images/win2003.raw',
  '../golden/fedora-core-4.img',
  '/var/lib/libvirt/images/base-0001.raw',
]

/** A short ASCII name, a different one for each variant; 11 to 40 bytes. */
function nameOf(variant: number): string {
  return `${String(variant).padStart(2, '0')}-${NAMES[variant % NAMES.length] ?? ''}`
}

const variants = Array.from({ length: VARIANTS }, (_, variant) => variant)

/** Values of qcow2 headers, version 3 with all 112 bytes. */
export const qcow2Values: readonly Qcow2HeaderInit[] = variants.map((variant) => ({
  version: 3,
  backingFileOffset: variant % 3 === 0 ? 0n : 0x200n + BigInt(variant) * 8n,
  backingFileSize: variant % 3 === 0 ? 0 : 10 + variant,
  clusterBits: 12 + (variant % 10),
  size: 10n * KIB ** 3n + BigInt(variant) * 512n * KIB,
  cryptMethod: 0,
  l1Size: 20 + variant,
  l1TableOffset: BigInt(3 + variant) * BigInt(CLUSTER),
  refcountTableOffset: BigInt(CLUSTER),
  refcountTableClusters: 1 + (variant % 4),
  nbSnapshots: variant % 5,
  snapshotsOffset: variant % 5 === 0 ? 0n : BigInt(100 + variant) * BigInt(CLUSTER),
  incompatibleFeatures: BigInt(variant & 1),
  compatibleFeatures: BigInt((variant >> 1) & 1),
  autoclearFeatures: BigInt((variant >> 2) & 3),
  refcountOrder: 4,
  headerLength: 112,
  compressionType: variant & 1,
}))

/** Values of cow headers, each with a short backing name. */
export const cowV2Values: readonly CowV2HeaderInit[] = variants.map((variant) => ({
  backingFile: nameOf(variant),
  mtime: 1_100_000_000 + variant * 86_400,
  size: 4n * KIB ** 3n + BigInt(variant) * 512n,
  sectorsize: 512,
}))

/** The qcow2 headers, 112 bytes each. */
export const qcow2Headers: readonly Uint8Array[] = qcow2Values.map(serializeQcow2Header)

/** The cow headers, 1,056 bytes each. */
export const cowV2Headers: readonly Uint8Array[] = cowV2Values.map(serializeCowV2Header)

/** Entries of an L2 table of 64 KiB. */
export const L2_ENTRIES = 8192

/** An L2 table, by byte and by word. */
export interface L2Table {
  readonly bytes: Uint8Array
  readonly view: DataView
}

/** L2 tables of an image in use: most clusters in place, some not, some of zeros or compressed. */
export const l2Tables: readonly L2Table[] = variants.slice(0, 8).map((variant) => {
  const bytes = new Uint8Array(L2_ENTRIES * 8)
  const view = new DataView(bytes.buffer)
  for (let index = 0; index < L2_ENTRIES; index++) {
    const offset = BigInt(variant * L2_ENTRIES + index + 5) * BigInt(CLUSTER)
    view.setBigUint64(index * 8, entryOf((index * 7 + variant) % 16, offset))
  }
  return { bytes, view }
})

function entryOf(kind: number, offset: bigint): bigint {
  const copied = 1n << 63n
  const compressed = 1n << 62n
  if (kind < 10) return copied | offset
  if (kind < 12) return 0n
  if (kind < 13) return 1n
  return kind < 14 ? compressed | offset : offset
}
