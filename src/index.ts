/**
 * cowtools for programs: every format, detection, checks, and byte sources for Node and browsers.
 *
 * One format alone is lighter: `cowtools/formats/<id>`. What generated code is built from, and all
 * else about bytes and values, is in `cowtools/binary`.
 */
export { FormatError, type FormatErrorCode, UnsupportedError } from './binary/errors.ts'
export type { Finding, Severity } from './binary/finding.ts'
export type {
  Context,
  Format,
  ImageFacts,
  RawExtension,
  Region,
  Signature,
  SpecificFact,
} from './binary/format.ts'
export { decodeText, encodeText, isPrintable, printableText } from './binary/text.ts'
export type { BlockDevice, Extent, ExtentState } from './block/device.ts'
export * from './chain/index.ts'
export * from './formats/index.ts'
export * from './source/index.ts'
export * from './validate/index.ts'
