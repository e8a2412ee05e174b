/** `examine`: all that the header of one file says, each fact once, in the order it is needed. */
import type { CodeBlockWriter } from 'ts-morph'
import type {
  Expr,
  ExtensionType,
  Field,
  Format,
  LocatedString,
  Region,
  Reserved,
} from '../../ir.ts'
import { expressionsOf } from '../../resolve/bounds.ts'
import { parts } from '../../resolve/expressions.ts'
import { guarded, needs, variableOf } from './compile.ts'
import { ifRead, presence } from './field.ts'
import type { Statements } from './statements.ts'
import { integer, quote } from './text.ts'

/** A statement of `examine` and the variables that it defines. */
interface Step {
  readonly defines: readonly string[]
  readonly needs: readonly string[]
  readonly lines: readonly string[]
}

/** Variables of a string. */
export const stringVariables = (string: LocatedString) => ({
  location: `${string.names.camel}Location`,
  located: `${string.names.camel}Located`,
  text: `${string.names.camel}Text`,
})

/** Variable of a region. */
export const regionVariable = (region: Region) => `region${region.names.pascal}`

/** Every expression that generated code evaluates, with those of `info`. */
function* allExpressions(format: Format): Generator<Expr> {
  for (const [, expr] of expressionsOf(format)) yield expr
  const { info } = format
  for (const text of [info.backingFile, info.backingFormat, info.imageFile, info.imageFormat]) {
    if (text?.kind === 'choose') for (const choice of text.choices) yield choice.when
    else if (text?.when) yield text.when
  }
  for (const fact of [info.backingMtime, info.backingSize]) {
    if (fact) yield { type: 'int', kind: 'field', struct: 'header', field: fact.field }
  }
  for (const entry of info.specific) {
    if (entry.when) yield entry.when
    if (entry.kind === 'value') yield entry.value
    if (entry.kind === 'choose') for (const choice of entry.choices) yield choice.when
  }
}

/** Adds the function; returns the names of everything that it finds out. */
export function addExamine(file: Statements, format: Format): ReadonlySet<string> {
  const steps = inOrder(stepsOf(format))
  const names = ['fields', ...steps.flatMap((step) => step.defines)]
  file.addFunction({
    name: 'examine',
    docs: ['All that the header says, as far as it can be known. Never throws.'],
    parameters: [
      { name: 'bytes', type: 'Uint8Array' },
      { name: 'context', type: 'Context' },
    ],
    statements: (writer: CodeBlockWriter) => {
      writer.writeLine(`const fields = read${format.header.fullNames.pascal}(bytes)`)
      for (const step of steps) for (const line of step.lines) writer.writeLine(line)
      writer.write('return ').inlineBlock(() => {
        for (const name of names) writer.writeLine(`${name},`)
      })
    },
  })
  return new Set(names)
}

function stepsOf(format: Format): readonly Step[] {
  const steps = new Map<string, Step>()
  const add = (step: Step) => steps.set(step.defines[0] ?? '', step)
  const simple = (name: string, line: string, needed: readonly string[] = []) =>
    add({ defines: [name], needs: needed, lines: [`const ${name} = ${line}`] })
  simple('fileSize', 'known(context.fileSize ?? bytes.length)')
  for (const expr of allExpressions(format)) {
    for (const part of parts(expr)) addLeaf(part, format, simple)
  }
  for (const string of format.strings) {
    for (const field of [string.offset, string.size]) {
      addLeaf({ type: 'int', kind: 'field', struct: 'header', field }, format, simple)
    }
    add(stringStep(string))
  }
  for (const value of format.values) {
    simple(`value${value.names.pascal}`, guarded(value.expr), needs(value.expr))
  }
  simple('area', guarded(format.area), needs(format.area))
  if (format.extensions) {
    const { at, end } = format.extensions
    simple('extensionsAt', guarded(at), needs(at))
    simple('extensionsEnd', guarded(end), needs(end))
    simple(
      'records',
      'extensionsAt === undefined || extensionsEnd === undefined ? undefined : readRecords(bytes, { start: toIndex(extensionsAt), end: toIndex(extensionsEnd) }, EXTENSIONS)',
      ['extensionsAt', 'extensionsEnd'],
    )
  }
  for (const region of format.regions) add(regionStep(region))
  return [...steps.values()]
}

