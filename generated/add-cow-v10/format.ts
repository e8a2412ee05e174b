// Generated from schemas/add-cow/v10.ts by `cowtools generate`. Do not edit: change the schema and run it again.
import {
  type Context,
  type Finding,
  type Format,
  type ImageFacts,
  type Location,
  type Place,
  type Region,
  type Rule,
  type Signature,
  areaSize,
  ceilDiv,
  checkBits,
  checkConstant,
  checkLength,
  checkLocated,
  checkRegions,
  composeHeader,
  finding,
  hexInteger,
  known,
  locate,
  locatedText,
  max,
  placeOfText,
  placeStrings,
  presentRegions,
  requireSignature,
  requireText,
  specificFacts,
} from '../../src/binary/index.ts'
import {
  type AddCowV10Header,
  type AddCowV10HeaderInit,
  readAddCowV10Header,
  parseAddCowV10Header,
  serializeAddCowV10Header,
  ADD_COW_V10_HEADER_MAGIC,
  ADD_COW_V10_HEADER_VERSION,
} from './structs.ts'

/** How images of this format begin. */
const SIGNATURES: readonly Signature[] = [
  {
    at: 0,
    bytes: Uint8Array.of(0x41, 0x44, 0x44, 0x5f, 0x43, 0x4f, 0x57, 0xff, 0x01, 0x00, 0x00, 0x00),
  },
]
/** The rules of this format, by the last part of their id. */
const RULES = {
  'features.backing_file_missing': {
    id: 'add-cow-v10.features.backing_file_missing',
    severity: 'error',
    message: 'the features say that there is a backing file, but no name is given',
    spec: 'add-cow-v10.md#rule-features.backing_file_missing',
  },
  'features.backing_file': {
    id: 'add-cow-v10.features.backing_file',
    severity: 'error',
    message: 'a backing file is named, but the features say that there is none',
    spec: 'add-cow-v10.md#rule-features.backing_file',
  },
  'features.no_probe': {
    id: 'add-cow-v10.features.no_probe',
    severity: 'warning',
    message: 'the backing file is said to be raw, but there is no backing file',
    spec: 'add-cow-v10.md#rule-features.no_probe',
  },
  'features.probe': {
    id: 'add-cow-v10.features.probe',
    severity: 'notice',
    message: 'the format of the backing file is not recorded',
    spec: 'add-cow-v10.md#rule-features.probe',
  },
  'backing_filename_size.limit': {
    id: 'add-cow-v10.backing_filename_size.limit',
    severity: 'warning',
    message: 'the name of the backing file is longer than QEMU can handle',
    spec: 'add-cow-v10.md#rule-backing_filename_size.limit',
  },
  'backing_file.same': {
    id: 'add-cow-v10.backing_file.same',
    severity: 'error',
    message: 'backing file and image file are the same file',
    spec: 'add-cow-v10.md#rule-backing_file.same',
  },
  'image_file.unaligned': {
    id: 'add-cow-v10.image_file.unaligned',
    severity: 'notice',
    message: 'the length of the image file is not a multiple of 512; its end is out of reach',
    spec: 'add-cow-v10.md#rule-image_file.unaligned',
  },
  'truncated': {
    id: 'add-cow-v10.truncated',
    severity: 'error',
    message: 'the file ends inside the header',
    spec: 'add-cow-v10.md#rule-truncated',
  },
  'magic': {
    id: 'add-cow-v10.magic',
    severity: 'error',
    message: 'magic is not the constant of this format',
    spec: 'add-cow-v10.md#rule-magic',
  },
  'version': {
    id: 'add-cow-v10.version',
    severity: 'error',
    message: 'version is not the constant of this format',
    spec: 'add-cow-v10.md#rule-version',
  },
  'features.bits': {
    id: 'add-cow-v10.features.bits',
    severity: 'error',
    message: 'features has an unknown bit: a reader must refuse the image',
    spec: 'add-cow-v10.md#rule-features.bits',
  },
  'backing_file.bounds': {
    id: 'add-cow-v10.backing_file.bounds',
    severity: 'error',
    message: 'backing_file lies outside the space for it, or has an impossible length',
    spec: 'add-cow-v10.md#rule-backing_file.bounds',
  },
  'backing_file.control': {
    id: 'add-cow-v10.backing_file.control',
    severity: 'warning',
    message: 'backing_file has a NUL, control characters or bytes that are no UTF-8',
    spec: 'add-cow-v10.md#rule-backing_file.control',
  },
  'image_file.bounds': {
    id: 'add-cow-v10.image_file.bounds',
    severity: 'error',
    message: 'image_file lies outside the space for it, or has an impossible length',
    spec: 'add-cow-v10.md#rule-image_file.bounds',
  },
  'image_file.control': {
    id: 'add-cow-v10.image_file.control',
    severity: 'warning',
    message: 'image_file has a NUL, control characters or bytes that are no UTF-8',
    spec: 'add-cow-v10.md#rule-image_file.control',
  },
  'allocation_bitmap.beyond_file': {
    id: 'add-cow-v10.allocation_bitmap.beyond_file',
    severity: 'error',
    message: 'the file ends before allocation_bitmap does',
    spec: 'add-cow-v10.md#rule-allocation_bitmap.beyond_file',
  },
} as const satisfies Record<string, Rule>
/** Where the parts of the header stand. */
const PLACES = {
  magic: { field: 'header.magic', offset: 0, length: 8 },
  version: { field: 'header.version', offset: 8, length: 4 },
  backingFilenameOffset: { field: 'header.backing_filename_offset', offset: 12, length: 4 },
  backingFilenameSize: { field: 'header.backing_filename_size', offset: 16, length: 4 },
  imageFilenameOffset: { field: 'header.image_filename_offset', offset: 20, length: 4 },
  imageFilenameSize: { field: 'header.image_filename_size', offset: 24, length: 4 },
  features: { field: 'header.features', offset: 28, length: 8 },
} as const satisfies Record<string, Place>

