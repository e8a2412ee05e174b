/** `regions…`, `facts…` and the format's descriptor: what tools that know no format work with. */
import type { CodeBlockWriter } from 'ts-morph'
import type { Expr, Format, InfoEntry, Place, RecordedFact, TextFrom } from '../../ir.ts'
import { interval } from '../../resolve/bounds.ts'
import { guarded } from './compile.ts'
import { addSetHeader, writingLines } from './driver.ts'
import { extensionCode, regionVariable, stringVariables, usedIn } from './examine.ts'
import type { Statements } from './statements.ts'
import { quote } from './text.ts'

/** Adds all of it. `known` has what `examine` finds out. */
export function addDescription(file: Statements, format: Format, known: ReadonlySet<string>): void {
  addRegions(file, format)
  addFacts(file, format, known)
  addEvidence(file, format, known)
  addSetHeader(file, format)
  addDescriptor(file, format)
}

const PARAMETERS = [
  { name: 'bytes', type: 'Uint8Array' },
  { name: 'context', type: 'Context', initializer: '{}' },
]

function addRegions(file: Statements, format: Format): void {
  const names = format.regions.map(regionVariable)
  const conditional = format.regions.filter(({ when }) => when !== undefined)
  const some = conditional.map((region) => quote(region.names.spec)).join(', ')
  const list = `[${names.join(', ')}]${some === '' ? '' : `, [${some}]`}`
  file.addFunction({
    name: `regions${format.names.pascal}`,
    isExported: true,
    docs: [
      'Where everything beyond the header lies, in bytes of the file. Never throws: a part that depends\non a field out of range, or on an input that is missing, is undefined. One of which nothing\nis known, not even whether it is there, is left out.',
    ],
    parameters: PARAMETERS,
    returnType: 'Region[]',
    statements:
      names.length === 0
        ? ['return []']
        : [
            `const { ${names.join(', ')} } = examine(bytes, context)`,
            `return presentRegions(${list})`,
          ],
  })
}

function addFacts(file: Statements, format: Format, known: ReadonlySet<string>): void {
  const { info } = format
  const imageFormat = textFrom(info.imageFormat)
  const lines = [
    `virtualSize: ${guarded(info.virtualSize)},`,
    `clusterSize: ${guarded(info.clusterSize)},`,
    `backingFile: ${textFrom(info.backingFile)},`,
    `backingFormat: ${textFrom(info.backingFormat)},`,
    `imageFile: ${textFrom(info.imageFile)},`,
    `imageFormat: ${imageFormat},`,
    `imageSizeInput: ${info.imageSizeInput ? quote(info.imageSizeInput.names.spec) : 'undefined'},`,
    ...(info.backingMtime ? [`backingMtime: ${recordedText(info.backingMtime)},`] : []),
    ...(info.backingSize ? [`backingSize: ${recordedText(info.backingSize)},`] : []),
    'specific: specificFacts([',
    ...info.specific.map((entry) => `  [${quote(entry.key)}, ${entryValue(entry)}],`),
    ']),',
  ]
  const text = lines.join('\n')
  const used = usedIn(text, known)
  file.addFunction({
    name: `facts${format.names.pascal}`,
    isExported: true,
    docs: ['The facts that every image has, as far as the header gives them. Never throws.'],
    parameters: PARAMETERS,
    returnType: 'ImageFacts',
    statements: (writer: CodeBlockWriter) => {
      writer.writeLine(`const { ${used.join(', ')} } = examine(bytes, context)`)
      writer.write('return ').inlineBlock(() => {
        for (const line of lines) writer.writeLine(line)
      })
    },
  })
}

/** The text at a place; undefined where there is none. */
function textAt(place: Place): string {
  switch (place.kind) {
    case 'field':
      return `(fields.${place.field.names.camel} || undefined)`
    case 'string':
      return stringVariables(place.string).text
    case 'extension':
      return `extensionText(records, ${extensionCode(place.extension)})`
    case 'extensionField':
      return `extension${place.extension.names.pascal}${place.field.names.pascal}`
    case 'region':
      return 'undefined'
  }
}

const isTrue = (expr: Expr) => `(${guarded(expr)}) === true`

