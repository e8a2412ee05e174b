/**
 * What a disk may show after a crash.
 *
 * For every sector a row of versions: what it was when a flush last completed, then whatever was
 * written since. After a crash it shows one of them. Where a write covered a part of a sector only,
 * every byte shows one of its versions.
 *
 * | event             | versions of its sectors                                          |
 * |-------------------|------------------------------------------------------------------|
 * | a write begins    | one more: from now on it may be there                            |
 * | it returns        | the new one is `done`                                            |
 * | a flush begins    | the last that is done is noted                                   |
 * | it returns        | those before the noted one are gone                              |
 * | a resize begins   | both sizes are possible; where the disk grows, zeros alone       |
 * | it returns        | as for a flush, and the new size alone is possible               |
 *
 * Writes of one sector must not overlap in time, those of one cluster may.
 */
import { SECTOR } from './images.ts'

interface Version {
  readonly bytes: Uint8Array
  /** The write covered the whole sector. */
  readonly whole: boolean
  done: boolean
}

/** What the workload did, as the journal keeps it. */
export type GuestEvent =
  | {
      readonly kind: 'writing'
      readonly id: number
      readonly offset: number
      readonly bytes: Uint8Array
    }
  | { readonly kind: 'wrote'; readonly id: number }
  | { readonly kind: 'flushing' | 'flushed'; readonly id: number }
  | { readonly kind: 'resizing'; readonly size: number }
  | { readonly kind: 'resized'; readonly size: number }

/** The possible contents of a disk. */
export interface Oracle {
  take(event: GuestEvent): void
  /** What is wrong with a disk after a crash, if anything. */
  faultOf(disk: Uint8Array): string | undefined
  /** The last version of every sector: what a guest sees while there is no crash. */
  latest(): Uint8Array
}

/** A disk that is durable as it is. */
export function oracleOf(initial: Uint8Array): Oracle {
  let sizes = [initial.length]
  const sectors: Version[][] = []
  const begun = new Map<number, Version[]>()
  const noted = new Map<number, (Version | undefined)[]>()
  for (let at = 0; at < initial.length; at += SECTOR) {
    sectors.push([{ bytes: initial.slice(at, at + SECTOR), whole: true, done: true }])
  }

  function writing(id: number, offset: number, bytes: Uint8Array): void {
    const versions: Version[] = []
    const end = offset + bytes.length
    for (let at = offset - (offset % SECTOR); at < end; at += SECTOR) {
      const row = sectors[at / SECTOR] ?? []
      const content = row.at(-1)?.bytes.slice() ?? new Uint8Array(SECTOR)
      const from = Math.max(at, offset)
      const to = Math.min(at + SECTOR, end)
      content.set(bytes.subarray(from - offset, to - offset), from - at)
      const version = { bytes: content, whole: to - from === SECTOR, done: false }
      row.push(version)
      versions.push(version)
    }
    begun.set(id, versions)
  }

  const lastDone = () => sectors.map((row) => row.findLast((version) => version.done))

  function settle(floors: readonly (Version | undefined)[]): void {
    for (const [index, floor] of floors.entries()) {
      const row = sectors[index]
      const at = floor ? (row?.indexOf(floor) ?? -1) : -1
      if (at > 0) row?.splice(0, at)
    }
  }

  function resizing(size: number): void {
    const now = sizes.at(-1) ?? 0
    sizes.push(size)
    for (let at = now; at < size; at += SECTOR) {
      sectors[at / SECTOR] = [{ bytes: new Uint8Array(SECTOR), whole: true, done: true }]
    }
  }

  function sectorFault(index: number, content: Uint8Array): string | undefined {
    const row = sectors[index] ?? []
    if (row.some(({ bytes }) => Buffer.compare(bytes, content) === 0)) return undefined
    const at = content.findIndex((byte, i) => !row.some(({ bytes }) => bytes[i] === byte))
    if (at === -1 && row.slice(1).some(({ whole }) => !whole)) return undefined
    const show = (bytes: Uint8Array) => Buffer.from(bytes.subarray(0, 4)).toString('hex')
    const known = row.map(({ bytes }) => show(bytes)).join(', ')
    return `sector ${index} is ${show(content)}… and was only ever ${known} since the last flush`
  }

  return {
    take(event) {
      switch (event.kind) {
        case 'writing':
          return writing(event.id, event.offset, event.bytes)
        case 'wrote':
          for (const version of begun.get(event.id) ?? []) version.done = true
          return
        case 'flushing':
          noted.set(event.id, lastDone())
          return
        case 'flushed':
          return settle(noted.get(event.id) ?? [])
        case 'resizing':
          return resizing(event.size)
        case 'resized':
          sizes = [event.size]
          sectors.length = event.size / SECTOR
          return settle(lastDone())
      }
    },
    faultOf(disk) {
      if (!sizes.includes(disk.length))
        return `it has ${disk.length} bytes, not ${sizes.join(' or ')}`
      for (let at = 0; at < disk.length; at += SECTOR) {
        const fault = sectorFault(at / SECTOR, disk.subarray(at, at + SECTOR))
        if (fault) return fault
      }
      return undefined
    },
    latest() {
      const disk = new Uint8Array(sizes.at(-1) ?? 0)
      for (const [index, row] of sectors.entries()) {
        const bytes = row.at(-1)?.bytes
        if (bytes && index * SECTOR < disk.length) disk.set(bytes, index * SECTOR)
      }
      return disk
    },
  }
}