/**
 * The header area of a add-cow, June 2012 (patch version 10) image.
 * Copy-on-write for raw images with a bitmap of 64 KiB clusters, file names of any length, and feature bits.
 *
 * Posted to QEMU in June 2012 and never merged. Only the text of the specification is known; no implementation has been found, so
 * nothing here has been checked against one.
 *
 * It has the magic of the layout of 2011 and, read as a number, its version too. But all integers are little-endian now: bytes 8 to 11 are
 * `01 00 00 00` here and `00 00 00 01` in add-cow-v4, and nothing else tells the two apart.
 */
export interface AddCowV10 {
  /** The fixed header. */
  readonly header: AddCowV10Header
  /** Name of the backing file; not NUL-terminated. */
  readonly backingFile?: string | undefined
  /** Name of the raw file that holds the data; not NUL-terminated. */
  readonly imageFile?: string | undefined
}

/**
 * What `serializeAddCowV10` needs. Names get their length fields from their text, and a place
 * where their offset field is 0 or left out.
 */
export interface AddCowV10Init {
  /** The fixed header. */
  readonly header: Omit<AddCowV10HeaderInit, 'backingFilenameOffset' | 'backingFilenameSize' | 'imageFilenameOffset' | 'imageFilenameSize'> & Partial<Pick<AddCowV10HeaderInit, 'backingFilenameOffset' | 'backingFilenameSize' | 'imageFilenameOffset' | 'imageFilenameSize'>>
  /** Name of the backing file; not NUL-terminated. */
  readonly backingFile?: string | undefined
  /** Name of the raw file that holds the data; not NUL-terminated. */
  readonly imageFile?: string | undefined
}

