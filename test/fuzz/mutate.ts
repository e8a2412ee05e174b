/** Chooses what to change in a good image, knowing what its bytes mean. */
import { type FileSet, MAIN } from './bases.ts'
import type { Mutation } from './mutation.ts'
import { integerAt, integerBytes, type PlacedField, type Places } from './places.ts'
import type { Random } from './random.ts'
import { hostileName, integerFor } from './values.ts'

/** What there is to choose from. */
export interface Choices {
  readonly files: FileSet
  readonly places: Places
  /** Another image: parts of it are put into this one. */
  readonly other: Uint8Array
}

type Strategy = (choices: Choices, random: Random) => readonly Mutation[]

/** How often each is taken. */
const STRATEGIES: readonly (readonly [weight: number, strategy: Strategy])[] = [
  [48, changeField],
  [13, changeName],
  [6, changeRegion],
  [8, flipBytes],
  [8, cut],
  [2, extend],
  [8, splice],
  [4, swapFields],
  [3, changeCompanion],
]
const TOTAL = STRATEGIES.reduce((sum, [weight]) => sum + weight, 0)

/** Longest run of bytes that is taken from another image. */
const MAX_SPLICE = 4096

/** The changes of one case: mostly one or two, so that each has its effect. */
export function chooseMutations(choices: Choices, random: Random): Mutation[] {
  if (random.oneIn(100)) return []
  const count = random.pick([1, 1, 1, 1, 2, 2, 2, 3, 4, 6])
  return Array.from({ length: count }, () => strategyOf(random)(choices, random)).flat()
}

function strategyOf(random: Random): Strategy {
  let left = random.int(0, TOTAL - 1)
  const found = STRATEGIES.find(([weight]) => {
    left -= weight
    return left < 0
  })
  return found?.[1] ?? flipBytes
}

function mainOf({ files }: Choices): Uint8Array {
  return files[MAIN] ?? new Uint8Array(0)
}

function integerFields({ fields }: Places): PlacedField[] {
  return fields.filter(({ field }) => field.type !== 'char' && field.type !== 'bytes')
}

function write(at: number, bytes: Uint8Array, note: string, file = MAIN): Mutation {
  return { kind: 'write', file, at, bytes, note }
}

function changeField(choices: Choices, random: Random): Mutation[] {
  const fields = integerFields(choices.places)
  if (fields.length === 0) return flipBytes(choices, random)
  const bytes = mainOf(choices)
  const placed = random.pick(fields)
  const around = {
    current: integerAt(placed, bytes),
    edges: choices.places.edges,
    fileSize: bytes.length,
  }
  const value = integerFor(placed.field, around, random)
  return [write(placed.offset, integerBytes(placed, value), `${placed.name} = ${value}`)]
}

/** Two fields with each other's values. */
function swapFields(choices: Choices, random: Random): Mutation[] {
  const fields = integerFields(choices.places)
  if (fields.length === 0) return flipBytes(choices, random)
  const bytes = mainOf(choices)
  const [one, two] = [random.pick(fields), random.pick(fields)]
  return [
    write(one.offset, integerBytes(one, integerAt(two, bytes)), `${one.name} = ${two.name}`),
    write(two.offset, integerBytes(two, integerAt(one, bytes)), `${two.name} = ${one.name}`),
  ]
}

/** A name that misleads; its length field mostly says so, and at times a little more or less. */
function changeName(choices: Choices, random: Random): Mutation[] {
  const { names } = choices.places
  const bytes = mainOf(choices)
  if (names.length === 0) return changeField(choices, random)
  const { name, offset, size, lengthField } = random.pick(names)
  const room = lengthField === undefined ? size : bytes.length - offset
  const text = hostileName(random).subarray(0, Math.max(0, room))
  // A fixed field keeps what stood behind a shorter name, unless it is cleared.
  const cleared = lengthField === undefined && random.oneIn(2)
  const content = cleared ? new Uint8Array(size) : text
  if (cleared) content.set(text)
  const changes = [write(offset, content, `${name}: hostile name`)]
  if (lengthField === undefined || random.oneIn(3)) return changes
  const length = BigInt(Math.max(0, text.length + random.pick([0, 0, 0, 0, 1, -1])))
  const note = `${lengthField.name} = ${length}`
  return [...changes, write(lengthField.offset, integerBytes(lengthField, length), note)]
}

