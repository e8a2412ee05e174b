/**
 * `npm run fuzz`: mutated images of every format, through everything that reads images.
 *
 * What goes wrong is made small and written to `test/fixtures/fuzz-regressions/`, which the tests
 * replay. A case is known by its seed and number: `--seed 1 --case 4711` runs it alone.
 */
import { Command, InvalidArgumentError, Option } from 'commander'
import { formats } from '../../src/formats/index.ts'
import { type Report, runCampaign } from './campaign.ts'
import { REGRESSIONS, writeRegression } from './regression.ts'

interface Options {
  readonly time?: number
  readonly seed: number
  readonly format?: string
  readonly cases?: number
  readonly case?: number
  readonly from: number
  readonly jobs: number
  readonly regressions: string
}

/** Without `--time` and `--cases`, seconds. */
const USUAL_TIME = 60
const HANG_AFTER = 10_000
/** Numbers of cases are kept in 32 bits. */
const ALL = 2 ** 31 - 1
const PROGRESS_EVERY = 5000

const options = new Command('fuzz')
  .description('Try mutated images of every format on everything that reads images.')
  .addOption(new Option('--time <seconds>', 'how long; default: 60, or all cases').argParser(count))
  .addOption(new Option('--cases <count>', 'how many cases').argParser(count))
  .addOption(
    new Option('--seed <number>', 'the same cases for the same seed; default: the time')
      .argParser(count)
      .default(Date.now() % ALL, 'the time'),
  )
  .addOption(new Option('--case <number>', 'this case alone').argParser(count))
  .addOption(new Option('--from <number>', 'first case').argParser(count).default(0))
  .addOption(
    new Option('--format <id>', 'images of this format alone').choices(formats.map(({ id }) => id)),
  )
  .addOption(new Option('--jobs <count>', 'threads').argParser(count).default(1))
  .option('--regressions <folder>', 'where failing cases are written', REGRESSIONS)
  .parse()
  .opts<Options>()

function count(text: string): number {
  const value = Number(text)
  if (Number.isSafeInteger(value) && value >= 0) return value
  throw new InvalidArgumentError('It is a whole number.')
}

async function main({ time, seed, format, cases, case: only, ...more }: Options) {
  const { from, jobs, regressions } = more
  const usual = cases === undefined && only === undefined ? USUAL_TIME : Number.POSITIVE_INFINITY
  let shown = performance.now()
  const report = await runCampaign({
    seed,
    formats: format === undefined ? formats.map(({ id }) => id) : [format],
    jobs,
    from: only ?? from,
    cases: only === undefined ? (cases ?? ALL) : 1,
    milliseconds: (time ?? usual) * 1000,
    hangAfter: HANG_AFTER,
    onFault(number, { kind, verb, message }) {
      process.stderr.write(`case ${number}: ${kind} in ${verb}: ${message}\n`)
    },
    onProgress({ tried, faults }) {
      if (performance.now() - shown < PROGRESS_EVERY) return
      shown = performance.now()
      process.stderr.write(`${tried} cases, ${faults} faults\n`)
    },
  })
  process.stdout.write(`${reportText(report, seed, regressions)}\n`)
  process.exitCode = report.faults.length > 0 ? 1 : 0
}

function reportText({ tried, milliseconds, faults }: Report, seed: number, folder: string): string {
  const seconds = milliseconds / 1000
  const lines = faults.flatMap((fault) => [
    `${fault.failure.kind} in ${fault.failure.verb} (${fault.smallest.format}), ${fault.count} times, first in --seed ${seed} --case ${fault.number}`,
    `  ${fault.failure.message}`,
    `  ${fault.failure.where}`,
    ...fault.smallest.mutations.map(({ note }) => `  with ${note}`),
    `  kept as ${writeRegression(folder, fault)}`,
  ])
  const rate = Math.round(tried / seconds)
  lines.push(
    `seed ${seed}: ${tried} cases in ${seconds.toFixed(1)} s, ${rate} a second, ${faults.length} faults`,
  )
  return lines.join('\n')
}

await main(options)
