// Generated from schemas/cow/v2.ts by `cowtools generate`. Do not edit: change the schema and run it again.
import {
  type Context,
  type Evidence,
  type Finding,
  type Format,
  type HeaderFacts,
  type ImageFacts,
  type Place,
  type Region,
  type Rule,
  type Signature,
  areaSize,
  alignUp,
  ceilDiv,
  checkConstant,
  checkFixedText,
  checkLength,
  checkRegions,
  checkZero,
  finding,
  known,
  max,
  presentRegions,
  requireSignature,
  specificFacts,
} from '../../src/binary/index.ts'
import {
  type CowV2Header,
  type CowV2HeaderInit,
  readCowV2Header,
  parseCowV2Header,
  serializeCowV2Header,
  patchCowV2Header,
  COW_V2_HEADER_MAGIC,
  COW_V2_HEADER_VERSION,
} from './structs.ts'

/** How images of this format begin. */
const SIGNATURES: readonly Signature[] = [
  { at: 0, bytes: Uint8Array.of(0x4f, 0x4f, 0x4f, 0x4d, 0x00, 0x00, 0x00, 0x02) },
]
/** The rules of this format, by the last part of their id. */
const RULES = {
  'sectorsize': {
    id: 'cow-v2.sectorsize',
    severity: 'warning',
    message: 'the sector size is not 512',
    spec: 'cow-v2.md#rule-sectorsize',
  },
  'size.unaligned': {
    id: 'cow-v2.size.unaligned',
    severity: 'warning',
    message: 'the size is not a multiple of the sector size; the last bytes are out of reach',
    spec: 'cow-v2.md#rule-size.unaligned',
  },
  'size.limit': {
    id: 'cow-v2.size.limit',
    severity: 'error',
    message: 'the bitmap would not fit in the 2 GiB that QEMU can address',
    spec: 'cow-v2.md#rule-size.limit',
  },
  'truncated': {
    id: 'cow-v2.truncated',
    severity: 'error',
    message: 'the file ends inside the header',
    spec: 'cow-v2.md#rule-truncated',
  },
  'magic': {
    id: 'cow-v2.magic',
    severity: 'error',
    message: 'magic is not the constant of this format',
    spec: 'cow-v2.md#rule-magic',
  },
  'version': {
    id: 'cow-v2.version',
    severity: 'error',
    message: 'version is not the constant of this format',
    spec: 'cow-v2.md#rule-version',
  },
  'backing_file.unterminated': {
    id: 'cow-v2.backing_file.unterminated',
    severity: 'error',
    message: 'backing_file does not end with NUL',
    spec: 'cow-v2.md#rule-backing_file.unterminated',
  },
  'backing_file.padding': {
    id: 'cow-v2.backing_file.padding',
    severity: 'notice',
    message: 'backing_file has bytes after its NUL',
    spec: 'cow-v2.md#rule-backing_file.padding',
  },
  'backing_file.control': {
    id: 'cow-v2.backing_file.control',
    severity: 'warning',
    message: 'backing_file has control characters or bytes that are no UTF-8',
    spec: 'cow-v2.md#rule-backing_file.control',
  },
  'hole_1036': {
    id: 'cow-v2.hole_1036',
    severity: 'notice',
    message: 'the hole is not zero',
    spec: 'cow-v2.md#rule-hole_1036',
  },
  'hole_1052': {
    id: 'cow-v2.hole_1052',
    severity: 'notice',
    message: 'the hole is not zero',
    spec: 'cow-v2.md#rule-hole_1052',
  },
  'allocation_bitmap.beyond_file': {
    id: 'cow-v2.allocation_bitmap.beyond_file',
    severity: 'error',
    message: 'the file ends before allocation_bitmap does',
    spec: 'cow-v2.md#rule-allocation_bitmap.beyond_file',
  },
} as const satisfies Record<string, Rule>
/** Where the parts of the header stand. */
const PLACES = {
  magic: { field: 'header.magic', offset: 0, length: 4 },
  version: { field: 'header.version', offset: 4, length: 4 },
  backingFile: { field: 'header.backing_file', offset: 8, length: 1024 },
  mtime: { field: 'header.mtime', offset: 1032, length: 4 },
  hole1036: { field: 'hole_1036', offset: 1036, length: 4 },
  size: { field: 'header.size', offset: 1040, length: 8 },
  sectorsize: { field: 'header.sectorsize', offset: 1048, length: 4 },
  hole1052: { field: 'hole_1052', offset: 1052, length: 4 },
} as const satisfies Record<string, Place>

/**
 * The header area of a QEMU cow, version 2 image.
 * Sector-granular copy-on-write overlay: header, one allocation bit per sector, data at fixed positions.
 *
 * The first copy-on-write format of QEMU, taken over from User-mode Linux with a shorter path field. Every byte of it is a C
 * struct written to disk as the compiler laid it out, which is why it has holes.
 */
