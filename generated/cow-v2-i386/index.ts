// Generated from schemas/cow/v2-i386.ts by `cowtools generate`. Do not edit: change the schema and run it again.
/** QEMU cow, version 2, of 32-bit x86 builds. The cow format as 32-bit x86 builds of QEMU wrote it: the same struct without holes. */
export * from './format.ts'
export * from './structs.ts'
