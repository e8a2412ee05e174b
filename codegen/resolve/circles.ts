/** Nothing in a header is found through itself. */
import type { Expr, Format } from '../ir.ts'
import type { Problem } from '../problems.ts'
import { type Draft, problemsOf } from './draft.ts'
import { partsThroughValues } from './expressions.ts'

/**
 * Where the extensions are may depend on a string, and where a string is on an extension, but not
 * both. Values cannot make a circle by themselves: each names only those before it.
 */
export function checkCircles(draft: Draft): readonly Problem[] {
  const problems = problemsOf(draft)
  const { format } = draft
  if (!format) return []
  for (const start of [...format.strings.map(({ names }) => names.spec), EXTENSIONS]) {
    const circle = circleFrom(start, format)
    if (!circle) continue
    const path = start === EXTENSIONS ? start : `strings.${start}`
    const message = `is found through itself: ${circle.join(', then ')}`
    problems.add(path, message, 'break the circle')
    return problems.list
  }
  return problems.list
}

const EXTENSIONS = 'extensions'

/** The expressions that say where a string is, or the list of extensions. */
function foundThrough(name: string, { extensions, strings }: Format): readonly Expr[] {
  if (name === EXTENSIONS) return extensions ? [extensions.at, extensions.end] : []
  const string = strings.find((one) => one.names.spec === name)
  if (!string) return []
  const { when, min, end } = string
  return when ? [when, min, end] : [min, end]
}

/** The names from a start back to it, if there is such a way. */
function circleFrom(start: string, format: Format): readonly string[] | undefined {
  const seen = new Set<string>()
  const visit = (name: string, way: readonly string[]): readonly string[] | undefined => {
    if (name === start && way.length > 0) return [...way, name]
    if (seen.has(name)) return undefined
    seen.add(name)
    for (const next of needsOf(name, format)) {
      const circle = visit(next, [...way, name])
      if (circle) return circle
    }
    return undefined
  }
  return visit(start, [])
}

/** The strings and extensions that something is found through. */
function needsOf(name: string, format: Format): ReadonlySet<string> {
  const needed = new Set<string>()
  for (const expr of foundThrough(name, format)) {
    for (const part of partsThroughValues(expr)) {
      if (part.kind === 'string') needed.add(part.string.names.spec)
      if (part.kind === 'has' || part.kind === 'extensionField') needed.add(EXTENSIONS)
    }
  }
  return needed
}
