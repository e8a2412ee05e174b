import { availableParallelism } from 'node:os'
import { describe, expect, it } from 'vitest'
import { formats } from '../../src/formats/index.ts'
import { MAIN } from './bases.ts'
import { BROKEN } from './broken-formats.ts'
import { type Report, runCampaign } from './campaign.ts'
import { filesOf } from './fuzz-case.ts'

const SECTOR_SIZE_AT = 1048
/** Of the header of the broken format. */
const HEADER_SIZE = 1056

function hunt(fault: string): Promise<Report> {
  return runCampaign({
    seed: 1,
    formats: [BROKEN],
    fault,
    jobs: 1,
    cases: 3000,
    maxFaults: 1,
    milliseconds: Number.POSITIVE_INFINITY,
    hangAfter: 1000,
    shrinkSteps: 200,
  })
}

/** Each fault, its kind, and the field that brings it about. */
const FAULTS = [
  ['throws', 'throw', /Division by zero/, (value: number) => value === 0],
  ['lies', 'throw', /Invalid array length/, (value: number) => value === 0x2_0000],
  ['rejects', 'rejection', /Nobody waits/, (value: number) => value === 0],
  ['allocates', 'memory', /took \d+ MiB/, (value: number) => value > 2 ** 31],
  ['loops', 'hang', /no end in 1000 ms/, (value: number) => value === 1],
] as const

describe('runCampaign()', () => {
  it.each(FAULTS)('finds a check that %s, and a small case for it', async (...row) => {
    const [fault, kind, message, isCause] = row
    const { faults } = await hunt(fault)
    expect(faults.map(({ failure }) => failure.kind)).toEqual([kind])
    const [found] = faults
    expect(found?.failure.message).toMatch(message)
    expect(found?.smallest.mutations.length).toBeLessThanOrEqual(2)
    const image = found && filesOf(found.smallest)[MAIN]
    expect(Object.keys(found ? found.smallest.files : {})).toEqual([MAIN])
    // Each step of making a hang smaller takes as long as the hang: few are made.
    if (kind !== 'hang') expect(image?.length).toBeLessThanOrEqual(HEADER_SIZE)
    const view = new DataView(image?.buffer ?? new ArrayBuffer(HEADER_SIZE))
    expect(isCause(view.getUint32(SECTOR_SIZE_AT))).toBe(true)
  })

  it('finds nothing in the formats as they are', async () => {
    const { tried, faults } = await runCampaign({
      seed: 20_260_101,
      formats: formats.map(({ id }) => id),
      jobs: Math.min(2, availableParallelism()),
      cases: 20_000,
      milliseconds: Number.POSITIVE_INFINITY,
      hangAfter: 20_000,
    })
    expect(faults.map(({ signature, number }) => `${number}: ${signature}`)).toEqual([])
    expect(tried).toBe(20_000)
  }, 300_000)
})
