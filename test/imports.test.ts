/** Which folder may import which, and other rules of style that a program can check. */
import { dirname, join, normalize, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Node, Project, type SourceFile, type Statement, ts } from 'ts-morph'
import { describe, expect, it } from 'vitest'

interface Room {
  /** Other rooms that its files may import. A room may always import itself. */
  readonly imports: readonly string[]
  /** npm packages. */
  readonly packages?: readonly string[]
  /** Node's own modules. */
  readonly node?: true
}

/** Folders, and files that are rooms of their own. A file belongs to the longest match. */
const ROOMS: Readonly<Record<string, Room>> = {
  schemas: { imports: ['codegen/schema'] },

  // What the passes and the emitters share: ir.ts, output.ts, problems.ts.
  codegen: { imports: [] },
  'codegen/schema': { imports: [], packages: ['zod'] },
  'codegen/load.ts': { imports: ['codegen'], packages: ['jiti'], node: true },
  'codegen/layouts.ts': {
    imports: ['codegen/sources.ts', 'codegen/emit', 'src/layout', 'src/binary'],
  },
  'codegen/locate.ts': {
    imports: ['codegen', 'codegen/locate-values.ts'],
    packages: ['ts-morph'],
    node: true,
  },
  'codegen/locate-values.ts': { imports: [], packages: ['ts-morph'], node: true },
  'codegen/sources.ts': { imports: ['codegen', 'codegen/load.ts', 'codegen/resolve'] },
  'codegen/write.ts': { imports: ['codegen'], node: true },
  'codegen/resolve': {
    imports: ['codegen', 'codegen/schema', 'src/layout', 'src/binary'],
    packages: ['jsep', 'zod'],
  },
  'codegen/diff': { imports: ['codegen', 'codegen/resolve', 'src/layout', 'src/binary'] },
  'codegen/emit': {
    imports: [
      'codegen',
      'codegen/schema',
      'codegen/resolve',
      'codegen/diff',
      'src/layout',
      'src/binary',
    ],
    packages: ['handlebars', 'ts-morph', 'xast', 'xast-util-to-xml', 'xastscript', 'yaml'],
    node: true,
  },
  'codegen/main.ts': {
    imports: ['codegen', 'codegen/sources.ts', 'codegen/write.ts', 'codegen/emit'],
    node: true,
  },

  generated: { imports: ['src/binary', 'src/layout'], packages: ['binary-parser'] },

  'src/binary': { imports: [] },
  'src/layout': { imports: ['src/binary'] },
  'src/source': { imports: ['src/binary'] },
  'src/source/file.ts': { imports: ['src/source', 'src/binary'], node: true },
  'src/bitmap': { imports: ['src/binary'] },
  'src/block': { imports: ['src/source', 'src/binary'] },
  'src/cow': { imports: ['src/block', 'src/bitmap', 'src/source', 'src/binary'] },
  'src/formats': {
    imports: [
      'generated',
      'src/cow',
      'src/block',
      'src/bitmap',
      'src/layout',
      'src/source',
      'src/binary',
    ],
  },
  'src/chain': {
    imports: ['src/formats', 'src/cow', 'src/block', 'src/bitmap', 'src/source', 'src/binary'],
  },
  'src/validate': {
    imports: [
      'generated',
      'src/chain',
      'src/formats',
      'src/cow',
      'src/bitmap',
      'src/layout',
      'src/source',
      'src/binary',
    ],
  },
  'src/index.ts': {
    imports: [
      'src/validate',
      'src/chain',
      'src/formats',
      'src/cow',
      'src/block',
      'src/bitmap',
      'src/source',
      'src/binary',
    ],
  },
  'src/node.ts': {
    imports: [
      'src/chain',
      'src/formats',
      'src/block',
      'src/source',
      'src/source/file.ts',
      'src/binary',
    ],
    node: true,
  },
  'src/cli': {
    imports: [
      'codegen',
      'codegen/diff',
      'codegen/main.ts',
      'codegen/layouts.ts',
      'codegen/sources.ts',
      'codegen/locate.ts',
      'src/node.ts',
      'src/validate',
      'src/chain',
      'src/formats',
      'src/cow',
      'src/block',
      'src/bitmap',
      'src/layout',
      'src/source',
      'src/source/file.ts',
      'src/binary',
    ],
    packages: ['commander', 'leven', 'picocolors', 'tinyglobby'],
    node: true,
  },
}

/** Longest file, in lines. */
const MAX_LINES = 500
/** Files that are longer and wait to be split. */
const TOO_LONG: readonly string[] = []

