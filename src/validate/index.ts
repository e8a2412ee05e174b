/** Checks images, and reports what was found. */
export { createInspector, type InspectOptions, type Inspector } from './inspector.ts'
export { type NameTrait, nameTraits } from './names.ts'
export { type Policy, TRUSTED, UNTRUSTED } from './policy.ts'
export {
  type ReportOptions,
  type ReportPaint,
  validationJson,
  validationText,
} from './report.ts'
export { findRule, ruleIndex } from './report-rules.ts'
export { addToTally, createTally, summaryText, type Tally, tallyOf } from './report-summary.ts'
export { type SarifRun, sarifEnd, sarifResults, sarifStart, sarifText } from './sarif.ts'
export type { Clock } from './stopwatch.ts'
export { type InspectStreamOptions, inspectStream } from './stream.ts'
export { type ValidateOptions, validate } from './validate.ts'
export { countOf, sortFindings, type Validation, type Verdict } from './validation.ts'
