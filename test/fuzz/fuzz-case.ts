/** One case: a good image and what is done to it. All of it follows from a seed and a number. */
import type { Format } from '../../src/binary/index.ts'
import { formats } from '../../src/formats/index.ts'
import { findLayout } from '../../src/formats/layouts.ts'
import type { Layout } from '../../src/layout/index.ts'
import { createBase, type FileSet, MAIN } from './bases.ts'
import { chooseMutations } from './mutate.ts'
import { type Mutation, mutated } from './mutation.ts'
import { type Places, placesOf } from './places.ts'
import { randomFor } from './random.ts'

/** Files to try the library on. */
export interface FuzzCase {
  /** Exact id of the format that the image began as. */
  readonly format: string
  /** Seed of the choices that a trial makes itself: where to read, how to chunk. */
  readonly seed: number
  readonly number: number
  readonly files: FileSet
  readonly mutations: readonly Mutation[]
}

/** A good image with its places, made once and mutated many times. */
interface Base {
  readonly format: Format
  readonly layout: Layout
  readonly files: FileSet
  readonly places: Places
}

/** Good images per format at a time, and cases of a format until there are others. */
const BASES = 24
const EPOCH = 4096
const PURPOSE = { base: 1, mutations: 2, trial: 3 }

/** Makes any case of a seed, alone or one after the other. */
export interface CaseMaker {
  make(number: number): Promise<FuzzCase>
}

/** Cases of a seed; formats take turns. */
export function caseMaker(
  seed: number,
  ids: readonly string[] = formats.map(({ id }) => id),
): CaseMaker {
  let epoch = -1
  const bases = new Map<string, Promise<Base>>()

  function baseOf(id: string, index: number): Promise<Base> {
    const key = `${id} ${index}`
    const known = bases.get(key)
    if (known) return known
    const made = makeBase(id, [seed, PURPOSE.base, epoch, index])
    bases.set(key, made)
    return made
  }

  return {
    async make(number) {
      const current = Math.floor(number / (EPOCH * ids.length))
      if (current !== epoch) bases.clear()
      epoch = current
      const random = randomFor(seed, PURPOSE.mutations, number)
      const id = ids[number % ids.length] ?? ''
      const base = await baseOf(id, random.int(0, BASES - 1))
      const other = await baseOf(random.pick(ids), random.int(0, BASES - 1))
      const choices = { ...base, other: other.files[MAIN] ?? new Uint8Array(0) }
      const mutations = chooseMutations(choices, random)
      return { format: id, seed, number, files: base.files, mutations }
    },
  }
}

async function makeBase(id: string, keys: readonly number[]): Promise<Base> {
  const format = formats.find((one) => one.id === id)
  const layout = findLayout(id)
  if (format === undefined || layout === undefined) {
    throw new RangeError(`Cannot fuzz "${id}": no such format`)
  }
  const random = randomFor(...keys, formats.indexOf(format))
  const files = await createBase(id, random)
  const places = placesOf(format, layout, files[MAIN] ?? new Uint8Array(0))
  return { format, layout, files, places }
}

/** The files of a case, with its changes. */
export function filesOf({ files, mutations }: FuzzCase): FileSet {
  return mutated(files, mutations)
}

/** The choices that part `part` of a trial of a case makes. */
export function trialRandom({ seed, number }: Pick<FuzzCase, 'seed' | 'number'>, part: number) {
  return randomFor(seed, PURPOSE.trial, number, part)
}
