/** The known formats, and how to tell which one a file is. */
export { type Detection, detectAmong, mismatchText, type NearMiss } from './detect.ts'
export { chooseFormat, detect, findFormat, formats, signatureSize } from './registry.ts'