function choose(choices: readonly { when: Expr; text: string }[]): string {
  const arms = choices.map(({ when, text }) => `${isTrue(when)} ? ${quote(text)} : `)
  return `${arms.join('')}undefined`
}

function textFrom(text: TextFrom | undefined): string {
  if (text === undefined) return 'undefined'
  if (text.kind === 'choose') return choose(text.choices)
  const value = textAt(text.place)
  return text.when ? `${isTrue(text.when)} ? ${value} : undefined` : value
}

function recordedText({ field, when }: RecordedFact): string {
  const value = guarded({ type: 'int', kind: 'field', struct: 'header', field })
  return when ? `${isTrue(when)} ? ${value} : undefined` : value
}

function entryValue(entry: InfoEntry): string {
  if (entry.kind === 'choose') return choose(entry.choices)
  const value =
    entry.kind === 'value'
      ? `(${guarded(entry.value)})`
      : entry.kind === 'text'
        ? textAt(entry.place)
        : `enumName(NAMES.${entry.field.names.camel}, fields.${entry.field.names.camel})`
  return entry.when ? `${isTrue(entry.when)} ? ${value} : undefined` : value
}

function addEvidence(file: Statements, format: Format, known: ReadonlySet<string>): void {
  if (format.evidence.length === 0) return
  const items = format.evidence.map(
    ({ assert, summary }) => `{ summary: ${quote(summary)}, holds: ${guarded(assert)} },`,
  )
  const used = usedIn(items.join('\n'), known)
  file.addFunction({
    name: `evidence${format.names.pascal}`,
    isExported: true,
    docs: ['What speaks for this format among those with the same signature. Never throws.'],
    parameters: PARAMETERS,
    returnType: 'Evidence[]',
    statements: (writer: CodeBlockWriter) => {
      writer.writeLine(`const { ${used.join(', ')} } = examine(bytes, context)`)
      writer.write('return [').newLine()
      writer.indent(() => {
        for (const item of items) writer.writeLine(item)
      })
      writer.writeLine(']')
    },
  })
}

/** How severe it is that the backing file is not what the image records, where that matters. */
function changedBackingLines({ info }: Format): readonly string[] {
  const facts = { mtime: info.backingMtime, size: info.backingSize }
  const severities = Object.entries(facts).flatMap(([name, fact]) =>
    fact ? [`${name}: ${quote(fact.differs)}`] : [],
  )
  return severities.length === 0 ? [] : [`changedBacking: { ${severities.join(', ')} },`]
}

function addDescriptor(file: Statements, format: Format): void {
  const { camel, pascal } = format.names
  const limit = interval(format.area)?.max ?? BigInt(format.header.size)
  const initializer = (writer: CodeBlockWriter) => {
    writer.inlineBlock(() => {
      writer.writeLine(`id: ${quote(format.id)},`)
      if (format.variantOf) writer.writeLine(`variantOf: ${quote(format.variantOf)},`)
      writer.writeLine(`family: ${quote(format.family)},`)
      writer.writeLine(`title: ${quote(format.title)},`)
      writer.writeLine(`status: ${quote(format.status)},`)
      if (format.unusual) writer.writeLine('unusual: true,')
      writer.writeLine(`summary: ${quote(format.summary)},`)
      writer.writeLine('signatures: SIGNATURES,')
      writer.writeLine(`headerSize: ${format.header.size},`)
      writer.writeLine(`areaLimit: ${limit},`)
      writer.writeLine(
        `area: (bytes) => areaSize(examine(bytes, {}).area, ${format.header.size}, ${limit}),`,
      )
      writer.writeLine(`parse: parse${pascal},`)
      writer.writeLine(`serialize: serialize${pascal},`)
      writer.writeLine(`check: check${pascal},`)
      writer.writeLine(`regions: regions${pascal},`)
      writer.writeLine(`facts: facts${pascal},`)
      if (format.evidence.length > 0) writer.writeLine(`evidence: evidence${pascal},`)
      for (const line of changedBackingLines(format)) writer.writeLine(line)
      for (const line of writingLines(format)) writer.writeLine(line)
    })
  }
  const docs = `${format.title}: everything above, in the shape that all formats share.`
  const type = `Format<${pascal}, ${pascal}Init>`
  file.addConstant({ name: camel, type, initializer, docs, isExported: true })
}
