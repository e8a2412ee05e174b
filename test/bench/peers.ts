/** Everyone who parses the two headers. The first peer of each list is the generated code. */
import { createRequire } from 'node:module'
import type { Parser as BinaryParser } from 'binary-parser/dist/binary_parser.js'
import { cowV2HeaderParser } from '../../generated/cow-v2/binary-parser.ts'
import { parseCowV2Header } from '../../generated/cow-v2/structs.ts'
import { qcow2HeaderParser } from '../../generated/qcow2/binary-parser.ts'
import { parseQcow2Header } from '../../generated/qcow2/structs.ts'
import { parseCowV2ByHand, parseCowV2ByHandTuned, parseQcow2ByHand } from './hand-written.ts'
import type { KaitaiParsers } from './kaitai.ts'
import type { RatedPeer } from './report.ts'

const require = createRequire(import.meta.url)
const { Parser }: { Parser: typeof BinaryParser } = require('binary-parser')

const BY_HAND = { kind: 'share', aim: 1, limit: 1.1 } as const
const BINARY_PARSER = { kind: 'faster', aim: 4, limit: 3 } as const
const KAITAI = { kind: 'faster', aim: 1, limit: 1 } as const

/** A flat parser without conditions, the least that binary-parser can do for a version 3 header. */
export const plainQcow2Parser = new Parser()
  .uint32be('magic', { assert: 0x514649fb })
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
  .uint64be('incompatibleFeatures')
  .uint64be('compatibleFeatures')
  .uint64be('autoclearFeatures')
  .uint32be('refcountOrder')
  .uint32be('headerLength')
  .uint8('compressionType')

/** binary-parser's own text reading. */
export const plainCowV2Parser = new Parser()
  .uint32be('magic', { assert: 0x4f4f4f4d })
  .uint32be('version', { assert: 2 })
  .string('backingFile', { zeroTerminated: true, encoding: 'utf8' })
  .pointer('mtime', { type: 'int32be', offset: 1032 })
  .pointer('size', { type: 'uint64be', offset: 1040 })
  .pointer('sectorsize', { type: 'uint32be', offset: 1048 })

/** Peers that parse a qcow2 header. */
export function qcow2Parsers(kaitai: KaitaiParsers): readonly RatedPeer<Uint8Array>[] {
  return [
    { name: 'generated', call: parseQcow2Header },
    { name: 'hand-written', call: parseQcow2ByHand, demand: BY_HAND },
    {
      name: 'binary-parser, emitted',
      call: (bytes) => qcow2HeaderParser.parse(bytes),
      demand: BINARY_PARSER,
    },
    {
      name: 'binary-parser, flat',
      call: (bytes) => plainQcow2Parser.parse(bytes),
      demand: BINARY_PARSER,
    },
    { name: 'Kaitai', call: (bytes) => kaitai.qcow2Header(bytes.buffer), demand: KAITAI },
  ]
}

/** Peers that parse a cow header. */
export function cowV2Parsers(kaitai: KaitaiParsers): readonly RatedPeer<Uint8Array>[] {
  return [
    { name: 'generated', call: parseCowV2Header },
    { name: 'hand-written', call: parseCowV2ByHand, demand: BY_HAND },
    { name: 'hand-written, tuned for ASCII', call: parseCowV2ByHandTuned, demand: BY_HAND },
    {
      name: 'binary-parser, emitted',
      call: (bytes) => cowV2HeaderParser.parse(bytes),
      demand: BINARY_PARSER,
    },
    {
      name: 'binary-parser, its own text',
      call: (bytes) => plainCowV2Parser.parse(bytes),
      demand: BINARY_PARSER,
    },
    { name: 'Kaitai', call: (bytes) => kaitai.cowV2Header(bytes.buffer), demand: KAITAI },
  ]
}
