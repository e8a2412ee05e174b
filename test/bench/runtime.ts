/**
 * The runtime beside plain file work on the same bytes: converting against `cp`, mapping against
 * reading the bitmap with `cat`, small requests against plain reads and writes.
 */
import { execFileSync } from 'node:child_process'
import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cowV2, serializeCowV2 } from '../../generated/cow-v2/index.ts'
import { median } from './measure.ts'
import { type Demand, type Group, type Row, verdictOn } from './report.ts'

const tsx = fileURLToPath(new URL('../../node_modules/.bin/tsx', import.meta.url))
const once = fileURLToPath(new URL('runtime-once.ts', import.meta.url))

const GIB = 1 << 30
const PIECE = 4 << 20
const RUNS = 3
const MEMORY_LIMIT_MIB = 150

type Figures = Readonly<Record<string, number>>

const run = (...args: string[]): Figures =>
  JSON.parse(execFileSync(tsx, [once, ...args], { encoding: 'utf8' }))

function milliseconds(task: () => void): number {
  const start = performance.now()
  task()
  return performance.now() - start
}

/** Bytes that no file system can leave out. */
function noise(length: number): Uint8Array {
  const words = new Uint32Array(length / 4)
  let state = 1
  for (let i = 0; i < words.length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    words[i] = state
  }
  return new Uint8Array(words.buffer)
}

/** A fully allocated cow image, and a raw file of the same disk. */
function makeDisks(folder: string): { cow: string; raw: string } {
  const raw = join(folder, 'disk.raw')
  const file = openSync(raw, 'w')
  const bytes = noise(PIECE)
  for (let at = 0; at < GIB; at += PIECE) {
    bytes[0] = (at / PIECE) & 0xff
    writeSync(file, bytes, 0, PIECE, at)
  }
  closeSync(file)
  const cow = join(folder, 'disk.cow')
  run('make', raw, cow, 'cow')
  return { cow, raw }
}

/** A 1 TiB image whose bitmap has a lone bit here and there. */
function makeScattered(folder: string): { image: string; bitmap: string } {
  const size = 2 ** 40
  const header = serializeCowV2({ header: { size: BigInt(size) } })
  const [region] = cowV2.regions(header)
  const length = Number(region?.size)
  const bits = new Uint8Array(length)
  for (let at = 0; at < length; at += 8192) bits[at + ((at >>> 13) % 8192)] = 0x10
  const image = join(folder, 'scattered.cow')
  const file = openSync(image, 'w')
  writeSync(file, header)
  writeSync(file, bits, 0, length, Number(region?.offset))
  ftruncateSync(file, header.length + length)
  closeSync(file)
  const bitmap = join(folder, 'bitmap')
  const copy = openSync(bitmap, 'w')
  writeSync(copy, bits)
  closeSync(copy)
  return { image, bitmap }
}

function rows(
  ours: { name: string; value: number },
  peer: { name: string; value: number },
  demand: Demand,
): readonly Row[] {
  const figure = demand.kind === 'share' ? ours.value / peer.value : peer.value / ours.value
  return [
    { ...ours, unit: 'ms', verdict: 'none' },
    { ...peer, unit: 'ms', demand, figure, verdict: verdictOn(figure, demand) },
  ]
}

function measureCopies(folder: string): Group {
  const { cow, raw } = makeDisks(folder)
  const demand: Demand = { kind: 'share', aim: 1.1, limit: 1.5 }
  const peaks: number[] = []
  const all: Row[] = []
  for (const [name, source, format] of [
    ['cow to raw', cow, 'raw'],
    ['raw to cow', raw, 'cow'],
  ] as const) {
    for (const cache of ['writeback', 'unsafe'] as const) {
      const figures = run('copy', source, join(folder, 'target'), format, cache)
      peaks.push(figures['peakMiB'] ?? 0)
      const peer = cache === 'unsafe' ? '  cp of the same file' : '  cp, then sync of the copy'
      const mine = { name: `${name}, ${cache}`, value: figures['ours'] ?? 0 }
      all.push(...rows(mine, { name: peer, value: figures['theirs'] ?? 0 }, demand))
    }
  }
  const notes = ['the least of several rounds, in turn', memory(peaks)]
  return { title: 'Convert 1 GiB, all allocated', rows: all, notes }
}

function memory(peaks: readonly number[]): string {
  const peak = Math.max(...peaks)
  const verdict = peak <= MEMORY_LIMIT_MIB ? '✓' : '✗'
  return `peak memory ${peak.toFixed(0)} MiB, limit ${MEMORY_LIMIT_MIB} MiB ${verdict}`
}

function measureMap(folder: string): Group {
  const { image, bitmap } = makeScattered(folder)
  const ours: number[] = []
  const theirs: number[] = []
  const peaks: number[] = []
  let extents = 0
  for (let round = 0; round < RUNS; round++) {
    theirs.push(
      milliseconds(() => execFileSync('sh', ['-c', 'cat "$0" > /dev/null', bitmap])),
      milliseconds(() => execFileSync('sh', ['-c', 'cat "$0" | cat > /dev/null', bitmap])),
    )
    const figures = run('map', image)
    ours.push(figures['milliseconds'] ?? 0)
    peaks.push(figures['peakMiB'] ?? 0)
    extents = figures['extents'] ?? 0
  }
  const piped = theirs.filter((_, index) => index % 2 === 1)
  const direct = theirs.filter((_, index) => index % 2 === 0)
  const mapped = { name: 'map', value: median(ours) }
  const demand: Demand = { kind: 'share', aim: 2, limit: 4 }
  return {
    title: `Map a 1 TiB cow image, 256 MiB of bitmap, ${extents} extents`,
    rows: [
      ...rows(
        mapped,
        { name: '  cat of the bitmap, through a pipe', value: median(piped) },
        demand,
      ),
      {
        name: '  cat of the bitmap to /dev/null',
        value: median(direct),
        unit: 'ms',
        verdict: 'none',
      },
    ],
    notes: [memory(peaks)],
  }
}

function measureRandom(folder: string): Group {
  const figures = run('random', join(folder, 'disk.cow'), join(folder, 'disk.raw'))
  const demand: Demand = { kind: 'share', aim: 2, limit: 4 }
  const one = (name: string, ours: string, plain: string) =>
    rows(
      { name, value: figures[ours] ?? 0 },
      { name: '  plain file', value: figures[plain] ?? 0 },
      demand,
    )
  return {
    title: `${figures['requests']} random requests of 4 KiB, one after the other`,
    rows: [...one('reads', 'reads', 'plainReads'), ...one('writes', 'writes', 'plainWrites')],
    notes: ['aim: half as many per second as the plain file', memory([figures['peakMiB'] ?? 0])],
  }
}

/** All of it, on files in a temporary folder. */
export function measureRuntime(): readonly Group[] {
  const folder = mkdtempSync(join(tmpdir(), 'cowtools-bench-'))
  try {
    return [measureCopies(folder), measureRandom(folder), measureMap(folder)]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