/** A word in a table or a bitmap. */
function changeRegion(choices: Choices, random: Random): Mutation[] {
  const { regions, edges } = choices.places
  if (regions.length === 0) return flipBytes(choices, random)
  const { name, start, end } = random.pick(regions)
  // The start of a region holds more meaning than its middle; its last bytes are edges.
  const at = random.pick([start, start + 8, start + random.int(0, end - start - 1), end - 1])
  if (at >= end) return flipBytes(choices, random)
  const word = new Uint8Array(8)
  const value = random.pick([0n, 2n ** 64n - 1n, 2n ** 63n, BigInt(random.pick(edges))])
  new DataView(word.buffer).setBigUint64(0, value, random.oneIn(2))
  const bytes = random.oneIn(3) ? random.bytes(random.int(1, 8)) : word
  return [write(at, bytes.subarray(0, end - at), `${name} at ${at - start}`)]
}

function flipBytes(choices: Choices, random: Random): Mutation[] {
  const bytes = mainOf(choices)
  if (bytes.length === 0) return []
  const reach = random.oneIn(3) ? bytes.length : Math.min(bytes.length, 160)
  return Array.from({ length: random.int(1, 4) }, () => {
    const at = random.int(0, reach - 1)
    const value = random.oneIn(2)
      ? random.next() & 0xff
      : (bytes[at] ?? 0) ^ (1 << random.int(0, 7))
    return write(at, Uint8Array.of(value), `byte ${at}`)
  })
}

/** The file ends at the edge of a structure, or beside it. */
function cut(choices: Choices, random: Random): Mutation[] {
  const edge = random.pick([...choices.places.edges, mainOf(choices).length])
  const size = Math.max(0, random.oneIn(4) ? random.int(0, edge) : edge + random.int(-1, 1))
  if (size >= mainOf(choices).length) return []
  return [{ kind: 'resize', file: MAIN, size, note: `cut at ${size}` }]
}

function extend(choices: Choices, random: Random): Mutation[] {
  const size = mainOf(choices).length + random.pick([1, 511, 512, 65536])
  return [{ kind: 'resize', file: MAIN, size, note: `grown to ${size}` }]
}

/** A part of another image, where that has it or somewhere else. */
function splice(choices: Choices, random: Random): Mutation[] {
  const bytes = mainOf(choices)
  const { other, places } = choices
  if (other.length === 0) return []
  const edges = places.edges.filter((edge) => edge < other.length)
  const from =
    random.oneIn(3) || edges.length === 0 ? random.int(0, other.length - 1) : random.pick(edges)
  const part = other.slice(from, from + random.int(1, MAX_SPLICE))
  const to = Math.min(random.oneIn(2) ? from : random.pick(places.edges), bytes.length)
  return [write(to, part, `bytes ${from} of another image`)]
}

/** A change in a file that the image names: it is shorter, longer, or an image itself. */
function changeCompanion(choices: Choices, random: Random): Mutation[] {
  const names = Object.keys(choices.files).filter((name) => name !== MAIN)
  if (names.length === 0) return changeField(choices, random)
  const file = random.pick(names)
  const length = choices.files[file]?.length ?? 0
  if (random.oneIn(2)) {
    const size = random.pick([0, 1, 511, 512, Math.max(0, length - 1), length + 1, length * 2])
    return [{ kind: 'resize', file, size, note: `${file} cut or grown to ${size}` }]
  }
  if (random.oneIn(2))
    return [write(0, mainOf(choices).slice(0, 4096), `${file} = the image`, file)]
  const at = random.int(0, Math.min(length, 1100))
  return [write(at, random.bytes(random.int(1, 8)), `byte ${at} of ${file}`, file)]
}
