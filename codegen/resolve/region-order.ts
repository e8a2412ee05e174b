import { evaluate, type Result } from '../../src/layout/evaluate.ts'
import type { Expr, Field, Format, Region } from '../ir.ts'
import type { Problem } from '../problems.ts'
import { type Draft, problemsOf } from './draft.ts'
import { partsThroughValues, toPlain } from './expressions.ts'
import { headerFields } from './link-parts.ts'
import { valueRange } from './structs.ts'

/**
 * Regions at computed offsets follow each other without overlap, for every header that was tried:
 * the corners and some odd values in between of each field that the offsets depend on.
 */
export function checkRegionOrder(draft: Draft): readonly Problem[] {
  const problems = problemsOf(draft)
  const { format } = draft
  if (!format) return []
  const regions = format.regions.filter((region) => region.placed === 'computed')
  for (const sample of samples(format, regions)) {
    const evaluateHere = evaluatorOf(format, sample)
    let end = evaluateHere(format.area)
    let before = 'the header'
    for (const region of regions) {
      if (region.when && evaluateHere(region.when) === false) continue
      const path = `regions.${region.names.spec}`
      const at = evaluateHere(region.at)
      const size = evaluateHere(region.size)
      if (typeof end === 'bigint' && typeof at === 'bigint' && at < end) {
        const example = [...sample].map(([name, value]) => `${name} = ${value}`).join(', ')
        const message = `overlaps ${before}, ${range(at, end)}`
        const when = example === '' ? '' : `, when ${example}`
        problems.add(path, `${message}${when}`, `start it at the end of ${before}`)
        return problems.list
      }
      end = typeof at === 'bigint' && typeof size === 'bigint' ? at + size : undefined
      before = path
    }
  }
  return problems.list
}

function range(at: bigint, end: bigint): string {
  return end - at === 1n ? `byte ${at}` : `bytes ${at}–${end - 1n}`
}

type Sample = ReadonlyMap<string, bigint>

function samples(format: Format, regions: readonly Region[]): readonly Sample[] {
  const exprs = regions.flatMap(({ at, size, when }) => (when ? [at, size, when] : [at, size]))
  const fields = headerFields(format.area, ...exprs).filter((field) => 'bits' in field.type)
  const inputs = inputsIn([format.area, ...exprs])
  let all: Map<string, bigint>[] = [new Map()]
  const vary = (name: string, values: readonly bigint[]) => {
    all = all.flatMap((sample) => values.map((value) => new Map(sample).set(name, value)))
  }
  for (const field of fields.slice(0, 4)) vary(`header.${field.names.spec}`, valuesToTry(field))
  for (const input of inputs.slice(0, 2)) vary(input, [0n, 1n, 513n, 1_000_001n, 1n << 42n])
  return all
}

/** Names of the inputs that expressions read, through values too. */
function inputsIn(exprs: readonly Expr[]): readonly string[] {
  const found = new Set<string>()
  for (const part of exprs.flatMap((expr) => [...partsThroughValues(expr)])) {
    if (part.kind === 'input') found.add(part.input.names.spec)
  }
  return [...found]
}

function valuesToTry(field: Field): readonly bigint[] {
  if (field.constant?.kind === 'int') return [field.constant.value]
  const range = valueRange(field)
  if (!range) return [0n]
  const values = [range.min, range.max, 1n, 513n, 65_536n, 1_000_001n, 1n << 32n]
  return [...new Set(values.filter((value) => value >= range.min && value <= range.max))]
}

/** Evaluates expressions over given fields and inputs, each value once; others take their default. */
function evaluatorOf(format: Format, given: Sample): (expr: Expr) => Result {
  const results = new Map<string, Result>(given)
  const lookup = (name: string): Result => {
    if (!results.has(name)) results.set(name, resultOf(name))
    return results.get(name)
  }
  const resultOf = (name: string): Result => {
    const computed = format.values.find((one) => one.names.spec === name)
    if (computed) return evaluate(toPlain(computed.expr), lookup)
    const [struct, fieldName] = name.split('.')
    if (struct !== 'header') return undefined
    const field = format.header.items.find((item) => item.names.spec === fieldName)
    return field?.kind === 'field' ? field.fallback : undefined
  }
  return (expr) => evaluate(toPlain(expr), lookup)
}
