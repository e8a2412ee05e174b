/** What the README shows is what a user gets. */
import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import * as qcow2 from '../../generated/qcow2/index.ts'
import { bytesOf, fixtureNamed } from '../fixtures.ts'
import { cowtools, createFolder } from '../src/cli/run.ts'

const readme = readFileSync('README.md', 'utf8')

describe('README.md', () => {
  it('shows the real output of validate', async () => {
    const folder = await createFolder()
    const path = `${folder.path}/broken.acow`
    await writeFile(path, bytesOf(fixtureNamed('damaged-add-cow-v18/boff_past.acow')))
    await folder.add('good.img', bytesOf(fixtureNamed('damaged-add-cow-v18/good.img')))
    const { out, code } = await cowtools('validate', path)
    await folder.remove()
    const shown = /```\n\$ npx cowtools validate broken\.acow\n([\s\S]*?)```/.exec(readme)?.[1]
    expect(out.replaceAll(path, 'broken.acow')).toBe(shown)
    expect(code).toBe(2)
  })

  it.each(['qcow2/v2_backed.qcow2', 'qcow2/c1.qcow2'])('has code that runs on %s', (name) => {
    const example = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? ''
    const bytes = bytesOf(fixtureNamed(name))
    const given = { ...qcow2, bytes, fileSize: bytes.length, console: { log: () => {} } }
    const code = example.replace(/^import .+$/m, '')
    const program = new Function(...Object.keys(given), `${code}\nreturn copy`)
    const image = qcow2.parseQcow2(program(...Object.values(given)))
    expect(image).toMatchObject({ backingFile: 'new/base.raw', header: { size: 1n << 30n } })
    const without = qcow2.serializeQcow2({ ...image, backingFile: undefined })
    expect(qcow2.parseQcow2(without).backingFile).toBeUndefined()
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
