// Generated from schemas/uml-cow/v2.ts by `cowtools generate`. Do not edit: change the schema and run it again.
/** User-mode Linux COW, version 2. Copy-on-write layer of a User-mode Linux disk, big-endian, with a name of 4096 bytes. */
export * from './format.ts'
export * from './structs.ts'
