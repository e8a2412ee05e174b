/**
 * Times peers side by side on a machine that other programs use too.
 *
 * Peers take turns in short slices, in another order each round, so that a busy moment meets all
 * of them. A peer's time is the median of its slices. A ratio is the median of the ratios of slices
 * from the same round, which noise moves less than the ratio of two medians.
 *
 * Every peer runs in a loop of its own, compiled from its own source text: one loop shared by all
 * would become megamorphic and charge each of them for the others.
 */
import { compileFunction } from 'node:vm'

/** One way to do the work. */
export interface Peer<Input> {
  readonly name: string
  readonly call: (input: Input) => unknown
}

/** Times of one peer. */
export interface Timing {
  readonly name: string
  /** Median, per operation. */
  readonly nanoseconds: number
  /** Time of each slice, per operation; slices of one index ran in the same round. */
  readonly slices: readonly number[]
}

/** How long to measure, ms per slice, and how many rounds. */
export interface Effort {
  readonly slice: number
  readonly warmup: number
  readonly rounds: number
}

export const DEFAULT_EFFORT: Effort = { slice: 3, warmup: 150, rounds: 121 }

type Loop<Input> = (
  call: (input: Input) => unknown,
  inputs: readonly Input[],
  kept: unknown[],
  repeats: number,
) => void

const LOOP = `
for (let repeat = 0; repeat < repeats; repeat++) {
  for (let i = 0; i < inputs.length; i++) kept[i] = call(inputs[i])
}`

/** A fresh copy of the loop; results are kept, so that no compiler can leave the work out. */
function loopFor<Input>(name: string): Loop<Input> {
  const code = `// ${name}\n${LOOP}`
  return compileFunction(code, ['call', 'inputs', 'kept', 'repeats']) as Loop<Input>
}

/** Times peers on the same inputs; `operations` is how many one call does. */
export function measure<Input>(
  peers: readonly Peer<Input>[],
  inputs: readonly Input[],
  { operations = 1, effort = DEFAULT_EFFORT } = {},
): readonly Timing[] {
  const runners = peers.map((peer) => runnerOf(peer, inputs, effort))
  for (let round = 0; round < effort.rounds; round++) {
    for (let turn = 0; turn < runners.length; turn++) {
      const runner = runners[(turn + round) % runners.length]
      if (runner) runner.slices.push(runner.slice() / operations)
    }
  }
  return runners.map(({ name, slices }) => ({ name, nanoseconds: median(slices), slices }))
}

interface Runner {
  readonly name: string
  readonly slices: number[]
  /** Runs one slice; nanoseconds per call. */
  readonly slice: () => number
}

/** Warms a peer up and finds how many repeats fill a slice. */
function runnerOf<Input>(peer: Peer<Input>, inputs: readonly Input[], effort: Effort): Runner {
  const loop = loopFor<Input>(peer.name)
  const kept: unknown[] = Array.from({ length: inputs.length })
  const time = (repeats: number) => {
    const start = process.hrtime.bigint()
    loop(peer.call, inputs, kept, repeats)
    return Number(process.hrtime.bigint() - start)
  }
  let repeats = 1
  const end = performance.now() + effort.warmup
  while (performance.now() < end) {
    const nanoseconds = time(repeats)
    repeats = Math.max(1, Math.round((repeats * effort.slice * 1e6) / nanoseconds))
  }
  return { name: peer.name, slices: [], slice: () => time(repeats) / (repeats * inputs.length) }
}

/** How many times the first peer's time the second takes. */
export function ratio(first: Timing, second: Timing): number {
  return median(second.slices.map((slice, round) => slice / (first.slices[round] ?? slice)))
}

/** The middle value; not a number for none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
