/** The package as its users get it: packed, installed in an empty folder, imported, bundled. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formats } from '../generated/index.ts'
import { bytesOf, fixtureNamed } from './fixtures.ts'
import { pack, run } from './packed.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
let folder = ''
let tarball = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cowtools-package-'))
  tarball = pack(folder)
  writeFileSync(join(folder, 'package.json'), '{ "type": "module", "private": true }\n')
  run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', tarball], folder)
}, 180_000)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  exports: Record<string, unknown>
}

/** Every import that the package offers, with a name for each pattern. */
const entries = Object.keys(manifest.exports).flatMap((entry) =>
  entry.includes('*')
    ? formats.map(({ id }) => entry.replace('./', 'cowtools/').replace('*', id))
    : entry.endsWith('.json')
      ? []
      : [entry.replace(/^\.(?=$|\/)/, 'cowtools')],
)

describe('the packed package', () => {
  it('runs its command', () => {
    writeFileSync(join(folder, 'first_only.cow'), bytesOf(fixtureNamed('cow/first_only.cow')))
    const info = JSON.parse(
      run(
        'npx',
        ['--no-install', 'cowtools', 'info', '--output', 'json', 'first_only.cow'],
        folder,
      ),
    )
    expect(info).toMatchObject({ format: 'cow', 'virtual-size': 4194304 })
  })

  it('checks files on threads of its own', () => {
    writeFileSync(join(folder, 'alone.qcow2'), bytesOf(fixtureNamed('qcow2/v3_w.qcow2')))
    const args = ['validate', '--jobs', '2', 'alone.qcow2', 'alone.qcow2']
    expect(run('npx', ['--no-install', 'cowtools', ...args], folder)).toMatch(/2 files: 2 valid/)
  })

  it.each(entries.filter((entry) => !entry.includes('binary-parser')))(
    'resolves %s in Node',
    (entry) => {
      const script = `const m = await import(${JSON.stringify(entry)}); console.log(Object.keys(m).length)`
      const count = Number(run('node', ['--input-type=module', '-e', script], folder))
      expect(count).toBeGreaterThan(0)
    },
  )

  it('has types for every entry', () => {
    const lines = entries
      .filter((entry) => !entry.includes('binary-parser'))
      .map((entry, index) => `import * as m${index} from '${entry}'\nexport { m${index} }`)
    const readme = readFileSync(join(root, 'README.md'), 'utf8')
    const example = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? ''
    const given = 'declare const bytes: Uint8Array, fileSize: number'
    writeFileSync(join(folder, 'uses.ts'), `${lines.join('\n')}\n${given}\n${example}`)
    const options = {
      compilerOptions: {
        module: 'nodenext',
        target: 'es2022',
        strict: true,
        noEmit: true,
        skipLibCheck: false,
        types: ['node'],
        typeRoots: [join(root, 'node_modules', '@types')],
        lib: ['es2022', 'dom'],
      },
      files: ['uses.ts'],
    }
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(options))
    const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
    expect(run('node', [tsc, '-p', folder], folder)).toBe('')
  })

  it('loads no part of the generator at run time', () => {
    for (const name of ['ts-morph', 'handlebars', 'zod']) {
      const hide = `
        import module from 'node:module'
        module.register('data:text/javascript,' + encodeURIComponent(\`
          export async function resolve(specifier, context, next) {
            if (specifier.startsWith('${name}')) throw new Error('loads ${name}')
            return next(specifier, context)
          }\`))
        await import('cowtools'); await import('cowtools/node'); await import('cowtools/formats/qcow2')`
      expect(() => run('node', ['--input-type=module', '-e', hide], folder)).not.toThrow()
    }
  })

  it('passes publint', () => {
    expect(run('npx', ['publint', '--strict', tarball], root)).toContain('All good')
  })

  it('passes attw', () => {
    const attw = join(root, 'node_modules', '.bin', 'attw')
    expect(() => run(attw, [tarball, '--profile', 'esm-only'], root)).not.toThrow()
  })
})

describe('a bundle for browsers', () => {
  it.each(['cowtools', ...formats.map(({ id }) => `cowtools/formats/${id}`)])(
    'of %s has no Node, no eval',
    async (name) => {
      mkdirSync(join(folder, 'bundle'), { recursive: true })
      const result = await build({
        stdin: { contents: `export * from '${name}'`, resolveDir: folder },
        bundle: true,
        platform: 'browser',
        format: 'esm',
        write: false,
        metafile: true,
      })
      const [file] = result.outputFiles
      const text = file?.text ?? ''
      expect(text.length).toBeGreaterThan(1000)
      expect(text).not.toMatch(/\bnode:/)
      expect(text).not.toMatch(/\beval\s*\(/)
      expect(text).not.toMatch(/new\s+Function\b/)
      expect(
        Object.keys(result.metafile.inputs).filter((one) => /zod|ts-morph|handlebars/.test(one)),
      ).toEqual([])
    },
  )
})
