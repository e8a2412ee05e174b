/** The fixtures: real images, unpacked on demand, with what is known of each. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'

/** An entry of `manifest.json`; see `fixtures/README.md`. */
export interface Fixture {
  readonly file: string
  readonly name: string
  readonly family: string
  readonly kind: 'image' | 'damaged' | 'companion'
  readonly format: string
  readonly made_by: readonly string[]
  readonly tool: string | null
  readonly companions: readonly string[]
  readonly file_length: number
  readonly notes: string
  readonly header?: Readonly<Record<string, unknown>>
  readonly virtual_size?: number
  /** The time that the header has of its backing file, seconds since 1970. */
  readonly backing_mtime?: number
  readonly guest_sha256?: string
  readonly info?: Readonly<Record<string, unknown>>
}

const folder = join(dirname(fileURLToPath(import.meta.url)), 'fixtures')

/** Every fixture. */
export const fixtures: readonly Fixture[] = JSON.parse(
  readFileSync(join(folder, 'manifest.json'), 'utf8'),
)

/** The folder of an archive: `cow`, `damaged-qcow2`. */
export const folderOf = (fixture: Fixture) => fixture.file.split('/')[0] ?? ''

/** Schema id by folder. */
const IDS: Record<string, string> = {
  cow: 'cow-v2',
  'add-cow-v4': 'add-cow-v4',
  'add-cow-v10': 'add-cow-v10',
  'add-cow-v18': 'add-cow-v18',
  'add-cow-v20': 'add-cow-v18',
  qcow2: 'qcow2',
  'qcow2-old': 'qcow2',
}

/** Schema id of what User-mode Linux made, by what the manifest says of the header. */
const UML_IDS: Record<string, string> = {
  '1 little': 'uml-cow-v1-le',
  '1 big': 'uml-cow-v1-be',
  '2 big': 'uml-cow-v2',
  '3 big': 'uml-cow-v3',
  '3 big, broken 64-bit': 'uml-cow-v3-broken',
}

/** The schema that an image is of. */
export function schemaOf(fixture: Fixture): string {
  if (fixture.tool === 'qemu-cow-i386') return 'cow-v2-i386'
  const { version = 3, byte_order: order = 'big', layout = 'packed' } = fixture.header ?? {}
  const build = layout === 'packed' ? '' : `, ${layout}`
  if (folderOf(fixture) === 'uml-cow') return UML_IDS[`${version} ${order}${build}`] ?? ''
  return IDS[folderOf(fixture).replace('damaged-', '')] ?? ''
}

/** Undamaged images. */
export const goodImages = fixtures.filter((one) => one.kind === 'image')

/** Images broken on purpose. */
export const damagedImages = fixtures.filter((one) => one.kind === 'damaged')

/** The bytes of a fixture. */
export function bytesOf(fixture: Fixture): Uint8Array {
  return new Uint8Array(gunzipSync(readFileSync(join(folder, fixture.file))))
}

/** Finds a fixture by its archive's path without `.gz`: `cow/first_only.cow`. */
export function fixtureNamed(path: string): Fixture {
  const found = fixtures.find((one) => one.file === `${path}.gz`)
  if (!found) throw new Error(`no fixture ${path}`)
  return found
}

/** Unpacks images with their companions into a temporary folder; returns it and its clean-up. */
export function unpack(images: readonly Fixture[]): { folder: string; remove: () => void } {
  const target = mkdtempSync(join(tmpdir(), 'cowtools-'))
  for (const image of images) {
    const home = folderOf(image)
    const wanted = new Set([image.name, ...image.companions])
    for (const one of fixtures) {
      const there = folderOf(one) === home || folderOf(one) === home.replace('damaged-', '')
      if (!there || !wanted.has(one.name)) continue
      const path = join(target, home, one.name)
      mkdirSync(dirname(path), { recursive: true })
      if (folderOf(one) !== home && hasOwn(home, one.name)) continue
      writeFileSync(path, bytesOf(one))
      const { backing_mtime: time } = image
      if (time !== undefined) utimesSync(path, time, time)
    }
  }
  return { folder: target, remove: () => rmSync(target, { recursive: true, force: true }) }
}

function hasOwn(home: string, name: string): boolean {
  return fixtures.some((one) => folderOf(one) === home && one.name === name)
}
