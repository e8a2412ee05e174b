/** Checks images, and reports what was found. */
export { type ReportOptions, type ReportPaint, validationJson, validationText } from './report.ts'
export {
  countOf,
  sortFindings,
  type ValidateOptions,
  type Validation,
  type Verdict,
  validate,
} from './validate.ts'