export interface CowV2 {
  /** The fixed header. */
  readonly header: CowV2Header
}

/**
 * What `serializeCowV2` needs. Names get their length fields from their text, and a place
 * where their offset field is 0 or left out.
 */
export interface CowV2Init {
  /** The fixed header. */
  readonly header: CowV2HeaderInit
}

/**
 * Parses the header area of an image; `bytes` are the first bytes of the file, as many as
 * `area` of the format says. A value outside its range is refused, other rules are not checked.
 *
 * @throws FormatError (truncated, bad-magic, bad-constant, out-of-range)
 */
export function parseCowV2(bytes: Uint8Array): CowV2 {
  const header = parseCowV2Header(bytes)
  requireSignature(bytes, SIGNATURES)
  return { header }
}

/**
 * Writes the whole header area. What was parsed and not changed comes out byte for byte.
 *
 * @throws RangeError if a value does not fit, or parts would overlap
 */
export function serializeCowV2(image: CowV2Init): Uint8Array {
  return serializeCowV2Header(image.header)
}

/** All that the header says, as far as it can be known. Never throws. */
function examine(bytes: Uint8Array, context: Context) {
  const fields = readCowV2Header(bytes)
  const fileSize = known(context.fileSize ?? bytes.length)
  const headerSize = known(fields.size)
  const headerSectorsize = known(fields.sectorsize)
  const headerMtime = known(fields.mtime)
  const valueSectors = headerSize === undefined ? undefined : headerSize < 1n << 63n ? headerSize / 512n : 0n
  const valueBitmapSize = valueSectors === undefined ? undefined : ceilDiv(valueSectors, 8n)
  const area = 1056n
  const regionAllocationBitmap: Region | undefined = {
    name: 'allocation_bitmap',
    kind: 'bitmap',
    offset: 1056n,
    size: valueBitmapSize,
    bitmap: {
      unit: 512n,
      count: valueSectors,
      bits: 'lsb-first',
    },
  }
  const regionGap: Region | undefined = {
    name: 'gap',
    kind: 'unused',
    offset: valueBitmapSize === undefined ? undefined : 1056n + valueBitmapSize,
    size: valueBitmapSize === undefined ? undefined : alignUp(
      1056n + valueBitmapSize,
      512n,
    ) - (1056n + valueBitmapSize),
  }
  const regionData: Region | undefined = {
    name: 'data',
    kind: 'data',
    offset: valueBitmapSize === undefined ? undefined : alignUp(1056n + valueBitmapSize, 512n),
    size: valueSectors === undefined ? undefined : valueSectors * 512n,
  }
  return {
    fields,
    fileSize,
    headerSize,
    headerSectorsize,
    headerMtime,
    valueSectors,
    valueBitmapSize,
    area,
    regionAllocationBitmap,
    regionGap,
    regionData,
  }
}

/**
 * Checks the header against every rule of the format, and its regions against the file.
 *
 * Never throws and never stops at the first fault. `bytes` are the first bytes of the file: as many
 * as its header area has.
 */
export function checkCowV2(bytes: Uint8Array, context: Context = {}): Finding[] {
  const findings: Finding[] = []
  const {
    fields,
    fileSize,
    headerSize,
    headerSectorsize,
    area,
    regionAllocationBitmap,
    regionGap,
    regionData,
  } = examine(bytes, context)
  checkLength(
    findings,
    RULES['truncated'],
    {
      have: fileSize ?? BigInt(bytes.length),
      need: area === undefined ? 1056n : max(area, 1056n),
      what: 'header',
    },
  )
  checkConstant(
    findings,
    RULES['magic'],
    PLACES.magic,
    { actual: fields.magic, expected: COW_V2_HEADER_MAGIC },
  )
  checkConstant(
    findings,
    RULES['version'],
    PLACES.version,
    { actual: fields.version, expected: COW_V2_HEADER_VERSION },
  )
  checkFixedText(
    findings,
    {
      unterminated: RULES['backing_file.unterminated'],
      padding: RULES['backing_file.padding'],
      control: RULES['backing_file.control'],
    },
    PLACES.backingFile,
    { bytes, text: fields.backingFile },
  )
  checkZero(findings, RULES['hole_1036'], PLACES.hole1036, bytes)
  checkZero(findings, RULES['hole_1052'], PLACES.hole1052, bytes)
  if (headerSectorsize !== undefined && !(headerSectorsize === 512n)) findings.push(
    finding(RULES['sectorsize'], PLACES.sectorsize, { actual: headerSectorsize, expected: '512' }),
  )
  if (headerSize !== undefined && !(headerSize % 512n === 0n)) findings.push(
    finding(
      RULES['size.unaligned'],
      PLACES.size,
      { actual: headerSize, expected: 'a multiple of 512' },
    ),
  )
  if (headerSize !== undefined && !(ceilDiv(headerSize / 512n, 8n) < 1n << 31n)) findings.push(
    finding(
      RULES['size.limit'],
      PLACES.size,
      { actual: headerSize, expected: 'a disk below 8 TiB, and so a bitmap below 2 GiB' },
    ),
  )
  checkRegions(findings, [
  ...(
    regionAllocationBitmap === undefined ? [] : [
      {
        region: regionAllocationBitmap,
        place: PLACES.size,
        beyondFile: RULES['allocation_bitmap.beyond_file'],
        byField: false,
      },
    ]
  ),
  ...(regionGap === undefined ? [] : [{ region: regionGap, place: PLACES.size, byField: false }]),
  ...(regionData === undefined ? [] : [{ region: regionData, place: PLACES.size, byField: false }]),
  ], { size: fileSize, area })
  return findings
}

