// Generated from schemas/add-cow/v10.ts by `cowtools generate`. Do not edit: change the schema and run it again.
//
// Parsers for the npm package binary-parser, version 2. It compiles them with `new Function` on
// first use, so a page whose Content-Security-Policy forbids that cannot use this module: use the
// codec beside it. A parser reads fields and judges nothing: it checks neither constants nor rules.

// @ts-ignore: binary-parser 2 declares its types for CommonJS alone
import * as binaryParser from 'binary-parser'
// @ts-ignore: there is nothing to import where binary-parser is not installed
import type { Parser as BinaryParser } from 'binary-parser/dist/binary_parser.js'

const Parser: typeof BinaryParser = binaryParser.Parser

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
