/** The diagrams of the spec pages: a map of each format's file, and every struct to scale. */
import type { Format } from '../../ir.ts'
import { banner, type Emitter, type OutputFile } from '../../output.ts'
import { fileDiagram } from './file-diagram.ts'
import { fileDiagramPath, structDiagramPath } from './paths.ts'
import { structDiagram } from './struct-diagram.ts'
import { type Drawing, svgDocument } from './svg.ts'

/** `<id>-file.svg` for every format, and `<id>-<struct>.svg` for each of its structs. */
export const emitDiagrams: Emitter = (formats) => formats.flatMap(diagramsOf)

function diagramsOf(format: Format): readonly OutputFile[] {
  const file = (path: string, drawing: Drawing): OutputFile => ({
    root: 'docs',
    path,
    text: svgDocument(drawing, banner(format)),
  })
  return [
    file(fileDiagramPath(format), fileDiagram(format)),
    ...format.structs.map((struct) =>
      file(structDiagramPath(format, struct), structDiagram(format, struct)),
    ),
  ]
}
