// Generated from schemas/qcow2/qcow2.ts by `cowtools generate`. Do not edit: change the schema and run it again.
//
// Parsers for the npm package binary-parser, version 2, to be installed beside this one. It compiles
// them with `new Function` on first use, so a page whose Content-Security-Policy forbids that cannot
// use this module: use the codec beside it.
//
//   const header: Qcow2HeaderParsed = qcow2HeaderParser.parse(bytes)
//
// `bytes` is a Uint8Array or a Buffer that begins with the struct; bytes that end inside a field are
// a RangeError. A parser can be nested in one of your own. Integers of 64 bits are bigint, all others
// number, so every value is exact. Text is UTF-8, up to a NUL where a NUL ends it; bytes that are not
// UTF-8 survive as lone surrogates. A field that the image lacks has no key.
//
// What a parser cannot carry: it checks neither constants nor ranges nor rules, so call `check…` of
// the codec for images that you do not trust; bits stay in their words; text that an offset and a
// length locate, header extensions and the rest of the file are not read; nothing is written.

// @ts-ignore: binary-parser 2 declares its types for CommonJS alone
import * as binaryParser from 'binary-parser'
// @ts-ignore: there is nothing to import where binary-parser is not installed
import type { Parser as BinaryParser } from 'binary-parser/dist/binary_parser.js'
import { readText } from '../../src/binary/index.ts'

const Parser: typeof BinaryParser = binaryParser.Parser

/** What `qcow2HeaderParser` gives. */
export interface Qcow2HeaderParsed {
  /** The text "QFI" and the byte 0xfb. */
  readonly magic: number
  /** Format version. */
  readonly version: number
  /** Where in this file the name of the backing file begins; 0 for none. Unit: bytes. */
  readonly backingFileOffset: bigint
  /** Length of the name of the backing file, at most 1023. Unit: bytes. */
  readonly backingFileSize: number
  /** The cluster size is 2 to this power: 512 bytes to 2 MiB. */
  readonly clusterBits: number
  /** Virtual size of the disk. Unit: bytes. */
  readonly size: bigint
  /** How the data clusters are encrypted. */
  readonly cryptMethod: number
  /** Number of entries in the active L1 table. */
  readonly l1Size: number
  /** Where the active L1 table begins. Unit: bytes. */
  readonly l1TableOffset: bigint
  /** Where the refcount table begins. Unit: bytes. */
  readonly refcountTableOffset: bigint
  /** Length of the refcount table in clusters. Unit: clusters. */
  readonly refcountTableClusters: number
  /** Number of snapshots in the file. */
  readonly nbSnapshots: number
  /** Where the snapshot table begins; 0 if there is none. Unit: bytes. */
  readonly snapshotsOffset: bigint
  /** Features that a reader must know, or else refuse the image. */
  readonly incompatibleFeatures?: bigint
  /** Features that a reader may ignore. */
  readonly compatibleFeatures?: bigint
  /** Features whose bits must be cleared by a writer that does not know them. */
  readonly autoclearFeatures?: bigint
  /** A reference count has 2 to this power bits: 1 to 64. Version 2: always 16. */
  readonly refcountOrder?: number
  /** Length of the header; extensions begin there. Version 2: always 72. Unit: bytes. */
  readonly headerLength?: number
  /** Compression of all compressed clusters of the image. */
  readonly compressionType?: number
}

