/** Types of what the parsers give: binary-parser itself says `any`. */
import type { OptionalKind, PropertySignatureStructure, SourceFile } from 'ts-morph'
import type { Field, Struct } from '../../ir.ts'
import { isWide } from '../typescript/compile.ts'
import { isGated } from './condition.ts'

/** Name of the type of a parsed struct: `CowV2HeaderParsed`. */
export const parsedName = (struct: Struct) => `${struct.fullNames.pascal}Parsed`

/** Adds the type of a parsed struct. */
export function addParsedType(file: SourceFile, struct: Struct): void {
  const name = parsedName(struct)
  const fields = struct.items.filter((item) => item.kind === 'field')
  file.addInterface({
    name,
    isExported: true,
    docs: [`What \`${struct.fullNames.camel}Parser\` gives.`],
    properties: fields.map(property),
  })
}

function property(field: Field): OptionalKind<PropertySignatureStructure> {
  const unit = field.unit === undefined ? '' : ` Unit: ${field.unit}.`
  return {
    name: field.names.camel,
    type: typeOf(field),
    isReadonly: true,
    hasQuestionToken: isGated(field),
    docs: [`${field.summary}${unit}`.replaceAll('*/', '*\\/')],
  }
}

function typeOf(field: Field): string {
  switch (field.type.kind) {
    case 'char':
      return 'string'
    case 'bytes':
      return 'Uint8Array'
    default:
      return isWide(field) ? 'bigint' : 'number'
  }
}
