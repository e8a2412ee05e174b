// Generated from schemas/qcow2/qcow2.ts by `cowtools generate`. Do not edit: change the schema and run it again.
/** QEMU qcow2, versions 2 and 3. Growing disk image of reference-counted clusters, found through two levels of tables, with backing files and snapshots. */
export * from './format.ts'
export * from './structs.ts'
