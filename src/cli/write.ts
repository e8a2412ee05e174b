/** `cowtools write`: bytes from the input, or a pattern, to a disk. */
import { Command, InvalidArgumentError, Option } from 'commander'
import type { Image } from '../chain/index.ts'
import { CommandError } from './failure.ts'
import type { Io } from './io.ts'
import { OPENING_HELP, type OpeningOptions, withDisk, withOpeningOptions } from './opening.ts'
import { examples, formatOption } from './options.ts'
import { sizeOption } from './size.ts'

interface Options extends OpeningOptions {
  readonly format?: string
  readonly offset: number
  readonly length?: number
  readonly pattern?: number
  readonly zeroes?: boolean
  readonly quiet?: boolean
}

/** Bytes per request. */
const PIECE = 1 << 20
const BYTE_MAX = 255

/** Writes a part of a disk. */
export function writeCommand(io: Io): Command {
  const command = new Command('write')
    .description('Write bytes from the input to a disk, or a pattern, or zeros.')
    .argument('<file>', 'image')
    .addOption(formatOption())
    .addOption(sizeOption('--offset <bytes>', 'where to begin, on the virtual disk').default(0))
    .addOption(sizeOption('--length <bytes>', 'how much; default: all of the input'))
    .addOption(new Option('--pattern <byte>', 'write this byte over and over').argParser(parseByte))
    .addOption(new Option('--zeroes', 'make the range read as zeros').conflicts('pattern'))
    .option('-q, --quiet', 'print nothing but errors')
  return withOpeningOptions(command)
    .addHelpText(
      'after',
      `${OPENING_HELP}${examples([
        'write disk.cow --backing-format raw --offset 1M < part',
        'write disk.cow --offset 0 --length 512 --pattern 0x5a',
      ])}`,
    )
    .action((file: string, options: Options) => write(file, options, io))
}

function parseByte(text: string): number {
  const byte = Number(text)
  if (text !== '' && Number.isInteger(byte) && byte >= 0 && byte <= BYTE_MAX) return byte
  throw new InvalidArgumentError('A byte is 0 to 255.')
}

async function write(file: string, options: Options, io: Io): Promise<void> {
  const { format, offset, length, quiet } = options
  const isMade = options.pattern !== undefined || options.zeroes === true
  if (isMade && length === undefined) {
    throw new CommandError('Cannot write a pattern: say how much, --length BYTES')
  }
  const named = { path: file, format, writable: true }
  const count = await io.interruptible((signal) =>
    withDisk(named, { options, io }, async (image) => {
      checkFits(image, offset + (length ?? 0))
      const written = await writeTo(image, options, { io, signal })
      await image.flush()
      return written
    }),
  )
  if (quiet !== true) io.out(`wrote ${count} bytes at offset ${offset}\n`)
}

/** Zeros are written in steps of this many bytes, so that Ctrl-C is heard. */
const ZERO_STEP = 64 << 20

/** Writes what the options ask for; how many bytes that were. */
async function writeTo(
  image: Image,
  options: Options,
  { io, signal }: { readonly io: Io; readonly signal: AbortSignal },
): Promise<number> {
  const { offset, length = Number.POSITIVE_INFINITY, pattern } = options
  if (options.zeroes === true) {
    for (let at = offset; at < offset + length; ) {
      signal.throwIfAborted()
      const next = Math.min((Math.floor(at / ZERO_STEP) + 1) * ZERO_STEP, offset + length)
      await image.writeZeroes(at, next - at)
      at = next
    }
    return length
  }
  const content = pattern === undefined ? taken(io.input, length) : repeated(pattern, length)
  let at = offset
  for await (const piece of pieces(content, offset)) {
    signal.throwIfAborted()
    if (at + piece.length > image.size) throw tooLong(image, offset, at)
    await image.write(at, piece)
    at += piece.length
  }
  if (at - offset < length && length !== Number.POSITIVE_INFINITY) {
    throw new CommandError(
      `Cannot write ${length} bytes: the input ended after ${at - offset}, which were written`,
    )
  }
  return at - offset
}

/** The input has no length to check first: by now its start is on the disk. */
function tooLong({ size }: Image, offset: number, end: number): CommandError {
  return new CommandError(
    `Cannot write all of the input: the disk has ${size} bytes; bytes ${offset} to ${end} were written, the rest was not`,
  )
}

function checkFits({ size }: Image, end: number): void {
  if (end <= size) return
  throw new CommandError(`Cannot write up to byte ${end}: the disk has ${size} bytes`)
}

/** At most `length` bytes of the input. */
async function* taken(
  input: AsyncIterable<Uint8Array>,
  length: number,
): AsyncGenerator<Uint8Array> {
  let left = length
  if (left === 0) return
  for await (const chunk of input) {
    yield chunk.subarray(0, left)
    left -= Math.min(chunk.length, left)
    if (left === 0) return
  }
}

async function* repeated(byte: number, length: number): AsyncGenerator<Uint8Array> {
  const piece = new Uint8Array(Math.min(length, PIECE)).fill(byte)
  for (let left = length; left > 0; left -= piece.length) yield piece.subarray(0, left)
}

/** The same bytes in pieces that end where a round offset of the disk is, so that clusters are whole. */
async function* pieces(
  content: AsyncIterable<Uint8Array>,
  offset: number,
): AsyncGenerator<Uint8Array> {
  const buffer = new Uint8Array(PIECE)
  let room = PIECE - (offset % PIECE)
  let have = 0
  for await (const chunk of content) {
    for (let at = 0; at < chunk.length; ) {
      const part = chunk.subarray(at, at + room - have)
      buffer.set(part, have)
      have += part.length
      at += part.length
      if (have < room) continue
      yield buffer.subarray(0, have)
      have = 0
      room = PIECE
    }
  }
  if (have > 0) yield buffer.subarray(0, have)
}
