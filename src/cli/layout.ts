/** `cowtools layout`: the structs of a format, as pahole shows those of a program. */
import { Command, Option } from 'commander'
import { printableText } from '../binary/text.ts'
import { formats } from '../formats/index.ts'
import { findLayout } from '../formats/layouts.ts'
import { type Layout, viewStruct } from '../layout/index.ts'
import { CommandError } from './failure.ts'
import type { Io } from './io.ts'
import { layoutJson } from './layout-json.ts'
import { layoutText } from './layout-text.ts'
import { examples, type Output, outputOption } from './options.ts'

interface Options {
  readonly struct?: string
  readonly abi?: string
  readonly output: Output
}

/** Shows the structs of a format: offsets, sizes, holes, and what compilers make of them. */
export function layoutCommand(io: Io): Command {
  return new Command('layout')
    .description(
      'Show the structs of a format: offsets, sizes, holes, and what compilers make of them.',
    )
    .argument('<format>', 'id, or a family of one format (see formats)')
    .option('--struct <name>', 'this struct alone')
    .addOption(
      new Option('--abi <abi>', 'as the C compiler of that ABI lays the struct out').choices(
        abis(),
      ),
    )
    .addOption(outputOption())
    .addHelpText(
      'after',
      examples([
        'layout cow-v2',
        'layout cow-v2 --abi i386',
        'layout qcow2 --struct snapshot',
        'layout qcow2 --output json',
      ]),
    )
    .action((name: string, { struct, abi, output }: Options) => {
      const layout = layoutNamed(name)
      const views = structsNamed(layout, struct).map((one) => viewStruct(one, abi))
      io.out(output === 'json' ? layoutJson(layout, views) : layoutText({ layout, views, abi }, io))
    })
}

function allLayouts(): readonly Layout[] {
  return formats.flatMap(({ id }) => findLayout(id) ?? [])
}

/** Every ABI that a layout is known of. */
function abis(): readonly string[] {
  const structs = allLayouts().flatMap((layout) => layout.structs)
  return [...new Set(structs.flatMap(({ c }) => c?.layouts.map(({ abi }) => abi) ?? []))]
}

function layoutNamed(name: string): Layout {
  const exact = findLayout(name)
  if (exact) return exact
  const all = allLayouts()
  const members = all.filter(({ family }) => family === name)
  const meant = members.filter(({ unusual }) => unusual !== true)
  const [only, ...others] = meant.length > 0 ? meant : members
  if (only && others.length === 0) return only
  const known = only ? [only, ...others] : all
  const ids = known.map(({ id }) => id).join(', ')
  const state = only ? 'the family has several formats, name one of them' : 'no such format; known'
  throw new CommandError(`Cannot show the layout of "${printableText(name)}": ${state}: ${ids}`)
}

function structsNamed({ id, structs }: Layout, name: string | undefined) {
  if (name === undefined) return structs
  const found = structs.filter((struct) => struct.name === name || struct.c?.name === name)
  if (found.length > 0) return found
  const names = structs.map((struct) => struct.name).join(', ')
  const shown = printableText(name)
  throw new CommandError(`Cannot show struct "${shown}" of ${id}: no such struct; it has: ${names}`)
}
