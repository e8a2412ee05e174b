// Generated from schemas/uml-cow/v1.ts by `cowtools generate`. Do not edit: change the schema and run it again.
import {
  type Context,
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
  finding,
  isPowerOfTwo,
  known,
  max,
  min,
  presentRegions,
  requireSignature,
  specificFacts,
} from '../../src/binary/index.ts'
import {
  type UmlCowV1BeHeader,
  type UmlCowV1BeHeaderInit,
  readUmlCowV1BeHeader,
  parseUmlCowV1BeHeader,
  serializeUmlCowV1BeHeader,
  patchUmlCowV1BeHeader,
  UML_COW_V1_BE_HEADER_MAGIC,
  UML_COW_V1_BE_HEADER_VERSION,
} from './structs.ts'

/** How images of this format begin. */
const SIGNATURES: readonly Signature[] = [
  { at: 0, bytes: Uint8Array.of(0x4f, 0x4f, 0x4f, 0x4d, 0x00, 0x00, 0x00, 0x01) },
]
/** The rules of this format, by the last part of their id. */
const RULES = {
  'sectorsize': {
    id: 'uml-cow-v1-be.sectorsize',
    severity: 'error',
    message: 'the sector size is no power of two',
    spec: 'uml-cow-v1-be.md#rule-sectorsize',
  },
  'size.unaligned': {
    id: 'uml-cow-v1-be.size.unaligned',
    severity: 'notice',
    message: 'the size is no multiple of the sector size: the last bytes are no part of the disk',
    spec: 'uml-cow-v1-be.md#rule-size.unaligned',
  },
  'size.limit': {
    id: 'uml-cow-v1-be.size.limit',
    severity: 'error',
    message: 'the bitmap does not fit in the 2 GiB that the driver can address',
    spec: 'uml-cow-v1-be.md#rule-size.limit',
  },
  'backing_file.empty': {
    id: 'uml-cow-v1-be.backing_file.empty',
    severity: 'error',
    message: 'no backing file is named',
    spec: 'uml-cow-v1-be.md#rule-backing_file.empty',
  },
  'size.rounding': {
    id: 'uml-cow-v1-be.size.rounding',
    severity: 'notice',
    message: 'the bitmap has no bits for the last sectors: they cannot be written',
    spec: 'uml-cow-v1-be.md#rule-size.rounding',
  },
  'truncated': {
    id: 'uml-cow-v1-be.truncated',
    severity: 'error',
    message: 'the file ends inside the header',
    spec: 'uml-cow-v1-be.md#rule-truncated',
  },
  'magic': {
    id: 'uml-cow-v1-be.magic',
    severity: 'error',
    message: 'magic is not the constant of this format',
    spec: 'uml-cow-v1-be.md#rule-magic',
  },
  'version': {
    id: 'uml-cow-v1-be.version',
    severity: 'error',
    message: 'version is not the constant of this format',
    spec: 'uml-cow-v1-be.md#rule-version',
  },
  'backing_file.unterminated': {
    id: 'uml-cow-v1-be.backing_file.unterminated',
    severity: 'error',
    message: 'backing_file does not end with NUL',
    spec: 'uml-cow-v1-be.md#rule-backing_file.unterminated',
  },
  'backing_file.padding': {
    id: 'uml-cow-v1-be.backing_file.padding',
    severity: 'notice',
    message: 'backing_file has bytes after its NUL',
    spec: 'uml-cow-v1-be.md#rule-backing_file.padding',
  },
  'backing_file.control': {
    id: 'uml-cow-v1-be.backing_file.control',
    severity: 'warning',
    message: 'backing_file has control characters or bytes that are no UTF-8',
    spec: 'uml-cow-v1-be.md#rule-backing_file.control',
  },
  'allocation_bitmap.beyond_file': {
    id: 'uml-cow-v1-be.allocation_bitmap.beyond_file',
    severity: 'error',
    message: 'the file ends before allocation_bitmap does',
    spec: 'uml-cow-v1-be.md#rule-allocation_bitmap.beyond_file',
  },
} as const satisfies Record<string, Rule>
/** Where the parts of the header stand. */
const PLACES = {
  magic: { field: 'header.magic', offset: 0, length: 4 },
  version: { field: 'header.version', offset: 4, length: 4 },
  backingFile: { field: 'header.backing_file', offset: 8, length: 256 },
  mtime: { field: 'header.mtime', offset: 264, length: 4 },
  size: { field: 'header.size', offset: 268, length: 8 },
  sectorsize: { field: 'header.sectorsize', offset: 276, length: 4 },
} as const satisfies Record<string, Place>

/**
 * The header area of a User-mode Linux COW, version 1, big-endian image.
 * Copy-on-write layer of a User-mode Linux disk, in the byte order of its host.
 *
 * The first layout. It was written as the host keeps integers, so a file that a little-endian host made begins with "MOOO", and one of a big-endian
 * host with "OOOM". These are two formats here, which differ in byte order alone.
 *
 * The tools of today do not quite read it so: where the magic is that of the other byte order they turn the version round, but take time, size and sector
 * size as they stand. On a little-endian machine `uml_moo` therefore refuses a file of a big-endian one, for its size does not match.
 */
