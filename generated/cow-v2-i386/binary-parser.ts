// Generated from schemas/cow/v2-i386.ts by `cowtools generate`. Do not edit: change the schema and run it again.
//
// Parsers for the npm package binary-parser, version 2, to be installed beside this one. It compiles
// them with `new Function` on first use, so a page whose Content-Security-Policy forbids that cannot
// use this module: use the codec beside it.
//
//   const header: CowV2I386HeaderParsed = cowV2I386HeaderParser.parse(bytes)
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

/** What `cowV2I386HeaderParser` gives. */
export interface CowV2I386HeaderParsed {
  /** The text "OOOM". */
  readonly magic: number
  /** Format version. */
  readonly version: number
  /** Name of the backing file; empty for none. */
  readonly backingFile: string
  /** Modification time of the backing file when the image was made; 0 if unknown. Unit: seconds since 1970-01-01 UTC. */
  readonly mtime: number
  /** Virtual size of the disk. Unit: bytes. */
  readonly size: bigint
  /** Sector size, always 512. Unit: bytes. */
  readonly sectorsize: number
}

/** Fixed header at the start of the file. 1048 bytes. */
export const cowV2I386HeaderParser: BinaryParser = new Parser()
  .uint32be('magic')
  .uint32be('version')
  .buffer('backingFile', { length: 1024, formatter: text(1024) })
  .int32be('mtime')
  .uint64be('size')
  .uint32be('sectorsize')

/** Text of a field of `size` bytes, up to its NUL. */
function text(size: number): (bytes: Uint8Array) => string {
  return (bytes) => readText(whole(bytes, size), 0, size)
}

/** All `size` bytes of a field. binary-parser takes fewer without a word. */
function whole(bytes: Uint8Array, size: number): Uint8Array {
  if (bytes.length === size) return bytes
  throw new RangeError(`Cannot parse a field of ${size} bytes: ${bytes.length} are left`)
}
