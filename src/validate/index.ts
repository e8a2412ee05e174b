/** Checks images, and reports what was found. */
export { imageFileFinding } from './image-file.ts'
export {
  type ReportOptions,
  type ReportPaint,
  summaryText,
  validationJson,
  validationText,
} from './report.ts'
export {
  countOf,
  sortFindings,
  type ValidatedHeader,
  type ValidateOptions,
  type Validation,
  type Verdict,
  validate,
} from './validate.ts'
