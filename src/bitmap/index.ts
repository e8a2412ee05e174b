/** Allocation bitmaps: bits and runs of them. Knows nothing of disks. */
export type { Bitmap, BitSource, BitStore, Run } from './bitmap.ts'
export { type BitmapOptions, openBitmap } from './paged-bitmap.ts'
export { clearBits, countBits, nextClear, nextSet, setBits } from './runs.ts'
export { withClearEnd } from './short-bitmap.ts'
