/**
 * A struct as the source of its format declares it: the compiler leaves the holes.
 *
 * It is declared on the ABIs that give the layout of the file; elsewhere only if the program asks
 * for it. What each known ABI makes of it is asserted.
 */
import type { CAbiLayout, Item, Struct } from '../../ir.ts'
import { docComment } from './comment.ts'
import type { NamedStruct } from './names.ts'
import { type AssertMacro, assertions, declarator, memberName } from './struct.ts'

/** A program defines it to have the struct on every ABI. */
const ANY_ABI = 'COWTOOLS_ANY_ABI'

/**
 * How compilers say what they compile for. On Windows 32-bit x86 aligns as x86_64 does, and only
 * the embedded ABI of 32-bit ARM does.
 */
const ABI_TESTS: Readonly<Record<string, string>> = {
  x86_64: 'defined(__x86_64__) || defined(_M_X64)',
  i386: '(defined(__i386__) && !defined(_WIN32))',
  arm: 'defined(__ARM_EABI__)',
  aarch64: 'defined(__aarch64__) || defined(_M_ARM64)',
}

/** The declaration with its guard and its assertions; nothing for a struct that has none. */
export function naturalLines(named: NamedStruct, assert: AssertMacro): readonly string[] {
  const { struct, naturalTag } = named
  const { c } = struct
  if (!c || naturalTag === undefined) return []
  const members = struct.items.filter((item) => item.kind !== 'hole')
  const good = c.layouts.filter(({ same }) => same)
  return [
    '',
    ...docComment(naturalDoc(named, c)),
    `#if ${testsOf(good)} || defined(${ANY_ABI})`,
    `struct ${naturalTag} {`,
    ...members.map((item) => `    ${declarator(item, named)}`),
    '};',
    ...alike(c.layouts).flatMap((group, index) => {
      const offsets = members.map(
        (item) => [memberName(item, named), offsetIn(group[0], item)] as const,
      )
      const asserted = { tag: naturalTag, size: group[0].size, offsets }
      return [`#${index === 0 ? 'if' : 'elif'} ${testsOf(group)}`, ...assertions(asserted, assert)]
    }),
    '#endif',
    '#endif',
  ]
}

type C = NonNullable<Struct['c']>

const namesOf = (layouts: readonly CAbiLayout[]) => layouts.map(({ abi }) => abi).join(', ')

function naturalDoc({ struct, members }: NamedStruct, c: C): readonly string[] {
  const good = c.layouts.filter(({ same }) => same)
  const paragraphs = [
    `The same struct as the source of the format has it, struct ${c.name}: not packed.`,
    '',
    `It has the layout of the file on ${namesOf(good)}, and is declared there alone, unless ` +
      `${ANY_ABI} is defined.`,
  ]
  for (const layout of c.layouts.filter(({ same }) => !same)) {
    const moved = struct.items
      .filter((item) => item.kind !== 'hole' && offsetIn(layout, item) !== item.offset)
      .map((item) => `${members.get(item)} at ${offsetIn(layout, item)}`)
    const sizes = layout.size === struct.size ? [] : [`${layout.size} bytes in all`]
    paragraphs.push(`On ${layout.abi} it is another: ${[...moved, ...sizes].join(', ')}.`)
  }
  return paragraphs
}

function testsOf(layouts: readonly CAbiLayout[]): string {
  return layouts.map(({ abi }) => ABI_TESTS[abi] ?? '0').join(' || ')
}

/** The offset that a compiler gives to a member; reserved bytes go by their place in the file. */
function offsetIn({ offsets }: CAbiLayout, item: Item): number {
  const key = item.kind === 'reserved' ? `reserved at ${item.offset}` : item.names.spec
  return offsets[key] ?? item.offset
}

/** Layouts in groups that are equal. */
function alike(layouts: readonly CAbiLayout[]): readonly [CAbiLayout, ...CAbiLayout[]][] {
  const groups = new Map<string, [CAbiLayout, ...CAbiLayout[]]>()
  for (const layout of layouts) {
    const key = JSON.stringify([layout.size, layout.offsets])
    const group = groups.get(key)
    if (group) group.push(layout)
    else groups.set(key, [layout])
  }
  return [...groups.values()]
}
