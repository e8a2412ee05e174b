// Generated from schemas/uml-cow/v3-broken.ts by `cowtools generate`. Do not edit: change the schema and run it again.
/** User-mode Linux COW, version 3 padded. Version 3 with four bytes that 64-bit compilers left after the time. */
export * from './format.ts'
export * from './structs.ts'
