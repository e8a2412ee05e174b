/** Formats as plain data, and the tools that read any image through that data. */
export { tableLines, wrapText } from './columns.ts'
export { countText, describeValue, hexInteger, quotedText, sizeText } from './describe.ts'
export { evaluate, type Lookup, type Result } from './evaluate.ts'
export { asciiColumn, byteRange, hexPairs, hexText, zerosEnd } from './hex.ts'
export { type Interpretation, interpret, type LocatedText, lookupFor } from './interpret.ts'
export { jsonText, jsonValue } from './json.ts'
export type * from './layout.ts'
export { owners } from './owners.ts'
export {
  type ExtensionArea,
  type ExtensionRecord,
  isCut,
  readExtensions,
  structNamed,
} from './records.ts'
export type { Section, Span } from './spans.ts'
export {
  type FieldValue,
  isInRange,
  type PlacedItem,
  placeItems,
  readStruct,
  structLength,
} from './struct.ts'
