/** Everyone who writes the two headers. The first peer of each list is the generated code. */
import {
  type CowV2HeaderInit,
  parseCowV2Header,
  serializeCowV2Header,
} from '../../generated/cow-v2/structs.ts'
import {
  parseQcow2Header,
  type Qcow2HeaderInit,
  serializeQcow2Header,
} from '../../generated/qcow2/structs.ts'
import { serializeCowV2Checked, serializeQcow2Checked } from './hand-checked.ts'
import {
  type CowV2ByHand,
  parseCowV2ByHand,
  parseQcow2ByHand,
  type Qcow2ByHand,
  serializeCowV2ByHand,
  serializeCowV2ByHandTuned,
  serializeQcow2ByHand,
} from './hand-written.ts'
import { cowV2Headers, qcow2Headers } from './headers.ts'
import type { RatedPeer } from './report.ts'

/** One header in the form that each peer takes. */
export interface SerializeInput<Init, Plain> {
  /** Values alone. */
  readonly plain: Plain
  /** As parsed: with the bytes that it came from, which are kept where no field owns them. */
  readonly parsed: Init
}

export const qcow2Inputs: readonly SerializeInput<Qcow2HeaderInit, Qcow2ByHand>[] =
  qcow2Headers.map((bytes) => ({ plain: parseQcow2ByHand(bytes), parsed: parseQcow2Header(bytes) }))

export const cowV2Inputs: readonly SerializeInput<CowV2HeaderInit, CowV2ByHand>[] =
  cowV2Headers.map((bytes) => ({ plain: parseCowV2ByHand(bytes), parsed: parseCowV2Header(bytes) }))

/** The limit holds against the plain peer that checks nothing; the others are for information. */
const UNCHECKED = { kind: 'share', aim: 1, limit: 1.1 } as const
const INFORMATION = { kind: 'share' } as const

/** Peers that write a qcow2 header. */
export const qcow2Serializers: readonly RatedPeer<(typeof qcow2Inputs)[number]>[] = [
  { name: 'generated', call: ({ plain }) => serializeQcow2Header(plain) },
  {
    name: 'hand-written, unchecked',
    call: ({ plain }) => serializeQcow2ByHand(plain),
    demand: UNCHECKED,
  },
  {
    name: 'hand-written, checked',
    call: ({ plain }) => serializeQcow2Checked(plain),
    demand: INFORMATION,
  },
]

/** Peers that write a cow header. */
export const cowV2Serializers: readonly RatedPeer<(typeof cowV2Inputs)[number]>[] = [
  { name: 'generated', call: ({ plain }) => serializeCowV2Header(plain) },
  {
    name: 'hand-written, unchecked',
    call: ({ plain }) => serializeCowV2ByHand(plain),
    demand: UNCHECKED,
  },
  {
    name: 'hand-written, unchecked, tuned for ASCII',
    call: ({ plain }) => serializeCowV2ByHandTuned(plain),
    demand: INFORMATION,
  },
  {
    name: 'hand-written, checked',
    call: ({ plain }) => serializeCowV2Checked(plain),
    demand: INFORMATION,
  },
]

/**
 * The generated code on parsed headers, whose other bytes it keeps. Measured after the others, and
 * apart from them: objects of a second shape would slow down what follows.
 */
export const qcow2Keepers: readonly RatedPeer<(typeof qcow2Inputs)[number]>[] = [
  { name: 'generated, with raw', call: ({ parsed }) => serializeQcow2Header(parsed) },
]

export const cowV2Keepers: readonly RatedPeer<(typeof cowV2Inputs)[number]>[] = [
  { name: 'generated, with raw', call: ({ parsed }) => serializeCowV2Header(parsed) },
]
