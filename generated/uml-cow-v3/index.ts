// Generated from schemas/uml-cow/v3.ts by `cowtools generate`. Do not edit: change the schema and run it again.
/** User-mode Linux COW, version 3. Copy-on-write layer of a User-mode Linux disk, with bitmap and data aligned. */
export * from './format.ts'
export * from './structs.ts'
