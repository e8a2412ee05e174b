/** `set…Header`: the header area of a new image, or of one whose facts change. */
import type { CodeBlockWriter } from 'ts-morph'
import type { Field, Format } from '../../ir.ts'
import { isWide } from './compile.ts'
import type { Statements } from './statements.ts'
import { quote } from './text.ts'

/** The facts that a header takes, each with the field that takes it. */
function settings({ driver }: Format): readonly { readonly fact: string; readonly field: Field }[] {
  if (driver === undefined) return []
  const { size, backingFile, backingMtime, imageFile } = driver
  return Object.entries({ size, backingFile, backingMtime, imageFile }).flatMap(([fact, field]) =>
    field ? [{ fact, field }] : [],
  )
}

/** The value of a field, where the fact is known. */
function givenValue(fact: string, field: Field): string {
  return field.type.kind === 'char' || isWide(field) ? fact : `Number(${fact})`
}

/** The value of a field in a new image, where the fact may be left out. */
function initialValue(fact: string, field: Field): string {
  if (field.type.kind === 'char') return `${fact} ?? ''`
  return isWide(field) ? `${fact} ?? 0n` : `Number(${fact} ?? 0n)`
}

/** Adds the function, if the schema has a driver. */
export function addSetHeader(file: Statements, format: Format): void {
  if (format.driver === undefined) return
  const { pascal } = format.names
  const all = settings(format)
  const initial = all.map(
    ({ fact, field }) => `${field.names.camel}: ${initialValue(fact, field)},`,
  )
  const changes = all.map(({ fact, field }) => {
    const value = givenValue(fact, field)
    const name = field.names.camel
    const property = value === name ? name : `${name}: ${value}`
    return `...(${fact} === undefined ? {} : { ${property} }),`
  })
  const block = (writer: CodeBlockWriter, lines: readonly string[]) =>
    writer.inlineBlock(() => {
      for (const line of lines) writer.writeLine(line)
    })
  file.addFunction({
    name: `set${pascal}Header`,
    isExported: true,
    docs: [
      'The header area with these facts: of a new image, or a copy of `bytes` in which those that are\ngiven are changed.\n\n@throws RangeError if one does not fit its field',
    ],
    parameters: [
      { name: 'bytes', type: 'Uint8Array | undefined' },
      { name: 'facts', type: 'HeaderFacts' },
    ],
    returnType: 'Uint8Array',
    statements: (writer: CodeBlockWriter) => {
      writer.writeLine(`const { ${all.map(({ fact }) => fact).join(', ')} } = facts`)
      writer.write('if (bytes === undefined) ').block(() => {
        block(writer.write('const header = '), initial).newLine()
        writer.writeLine(`return serialize${pascal}({ header })`)
      })
      writer.writeLine('const changed = bytes.slice()')
      block(writer.write(`patch${format.header.fullNames.pascal}(changed, `), changes).write(')')
      writer.newLine().writeLine('return changed')
    },
  })
}

/** The lines of the descriptor that tell how images are made. */
export function writingLines({ driver, names }: Format): readonly string[] {
  if (driver === undefined) return []
  return [
    'writing: {',
    `  sizeUnit: ${driver.sizeUnit},`,
    `  unbacked: ${quote(driver.unbacked)},`,
    `  needsBacking: ${driver.needsBacking},`,
    `  hasImageFile: ${driver.imageFile !== undefined},`,
    `  hasSize: ${driver.size !== undefined},`,
    `  setHeader: set${names.pascal}Header,`,
    '},',
  ]
}
