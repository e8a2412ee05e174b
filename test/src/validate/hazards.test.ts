/** Each hazard: what answers it is there, finds it, and finds nothing where it is not. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { formatRules, GENERAL_RULES } from '../../../generated/rules.ts'
import { openImageFrom } from '../../../src/chain/index.ts'
import { createImage } from '../../../src/node.ts'
import { memorySource, memoryStore } from '../../../src/source/index.ts'
import { validate } from '../../../src/validate/index.ts'
import { bytesOf, fixtureNamed } from '../../fixtures.ts'
import { findingsOf } from './chains.ts'
import { hazardCaseOf, type Sample } from './hazard-cases.ts'
import { HAZARDS } from './hazards.ts'

const ids = [
  ...Object.keys(GENERAL_RULES),
  ...Object.values(formatRules)
    .flat()
    .map(({ id }) => id),
]

/** The rules that `*.truncated` stands for; a rule stands for itself. */
function rulesLike(pattern: string): readonly string[] {
  const end = pattern.startsWith('*') ? pattern.slice(1) : undefined
  return ids.filter((id) => (end === undefined ? id === pattern : id.endsWith(end)))
}

async function rulesOf({ bytes, others, options }: Sample): Promise<readonly string[]> {
  return (await findingsOf(bytes, others, options)).map(({ rule }) => rule)
}

const byRules = HAZARDS.flatMap((hazard) => (hazard.kind === 'rules' ? [hazard] : []))
const patterns = [...new Set(byRules.flatMap(({ rules }) => rules))]

describe('hazards', () => {
  it('are told apart by their ids', () => {
    expect(new Set(HAZARDS.map(({ id }) => id)).size).toBe(HAZARDS.length)
  })

  it.each(patterns)('%s is there, and has a case', (pattern) => {
    const rules = rulesLike(pattern)
    expect(rules.length).toBeGreaterThan(0)
    expect(rules.some((rule) => hazardCaseOf(rule) !== undefined)).toBe(true)
  })

  const cases = patterns.flatMap(rulesLike).flatMap((rule) => {
    const found = hazardCaseOf(rule)
    return found === undefined ? [] : [[rule, found] as const]
  })

  it.each(cases)('%s is found where it is, and not elsewhere', async (rule, { good, bad }) => {
    expect(await rulesOf(good)).not.toContain(rule)
    expect(await rulesOf(bad)).toContain(rule)
  })

  it.each([
    ['cow/first_only.cow', 'cow-v2'],
    ['cow/i386_empty.cow', 'cow-v2-i386'],
    ['uml-cow/v2.cow', 'uml-cow-v2'],
    ['uml-cow/v3_w.cow', 'uml-cow-v3'],
    ['uml-cow/v3_broken64.cow', 'uml-cow-v3-broken'],
  ])('of a shared magic: %s is %s', async (name, schema) => {
    const source = memorySource(bytesOf(fixtureNamed(name)))
    expect((await validate(source, { filename: name })).schema).toBe(schema)
  })

  it('of a read past the end: the disk refuses it', async () => {
    const disk = await openImageFrom({ disk: memoryStore(new Uint8Array(4096)) }, 'disk', {
      format: 'raw',
    })
    expect(await disk.read(3584, 512)).toHaveLength(512)
    await expect(disk.read(3584, 1024)).rejects.toThrow(RangeError)
    await disk.close()
  })

  it('of a copy that fails: the target stays as it was', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cowtools-hazards-'))
    const path = join(folder, 'copy.raw')
    writeFileSync(path, 'old')
    const options = { format: 'raw', size: 4096, force: true }
    const copy = createImage(path, options, async (disk) => {
      await disk.write(0, new Uint8Array(512).fill(1))
      throw new Error('the source cannot be read')
    })
    await expect(copy).rejects.toThrow('the source cannot be read')
    expect(readFileSync(path, 'utf8')).toBe('old')
    expect(readdirSync(folder)).toEqual(['copy.raw'])
    await createImage(path, options, (disk) => disk.write(0, new Uint8Array(512).fill(1)))
    expect(readFileSync(path)).toHaveLength(4096)
    rmSync(folder, { recursive: true })
  })
})
