/** Names that a header locates: at, inside and outside of their bounds. */
import type { LocatedString } from '../../ir.ts'
import {
  type Case,
  CONTROL,
  type Image,
  integerBytes,
  letters,
  limitsOf,
  patched,
} from './image.ts'
import type { Known } from './verdict.ts'

/** Letters of a name whose length is not the point. */
const SOME = 8

/** Every image worth a test; none where the bounds of the name are unknown. */
export function stringCases(image: Image, known: Known, string: LocatedString): readonly Case[] {
  const min = known.value(string.min)
  const end = known.value(string.end)
  if (typeof min !== 'bigint' || typeof end !== 'bigint') return []
  const { names, minSize, maxSize } = string
  const size = Math.max(minSize, Math.min(SOME, maxSize ?? SOME))
  const at = placeAt(image, string)
  const [least, last] = [Number(min), Number(end)]
  const most = Math.min(maxSize ?? last - least, last - least)
  return [
    at('first', least, size, 'starts at the first byte that it may'),
    at('before_first', least - 1, size, 'starts one byte before the first that it may'),
    at('last', last - size, size, 'ends with the last byte that it may have'),
    at('past_last', last - size + 1, size, 'ends one byte past the last that it may have'),
    at('shortest', least, minSize, `has ${minSize} bytes, the fewest that are valid`),
    at('longest', least, most, `has ${most} bytes, the most that are valid`),
    ...(minSize > 0 ? [at('too_short', least, minSize - 1, 'has a byte less than is valid')] : []),
    at('too_long', least, most + 1, 'has a byte more than is valid'),
    ...wrapping(image, string),
    {
      name: `${names.spec}.control`,
      summary: `${names.spec} has a control character.`,
      image: patched(at('', least, size, '').image, { at: least, bytes: Uint8Array.of(CONTROL) }),
      fields: [],
    },
  ]
}

/** Puts the name at an offset, with letters in it where it may stand. */
function placeAt(image: Image, string: LocatedString) {
  const { names, offset, size } = string
  return (what: string, at: number, length: number, state: string): Case => {
    const isOutside = what === 'before_first' || what === 'past_last' || what === 'too_long'
    return {
      name: `${names.spec}.${what}`,
      summary: `${names.spec} ${state}.`,
      image: patched(
        image,
        { at: offset.offset, bytes: integerBytes(offset, BigInt(at)) },
        { at: size.offset, bytes: integerBytes(size, BigInt(length)) },
        // A name out of place would change what stands there.
        ...(isOutside ? [] : [{ at, bytes: letters(length) }]),
      ),
      fields: [offset.names.spec, size.names.spec],
    }
  }
}

/** An offset and a length that are too large, so that their sum may wrap around to a small one. */
function wrapping(image: Image, { names, offset, size }: LocatedString): readonly Case[] {
  const most = { offset: limitsOf(offset).max, size: limitsOf(size).max }
  const patches = [
    { at: offset.offset, bytes: integerBytes(offset, most.offset) },
    { at: size.offset, bytes: integerBytes(size, most.size) },
  ]
  return [
    {
      name: `${names.spec}.wrap`,
      summary: `The offset and the length of ${names.spec} are the largest that their fields hold.`,
      image: patched(image, ...patches),
      fields: [offset.names.spec, size.names.spec],
    },
  ]
}
