// Generated from schemas/add-cow/v4.ts by `cowtools generate`. Do not edit: change the schema and run it again.
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
  ceilDiv,
  checkConstant,
  checkFixedText,
  checkLength,
  checkRange,
  checkRegions,
  finding,
  known,
  max,
  outOfRange,
  presentRegions,
  requireRange,
  requireSignature,
  specificFacts,
} from '../../src/binary/index.ts'
import {
  type AddCowV4Header,
  type AddCowV4HeaderInit,
  readAddCowV4Header,
  parseAddCowV4Header,
  serializeAddCowV4Header,
  patchAddCowV4Header,
  ADD_COW_V4_HEADER_MAGIC,
  ADD_COW_V4_HEADER_VERSION,
} from './structs.ts'

/** How images of this format begin. */
const SIGNATURES: readonly Signature[] = [
  {
    at: 0,
    bytes: Uint8Array.of(0x41, 0x44, 0x44, 0x5f, 0x43, 0x4f, 0x57, 0xff, 0x00, 0x00, 0x00, 0x01),
  },
]
/** The rules of this format, by the last part of their id. */
const RULES = {
  'size.zero': {
    id: 'add-cow-v4.size.zero',
    severity: 'warning',
    message: 'the disk is empty',
    spec: 'add-cow-v4.md#rule-size.zero',
  },
  'size.unaligned': {
    id: 'add-cow-v4.size.unaligned',
    severity: 'warning',
    message: 'the size is not a multiple of 512; the last bytes are out of reach',
    spec: 'add-cow-v4.md#rule-size.unaligned',
  },
  'size.limit': {
    id: 'add-cow-v4.size.limit',
    severity: 'error',
    message: 'the bitmap does not fit in the 2 GiB that the driver can read at once',
    spec: 'add-cow-v4.md#rule-size.limit',
  },
  'image_file.short': {
    id: 'add-cow-v4.image_file.short',
    severity: 'warning',
    message: 'the image file is shorter than the disk',
    spec: 'add-cow-v4.md#rule-image_file.short',
  },
  'image_file.empty': {
    id: 'add-cow-v4.image_file.empty',
    severity: 'error',
    message: 'no image file is named',
    spec: 'add-cow-v4.md#rule-image_file.empty',
  },
  'backing_file.empty': {
    id: 'add-cow-v4.backing_file.empty',
    severity: 'warning',
    message: 'no backing file is named; unallocated sectors have no content',
    spec: 'add-cow-v4.md#rule-backing_file.empty',
  },
  'backing_file.same': {
    id: 'add-cow-v4.backing_file.same',
    severity: 'error',
    message: 'backing file and image file are the same file',
    spec: 'add-cow-v4.md#rule-backing_file.same',
  },
  'truncated': {
    id: 'add-cow-v4.truncated',
    severity: 'error',
    message: 'the file ends inside the header',
    spec: 'add-cow-v4.md#rule-truncated',
  },
  'magic': {
    id: 'add-cow-v4.magic',
    severity: 'error',
    message: 'magic is not the constant of this format',
    spec: 'add-cow-v4.md#rule-magic',
  },
  'version': {
    id: 'add-cow-v4.version',
    severity: 'error',
    message: 'version is not the constant of this format',
    spec: 'add-cow-v4.md#rule-version',
  },
  'backing_file.unterminated': {
    id: 'add-cow-v4.backing_file.unterminated',
    severity: 'error',
    message: 'backing_file does not end with NUL',
    spec: 'add-cow-v4.md#rule-backing_file.unterminated',
  },
  'backing_file.padding': {
    id: 'add-cow-v4.backing_file.padding',
    severity: 'notice',
    message: 'backing_file has bytes after its NUL',
    spec: 'add-cow-v4.md#rule-backing_file.padding',
  },
  'backing_file.control': {
    id: 'add-cow-v4.backing_file.control',
    severity: 'warning',
    message: 'backing_file has control characters or bytes that are no UTF-8',
    spec: 'add-cow-v4.md#rule-backing_file.control',
  },
  'image_file.unterminated': {
    id: 'add-cow-v4.image_file.unterminated',
    severity: 'error',
    message: 'image_file does not end with NUL',
    spec: 'add-cow-v4.md#rule-image_file.unterminated',
  },
  'image_file.padding': {
    id: 'add-cow-v4.image_file.padding',
    severity: 'notice',
    message: 'image_file has bytes after its NUL',
    spec: 'add-cow-v4.md#rule-image_file.padding',
  },
  'image_file.control': {
    id: 'add-cow-v4.image_file.control',
    severity: 'warning',
    message: 'image_file has control characters or bytes that are no UTF-8',
    spec: 'add-cow-v4.md#rule-image_file.control',
  },
  'size.range': {
    id: 'add-cow-v4.size.range',
    severity: 'error',
    message: 'size is out of range',
    spec: 'add-cow-v4.md#rule-size.range',
  },
  'allocation_bitmap.beyond_file': {
    id: 'add-cow-v4.allocation_bitmap.beyond_file',
    severity: 'error',
    message: 'the file ends before allocation_bitmap does',
    spec: 'add-cow-v4.md#rule-allocation_bitmap.beyond_file',
  },
} as const satisfies Record<string, Rule>
/** Where the parts of the header stand. */
const PLACES = {
  magic: { field: 'header.magic', offset: 0, length: 8 },
  version: { field: 'header.version', offset: 8, length: 4 },
  backingFile: { field: 'header.backing_file', offset: 12, length: 1024 },
  imageFile: { field: 'header.image_file', offset: 1036, length: 1024 },
  size: { field: 'header.size', offset: 2060, length: 8 },
} as const satisfies Record<string, Place>

