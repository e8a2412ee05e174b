/** Images with what is below them: opening, mapping, copying, comparing, merging, creating. */

export { commitInto, type MergeOptions, pullUp } from './commit.ts'
export { type CompareOptions, type Comparison, compareDevices } from './compare.ts'
export { type CopyOptions, copyDevice, USUAL_SPARSE } from './copy.ts'
export {
  coveringSize,
  createOverlay,
  createRaw,
  diskSize,
  type NewFiles,
  refuseOtherFormat,
} from './create.ts'
export { type Files, type OpenPolicy, protocolPrefix } from './files.ts'
export { chainExtents } from './map.ts'
export { clearOverlay, type Image, type OpenOptions, openChain } from './open.ts'
export { openImageFrom, sourceFiles } from './sources.ts'