export interface UmlCowV1Be {
  /** The fixed header. */
  readonly header: UmlCowV1BeHeader
}

/**
 * What `serializeUmlCowV1Be` needs. Names get their length fields from their text, and a place
 * where their offset field is 0 or left out.
 */
export interface UmlCowV1BeInit {
  /** The fixed header. */
  readonly header: UmlCowV1BeHeaderInit
}

/**
 * Parses the header area of an image; `bytes` are the first bytes of the file, as many as
 * `area` of the format says. A value outside its range is refused, other rules are not checked.
 *
 * @throws FormatError (truncated, bad-magic, bad-constant, out-of-range)
 */
export function parseUmlCowV1Be(bytes: Uint8Array): UmlCowV1Be {
  const header = parseUmlCowV1BeHeader(bytes)
  requireSignature(bytes, SIGNATURES)
  return { header }
}

/**
 * Writes the whole header area. What was parsed and not changed comes out byte for byte.
 *
 * @throws RangeError if a value does not fit, or parts would overlap
 */
export function serializeUmlCowV1Be(image: UmlCowV1BeInit): Uint8Array {
  return serializeUmlCowV1BeHeader(image.header)
}

/** All that the header says, as far as it can be known. Never throws. */
function examine(bytes: Uint8Array, context: Context) {
  const fields = readUmlCowV1BeHeader(bytes)
  const fileSize = known(context.fileSize ?? bytes.length)
  const headerSectorsize = known(fields.sectorsize)
  const headerSize = known(fields.size)
  const headerBackingFile = fields.backingFile
  const headerMtime = known(fields.mtime)
  const valueSector = headerSectorsize === undefined ? undefined : max(1n, headerSectorsize)
  const valueSectors = headerSize === undefined || valueSector === undefined ? undefined : headerSize / valueSector
  const valueBitmapSize = headerSize === undefined || valueSector === undefined ? undefined : (
    headerSize + valueSector - 1n
  ) / (8n * valueSector)
  const valueDataOffset = valueBitmapSize === undefined || valueSector === undefined ? undefined : alignUp(
    280n + valueBitmapSize,
    valueSector,
  )
  const area = 280n
  const regionAllocationBitmap: Region | undefined = {
    name: 'allocation_bitmap',
    kind: 'bitmap',
    offset: 280n,
    size: valueBitmapSize,
    bitmap: {
      unit: valueSector,
      count: headerSize === undefined || valueSector === undefined || valueBitmapSize === undefined ? undefined : min(
        ceilDiv(headerSize, valueSector),
        valueBitmapSize * 8n,
      ),
      bits: 'lsb-first',
    },
  }
  const regionData: Region | undefined = {
    name: 'data',
    kind: 'data',
    offset: valueDataOffset,
    size: headerSize,
  }
  return {
    fields,
    fileSize,
    headerSectorsize,
    headerSize,
    headerBackingFile,
    headerMtime,
    valueSector,
    valueSectors,
    valueBitmapSize,
    valueDataOffset,
    area,
    regionAllocationBitmap,
    regionData,
  }
}

/**
 * Checks the header against every rule of the format, and its regions against the file.
 *
 * Never throws and never stops at the first fault. `bytes` are the first bytes of the file: as many
 * as its header area has.
 */
