import { describe, expect, it } from 'vitest'
import { memorySource } from '../../../src/source/index.ts'
import { validate } from '../../../src/validate/index.ts'
import { addCowV4Image, addCowV18Image, cowImage, hexOf, qcow2Image } from '../formats/images.ts'
import { findingsOf, nameField, policyWith, rulesOf, systemFiles } from './chains.ts'

const MIB = 1 << 20
const over = (name: string) => cowImage({ 8: nameField(name) })
const disk = new Uint8Array(MIB)
const base = { '/images/base.raw': disk }

describe('a backing file', () => {
  it('that is there and long enough is no fault', async () => {
    expect(await rulesOf(cowImage(), base)).toEqual(['backing_file.unprobed'])
    expect(await rulesOf(qcow2Image(), base)).toEqual(['extensions.unknown'])
  })

  it.each([
    ['missing', 'gone.raw', 'does not exist'],
    ['not_file', 'folder', 'is ENOTFILE'],
    ['no_access', 'secret', 'cannot be looked at: is EACCES'],
  ])('is %s', async (what, name, state) => {
    const findings = await findingsOf(over(name), base)
    const found = findings.find(({ severity }) => severity === 'error')
    expect(found).toMatchObject({
      rule: `cow-v2.backing_file.${what}`,
      message: `the backing file "${name}" ${state}`,
      field: 'header.backing_file',
      offset: 8,
      length: name.length,
      actual: name,
    })
  })

  it('may be missing further down', async () => {
    const findings = await findingsOf(over('mid.cow'), { '/images/mid.cow': over('gone.raw') })
    expect(findings).toContainEqual(
      expect.objectContaining({
        rule: 'cow-v2.backing_file.missing',
        message: 'the backing file "gone.raw" of "/images/mid.cow" does not exist',
      }),
    )
  })

  it('lies outside the folder that is allowed', async () => {
    const policy = policyWith({ follow: { within: '/images' } })
    const others = { ...base, '/other/base.raw': disk }
    expect(await rulesOf(over('base.raw'), others, { policy })).toEqual(['backing_file.unprobed'])
    expect(await rulesOf(over('/other/base.raw'), others, { policy })).toEqual([
      'backing_file.absolute',
      'backing_file.outside',
      'backing_file.unprobed',
    ])
  })

  it('leads back, directly or not', async () => {
    expect(await rulesOf(over('top'))).toContain('backing_file.loop')
    const mid = { '/images/mid.cow': over('top') }
    expect(await findingsOf(over('mid.cow'), mid)).toContainEqual(
      expect.objectContaining({
        rule: 'cow-v2.backing_file.loop',
        message: 'the backing file "top" of "/images/mid.cow" leads back to "/images/top"',
      }),
    )
    const below = { '/images/mid.cow': over('low.cow'), '/images/low.cow': over('mid.cow') }
    expect(await rulesOf(over('mid.cow'), below)).toContain('backing_file.loop')
  })

  it('is deeper than allowed', async () => {
    const chain = { '/images/a.cow': over('b.cow'), '/images/b.cow': over('base.raw'), ...base }
    for (const [maxDepth, isFound] of [
      [2, true],
      [3, true],
      [4, false],
    ] as const) {
      const rules = await rulesOf(over('a.cow'), chain, { policy: policyWith({ maxDepth }) })
      expect([maxDepth, rules.includes('backing_file.depth')]).toEqual([maxDepth, isFound])
    }
  })

  it('is of another format than is recorded', async () => {
    const found = async (recorded: string, below: Uint8Array) => {
      const parts = { 116: `00 00 00 0${recorded.length} ${hexOf(recorded)}` }
      const findings = await findingsOf(qcow2Image(parts), { '/images/base.raw': below })
      return findings.find(({ rule }) => rule.endsWith('.format_mismatch'))?.message
    }
    const subject = 'the backing file "base.raw" is recorded as'
    expect(await found('raw', disk)).toBeUndefined()
    expect(await found('cow', cowImage({ 8: nameField('') }))).toBeUndefined()
    expect(await found('vmdk', disk)).toBeUndefined()
    expect(await found('raw', cowImage())).toBe(
      `${subject} "raw", but its bytes are cow-v2; a guest may have written them`,
    )
    expect(await found('qcow2', cowImage())).toBe(`${subject} "qcow2", but its bytes are cow-v2`)
    expect(await found('qcow2', disk)).toBe(
      `${subject} "qcow2", but its bytes are of no known format`,
    )
  })

  it('is over one of another format than is recorded, where the top records none', async () => {
    const parts = { 116: `00 00 00 03 ${hexOf('cow')}` }
    const below = { '/images/mid.qcow2': qcow2Image(parts), '/images/base.raw': disk }
    expect(await findingsOf(over('mid.qcow2'), below)).toContainEqual(
      expect.objectContaining({
        rule: 'cow-v2.backing_file.unreadable',
        message:
          'the backing file "base.raw" of "/images/mid.qcow2" is recorded as "cow", but its bytes are of no known format',
      }),
    )
  })

  it('breaks its own format', async () => {
    const broken = cowImage({ 8: nameField(''), 1040: '00 00 00 00 40 00 00 00' })
    expect(await findingsOf(over('mid.cow'), { '/images/mid.cow': broken })).toContainEqual(
      expect.objectContaining({
        rule: 'cow-v2.backing_file.unreadable',
        message: expect.stringMatching(
          /^the backing file "mid.cow" is no valid cow-v2: .*\(cow-v2\.allocation_bitmap\.beyond_file\)$/,
        ),
      }),
    )
  })

  it('has an image file that is missing, or part of the chain', async () => {
    const acow = addCowV18Image()
    const others = { '/images/mid.acow': acow, ...base }
    expect(await findingsOf(over('mid.acow'), others)).toContainEqual(
      expect.objectContaining({
        rule: 'cow-v2.backing_file.unreadable',
        message:
          'the backing file "mid.acow" cannot be read: its image file "disk.img" does not exist',
      }),
    )
    const image = { ...others, '/images/disk.img': disk }
    expect(await rulesOf(over('mid.acow'), image)).toEqual(['backing_file.unprobed'])
    const own = addCowV18Image({ 76: hexOf('base.rawmid.acow') })
    expect(await rulesOf(over('mid.acow'), { '/images/mid.acow': own, ...base })).toContain(
      'backing_file.loop',
    )
  })

  it('is shorter than the disk', async () => {
    expect(await rulesOf(cowImage(), { '/images/base.raw': new Uint8Array(MIB - 1) })).toContain(
      'backing_file.shorter',
    )
    expect(await rulesOf(cowImage(), base)).not.toContain('backing_file.shorter')
  })

  it('was changed after the image was made', async () => {
    const recorded = 0x4d7c6d00
    expect(await rulesOf(cowImage(), base, { modified: recorded })).not.toContain(
      'backing_file.mtime',
    )
    const found = (await findingsOf(cowImage(), base, { modified: recorded + 1 })).at(-1)
    expect(found).toMatchObject({
      rule: 'cow-v2.backing_file.mtime',
      severity: 'notice',
      field: 'header.mtime',
      offset: 1032,
      length: 4,
      actual: '1300000000 (2011-03-13T07:06:40Z)',
      expected: '1300000001 (2011-03-13T07:06:41Z)',
    })
  })

  it('is the image file', async () => {
    const image = addCowV4Image({ 12: nameField('x/../disk.img') })
    const others = { '/images/disk.img': disk }
    expect(await rulesOf(image, others)).toContain('backing_file.same')
    expect(await rulesOf(addCowV4Image(), { ...others, ...base })).toEqual([
      'backing_file.unprobed',
    ])
    // The header tells it already.
    const same = await rulesOf(addCowV4Image({ 12: nameField('disk.img') }), others)
    expect(same.filter((rule) => rule === 'backing_file.same')).toHaveLength(1)
  })

  it('is left alone where its name is a protocol or a device', async () => {
    const others = { '/images/nbd:x': disk, '/dev/sda': disk }
    expect(await rulesOf(over('nbd:x'), others)).toEqual([
      'backing_file.protocol',
      'backing_file.unprobed',
    ])
    expect(await rulesOf(over('../dev/sda'), others)).toEqual([
      'backing_file.device',
      'backing_file.parent',
      'backing_file.unprobed',
    ])
  })

  it('is not looked at when the time is up', async () => {
    let now = 0
    const clock = () => {
      now += 1000
      return now
    }
    const policy = policyWith({ maxMilliseconds: 2500 })
    const chain = { '/images/a.cow': over('b.cow'), '/images/b.cow': over('gone.raw') }
    const findings = await findingsOf(over('a.cow'), chain, { policy, clock })
    expect(findings.map(({ rule }) => rule)).not.toContain('cow-v2.backing_file.missing')
    expect(findings).toContainEqual(
      expect.objectContaining({ rule: 'limits.time', field: 'header.backing_file', offset: 8 }),
    )
  })

  it('is closed again, whatever it is', async () => {
    const files = systemFiles({
      '/images/mid.cow': over('low.cow'),
      '/images/low.cow': over('mid.cow'),
    })
    const source = memorySource(over('mid.cow'))
    await validate(source, { filename: 'top', path: '/images/top', files })
    expect(files.opens.length).toBeGreaterThan(1)
    expect(files.openCount).toBe(0)
  })
})

