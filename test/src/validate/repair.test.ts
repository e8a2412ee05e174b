/** Repairs: every rule that has one, alone and together with others, with the disk as it was. */
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatRules } from '../../../generated/rules.ts'
import type { RuleDoc } from '../../../src/binary/finding.ts'
import type { Files } from '../../../src/chain/index.ts'
import { type ByteSource, memorySource, memoryStore } from '../../../src/source/index.ts'
import { UNTRUSTED } from '../../../src/validate/policy.ts'
import { planRepair, type RepairPlan } from '../../../src/validate/repair.ts'
import { applyEdits, readUndo, undoEdits } from '../../../src/validate/undo.ts'
import { type ValidateOptions, type Validation, validate } from '../../../src/validate/validate.ts'
import { type MemoryFiles, memoryFiles } from '../chain/files.ts'
import { buildChain, type ChainPlan, chainPlans, OVERLAYS, openIn, tries } from '../cow/images.ts'
import { cowImage, hexOf, images, qcow2Image } from '../formats/images.ts'
import { bytesOf } from '../layout/sample.ts'
import { damageOf, featureName, type Sound } from './damages.ts'
import { memoryUndo } from './memory-undo.ts'

type ReadyPlan = Extract<RepairPlan, { kind: 'ready' }>

/** Modification time of every backing file here, seconds since 1970. */
const MODIFIED = 1_300_000_000

/** An image in memory, with all that it needs. */
interface World {
  readonly files: MemoryFiles
  readonly path: string
  readonly format: string
}

const checking = ({ path, files }: World): ValidateOptions => ({
  filename: path,
  files: dated(files, MODIFIED),
})

const check = (world: World) => (source: ByteSource) => validate(source, checking(world))

/** Files that were all changed at the same time. */
const dated = (files: MemoryFiles, modified: number | undefined): Files => ({
  ...files,
  async open(path, writable) {
    return { ...(await files.open(path, writable)), modified }
  },
})

const planFor = (world: World) =>
  planRepair(memorySource(bytesIn(world)), { checking: checking(world), allow: ['mtime'] })

function bytesIn({ files, path }: World): Uint8Array {
  return files.stores.get(path)?.bytes() ?? new Uint8Array()
}

async function setBytes({ files, path }: World, bytes: Uint8Array): Promise<void> {
  await files.stores.get(path)?.write(0, bytes)
}

/** What a guest sees; nothing for formats that cannot be opened. */
async function diskOf({ files, path, format }: World): Promise<string> {
  if (format === 'qcow2') return 'not opened'
  const disk = await openIn(files, path)
  try {
    return createHash('sha256')
      .update(await disk.read(0, disk.size))
      .digest('hex')
  } finally {
    await disk.close()
  }
}

function ready(plan: RepairPlan): ReadyPlan {
  if (plan.kind === 'ready') return plan
  throw new Error(`refused: ${plan.reason}`)
}

/** Repairs an image in memory, and takes that back; the image is the damaged one again then. */
async function repairAndUndo(world: World, { edits, size }: ReadyPlan) {
  const damaged = bytesIn(world)
  const undo = memoryUndo()
  const store = world.files.stores.get(world.path) ?? memoryStore()
  await applyEdits(store, undo, { file: 'x', format: world.format, size, edits })
  const repaired = bytesIn(world)
  const disk = await diskOf(world)
  const validation = await check(world)(memorySource(repaired))
  await undoEdits(store, undo, await readUndo(undo))
  expect(Buffer.compare(bytesIn(world), damaged)).toBe(0)
  return { repaired, disk, validation }
}

const rulesOf = ({ findings }: Validation) => findings.map(({ rule }) => rule)
const repairable = (format: string) => (formatRules[format] ?? []).filter(({ repair }) => repair)

/** A sector, or a cluster of the size, count of a format: its last bitmap byte has bits to spare. */
const COUNTS: Readonly<Record<string, number>> = { 'add-cow-v10': 300 }

/** A chain whose last layer is of `format`, with some of it written. */
function planOf(format: string, { isBacked }: { isBacked: boolean }): ChainPlan {
  const size = (COUNTS[format] ?? 41) * 512
  const clusterSize = format === 'add-cow-v18' ? 512 : undefined
  const writes = [{ at: 0.1, length: 3000, seed: 1 }]
  const top = { format, size, clusterSize, writes }
  return isBacked
    ? [{ format: 'raw', size, writes: [{ at: 0, length: size, seed: 2 }] }, top]
    : [top]
}

async function worldOf(format: string, plan: ChainPlan): Promise<World> {
  const files = memoryFiles()
  const { path } = await buildChain(files, plan)
  return { files, path, format }
}

