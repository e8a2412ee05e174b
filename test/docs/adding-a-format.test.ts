/** Follows docs/adding-a-format.md to the letter, in an empty folder, with the packed package. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pack, type Ran, run, spawn } from '../packed.ts'
import { applyDiff, pattern, type Step, stepsOf } from './guide.ts'

const guideUrl = new URL('../../docs/adding-a-format.md', import.meta.url)
const guide = readFileSync(guideUrl, 'utf8')
const manifest = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
) as { devDependencies: Record<string, string> }

const MINUTES = 60_000
let outer = ''
let folder = ''
let tarball = ''

beforeAll(() => {
  outer = mkdtempSync(join(tmpdir(), 'cowtools-guide-'))
  tarball = pack(outer)
  folder = join(outer, 'tiny-format')
  mkdirSync(folder)
}, 3 * MINUTES)

afterAll(() => rmSync(outer, { recursive: true, force: true }))

/** The tarball for the package, and the versions that this repository tests with for its tools. */
function pinned(command: string): string {
  if (!command.startsWith('npm install')) return command
  const words = command.split(' ').map((word) => {
    const version = manifest.devDependencies[word]
    if (word === 'cowtools') return tarball
    return version === undefined ? word : `${word}@${version}`
  })
  return `${words.join(' ')} --prefer-offline --no-audit --no-fund`
}

const textOf = (path: string) => readFileSync(join(folder, path), 'utf8')

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
}

/** Runs commands as a shell does that stops at the first failure. */
function shell(commands: string): Ran {
  const script = commands.trimEnd().split('\n').map(pinned).join('\n')
  return spawn('sh', ['-e', '-c', `exec 2>&1\n${script}`], folder)
}

const steps = stepsOf(guide)

/** The output that the guide shows after a step; it expects success where it shows none. */
function expectedAfter(index: number): { exit: number; text: string | undefined } {
  const next = steps[index + 1]
  return next?.kind === 'output' ? next : { exit: 0, text: undefined }
}

function follow(step: Step, index: number): void {
  switch (step.kind) {
    case 'file':
      write(step.path, step.text)
      return
    case 'diff':
      write(step.path, applyDiff(textOf(step.path), step.text))
      return
    case 'sh': {
      const { exit, text } = expectedAfter(index)
      const ran = shell(step.text)
      expect(ran, ran.stdout).toMatchObject({ code: exit })
      if (text !== undefined && !new RegExp(`^${pattern(text)}$`).test(ran.stdout)) {
        expect(ran.stdout).toBe(text)
      }
      return
    }
    case 'excerpt': {
      const whole = textOf(step.path)
      if (!new RegExp(`^${pattern(step.text)}`, 'm').test(whole)) expect(whole).toContain(step.text)
      return
    }
    case 'output':
      expect(steps[index - 1]?.kind).toBe('sh')
  }
}

const titleOf = (step: Step) =>
  'path' in step ? `${step.kind} ${step.path}` : `${step.kind} ${step.text.split('\n')[0]}`

describe('docs/adding-a-format.md', { timeout: 3 * MINUTES }, () => {
  it.each(steps.map((step, index) => ({ title: titleOf(step), line: step.line, step, index })))(
    'line $line: $title',
    ({ step, index }) => follow(step, index),
  )

  it('names each file in the text before it, too', () => {
    const lines = guide.split('\n')
    for (const step of steps) {
      if (step.kind !== 'file' && step.kind !== 'excerpt') continue
      const before = lines.slice(Math.max(0, step.line - 8), step.line - 1).join('\n')
      expect(before, `line ${step.line}`).toContain(step.path)
    }
  })

  it('shows commands for CI that pass', () => {
    const workflow = textOf('.github/workflows/formats.yml')
    const commands = [...workflow.matchAll(/- run: (.*)/g)].map(([, command = '']) => command)
    expect(commands).toHaveLength(3)
    const [install = '', ...checks] = commands
    const ran = shell([`${install} --prefer-offline --no-audit --no-fund`, ...checks].join('\n'))
    expect(ran, ran.stdout).toMatchObject({ code: 0 })
  })
})

describe('code generated outside of the repository', { timeout: 3 * MINUTES }, () => {
  const strict = {
    target: 'es2022',
    lib: ['es2023'],
    types: ['node'],
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    noImplicitOverride: true,
    noImplicitReturns: true,
    noUnusedLocals: true,
    noUnusedParameters: true,
    verbatimModuleSyntax: true,
    erasableSyntaxOnly: true,
    isolatedModules: true,
  }
  const files = {
    include: ['schemas', 'generated', '*.ts'],
  }

  function tsc(name: string, compilerOptions: object): Ran {
    write(name, JSON.stringify({ compilerOptions: { ...strict, ...compilerOptions }, ...files }))
    return spawn('npx', ['tsc', '-p', name], folder)
  }

  it.each([
    ['nodenext', { module: 'nodenext' }],
    ['bundler', { module: 'esnext', moduleResolution: 'bundler' }],
  ])('passes the strictest checks of TypeScript under %s', (name, options) => {
    const extensions = { allowImportingTsExtensions: true, noEmit: true }
    const ran = tsc(`strict-${name}.json`, { ...options, ...extensions })
    expect(ran, ran.stdout).toMatchObject({ code: 0, stdout: '' })
  })

  it('compiles to JavaScript that runs', () => {
    const options = { rewriteRelativeImportExtensions: true, rootDir: '.', outDir: 'out' }
    const ran = tsc('emit.json', { module: 'nodenext', ...options })
    expect(ran, ran.stdout).toMatchObject({ code: 0, stdout: '' })
    expect(run('node', ['out/read.js'], folder)).toBe(run('npx', ['tsx', 'read.ts'], folder))
  })

  it.skipIf(!('typescript' in process.features) || process.features.typescript === false)(
    'runs as it is in a Node that knows TypeScript',
    () => expect(run('node', ['read.ts'], folder)).toBe(run('npx', ['tsx', 'read.ts'], folder)),
  )

  it('imports the package by its public names alone', () => {
    const names = ['structs', 'format', 'index', 'layout']
    const imports = names
      .flatMap((name) => [...textOf(`generated/tiny-v1/${name}.ts`).matchAll(/ from '(.*)'/g)])
      .map(([, from]) => from)
    expect([...new Set(imports)].sort()).toEqual([
      './format.ts',
      './structs.ts',
      'cowtools/binary',
      'cowtools/layout',
    ])
  })
})