/**
 * The header area of a add-cow, October 2011 (patch versions 3 and 4) image.
 * Copy-on-write for raw images: a header and one allocation bit per sector, with the data in a separate raw file.
 *
 * The first layout of add-cow that is known in full. It was posted as a patch to QEMU 0.15 and never merged. The code quoted in the
 * review thread is the third posting, of 2011-10-12; the fourth, of 2011-10-27, has the same layout.
 *
 * The layout of June 2012 (add-cow-v10) kept magic and version number but turned the byte order round: bytes 8 to 11 are `00 00 00 01` here and
 * `01 00 00 00` there. Those four bytes are all that tells the two apart.
 */
export interface AddCowV4 {
  /** The fixed header. */
  readonly header: AddCowV4Header
}

/**
 * What `serializeAddCowV4` needs. Names get their length fields from their text, and a place
 * where their offset field is 0 or left out.
 */
export interface AddCowV4Init {
  /** The fixed header. */
  readonly header: AddCowV4HeaderInit
}

/**
 * Parses the header area of an image; `bytes` are the first bytes of the file, as many as
 * `area` of the format says. A value outside its range is refused, other rules are not checked.
 *
 * @throws FormatError (truncated, bad-magic, bad-constant, out-of-range)
 */
export function parseAddCowV4(bytes: Uint8Array): AddCowV4 {
  const header = parseAddCowV4Header(bytes)
  requireSignature(bytes, SIGNATURES)
  if (header.size < 0n || header.size > 9223372036854775807n) throw outOfRange(
    'header.size',
    2060,
    { actual: header.size, min: 0n, max: 9223372036854775807n },
  )
  return { header }
}

/**
 * Writes the whole header area. What was parsed and not changed comes out byte for byte.
 *
 * @throws RangeError if a value does not fit, or parts would overlap
 */
export function serializeAddCowV4(image: AddCowV4Init): Uint8Array {
  requireRange(image.header.size, 0n, 9223372036854775807n, 'header.size')
  return serializeAddCowV4Header(image.header)
}

/** All that the header says, as far as it can be known. Never throws. */
function examine(bytes: Uint8Array, context: Context) {
  const fields = readAddCowV4Header(bytes)
  const fileSize = known(context.fileSize ?? bytes.length)
  const headerSize = known(fields.size, 0n, 9223372036854775807n)
  const inputImageFileSize = known(context.inputs?.['image_file_size'])
  const headerImageFile = fields.imageFile
  const headerBackingFile = fields.backingFile
  const valueSectors = headerSize === undefined ? undefined : headerSize / 512n
  const valueBitmapSize = valueSectors === undefined ? undefined : ceilDiv(valueSectors, 8n)
  const area = 2068n
  const regionAllocationBitmap: Region | undefined = {
    name: 'allocation_bitmap',
    kind: 'bitmap',
    offset: 2068n,
    size: valueBitmapSize,
    bitmap: {
      unit: 512n,
      count: valueSectors,
      bits: 'lsb-first',
    },
  }
  return {
    fields,
    fileSize,
    headerSize,
    inputImageFileSize,
    headerImageFile,
    headerBackingFile,
    valueSectors,
    valueBitmapSize,
    area,
    regionAllocationBitmap,
  }
}

/**
 * Checks the header against every rule of the format, and its regions against the file.
 *
 * Never throws and never stops at the first fault. `bytes` are the first bytes of the file: as many
 * as its header area has.
 */
