// Generated from schemas/cow/v2.ts by `cowtools generate`. Do not edit: change the schema and run it again.
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

/** Fixed header at the start of the file. 1056 bytes. */
export const cowV2HeaderParser: BinaryParser = new Parser()
  .uint32be('magic')
  .uint32be('version')
  .buffer('backingFile', { length: 1024, formatter: text(1024) })
  .int32be('mtime')
  .seek(4)
  .uint64be('size')
  .uint32be('sectorsize')
  .seek(4)

/** Text of a field of `size` bytes, up to its NUL. */
function text(size: number): (bytes: Uint8Array) => string {
  return (bytes) => readText(whole(bytes, size), 0, size)
}

/** All `size` bytes of a field. binary-parser takes fewer without a word. */
function whole(bytes: Uint8Array, size: number): Uint8Array {
  if (bytes.length === size) return bytes
  throw new RangeError(`Cannot parse a field of ${size} bytes: ${bytes.length} are left`)
}
