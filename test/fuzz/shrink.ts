/**
 * Makes a failing case smaller: fewer changes, then fewer bytes in each, then a shorter file, then
 * smaller values. Every step is kept if the case still fails in the same way.
 */
import { MAIN } from './bases.ts'
import { type FuzzCase, filesOf } from './fuzz-case.ts'
import type { Mutation } from './mutation.ts'

/** Whether a case still fails in the same way. */
export type Judge = (one: FuzzCase) => Promise<boolean>

/** The smallest case that was found in at most `steps` judgements. */
export async function shrunk(one: FuzzCase, steps: number, judge: Judge): Promise<FuzzCase> {
  const search: Search = { best: one, left: steps, judge }
  await withFewerMutations(search, search.best.mutations.length)
  await withFewerFiles(search)
  await withFewerBytes(search)
  await withShorterFile(search)
  // The last change says where the file ends now: others that made it longer may not be needed.
  await withFewerMutations(search, search.best.mutations.length - 1)
  await withSmallerValues(search)
  return search.best
}

interface Search {
  best: FuzzCase
  left: number
  readonly judge: Judge
}

/** Takes the case if it still fails. */
async function take(search: Search, candidate: FuzzCase): Promise<boolean> {
  if (search.left <= 0) return false
  search.left -= 1
  const fails = await search.judge(candidate)
  if (fails) search.best = candidate
  return fails
}

function takeMutations(search: Search, mutations: readonly Mutation[]): Promise<boolean> {
  return take(search, { ...search.best, mutations })
}

/** Leaves out what can be spared of the first `count` changes. */
async function withFewerMutations(search: Search, count: number): Promise<void> {
  for (let at = count - 1; at >= 0; at--) {
    await takeMutations(search, search.best.mutations.toSpliced(at, 1))
  }
}

async function withFewerFiles(search: Search): Promise<void> {
  for (const name of Object.keys(search.best.files)) {
    if (name === MAIN) continue
    const { [name]: _, ...files } = search.best.files
    await take(search, { ...search.best, files })
  }
}

/** Halves, quarters and so on of every write are left out as long as that works. */
async function withFewerBytes(search: Search): Promise<void> {
  for (let index = 0; index < search.best.mutations.length; index++) {
    let isSmaller = true
    while (isSmaller) isSmaller = await withoutAnEnd(search, index)
  }
}

async function withoutAnEnd(search: Search, index: number): Promise<boolean> {
  const mutation = search.best.mutations[index]
  if (mutation?.kind !== 'write' || mutation.bytes.length < 2) return false
  const { at, bytes } = mutation
  for (let part = bytes.length >> 1; part > 0; part >>= 1) {
    const tail = { ...mutation, at: at + part, bytes: bytes.subarray(part) }
    const head = { ...mutation, bytes: bytes.subarray(0, bytes.length - part) }
    for (const smaller of [tail, head]) {
      if (await takeMutations(search, search.best.mutations.with(index, smaller))) return true
    }
  }
  return false
}

/** Writes of more bytes than this are text or parts of images, not values. */
const MAX_VALUE = 16

async function withSmallerValues(search: Search): Promise<void> {
  for (let index = 0; index < search.best.mutations.length; index++) {
    const mutation = search.best.mutations[index]
    if (mutation?.kind !== 'write' || mutation.bytes.length > MAX_VALUE) continue
    for (let byte = 0; byte < mutation.bytes.length; byte++)
      await withSmallerByte(search, index, byte)
  }
}

async function withSmallerByte(search: Search, index: number, byte: number): Promise<void> {
  for (;;) {
    const mutation = search.best.mutations[index]
    if (mutation?.kind !== 'write') return
    const value = mutation.bytes[byte] ?? 0
    const smaller = [...new Set([0, 1, value >> 1, value - 1])].filter(
      (one) => one >= 0 && one < value,
    )
    let isTaken = false
    for (const one of smaller) {
      const changed = { ...mutation, bytes: mutation.bytes.with(byte, one) }
      isTaken = await takeMutations(search, search.best.mutations.with(index, changed))
      if (isTaken) break
    }
    if (!isTaken) return
  }
}

/** Finds where the image can end. */
async function withShorterFile(search: Search): Promise<void> {
  const { length } = filesOf(search.best)[MAIN] ?? []
  if (length === undefined) return
  const { mutations } = search.best
  let [low, high] = [0, length]
  while (low < high) {
    const size = (low + high) >> 1
    const note = `cut at ${size}`
    const cut: Mutation = { kind: 'resize', file: MAIN, size, note }
    if (await takeMutations(search, [...mutations, cut])) high = size
    else low = size + 1
    if (search.left <= 0) return
  }
}