/** Fixed header at the start of the file; version 2 ends at byte 72. 72 to 112 bytes. */
export const qcow2HeaderParser: BinaryParser = new Parser()
  .seek(4)
  .uint32be('version')
  .seek(-8)
  .choice({
    tag: function (this: { readonly version: number }) {
      return Number(this.version >= 3)
    },
    choices: {
      0: new Parser(),
      1: new Parser()
        .seek(100)
        .uint32be('headerLength')
        .seek(-104),
    },
  })
  .uint32be('magic')
  .uint32be('version')
  .uint64be('backingFileOffset')
  .uint32be('backingFileSize')
  .uint32be('clusterBits')
  .uint64be('size')
  .uint32be('cryptMethod')
  .uint32be('l1Size')
  .uint64be('l1TableOffset')
  .uint64be('refcountTableOffset')
  .uint32be('refcountTableClusters')
  .uint32be('nbSnapshots')
  .uint64be('snapshotsOffset')
  .choice({
    tag: function (this: { readonly version: number; readonly headerLength?: number }) {
      return Number(this.version >= 3 && (this.headerLength ?? 72) >= 80)
    },
    choices: {
      0: new Parser().seek(8),
      1: new Parser().uint64be('incompatibleFeatures'),
    },
  })
  .choice({
    tag: function (this: { readonly version: number; readonly headerLength?: number }) {
      return Number(this.version >= 3 && (this.headerLength ?? 72) >= 88)
    },
    choices: {
      0: new Parser().seek(8),
      1: new Parser().uint64be('compatibleFeatures'),
    },
  })
  .choice({
    tag: function (this: { readonly version: number; readonly headerLength?: number }) {
      return Number(this.version >= 3 && (this.headerLength ?? 72) >= 96)
    },
    choices: {
      0: new Parser().seek(8),
      1: new Parser().uint64be('autoclearFeatures'),
    },
  })
  .choice({
    tag: function (this: { readonly version: number; readonly headerLength?: number }) {
      return Number(this.version >= 3 && (this.headerLength ?? 72) >= 100)
    },
    choices: {
      0: new Parser().seek(4),
      1: new Parser().uint32be('refcountOrder'),
    },
  })
  .choice({
    tag: function (this: { readonly version: number }) {
      return Number(this.version >= 3)
    },
    choices: {
      0: new Parser().seek(4),
      1: new Parser().uint32be('headerLength'),
    },
  })
  .choice({
    tag: function (this: { readonly version: number; readonly headerLength?: number }) {
      return Number(this.version >= 3 && (this.headerLength ?? 72) >= 105)
    },
    choices: {
      0: new Parser().seek(1),
      1: new Parser().uint8('compressionType'),
    },
  })
  .seek(7)

/** What `qcow2ExtensionHeaderParser` gives. */
export interface Qcow2ExtensionHeaderParsed {
  /** What the extension is; 0 ends the list. */
  readonly type: number
  /** Length of the content, without head and padding. Unit: bytes. */
  readonly length: number
}

/** Head of a header extension; the content follows, padded to 8 bytes. 8 bytes. */
export const qcow2ExtensionHeaderParser: BinaryParser = new Parser()
  .uint32be('type')
  .uint32be('length')

/** What `qcow2FeatureNameParser` gives. */
export interface Qcow2FeatureNameParsed {
  /** Which feature word the bit is in. */
  readonly type: number
  /** Number of the bit, 0 to 63. */
  readonly bit: number
  /** Name of the feature, for messages. */
  readonly name: string
}

/** A row of the feature name table: one bit of a feature word and its name. 48 bytes. */
export const qcow2FeatureNameParser: BinaryParser = new Parser()
  .uint8('type')
  .uint8('bit')
  .buffer('name', { length: 46, formatter: text(46) })

/** What `qcow2BitmapsExtensionParser` gives. */
export interface Qcow2BitmapsExtensionParsed {
  /** Number of bitmaps in the directory, at least 1. */
  readonly nbBitmaps: number
  /** Length of the bitmap directory: the sum of its entries. Unit: bytes. */
  readonly bitmapDirectorySize: bigint
  /** Where the bitmap directory begins. Unit: bytes. */
  readonly bitmapDirectoryOffset: bigint
}

/** Content of the bitmaps extension: where the bitmap directory is. 24 bytes. */
export const qcow2BitmapsExtensionParser: BinaryParser = new Parser()
  .uint32be('nbBitmaps')
  .seek(4)
  .uint64be('bitmapDirectorySize')
  .uint64be('bitmapDirectoryOffset')

/** What `qcow2EncryptionExtensionParser` gives. */
export interface Qcow2EncryptionExtensionParsed {
  /** Where the encryption header begins; a multiple of the cluster size. Unit: bytes. */
  readonly offset: bigint
  /** Length of the encryption header as written. Unit: bytes. */
  readonly length: bigint
}

/** Content of the full disk encryption extension: where the LUKS header is. 16 bytes. */
export const qcow2EncryptionExtensionParser: BinaryParser = new Parser()
  .uint64be('offset')
  .uint64be('length')

/** What `qcow2L1EntryParser` gives. */
export interface Qcow2L1EntryParsed {
  /** The entry. */
  readonly word: bigint
}

/** Entry of an L1 table: the place of an L2 table. 8 bytes. */
export const qcow2L1EntryParser: BinaryParser = new Parser()
  .uint64be('word')

