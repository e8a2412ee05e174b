// Generated from schemas/uml-cow/v1.ts by `cowtools generate`. Do not edit: change the schema and run it again.
/** User-mode Linux COW, version 1, little-endian. Copy-on-write layer of a User-mode Linux disk, in the byte order of its host. */
export * from './format.ts'
export * from './structs.ts'
