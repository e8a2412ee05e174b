// Generated from schemas/uml-cow/v3.ts by `cowtools generate`. Do not edit: change the schema and run it again.
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
  checkValue,
  finding,
  isPowerOfTwo,
  known,
  max,
  presentRegions,
  requireSignature,
  specificFacts,
} from '../../src/binary/index.ts'
import {
  type UmlCowV3Header,
  type UmlCowV3HeaderInit,
  readUmlCowV3Header,
  parseUmlCowV3Header,
  serializeUmlCowV3Header,
  patchUmlCowV3Header,
  UML_COW_V3_HEADER_MAGIC,
  UML_COW_V3_HEADER_VERSION,
} from './structs.ts'

/** How images of this format begin. */
const SIGNATURES: readonly Signature[] = [
  { at: 0, bytes: Uint8Array.of(0x4f, 0x4f, 0x4f, 0x4d, 0x00, 0x00, 0x00, 0x03) },
]
/** The rules of this format, by the last part of their id. */
const RULES = {
  'sectorsize': {
    id: 'uml-cow-v3.sectorsize',
    severity: 'error',
    message: 'the sector size is no power of two',
    spec: 'uml-cow-v3.md#rule-sectorsize',
  },
  'alignment': {
    id: 'uml-cow-v3.alignment',
    severity: 'error',
    message: 'the alignment is no power of two',
    spec: 'uml-cow-v3.md#rule-alignment',
  },
  'size.unaligned': {
    id: 'uml-cow-v3.size.unaligned',
    severity: 'notice',
    message: 'the size is no multiple of the sector size: the last bytes are no part of the disk',
    spec: 'uml-cow-v3.md#rule-size.unaligned',
  },
  'size.limit': {
    id: 'uml-cow-v3.size.limit',
    severity: 'error',
    message: 'the bitmap does not fit in the 2 GiB that the driver can address',
    spec: 'uml-cow-v3.md#rule-size.limit',
  },
  'backing_file.empty': {
    id: 'uml-cow-v3.backing_file.empty',
    severity: 'error',
    message: 'no backing file is named',
    spec: 'uml-cow-v3.md#rule-backing_file.empty',
  },
  'truncated': {
    id: 'uml-cow-v3.truncated',
    severity: 'error',
    message: 'the file ends inside the header',
    spec: 'uml-cow-v3.md#rule-truncated',
  },
  'magic': {
    id: 'uml-cow-v3.magic',
    severity: 'error',
    message: 'magic is not the constant of this format',
    spec: 'uml-cow-v3.md#rule-magic',
  },
  'version': {
    id: 'uml-cow-v3.version',
    severity: 'error',
    message: 'version is not the constant of this format',
    spec: 'uml-cow-v3.md#rule-version',
  },
  'cow_format.value': {
    id: 'uml-cow-v3.cow_format.value',
    severity: 'error',
    message: 'cow_format has an unknown value',
    spec: 'uml-cow-v3.md#rule-cow_format.value',
  },
  'backing_file.unterminated': {
    id: 'uml-cow-v3.backing_file.unterminated',
    severity: 'error',
    message: 'backing_file does not end with NUL',
    spec: 'uml-cow-v3.md#rule-backing_file.unterminated',
  },
  'backing_file.padding': {
    id: 'uml-cow-v3.backing_file.padding',
    severity: 'notice',
    message: 'backing_file has bytes after its NUL',
    spec: 'uml-cow-v3.md#rule-backing_file.padding',
  },
  'backing_file.control': {
    id: 'uml-cow-v3.backing_file.control',
    severity: 'warning',
    message: 'backing_file has control characters or bytes that are no UTF-8',
    spec: 'uml-cow-v3.md#rule-backing_file.control',
  },
  'allocation_bitmap.beyond_file': {
    id: 'uml-cow-v3.allocation_bitmap.beyond_file',
    severity: 'error',
    message: 'the file ends before allocation_bitmap does',
    spec: 'uml-cow-v3.md#rule-allocation_bitmap.beyond_file',
  },
} as const satisfies Record<string, Rule>
/** Where the parts of the header stand. */
const PLACES = {
  magic: { field: 'header.magic', offset: 0, length: 4 },
  version: { field: 'header.version', offset: 4, length: 4 },
  mtime: { field: 'header.mtime', offset: 8, length: 4 },
  size: { field: 'header.size', offset: 12, length: 8 },
  sectorsize: { field: 'header.sectorsize', offset: 20, length: 4 },
  alignment: { field: 'header.alignment', offset: 24, length: 4 },
  cowFormat: { field: 'header.cow_format', offset: 28, length: 4 },
  backingFile: { field: 'header.backing_file', offset: 32, length: 4096 },
} as const satisfies Record<string, Place>
/** Named values, under their spec names. */
const NAMES = {
  cowFormat: { 'bitmap': 0 },
} as const satisfies Record<string, Record<string, number | bigint>>