export function checkAddCowV4(bytes: Uint8Array, context: Context = {}): Finding[] {
  const findings: Finding[] = []
  const {
    fields,
    fileSize,
    headerSize,
    inputImageFileSize,
    headerImageFile,
    headerBackingFile,
    valueSectors,
    valueBitmapSize,
    area,
    regionAllocationBitmap,
  } = examine(bytes, context)
  checkLength(
    findings,
    RULES['truncated'],
    {
      have: fileSize ?? BigInt(bytes.length),
      need: area === undefined ? 2068n : max(area, 2068n),
      what: 'header',
    },
  )
  checkConstant(
    findings,
    RULES['magic'],
    PLACES.magic,
    { actual: fields.magic, expected: ADD_COW_V4_HEADER_MAGIC },
  )
  checkConstant(
    findings,
    RULES['version'],
    PLACES.version,
    { actual: fields.version, expected: ADD_COW_V4_HEADER_VERSION },
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
  checkFixedText(
    findings,
    {
      unterminated: RULES['image_file.unterminated'],
      padding: RULES['image_file.padding'],
      control: RULES['image_file.control'],
    },
    PLACES.imageFile,
    { bytes, text: fields.imageFile },
  )
  checkRange(
    findings,
    RULES['size.range'],
    PLACES.size,
    { actual: fields.size, min: 0n, max: 9223372036854775807n },
  )
  if (headerSize !== undefined && !(headerSize > 0n)) findings.push(
    finding(
      RULES['size.zero'],
      PLACES.size,
      { actual: headerSize, expected: 'a size greater than 0' },
    ),
  )
  if (headerSize !== undefined && !(headerSize % 512n === 0n)) findings.push(
    finding(
      RULES['size.unaligned'],
      PLACES.size,
      { actual: headerSize, expected: 'a multiple of 512' },
    ),
  )
  if (valueBitmapSize !== undefined && !(valueBitmapSize < 1n << 31n)) findings.push(
    finding(
      RULES['size.limit'],
      PLACES.size,
      { actual: valueBitmapSize + ' bytes', expected: 'a bitmap below 2 GiB' },
    ),
  )
  if (inputImageFileSize !== undefined && valueSectors !== undefined && !(inputImageFileSize >= valueSectors * 512n)) findings.push(
    finding(
      RULES['image_file.short'],
      PLACES.size,
      {
        actual: inputImageFileSize + ' bytes',
        expected: 'an image file at least as long as the disk',
      },
    ),
  )
  if (headerImageFile !== undefined && !(headerImageFile !== '')) findings.push(
    finding(
      RULES['image_file.empty'],
      PLACES.imageFile,
      { actual: headerImageFile, expected: 'the name of a raw file' },
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
    headerImageFile !== undefined && headerBackingFile !== undefined && headerImageFile !== '' && !(
      headerBackingFile !== headerImageFile
    )
  ) findings.push(finding(
    RULES['backing_file.same'],
    PLACES.backingFile,
    { actual: headerBackingFile, expected: 'two different names' },
  ))
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
  ], { size: fileSize, area })
  return findings
}

/**
 * Where everything beyond the header lies, in bytes of the file. Never throws: a part that depends
 * on a field out of range, or on an input that is missing, is undefined. One of which nothing
 * is known, not even whether it is there, is left out.
 */
export function regionsAddCowV4(bytes: Uint8Array, context: Context = {}): Region[] {
  const { regionAllocationBitmap } = examine(bytes, context)
  return presentRegions([regionAllocationBitmap])
}

/** The facts that every image has, as far as the header gives them. Never throws. */
export function factsAddCowV4(bytes: Uint8Array, context: Context = {}): ImageFacts {
  const { fields, headerImageFile, valueSectors } = examine(bytes, context)
  return {
    virtualSize: valueSectors === undefined ? undefined : valueSectors * 512n,
    clusterSize: 512n,
    backingFile: (fields.backingFile || undefined),
    backingFormat: undefined,
    imageFile: (fields.imageFile || undefined),
    imageFormat: (
      headerImageFile === undefined ? undefined : headerImageFile !== ''
    ) === true ? 'raw' : undefined,
    imageSizeInput: 'image_file_size',
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
export function setAddCowV4Header(bytes: Uint8Array | undefined, facts: HeaderFacts): Uint8Array {
  const { size, backingFile, imageFile } = facts
  if (bytes === undefined) {
    const header = {
      size: size ?? 0n,
      backingFile: backingFile ?? '',
      imageFile: imageFile ?? '',
    }
    return serializeAddCowV4({ header })
  }
  const changed = bytes.slice()
  patchAddCowV4Header(changed, {
    ...(size === undefined ? {} : { size }),
    ...(backingFile === undefined ? {} : { backingFile }),
    ...(imageFile === undefined ? {} : { imageFile }),
  })
  return changed
}

/** add-cow, October 2011 (patch versions 3 and 4): everything above, in the shape that all formats share. */
export const addCowV4: Format<AddCowV4, AddCowV4Init> = {
  id: 'add-cow-v4',
  family: 'add-cow',
  title: 'add-cow, October 2011 (patch versions 3 and 4)',
  status: 'proposed',
  summary: 'Copy-on-write for raw images: a header and one allocation bit per sector, with the data in a separate raw file.',
  signatures: SIGNATURES,
  headerSize: 2068,
  areaLimit: 2068,
  area: (bytes) => areaSize(examine(bytes, {}).area, 2068, 2068),
  parse: parseAddCowV4,
  serialize: serializeAddCowV4,
  check: checkAddCowV4,
  regions: regionsAddCowV4,
  facts: factsAddCowV4,
  writing: {
    sizeUnit: 512,
    unbacked: 'uncertain',
    needsBacking: true,
    hasImageFile: true,
    hasSize: true,
    setHeader: setAddCowV4Header,
  },
}
