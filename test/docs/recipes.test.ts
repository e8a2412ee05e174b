/** The recipes of `docs/guide.md`: every command is run, every output compared. */
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bytesOf, fixtureNamed } from '../fixtures.ts'
import { pattern, type Step, stepsOf } from './guide.ts'

const IMAGES = [
  'backed_w.cow',
  'base4m.raw',
  'base_2053s.raw',
  'chain1.cow',
  'chain2.cow',
  'tailbits.cow',
]

let folder = ''
let bin = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cowtools-recipes-'))
  for (const name of IMAGES) {
    writeFileSync(join(folder, name), bytesOf(fixtureNamed(`cow/${name}`)))
  }
  // `npx cowtools` runs the sources of this tree.
  bin = join(folder, '.bin')
  mkdirSync(bin)
  const npx = join(bin, 'npx')
  const main = resolve('src/cli/main.ts')
  writeFileSync(npx, `#!/bin/sh\nshift\nexec ${resolve('node_modules/.bin/tsx')} ${main} "$@"\n`)
  chmodSync(npx, 0o755)
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

function run(commands: string): { code: number; text: string } {
  const env = { ...process.env, PATH: `${bin}:${process.env.PATH}`, NO_COLOR: '1' }
  const script = `set -e\n${commands}`
  const ran = spawnSync('sh', ['-c', script], { cwd: folder, encoding: 'utf8', env })
  const text = `${ran.stdout}${ran.stderr}`.replaceAll(`${folder}/`, '')
  return { code: ran.status ?? 1, text }
}

/** Commands with the output that the guide shows for them, where it shows one. */
function recipes(steps: readonly Step[]) {
  return steps.flatMap((step, index) => {
    if (step.kind !== 'sh') return []
    const next = steps[index + 1]
    const shown = next?.kind === 'output' ? next : undefined
    return [{ line: step.line, commands: step.text, shown }]
  })
}

describe('docs/guide.md', () => {
  const all = recipes(stepsOf(readFileSync('docs/guide.md', 'utf8')))

  it.each(all.map((one) => [one.line, one] as const))('does what it shows in line %i', (_, one) => {
    const { code, text } = run(one.commands)
    expect([code, text]).toEqual([one.shown?.exit ?? 0, text])
    if (one.shown) expect(text).toMatch(new RegExp(`^${pattern(one.shown.text)}$`))
  })
})
