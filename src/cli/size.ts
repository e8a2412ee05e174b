/** Sizes as qemu-img takes them: `512`, `64k`, `1.5G`, `2MiB`. */
import { InvalidArgumentError, Option } from 'commander'

/** Powers of 1024. */
const SUFFIXES = 'KMGTPE'

const SHAPE = /^(\d+(?:\.\d+)?)(?:([kmgtpe])(?:i?b)?|b)?$/i

/** The bytes that a size stands for; undefined if it is none, or is beyond 2^53. */
export function sizeOf(text: string): number | undefined {
  const size = amountOf(text)
  return Number.isSafeInteger(size) ? size : undefined
}

/** The number that a size stands for, whatever it is. */
function amountOf(text: string): number | undefined {
  const [, digits, suffix] = SHAPE.exec(text) ?? []
  if (digits === undefined) return undefined
  const power = suffix === undefined ? 0 : SUFFIXES.indexOf(suffix.toUpperCase()) + 1
  return Number(digits) * 1024 ** power
}

/** Why a text is no size that can be used. */
export function sizeFault(text: string): string {
  return faultOf(amountOf(text))
}

function faultOf(amount: number | undefined): string {
  if (amount === undefined) return 'a size is bytes, or a number with k, M, G, T, P or E behind it'
  if (amount < Number.MAX_SAFE_INTEGER) return 'it is no whole number of bytes'
  return `the largest size is ${Number.MAX_SAFE_INTEGER} bytes, one less than 8P`
}

/** The bytes that an argument or option stands for. */
export function parseSize(text: string): number {
  const amount = /^0x[0-9a-f]+$/i.test(text) ? Number(text) : amountOf(text)
  if (amount !== undefined && Number.isSafeInteger(amount)) return amount
  const fault = faultOf(amount)
  throw new InvalidArgumentError(`${fault.charAt(0).toUpperCase()}${fault.slice(1)}.`)
}

/** An option that takes a size. */
export function sizeOption(flags: string, description: string): Option {
  return new Option(flags, description).argParser(parseSize)
}
