/** For rules that no other table breaks: an image that keeps each rule, and one that does not. */
import { TRUSTED, UNTRUSTED, type ValidateOptions } from '../../../src/validate/index.ts'
import { bytesOf, fixtureNamed, fixtures } from '../../fixtures.ts'
import { recordRuleCases } from '../../generated/record-rule-cases.ts'
import { type Patch, ruleCases } from '../../generated/rule-cases.ts'
import { addCowV4Image, addCowV18Image, cowImage, hexOf, qcow2Image } from '../formats/images.ts'
import { nameField } from './chains.ts'

/** An image, the files beside it, and how it is checked. */
export interface Sample {
  readonly bytes: Uint8Array
  readonly others?: Readonly<Record<string, Uint8Array>>
  readonly options?: Partial<ValidateOptions> & { readonly modified?: number }
}

/** The image that keeps a rule, and the one that breaks it. */
export interface HazardCase {
  readonly good: Sample
  readonly bad: Sample
}

const disk = new Uint8Array(1 << 20)
const base = { '/images/base.raw': disk }

const CLUSTER = 65_536

/** qcow2 over a file of that name. */
function overNamed(name: string): Uint8Array {
  const length = name.length.toString(16).padStart(2, '0')
  return qcow2Image({ 16: `00 00 00 ${length}`, 160: `${hexOf(name)} 00` })
}

/** cow over a file of that name; none if it is empty. */
const cowOver = (name: string) => cowImage({ 8: nameField(name) })
const asCow = { format: 'cow-v2' }

/** add-cow with its data in a file of that name. */
const dataIn = (name: string) => addCowV4Image({ 1036: nameField(name) })

const fixture = (path: string, patch: Patch = {}) => patched(bytesOf(fixtureNamed(path)), patch)

/** Bytes with others at some offsets. */
export function patched(bytes: Uint8Array, patch: Patch = {}): Uint8Array {
  const copy = bytes.slice()
  for (const [at, hex] of Object.entries(patch)) {
    copy.set(
      hex.split(' ').map((pair) => Number.parseInt(pair, 16)),
      Number(at),
    )
  }
  return copy
}

/** The companions of a fixture, as files beside the image. */
function beside(path: string): Readonly<Record<string, Uint8Array>> {
  const [folder = ''] = path.split('/')
  const known = fixtures.filter(({ file }) => file.startsWith(`${folder}/`))
  const found = known.filter(({ name }) => fixtureNamed(path).companions.includes(name))
  return Object.fromEntries(found.map((one) => [`/images/${one.name}`, bytesOf(one)]))
}

/** A backing file by name: a good name, and one that is not. */
function names(good: string, bad: string, others = base, options = {}): HazardCase {
  const sample = (name: string) => ({ bytes: overNamed(name), others, options })
  return { good: sample(good), bad: sample(bad) }
}

/** The same file with other options. */
const under = (
  bytes: Uint8Array,
  good: Partial<ValidateOptions>,
  bad: Partial<ValidateOptions>,
): HazardCase => ({ good: { bytes, options: good }, bad: { bytes, options: bad } })

/** A table of snapshots with one entry, behind the clusters of the sample. */
function withSnapshot(entry: Patch, size = 64): Uint8Array {
  const header = qcow2Image({ 60: '00 00 00 01 00 00 00 00 00 04 00 00' })
  const bytes = new Uint8Array(header.length + 64)
  bytes.set(header)
  const good = { 5: '03', 8: '00 00 00 01 00 01 00 03', 36: '00 00 00 10', 56: hexOf('1one') }
  bytes.set(patched(patched(new Uint8Array(64), good), entry), header.length)
  return bytes.subarray(0, header.length + size)
}

/** add-cow with its names so far behind the start of a long header. */
function longHeader(nameAt: number): Uint8Array {
  const place = Array.from({ length: 4 }, (_, index) =>
    ((nameAt >> (8 * index)) & 0xff).toString(16).padStart(2, '0'),
  ).join(' ')
  const bytes = new Uint8Array(4 << 20)
  bytes.set(addCowV18Image({ 4: `${place} 08 00 00 00`, 20: '15 00 00 00', 40: '00 00 20 00' }))
  bytes.set(new TextEncoder().encode('base.raw'), nameAt)
  return bytes
}