/** What `qcow2L2EntryParser` gives. */
export interface Qcow2L2EntryParsed {
  /** The entry. */
  readonly word: bigint
}

/** Entry of an L2 table: the place of one guest cluster, as a standard cluster descriptor. 8 bytes. */
export const qcow2L2EntryParser: BinaryParser = new Parser()
  .uint64be('word')

/** What `qcow2ExtendedL2EntryParser` gives. */
export interface Qcow2ExtendedL2EntryParsed {
  /** The cluster descriptor, as in a plain entry but without the zero flag. */
  readonly word: bigint
  /** State of the 32 subclusters. */
  readonly subclusters: bigint
}

/** Entry of an L2 table with extended entries: a cluster descriptor and a subcluster bitmap. 16 bytes. */
export const qcow2ExtendedL2EntryParser: BinaryParser = new Parser()
  .uint64be('word')
  .uint64be('subclusters')

/** What `qcow2RefcountTableEntryParser` gives. */
export interface Qcow2RefcountTableEntryParsed {
  /** The entry. */
  readonly word: bigint
}

/** Entry of the refcount table: the place of a refcount block. 8 bytes. */
export const qcow2RefcountTableEntryParser: BinaryParser = new Parser()
  .uint64be('word')

/** What `qcow2SnapshotParser` gives. */
export interface Qcow2SnapshotParsed {
  /** Where the L1 table of the snapshot begins; a multiple of the cluster size. Unit: bytes. */
  readonly l1TableOffset: bigint
  /** Number of entries in the L1 table of the snapshot. */
  readonly l1Size: number
  /** Length of the id, which is a unique text. Unit: bytes. */
  readonly idSize: number
  /** Length of the name. Unit: bytes. */
  readonly nameSize: number
  /** When the snapshot was taken. Unit: seconds since 1970-01-01 UTC. */
  readonly dateSeconds: number
  /** Fraction of the second at which the snapshot was taken. Unit: nanoseconds. */
  readonly dateNanoseconds: number
  /** How long the guest had been running. Unit: nanoseconds. */
  readonly vmClock: bigint
  /** Length of the saved state of the virtual machine; 0 for none. Unit: bytes. */
  readonly vmStateSize: number
  /** Length of the extra data that follows. Unit: bytes. */
  readonly extraDataSize: number
}

/** Fixed part of an entry of the snapshot table. 40 bytes. */
export const qcow2SnapshotParser: BinaryParser = new Parser()
  .uint64be('l1TableOffset')
  .uint32be('l1Size')
  .uint16be('idSize')
  .uint16be('nameSize')
  .uint32be('dateSeconds')
  .uint32be('dateNanoseconds')
  .uint64be('vmClock')
  .uint32be('vmStateSize')
  .uint32be('extraDataSize')

/** What `qcow2BitmapDirectoryEntryParser` gives. */
export interface Qcow2BitmapDirectoryEntryParsed {
  /** Where the table of the bitmap begins; a multiple of the cluster size. Unit: bytes. */
  readonly bitmapTableOffset: bigint
  /** Number of entries in the table of the bitmap. */
  readonly bitmapTableSize: number
  /** Flags of the bitmap. */
  readonly flags: number
  /** Kind of the bitmap. */
  readonly type: number
  /** One bit stands for 2 to this power bytes of the disk: 9 to 31 in QEMU. */
  readonly granularityBits: number
  /** Length of the name. Unit: bytes. */
  readonly nameSize: number
  /** Length of the extra data that follows. Unit: bytes. */
  readonly extraDataSize: number
}

/** Fixed part of an entry of the bitmap directory. 24 bytes. */
export const qcow2BitmapDirectoryEntryParser: BinaryParser = new Parser()
  .uint64be('bitmapTableOffset')
  .uint32be('bitmapTableSize')
  .uint32be('flags')
  .uint8('type')
  .uint8('granularityBits')
  .uint16be('nameSize')
  .uint32be('extraDataSize')

/** Text of a field of `size` bytes, up to its NUL. */
function text(size: number): (bytes: Uint8Array) => string {
  return (bytes) => readText(whole(bytes, size), 0, size)
}

/** All `size` bytes of a field. binary-parser takes fewer without a word. */
function whole(bytes: Uint8Array, size: number): Uint8Array {
  if (bytes.length === size) return bytes
  throw new RangeError(`Cannot parse a field of ${size} bytes: ${bytes.length} are left`)
}
