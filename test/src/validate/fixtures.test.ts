/** Every image among its files, as `cowtools validate` sees it: the acceptance of the checks. */
import { utimesSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import type { Files } from '../../../src/chain/index.ts'
import { nodeFiles, openFile } from '../../../src/node.ts'
import { memorySource } from '../../../src/source/index.ts'
import { UNTRUSTED, type Validation, validate } from '../../../src/validate/index.ts'
import {
  bytesOf,
  damagedImages,
  type Fixture,
  fixtureNamed,
  folderOf,
  goodImages,
  schemaOf,
  unpack,
} from '../../fixtures.ts'
import { damageOf, isCovered } from '../../generated/damage.ts'

const { folder, remove } = unpack([...goodImages, ...damagedImages])
afterAll(remove)

const nameOf = (fixture: Fixture) => fixture.file.replace(/\.gz$/, '')
const named = (images: readonly Fixture[]) => images.map((one) => [nameOf(one), one] as const)

/** Warnings about undamaged images, each with the reason why it is right. */
const WARNINGS: Readonly<Record<string, string>> = {
  'add-cow-v4.backing_file.empty': 'the image has no backing file, and its format demands one',
  'add-cow-v10.backing_filename_size.limit': 'the name is longer than QEMU can handle',
  'add-cow-v18.cluster_bits.v19': 'later versions of the driver refuse such small clusters',
  'qcow2.backing_file.format': 'no format of the backing file is recorded, so tools would probe',
}

/** Damage in what is not read: L1, L2 and refcount tables, and clusters of data. */
const OUT_OF_SCOPE: readonly string[] = [
  'damaged-qcow2/trunc_l2.qcow2',
  'damaged-qcow2/trunc_data.qcow2',
  'damaged-qcow2/l1e_unaligned.qcow2',
  'damaged-qcow2/l1e_past.qcow2',
  'damaged-qcow2/l2e_unaligned.qcow2',
  'damaged-qcow2/l2e_past.qcow2',
  'damaged-qcow2/double_ref.qcow2',
  'damaged-qcow2/comp_past.qcow2',
  'damaged-qcow2/copied_clear.qcow2',
  'damaged-qcow2/leak.qcow2',
  'damaged-qcow2/ref_high.qcow2',
  'damaged-qcow2/rb_past.qcow2',
]

/** Damage to what is not in the image. */
const REMOVED: Readonly<Record<string, string>> = {
  'damaged-qcow2/nodata.qcow2': 'qcow2.external_data_file.missing',
}

/** Rules that only reading bitmaps, or looking for the named files, can tell. */
const BEYOND: Readonly<Record<string, readonly string[]>> = {
  'cow/larger.cow': ['backing_file.shorter'],
  'cow/tailbits.cow': ['allocation_bitmap.past_end'],
  'add-cow-v4/larger.acow': ['backing_file.shorter'],
  'add-cow-v4/far.acow': ['backing_file.shorter'],
  'add-cow-v10/odd.acow': ['backing_file.shorter'],
  'add-cow-v10/larger.acow': ['backing_file.shorter'],
  'add-cow-v18/c2m_large.acow': ['backing_file.shorter'],
  'add-cow-v18/c512_lost.acow': ['backing_file.shorter'],
  'add-cow-v18/larger.acow': ['backing_file.shorter'],
  'add-cow-v18/larger_unal.acow': ['backing_file.shorter'],
  'add-cow-v18/allalloc_flag.acow': ['unused_bitmap.not_zero'],
  'add-cow-v20/c2m_large.acow': ['backing_file.shorter'],
  'add-cow-v20/larger.acow': ['backing_file.shorter'],
  'add-cow-v20/larger_unal.acow': ['backing_file.shorter'],
  'add-cow-v20/allalloc_flag.acow': ['unused_bitmap.not_zero'],
  'qcow2-old/q112_larger.qcow2': ['backing_file.shorter'],
  'qcow2/larger.qcow2': ['backing_file.shorter'],
  'qcow2/odd.qcow2': ['backing_file.shorter'],
  'damaged-cow/missing.cow': ['backing_file.missing'],
  'damaged-cow/loop_a.cow': ['backing_file.loop'],
  'damaged-cow/loop_b.cow': ['backing_file.loop'],
  'damaged-cow/backing_dir.cow': ['backing_file.not_file'],
  'damaged-cow/noterm.cow': ['backing_file.missing'],
  'damaged-cow/trunc_bitmap.cow': ['allocation_bitmap.no_data'],
  'damaged-cow/size2e63.cow': ['gap.not_zero'],
  'damaged-cow/size_max.cow': ['gap.not_zero'],
  'damaged-add-cow-v4/noterm.acow': ['backing_file.missing'],
  'damaged-add-cow-v4/image_missing.acow': ['image_file.missing'],
  'damaged-add-cow-v4/self.acow': ['backing_file.loop'],
  'damaged-add-cow-v4/size2e40.acow': ['allocation_bitmap.no_data', 'backing_file.shorter'],
  'damaged-add-cow-v10/self.acow': ['backing_file.loop'],
  'damaged-add-cow-v18/image_missing.acow': ['image_file.missing'],
  'damaged-add-cow-v18/self.acow': ['backing_file.loop'],
  'damaged-add-cow-v18/image_self.acow': ['image_file.loop'],
  'damaged-add-cow-v20/image_missing.acow': ['image_file.missing'],
  'damaged-add-cow-v20/self.acow': ['backing_file.loop'],
  'damaged-add-cow-v20/image_self.acow': ['image_file.loop'],
  'damaged-qcow2/self.qcow2': ['backing_file.loop'],
  'damaged-qcow2/missing.qcow2': ['backing_file.missing'],
  'damaged-qcow2/nodata.qcow2': ['external_data_file.missing'],
}

/** The rules of `BEYOND`, by how they are called. */
const IS_BEYOND =
  /\.(past_end|no_data|not_zero|missing|not_file|outside|loop|depth|format_mismatch|unreadable|shorter)$/

const checked = new Map<string, Promise<Validation>>()

/** As the command checks it, among its companions. A damaged one may need its format named. */
function validated(fixture: Fixture): Promise<Validation> {
  const name = nameOf(fixture)
  const known = checked.get(name)
  if (known !== undefined) return known
  const path = `${folder}/${folderOf(fixture)}/${fixture.name}`
  const format = fixture.kind === 'damaged' ? schemaOf(fixture) : undefined
  const run = async () => {
    const source = await openFile(path)
    try {
      return await validate(source, { filename: name, path, files: nodeFiles, format })
    } finally {
      await source.close()
    }
  }
  const started = run()
  checked.set(name, started)
  return started
}

describe('validate()', () => {
  it.each(named(goodImages))('has no error about %s, and known warnings', async (_, fixture) => {
    const { findings, schema } = await validated(fixture)
    const serious = findings.filter(({ severity }) => severity !== 'notice')
    expect(serious.filter(({ rule }) => !(rule in WARNINGS))).toEqual([])
    expect(schema).toBe(schemaOf(fixture))
  })

  it('knows no reason for a warning that no image has', async () => {
    const all = await Promise.all(goodImages.map(validated))
    const rules = new Set(all.flatMap(({ findings }) => findings.map(({ rule }) => rule)))
    expect(Object.keys(WARNINGS).filter((rule) => !rules.has(rule))).toEqual([])
  })

  it.each(named([...goodImages, ...damagedImages]))(
    'finds beyond the header of %s what is known',
    async (name, fixture) => {
      const { findings, schema } = await validated(fixture)
      const rules = findings
        .map(({ rule }) => rule.slice((schema ?? '').length + 1))
        .filter((rule) => IS_BEYOND.test(rule))
      expect([...new Set(rules)].sort()).toEqual(BEYOND[name] ?? [])
    },
  )

  const visible = damagedImages.filter((one) => !OUT_OF_SCOPE.includes(nameOf(one)))
  it.each(named(visible))('points at the damage in %s', async (name, fixture) => {
    const { findings } = await validated(fixture)
    const removed = REMOVED[name]
    if (removed !== undefined) {
      expect(findings.map(({ rule }) => rule)).toContain(removed)
      return
    }
    // Where several edits make one fault (a name and its length), the finding points at one of them.
    // An empty file has no bytes to point at.
    const isFound =
      fixture.file_length === 0
        ? findings.length > 0
        : damageOf(fixture).some((span) => isCovered(span, findings))
    expect(isFound ? 'found' : findings).toBe('found')
  })

  it('compares the recorded time with that of the backing file', async () => {
    const fixture = fixtureNamed('cow/backed_w.cow')
    const { mtime } = fixture.header ?? {}
    const images = unpack([fixture])
    const path = `${images.folder}/${fixture.file.replace(/\.gz$/, '')}`
    const rulesOf = async () => {
      const source = await openFile(path)
      const { findings } = await validate(source, { filename: path, files: nodeFiles })
      await source.close()
      return findings.map(({ rule }) => rule)
    }
    expect(await rulesOf()).toContain('cow-v2.backing_file.mtime')
    const [companion = ''] = fixture.companions
    utimesSync(`${images.folder}/cow/${companion}`, Number(mtime), Number(mtime))
    expect(await rulesOf()).not.toContain('cow-v2.backing_file.mtime')
    images.remove()
  })

  it.each(OUT_OF_SCOPE)('finds no error in %s, which it does not read so far', async (name) => {
    const fixture = damagedImages.find((one) => nameOf(one) === name)
    const findings = fixture ? (await validated(fixture)).findings : undefined
    expect(findings?.filter(({ severity }) => severity === 'error')).toEqual([])
  })

  it.each(named([...goodImages, ...damagedImages]))(
    'opens nothing but %s under the untrusted policy',
    async (name, fixture) => {
      const refuse = () => {
        throw new Error('a file was looked at')
      }
      const files: Files = { open: refuse, resolve: refuse, realPath: refuse }
      const options = { filename: name, policy: UNTRUSTED }
      const source = memorySource(bytesOf(fixture))
      const alone = await validate(source, options)
      expect(await validate(source, { ...options, path: `${folder}/${name}`, files })).toEqual(
        alone,
      )
      expect(alone.policy).toBe('untrusted')
    },
  )
})
