import type { Format, Struct } from '../../ir.ts'

/** File name of a struct's diagram, beside the spec pages. */
export function structDiagramPath(format: Format, struct: Struct): string {
  return `${format.id}-${struct.names.spec}.svg`
}

/** File name of the map of a format's file, beside the spec pages. */
export function fileDiagramPath(format: Format): string {
  return `${format.id}-file.svg`
}
