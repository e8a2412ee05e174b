// Generated from schemas/add-cow/v4.ts by `cowtools generate`. Do not edit: change the schema and run it again.
/** add-cow, October 2011 (patch versions 3 and 4). Copy-on-write for raw images: a header and one allocation bit per sector, with the data in a separate raw file. */
export * from './format.ts'
export * from './structs.ts'