/**
 * The header area of a User-mode Linux COW, version 3 image.
 * Copy-on-write layer of a User-mode Linux disk, with bitmap and data aligned.
 *
 * The layout that User-mode Linux writes. The name moved to the end of the header, where it could grow; bitmap and data begin at multiples of an
 * alignment, so that the data can be mapped page by page; and every sector has a bit at last.
 *
 * 64-bit binaries before December 2005 left four bytes after `mtime`: that is [uml-cow-v3-broken](uml-cow-v3-broken.md).
 */
export interface UmlCowV3 {
  /** The fixed header. */
  readonly header: UmlCowV3Header
}

/**
 * What `serializeUmlCowV3` needs. Names get their length fields from their text, and a place
 * where their offset field is 0 or left out.
 */
export interface UmlCowV3Init {
  /** The fixed header. */
  readonly header: UmlCowV3HeaderInit
}

/**
 * Parses the header area of an image; `bytes` are the first bytes of the file, as many as
 * `area` of the format says. A value outside its range is refused, other rules are not checked.
 *
 * @throws FormatError (truncated, bad-magic, bad-constant, out-of-range)
 */
export function parseUmlCowV3(bytes: Uint8Array): UmlCowV3 {
  const header = parseUmlCowV3Header(bytes)
  requireSignature(bytes, SIGNATURES)
  return { header }
}

/**
 * Writes the whole header area. What was parsed and not changed comes out byte for byte.
 *
 * @throws RangeError if a value does not fit, or parts would overlap
 */
export function serializeUmlCowV3(image: UmlCowV3Init): Uint8Array {
  return serializeUmlCowV3Header(image.header)
}

