/** Values that break careless code: edges of integers, and names that mean something to somebody. */
import type { FieldLayout } from '../../src/layout/index.ts'
import type { Random } from './random.ts'

/** What a value may be chosen by, beyond its own field. */
export interface Surroundings {
  /** The value that stands there. */
  readonly current: bigint
  /** Where structures begin and end, bytes. */
  readonly edges: readonly number[]
  readonly fileSize: number
}

/** Where signs, words and exact integers end. */
const EDGES: readonly bigint[] = [8n, 9n, 16n, 21n, 31n, 32n, 53n, 62n, 63n, 64n].flatMap(
  (bits) => [2n ** bits - 1n, 2n ** bits, 2n ** bits + 1n],
)

/** A value for an integer field: of its own schema, of the file, or of arithmetic. */
export function integerFor(field: FieldLayout, around: Surroundings, random: Random): bigint {
  const choices = [ofSchema, ofSchema, ofFile, ofFile, ofCurrent, ofArithmetic, anyBits] as const
  const value = random.pick(choices)(field, around, random)
  return BigInt.asUintN(field.size * 8, value)
}

type Choice = (field: FieldLayout, around: Surroundings, random: Random) => bigint

const ofSchema: Choice = (field, around, random) => {
  const { range, values = [], bits = [], constant } = field
  const own = [
    ...(range === undefined ? [] : [range[0] - 1n, range[0], range[1], range[1] + 1n]),
    ...values.flatMap(({ value }) => [value, value + 1n]),
    ...bits.map(({ bit }) => around.current ^ (1n << BigInt(bit))),
    ...(bits.length > 0
      ? [around.current ^ (1n << BigInt(random.int(0, field.size * 8 - 1)))]
      : []),
    ...(typeof constant === 'bigint' ? [constant - 1n, constant + 1n] : []),
  ]
  return own.length === 0 ? ofCurrent(field, around, random) : random.pick(own)
}

/** Offsets into other structures, off by little, and lengths that end past the file. */
const ofFile: Choice = (_field, { current, edges, fileSize }, random) => {
  const off = BigInt(random.pick([0, 0, 0, 1, -1, 4, 7, 8, 511, 512, -512]))
  const places = [...edges, fileSize]
  const place = BigInt(random.pick(places))
  const rest = BigInt(fileSize) - current
  return random.pick([place + off, place - current + off, rest + off])
}

const ofCurrent: Choice = (field, { current }, random) => {
  const bit = 1n << BigInt(random.int(0, field.size * 8 - 1))
  const around = [current + 1n, current - 1n, current ^ bit, current << 1n, current >> 1n]
  return random.pick([...around, ~current, -current, reversed(current, field.size)])
}

const ofArithmetic: Choice = (field, _around, random) => {
  const largest = 2n ** BigInt(field.size * 8) - 1n
  const sign = 2n ** BigInt(field.size * 8 - 1)
  return random.pick([0n, 0n, 1n, largest, largest - 1n, sign, sign - 1n, ...EDGES])
}

const anyBits: Choice = (field, _around, random) => {
  const bits = random.int(0, field.size * 8)
  const value = (BigInt(random.next()) << 32n) | BigInt(random.next())
  return BigInt.asUintN(bits, value)
}

/** The value in the other byte order. */
function reversed(value: bigint, size: number): bigint {
  let result = 0n
  for (let at = 0; at < size; at++) result = (result << 8n) | ((value >> BigInt(8 * at)) & 0xffn)
  return result
}

/** Names that an image may hold to mislead whoever opens, prints or logs them; one char a byte. */
export const HOSTILE_NAMES: readonly string[] = [
  '',
  '.',
  '..',
  '/',
  'image',
  './image',
  'base.raw',
  'disk.img',
  '../../../../etc/passwd',
  '/dev/zero',
  '/dev/stdin',
  '/proc/self/mem',
  '//server/share',
  'C:\\base.raw',
  'nbd://127.0.0.1:10809/x',
  'json:{"driver":"file","filename":"/etc/passwd"}',
  'file:base.raw',
  'fat:rw:/',
  'ssh://user@host/x',
  '%s%n%x%p',
  '%1$*2$s',
  '$(touch x)',
  '`id`',
  '-f',
  '--help',
  ' ',
  'a\0b',
  '\0',
  'a\nb\r\nc',
  '\x1b]0;title\x07\x1b[2J\x1b[31m',
  '\x08\x08\x7f',
  '\xff\xfe\xfd',
  '\xc0\xaf\xc0\xae',
  '\xed\xa0\x80',
  '\xf4\x90\x80\x80',
  '\xe2\x80\xaegnp.war',
  '\xef\xbb\xbfbase.raw',
  '<script>alert(1)</script>',
  '"quoted" \\ \'name\'',
  '__proto__',
  'constructor',
]

/** The bytes of a name, one of them from each char. */
export function nameBytes(name: string): Uint8Array {
  return Uint8Array.from(name, (char) => char.charCodeAt(0))
}

/** A hostile name, perhaps a very long one. */
export function hostileName(random: Random): Uint8Array {
  if (!random.oneIn(6)) return nameBytes(random.pick(HOSTILE_NAMES))
  const length = random.pick([1, 15, 16, 17, 255, 256, 1022, 1023, 1024, 1025, 4096])
  return new Uint8Array(length).fill(random.pick([0x41, 0x2f, 0x2e, 0x00, 0x80, 0xff, 0x25]))
}