const CLUSTER = 0x10000

/** qcow2 over a backing file, or not, with a feature name table and a bitmap. */
function qcow2World(isBacked: boolean): World {
  const name = featureName(0, 0, 'dirty bit')
  const bytes = bytesOf(5 * CLUSTER, {
    0: '51 46 49 fb 00 00 00 03',
    8: isBacked ? '00 00 00 00 00 00 01 00 00 00 00 06' : '',
    20: '00 00 00 10',
    24: '00 00 00 00 00 10 00 00',
    36: '00 00 00 01 00 00 00 00 00 03 00 00',
    48: '00 00 00 00 00 01 00 00 00 00 00 01',
    95: '01',
    96: '00 00 00 04 00 00 00 70',
    112: '68 03 f8 57 00 00 00 30',
    168: '23 85 28 75 00 00 00 18 00 00 00 01 00 00 00 00',
    184: '00 00 00 00 00 00 00 20 00 00 00 00 00 02 00 00',
    200: isBacked ? `e2 79 2a ca 00 00 00 03 ${hexOf('raw')}` : '',
    256: isBacked ? hexOf('layer0') : '',
    [2 * CLUSTER]: '00 00 00 00 00 04 00 00 00 00 00 01',
    [2 * CLUSTER + 16]: `01 10 00 04 00 00 00 00 ${hexOf('bits')}`,
  })
  bytes.set(name, 120)
  const files = memoryFiles({ '/images/layer0': new Uint8Array(1 << 20), '/images/top': bytes })
  return { files, path: '/images/top', format: 'qcow2' }
}

async function soundWorld(format: string, isBacked: boolean): Promise<World> {
  if (format === 'qcow2') return qcow2World(isBacked)
  const world = await worldOf(format, planOf(format, { isBacked }))
  // The files in memory have no time when an image is made: it is recorded here, as repair does it.
  const { edits } = ready(await planFor(world))
  for (const { offset, after } of edits)
    await world.files.stores.get(world.path)?.write(offset, after)
  return world
}

/** Ways to make sound images of a format, of any size and with any content. */
function worlds(format: string): fc.Arbitrary<() => Promise<World>> {
  if (format === 'qcow2') return fc.boolean().map((isBacked) => async () => qcow2World(isBacked))
  const sectors = COUNTS[format] ?? 41
  return chainPlans(format, { sectors, below: 2 }).map((plan) => () => worldOf(format, plan))
}

/** The image as damage needs to know it. */
function soundOf(world: World): Sound {
  const imageFileSize = world.files.stores.get(`${world.path}.img`)?.size ?? 0
  return { format: world.format, bytes: bytesIn(world), imageFileSize }
}

/** Breaks a rule in the image; false if it cannot be broken there. */
async function breakRule(world: World, rule: RuleDoc, seed: number): Promise<boolean> {
  const damage = damageOf(rule, soundOf(world))
  if (damage === undefined) throw new Error(`no case breaks ${rule.id}: add one to damages.ts`)
  const bytes = bytesIn(world)
  if (!damage(bytes, seed)) return false
  await setBytes(world, bytes)
  return true
}

/** Formats without a meaning alone. */
const NEEDS_BACKING = /^(add-cow-v4|uml-cow-.*)$/

/** Rules that no image breaks: this bitmap is rounded down, and has no bit to spare. */
const UNBREAKABLE = /^uml-cow-v(1-le|1-be|2)\.allocation_bitmap\.past_end$/

/** A sound image with the rule broken: with a backing file, or without where it must not have one. */
async function brokenWorld(format: string, rule: RuleDoc) {
  for (const isBacked of [true, false]) {
    if (NEEDS_BACKING.test(format) && !isBacked) continue
    const world = await soundWorld(format, isBacked)
    const sound = { bytes: bytesIn(world), disk: await diskOf(world) }
    if (await breakRule(world, rule, 77)) return { world, sound }
  }
  throw new Error(`${rule.id} cannot be broken in these images`)
}

const cases = Object.keys(formatRules).flatMap((format) =>
  repairable(format)
    .filter(({ id }) => !UNBREAKABLE.test(id))
    .map((rule) => [rule.id, format, rule] as const),
)