/** All that the header says, as far as it can be known. Never throws. */
function examine(bytes: Uint8Array, context: Context) {
  const fields = readUmlCowV3Header(bytes)
  const fileSize = known(context.fileSize ?? bytes.length)
  const headerSectorsize = known(fields.sectorsize)
  const headerAlignment = known(fields.alignment)
  const headerSize = known(fields.size)
  const headerBackingFile = fields.backingFile
  const headerCowFormat = known(fields.cowFormat)
  const headerMtime = known(fields.mtime)
  const valueSector = headerSectorsize === undefined ? undefined : max(1n, headerSectorsize)
  const valueAlign = headerAlignment === undefined ? undefined : max(1n, headerAlignment)
  const valueSectors = headerSize === undefined || valueSector === undefined ? undefined : headerSize / valueSector
  const valueBitmapOffset = valueAlign === undefined ? undefined : alignUp(4128n, valueAlign)
  const valueBitmapSize = headerSize === undefined || valueSector === undefined ? undefined : ceilDiv(
    ceilDiv(headerSize, valueSector),
    8n,
  )
  const valueDataOffset = valueBitmapOffset === undefined || valueBitmapSize === undefined || valueAlign === undefined ? undefined : alignUp(
    valueBitmapOffset + valueBitmapSize,
    valueAlign,
  )
  const area = 4128n
  const regionHeaderGap: Region | undefined = {
    name: 'header_gap',
    kind: 'unused',
    offset: 4128n,
    size: valueBitmapOffset === undefined ? undefined : valueBitmapOffset - 4128n,
  }
  const regionAllocationBitmap: Region | undefined = {
    name: 'allocation_bitmap',
    kind: 'bitmap',
    offset: valueBitmapOffset,
    size: valueBitmapSize,
    bitmap: {
      unit: valueSector,
      count: headerSize === undefined || valueSector === undefined ? undefined : ceilDiv(
        headerSize,
        valueSector,
      ),
      bits: 'lsb-first',
    },
  }
  const regionGap: Region | undefined = {
    name: 'gap',
    kind: 'unused',
    offset: valueBitmapOffset === undefined || valueBitmapSize === undefined ? undefined : valueBitmapOffset + valueBitmapSize,
    size: valueDataOffset === undefined || valueBitmapOffset === undefined || valueBitmapSize === undefined ? undefined : valueDataOffset - (
      valueBitmapOffset + valueBitmapSize
    ),
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
    headerAlignment,
    headerSize,
    headerBackingFile,
    headerCowFormat,
    headerMtime,
    valueSector,
    valueAlign,
    valueSectors,
    valueBitmapOffset,
    valueBitmapSize,
    valueDataOffset,
    area,
    regionHeaderGap,
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
export function checkUmlCowV3(bytes: Uint8Array, context: Context = {}): Finding[] {
  const findings: Finding[] = []
  const {
    fields,
    fileSize,
    headerSectorsize,
    headerAlignment,
    headerSize,
    headerBackingFile,
    valueSector,
    valueDataOffset,
    area,
    regionHeaderGap,
    regionAllocationBitmap,
    regionGap,
    regionData,
  } = examine(bytes, context)
  checkLength(
    findings,
    RULES['truncated'],
    {
      have: fileSize ?? BigInt(bytes.length),
      need: area === undefined ? 4128n : max(area, 4128n),
      what: 'header',
    },
  )
  checkConstant(
    findings,
    RULES['magic'],
    PLACES.magic,
    { actual: fields.magic, expected: UML_COW_V3_HEADER_MAGIC },
  )
  checkConstant(
    findings,
    RULES['version'],
    PLACES.version,
    { actual: fields.version, expected: UML_COW_V3_HEADER_VERSION },
  )
  checkValue(
    findings,
    RULES['cow_format.value'],
    PLACES.cowFormat,
    { actual: fields.cowFormat, names: NAMES.cowFormat },
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
  if (headerAlignment !== undefined && !(isPowerOfTwo(headerAlignment))) findings.push(
    finding(
      RULES['alignment'],
      PLACES.alignment,
      { actual: headerAlignment, expected: 'a power of two, 4096 in most images' },
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
  checkRegions(findings, [
  ...(
    regionHeaderGap === undefined ? [] : [
      { region: regionHeaderGap, place: PLACES.alignment, byField: false },
    ]
  ),
  ...(
    regionAllocationBitmap === undefined ? [] : [
      {
        region: regionAllocationBitmap,
        place: {
          field: 'header.size, header.sectorsize, header.alignment',
          offset: 12,
          length: 16,
        },
        beyondFile: RULES['allocation_bitmap.beyond_file'],
        byField: false,
      },
    ]
  ),
  ...(
    regionGap === undefined ? [] : [
      {
        region: regionGap,
        place: {
          field: 'header.size, header.sectorsize, header.alignment',
          offset: 12,
          length: 16,
        },
        byField: false,
      },
    ]
  ),
  ...(
    regionData === undefined ? [] : [
      {
        region: regionData,
        place: {
          field: 'header.size, header.sectorsize, header.alignment',
          offset: 12,
          length: 16,
        },
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
export function regionsUmlCowV3(bytes: Uint8Array, context: Context = {}): Region[] {
  const { regionHeaderGap, regionAllocationBitmap, regionGap, regionData } = examine(bytes, context)
  return presentRegions([regionHeaderGap, regionAllocationBitmap, regionGap, regionData])
}

/** The facts that every image has, as far as the header gives them. Never throws. */
export function factsUmlCowV3(bytes: Uint8Array, context: Context = {}): ImageFacts {
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
export function evidenceUmlCowV3(bytes: Uint8Array, context: Context = {}): Evidence[] {
  const {
    headerSectorsize,
    headerAlignment,
    headerBackingFile,
    headerCowFormat,
  } = examine(bytes, context)
  return [
    {
      summary: 'the backing file has a name',
      holds: headerBackingFile === undefined ? undefined : headerBackingFile !== '',
    },
    {
      summary: 'the bitmap format is 0',
      holds: headerCowFormat === undefined ? undefined : headerCowFormat === 0n,
    },
    {
      summary: 'the alignment is a power of two',
      holds: headerAlignment === undefined ? undefined : isPowerOfTwo(headerAlignment),
    },
    {
      summary: 'the sector size is a power of two',
      holds: headerSectorsize === undefined ? undefined : isPowerOfTwo(headerSectorsize),
    },
  ]
}

/**
 * The header area with these facts: of a new image, or a copy of `bytes` in which those that are
 * given are changed.
 *
 * @throws RangeError if one does not fit its field
 */
export function setUmlCowV3Header(bytes: Uint8Array | undefined, facts: HeaderFacts): Uint8Array {
  const { size, backingFile, backingMtime } = facts
  if (bytes === undefined) {
    const header = {
      size: size ?? 0n,
      backingFile: backingFile ?? '',
      mtime: Number(backingMtime ?? 0n),
    }
    return serializeUmlCowV3({ header })
  }
  const changed = bytes.slice()
  patchUmlCowV3Header(changed, {
    ...(size === undefined ? {} : { size }),
    ...(backingFile === undefined ? {} : { backingFile }),
    ...(backingMtime === undefined ? {} : { mtime: Number(backingMtime) }),
  })
  return changed
}

/** User-mode Linux COW, version 3: everything above, in the shape that all formats share. */
export const umlCowV3: Format<UmlCowV3, UmlCowV3Init> = {
  id: 'uml-cow-v3',
  family: 'uml-cow',
  title: 'User-mode Linux COW, version 3',
  status: 'current',
  summary: 'Copy-on-write layer of a User-mode Linux disk, with bitmap and data aligned.',
  signatures: SIGNATURES,
  headerSize: 4128,
  areaLimit: 4128,
  area: (bytes) => areaSize(examine(bytes, {}).area, 4128, 4128),
  parse: parseUmlCowV3,
  serialize: serializeUmlCowV3,
  check: checkUmlCowV3,
  regions: regionsUmlCowV3,
  facts: factsUmlCowV3,
  evidence: evidenceUmlCowV3,
  changedBacking: { mtime: 'error', size: 'error' },
  writing: {
    sizeUnit: 1,
    unbacked: 'uncertain',
    needsBacking: true,
    hasImageFile: false,
    hasSize: true,
    setHeader: setUmlCowV3Header,
  },
}
