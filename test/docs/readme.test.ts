/** What the README shows is what a user gets. */
import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { bytesOf, fixtureNamed } from '../fixtures.ts'
import { cowtools, createFolder } from '../src/cli/run.ts'

const readme = readFileSync('README.md', 'utf8')

describe('README.md', () => {
  it('shows the real output of validate', async () => {
    const folder = await createFolder()
    const path = `${folder.path}/broken.acow`
    await writeFile(path, bytesOf(fixtureNamed('damaged-add-cow-v18/boff_past.acow')))
    const { out, code } = await cowtools('validate', path)
    await folder.remove()
    const shown = /```\n\$ npx cowtools validate broken\.acow\n([\s\S]*?)```/.exec(readme)?.[1]
    expect(out.replaceAll(path, 'broken.acow')).toBe(shown)
    expect(code).toBe(2)
  })

  it('names commands that exist', async () => {
    for (const [, command] of readme.matchAll(/npx cowtools (\w+)/g)) {
      expect(await cowtools(command ?? '', '--help')).toMatchObject({ code: 0 })
    }
  })

  it('links to files that exist', () => {
    for (const [, target] of readme.matchAll(/\]\(([^)#:]+)\)/g)) {
      expect(() => readFileSync(target ?? '')).not.toThrow()
    }
  })
})
