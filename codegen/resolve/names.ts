import type { Problem } from '../problems.ts'
import { closest } from './closest.ts'
import { allFields, type Draft, type ItemSchema, isField, problemsOf } from './draft.ts'
import { namesOf } from './naming.ts'

type Problems = ReturnType<typeof problemsOf>

/** Names that are distinct as written and in TypeScript, where `size_1` and `size1` are the same. */
function unique(problems: Problems, path: string, names: readonly string[]): void {
  const owners = new Map<string, string>()
  for (const name of names) {
    const { camel } = namesOf(name)
    const other = owners.get(camel)
    const prefix = path === '' ? '' : `${path}.`
    if (other === name) problems.add(`${prefix}${name}`, 'is named twice', 'rename one of them')
    else if (other) {
      const message = `has the name of ${prefix}${other} in code, ${camel}`
      problems.add(`${prefix}${name}`, message, 'rename one of them')
    }
    owners.set(camel, name)
  }
}

/** Every parsed struct has it, beside its fields. */
const RAW = 'raw'

/** The name of an item in generated tables; a hole goes by its offset. */
function nameInCode(item: ItemSchema): string {
  if (isField(item)) return item.name
  return 'hole' in item ? `hole_${item.at}` : `reserved_${item.at}`
}

/** What names in expressions begin with already. */
const TAKEN = ['header', 'extensions', 'fileSize']

/** What ids of rules of no format in particular begin with. */
const GENERAL = ['format', 'limits']

/** Names are unique where they are looked up, and every named struct and field exists. */
export function checkNames(draft: Draft): readonly Problem[] {
  const problems = problemsOf(draft)
  const { schema } = draft
  if (GENERAL.includes(schema.id)) {
    problems.add('id', `is ${schema.id}, which rules of every file begin with`, 'choose another id')
  }
  for (const [name, struct] of Object.entries(schema.structs)) {
    if (!/^[a-z][a-z0-9_]*$/.test(name)) {
      problems.add(
        `structs.${name}`,
        'is no name',
        'use snake_case: lower-case letters, digits and _',
      )
    }
    unique(problems, name, struct.fields.map(nameInCode))
    if (struct.fields.some((item) => isField(item) && item.name === RAW)) {
      const message = 'is the property that keeps the bytes of a parsed struct'
      problems.add(`${name}.${RAW}`, message, `rename it: ${RAW}_bytes`)
    }
  }
  unique(problems, 'structs', Object.keys(schema.structs))
  for (const { field, path } of allFields(draft)) {
    const enumNames = (field.enum ?? []).map((value) => value.name)
    unique(problems, path, enumNames)
    const bitNames = (field.bits ?? []).map((bit) => bit.name)
    unique(problems, path, bitNames)
  }
  checkSharedNames(draft, problems)
  unique(
    problems,
    'extensions',
    (schema.extensions?.types ?? []).map((type) => type.name),
  )
  unique(
    problems,
    'rules',
    (schema.rules ?? []).map((rule) => rule.id),
  )
  checkStructNames(draft, problems)
  checkFieldNames(draft, problems)
  return problems.list
}

/** Strings, inputs, values and regions share one space of names with what expressions know. */
function checkSharedNames(draft: Draft, problems: Problems): void {
  const { strings, inputs, values, regions } = draft.schema
  const lists = Object.entries({ strings, inputs, values, regions })
  const named = lists.flatMap(([list, things]) =>
    (things ?? []).map(({ name }) => ({ list, name })),
  )
  const owners = new Map<string, { list: string; name: string }>()
  for (const thing of named) {
    const { list, name } = thing
    const { camel } = namesOf(name)
    const other = owners.get(camel)
    if (TAKEN.includes(camel)) {
      problems.add(`${list}.${name}`, 'is a name that expressions use already', 'rename it')
    } else if (other) {
      const message = `has the name of ${other.list}.${other.name}`
      problems.add(
        `${list}.${name}`,
        message,
        'strings, inputs, values and regions share names: rename it',
      )
    }
    owners.set(camel, thing)
  }
}

function checkStructNames(draft: Draft, problems: Problems): void {
  const { schema } = draft
  const names = Object.keys(schema.structs)
  if (!names.includes('header')) {
    problems.add('structs', 'has no header', 'name the struct at offset 0 header')
  }
  for (const [name, struct] of Object.entries(schema.structs)) {
    if (!struct.fields.some(isField)) problems.add(name, 'has no field', 'name what it holds')
  }
  const needs: [path: string, struct: string | undefined][] = []
  for (const { name, entry, records } of schema.regions ?? []) {
    needs.push([`regions.${name}`, entry], [`regions.${name}.records`, records?.struct])
  }
  if (schema.extensions) {
    needs.push(['extensions.record', schema.extensions.record])
    for (const type of schema.extensions.types) {
      needs.push([`extensions.${type.name}`, type.struct])
    }
  }
  for (const [path, struct] of needs) {
    if (struct === undefined || names.includes(struct)) continue
    problems.add(path, `names no struct "${struct}"`, suggestion(struct, names))
  }
}

/** The name that is meant, or all that there are. */
function suggestion(name: string, known: readonly string[]): string {
  const near = closest(name, known)
  return near === undefined ? `one of: ${known.join(', ')}` : `did you mean "${near}"?`
}

function checkFieldNames(draft: Draft, problems: Problems): void {
  const { schema } = draft
  const want = (path: string, struct: string, name: string | undefined) => {
    if (name === undefined || !Object.hasOwn(schema.structs, struct)) return
    const fields = (schema.structs[struct]?.fields ?? []).filter(isField).map((field) => field.name)
    if (fields.includes(name)) return
    problems.add(path, `names no field "${name}" of ${struct}`, suggestion(name, fields))
  }
  for (const [name, struct] of Object.entries(schema.structs)) {
    want(`${name}.lengthField`, name, struct.lengthField)
  }
  for (const string of schema.strings ?? []) {
    want(`strings.${string.name}.offset`, 'header', string.offset)
    want(`strings.${string.name}.size`, 'header', string.size)
  }
  if (schema.extensions) {
    want('extensions.type', schema.extensions.record, schema.extensions.type)
    want('extensions.length', schema.extensions.record, schema.extensions.length)
  }
}
