// Generated from schemas/qcow2/qcow2.ts by `cowtools generate`. Do not edit: change the schema and run it again.
//
// Parsers for the npm package binary-parser, version 2. It compiles them with `new Function` on
// first use, so a page whose Content-Security-Policy forbids that cannot use this module: use the
// codec beside it. A parser reads fields and judges nothing: it checks neither constants nor rules.

// @ts-ignore: binary-parser 2 declares its types for CommonJS alone
import * as binaryParser from 'binary-parser'
// @ts-ignore: there is nothing to import where binary-parser is not installed
import type { Parser as BinaryParser } from 'binary-parser/dist/binary_parser.js'
import { readText } from '../../src/binary/index.ts'

const Parser: typeof BinaryParser = binaryParser.Parser

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

/** Head of a header extension; the content follows, padded to 8 bytes. 8 bytes. */
export const qcow2ExtensionHeaderParser: BinaryParser = new Parser()
  .uint32be('type')
  .uint32be('length')

/** A row of the feature name table: one bit of a feature word and its name. 48 bytes. */
export const qcow2FeatureNameParser: BinaryParser = new Parser()
  .uint8('type')
  .uint8('bit')
  .buffer('name', { length: 46, formatter: text(46) })

/** Content of the bitmaps extension: where the bitmap directory is. 24 bytes. */
export const qcow2BitmapsExtensionParser: BinaryParser = new Parser()
  .uint32be('nbBitmaps')
  .seek(4)
  .uint64be('bitmapDirectorySize')
  .uint64be('bitmapDirectoryOffset')

/** Content of the full disk encryption extension: where the LUKS header is. 16 bytes. */
export const qcow2EncryptionExtensionParser: BinaryParser = new Parser()
  .uint64be('offset')
  .uint64be('length')

/** Entry of an L1 table: the place of an L2 table. 8 bytes. */
export const qcow2L1EntryParser: BinaryParser = new Parser()
  .uint64be('word')

/** Entry of an L2 table: the place of one guest cluster, as a standard cluster descriptor. 8 bytes. */
export const qcow2L2EntryParser: BinaryParser = new Parser()
  .uint64be('word')

/** Entry of an L2 table with extended entries: a cluster descriptor and a subcluster bitmap. 16 bytes. */
export const qcow2ExtendedL2EntryParser: BinaryParser = new Parser()
  .uint64be('word')
  .uint64be('subclusters')

/** Entry of the refcount table: the place of a refcount block. 8 bytes. */
export const qcow2RefcountTableEntryParser: BinaryParser = new Parser()
  .uint64be('word')

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