describe('planRepair()', () => {
  it('has rules to repair', () => {
    expect(cases.length).toBeGreaterThan(15)
  })

  it.each(cases)('mends %s', async (id, format, rule) => {
    const { world, sound } = await brokenWorld(format, rule)
    const before = await check(world)(memorySource(sound.bytes))
    const damaged = bytesIn(world)
    const plan = ready(await planFor(world))
    expect(rulesOf(plan.validation)).toContain(id)
    expect(plan.mended.map(({ rule: mended }) => mended)).toContain(id)
    expect(plan.edits.flatMap(({ rules }) => rules)).toContain(id)
    expect(Buffer.compare(bytesIn(world), damaged)).toBe(0)
    const { repaired, disk, validation } = await repairAndUndo(world, plan)
    expect(validation).toEqual(plan.after)
    expect(disk).toBe(sound.disk)
    expect(rulesOf(validation)).toEqual(rulesOf(before).filter((one) => one !== id))
    if (rule.repair?.kind !== 'mtime') expect(Buffer.compare(repaired, sound.bytes)).toBe(0)
  })

  it.each([...OVERLAYS, 'qcow2'])(
    'mends all that is wrong with %s at once',
    async (format) => {
      const faults = fc.array(fc.tuple(fc.constantFrom(...repairable(format)), fc.nat(10_000)), {
        minLength: 1,
        maxLength: 5,
      })
      await fc.assert(
        fc.asyncProperty(faults, worlds(format), async (chosen, make) => {
          const world = await make()
          const sound = { bytes: bytesIn(world), disk: await diskOf(world) }
          const good = rulesOf(await check(world)(memorySource(sound.bytes)))
          const broken = new Set<string>()
          for (const [rule, seed] of chosen) {
            if (await breakRule(world, rule, seed)) broken.add(rule.id)
          }
          const plan = ready(await planFor(world))
          expect(new Set(plan.mended.map(({ rule }) => rule))).toEqual(
            new Set([...broken, ...good.filter((id) => id.endsWith('.mtime'))]),
          )
          if (broken.size === 0) return
          const { disk, validation } = await repairAndUndo(world, plan)
          expect(disk).toBe(sound.disk)
          expect(rulesOf(validation)).toEqual(good.filter((id) => !id.endsWith('.mtime')))
        }),
        tries(20),
      )
    },
    120_000,
  )

  it.each(Object.keys(images))('has nothing to do for a sound %s', async (format) => {
    const plan = ready(await planFor(await soundWorld(format, true)))
    expect([plan.edits, plan.left]).toEqual([[], []])
    expect(plan.after).toBe(plan.validation)
  })
})

/** A check that says what it is told to, whatever the bytes. */
const saying =
  (findings: Validation['findings']) =>
  async (source: ByteSource): Promise<Validation> => ({
    ...(await validate(source, { filename: 'x' })),
    findings,
  })

const at = (rule: string, field: string, offset: number, length: number) =>
  ({
    rule,
    field,
    offset,
    length,
    severity: 'notice',
    message: rule,
    actual: '',
    expected: '',
    spec: '',
  }) as const

const planWith = (bytes: Uint8Array, options: Partial<Parameters<typeof planRepair>[1]> = {}) =>
  planRepair(memorySource(bytes), {
    checking: { filename: 'x' },
    ...options,
  })

