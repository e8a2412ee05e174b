/**
 * The main job, as `npm start` runs it: brings code and spec pages up to date with the schemas, then
 * looks at real images, good and damaged ones, with the formats that came out.
 */
import { createHash } from 'node:crypto'
import { basename, join } from 'node:path'
import { performance } from 'node:perf_hooks'
import pc from 'picocolors'
import { sizeText } from '../src/layout/index.ts'
import { fixtureNamed, unpack } from './fixtures.ts'

/** One of each kind, and the faults that people meet. */
const IMAGES = [
  'cow/backed_w.cow',
  'add-cow-v4/w.acow',
  'add-cow-v10/w.acow',
  'add-cow-v18/w.acow',
  'qcow2-old/q010_backed.qcow2',
  'qcow2/v3_w.qcow2',
  'qcow2/unk_ext.qcow2',
  'damaged-cow/trunc_bitmap.cow',
  'damaged-cow/version3.cow',
  'damaged-add-cow-v18/boff_past.acow',
  'damaged-qcow2/cbits63.qcow2',
  'damaged-qcow2/ext_past.qcow2',
]

const print = (line = '') => process.stdout.write(`${line}\n`)

const heading = (title: string) => print(`\n${pc.bold(title)}`)

/** Rows as aligned columns; the last one is as long as it is. */
function table(rows: readonly (readonly string[])[], paint: (row: readonly string[]) => string[]) {
  const widths =
    rows[0]?.map((_, at) => Math.max(...rows.map((row) => (row[at] ?? '').length))) ?? []
  for (const row of rows) {
    const cells = row.map((cell, at) =>
      at === row.length - 1 ? cell : cell.padEnd(widths[at] ?? 0),
    )
    print(`  ${paint(cells).join('  ').trimEnd()}`)
  }
}

async function regenerate(): Promise<void> {
  const start = performance.now()
  const { generate } = await import('../codegen/main.ts')
  const report = await generate({
    schemas: ['schemas'],
    out: 'generated',
    docs: 'docs/specs',
    check: false,
  })
  const changed = [...report.stale, ...report.missing, ...report.extra]
  const total = report.fresh.length + report.stale.length + report.missing.length
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  heading(`Generate: ${report.formats.length} schemas, ${total} files, ${seconds} s`)
  const rows = report.formats.map(({ id, file }) => [file, id, `docs/specs/${id}.md`])
  table(rows, ([file = '', id = '', page = '']) => [file, pc.cyan(id), page])
  print()
  print(changed.length === 0 ? '  everything was fresh' : `  changed: ${changed.length} files`)
  for (const file of changed.slice(0, 8)) print(`    ${file}`)
  if (changed.length > 8) print(`    and ${changed.length - 8} more`)
}

async function inspect(): Promise<void> {
  const images = unpack(IMAGES.map(fixtureNamed))
  try {
    heading(`Inspect and validate: ${IMAGES.length} real images`)
    const rows: string[][] = []
    for (const name of IMAGES) rows.push(await look(images.folder, name))
    table(rows, ([name = '', schema = '', size = '', verdict = '', finding = '']) => [
      name,
      pc.cyan(schema),
      size,
      colour(verdict)(verdict),
      pc.dim(finding),
    ])
  } finally {
    images.remove()
  }
}

/** Name, schema, virtual size, verdict and worst finding of one image. */
async function look(folder: string, name: string): Promise<string[]> {
  const { validate } = await import('../src/validate/index.ts')
  const { withImage } = await import('../src/cli/image.ts')
  const { collectInfo } = await import('../src/cli/image-info.ts')
  const { nodeFiles } = await import('../src/node.ts')
  const { openFile } = await import('../src/source/file.ts')
  const path = join(folder, name)
  const source = await openFile(path)
  try {
    const result = await validate(source, { filename: name, path, files: nodeFiles })
    const info = result.schema ? await withImage(path, undefined, collectInfo) : undefined
    const size = info ? sizeText(info.facts.virtualSize ?? 0n) : ''
    const [worst] = [...result.findings].sort((a, b) => rank(a.severity) - rank(b.severity))
    return [name, result.schema ?? '?', size, result.verdict, worst?.message ?? '']
  } finally {
    await source.close()
  }
}

const rank = (severity: string) => ['error', 'warning', 'notice'].indexOf(severity)

/** What a guest sees through two overlays, and where each part of it is kept. */
async function readThrough(): Promise<void> {
  const { chainExtents } = await import('../src/chain/index.ts')
  const { openImage } = await import('../src/node.ts')
  const name = 'cow/chain2.cow'
  const images = unpack([fixtureNamed(name)])
  try {
    heading(`Read: ${name}, two overlays over a raw disk`)
    const image = await openImage(join(images.folder, name), {
      policy: { within: join(images.folder, 'cow') },
      backingFormats: ['cow', 'raw'],
    })
    const held = new Map<string, number>()
    for await (const { file = 'nowhere: zeros', length } of chainExtents(image)) {
      held.set(basename(file), (held.get(basename(file)) ?? 0) + length)
    }
    const digest = createHash('sha256').update(await image.read(0, image.size))
    await image.close()
    const rows = [...held].map(([file, bytes]) => [file, sizeText(BigInt(bytes))])
    table(rows, ([file = '', size = '']) => [pc.cyan(file), size])
    print()
    const hash = digest.digest('hex')
    const verdict =
      hash === fixtureNamed(name).guest_sha256 ? pc.green('as QEMU 1.1.2 read it') : pc.red('wrong')
    print(`  SHA-256 of the disk: ${hash.slice(0, 16)}…, ${verdict}`)
  } finally {
    images.remove()
  }
}

function colour(verdict: string): (text: string) => string {
  if (verdict.startsWith('valid')) return pc.green
  return verdict.startsWith('warnings') ? pc.yellow : pc.red
}

await regenerate()
await inspect()
await readThrough()
heading('Where to look next')
table(
  [
    ['docs/specs/index.md', 'the spec pages, made from the schemas'],
    ['docs/guide.md', 'recipes: look into, rescue, merge and make images'],
    ['docs/adding-a-format.md', 'a format of your own, step by step'],
    ['docs/architecture.md', 'how the parts fit together'],
    [
      'npm run cowtools -- --help',
      'the command line: inspect, read, write, convert, merge, generate',
    ],
  ],
  ([place = '', what = '']) => [pc.cyan(place), what],
)
print()
