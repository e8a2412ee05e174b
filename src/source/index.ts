/** Byte sources that work everywhere. Files need Node: `source/file.ts`. */
export { blobSource } from './blob.ts'
export { readHeader } from './header.ts'
export { memorySource } from './memory.ts'
export { type ByteSource, readableLength } from './source.ts'
