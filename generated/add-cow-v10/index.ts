// Generated from schemas/add-cow/v10.ts by `cowtools generate`. Do not edit: change the schema and run it again.
/** add-cow, June 2012 (patch version 10). Copy-on-write for raw images with a bitmap of 64 KiB clusters, file names of any length, and feature bits. */
export * from './format.ts'
export * from './structs.ts'