const root = fileURLToPath(new URL('..', import.meta.url))
const project = new Project({
  skipAddingFilesFromTsConfig: true,
  skipFileDependencyResolution: true,
})
project.addSourceFilesAtPaths(
  ['schemas', 'codegen', 'generated', 'src'].map((folder) => join(root, folder, '**/*.ts')),
)

/** Path from the root, with `/`. */
const pathOf = (file: SourceFile) => file.getFilePath().slice(root.length).split(sep).join('/')

const files = project.getSourceFiles().map((file) => ({ path: pathOf(file), file }))
const handWritten = files.filter(({ path }) => /^(src|codegen)\//.test(path))

interface Edge {
  readonly from: string
  /** A path from the root, or the name of a package or of a module of Node. */
  readonly to: string
  readonly isFile: boolean
}

/** Every import and re-export, static or dynamic, of types or of values. */
const edges: readonly Edge[] = files.flatMap(({ path, file }) => {
  const { importedFiles } = ts.preProcessFile(file.getFullText(), true, true)
  return importedFiles.map(({ fileName }) => {
    const isFile = fileName.startsWith('.')
    const to = isFile
      ? normalize(join(dirname(path), fileName))
          .split(sep)
          .join('/')
      : fileName
    return { from: path, to, isFile }
  })
})

function roomOf(path: string): string | undefined {
  return Object.keys(ROOMS)
    .filter((room) => path === room || path.startsWith(`${room}/`))
    .sort((a, b) => b.length - a.length)[0]
}

const packageOf = (name: string) =>
  name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/')

function isAllowed({ from, to, isFile }: Edge): boolean {
  const name = roomOf(from) ?? ''
  const room = ROOMS[name]
  if (room === undefined) return false
  if (to.startsWith('node:')) return room.node === true
  if (!isFile) return room.packages?.includes(packageOf(to)) === true
  const other = roomOf(to) ?? ''
  return other === name || room.imports.includes(other)
}

const show = ({ from, to }: Edge) => `${from} imports ${to}`

/** A way from a node back to itself, or nothing. */
function cycleOf(graph: ReadonlyMap<string, ReadonlySet<string>>): readonly string[] | undefined {
  const done = new Set<string>()
  const visit = (node: string, way: readonly string[]): readonly string[] | undefined => {
    const at = way.indexOf(node)
    if (at >= 0) return [...way.slice(at), node]
    if (done.has(node)) return undefined
    for (const next of graph.get(node) ?? []) {
      const cycle = visit(next, [...way, node])
      if (cycle) return cycle
    }
    done.add(node)
    return undefined
  }
  for (const node of graph.keys()) {
    const cycle = visit(node, [])
    if (cycle) return cycle
  }
  return undefined
}

function graphOf(pairs: readonly (readonly [string, string])[]): Map<string, Set<string>> {
  const graph = new Map<string, Set<string>>()
  for (const [from, to] of pairs) {
    if (from !== to) graph.set(from, (graph.get(from) ?? new Set()).add(to))
  }
  return graph
}

/** Everything that a file loads, itself included: files, packages, modules of Node. */
function reach(start: string): ReadonlySet<string> {
  const found = new Set([start])
  for (const one of found) {
    for (const { from, to } of edges) if (from === one) found.add(to)
  }
  return found
}

describe('imports', () => {
  it('are found at all', () => {
    expect(edges.length).toBeGreaterThan(300)
    expect(edges.map(show)).toContain('src/cli/generate.ts imports codegen/main.ts')
    expect(edges.map(show)).toContain('generated/qcow2/format.ts imports src/binary/index.ts')
  })

  it('lead from room to room as ROOMS allows', () => {
    expect(edges.filter((edge) => !isAllowed(edge)).map(show)).toEqual([])
  })

  it('never lead from one driver to another', () => {
    const driverOf = (path: string) => path.match(/^src\/formats\/([^/]+)\//)?.[1]
    const crossed = edges.filter(({ from, to }) => {
      const [driver, other] = [driverOf(from), driverOf(to)]
      return driver !== undefined && other !== undefined && driver !== other
    })
    expect(crossed.map(show)).toEqual([])
  })

  it.each([
    ['src/binary/check.ts', 'src/layout/hex.ts'],
    ['src/binary/check.ts', 'node:fs'],
    ['src/source/blob.ts', 'node:fs/promises'],
    ['src/layout/owners.ts', 'zod'],
    ['src/formats/registry.ts', 'codegen/ir.ts'],
    ['generated/qcow2/format.ts', 'src/formats/index.ts'],
    ['codegen/resolve/link.ts', 'codegen/emit/json/index.ts'],
    ['codegen/emit/json/index.ts', 'generated/index.ts'],
    ['schemas/cow/v2.ts', 'src/binary/index.ts'],
    ['src/elsewhere/new.ts', 'src/binary/index.ts'],
  ])('from %s to %s would be refused', (from, to) => {
    expect(isAllowed({ from, to, isFile: to.includes('.ts') })).toBe(false)
  })

  it('make no cycle of rooms', () => {
    const pairs = edges
      .filter(({ isFile }) => isFile)
      .map(({ from, to }) => [roomOf(from) ?? '', roomOf(to) ?? ''] as const)
    expect(cycleOf(graphOf(pairs))).toBeUndefined()
  })

  it('make no cycle of files at run time', () => {
    const pairs = edges
      .filter(({ from }) => !from.startsWith('codegen/'))
      .map(({ from, to }) => [from, to] as const)
    expect(cycleOf(graphOf(pairs))).toBeUndefined()
  })

  it('keep layouts out of the codecs', () => {
    const codecs = edges.filter(({ from }) =>
      /^generated\/[^/]+\/(structs|format|index)/.test(from),
    )
    expect(codecs.length).toBeGreaterThan(0)
    expect(codecs.filter(({ to }) => to.includes('layout')).map(show)).toEqual([])
  })

  it('take only types from src/layout in generated files', () => {
    const values = files
      .filter(({ path }) => path.startsWith('generated/'))
      .flatMap(({ path, file }) =>
        file
          .getImportDeclarations()
          .filter((one) => one.getModuleSpecifierValue().includes('src/layout'))
          .filter((one) => !one.isTypeOnly())
          .map(() => path),
      )
    expect(values).toEqual([])
  })

  it.each([
    'src/index.ts',
    ...files.map(({ path }) => path).filter((path) => /^generated\/[^/]+\/index/.test(path)),
  ])('of %s reach no module of Node, no package and no generator', (path) => {
    const strange = [...reach(path)].filter(
      (one) => !/^(src|generated)\//.test(one) || one.startsWith('src/cli/'),
    )
    expect(strange).toEqual([])
  })
})

describe('style', () => {
  it('has no files of odds and ends', () => {
    const names = files.map(({ path }) => path)
    expect(names.filter((path) => /(^|\/)(utils?|helpers?|misc|common)\.ts$/.test(path))).toEqual([
      'codegen/schema/common.ts',
    ])
  })

  it('names files in kebab-case', () => {
    const odd = files.filter(({ path }) => !/^([a-z0-9]+(-[a-z0-9]+)*[/.])+ts$/.test(path))
    expect(odd.map(({ path }) => path)).toEqual([])
  })

  it(`keeps files to ${MAX_LINES} lines`, () => {
    const long = handWritten.filter(({ file }) => file.getEndLineNumber() > MAX_LINES)
    expect(long.map(({ path }) => path)).toEqual(TOO_LONG)
  })

  it('has default exports in schemas alone', () => {
    const found = files
      .filter(({ path }) => !path.startsWith('schemas/'))
      .filter(
        ({ file }) =>
          file.getExportAssignments().length > 0 || /^export default\b/m.test(file.getFullText()),
      )
    expect(found.map(({ path }) => path)).toEqual([])
  })

  it('uses Buffer only where Node is', () => {
    const found = handWritten.filter(({ path, file }) => {
      const isNodeOnly = ROOMS[roomOf(path) ?? '']?.node === true
      return !isNodeOnly && /\bBuffer\b/.test(file.getFullText())
    })
    expect(found.map(({ path }) => path)).toEqual([])
  })

  it('documents every exported symbol', () => {
    expect(
      handWritten.flatMap(({ path, file }) => undocumented(file).map((name) => `${path}: ${name}`)),
    ).toEqual([])
  })
})

/** Names of exported declarations without a doc comment. One of a function's overloads has it. */
function undocumented(file: SourceFile): readonly string[] {
  const documented = new Map<string, boolean>()
  for (const statement of file.getStatements()) {
    if (!Node.isExportable(statement) || !statement.isExported()) continue
    if (!Node.isJSDocable(statement)) continue
    const hasDoc = statement.getJsDocs().length > 0
    for (const name of namesOf(statement)) {
      documented.set(name, documented.get(name) === true || hasDoc)
    }
  }
  return [...documented].filter(([, hasDoc]) => !hasDoc).map(([name]) => name)
}

function namesOf(statement: Statement): readonly string[] {
  if (Node.isVariableStatement(statement)) {
    return statement.getDeclarations().map((one) => one.getName())
  }
  return [statement.getSymbol()?.getName() ?? statement.getText().slice(0, 40)]
}
