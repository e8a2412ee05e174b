// Generated from schemas/uml-cow/v1.ts by `cowtools generate`. Do not edit: change the schema and run it again.
//
// Parsers for the npm package binary-parser, version 2, to be installed beside this one. It compiles
// them with `new Function` on first use, so a page whose Content-Security-Policy forbids that cannot
// use this module: use the codec beside it.
//
//   const header: UmlCowV1LeHeaderParsed = umlCowV1LeHeaderParser.parse(bytes)
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

/** What `umlCowV1LeHeaderParser` gives. */
export interface UmlCowV1LeHeaderParsed {
  /** The text "OOOM", or "MOOO" where the number was written little-endian. */
  readonly magic: number
  /** Format version. */
  readonly version: number
  /** Name of the backing file. */
  readonly backingFile: string
  /** Modification time of the backing file when the image was made. Unit: seconds since 1970-01-01 UTC. */
  readonly mtime: number
  /** Length of the backing file when the image was made, and so the size of the disk. Unit: bytes. */
  readonly size: bigint
  /** Bytes that one bit of the bitmap stands for. Unit: bytes. */
  readonly sectorsize: number
}

/** Fixed header at the start of the file. 280 bytes. */
export const umlCowV1LeHeaderParser: BinaryParser = new Parser()
  .uint32le('magic')
  .uint32le('version')
  .buffer('backingFile', { length: 256, formatter: text(256) })
  .uint32le('mtime')
  .uint64le('size')
  .uint32le('sectorsize')

/** Text of a field of `size` bytes, up to its NUL. */
function text(size: number): (bytes: Uint8Array) => string {
  return (bytes) => readText(whole(bytes, size), 0, size)
}

/** All `size` bytes of a field. binary-parser takes fewer without a word. */
function whole(bytes: Uint8Array, size: number): Uint8Array {
  if (bytes.length === size) return bytes
  throw new RangeError(`Cannot parse a field of ${size} bytes: ${bytes.length} are left`)
}
