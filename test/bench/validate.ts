/**
 * `validate` over many small images in one process, beside `qemu-img info` once per file.
 *
 * QEMU gave up cow long ago, so the pair is measured on qcow2 images, and cow images by themselves.
 * `qemu-img info` reads the header alone; it is what people run in a loop today.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cowV2, serializeCowV2 } from '../../generated/cow-v2/index.ts'
import { median } from './measure.ts'
import { type Demand, type Group, type Row, verdictOn } from './report.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const tsx = join(root, 'node_modules', '.bin', 'tsx')
const once = fileURLToPath(new URL('validate-once.ts', import.meta.url))

const COUNT = 10_000
/** Of these larger files fewer are made, and the time is scaled. */
const QCOW2_COUNT = 2000
const SAMPLE = 200
const RUNS = 3
const DISK_SIZE = 1n << 20n
const MEMORY_LIMIT_MIB = 200
const DEMAND: Demand = { kind: 'faster', aim: 20, limit: 10 }

interface Figures {
  readonly milliseconds: number
  readonly peakMiB: number
}

function makeCow(folder: string): void {
  mkdirSync(folder)
  const header = serializeCowV2({ header: { size: DISK_SIZE } })
  const [bitmap] = cowV2.regions(header)
  const bytes = new Uint8Array(header.length + Number(bitmap?.size))
  bytes.set(header)
  for (let at = 0; at < COUNT; at++) writeFileSync(join(folder, `${at}.cow`), bytes)
}

function makeQcow2(folder: string): void {
  mkdirSync(folder)
  const first = join(folder, '0.qcow2')
  execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', first, String(DISK_SIZE)])
  for (let at = 1; at < QCOW2_COUNT; at++) copyFileSync(first, join(folder, `${at}.qcow2`))
}

/** The package as it is published: in the sources each thread would translate TypeScript first. */
function makeBuild(folder: string): string {
  const build = join(folder, 'dist')
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  execFileSync(process.execPath, [tsc, '-p', root, '--outDir', build])
  for (const name of ['package.json', 'docs', 'node_modules']) {
    symlinkSync(join(root, name), join(folder, name))
  }
  return build
}

/** Medians of several runs, without the start of the process. */
function validated(build: string, folder: string, jobs: number): Figures {
  const runs = Array.from({ length: RUNS }, (): Figures => {
    const output = execFileSync(tsx, [once, build, folder, String(jobs)], { encoding: 'utf8' })
    return JSON.parse(output)
  })
  const peakMiB = Math.max(...runs.map((run) => run.peakMiB))
  return { milliseconds: median(runs.map(({ milliseconds }) => milliseconds)), peakMiB }
}

/** Time of `qemu-img info` for each of the first files, one after the other. */
function informed(folder: string): number {
  const start = performance.now()
  for (let at = 0; at < SAMPLE; at++) {
    execFileSync('qemu-img', ['info', join(folder, `${at}.qcow2`)], { stdio: 'ignore' })
  }
  return ((performance.now() - start) / SAMPLE) * COUNT
}

function perSecond(milliseconds: number): string {
  return `${Math.round((COUNT / milliseconds) * 1000).toLocaleString('en')} files per second`
}

function row(name: string, value: number): Row {
  return { name, value, unit: 'ms', verdict: 'none' }
}

function memoryNote(peaks: readonly number[]): string {
  const peak = Math.max(...peaks)
  const verdict = peak <= MEMORY_LIMIT_MIB ? '✓' : '✗'
  return `peak memory ${peak.toFixed(0)} MiB, limit ${MEMORY_LIMIT_MIB} MiB ${verdict}`
}

function measureIn(folder: string): Group {
  const [cow, qcow2] = [join(folder, 'cow'), join(folder, 'qcow2')]
  const build = makeBuild(folder)
  makeCow(cow)
  const one = validated(build, cow, 1)
  const all = validated(build, cow, availableParallelism())
  const rows = [
    row('cow, one thread', one.milliseconds),
    row('cow, a thread per core', all.milliseconds),
  ]
  const notes = [perSecond(Math.min(one.milliseconds, all.milliseconds))]
  const peaks = [one.peakMiB, all.peakMiB]
  if (spawnSync('qemu-img', ['--version']).status === 0) {
    makeQcow2(qcow2)
    const figures = validated(build, qcow2, 1)
    const ours = (figures.milliseconds / QCOW2_COUNT) * COUNT
    const theirs = informed(qcow2)
    const figure = theirs / ours
    rows.push(row('qcow2, one thread', ours))
    const name = '  qemu-img info, once per file'
    rows.push({ ...row(name, theirs), demand: DEMAND, figure, verdict: verdictOn(figure, DEMAND) })
    peaks.push(figures.peakMiB)
  } else {
    notes.push('qemu-img is not installed: nothing to compare with')
  }
  const title = `Validate ${COUNT.toLocaleString('en')} images of 1 MiB`
  return { title, rows, notes: [...notes, memoryNote(peaks)] }
}

/** All of it, on files in a temporary folder. */
export function measureValidate(): readonly Group[] {
  const folder = mkdtempSync(join(tmpdir(), 'cowtools-bench-'))
  try {
    return [measureIn(folder)]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