/** A patch of a good image of UML. */
function umlCase(version: 'v2' | 'v3', patch: Patch): HazardCase {
  const name = version === 'v2' ? 'uml-cow/v2.cow' : 'uml-cow/v3_w.cow'
  const options = { format: `uml-cow-${version}` }
  return {
    good: { bytes: fixture(name), options },
    bad: { bytes: fixture(name, patch), options },
  }
}

const within = { policy: { ...TRUSTED, follow: { within: '/images' } } }
const MTIME = 1_300_000_000
const UML_BASE = { '/images/ubase1m.raw': disk }

const OWN: Readonly<Record<string, HazardCase>> = {
  'format.empty': { good: { bytes: qcow2Image() }, bad: { bytes: new Uint8Array(0) } },
  'format.unknown': under(new Uint8Array(600).fill(7), { format: 'raw' }, {}),
  'format.near_miss': { good: { bytes: qcow2Image() }, bad: { bytes: qcow2Image({ 7: '04' }) } },
  'format.foreign': {
    good: { bytes: qcow2Image() },
    bad: { bytes: patched(new Uint8Array(600), { 0: hexOf('KDMV') }) },
  },
  'format.mismatch': under(qcow2Image(), { format: 'qcow2' }, { format: 'cow-v2' }),
  'format.ambiguous': {
    good: { bytes: qcow2Image() },
    bad: { bytes: qcow2Image({ 32769: hexOf('CD001') }) },
  },
  'format.choice': {
    good: { bytes: qcow2Image() },
    bad: { bytes: fixture('cow/i386_empty.cow') },
  },
  'format.ambiguous_reading': {
    good: { bytes: fixture('cow/first_only.cow') },
    bad: { bytes: patched(new Uint8Array(8192), { 0: '4f 4f 4f 4d 00 00 00 02' }) },
  },
  'limits.header_area': {
    good: { bytes: longHeader(CLUSTER) },
    bad: { bytes: longHeader(1 << 20) },
  },
  'limits.bytes_read': under(cowImage(), asCow, {
    ...asCow,
    policy: { ...TRUSTED, maxBytesRead: 100 },
  }),
  'limits.virtual_size': {
    good: { bytes: qcow2Image(), options: { policy: UNTRUSTED } },
    bad: { bytes: qcow2Image({ 24: '00 00 20' }), options: { policy: UNTRUSTED } },
  },
  'limits.file_size': under(
    qcow2Image(),
    { policy: { ...TRUSTED, maxFileSize: 4 * CLUSTER } },
    { policy: { ...TRUSTED, maxFileSize: 4 * CLUSTER - 1 } },
  ),
  'qcow2.backing_file.named': under(qcow2Image(), {}, { policy: UNTRUSTED }),
  'qcow2.backing_file.protocol': names('base.raw', 'nbd:h:1'),
  'qcow2.backing_file.absolute': names('base.raw', '/images/base.raw'),
  'qcow2.backing_file.parent': names('a/../base.raw', '../base.raw'),
  'qcow2.backing_file.device': names('dev/sda', '/dev/sda'),
  'qcow2.backing_file.outside': names(
    'base.raw',
    '/other/base.raw',
    { ...base, '/other/base.raw': disk } as typeof base,
    within,
  ),
  'qcow2.backing_file.not_file': names('base.raw', 'folder'),
  'qcow2.backing_file.loop': names('base.raw', 'top'),
  'qcow2.backing_file.depth': under(
    overNamed('base.raw'),
    {},
    { policy: { ...TRUSTED, maxDepth: 1 } },
  ),
  'qcow2.backing_file.format_mismatch': {
    good: { bytes: overNamed('base.raw'), others: base },
    bad: { bytes: overNamed('base.raw'), others: { '/images/base.raw': qcow2Image() } },
  },
  'cow-v2.backing_file.unprobed': {
    good: { bytes: cowOver(''), options: asCow },
    bad: { bytes: cowOver('base.raw'), options: asCow },
  },
  'cow-v2.backing_file.mtime': {
    good: { bytes: cowOver('base.raw'), others: base, options: { ...asCow, modified: MTIME } },
    bad: { bytes: cowOver('base.raw'), others: base, options: { ...asCow, modified: MTIME + 1 } },
  },
  'cow-v2.allocation_bitmap.past_end': {
    good: { bytes: fixture('cow/first_only.cow') },
    bad: { bytes: fixture('cow/tailbits.cow') },
  },
  'cow-v2.allocation_bitmap.no_data': {
    good: { bytes: fixture('cow/first_only.cow') },
    bad: { bytes: fixture('cow/first_only.cow').subarray(0, 2560), options: asCow },
  },
  'cow-v2.gap.not_zero': {
    good: { bytes: fixture('cow/first_only.cow') },
    bad: { bytes: fixture('cow/first_only.cow', { 2100: '01' }) },
  },
  'add-cow-v4.image_file.named': under(dataIn('disk.img'), {}, { policy: UNTRUSTED }),
  'add-cow-v4.image_file.absolute': {
    good: { bytes: dataIn('disk.img') },
    bad: { bytes: dataIn('/images/disk.img') },
  },
  'add-cow-v4.image_file.outside': {
    good: { bytes: dataIn('disk.img'), others: { '/images/disk.img': disk }, options: within },
    bad: { bytes: dataIn('/other/disk'), others: { '/other/disk': disk }, options: within },
  },
  'add-cow-v4.image_file.loop': {
    good: { bytes: dataIn('disk.img') },
    bad: { bytes: dataIn('top') },
  },
  'add-cow-v18.unused_bitmap.not_zero': {
    good: { bytes: fixture('add-cow-v18/first.acow'), others: beside('add-cow-v18/first.acow') },
    bad: {
      bytes: fixture('add-cow-v18/allalloc_flag.acow'),
      others: beside('add-cow-v18/allalloc_flag.acow'),
    },
  },
  'qcow2.external_data_file.named': under(
    fixture('qcow2/datafile.qcow2'),
    {},
    { policy: UNTRUSTED },
  ),
  'qcow2.external_data_file.absolute': {
    good: { bytes: fixture('qcow2/datafile.qcow2') },
    bad: { bytes: fixture('qcow2/datafile.qcow2', { 120: hexOf('/') }) },
  },
  'qcow2.snapshot_table.long': {
    good: { bytes: withSnapshot({}) },
    bad: { bytes: withSnapshot({ 36: 'f0' }) },
  },
  'qcow2.snapshot_table.cut': {
    good: { bytes: withSnapshot({}) },
    bad: { bytes: withSnapshot({ 14: '01' }) },
  },
  'uml-cow-v2.sectorsize': umlCase('v2', { 4116: '00 00 03 00' }),
  'uml-cow-v2.size.rounding': umlCase('v2', { 4108: '00 00 00 00 00 10 0a 00' }),
  'uml-cow-v3.sectorsize': umlCase('v3', { 20: '00 00 03 00' }),
  'uml-cow-v3.cow_format.value': umlCase('v3', { 31: '01' }),
  'uml-cow-v3.alignment': {
    good: { bytes: fixture('uml-cow/v3_w.cow') },
    bad: { bytes: fixture('uml-cow/align0.cow') },
  },
  'uml-cow-v3.backing_file.mtime': {
    good: {
      bytes: fixture('uml-cow/v3_w.cow'),
      others: UML_BASE,
      options: { modified: MTIME },
    },
    bad: {
      bytes: fixture('uml-cow/bad_mtime3.cow'),
      others: UML_BASE,
      options: { modified: MTIME },
    },
  },
  'uml-cow-v3.backing_file.size': {
    good: { bytes: fixture('uml-cow/v3_w.cow'), others: UML_BASE },
    bad: { bytes: fixture('uml-cow/bad_size3.cow'), others: UML_BASE },
  },
}

/** The case of a rule: its own, or that of the tables of rules; undefined if there is none. */
export function hazardCaseOf(rule: string): HazardCase | undefined {
  const format = rule.slice(0, rule.indexOf('.'))
  const rest = rule.slice(format.length + 1)
  return OWN[rule] ?? caseOfHeader(format, rest) ?? caseOfRecord(format, rest)
}

function caseOfHeader(format: string, rest: string): HazardCase | undefined {
  const found = ruleCases[format]?.[rest]
  // The length of another file is no part of the bytes.
  if (found === undefined || found.inputs !== undefined) return undefined
  const good = fixture(found.image, found.prepare)
  const bad = patched(good, found.patch).subarray(0, found.cut ?? good.length)
  const known = { others: beside(found.image), options: { format } }
  return { good: { bytes: good, ...known }, bad: { bytes: bad, ...known } }
}

function caseOfRecord(format: string, rest: string): HazardCase | undefined {
  const found = format === 'qcow2' ? recordRuleCases[rest] : undefined
  if (found === undefined) return undefined
  const { image, patch } = found
  return { good: { bytes: fixture(image) }, bad: { bytes: fixture(image, patch) } }
}
