/**
 * Names in images: bytes that are mostly UTF-8, and must survive when they are not.
 *
 * A byte that is no part of valid UTF-8 becomes the lone surrogate U+DC00 + byte, and back (the way
 * of Python's `surrogateescape`, PEP 383), so that text → bytes → text and bytes → text → bytes are
 * both exact.
 */

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const encoder = new TextEncoder()

/** Longest run that is decoded by hand; below it the decoder's call costs more than it saves. */
const SHORT = 24

/** Decodes `bytes[start, end)`. Never fails. */
export function decodeText(bytes: Uint8Array, start: number, end: number): string {
  if (end - start <= SHORT) {
    let text = ''
    for (let i = start; i < end; i++) {
      const byte = bytes[i] as number
      if (byte >= 0x80) return decodeLong(bytes.subarray(start, end))
      text += String.fromCharCode(byte)
    }
    return text
  }
  return decodeLong(bytes.subarray(start, end))
}

function decodeLong(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes)
  } catch {
    return decodeEscaping(bytes)
  }
}

function decodeEscaping(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; ) {
    const length = sequenceLength(bytes, i)
    if (length === 0) {
      text += String.fromCharCode(0xdc00 + (bytes[i] as number))
      i += 1
    } else {
      text += strict.decode(bytes.subarray(i, i + length))
      i += length
    }
  }
  return text
}

/** Length of the valid UTF-8 sequence at `at`, 0 if there is none. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] as number
  const length = lead < 0x80 ? 1 : lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 0
  if (length === 0 || at + length > bytes.length) return 0
  try {
    strict.decode(bytes.subarray(at, at + length))
    return length
  } catch {
    return 0
  }
}

/** Encodes text; the inverse of `decodeText`. */
export function encodeText(text: string): Uint8Array {
  if (!/[\udc80-\udcff]/.test(text)) return encoder.encode(text)
  const bytes: number[] = []
  for (const character of text) {
    const code = character.codePointAt(0) as number
    if (code >= 0xdc80 && code <= 0xdcff) bytes.push(code - 0xdc00)
    else bytes.push(...encoder.encode(character))
  }
  return Uint8Array.from(bytes)
}

/** Text of a fixed field: up to its NUL, or all of it. */
export function readText(bytes: Uint8Array, start: number, end: number): string {
  if (bytes[start] === 0) return ''
  const nul = bytes.indexOf(0, start)
  return decodeText(bytes, start, nul === -1 || nul > end ? end : nul)
}

/**
 * Writes text into the fixed field `bytes[start, start + size)` and zeroes the rest of it. A field
 * that holds this text already is left as it is, with whatever stands after its NUL.
 *
 * @throws RangeError if the text does not fit
 */
export function writeText(
  bytes: Uint8Array,
  start: number,
  field: { text: string; size: number; terminated: boolean; name: string },
): void {
  if (field.text === '' && bytes[start] === 0) return
  const encoded = textThatFits(field)
  const end = start + field.size
  const after = start + encoded.length
  let same = after === end || bytes[after] === 0
  for (let i = 0; same && i < encoded.length; i++) same = bytes[start + i] === encoded[i]
  if (same) return
  bytes.set(encoded, start)
  bytes.fill(0, after, end)
}

/**
 * Encodes the text of a fixed field.
 *
 * @throws RangeError if the text does not fit, with its NUL where the field has one
 */
export function textThatFits(field: {
  text: string
  size: number
  terminated: boolean
  name: string
}): Uint8Array {
  const encoded = encodeText(field.text)
  const room = field.terminated ? field.size - 1 : field.size
  // A name that filled the whole field when it was read may be written back.
  if (encoded.length > room && encoded.length !== field.size) {
    throw new RangeError(
      `Cannot write ${field.name}: is ${encoded.length} bytes long, at most ${room} fit`,
    )
  }
  if (encoded.includes(0)) {
    throw new RangeError(`Cannot write ${field.name}: has a NUL inside`)
  }
  return encoded
}

/**
 * What does not show as itself: control characters, line and direction marks, and bytes that are no
 * UTF-8.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u2028-\u202e\u2066-\u2069]/gu

/** Whether every character shows as itself. */
export function isPrintable(text: string): boolean {
  return text.search(UNPRINTABLE) === -1
}

/** Text for a terminal or a log: what would not show as itself is escaped. */
export function printableText(text: string): string {
  return text.replace(UNPRINTABLE, (character) => {
    const code = character.charCodeAt(0)
    if (code >= 0xdc80 && code <= 0xdcff) return `\\x${(code - 0xdc00).toString(16)}`
    if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`
    return `\\u${code.toString(16).padStart(4, '0')}`
  })
}
