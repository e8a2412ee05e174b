/** Why bytes break their specification. The union is closed and part of the API. */
export type FormatErrorCode =
  | 'truncated'
  | 'bad-magic'
  | 'bad-constant'
  | 'out-of-range'
  | 'out-of-bounds'
  | 'broken-rule'
  | 'unknown-format'

/** Bytes that break the specification of their format. */
export class FormatError extends Error {
  override readonly name = 'FormatError'
  readonly code: FormatErrorCode
  /** Path of the field: `header.cluster_bits`. */
  readonly field: string
  /** Where in the file, bytes. */
  readonly offset: number

  constructor(
    message: string,
    details: { code: FormatErrorCode; field: string; offset: number; cause?: unknown },
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.code = details.code
    this.field = details.field
    this.offset = details.offset
  }
}

/** What the bytes ask for is right, and not something this library can do. */
export class UnsupportedError extends Error {
  override readonly name = 'UnsupportedError'
  readonly code: 'feature' | 'format'
  /** The feature or the format. */
  readonly feature: string

  constructor(message: string, details: { code: 'feature' | 'format'; feature: string }) {
    super(message)
    this.code = details.code
    this.feature = details.feature
  }
}

/** Bytes end before a field or a struct does. */
export function truncated(what: string, need: number, have: number): FormatError {
  return new FormatError(`Cannot parse ${what}: needs ${need} bytes, has ${have}`, {
    code: 'truncated',
    field: what,
    offset: have,
  })
}

/** A constant has another value. */
export function notConstant(
  field: string,
  offset: number,
  values: { actual: number | bigint | string; expected: number | bigint | string },
): FormatError {
  const text = `Cannot parse ${field}: is ${show(values.actual)}, not ${show(values.expected)}, at byte ${offset}`
  const code = offset === 0 ? 'bad-magic' : 'bad-constant'
  return new FormatError(text, { code, field, offset })
}

/** A value lies outside the range that its format allows. */
export function outOfRange(
  field: string,
  offset: number,
  values: { actual: number | bigint; min: number | bigint; max: number | bigint },
): FormatError {
  return new FormatError(
    `Cannot use ${field}: is ${values.actual}, not ${values.min} to ${values.max}, at byte ${offset}`,
    { code: 'out-of-range', field, offset },
  )
}

function show(value: number | bigint | string): string {
  return typeof value === 'string' ? JSON.stringify(value) : `0x${value.toString(16)}`
}

/**
 * Checks that the bytes begin as this format does.
 *
 * @throws FormatError (bad-magic)
 */
export function requireSignature(
  bytes: Uint8Array,
  signatures: readonly { readonly at: number; readonly bytes: Uint8Array }[],
): void {
  for (const one of signatures) {
    if (one.bytes.every((byte, index) => bytes[one.at + index] === byte)) return
  }
  const [first] = signatures
  const at = first?.at ?? 0
  const size = first?.bytes.length ?? 0
  const actual = Array.from(bytes.subarray(at, at + size), (b) => b.toString(16).padStart(2, '0'))
  throw new FormatError(`Cannot parse the signature: is ${actual.join(' ')}, at byte ${at}`, {
    code: 'bad-magic',
    field: 'signature',
    offset: at,
  })
}
