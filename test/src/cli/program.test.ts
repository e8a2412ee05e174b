import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { createPaint } from '../../../src/cli/io.ts'
import { formats } from '../../../src/formats/index.ts'
import { cowtools } from './run.ts'

const COMMANDS = [
  ...['info', 'dump', 'validate', 'map', 'create', 'convert', 'compare', 'commit', 'rebase'],
  ...['resize', 'measure', 'read', 'write', 'layout', 'diff', 'formats', 'generate'],
]

describe('cowtools', () => {
  it('shows the version of the package', async () => {
    const { version } = JSON.parse(await readFile('package.json', 'utf8'))
    expect(await cowtools('--version')).toEqual({ code: 0, out: `${version}\n`, err: '' })
  })

  it.each([[], ...COMMANDS.map((command) => [command])])(
    'shows help with examples: %s',
    async (...args) => {
      const { code, out } = await cowtools(...args, '--help')
      expect(code).toBe(0)
      expect(out).toContain('\nExamples:\n  $ cowtools ')
      expect(out.split('\n').filter((line) => line.length > 100)).toEqual([])
    },
  )

  it('lists every command', async () => {
    const { out } = await cowtools('--help')
    for (const command of COMMANDS) expect(out).toMatch(new RegExp(`^  ${command} `, 'm'))
  })

  it('answers a mistake in one line', async () => {
    expect(await cowtools('inform')).toMatchObject({ code: 1, out: '' })
    expect((await cowtools('info')).err).toBe("cowtools: missing required argument 'file'\n")
    expect((await cowtools('info', '--output', 'xml', 'x')).err).toMatch(/^cowtools: .+\n$/)
    expect((await cowtools('inf')).err).toContain("cowtools: unknown command 'inf'")
  })

  it('runs as a program', async () => {
    const args = ['--import', 'tsx', 'src/cli/main.ts', 'info', '/nowhere/x.cow']
    const failure = await promisify(execFile)(process.execPath, args).catch((error) => error)
    expect(failure.code).toBe(1)
    expect(failure.stderr).toBe('cowtools: Cannot open "/nowhere/x.cow": no such file\n')
  })
})

describe('cowtools formats', () => {
  it('lists every format', async () => {
    const { out } = await cowtools('formats')
    const lines = out.trimEnd().split('\n')
    expect(lines[0]).toMatch(/^ID +FAMILY +STATUS +TITLE$/)
    expect(lines.slice(1).map((line) => line.split(' ')[0])).toEqual(formats.map(({ id }) => id))
  })

  it('lists them as JSON', async () => {
    const { out } = await cowtools('formats', '--output', 'json')
    expect(JSON.parse(out)).toContainEqual({
      id: 'cow-v2',
      family: 'cow',
      title: 'QEMU cow, version 2',
      status: 'historic',
    })
  })
})

describe('createPaint()', () => {
  it('colours, or leaves text as it is', () => {
    expect(createPaint(false).error('x')).toBe('x')
    expect(createPaint(true).error('x')).toContain('\u001b[')
  })
})
