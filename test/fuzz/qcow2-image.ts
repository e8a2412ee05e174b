/** Good qcow2 images, cluster by cluster: the library reads their headers and does not make them yet. */
import {
  QCOW2_BITMAP_DIRECTORY_ENTRY_SIZE,
  QCOW2_BITMAP_DIRECTORY_ENTRY_TYPE,
  QCOW2_HEADER_AUTOCLEAR_FEATURES,
  type Qcow2Extension,
  type Qcow2Init,
  serializeQcow2,
  serializeQcow2BitmapDirectoryEntry,
  serializeQcow2L1Entry,
  serializeQcow2L2Entry,
  serializeQcow2RefcountTableEntry,
  serializeQcow2Snapshot,
} from '../../generated/qcow2/index.ts'
import { encodeText } from '../../src/binary/index.ts'
import type { Random } from './random.ts'

/** Where things stand, in clusters. */
const CLUSTER = { refcounts: 1, block: 2, l1: 3, l2: 4, data: 5, snapshots: 6, directory: 7 }
const CLUSTERS = 8
const COPIED = 1n << 63n
const ENTRY_SIZE = 8

/** A small image, with whatever extensions, snapshots and bitmaps the choices give it. */
export function createQcow2(random: Random): Uint8Array {
  const isOld = random.oneIn(4)
  const clusterBits = random.oneIn(8) ? 16 : random.int(9, 12)
  const clusterSize = 1 << clusterBits
  const snapshotCount = random.oneIn(3) ? random.int(1, 3) : 0
  const bitmapCount = !isOld && random.oneIn(3) ? random.int(1, 2) : 0
  const directory = bitmapDirectory(bitmapCount, clusterSize)
  const place = (cluster: number) => BigInt(cluster * clusterSize)
  const l2Reach = clusterSize * (clusterSize / ENTRY_SIZE)
  const image: Qcow2Init = {
    header: {
      version: isOld ? 2 : 3,
      size: BigInt(random.int(1, 64) * 512),
      clusterBits,
      l1Size: Math.ceil((64 * 512) / l2Reach),
      l1TableOffset: place(CLUSTER.l1),
      refcountTableOffset: place(CLUSTER.refcounts),
      refcountTableClusters: 1,
      nbSnapshots: snapshotCount,
      snapshotsOffset: snapshotCount > 0 ? place(CLUSTER.snapshots) : 0n,
      ...(isOld ? {} : { headerLength: random.pick([104, 112]) }),
      ...(bitmapCount > 0 ? { autoclearFeatures: QCOW2_HEADER_AUTOCLEAR_FEATURES.bitmaps } : {}),
    },
    extensions: [
      ...(bitmapCount > 0
        ? [bitmapsExtension(bitmapCount, directory, place(CLUSTER.directory))]
        : []),
      ...extensions(random, clusterSize),
    ],
    backingFile: random.oneIn(2) ? 'base.raw' : undefined,
  }
  const bytes = new Uint8Array(CLUSTERS * clusterSize)
  const put = (cluster: number, content: Uint8Array) => bytes.set(content, cluster * clusterSize)
  put(0, serializeQcow2(image).subarray(0, clusterSize))
  put(CLUSTER.refcounts, serializeQcow2RefcountTableEntry({ word: place(CLUSTER.block) }))
  put(
    CLUSTER.block,
    Uint8Array.from({ length: CLUSTERS * 2 }, (_, at) => at & 1),
  )
  put(CLUSTER.l1, serializeQcow2L1Entry({ word: place(CLUSTER.l2) | COPIED }))
  put(CLUSTER.l2, serializeQcow2L2Entry({ word: place(CLUSTER.data) | COPIED }))
  put(CLUSTER.data, random.bytes(Math.min(clusterSize, 4096)))
  put(CLUSTER.snapshots, snapshots(snapshotCount, place(CLUSTER.l1)))
  put(CLUSTER.directory, directory)
  return bytes
}

function extensions(random: Random, clusterSize: number): Qcow2Extension[] {
  const room = clusterSize > 512
  const some: Qcow2Extension[] = [
    { kind: 'backing_format', text: random.pick(['raw', 'qcow2', 'cow']) },
    { kind: 'other', type: 0x12345678, data: random.bytes(random.int(0, 24)) },
    ...(room
      ? [
          {
            kind: 'feature_name_table',
            rows: [
              { type: 0, bit: 0, name: 'dirty bit' },
              { type: 1, bit: 0, name: 'lazy refcounts' },
            ],
          } as const,
        ]
      : []),
  ]
  const chosen = some.filter(() => random.oneIn(2))
  return chosen.length > 0 || random.oneIn(2)
    ? [...chosen, { kind: 'end', data: new Uint8Array(0) }]
    : []
}

function bitmapsExtension(count: number, directory: Uint8Array, offset: bigint): Qcow2Extension {
  return {
    kind: 'bitmaps',
    content: {
      nbBitmaps: count,
      bitmapDirectorySize: BigInt(directory.length),
      bitmapDirectoryOffset: offset,
    },
  }
}

function bitmapDirectory(count: number, clusterSize: number): Uint8Array {
  const entries = Array.from({ length: count }, (_, at) => {
    const name = encodeText(`bitmap-${at}`)
    const head = serializeQcow2BitmapDirectoryEntry({
      bitmapTableOffset: BigInt(CLUSTER.data * clusterSize),
      bitmapTableSize: 1,
      flags: 0,
      type: QCOW2_BITMAP_DIRECTORY_ENTRY_TYPE.dirtyTracking,
      granularityBits: 16,
      nameSize: name.length,
      extraDataSize: 0,
    })
    return padded([head.subarray(0, QCOW2_BITMAP_DIRECTORY_ENTRY_SIZE), name])
  })
  return joined(entries)
}

function snapshots(count: number, l1TableOffset: bigint): Uint8Array {
  const records = Array.from({ length: count }, (_, at) => {
    const [id, name] = [encodeText(String(at + 1)), encodeText(`snapshot ${at}`)]
    const head = serializeQcow2Snapshot({
      l1TableOffset,
      l1Size: 1,
      idSize: id.length,
      nameSize: name.length,
      dateSeconds: 1_700_000_000,
      dateNanoseconds: 0,
      vmClock: 0n,
      vmStateSize: 0,
      extraDataSize: 16,
    })
    return padded([head, new Uint8Array(16), id, name])
  })
  return joined(records)
}

function padded(parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  return joined([...parts, new Uint8Array((ENTRY_SIZE - (length % ENTRY_SIZE)) % ENTRY_SIZE)])
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const result = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    result.set(part, at)
    at += part.length
  }
  return result
}