/**
 * Where everything beyond the header lies, in bytes of the file. Never throws: a part that depends
 * on a field out of range, or on an input that is missing, is undefined. One of which nothing
 * is known, not even whether it is there, is left out.
 */
export function regionsCowV2(bytes: Uint8Array, context: Context = {}): Region[] {
  const { regionAllocationBitmap, regionGap, regionData } = examine(bytes, context)
  return presentRegions([regionAllocationBitmap, regionGap, regionData])
}

/** The facts that every image has, as far as the header gives them. Never throws. */
export function factsCowV2(bytes: Uint8Array, context: Context = {}): ImageFacts {
  const { fields, headerMtime, valueSectors } = examine(bytes, context)
  return {
    virtualSize: valueSectors === undefined ? undefined : valueSectors * 512n,
    clusterSize: 512n,
    backingFile: (fields.backingFile || undefined),
    backingFormat: undefined,
    imageFile: undefined,
    imageFormat: undefined,
    imageSizeInput: undefined,
    backingMtime: (
      headerMtime === undefined ? undefined : headerMtime !== 0n
    ) === true ? headerMtime : undefined,
    specific: specificFacts([
    ]),
  }
}

/** What speaks for this format among those with the same signature. Never throws. */
export function evidenceCowV2(bytes: Uint8Array, context: Context = {}): Evidence[] {
  const { fileSize, headerSize, headerSectorsize } = examine(bytes, context)
  return [
    {
      summary: 'the sector size is 512',
      holds: headerSectorsize === undefined ? undefined : headerSectorsize === 512n,
    },
    {
      summary: 'the disk has at least one sector',
      holds: headerSize === undefined ? undefined : headerSize >= 512n,
    },
    {
      summary: 'the disk is smaller than 8 TiB',
      holds: headerSize === undefined ? undefined : ceilDiv(headerSize / 512n, 8n) < 1n << 31n,
    },
    {
      summary: 'the file has room for the header',
      holds: fileSize === undefined ? undefined : fileSize >= 1056n,
    },
  ]
}

/**
 * The header area with these facts: of a new image, or a copy of `bytes` in which those that are
 * given are changed.
 *
 * @throws RangeError if one does not fit its field
 */
export function setCowV2Header(bytes: Uint8Array | undefined, facts: HeaderFacts): Uint8Array {
  const { size, backingFile, backingMtime } = facts
  if (bytes === undefined) {
    const header = {
      size: size ?? 0n,
      backingFile: backingFile ?? '',
      mtime: Number(backingMtime ?? 0n),
    }
    return serializeCowV2({ header })
  }
  const changed = bytes.slice()
  patchCowV2Header(changed, {
    ...(size === undefined ? {} : { size }),
    ...(backingFile === undefined ? {} : { backingFile }),
    ...(backingMtime === undefined ? {} : { mtime: Number(backingMtime) }),
  })
  return changed
}

/** QEMU cow, version 2: everything above, in the shape that all formats share. */
export const cowV2: Format<CowV2, CowV2Init> = {
  id: 'cow-v2',
  family: 'cow',
  title: 'QEMU cow, version 2',
  status: 'historic',
  summary: 'Sector-granular copy-on-write overlay: header, one allocation bit per sector, data at fixed positions.',
  signatures: SIGNATURES,
  headerSize: 1056,
  areaLimit: 1056,
  area: (bytes) => areaSize(examine(bytes, {}).area, 1056, 1056),
  parse: parseCowV2,
  serialize: serializeCowV2,
  check: checkCowV2,
  regions: regionsCowV2,
  facts: factsCowV2,
  evidence: evidenceCowV2,
  changedBacking: { mtime: 'notice' },
  writing: {
    sizeUnit: 512,
    unbacked: 'zeros',
    needsBacking: false,
    hasImageFile: false,
    hasSize: true,
    setHeader: setCowV2Header,
  },
}
