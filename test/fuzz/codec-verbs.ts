/** Generated code on hostile bytes, and the interpreter as its second opinion. */
import type { Region } from '../../src/binary/index.ts'
import {
  evaluate,
  type FieldLayout,
  type FieldValue,
  type Interpretation,
  type Layout,
  type Lookup,
  structNamed,
} from '../../src/layout/index.ts'
import { expectThat } from './failure.ts'
import type { Subject } from './subject.ts'

/** Checks never throw, and what they say can be shown. */
export function checkVerb({ format, findings }: Subject): void {
  for (const { rule, offset, length, severity } of findings()) {
    expectThat(rule.startsWith(`${format.id}.`), () => `the rule "${rule}" is not of ${format.id}`)
    expectThat(BigInt(offset) >= 0n && BigInt(length) >= 0n, () => `${rule} lies at ${offset}`)
    expectThat(['error', 'warning', 'notice'].includes(severity), () => `${rule} is ${severity}`)
  }
}

/** What has no error can be parsed, and what was parsed comes out as it went in. */
export function parseVerb({ format, area, findings, parsed }: Subject): void {
  const outcome = parsed()
  if (outcome.kind === 'refused') {
    const isClean = !findings().some(({ severity }) => severity === 'error')
    expectThat(!isClean, () => `no error is found, and parse says: ${outcome.error.message}`)
    return
  }
  const again = format.serialize(outcome.image)
  // Of an area that the file cuts, the rest comes out as zeros.
  const same = again.length >= area.length && Buffer.compare(again.subarray(0, area.length), area)
  expectThat(same === 0, () => differenceOf(again, area))
}

function differenceOf(again: Uint8Array, area: Uint8Array): string {
  if (again.length < area.length) {
    return `serialize gives ${again.length} bytes of an area of ${area.length}`
  }
  const at = again.findIndex((byte, index) => byte !== area[index])
  return `serialize gives ${again[at]} at byte ${at}, not ${area[at]}`
}

/** The interpreter of layouts and the generated code see the same header, names and regions. */
export function interpretVerb(subject: Subject): void {
  const { format, layout, area, context } = subject
  const image = subject.interpretation()
  compareRegions(image.lookup, layout, format.regions(area, context))
  const outcome = subject.parsed()
  if (outcome.kind === 'refused') return
  const header = headerOf(outcome.image)
  for (const item of structNamed(layout, 'header')?.items ?? []) {
    if (item.kind === 'field') compareField(item, header, image)
  }
}

function compareField({ name, fallback }: FieldLayout, header: object, image: Interpretation) {
  const other = Reflect.get(header, camelCase(name))
  if (other === undefined) return
  // An absent field has its default.
  const value = image.header.get(name) ?? fallback
  expectThat(isSame(value, other), () => `header.${name} is ${other} parsed, ${value} interpreted`)
}

function headerOf(image: unknown): object {
  const header =
    typeof image === 'object' && image !== null ? Reflect.get(image, 'header') : undefined
  return typeof header === 'object' && header !== null ? header : {}
}

function camelCase(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}

function isSame(one: FieldValue | undefined, other: unknown): boolean {
  if (typeof one === 'bigint' && typeof other === 'number') return one === BigInt(other)
  if (!(one instanceof Uint8Array)) return one === other
  // Constants stand in parsed headers as text: hex pairs.
  return Buffer.from(one).toString('hex') === hexOf(other)
}

function hexOf(value: unknown): string {
  return value instanceof Uint8Array
    ? Buffer.from(value).toString('hex')
    : String(value).replaceAll(' ', '')
}

function compareRegions(lookup: Lookup, layout: Layout, generated: readonly Region[]): void {
  const interpreted = layout.regions.flatMap(({ name, at, size, when }) => {
    if (when !== undefined && evaluate(when, lookup) === false) return []
    const [offset, length] = [evaluate(at, lookup), evaluate(size, lookup)]
    // Of a conditional region something must be known.
    if (when !== undefined && offset === undefined && length === undefined) return []
    return [`${name} ${offset} ${length}`]
  })
  const others = generated.map(({ name, offset, size }) => `${name} ${offset} ${size}`)
  expectThat(interpreted.join() === others.join(), () => {
    return `regions are ${others.join()} generated, ${interpreted.join()} interpreted`
  })
}
