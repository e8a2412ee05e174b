/** What `docs/security.md` says is what the program does. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { sizeText } from '../../src/layout/index.ts'
import { HEADER_LIMIT } from '../../src/validate/header-area.ts'
import { type Policy, TRUSTED, UNTRUSTED, type Verdict } from '../../src/validate/index.ts'
import { bytesOf, fixtureNamed } from '../fixtures.ts'
import { cowtools } from '../src/cli/run.ts'
import { HAZARDS, hazardRow } from '../src/validate/hazards.ts'

const page = readFileSync('docs/security.md', 'utf8')

/** The rows of the table under a heading, as cells. */
function tableUnder(heading: string): readonly (readonly string[])[] {
  const part = page.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? ''
  const rows = part.split('\n').filter((line) => line.startsWith('|'))
  return rows.slice(2).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
}

/** The limits of a policy, as the table says them. */
function limitsOf(policy: Policy): readonly string[] {
  const { maxDepth, maxVirtualSize, maxFileSize, maxBytesRead, maxMilliseconds } = policy
  const size = (bytes: number | bigint | undefined) =>
    bytes === undefined ? 'any' : sizeText(BigInt(bytes))
  return [
    String(maxDepth),
    size(maxVirtualSize),
    size(maxFileSize),
    size(maxBytesRead),
    Number.isFinite(maxMilliseconds) ? `${maxMilliseconds / 1000} s` : 'any',
    size(HEADER_LIMIT),
  ]
}

describe('docs/security.md', () => {
  it('lists every hazard with what answers it', () => {
    const rows = page.split('\n').filter((line) => /^\| [GQO]\d\d \|/.test(line))
    expect(rows).toEqual(HAZARDS.map(hazardRow))
  })

  it('has the limits that the policies have', () => {
    const rows = tableUnder('Limits')
    expect(rows.map((row) => row[1])).toEqual(limitsOf(TRUSTED))
    expect(rows.map((row) => row[2])).toEqual(limitsOf(UNTRUSTED))
  })

  it('names options that exist, and rules', async () => {
    const { out: help } = await cowtools('validate', '--help')
    const options = new Set([...page.matchAll(/`(--[a-z-]+)/g)].map(([, option]) => option))
    for (const option of options) expect(help).toContain(option)
    for (const [, , , , rule = ''] of tableUnder('Limits')) {
      const [id = ''] = rule.replaceAll('`', '').split(' ')
      const whole = id.startsWith('limits.') ? id : `qcow2.${id}`
      expect((await cowtools('validate', '--explain', whole)).code).toBe(0)
    }
  })
})

describe('the upload of docs/security.md', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cowtools-security-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  type Store = (
    upload: AsyncIterable<Uint8Array>,
    path: string,
  ) => Promise<{ readonly verdict: Verdict }>

  async function loadExample(): Promise<Store> {
    const code = /```ts\n([\s\S]*?)```/.exec(page)?.[1] ?? ''
    const file = join(folder, 'store.ts')
    const sources = JSON.stringify(resolve('src/index.ts'))
    await writeFile(file, code.replace("'cowtools'", sources))
    return (await import(/* @vite-ignore */ file)).store
  }

  it('keeps a good image, and no other', async () => {
    const store = await loadExample()
    const uploads = join(folder, 'uploads')
    await mkdir(uploads)
    async function* chunks(bytes: Uint8Array) {
      for (let at = 0; at < bytes.length; at += 1000) yield bytes.subarray(at, at + 1000)
    }
    async function* endless() {
      for (;;) yield new Uint8Array(65_536).fill(7)
    }
    const upload = async (name: string) => {
      const bytes = bytesOf(fixtureNamed(name))
      const { verdict } = await store(chunks(bytes), join(uploads, 'one'))
      const kept = await readdir(uploads)
      await rm(join(uploads, 'one'), { force: true })
      return [verdict, kept.length]
    }
    expect(await upload('qcow2/v3_w.qcow2')).toEqual(['valid', 1])
    expect(await upload('qcow2/zlib_backed.qcow2')).toEqual(['invalid', 0])
    expect(await store(endless(), join(uploads, 'one'))).toMatchObject({ verdict: 'unreadable' })
    expect(await readdir(uploads)).toEqual([])
  })
})
