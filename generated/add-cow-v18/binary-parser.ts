// Generated from schemas/add-cow/v18.ts by `cowtools generate`. Do not edit: change the schema and run it again.
//
// Parsers for the npm package binary-parser, version 2, to be installed beside this one. It compiles
// them with `new Function` on first use, so a page whose Content-Security-Policy forbids that cannot
// use this module: use the codec beside it.
//
//   const header: AddCowV18HeaderParsed = addCowV18HeaderParser.parse(bytes)
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
import { decodeText, readText } from '../../src/binary/index.ts'

const Parser: typeof BinaryParser = binaryParser.Parser

/** What `addCowV18HeaderParser` gives. */
export interface AddCowV18HeaderParsed {
  /** The text "ACOW", in ASCII. */
  readonly magic: string
  /** Where in this file the name of the backing file begins; 0 for none. Unit: bytes. */
  readonly backingFileOffset: number
  /** Length of the name of the backing file; 0 exactly if there is none. Unit: bytes. */
  readonly backingFileSize: number
  /** Where in this file the name of the image file begins. Unit: bytes. */
  readonly imageFileOffset: number
  /** Length of the name of the image file. Unit: bytes. */
  readonly imageFileSize: number
  /** The cluster size is 2 to this power: 512 bytes to 2 MiB. */
  readonly clusterBits: number
  /** Incompatible features: a reader refuses the image if it does not know a bit. None is defined. */
  readonly features: bigint
  /** Compatible features: a reader may ignore a bit that it does not know. */
  readonly compatibleFeatures: bigint
  /** Length of the header area, where the bitmap begins: 4096 or a cluster, whichever is more. Unit: bytes. */
  readonly headerSize: number
  /** Format of the backing file, in ASCII; empty exactly if there is none. */
  readonly backingFileFormat: string
  /** Format of the image file, in ASCII; "raw" unless create was told otherwise. */
  readonly imageFileFormat: string
}

/** Fixed header at the start of the file; the names follow, up to the header size. 76 bytes. */
export const addCowV18HeaderParser: BinaryParser = new Parser()
  .buffer('magic', { length: 4, formatter: wholeText(4) })
  .uint32le('backingFileOffset')
  .uint32le('backingFileSize')
  .uint32le('imageFileOffset')
  .uint32le('imageFileSize')
  .uint32le('clusterBits')
  .uint64le('features')
  .uint64le('compatibleFeatures')
  .uint32le('headerSize')
  .buffer('backingFileFormat', { length: 16, formatter: text(16) })
  .buffer('imageFileFormat', { length: 16, formatter: text(16) })

/** Text that fills a field of `size` bytes. */
function wholeText(size: number): (bytes: Uint8Array) => string {
  return (bytes) => decodeText(whole(bytes, size), 0, size)
}

/** Text of a field of `size` bytes, up to its NUL. */
function text(size: number): (bytes: Uint8Array) => string {
  return (bytes) => readText(whole(bytes, size), 0, size)
}

/** All `size` bytes of a field. binary-parser takes fewer without a word. */
function whole(bytes: Uint8Array, size: number): Uint8Array {
  if (bytes.length === size) return bytes
  throw new RangeError(`Cannot parse a field of ${size} bytes: ${bytes.length} are left`)
}