describe('planRepair()', () => {
  it.each([
    ['is empty', new Uint8Array(), 'empty'],
    ['is of no known format', new Uint8Array(64).fill(7), 'no known format'],
    ['ends inside its header', cowImage().slice(0, 100), 'needs 1056 bytes, has 100'],
    ['has a name without end', cowImage({ 8: '41 '.repeat(1024).trim() }), 'does not end with NUL'],
  ])('refuses a file that %s', async (_name, bytes, reason) => {
    const plan = await planWith(bytes)
    expect(plan.kind).toBe('refused')
    expect(plan.kind === 'refused' && plan.reason).toContain(reason)
  })

  it('refuses a file of another format than was named', async () => {
    const checking = { filename: 'x', format: 'qcow2' }
    const plan = await planWith(cowImage({ 1036: '01' }), { checking })
    expect(plan.kind === 'refused' && plan.reason).toContain('these bytes are cow-v2')
  })

  it('leaves the time of the backing file without consent, and does not look it up', async () => {
    const check = saying([at('cow-v2.backing_file.mtime', 'header.mtime', 1032, 4)])
    const files = memoryFiles({ '/base.raw': new Uint8Array() })
    const plan = ready(await planWith(cowImage(), { check, checking: { filename: '/x', files } }))
    expect(plan.edits).toEqual([])
    expect(plan.left.map(({ reason }) => reason)).toEqual([
      'only --allow mtime records its new time',
    ])
    expect(files.opens).toEqual([])
  })

  it.each([
    ['is not known', undefined, 'the time of the backing file is not known'],
    ['does not fit', 2 ** 31, 'header.mtime cannot hold 2147483648'],
  ])('leaves a time that %s', async (_name, time, reason) => {
    const check = saying([at('cow-v2.backing_file.mtime', 'header.mtime', 1032, 4)])
    const files = dated(memoryFiles({ '/base.raw': new Uint8Array() }), time)
    const options = { check, allow: ['mtime'], checking: { filename: '/x', files } } as const
    const plan = ready(await planWith(cowImage(), options))
    expect(plan.left.map((left) => left.reason)).toEqual([reason])
  })

  it('opens nothing under the untrusted policy', async () => {
    const check = saying([at('cow-v2.backing_file.mtime', 'header.mtime', 1032, 4)])
    const files = memoryFiles({ '/base.raw': new Uint8Array(), '/disk.img': new Uint8Array(512) })
    const checking = { filename: '/x', files, policy: UNTRUSTED }
    for (const make of Object.values(images)) {
      await planWith(make(), { check, checking, allow: ['mtime'] })
      await planWith(make(), { checking, allow: ['mtime'] })
    }
    expect(files.opens).toEqual([])
  })

  it('refuses a raw disk', async () => {
    const checking = { filename: 'x', format: 'raw' }
    const plan = await planWith(new Uint8Array(512), { checking })
    expect(plan.kind === 'refused' && plan.reason).toContain('a raw disk')
  })

  it('leaves what lies past the end of the file', async () => {
    const check = saying([at('cow-v2.x', 'gap', 1300, 100)])
    const plan = ready(await planWith(cowImage(), { check, repairOf: () => ({ kind: 'zero' }) }))
    expect(plan.left.map(({ reason }) => reason)).toEqual(['it lies past the end of the file'])
  })

  it('leaves what would change very much', async () => {
    const bytes = bytesOf(4 << 20, { 0: '4f 4f 4f 4d 00 00 00 02', 1050: '02 00' }).fill(1, 2 << 20)
    const check = saying([at('cow-v2.x', 'gap', 2 << 20, 2 << 20)])
    const plan = ready(await planWith(bytes, { check, repairOf: () => ({ kind: 'zero' }) }))
    expect(plan.left[0]?.reason).toContain('more than 1,048,576 bytes')
  })

  it('leaves the second of two repairs that contradict each other', async () => {
    const check = saying([
      at('cow-v2.sectorsize', 'header.sectorsize', 1048, 4),
      at('cow-v2.y', 'header.sectorsize', 1048, 4),
    ])
    const repairOf = (_format: unknown, rule: string) =>
      rule === 'cow-v2.y'
        ? ({ kind: 'zero' } as const)
        : ({ kind: 'set', field: 'header.sectorsize', value: 1024n } as const)
    const bytes = cowImage({ 1048: '00 00 03 00' })
    const plan = await planWith(bytes, { check, repairOf })
    // This check never sees its findings go.
    expect(plan.kind === 'refused' && plan.reason).toContain('would not mend it')
  })

  it('refuses a repair that would bring a new finding', async () => {
    const repairOf = (_format: unknown, rule: string) =>
      rule === 'cow-v2.hole_1036'
        ? ({ kind: 'set', field: 'header.sectorsize', value: 7n } as const)
        : undefined
    const plan = await planWith(cowImage({ 1036: '01' }), { repairOf })
    expect(plan.kind === 'refused' && plan.reason).toMatch(/would not mend|would bring/)
  })

  it('leaves a field that the header does not have', async () => {
    const repairOf = () => ({ kind: 'set', field: 'header.none', value: 7n }) as const
    const plan = ready(await planWith(cowImage({ 1036: '01' }), { repairOf }))
    expect(plan.left[0]?.reason).toBe('the header has no header.none')
  })

  it('mends what it can of an image that names a file that is missing', async () => {
    const files = memoryFiles({ '/x.cow': cowImage({ 1036: '01' }) })
    const plan = await planFor({ files, path: '/x.cow', format: 'cow-v2' })
    expect(rulesOf(ready(plan).after)).toContain('cow-v2.backing_file.missing')
    expect(ready(plan).edits.map(({ offset }) => offset)).toEqual([1036])
  })

  it('never throws, whatever the header says', async () => {
    const fields = fc.array(fc.tuple(fc.nat(119), fc.integer({ min: 0, max: 255 })), {
      maxLength: 6,
    })
    const makers = fc.constantFrom(...Object.values(images), () => qcow2Image())
    await fc.assert(
      fc.asyncProperty(makers, fields, async (make, changes) => {
        const bytes = make()
        for (const [offset, byte] of changes) bytes[offset] = byte
        const plan = await planWith(bytes)
        if (plan.kind === 'ready') expect(plan.after.verdict).not.toBe('unreadable')
      }),
      tries(100),
    )
  })
})
