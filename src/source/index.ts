/** Byte sources and stores that work everywhere. Files need Node: `source/file.ts`. */
export { blobSource } from './blob.ts'
export { type CacheOptions, cachedSource } from './cached.ts'
export { readHeader } from './header.ts'
export { HttpError, type HttpErrorCode, type HttpOptions, httpSource } from './http.ts'
export { type MemoryStore, memorySource, memoryStore } from './memory.ts'
export { sliceSource } from './slice.ts'
export { type ByteSource, readableLength } from './source.ts'
export { type ByteStore, checkWrite } from './store.ts'
