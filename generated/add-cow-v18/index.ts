// Generated from schemas/add-cow/v18.ts by `cowtools generate`. Do not edit: change the schema and run it again.
/** add-cow, 2013 (patch versions 18 to 20). Copy-on-write for raw images: cluster size of choice, recorded formats, feature words, magic "ACOW". */
export * from './format.ts'
export * from './structs.ts'