/** The variable of a field, an input or an extension. */
function addLeaf(
  part: Expr,
  format: Format,
  simple: (name: string, line: string, needs?: readonly string[]) => void,
): void {
  const name = variableOf(part)
  if (!name) return
  if (part.kind === 'field') simple(name, headerFact(part.field, format))
  if (part.kind === 'input') {
    simple(name, `known(context.inputs?.[${quote(part.input.names.spec)}])`)
  }
  if (part.kind === 'has') {
    simple(name, `hasExtension(records, ${extensionCode(part.extension)})`, ['records'])
  }
  if (part.kind === 'extensionField') {
    const { extension, field } = part
    const struct = extension.struct
    const found = `findExtension(records, ${extensionCode(extension)}, ${struct?.size ?? 0})`
    const data = `extension${extension.names.pascal}Data`
    simple(data, `${found}?.data`, ['records'])
    const value = `read${struct?.fullNames.pascal}(${data}).${field.names.camel}`
    const fact = field.type.kind === 'char' ? value : `known(${value}${rangeArguments(field)})`
    simple(name, `${data} === undefined ? undefined : ${fact}`, [data])
  }
}

/** Type code of an extension as a literal. */
export const extensionCode = (extension: ExtensionType) => integer(extension.type, 'number', true)

function rangeArguments(field: Field): string {
  return field.range ? `, ${field.range.min}n, ${field.range.max}n` : ''
}

/** A header field as expressions see it: exact, and unknown outside its range. */
function headerFact(field: Field, format: Format): string {
  const value = `fields.${field.names.camel}`
  if (field.type.kind === 'char') return value
  const inRange = `known(${value}${rangeArguments(field)})`
  const present = headerPresence(field, format)
  return field.range && present ? `${present} ? ${inRange} : known(${value})` : inRange
}

/** When an optional header item is there, over `fields`; undefined for always. */
export function headerPresence(item: Field | Reserved, format: Format): string | undefined {
  return presence(format.header, item, ifRead(format.header, 'fields'))
}

function stringStep(string: LocatedString): Step {
  const { location, located, text } = stringVariables(string)
  const offset = `header${string.offset.names.pascal}`
  const size = `header${string.size.names.pascal}`
  const lines = [
    `const ${location}: Location = {`,
    `  present: ${string.when ? guarded(string.when) : 'true'},`,
    `  offset: ${offset},`,
    `  size: ${size},`,
    `  min: ${guarded(string.min)},`,
    `  end: ${guarded(string.end)},`,
    `  minSize: ${string.minSize},`,
    ...(string.maxSize === undefined ? [] : [`  maxSize: ${string.maxSize},`]),
    '}',
    `const ${located} = locate(bytes, ${quote(string.names.spec)}, ${location})`,
    `const ${text} = locatedText(${located})`,
  ]
  const needed = [offset, size, ...needs(string.when, string.min, string.end)]
  return { defines: [text, location, located], needs: needed, lines }
}

function regionStep(region: Region): Step {
  const name = regionVariable(region)
  const { bitmap, when } = region
  const lines = [
    `const ${name}: Region | undefined = ${when ? absentIfFalse(when) : ''}{`,
    `  name: ${quote(region.names.spec)},`,
    `  kind: ${quote(region.kind)},`,
    `  offset: ${guarded(region.at)},`,
    `  size: ${guarded(region.size)},`,
    ...(bitmap
      ? [
          '  bitmap: {',
          `    unit: ${guarded(bitmap.unit)},`,
          `    count: ${bitmap.count ? guarded(bitmap.count) : 'undefined'},`,
          `    bits: ${quote(bitmap.bits)},`,
          '  },',
        ]
      : []),
    '}',
  ]
  const needed = needs(region.at, region.size, when, bitmap?.unit, bitmap?.count)
  return { defines: [name], needs: needed, lines }
}

function absentIfFalse(when: Expr): string {
  const text = guarded(when)
  return `(${text}) === false ? undefined : `
}

/** Steps sorted so that each comes after those that it needs. */
function inOrder(steps: readonly Step[]): readonly Step[] {
  const byName = new Map(steps.flatMap((step) => step.defines.map((name) => [name, step] as const)))
  const done = new Set<Step>()
  const open = new Set<Step>()
  const sorted: Step[] = []
  const visit = (step: Step) => {
    if (done.has(step)) return
    if (open.has(step))
      throw new TypeError(`Cannot order examine: ${step.defines[0]} depends on itself`)
    open.add(step)
    for (const name of step.needs) {
      const other = byName.get(name)
      if (other) visit(other)
    }
    done.add(step)
    sorted.push(step)
  }
  steps.forEach(visit)
  return sorted
}

/** Which variables a text uses: strings and property names do not count. */
export function usedIn(text: string, known: ReadonlySet<string>): readonly string[] {
  const code = text.replace(/'(\\.|[^'\\\n])*'/g, '')
  return [...known].filter((name) => new RegExp(`(?<!\\.)\\b${name}\\b(?!:)`).test(code))
}