/**
 * Parses the header area of an image; `bytes` are the first bytes of the file, as many as
 * `area` of the format says. A value outside its range is refused, other rules are not checked.
 *
 * @throws FormatError (truncated, bad-magic, bad-constant, out-of-range, out-of-bounds)
 */
export function parseAddCowV10(bytes: Uint8Array): AddCowV10 {
  const header = parseAddCowV10Header(bytes)
  requireSignature(bytes, SIGNATURES)
  const { backingFileLocated, imageFileLocated } = examine(bytes, {})
  return {
    header,
    backingFile: requireText('backing_file', 12, backingFileLocated),
    imageFile: requireText('image_file', 20, imageFileLocated),
  }
}

/**
 * Writes the whole header area. What was parsed and not changed comes out byte for byte.
 *
 * @throws RangeError if a value does not fit, or parts would overlap
 */
export function serializeAddCowV10(image: AddCowV10Init): Uint8Array {
  const start = {
    backingFilenameOffset: 0,
    backingFilenameSize: 0,
    imageFilenameOffset: 0,
    imageFilenameSize: 0,
    ...image.header,
  }
  const { raw } = image.header
  const before = raw && examine(raw, {})
  const strings = placeStrings([
    {
      name: 'backing_file',
      text: image.backingFile,
      offset: start.backingFilenameOffset,
      before: before?.backingFileLocated,
    },
    {
      name: 'image_file',
      text: image.imageFile,
      offset: start.imageFilenameOffset,
      before: before?.imageFileLocated,
    },
  ], 36)
  const placedBackingFile = strings.get('backing_file')
  const placedImageFile = strings.get('image_file')
  const header = serializeAddCowV10Header({
    ...start,
    ...(
      placedBackingFile && {
        backingFilenameOffset: placedBackingFile.offset,
        backingFilenameSize: placedBackingFile.bytes.length,
      }
    ),
    ...(
      placedImageFile && {
        imageFilenameOffset: placedImageFile.offset,
        imageFilenameSize: placedImageFile.bytes.length,
      }
    ),
  })
  const { area } = examine(header, {})
  return composeHeader({
    header,
    size: areaSize(area, header.length),
    strings,
    before: before && {
      raw,
      headerLength: 36,
      records: undefined,
      strings: [before.backingFileLocated, before.imageFileLocated],
    },
  })
}

