/**
 * One measured job in a process of its own, so that its peak memory is its own too. Prints JSON.
 *
 *     tsx runtime-once.ts make SOURCE TARGET FORMAT
 *     tsx runtime-once.ts copy SOURCE TARGET FORMAT writeback|unsafe
 *     tsx runtime-once.ts map IMAGE
 *     tsx runtime-once.ts random IMAGE RAW
 */
import { execFileSync } from 'node:child_process'
import { open, rm } from 'node:fs/promises'
import { chainExtents, copyDevice, type Image } from '../../src/chain/index.ts'
import { createImage, openImage } from '../../src/node.ts'

const [job = '', first = '', second = '', format = '', cache = ''] = process.argv.slice(2)
const PIECE = 4096
const REQUESTS = 20_000
const ROUNDS = 6

async function timed(task: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await task()
  return performance.now() - start
}

async function make(): Promise<{ milliseconds: number }> {
  const source = await openImage(first, format === 'raw' ? { format: 'cow' } : { format: 'raw' })
  const milliseconds = await timed(async () => {
    const options = { format, size: source.size, flush: cache !== 'unsafe' }
    await createImage(second, options, (target) => copyDevice(source, target))
  })
  await source.close()
  return { milliseconds }
}

/** `cp`, with the same promise. */
async function copyAsCp(): Promise<{ milliseconds: number }> {
  const milliseconds = await timed(async () => {
    execFileSync('cp', [first, second])
    if (cache !== 'unsafe') execFileSync('sync', ['-d', second])
  })
  return { milliseconds }
}

/**
 * Both ways of copying in turn, each first in every other round: how fast the system hands out memory
 * depends on what was given back a moment ago. The first round is not counted, and of the others the
 * least time counts: what took longer was held up by the disk, which other programs use too.
 */
async function copy(): Promise<object> {
  const least = { ours: Number.POSITIVE_INFINITY, theirs: Number.POSITIVE_INFINITY }
  for (let round = 0; round <= ROUNDS; round++) {
    const turn = [
      ['ours', make],
      ['theirs', copyAsCp],
    ] as const
    for (const [name, task] of round % 2 === 0 ? turn : turn.toReversed()) {
      const { milliseconds } = await task()
      await rm(second)
      if (round > 0) least[name] = Math.min(least[name], milliseconds)
    }
  }
  return least
}

async function map(): Promise<object> {
  const image = await openImage(first, { format: 'cow' })
  let extents = 0
  const milliseconds = await timed(async () => {
    for await (const _ of chainExtents(image)) extents += 1
  })
  await image.close()
  return { milliseconds, extents }
}

/** The same places for both sides: a fixed walk over the disk. */
function places(size: number): readonly number[] {
  let state = 1
  return Array.from({ length: REQUESTS }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * (size / PIECE)) * PIECE
  })
}

async function random(): Promise<object> {
  const image: Image = await openImage(first, { format: 'cow', writable: true })
  const raw = await open(second, 'r+')
  const at = places(image.size)
  const bytes = new Uint8Array(PIECE).fill(0x5a)
  const plainReads = await timed(async () => {
    for (const offset of at) await raw.read(new Uint8Array(PIECE), 0, PIECE, offset)
  })
  const reads = await timed(async () => {
    for (const offset of at) await image.read(offset, PIECE)
  })
  const plainWrites = await timed(async () => {
    for (const offset of at) await raw.write(bytes, 0, PIECE, offset)
  })
  const writes = await timed(async () => {
    for (const offset of at) await image.write(offset, bytes)
  })
  await raw.close()
  await image.close()
  return { plainReads, reads, plainWrites, writes, requests: REQUESTS }
}

const jobs: Record<string, () => Promise<object>> = { make, copy, map, random }
const result = await jobs[job]?.()
// maxRSS is in KiB.
console.log(JSON.stringify({ ...result, peakMiB: process.resourceUsage().maxRSS / 1024 }))
