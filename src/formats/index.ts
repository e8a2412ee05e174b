/** The known formats, and how to tell which one a file is. */
export { type Detection, detectAmong, mismatchText, type NearMiss } from './detect.ts'
export { type Choice, choiceText, type Reading } from './evidence.ts'
export {
  chooseFormat,
  detect,
  findFormat,
  formats,
  formatsNamed,
  headSize,
  type OutsideFormat,
  useFormats,
  usual,
} from './registry.ts'