/** All that the header says, as far as it can be known. Never throws. */
function examine(bytes: Uint8Array, context: Context) {
  const fields = readAddCowV10Header(bytes)
  const fileSize = known(context.fileSize ?? bytes.length)
  const inputImageFileSize = known(context.inputs?.['image_file_size'])
  const headerBackingFilenameOffset = known(fields.backingFilenameOffset)
  const headerFeatures = known(fields.features)
  const headerBackingFilenameSize = known(fields.backingFilenameSize)
  const headerImageFilenameSize = known(fields.imageFilenameSize)
  const backingFileLocation: Location = {
    present: headerBackingFilenameOffset === undefined ? undefined : headerBackingFilenameOffset !== 0n,
    offset: headerBackingFilenameOffset,
    size: headerBackingFilenameSize,
    min: 36n,
    end: 4096n,
    minSize: 1,
  }
  const backingFileLocated = locate(bytes, 'backing_file', backingFileLocation)
  const backingFileText = locatedText(backingFileLocated)
  const headerImageFilenameOffset = known(fields.imageFilenameOffset)
  const imageFileLocation: Location = {
    present: true,
    offset: headerImageFilenameOffset,
    size: headerImageFilenameSize,
    min: 36n,
    end: 4096n,
    minSize: 1,
  }
  const imageFileLocated = locate(bytes, 'image_file', imageFileLocation)
  const imageFileText = locatedText(imageFileLocated)
  const valueVirtualSize = inputImageFileSize === undefined ? undefined : inputImageFileSize / 512n * 512n
  const valueClusters = valueVirtualSize === undefined ? undefined : ceilDiv(
    valueVirtualSize,
    65536n,
  )
  const area = 4096n
  const regionAllocationBitmap: Region | undefined = {
    name: 'allocation_bitmap',
    kind: 'bitmap',
    offset: 4096n,
    size: valueClusters === undefined ? undefined : ceilDiv(valueClusters, 8n),
    bitmap: {
      unit: 65536n,
      count: valueClusters,
      bits: 'lsb-first',
    },
  }
  return {
    fields,
    fileSize,
    inputImageFileSize,
    headerBackingFilenameOffset,
    headerFeatures,
    headerBackingFilenameSize,
    headerImageFilenameSize,
    backingFileText,
    backingFileLocation,
    backingFileLocated,
    headerImageFilenameOffset,
    imageFileText,
    imageFileLocation,
    imageFileLocated,
    valueVirtualSize,
    valueClusters,
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
export function checkAddCowV10(bytes: Uint8Array, context: Context = {}): Finding[] {
  const findings: Finding[] = []
  const {
    fields,
    fileSize,
    inputImageFileSize,
    headerBackingFilenameOffset,
    headerFeatures,
    headerBackingFilenameSize,
    backingFileText,
    backingFileLocation,
    backingFileLocated,
    imageFileText,
    imageFileLocation,
    imageFileLocated,
    area,
    regionAllocationBitmap,
  } = examine(bytes, context)
  checkLength(
    findings,
    RULES['truncated'],
    {
      have: fileSize ?? BigInt(bytes.length),
      need: area === undefined ? 36n : max(area, 36n),
      what: 'header',
    },
  )
  checkConstant(
    findings,
    RULES['magic'],
    PLACES.magic,
    { actual: fields.magic, expected: ADD_COW_V10_HEADER_MAGIC },
  )
  checkConstant(
    findings,
    RULES['version'],
    PLACES.version,
    { actual: fields.version, expected: ADD_COW_V10_HEADER_VERSION },
  )
  checkBits(
    findings,
    RULES['features.bits'],
    PLACES.features,
    { actual: fields.features, known: 0x3n },
  )
  checkLocated(
    findings,
    { bounds: RULES['backing_file.bounds'], control: RULES['backing_file.control'] },
    {
      field: 'header.backing_filename_offset, header.backing_filename_size',
      offset: 12,
      length: 8,
    },
    { name: 'backing_file', location: backingFileLocation, located: backingFileLocated },
  )
  checkLocated(
    findings,
    { bounds: RULES['image_file.bounds'], control: RULES['image_file.control'] },
    { field: 'header.image_filename_offset, header.image_filename_size', offset: 20, length: 8 },
    { name: 'image_file', location: imageFileLocation, located: imageFileLocated },
  )
  if (headerFeatures !== undefined && headerBackingFilenameOffset !== undefined && (headerFeatures & 1n) !== 0n && !(headerBackingFilenameOffset !== 0n)) findings.push(
    finding(
      RULES['features.backing_file_missing'],
      PLACES.backingFilenameOffset,
      { actual: headerBackingFilenameOffset, expected: 'the offset of a name' },
    ),
  )
  if (
    headerBackingFilenameOffset !== undefined && headerFeatures !== undefined && headerBackingFilenameOffset !== 0n && !(
      (headerFeatures & 1n) !== 0n
    )
  ) findings.push(finding(
    RULES['features.backing_file'],
    PLACES.features,
    { actual: hexInteger(headerFeatures), expected: 'feature bit 0 set' },
  ))
  if (headerFeatures !== undefined && (headerFeatures & 2n) !== 0n && !((headerFeatures & 1n) !== 0n)) findings.push(
    finding(
      RULES['features.no_probe'],
      PLACES.features,
      { actual: hexInteger(headerFeatures), expected: 'feature bit 0 set, or bit 1 clear' },
    ),
  )
  if (headerFeatures !== undefined && (headerFeatures & 1n) !== 0n && !((headerFeatures & 2n) !== 0n)) findings.push(
    finding(
      RULES['features.probe'],
      PLACES.features,
      { actual: hexInteger(headerFeatures), expected: 'feature bit 1 set, for a raw backing file' },
    ),
  )
  if (
    headerBackingFilenameOffset !== undefined && headerBackingFilenameSize !== undefined && headerBackingFilenameOffset !== 0n && !(
      headerBackingFilenameSize <= 1023n
    )
  ) findings.push(finding(
    RULES['backing_filename_size.limit'],
    PLACES.backingFilenameSize,
    { actual: headerBackingFilenameSize, expected: 'at most 1023 bytes' },
  ))
  if (headerBackingFilenameOffset !== undefined && backingFileText !== undefined && imageFileText !== undefined && headerBackingFilenameOffset !== 0n && !(backingFileText !== imageFileText)) findings.push(
    finding(
      RULES['backing_file.same'],
      placeOfText(
        'backing_file',
        backingFileLocated,
        {
          field: 'header.backing_filename_offset, header.backing_filename_size',
          offset: 12,
          length: 8,
        },
      ),
      { actual: backingFileText, expected: 'two different names' },
    ),
  )
  if (inputImageFileSize !== undefined && !(inputImageFileSize % 512n === 0n)) findings.push(
    finding(
      RULES['image_file.unaligned'],
      placeOfText(
        'image_file',
        imageFileLocated,
        {
          field: 'header.image_filename_offset, header.image_filename_size',
          offset: 20,
          length: 8,
        },
      ),
      { actual: inputImageFileSize + ' bytes', expected: 'a multiple of 512' },
    ),
  )
  checkRegions(findings, [
  ...(
    regionAllocationBitmap === undefined ? [] : [
      {
        region: regionAllocationBitmap,
        place: undefined,
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
export function regionsAddCowV10(bytes: Uint8Array, context: Context = {}): Region[] {
  const { regionAllocationBitmap } = examine(bytes, context)
  return presentRegions([regionAllocationBitmap])
}

/** The facts that every image has, as far as the header gives them. Never throws. */
export function factsAddCowV10(bytes: Uint8Array, context: Context = {}): ImageFacts {
  const {
    headerFeatures,
    headerImageFilenameSize,
    backingFileText,
    imageFileText,
    valueVirtualSize,
  } = examine(bytes, context)
  return {
    virtualSize: valueVirtualSize,
    clusterSize: 65536n,
    backingFile: (
      headerFeatures === undefined ? undefined : (headerFeatures & 1n) !== 0n
    ) === true ? backingFileText : undefined,
    backingFormat: (
      headerFeatures === undefined ? undefined : (headerFeatures & 3n) === 3n
    ) === true ? 'raw' : undefined,
    imageFile: imageFileText,
    imageFormat: (
      headerImageFilenameSize === undefined ? undefined : headerImageFilenameSize > 0n
    ) === true ? 'raw' : undefined,
    imageSizeInput: 'image_file_size',
    specific: specificFacts([
    ]),
  }
}

/** add-cow, June 2012 (patch version 10): everything above, in the shape that all formats share. */
export const addCowV10: Format<AddCowV10, AddCowV10Init> = {
  id: 'add-cow-v10',
  family: 'add-cow',
  title: 'add-cow, June 2012 (patch version 10)',
  status: 'proposed',
  summary: 'Copy-on-write for raw images with a bitmap of 64 KiB clusters, file names of any length, and feature bits.',
  signatures: SIGNATURES,
  headerSize: 36,
  areaLimit: 4096,
  area: (bytes) => areaSize(examine(bytes, {}).area, 36, 4096),
  parse: parseAddCowV10,
  serialize: serializeAddCowV10,
  check: checkAddCowV10,
  regions: regionsAddCowV10,
  facts: factsAddCowV10,
}
