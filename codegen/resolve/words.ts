import type { Problem } from '../problems.ts'
import { allFields, type Draft, problemsOf } from './draft.ts'
import { parseType, toInteger, typeSize } from './types.ts'

/** Bits lie inside their word and do not overlap. */
export function checkBits(draft: Draft): readonly Problem[] {
  const problems = problemsOf(draft)
  for (const { field, path } of allFields(draft)) {
    const type = parseType(field)
    if (field.bits && type.kind !== 'uint') {
      problems.add(path, `names bits, but is ${field.type}`, 'make it u8 to u64')
      continue
    }
    if (field.class && !field.bits) {
      problems.add(path, `has the class ${field.class} and no bits`, 'list the bits, or drop class')
    }
    const word = typeSize(type) * 8
    const owner = new Map<number, string>()
    for (const { bit, width = 1, name } of field.bits ?? []) {
      if (bit + width > word) {
        const what = width === 1 ? `is bit ${bit}` : `reaches bit ${bit + width - 1}`
        const mend = `bits are 0 to ${word - 1}, 0 the least significant`
        problems.add(`${path}.${name}`, `${what} of ${field.type}`, mend)
      }
      let shared: string | undefined
      for (let at = bit; at < bit + width; at++) {
        const other = owner.get(at)
        if (other !== undefined && other !== shared) {
          problems.add(`${path}.${name}`, `shares bit ${at} with ${other}`, 'move one of them')
          shared = other
        }
        owner.set(at, name)
      }
    }
  }
  return problems.list
}

/** The values of an enum are distinct, and nothing asks for one that is not there. */
export function checkEnums(draft: Draft): readonly Problem[] {
  const problems = problemsOf(draft)
  for (const { field, path } of allFields(draft)) {
    if (field.unknown !== undefined && !field.enum) {
      const mend = 'list the values in enum, or drop unknown'
      problems.add(path, 'says what an unknown value is and names none', mend)
    }
    const owner = new Map<bigint, string>()
    for (const { value, name } of field.enum ?? []) {
      const other = owner.get(toInteger(value))
      if (other) {
        problems.add(
          `${path}.${name}`,
          `has the value ${value}, like ${other}`,
          'give each its own',
        )
      }
      owner.set(toInteger(value), name)
    }
  }
  return problems.list
}
