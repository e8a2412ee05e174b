// Generated from schemas/add-cow/v18.ts by `cowtools generate`. Do not edit: change the schema and run it again.
//
// Parsers for the npm package binary-parser, version 2. It compiles them with `new Function` on
// first use, so a page whose Content-Security-Policy forbids that cannot use this module: use the
// codec beside it. A parser reads fields and judges nothing: it checks neither constants nor rules.

// @ts-ignore: binary-parser 2 declares its types for CommonJS alone
import * as binaryParser from 'binary-parser'
// @ts-ignore: there is nothing to import where binary-parser is not installed
import type { Parser as BinaryParser } from 'binary-parser/dist/binary_parser.js'
import { decodeText, readText } from '../../src/binary/index.ts'

const Parser: typeof BinaryParser = binaryParser.Parser

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
