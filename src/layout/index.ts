/** Formats as plain data, and the tools that read any image through that data. */
export { tableLines, wrapText } from './columns.ts'
export { countText, plural, sizeText } from './counts.ts'
export { describeValue } from './describe.ts'
export { evaluate, type Lookup, type Result } from './evaluate.ts'
export { bothText, expressionText } from './expression-text.ts'
export { interpretedFormat } from './format/index.ts'
export {
  asciiColumn,
  byteRange,
  hexDigits,
  hexPairs,
  hexWord,
  // The former name, for the emitter of spec pages.
  zerosEnd,
} from './hex.ts'
export { type Interpretation, interpret, type LocatedText, lookupFor } from './interpret.ts'
export { jsonText } from './json.ts'
export type * from './layout.ts'
export { structNamed } from './located.ts'
export { owners } from './owners.ts'
export { type BrokenRecordRule, type RecordRuleCheck, recordRuleChecks } from './record-rules.ts'
export {
  type RecordWalker,
  type TablePlace,
  type TableRecord,
  type WalkEnd,
  walkRecords,
} from './record-walker.ts'
export {
  type ExtensionArea,
  type ExtensionRecord,
  isCut,
  readExtensions,
} from './records.ts'
export { quotedText, shortened, shortPrintable, TEXT_LIMIT } from './shorten.ts'
export { type LeftOut, type Section, type Span, withShortLists } from './spans.ts'
export {
  type FieldValue,
  isInRange,
  type PlacedItem,
  placeItems,
  readStruct,
} from './struct.ts'
export {
  abiVerdict,
  endianOf,
  type HoleView,
  isSame,
  type MemberView,
  type StructTotals,
  type StructView,
  totalsOf,
  viewStruct,
} from './struct-view.ts'
