/**
 * Names in images: bytes that are mostly UTF-8, and must survive when they are not.
 *
 * A byte that is no part of valid UTF-8 becomes the lone surrogate U+DC00 + byte, and back (the way
 * of Python's `surrogateescape`, PEP 383). So bytes → text → bytes is exact for all bytes, and
 * text → bytes → text for every text that was decoded, or has no lone surrogates.
 */

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const encoder = new TextEncoder()

/** Longest run that is decoded by hand: beyond it TextDecoder is faster. */
const SHORT = 40

/** Decodes `bytes[start, end)`. Never fails. */
export function decodeText(bytes: Uint8Array, start: number, end: number): string {
  if (end - start > SHORT) return decodeLong(bytes.subarray(start, end))
  let text = ''
  let at = start
  // Eight at a time: one call makes one string, and names are mostly ASCII.
  for (; at + 8 <= end; at += 8) {
    const a = bytes[at] as number
    const b = bytes[at + 1] as number
    const c = bytes[at + 2] as number
    const d = bytes[at + 3] as number
    const e = bytes[at + 4] as number
    const f = bytes[at + 5] as number
    const g = bytes[at + 6] as number
    const h = bytes[at + 7] as number
    if ((a | b | c | d | e | f | g | h) >= 0x80) return decodeLong(bytes.subarray(start, end))
    text += String.fromCharCode(a, b, c, d, e, f, g, h)
  }
  for (; at < end; at++) {
    const byte = bytes[at] as number
    if (byte >= 0x80) return decodeLong(bytes.subarray(start, end))
    text += String.fromCharCode(byte)
  }
  return text
}

function decodeLong(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes)
  } catch {
    return decodeEscaping(bytes)
  }
}

/** Valid runs go to the decoder whole: the time is linear, whatever the bytes. */
function decodeEscaping(bytes: Uint8Array): string {
  let text = ''
  let valid = 0
  for (let i = 0; i < bytes.length; ) {
    const length = sequenceLength(bytes, i)
    if (length > 0) {
      i += length
      continue
    }
    if (i > valid) text += strict.decode(bytes.subarray(valid, i))
    text += String.fromCharCode(0xdc00 + (bytes[i] as number))
    i += 1
    valid = i
  }
  return valid < bytes.length ? text + strict.decode(bytes.subarray(valid)) : text
}

/** Length of the valid UTF-8 sequence at `at`, 0 if there is none. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] as number
  if (lead < 0x80) return 1
  if (lead < 0xc2 || lead > 0xf4) return 0
  const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
  // No longer form than needed, no surrogates, nothing past U+10FFFF.
  const least = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80
  const most = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf
  const second = bytes[at + 1] ?? 0
  if (second < least || second > most) return 0
  for (let i = at + 2; i < at + length; i++) {
    if (((bytes[i] ?? 0) & 0xc0) !== 0x80) return 0
  }
  return length
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

/** Fields up to this size are searched by hand: a search of the rest of the bytes may be long. */
const SMALL_FIELD = 64

/** Text of a fixed field: up to its NUL, or all of it. */
export function readText(bytes: Uint8Array, start: number, end: number): string {
  if (bytes[start] === 0) return ''
  if (end - start <= SMALL_FIELD) {
    let nul = start
    while (nul < end && bytes[nul] !== 0) nul++
    return decodeText(bytes, start, nul)
  }
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
  if (field.text.length < field.size) {
    const state = writeAscii(bytes, start, field.text)
    if (state === 'same') return
    if (state === 'written') {
      bytes.fill(0, start + field.text.length, start + field.size)
      return
    }
  }
  const encoded = encodeText(field.text)
  const end = start + field.size
  const after = start + encoded.length
  let same = after === end || bytes[after] === 0
  for (let i = 0; same && i < encoded.length; i++) same = bytes[start + i] === encoded[i]
  // A name that fills the field without a NUL may stay, and nobody may write one.
  if (same) return
  textThatFits(field)
  bytes.set(encoded, start)
  bytes.fill(0, after, end)
}

/** The common case in one pass: ASCII without a NUL. `other` leaves the bytes as they are. */
function writeAscii(bytes: Uint8Array, start: number, text: string): 'same' | 'written' | 'other' {
  let same = bytes[start + text.length] === 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === 0 || code >= 0x80) return 'other'
    if (bytes[start + i] !== code) same = false
  }
  if (same) return 'same'
  for (let i = 0; i < text.length; i++) bytes[start + i] = text.charCodeAt(i)
  return 'written'
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
  if (encoded.length > room) {
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
 * What does not show as itself: control characters, line and direction marks, spaces of no width,
 * and bytes that are no UTF-8.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu

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
