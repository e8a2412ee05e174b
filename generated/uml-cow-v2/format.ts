// Generated from schemas/uml-cow/v2.ts by `cowtools generate`. Do not edit: change the schema and run it again.
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
  type UmlCowV2Header,
  type UmlCowV2HeaderInit,
  readUmlCowV2Header,
  parseUmlCowV2Header,
  serializeUmlCowV2Header,
  patchUmlCowV2Header,
  UML_COW_V2_HEADER_MAGIC,
  UML_COW_V2_HEADER_VERSION,
} from './structs.ts'

/** How images of this format begin. */
const SIGNATURES: readonly Signature[] = [
  { at: 0, bytes: Uint8Array.of(0x4f, 0x4f, 0x4f, 0x4d, 0x00, 0x00, 0x00, 0x02) },
]
/** The rules of this format, by the last part of their id. */
const RULES = {
  'sectorsize': {
    id: 'uml-cow-v2.sectorsize',
    severity: 'error',
    message: 'the sector size is no power of two',
    spec: 'uml-cow-v2.md#rule-sectorsize',
  },
  'size.unaligned': {
    id: 'uml-cow-v2.size.unaligned',
    severity: 'notice',
    message: 'the size is no multiple of the sector size: the last bytes are no part of the disk',
    spec: 'uml-cow-v2.md#rule-size.unaligned',
  },
  'size.limit': {
    id: 'uml-cow-v2.size.limit',
    severity: 'error',
    message: 'the bitmap does not fit in the 2 GiB that the driver can address',
    spec: 'uml-cow-v2.md#rule-size.limit',
  },
  'backing_file.empty': {
    id: 'uml-cow-v2.backing_file.empty',
    severity: 'error',
    message: 'no backing file is named',
    spec: 'uml-cow-v2.md#rule-backing_file.empty',
  },
  'size.rounding': {
    id: 'uml-cow-v2.size.rounding',
    severity: 'notice',
    message: 'the bitmap has no bits for the last sectors: they cannot be written',
    spec: 'uml-cow-v2.md#rule-size.rounding',
  },
  'truncated': {
    id: 'uml-cow-v2.truncated',
    severity: 'error',
    message: 'the file ends inside the header',
    spec: 'uml-cow-v2.md#rule-truncated',
  },
  'magic': {
    id: 'uml-cow-v2.magic',
    severity: 'error',
    message: 'magic is not the constant of this format',
    spec: 'uml-cow-v2.md#rule-magic',
  },
  'version': {
    id: 'uml-cow-v2.version',
    severity: 'error',
    message: 'version is not the constant of this format',
    spec: 'uml-cow-v2.md#rule-version',
  },
  'backing_file.unterminated': {
    id: 'uml-cow-v2.backing_file.unterminated',
    severity: 'error',
    message: 'backing_file does not end with NUL',
    spec: 'uml-cow-v2.md#rule-backing_file.unterminated',
  },
  'backing_file.padding': {
    id: 'uml-cow-v2.backing_file.padding',
    severity: 'notice',
    message: 'backing_file has bytes after its NUL',
    spec: 'uml-cow-v2.md#rule-backing_file.padding',
  },
  'backing_file.control': {
    id: 'uml-cow-v2.backing_file.control',
    severity: 'warning',
    message: 'backing_file has control characters or bytes that are no UTF-8',
    spec: 'uml-cow-v2.md#rule-backing_file.control',
  },
  'allocation_bitmap.beyond_file': {
    id: 'uml-cow-v2.allocation_bitmap.beyond_file',
    severity: 'error',
    message: 'the file ends before allocation_bitmap does',
    spec: 'uml-cow-v2.md#rule-allocation_bitmap.beyond_file',
  },
} as const satisfies Record<string, Rule>
/** Where the parts of the header stand. */
const PLACES = {
  magic: { field: 'header.magic', offset: 0, length: 4 },
  version: { field: 'header.version', offset: 4, length: 4 },
  backingFile: { field: 'header.backing_file', offset: 8, length: 4096 },
  mtime: { field: 'header.mtime', offset: 4104, length: 4 },
  size: { field: 'header.size', offset: 4108, length: 8 },
  sectorsize: { field: 'header.sectorsize', offset: 4116, length: 4 },
} as const satisfies Record<string, Place>

/**
 * The header area of a User-mode Linux COW, version 2 image.
 * Copy-on-write layer of a User-mode Linux disk, big-endian, with a name of 4096 bytes.
 *
 * Integers are big-endian on every host, and the name of the backing file may be long. QEMU took its [cow format](cow-v2.md) from here, kept magic and
 * version, and cut the name to 1024 bytes: each of the two reads the other's images as empty or absurd. The sector size tells them apart, which each keeps in
 * another place.
 *
 * Hosts whose compiler did not pack the struct wrote it with holes. Only the packed layout is described here, as the tools of today read it.
 */
export interface UmlCowV2 {
  /** The fixed header. */
  readonly header: UmlCowV2Header
}

/**
 * What `serializeUmlCowV2` needs. Names get their length fields from their text, and a place
 * where their offset field is 0 or left out.
 */
export interface UmlCowV2Init {
  /** The fixed header. */
  readonly header: UmlCowV2HeaderInit
}

