/**
 * How far a check goes, and what it calls a fault.
 *
 * A budget that is used up ends the work there and is a finding: what was found so far stays.
 */
import type { OpenPolicy } from '../chain/files.ts'

/** What a check may open, how much it may spend, and how severe it is. */
export interface Policy {
  /** Under `untrusted` names of other files are errors, and some warnings are. */
  readonly name: 'trusted' | 'untrusted'
  /** Which of the named files may be looked at. Protocols and devices never are. */
  readonly follow: OpenPolicy
  /** Most layers of a chain, the image itself included. */
  readonly maxDepth: number
  /** Largest disk, bytes; any size if undefined. */
  readonly maxVirtualSize: bigint | undefined
  /** Longest file or stream, bytes; any length if undefined. What is past it is not read. */
  readonly maxFileSize: number | undefined
  /** Most bytes of bitmaps, tables and unused space of one image that are looked at. */
  readonly maxBytesRead: number
  /** Longest time for one image. */
  readonly maxMilliseconds: number
}

const MIB = 1024 ** 2
const GIB = 1024 ** 3

/** As deep as chains that are opened for use may be. */
const USUAL_DEPTH = 16
/** The bitmap of a disk of 64 TiB in sectors: far above what is in use, and minutes to read. */
const TRUSTED_BYTES = 16 * GIB
/** The bitmap of the largest disk that the policy lets pass, with clusters of 4096 bytes. */
const UNTRUSTED_BYTES = 512 * MIB
/** The largest file of ext4 with blocks of 4096 bytes: no disk above it fits there as a raw file. */
const UNTRUSTED_DISK = 16n * 1024n ** 4n
/** A minute of a fast pipe: what comes as a stream without an end is given up there. */
const UNTRUSTED_FILE = 64 * GIB
/** What an upload may wait for; 512 MiB take a second on any disk of today. */
const UNTRUSTED_MILLISECONDS = 10_000

/** For one's own images: follows names, sets no limit that an honest image comes near. */
export const TRUSTED: Policy = {
  name: 'trusted',
  follow: 'all',
  maxDepth: USUAL_DEPTH,
  maxVirtualSize: undefined,
  maxFileSize: undefined,
  maxBytesRead: TRUSTED_BYTES,
  maxMilliseconds: Number.POSITIVE_INFINITY,
}

/** For images from strangers: nothing but the image itself is opened or looked up. */
export const UNTRUSTED: Policy = {
  name: 'untrusted',
  follow: 'deny',
  maxDepth: 1,
  maxVirtualSize: UNTRUSTED_DISK,
  maxFileSize: UNTRUSTED_FILE,
  maxBytesRead: UNTRUSTED_BYTES,
  maxMilliseconds: UNTRUSTED_MILLISECONDS,
}
