// Generated from schemas/cow/v2.ts by `cowtools generate`. Do not edit: change the schema and run it again.
/** QEMU cow, version 2. Sector-granular copy-on-write overlay: header, one allocation bit per sector, data at fixed positions. */
export * from './format.ts'
export * from './structs.ts'
