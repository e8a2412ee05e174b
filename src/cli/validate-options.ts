/** The options of `cowtools validate`, its help, and what they stand for. */
import { type Command, InvalidArgumentError, Option } from 'commander'
import { type Policy, TRUSTED, UNTRUSTED } from '../validate/index.ts'
import { CommandError } from './failure.ts'
import { examples, formatOption } from './options.ts'
import { sizeOption } from './size.ts'
import { VALIDATE_OUTPUTS, type ValidateOutput } from './validate-check.ts'
import type { RepairSettings } from './validate-repair.ts'

/** What the command line says. */
export interface ValidateCommandOptions {
  readonly format?: string
  readonly schemas?: readonly string[]
  readonly output: ValidateOutput
  readonly policy: Policy['name']
  readonly allowBacking?: string
  readonly maxDepth?: number
  readonly maxVirtualSize?: number
  readonly maxFileSize?: number
  readonly all?: boolean
  readonly jobs?: number
  readonly quiet?: boolean
  readonly explain?: string
  readonly repair?: boolean
  readonly undo?: boolean
  readonly dryRun?: boolean
  readonly yes?: boolean
  readonly allow?: 'mtime'
}

/** The end of the help. */
export const VALIDATE_HELP = `
A folder stands for the images in it, at any depth: files of no known format are counted there,
and checked with --all. A pattern (*.cow) is expanded if the shell did not do it. - is standard
input.

Under --policy trusted the names in an image are followed to see whether its files are there and
fit; under untrusted nothing but the image is opened or looked up, and a name is an error.

The header, extensions, names and bitmaps are checked. L1, L2 and refcount tables of qcow2 and the
data of disks are not: a valid image may be damaged there.

Exit codes: 0 valid, 2 errors, 3 warnings only, 1 could not run. Of several files the first of
1, 2, 3, 0 that applies to any.
${examples([
  'validate disk.cow',
  'validate --policy untrusted upload.qcow2',
  'validate --policy untrusted - < upload.qcow2',
  'validate -q images/ "old/**/*.img"',
  'validate --output sarif images/ > images.sarif',
  'validate --explain cow-v2.sectorsize',
  'validate --repair disk.cow',
  'validate --schemas my-schemas disk.toy',
])}`

/** Adds the options. */
export function withValidateOptions(command: Command): Command {
  command
    .addOption(formatOption())
    .addOption(
      new Option('--output <how>', 'how to print').choices(VALIDATE_OUTPUTS).default('human'),
    )
  withPolicyOptions(command)
    .option('--all', 'check files of folders that are of no known format, too')
    .addOption(
      new Option(
        '--jobs <count>',
        'threads; default: one per core for many files, else one',
      ).argParser(countOf),
    )
    .option('-q, --quiet', 'print nothing of valid files, and no summary')
  return withRepairOptions(command).option(
    '--explain <rule>',
    'show what is written about a rule, or list those of a format',
  )
}

function withPolicyOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--policy <name>', 'whether images may be hostile')
        .choices(['trusted', 'untrusted'])
        .default('trusted'),
    )
    .option('--allow-backing <folder>', 'look up files that images name in this folder only')
    .addOption(
      new Option('--max-depth <count>', 'most layers of a chain, the image included').argParser(
        countOf,
      ),
    )
    .addOption(sizeOption('--max-virtual-size <size>', 'largest disk that is no error'))
    .addOption(sizeOption('--max-file-size <size>', 'longest file or stream that is no error'))
}

function withRepairOptions(command: Command): Command {
  return command
    .option('--repair', 'mend what can be mended without guessing; asks before it writes')
    .option('--undo', 'take the last repair back')
    .option('--dry-run', 'with these: show the edits, and write nothing')
    .option('-y, --yes', 'with --repair: do not ask')
    .addOption(new Option('--allow <repair>', 'with --repair: mend this, too').choices(['mtime']))
}

function countOf(text: string): number {
  const count = Number(text)
  if (/^\d+$/.test(text) && count > 0 && Number.isSafeInteger(count)) return count
  throw new InvalidArgumentError('It is a number from 1 on.')
}

/** The policy that the options ask for. */
export function policyOf(options: ValidateCommandOptions): Policy {
  const base = options.policy === 'untrusted' ? UNTRUSTED : TRUSTED
  const { allowBacking, maxDepth, maxVirtualSize, maxFileSize } = options
  if (allowBacking !== undefined && base === UNTRUSTED) {
    const state = 'it opens no file but the image'
    throw new CommandError(`Cannot use --allow-backing with --policy untrusted: ${state}`)
  }
  const within = allowBacking === 'all' ? 'all' : { within: allowBacking ?? '' }
  return {
    ...base,
    follow: allowBacking === undefined ? base.follow : within,
    maxDepth: maxDepth ?? base.maxDepth,
    maxFileSize: maxFileSize ?? base.maxFileSize,
    maxVirtualSize: maxVirtualSize === undefined ? base.maxVirtualSize : BigInt(maxVirtualSize),
  }
}

/** Which repair the options ask for; undefined: none, check. */
export function repairOf({
  repair,
  undo,
  dryRun,
  yes,
  allow,
}: ValidateCommandOptions): RepairSettings | undefined {
  const needs = (option: string, verb: string) => {
    throw new CommandError(`Cannot use ${option} alone: it goes with ${verb}`)
  }
  if (repair !== true && yes === true) needs('--yes', '--repair')
  if (repair !== true && allow !== undefined) needs('--allow', '--repair')
  if (repair !== true && undo !== true && dryRun === true) needs('--dry-run', '--repair or --undo')
  if (repair !== true && undo !== true) return undefined
  if (repair === true && undo === true) {
    throw new CommandError('Cannot repair and undo at once: leave one of them out')
  }
  const kind = undo === true ? 'undo' : 'repair'
  return { kind, dryRun, yes, allow: allow === undefined ? undefined : [allow] }
}
