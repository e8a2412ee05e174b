/**
 * Three decoders of different make agree: the generated codec, the layout interpreter and the
 * emitted binary-parser, on random and on mutated bytes.
 */
import { describe, expect, it } from 'vitest'
import { namesOf } from '../../codegen/resolve/naming.ts'
import { layouts } from '../../generated/layouts.ts'
import { type FieldValue, readStruct, type StructLayout } from '../../src/layout/index.ts'
import { bytesOf, goodImages, schemaOf } from '../fixtures.ts'

const ROUNDS = 10_000
const SEED = 20_141_112

/** Mulberry32: a small generator of 32-bit numbers from a seed. */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
}

const random = generator(SEED)
const pool = Uint8Array.from({ length: 1 << 20 }, () => random() & 0xff)

/** Bytes for a struct: random, or a real header with a few bytes changed. */
function* buffers(struct: StructLayout, real: readonly Uint8Array[]): Generator<Uint8Array> {
  const next = generator(SEED)
  for (let round = 0; round < ROUNDS; round++) {
    const base = real[round % Math.max(real.length, 1)]
    if (!base || round % 4 === 0) {
      const at = next() % (pool.length - struct.size)
      yield pool.slice(at, at + struct.size)
      continue
    }
    const bytes = new Uint8Array(struct.size)
    bytes.set(base.subarray(0, struct.size))
    for (let change = next() % 4; change >= 0; change--) {
      const edge = [0, 1, 0x7f, 0x80, 0xff, next() & 0xff][next() % 6] ?? 0
      bytes[next() % Math.min(struct.size, 2 + (next() % struct.size))] = edge
    }
    yield bytes
  }
}

type Fields = Readonly<Record<string, FieldValue | undefined>>
type Read = (bytes: Uint8Array) => Fields

const plain = (value: FieldValue | undefined) =>
  value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value

/** The generated reader gives byte constants as hex pairs. */
const comparable = (value: FieldValue | undefined) =>
  typeof value === 'string' && /^[0-9a-f]{2}( [0-9a-f]{2})+$/.test(value)
    ? value.replaceAll(' ', '')
    : plain(value)

for (const layout of layouts) {
  const codecs: Record<string, unknown> = await import(`../../generated/${layout.id}/structs.ts`)
  const parsers: Record<string, unknown> = await import(
    `../../generated/${layout.id}/binary-parser.ts`
  )
  const headers = goodImages
    .filter((one) => schemaOf(one) === layout.id)
    .map((one) => bytesOf(one).slice(0, 4096))

  describe(`decoders of ${layout.id}`, () => {
    it.each(layout.structs.map((struct) => [struct.name, struct] as const))(
      `agree on ${ROUNDS} buffers of %s`,
      (name, struct) => {
        const { pascal, camel } = namesOf(`${layout.id}-${name}`)
        const generated = codecs[`read${pascal}`] as Read
        const parser = parsers[`${camel}Parser`] as { parse: Read }
        const fields = struct.items.filter((item) => item.kind === 'field')
        let round = 0
        for (const bytes of buffers(struct, name === 'header' ? headers : [])) {
          const expected = readStruct(struct, bytes)
          const ours = generated(bytes)
          const theirs = parser.parse(bytes)
          for (const field of fields) {
            const key = namesOf(field.name).camel
            const there = expected.has(field.name)
            const value = plain(expected.get(field.name))
            const fallback = typeof field.fallback === 'bigint' ? Number(field.fallback) : undefined
            const mine = comparable(ours[key])
            const absent = there
              ? value
              : typeof mine === 'bigint'
                ? BigInt(fallback ?? 0)
                : fallback
            if (mine !== (there ? value : absent) || comparable(theirs[key]) !== value) {
              const where = `seed ${SEED}, round ${round}, ${field.name}`
              expect([where, mine, comparable(theirs[key])]).toEqual([where, value, value])
            }
          }
          round += 1
        }
        expect(round).toBe(ROUNDS)
      },
    )

    it.each(layout.structs.map((struct) => [struct.name, struct] as const))(
      'agree on bytes of %s that end early',
      (name, struct) => {
        const generated = codecs[`read${namesOf(`${layout.id}-${name}`).pascal}`] as Read
        for (let length = 0; length <= struct.size; length++) {
          const bytes = pool.slice(length, length + length)
          const expected = readStruct(struct, bytes)
          const ours = generated(bytes)
          for (const [field, value] of expected) {
            expect(comparable(ours[namesOf(field).camel])).toEqual(plain(value))
          }
        }
      },
    )
  })
}
