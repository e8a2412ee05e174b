/**
 * A file's statements, collected before any text is made: ts-morph parses a source file again at
 * every change to it, so that building one step by step takes seconds.
 */
import {
  type FunctionDeclarationStructure,
  IndentationText,
  type InterfaceDeclarationStructure,
  type JSDocableNodeStructure,
  type OptionalKind,
  Project,
  type StatementStructures,
  StructureKind,
  type TypeAliasDeclarationStructure,
  type WriterFunction,
} from 'ts-morph'
import { doc } from './text.ts'
import { wrapLongLines } from './wrap.ts'

/** Statements in order, and the text that they make. */
export interface Statements {
  addFunction(structure: OptionalKind<FunctionDeclarationStructure>): void
  addInterface(structure: OptionalKind<InterfaceDeclarationStructure>): void
  addTypeAlias(structure: OptionalKind<TypeAliasDeclarationStructure>): void
  /** A constant of the module. */
  addConstant(constant: {
    name: string
    initializer: string | WriterFunction
    docs: string
    isExported: boolean
    type?: string
  }): void
  /** The text of the file so far, without imports. */
  text(): string
}

const project = new Project({
  useInMemoryFileSystem: true,
  manipulationSettings: { indentationText: IndentationText.TwoSpaces },
})

/** Docs of a structure and of its properties, which cannot end their own comment. */
function closed<T extends { docs?: JSDocableNodeStructure['docs'] }>(structure: T): T {
  const docs = structure.docs?.map((one) =>
    typeof one === 'string' ? one.replaceAll('*/', '* /') : one,
  )
  return docs ? { ...structure, docs } : structure
}

/** An empty file. */
export function statements(): Statements {
  const all: (StatementStructures | WriterFunction)[] = []
  return {
    addFunction: (structure) => all.push({ ...closed(structure), kind: StructureKind.Function }),
    addInterface: (structure) => {
      const properties = structure.properties?.map(closed) ?? []
      all.push({ ...closed(structure), properties, kind: StructureKind.Interface })
    },
    addTypeAlias: (structure) => all.push({ ...closed(structure), kind: StructureKind.TypeAlias }),
    // As text: ts-morph would indent every line of an initializer once more.
    addConstant: ({ name, initializer, docs, isExported, type }) =>
      all.push((writer) => {
        writer.writeLine(doc(docs))
        writer.write(`${isExported ? 'export ' : ''}const ${name}`)
        if (type !== undefined) writer.write(`: ${type}`)
        writer.write(' = ')
        if (typeof initializer === 'string') writer.write(initializer)
        else initializer(writer)
        writer.newLine()
      }),
    text: () => {
      const file = project.createSourceFile(
        'generated.ts',
        { statements: all },
        { overwrite: true },
      )
      return wrapLongLines(file.getFullText().replace(/;$/gm, ''))
    },
  }
}