export function checkUmlCowV1Be(bytes: Uint8Array, context: Context = {}): Finding[] {
  const findings: Finding[] = []
  const {
    fields,
    fileSize,
    headerSectorsize,
    headerSize,
    headerBackingFile,
    valueSector,
    valueBitmapSize,
    valueDataOffset,
    area,
    regionAllocationBitmap,
    regionData,
  } = examine(bytes, context)
  checkLength(
    findings,
    RULES['truncated'],
    {
      have: fileSize ?? BigInt(bytes.length),
      need: area === undefined ? 280n : max(area, 280n),
      what: 'header',
    },
  )
  checkConstant(
    findings,
    RULES['magic'],
    PLACES.magic,
    { actual: fields.magic, expected: UML_COW_V1_BE_HEADER_MAGIC },
  )
  checkConstant(
    findings,
    RULES['version'],
    PLACES.version,
    { actual: fields.version, expected: UML_COW_V1_BE_HEADER_VERSION },
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
  if (headerSectorsize !== undefined && !(isPowerOfTwo(headerSectorsize))) findings.push(
    finding(
      RULES['sectorsize'],
      PLACES.sectorsize,
      { actual: headerSectorsize, expected: 'a power of two, 512 in most images' },
    ),
  )
  if (headerSize !== undefined && valueSector !== undefined && !(headerSize % valueSector === 0n)) findings.push(
    finding(
      RULES['size.unaligned'],
      PLACES.size,
      { actual: headerSize, expected: 'a multiple of the sector size' },
    ),
  )
  if (valueDataOffset !== undefined && !(valueDataOffset < 1n << 31n)) findings.push(
    finding(
      RULES['size.limit'],
      PLACES.size,
      { actual: valueDataOffset + ' bytes', expected: 'data that begins below 2 GiB' },
    ),
  )
  if (headerBackingFile !== undefined && !(headerBackingFile !== '')) findings.push(
    finding(
      RULES['backing_file.empty'],
      PLACES.backingFile,
      { actual: headerBackingFile, expected: 'the name of the backing file' },
    ),
  )
  if (
    headerSize !== undefined && valueSector !== undefined && valueBitmapSize !== undefined && !(
      ceilDiv(headerSize, valueSector) <= valueBitmapSize * 8n
    )
  ) findings.push(finding(
    RULES['size.rounding'],
    PLACES.size,
    { actual: headerSize, expected: 'a size that is a multiple of 8 sectors' },
  ))
  checkRegions(findings, [
  ...(
    regionAllocationBitmap === undefined ? [] : [
      {
        region: regionAllocationBitmap,
        place: { field: 'header.size, header.sectorsize', offset: 268, length: 12 },
        beyondFile: RULES['allocation_bitmap.beyond_file'],
        byField: false,
      },
    ]
  ),
  ...(
    regionData === undefined ? [] : [
      {
        region: regionData,
        place: { field: 'header.size, header.sectorsize', offset: 268, length: 12 },
        byField: false,
      },
    ]
  ),
  ], { size: fileSize, area })
  return findings
}

/**
 * Where everything beyond the header lies, in bytes of the file. Never throws: a part that depends
 * on a field out of range, or on an input that is missing, is undefined. One of which nothing
 * is known, not even whether it is there, is left out.
 */
export function regionsUmlCowV1Be(bytes: Uint8Array, context: Context = {}): Region[] {
  const { regionAllocationBitmap, regionData } = examine(bytes, context)
  return presentRegions([regionAllocationBitmap, regionData])
}

/** The facts that every image has, as far as the header gives them. Never throws. */
export function factsUmlCowV1Be(bytes: Uint8Array, context: Context = {}): ImageFacts {
  const {
    fields,
    headerSize,
    headerBackingFile,
    headerMtime,
    valueSector,
    valueSectors,
  } = examine(bytes, context)
  return {
    virtualSize: valueSectors === undefined || valueSector === undefined ? undefined : valueSectors * valueSector,
    clusterSize: valueSector,
    backingFile: (fields.backingFile || undefined),
    backingFormat: (
      headerBackingFile === undefined ? undefined : headerBackingFile !== ''
    ) === true ? 'raw' : undefined,
    imageFile: undefined,
    imageFormat: undefined,
    imageSizeInput: undefined,
    backingMtime: headerMtime,
    backingSize: headerSize,
    specific: specificFacts([
    ]),
  }
}

/**
 * The header area with these facts: of a new image, or a copy of `bytes` in which those that are
 * given are changed.
 *
 * @throws RangeError if one does not fit its field
 */
export function setUmlCowV1BeHeader(bytes: Uint8Array | undefined, facts: HeaderFacts): Uint8Array {
  const { size, backingFile, backingMtime } = facts
  if (bytes === undefined) {
    const header = {
      size: size ?? 0n,
      backingFile: backingFile ?? '',
      mtime: Number(backingMtime ?? 0n),
    }
    return serializeUmlCowV1Be({ header })
  }
  const changed = bytes.slice()
  patchUmlCowV1BeHeader(changed, {
    ...(size === undefined ? {} : { size }),
    ...(backingFile === undefined ? {} : { backingFile }),
    ...(backingMtime === undefined ? {} : { mtime: Number(backingMtime) }),
  })
  return changed
}

/** User-mode Linux COW, version 1, big-endian: everything above, in the shape that all formats share. */
export const umlCowV1Be: Format<UmlCowV1Be, UmlCowV1BeInit> = {
  id: 'uml-cow-v1-be',
  variantOf: 'uml-cow-v1',
  family: 'uml-cow',
  title: 'User-mode Linux COW, version 1, big-endian',
  status: 'historic',
  unusual: true,
  summary: 'Copy-on-write layer of a User-mode Linux disk, in the byte order of its host.',
  signatures: SIGNATURES,
  headerSize: 280,
  areaLimit: 280,
  area: (bytes) => areaSize(examine(bytes, {}).area, 280, 280),
  parse: parseUmlCowV1Be,
  serialize: serializeUmlCowV1Be,
  check: checkUmlCowV1Be,
  regions: regionsUmlCowV1Be,
  facts: factsUmlCowV1Be,
  changedBacking: { mtime: 'error', size: 'error' },
  writing: {
    sizeUnit: 1,
    unbacked: 'uncertain',
    needsBacking: true,
    hasImageFile: false,
    hasSize: true,
    setHeader: setUmlCowV1BeHeader,
  },
}
