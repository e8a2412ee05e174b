/** What `create` and `convert` are told of the image to make: `-o`, `-b`, `-F`, and its format. */
import { type Command, Option } from 'commander'
import { printableText } from '../binary/text.ts'
import { writingDrivers } from '../formats/drivers.ts'
import { chooseFormat, formats, formatsNamed, headSize, usual } from '../formats/index.ts'
import { type CreateOptions, nodeFiles } from '../node.ts'
import { openFile } from '../source/file.ts'
import { CommandError } from './failure.ts'
import type { Io } from './io.ts'
import { type OpeningOptions, openingOf } from './opening.ts'
import { sizeFault, sizeOf } from './size.ts'

/** Options of the command line. */
export interface NewImageOptions extends OpeningOptions {
  readonly option?: readonly string[]
  readonly backingFile?: string | undefined
  readonly formatOfBacking?: string
  readonly force?: boolean
  readonly unchecked?: boolean
  readonly quiet?: boolean
}

/** Keys of `-o`. */
const KEYS = ['image_file', 'cluster_size', 'backing_file', 'backing_fmt', 'size'] as const
type Key = (typeof KEYS)[number]

/** Adds `-o`, `-b` and `-F`. */
export function withNewImageOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '-o, --option <key=value,...>',
        `options of the format: ${KEYS.join(', ')}`,
      ).argParser((value: string, before: readonly string[] = []) => [...before, value]),
    )
    .option('-b, --backing-file <file>', 'backing file, as the new image shall name it')
    .option('-F, --format-of-backing <format>', 'format of the backing file')
}

/** What to make at `path`: the options, in the words of the library. */
export async function newImage(
  path: string,
  format: string,
  { options, io }: { readonly options: NewImageOptions; readonly io: Io },
): Promise<CreateOptions> {
  if (path === '-') {
    throw new CommandError(
      'Cannot create "-": an image is a file; `read` writes a disk to the output, "./-" is a name',
    )
  }
  const keys = parseKeys(options.option ?? [])
  const backingFile = keys.get('backing_file') ?? options.backingFile
  const given = keys.get('backing_fmt') ?? options.formatOfBacking
  const id = newFormat(format)
  return {
    format: id,
    size: sizeKey(keys, 'size'),
    clusterSize: sizeKey(keys, 'cluster_size'),
    imageFile: keys.get('image_file'),
    backingFile,
    backingFormat:
      backingFile === undefined
        ? undefined
        : (given ?? (await unnamedFormat(path, backingFile, { options, io }))),
    openBacking: openingOf(nodeFiles.resolve(path, backingFile ?? ''), options, io),
    force: options.force,
  }
}

/** The exact id of a format that images can be made in. */
export function newFormat(name: string): string {
  const drivers = writingDrivers()
  const ids = ['raw', ...drivers.map(({ format }) => format.id)]
  if (ids.includes(name)) return name
  const family = usual(formatsNamed(name)).map(({ id }) => id)
  const [only, ...others] = family.filter((id) => ids.includes(id))
  if (only !== undefined && others.length === 0) return only
  if (only !== undefined) {
    const names = [only, ...others].join(', ')
    throw new CommandError(
      `Cannot create "${name}": the name stands for several formats, say ${names}`,
    )
  }
  const state = formats.some(({ id, family: other }) => id === name || other === name)
    ? 'images of it can only be inspected yet'
    : 'no such format'
  throw new CommandError(
    `Cannot create "${printableText(name)}": ${state}; there are ${ids.join(', ')}`,
  )
}

/** `a=b,c=d`; a comma that belongs to a value is doubled. */
function parseKeys(texts: readonly string[]): ReadonlyMap<Key, string> {
  const pairs = texts.flatMap((text) => text.replaceAll(',,', '\0').split(','))
  return new Map(
    pairs.map((pair) => {
      const [key = '', ...rest] = pair.replaceAll('\0', ',').split('=')
      const known = KEYS.find((one) => one === key)
      if (known !== undefined && rest.length > 0) return [known, rest.join('=')] as const
      const state =
        known === undefined
          ? `the keys are ${KEYS.join(', ')}; a comma in a value is written ",,"`
          : 'it has no value'
      throw new CommandError(`Cannot use option "${printableText(key)}": ${state}`)
    }),
  )
}

function sizeKey(keys: ReadonlyMap<Key, string>, key: Key): number | undefined {
  const text = keys.get(key)
  if (text === undefined) return undefined
  const size = sizeOf(text)
  if (size !== undefined) return size
  throw new CommandError(`Cannot use ${key} "${printableText(text)}": ${sizeFault(text)}`)
}

/** The format of a backing file that the command line does not tell. */
async function unnamedFormat(
  path: string,
  backingFile: string,
  context: { readonly options: NewImageOptions; readonly io: Io },
): Promise<string | undefined> {
  if (context.options.unchecked === true) return undefined
  return await backingFormatOf(path, backingFile, context)
}

/** The format that a backing file looks like: with `--probe`, and else only to say it. */
export async function backingFormatOf(
  path: string,
  backingFile: string,
  { options, io }: { readonly options: OpeningOptions; readonly io: Io },
): Promise<string> {
  const source = await openFile(nodeFiles.resolve(path, backingFile))
  try {
    const choice = chooseFormat(await source.read(0, headSize))
    const looks = choice.kind === 'known' ? choice.format.id : 'raw'
    const name = printableText(backingFile)
    if (options.probe !== true) {
      throw new CommandError(
        `Cannot use the backing file "${name}": say its format, -F ${looks} if it is what it looks like, or --probe`,
      )
    }
    io.err(`cowtools: warning: the format of "${name}" was guessed: ${looks}\n`)
    return looks
  } finally {
    await source.close()
  }
}
