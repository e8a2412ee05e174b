/** Sizes as qemu-img takes them: `512`, `64k`, `1.5G`, `2MiB`. */
import { InvalidArgumentError, Option } from 'commander'

/** Powers of 1024. */
const SUFFIXES = 'KMGTPE'

const SHAPE = /^(\d+(?:\.\d+)?)(?:([kmgtpe])(?:i?b)?|b)?$/i

/** The bytes that a size stands for; undefined if it is none, or is beyond 2^53. */
export function sizeOf(text: string): number | undefined {
  const [, digits, suffix] = SHAPE.exec(text) ?? []
  if (digits === undefined) return undefined
  const power = suffix === undefined ? 0 : SUFFIXES.indexOf(suffix.toUpperCase()) + 1
  const size = Number(digits) * 1024 ** power
  return Number.isSafeInteger(size) ? size : undefined
}

/** The bytes that an argument or option stands for. */
export function parseSize(text: string): number {
  const size = /^0x[0-9a-f]+$/i.test(text) ? Number(text) : sizeOf(text)
  if (size !== undefined && Number.isSafeInteger(size)) return size
  throw new InvalidArgumentError('A size is bytes, or a number with k, M, G, T, P or E behind it.')
}

/** An option that takes a size. */
export function sizeOption(flags: string, description: string): Option {
  return new Option(flags, description).argParser(parseSize)
}
