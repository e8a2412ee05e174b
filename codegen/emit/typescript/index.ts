/**
 * Typed codecs: `structs.ts` with the structs, `format.ts` with the header area, the checks and the
 * regions, `index.ts` as the face of a format; and `index.ts` above them with the list of formats.
 */
import type { Format } from '../../ir.ts'
import { banner, type EmitOptions, type Emitter, type OutputFile } from '../../output.ts'
import { addCheck, addTables } from './check.ts'
import { addDescription } from './describe.ts'
import { addExamine } from './examine.ts'
import { addImage } from './image.ts'
import { statements } from './statements.ts'
import { addStruct } from './struct.ts'
import { doc, quote } from './text.ts'
import { wrapLongLines } from './wrap.ts'

/** Emits `structs.ts`, `format.ts` and `index.ts` of each format, and the list of all formats. */
export const emitTypeScript: Emitter = (formats, options) => {
  const files = formats.flatMap((format) => [
    structsFile(format, options),
    formatFile(format, options),
    faceFile(format, options),
  ])
  return [...files, listFile(formats, options)]
}

const comment = (text: string) => `// ${text}\n`

/** What the runtime offers to generated code: imported by name, and only what a file uses. */
const RUNTIME_VALUES = [
  'areaSize',
  'alignUp',
  'bytesOfRows',
  'ceilDiv',
  'checkBits',
  'checkConstant',
  'checkExtensions',
  'checkFixedText',
  'checkLength',
  'checkLocated',
  'checkRange',
  'checkRegions',
  'checkValue',
  'checkZero',
  'composeHeader',
  'decodeText',
  'encodeText',
  'enumName',
  'extensionText',
  'finding',
  'findExtension',
  'hasExtension',
  'hexBytes',
  'hexInteger',
  'hexText',
  'int16',
  'int32',
  'int64',
  'int8',
  'isPowerOfTwo',
  'keptPadding',
  'known',
  'locate',
  'locatedText',
  'max',
  'min',
  'notConstant',
  'outOfRange',
  'placeOfExtension',
  'placeOfRegion',
  'placeOfText',
  'placeStrings',
  'presentRegions',
  'readRecords',
  'readText',
  'requirePresent',
  'requireRange',
  'requireRecords',
  'requireSignature',
  'requireText',
  'rowsOf',
  'sizedBytes',
  'specificFacts',
  'startStruct',
  'structLength',
  'textThatFits',
  'toIndex',
  'truncated',
  'uint16',
  'uint32',
  'uint64',
  'uint8',
  'writeRecords',
  'writeText',
]
const RUNTIME_TYPES = [
  'Context',
  'Evidence',
  'Finding',
  'Format',
  'HeaderFacts',
  'ImageFacts',
  'Location',
  'Place',
  'RawExtension',
  'Region',
  'Rule',
  'Signature',
]

/** The import of what a file uses of the runtime. */
function runtimeImport(text: string, runtime: string): string {
  const words = wordsOf(text)
  const types = RUNTIME_TYPES.filter((name) => words.has(name))
  return importOf(
    types,
    RUNTIME_VALUES.filter((name) => isCalled(text, name)),
    runtime,
  )
}

/** A name such as `min` may also be a property: only a call counts. */
function isCalled(text: string, name: string): boolean {
  return new RegExp(`(?<![.\\w])${name}\\(`).test(text)
}

/** The text of a file without comments and without the content of its strings. */
const codeOf = (text: string) => text.replace(/\/\*\*[\s\S]*?\*\/|'(\\.|[^'\\\n])*'/g, '')

const wordsOf = (text: string) => new Set(text.match(/\b\w+\b/g))

function importOf(types: readonly string[], values: readonly string[], from: string): string {
  const names = [...types.map((name) => `type ${name}`), ...values]
  if (names.length === 0) return ''
  return wrapLongLines(`import { ${names.join(', ')} } from ${quote(from)}\n`)
}

function structsFile(format: Format, options: EmitOptions): OutputFile {
  const file = statements()
  for (const struct of format.structs) addStruct(file, struct)
  const text = file.text()
  const imports = runtimeImport(codeOf(text), options.runtime)
  return outputFile(format, 'structs.ts', `${imports}\n${text}`)
}

function formatFile(format: Format, options: EmitOptions): OutputFile {
  const file = statements()
  addTables(file, format)
  addImage(file, format)
  const known = addExamine(file, format)
  addCheck(file, format, known)
  addDescription(file, format, known)
  const text = file.text()
  const code = codeOf(text)
  const runtime = runtimeImport(code, options.runtime)
  const structs = structsImport(code, format, options)
  return outputFile(format, 'format.ts', `${runtime}${structs}\n${text}`)
}

function outputFile(format: Format, name: string, text: string): OutputFile {
  return { root: 'out', path: `${format.id}/${name}`, text: `${comment(banner(format))}${text}` }
}

function structsImport(code: string, format: Format, options: EmitOptions): string {
  const words = wordsOf(code)
  const types: string[] = []
  const values: string[] = []
  for (const struct of format.structs) {
    const { pascal, upper } = struct.fullNames
    types.push(pascal, `${pascal}Init`)
    values.push(`read${pascal}`, `parse${pascal}`, `serialize${pascal}`, `patch${pascal}`)
    for (const item of struct.items) {
      if (item.kind === 'field' && item.constant) values.push(`${upper}_${item.names.upper}`)
    }
  }
  const used = (names: readonly string[]) => names.filter((name) => words.has(name))
  return importOf(used(types), used(values), `./structs${options.extension}`)
}

function faceFile(format: Format, options: EmitOptions): OutputFile {
  const text = [
    comment(banner(format)),
    `${doc(`${format.title}. ${format.summary}`)}\n`,
    `export * from './format${options.extension}'\n`,
    `export * from './structs${options.extension}'\n`,
  ]
  return { root: 'out', path: `${format.id}/index.ts`, text: text.join('') }
}

function listFile(formats: readonly Format[], options: EmitOptions): OutputFile {
  const lines = [
    comment(banner(undefined)),
    `import type { Format } from ${quote(options.runtime.replace('../../', '../'))}\n`,
    ...formats.map(
      ({ id, names }) => `import { ${names.camel} } from './${id}/format${options.extension}'\n`,
    ),
    '\n/** Every format, in the order of their schemas. */\n',
    `export const formats: readonly Format[] = [${formats.map(({ names }) => names.camel).join(', ')}]\n`,
  ]
  return { root: 'out', path: 'index.ts', text: wrapLongLines(lines.join('')) }
}
