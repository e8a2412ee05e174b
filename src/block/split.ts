/** A part of a request: within one cluster, or clusters as a whole. Offsets are bytes. */
export interface Piece {
  /** `partial`: some bytes of one cluster. `whole`: all bytes of `clusters` clusters. */
  readonly kind: 'partial' | 'whole'
  readonly offset: number
  readonly length: number
  /** Index of the first cluster. */
  readonly cluster: number
  /** How many clusters it touches: 1 if it is partial. */
  readonly clusters: number
}

/**
 * Splits a range into its head (the end of a cluster), its body (whole clusters, as one piece) and
 * its tail (the start of a cluster). What is empty is left out; a range inside one cluster is one
 * partial piece.
 *
 * @throws RangeError if offset or length is no safe, non-negative integer, or clusterSize is 0
 */
export function* splitRange(
  offset: number,
  length: number,
  clusterSize: number,
): Generator<Piece, void, undefined> {
  const end = offset + length
  const isRange = offset >= 0 && length >= 0 && clusterSize > 0 && Number.isSafeInteger(offset)
  if (!isRange || !Number.isSafeInteger(end) || !Number.isSafeInteger(clusterSize)) {
    throw new RangeError(`Cannot split ${length} bytes at ${offset} by clusters of ${clusterSize}`)
  }
  for (let at = offset; at < end; ) {
    const inside = at % clusterSize
    const cluster = (at - inside) / clusterSize
    const rest = end - at
    const isWhole = inside === 0 && rest >= clusterSize
    const clusters = isWhole ? Math.floor(rest / clusterSize) : 1
    const size = isWhole ? clusters * clusterSize : Math.min(clusterSize - inside, rest)
    yield { kind: isWhole ? 'whole' : 'partial', offset: at, length: size, cluster, clusters }
    at += size
  }
}
