/**
 * cowtools for programs: every format, detection, checks, and byte sources for Node and browsers.
 *
 * One format alone is lighter: `cowtools/formats/<id>`.
 */
export * from './binary/index.ts'
export * from './formats/index.ts'
export * from './source/index.ts'
export * from './validate/index.ts'