describe('an image file', () => {
  const image = { '/images/disk.img': disk }

  it('that is there is no fault', async () => {
    expect(await rulesOf(addCowV18Image(), { ...base, ...image })).toEqual([])
  })

  it('is missing', async () => {
    expect(await findingsOf(addCowV18Image(), base)).toMatchObject([
      {
        rule: 'add-cow-v18.image_file.missing',
        severity: 'error',
        message: 'the image file "disk.img" does not exist',
        field: 'image_file',
        offset: 84,
        length: 8,
      },
    ])
  })

  it('is no file, or cannot be looked at', async () => {
    const named = (name: string) => addCowV4Image({ 1036: nameField(name) })
    expect(await rulesOf(named('folder'), base)).toContain('image_file.not_file')
    expect(await findingsOf(named('secret'), base)).toContainEqual(
      expect.objectContaining({
        rule: 'add-cow-v4.image_file.no_access',
        message: 'the image file "secret" cannot be looked at: is EACCES',
      }),
    )
  })

  it('is the image itself', async () => {
    expect(await rulesOf(addCowV4Image({ 1036: nameField('top') }), base)).toContain(
      'image_file.loop',
    )
  })

  it('is shorter than the disk', async () => {
    const short = { ...base, '/images/disk.img': new Uint8Array(MIB - 512) }
    expect(await rulesOf(addCowV4Image(), short)).toContain('image_file.short')
  })

  it('lies outside the folder that is allowed', async () => {
    const policy = policyWith({ follow: { within: '/images' } })
    const outside = addCowV4Image({ 1036: nameField('../disk.img') })
    const rules = await rulesOf(outside, { ...base, '/disk.img': disk }, { policy })
    expect(rules).toContain('image_file.outside')
    expect(rules).toContain('image_file.parent')
  })

  it('gives its length to the checks', async () => {
    const bits = addCowV18Image({ 65536: 'ff ff ff' })
    expect(await rulesOf(bits, { ...base, ...image })).toEqual(['allocation_bitmap.past_end'])
    const longer = { ...base, '/images/disk.img': new Uint8Array(24 * 65536) }
    expect(await rulesOf(bits, longer)).toEqual(['backing_file.shorter'])
  })
})
