import type { Problem } from '../problems.ts'
import { allItems, type Draft, isField, problemsOf } from './draft.ts'

/** Every documented thing with its path; the summary may be missing. */
function* documented(draft: Draft): Generator<[path: string, summary: string | undefined]> {
  const { schema } = draft
  yield [schema.id, schema.summary]
  for (const [name, struct] of Object.entries(schema.structs)) yield [name, struct.summary]
  for (const { item, path } of allItems(draft)) {
    yield [path, item.summary]
    if (!isField(item)) continue
    for (const value of item.enum ?? []) yield [`${path}.${value.name}`, value.summary]
    for (const bit of item.bits ?? []) yield [`${path}.${bit.name}`, bit.summary]
  }
  const lists = { strings: schema.strings, inputs: schema.inputs, values: schema.values }
  for (const [list, things] of Object.entries({ ...lists, regions: schema.regions })) {
    for (const thing of things ?? []) yield [`${list}.${thing.name}`, thing.summary]
  }
  if (schema.extensions) {
    yield ['extensions', schema.extensions.summary]
    for (const type of schema.extensions.types) yield [`extensions.${type.name}`, type.summary]
  }
  for (const rule of schema.rules ?? []) yield [`rules.${rule.id}`, rule.summary]
  for (const [index, item] of (schema.evidence ?? []).entries()) {
    yield [`evidence[${index}]`, item.summary]
  }
}

/** Everything is documented: an undocumented thing is an error. */
export function checkSummaries(draft: Draft): readonly Problem[] {
  const problems = problemsOf(draft)
  for (const [path, summary] of documented(draft)) {
    if (summary === undefined || summary.trim() === '') {
      problems.add(path, 'has no summary', 'add one line that says what it is')
    } else if (summary.includes('\n')) {
      problems.add(
        path,
        'has a summary of several lines',
        'keep one line, move the rest to details',
      )
    }
  }
  for (const { id, advice } of draft.schema.rules ?? []) {
    if (advice === undefined || advice.trim() === '') {
      problems.add(`rules.${id}`, 'has no advice', 'add what to do about a finding')
    }
  }
  return problems.list
}

/** The format cites where its facts come from. */
export function checkSources(draft: Draft): readonly Problem[] {
  const problems = problemsOf(draft)
  if ((draft.schema.sources ?? []).length === 0) {
    problems.add(draft.schema.id, 'cites no source', 'add sources: a title and where to find it')
  }
  return problems.list
}
