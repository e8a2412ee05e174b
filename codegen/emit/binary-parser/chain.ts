/** One struct as a chain of binary-parser calls. */
import type { Field, Item, Struct } from '../../ir.ts'
import { both, type Condition, conditionOf, isGated, reaches } from './condition.ts'

/** Items in a row that are there under the same condition. */
interface Run {
  readonly condition: Condition | undefined
  readonly items: Item[]
  size: number
}

/** The chain of a struct, and what it imports. */
export interface Chain {
  readonly code: string
  /** Functions of the runtime. */
  readonly functions: ReadonlySet<string>
  /** Formatters of this module: `text`, `wholeText`, `copy`. */
  readonly formatters: ReadonlySet<string>
}

/** `new Parser().uint32be('magic')…`, over all bytes of the struct. */
export function chainOf(struct: Struct): Chain {
  const functions = new Set<string>()
  const formatters = new Set<string>()
  const runs = runsOf(struct)
  const lines = ['new Parser()', ...lookAhead(struct)]
  for (const [index, run] of runs.entries()) {
    for (const item of run.items) {
      if (item.kind === 'field' && !('bits' in item.type)) formatters.add(formatterOf(item))
    }
    const steps = stepsOf(run.items)
    const isNeeded = run.items.some((item) => item.kind === 'field')
    if (!run.condition || !isNeeded) {
      lines.push(...steps.map((step) => `  ${step}`))
      continue
    }
    for (const name of run.condition.functions) functions.add(name)
    const isLast = index === runs.length - 1
    lines.push(...choice(run.condition, steps, isLast ? 0 : run.size))
  }
  return { code: lines.join('\n'), functions, formatters }
}

function runsOf(struct: Struct): readonly Run[] {
  const runs: Run[] = []
  for (const item of struct.items) {
    const condition = presence(struct, item)
    const last = runs.at(-1)
    if (last && last.condition?.code === condition?.code) {
      last.items.push(item)
      last.size += item.size
    } else {
      runs.push({ condition, items: [item], size: item.size })
    }
  }
  return runs
}

/** When the item is there; undefined for always. */
function presence(struct: Struct, item: Item): Condition | undefined {
  if (item.kind === 'hole') return undefined
  const { lengthField } = struct
  const when = item.when && conditionOf(item.when)
  const isGatedByLength = item.inTail && lengthField && item !== lengthField
  const inTail = isGatedByLength && reaches(lengthField, item.offset + item.size)
  return both(when, inTail || undefined)
}

/**
 * The real size of the struct decides which fields are there. Where it stands behind some of them,
 * it is read first, with the fields that its own condition names, and the parser goes back: steps
 * are relative, so that the parser works inside others.
 */
function lookAhead(struct: Struct): readonly string[] {
  const { lengthField } = struct
  if (!lengthField) return []
  const isBehind = struct.items.some((item) => isInTail(item) && item.offset < lengthField.offset)
  if (!isBehind) return []
  if (!lengthField.when) return peek(lengthField).map((one) => `  ${one}`)
  const condition = conditionOf(lengthField.when)
  const before = condition.fields.flatMap((field) => peek(field))
  return [...before.map((one) => `  ${one}`), ...choice(condition, peek(lengthField), 0)]
}

const isInTail = (item: Item) => item.kind !== 'hole' && item.inTail

/** Reads a field further on, and goes back. */
function peek(field: Field): readonly string[] {
  const there = field.offset === 0 ? [] : [`.seek(${field.offset})`]
  return [...there, step(field), `.seek(-${field.offset + field.size})`]
}

/** Calls for items in a row; bytes that nobody reads are skipped in one step. */
function stepsOf(items: readonly Item[]): readonly string[] {
  const steps: string[] = []
  let skipped = 0
  for (const item of items) {
    if (item.kind !== 'field') {
      skipped += item.size
      continue
    }
    if (skipped > 0) steps.push(`.seek(${skipped})`)
    skipped = 0
    steps.push(step(item))
  }
  if (skipped > 0) steps.push(`.seek(${skipped})`)
  return steps
}

function step(field: Field): string {
  const { type } = field
  const name = `'${field.names.camel}'`
  if ('bits' in type) {
    const order = type.bits === 8 ? '' : field.endian === 'big' ? 'be' : 'le'
    return `.${type.kind}${type.bits}${order}(${name})`
  }
  const formatter = `${formatterOf(field)}(${type.length})`
  return `.buffer(${name}, { length: ${type.length}, formatter: ${formatter} })`
}

function formatterOf(field: Field): string {
  if (field.type.kind === 'bytes') return 'copy'
  return field.type.kind === 'char' && field.type.pad === 'none' ? 'wholeText' : 'text'
}

/** Steps under a condition; without it, as many bytes are skipped, and the fields are left out. */
function choice(condition: Condition, steps: readonly string[], skip: number): readonly string[] {
  const members = condition.fields.map(member).join('; ')
  const there = steps.length === 1 ? [steps[0]] : ['', ...steps.map((step) => `        ${step}`)]
  return [
    '  .choice({',
    `    tag: function (this: { ${members} }) {`,
    `      return Number(${condition.code})`,
    '    },',
    '    choices: {',
    `      0: new Parser()${skip > 0 ? `.seek(${skip})` : ''},`,
    `      1: new Parser()${there.join('\n')},`,
    '    },',
    '  })',
  ]
}

function member(field: Field): string {
  const type = 'bits' in field.type && field.type.bits === 64 ? 'bigint' : 'number'
  return `readonly ${field.names.camel}${isGated(field) ? '?' : ''}: ${type}`
}
