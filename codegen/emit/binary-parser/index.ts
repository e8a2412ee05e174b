/**
 * Parsers for the npm package `binary-parser`: `<id>/binary-parser.ts`.
 *
 * One `Parser` per struct. It yields the same field names and values as the generated codec, for
 * people whose stack is binary-parser, and is a second decoder for the tests. Beside each stands the
 * type of what it gives. It has no rules, no constants to check and no serializer.
 */
import { Project, QuoteKind, type SourceFile, ts, VariableDeclarationKind } from 'ts-morph'
import type { Format, Struct } from '../../ir.ts'
import { banner, type EmitOptions, type Emitter, type OutputFile } from '../../output.ts'
import { type Chain, chainOf } from './chain.ts'
import { addParsedType, parsedName } from './types.ts'

/** Emits one module of binary-parser parsers per format. */
export const emitBinaryParser: Emitter = (formats, options) => {
  const project = new Project({
    useInMemoryFileSystem: true,
    skipLoadingLibFiles: true,
    manipulationSettings: { quoteKind: QuoteKind.Single },
  })
  return formats.map((format) => emitOne(project, format, options))
}

function emitOne(project: Project, format: Format, options: EmitOptions): OutputFile {
  const path = `${format.id}/binary-parser.ts`
  const file = project.createSourceFile(path)
  const chains = format.structs.map((struct) => ({ struct, chain: chainOf(struct) }))
  addImports(file, chains, options)
  for (const { struct, chain } of chains) {
    addParsedType(file, struct)
    addParser(file, struct, chain)
  }
  const formatters = new Set(chains.flatMap(({ chain }) => [...chain.formatters]))
  for (const name of formatters) addFormatter(file, name)
  if (formatters.size > 0) addWhole(file)
  file.formatText({
    indentSize: 2,
    semicolons: ts.SemicolonPreference.Remove,
    insertSpaceAfterFunctionKeywordForAnonymousFunctions: true,
  })
  return { root: 'out', path, text: `${header(format)}\n\n${file.getFullText().trim()}\n` }
}

function header(format: Format): string {
  const { header: struct } = format
  return [
    `// ${banner(format)}`,
    '//',
    '// Parsers for the npm package binary-parser, version 2, to be installed beside this one. It compiles',
    '// them with `new Function` on first use, so a page whose Content-Security-Policy forbids that cannot',
    '// use this module: use the codec beside it.',
    '//',
    `//   const header: ${parsedName(struct)} = ${struct.fullNames.camel}Parser.parse(bytes)`,
    '//',
    '// `bytes` is a Uint8Array or a Buffer that begins with the struct; bytes that end inside a field are',
    '// a RangeError. A parser can be nested in one of your own. Integers of 64 bits are bigint, all others',
    '// number, so every value is exact. Text is UTF-8, up to a NUL where a NUL ends it; bytes that are not',
    '// UTF-8 survive as lone surrogates. A field that the image lacks has no key.',
    '//',
    '// What a parser cannot carry: it checks neither constants nor ranges nor rules, so call `check…` of',
    '// the codec for images that you do not trust; bits stay in their words; text that an offset and a',
    '// length locate, header extensions and the rest of the file are not read; nothing is written.',
  ].join('\n')
}

interface StructChain {
  readonly struct: Struct
  readonly chain: Chain
}

/** Names of the runtime that each formatter calls. */
const NEEDS: Record<string, string> = { text: 'readText', wholeText: 'decodeText' }

function addImports(file: SourceFile, chains: readonly StructChain[], options: EmitOptions): void {
  const names = new Set<string>()
  for (const { chain } of chains) {
    for (const name of chain.functions) names.add(name)
    for (const name of chain.formatters) if (NEEDS[name]) names.add(NEEDS[name])
  }
  file.addStatements([
    '// @ts-ignore: binary-parser 2 declares its types for CommonJS alone',
    "import * as binaryParser from 'binary-parser'",
    '// @ts-ignore: there is nothing to import where binary-parser is not installed',
    "import type { Parser as BinaryParser } from 'binary-parser/dist/binary_parser.js'",
  ])
  if (names.size > 0) {
    file.addImportDeclaration({ moduleSpecifier: options.runtime, namedImports: [...names].sort() })
  }
  file.addStatements('\nconst Parser: typeof BinaryParser = binaryParser.Parser')
}

function addParser(file: SourceFile, struct: Struct, chain: Chain): void {
  const name = `${struct.fullNames.camel}Parser`
  const size =
    struct.minSize === struct.size ? `${struct.size}` : `${struct.minSize} to ${struct.size}`
  file.addVariableStatement({
    isExported: true,
    declarationKind: VariableDeclarationKind.Const,
    docs: [`${struct.summary.replaceAll('*/', '*\\/')} ${size} bytes.`],
    declarations: [{ name, type: 'BinaryParser', initializer: chain.code }],
  })
}

const FORMATTERS: Record<string, { doc: string; type: string; body: string }> = {
  text: {
    doc: 'Text of a field of `size` bytes, up to its NUL.',
    type: 'string',
    body: 'readText(whole(bytes, size), 0, size)',
  },
  wholeText: {
    doc: 'Text that fills a field of `size` bytes.',
    type: 'string',
    body: 'decodeText(whole(bytes, size), 0, size)',
  },
  copy: {
    doc: 'A copy of the `size` bytes of a field.',
    type: 'Uint8Array',
    body: 'new Uint8Array(whole(bytes, size))',
  },
}

function addFormatter(file: SourceFile, name: string): void {
  const formatter = FORMATTERS[name]
  if (!formatter) throw new TypeError(`Cannot emit the formatter ${name}: it is unknown`)
  file.addFunction({
    name,
    docs: [formatter.doc],
    parameters: [{ name: 'size', type: 'number' }],
    returnType: `(bytes: Uint8Array) => ${formatter.type}`,
    statements: `return (bytes) => ${formatter.body}`,
  })
}

/** binary-parser cuts a buffer that is too short; numbers that are cut off throw by themselves. */
function addWhole(file: SourceFile): void {
  file.addFunction({
    name: 'whole',
    docs: ['All `size` bytes of a field. binary-parser takes fewer without a word.'],
    parameters: [
      { name: 'bytes', type: 'Uint8Array' },
      { name: 'size', type: 'number' },
    ],
    returnType: 'Uint8Array',
    statements: [
      'if (bytes.length === size) return bytes',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the text of a template
      'throw new RangeError(`Cannot parse a field of ${size} bytes: ${bytes.length} are left`)',
    ],
  })
}
