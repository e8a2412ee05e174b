/** What needs Node: files as byte sources. */
export * from './source/file.ts'