/**
 * Parses the header area of an image; `bytes` are the first bytes of the file, as many as
 * `area` of the format says. A value outside its range is refused, other rules are not checked.
 *
 * @throws FormatError (truncated, bad-magic, bad-constant, out-of-range)
 */
export function parseUmlCowV2(bytes: Uint8Array): UmlCowV2 {
  const header = parseUmlCowV2Header(bytes)
  requireSignature(bytes, SIGNATURES)
  return { header }
}

/**
 * Writes the whole header area. What was parsed and not changed comes out byte for byte.
 *
 * @throws RangeError if a value does not fit, or parts would overlap
 */
export function serializeUmlCowV2(image: UmlCowV2Init): Uint8Array {
  return serializeUmlCowV2Header(image.header)
}

/** All that the header says, as far as it can be known. Never throws. */
function examine(bytes: Uint8Array, context: Context) {
  const fields = readUmlCowV2Header(bytes)
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
    4120n + valueBitmapSize,
    valueSector,
  )
  const area = 4120n
  const regionAllocationBitmap: Region | undefined = {
    name: 'allocation_bitmap',
    kind: 'bitmap',
    offset: 4120n,
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
export function checkUmlCowV2(bytes: Uint8Array, context: Context = {}): Finding[] {
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
      need: area === undefined ? 4120n : max(area, 4120n),
      what: 'header',
    },
  )
  checkConstant(
    findings,
    RULES['magic'],
    PLACES.magic,
    { actual: fields.magic, expected: UML_COW_V2_HEADER_MAGIC },
  )
  checkConstant(
    findings,
    RULES['version'],
    PLACES.version,
    { actual: fields.version, expected: UML_COW_V2_HEADER_VERSION },
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
        place: { field: 'header.size, header.sectorsize', offset: 4108, length: 12 },
        beyondFile: RULES['allocation_bitmap.beyond_file'],
        byField: false,
      },
    ]
  ),
  ...(
    regionData === undefined ? [] : [
      {
        region: regionData,
        place: { field: 'header.size, header.sectorsize', offset: 4108, length: 12 },
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
export function regionsUmlCowV2(bytes: Uint8Array, context: Context = {}): Region[] {
  const { regionAllocationBitmap, regionData } = examine(bytes, context)
  return presentRegions([regionAllocationBitmap, regionData])
}

/** The facts that every image has, as far as the header gives them. Never throws. */
export function factsUmlCowV2(bytes: Uint8Array, context: Context = {}): ImageFacts {
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

/** What speaks for this format among those with the same signature. Never throws. */
export function evidenceUmlCowV2(bytes: Uint8Array, context: Context = {}): Evidence[] {
  const { fileSize, headerSectorsize, headerSize, valueDataOffset } = examine(bytes, context)
  return [
    {
      summary: 'the sector size is a power of two',
      holds: headerSectorsize === undefined ? undefined : isPowerOfTwo(headerSectorsize),
    },
    {
      summary: 'the disk has at least one sector',
      holds: headerSize === undefined ? undefined : headerSize >= 512n,
    },
    {
      summary: 'the data begins below 2 GiB',
      holds: valueDataOffset === undefined ? undefined : valueDataOffset < 1n << 31n,
    },
    {
      summary: 'the file has room for the header',
      holds: fileSize === undefined ? undefined : fileSize >= 4120n,
    },
  ]
}

/**
 * The header area with these facts: of a new image, or a copy of `bytes` in which those that are
 * given are changed.
 *
 * @throws RangeError if one does not fit its field
 */
export function setUmlCowV2Header(bytes: Uint8Array | undefined, facts: HeaderFacts): Uint8Array {
  const { size, backingFile, backingMtime } = facts
  if (bytes === undefined) {
    const header = {
      size: size ?? 0n,
      backingFile: backingFile ?? '',
      mtime: Number(backingMtime ?? 0n),
    }
    return serializeUmlCowV2({ header })
  }
  const changed = bytes.slice()
  patchUmlCowV2Header(changed, {
    ...(size === undefined ? {} : { size }),
    ...(backingFile === undefined ? {} : { backingFile }),
    ...(backingMtime === undefined ? {} : { mtime: Number(backingMtime) }),
  })
  return changed
}

/** User-mode Linux COW, version 2: everything above, in the shape that all formats share. */
export const umlCowV2: Format<UmlCowV2, UmlCowV2Init> = {
  id: 'uml-cow-v2',
  family: 'uml-cow',
  title: 'User-mode Linux COW, version 2',
  status: 'historic',
  unusual: true,
  summary: 'Copy-on-write layer of a User-mode Linux disk, big-endian, with a name of 4096 bytes.',
  signatures: SIGNATURES,
  headerSize: 4120,
  areaLimit: 4120,
  area: (bytes) => areaSize(examine(bytes, {}).area, 4120, 4120),
  parse: parseUmlCowV2,
  serialize: serializeUmlCowV2,
  check: checkUmlCowV2,
  regions: regionsUmlCowV2,
  facts: factsUmlCowV2,
  evidence: evidenceUmlCowV2,
  changedBacking: { mtime: 'error', size: 'error' },
  writing: {
    sizeUnit: 1,
    unbacked: 'uncertain',
    needsBacking: true,
    hasImageFile: false,
    hasSize: true,
    setHeader: setUmlCowV2Header,
  },
}
