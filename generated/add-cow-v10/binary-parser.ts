// Generated from schemas/add-cow/v10.ts by `cowtools generate`. Do not edit: change the schema and run it again.
//
// Parsers for the npm package binary-parser, version 2, to be installed beside this one. It compiles
// them with `new Function` on first use, so a page whose Content-Security-Policy forbids that cannot
// use this module: use the codec beside it.
//
//   const header: AddCowV10HeaderParsed = addCowV10HeaderParser.parse(bytes)
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

const Parser: typeof BinaryParser = binaryParser.Parser

/** What `addCowV10HeaderParser` gives. */
export interface AddCowV10HeaderParsed {
  /** The text "ADD_COW" and the byte 0xff. */
  readonly magic: Uint8Array
  /** Format version, always 1. */
  readonly version: number
  /** Where in this file the name of the backing file begins; 0 for none. Unit: bytes. */
  readonly backingFilenameOffset: number
  /** Length of the name of the backing file. Unit: bytes. */
  readonly backingFilenameSize: number
  /** Where in this file the name of the image file begins. Unit: bytes. */
  readonly imageFilenameOffset: number
  /** Length of the name of the image file. Unit: bytes. */
  readonly imageFilenameSize: number
  /** Feature bits. */
  readonly features: bigint
}

/** Fixed header at the start of the file; the names follow, up to byte 4095. 36 bytes. */
export const addCowV10HeaderParser: BinaryParser = new Parser()
  .buffer('magic', { length: 8, formatter: copy(8) })
  .uint32le('version')
  .uint32le('backingFilenameOffset')
  .uint32le('backingFilenameSize')
  .uint32le('imageFilenameOffset')
  .uint32le('imageFilenameSize')
  .uint64le('features')

/** A copy of the `size` bytes of a field. */
function copy(size: number): (bytes: Uint8Array) => Uint8Array {
  return (bytes) => new Uint8Array(whole(bytes, size))
}

/** All `size` bytes of a field. binary-parser takes fewer without a word. */
function whole(bytes: Uint8Array, size: number): Uint8Array {
  if (bytes.length === size) return bytes
  throw new RangeError(`Cannot parse a field of ${size} bytes: ${bytes.length} are left`)
}
