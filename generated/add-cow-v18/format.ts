// Generated from schemas/add-cow/v18.ts by `cowtools generate`. Do not edit: change the schema and run it again.
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
  alignUp,
  ceilDiv,
  checkBits,
  checkConstant,
  checkFixedText,
  checkLength,
  checkLocated,
  checkRange,
  checkRegions,
  composeHeader,
  finding,
  hexInteger,
  known,
  locate,
  locatedText,
  max,
  outOfRange,
  placeOfRegion,
  placeOfText,
  placeStrings,
  presentRegions,
  requireRange,
  requireSignature,
  requireText,
  specificFacts,
} from '../../src/binary/index.ts'
import {
  type AddCowV18Header,
  type AddCowV18HeaderInit,
  readAddCowV18Header,
  parseAddCowV18Header,
  serializeAddCowV18Header,
  ADD_COW_V18_HEADER_MAGIC,
} from './structs.ts'

/** How images of this format begin. */
const SIGNATURES: readonly Signature[] = [{ at: 0, bytes: Uint8Array.of(0x41, 0x43, 0x4f, 0x57) }]
/** The rules of this format, by the last part of their id. */
const RULES = {
  'cluster_bits.v19': {
    id: 'add-cow-v18.cluster_bits.v19',
    severity: 'warning',
    message: 'the clusters are smaller than versions 19 and 20 accept',
    spec: 'add-cow-v18.md#rule-cluster_bits.v19',
  },
  'header_size.exact': {
    id: 'add-cow-v18.header_size.exact',
    severity: 'error',
    message: 'the header size is neither 4096 nor the cluster size, whichever is more',
    spec: 'add-cow-v18.md#rule-header_size.exact',
  },
  'backing_file_offset.limit': {
    id: 'add-cow-v18.backing_file_offset.limit',
    severity: 'warning',
    message: 'the name of the backing file begins too close to the end of the header',
    spec: 'add-cow-v18.md#rule-backing_file_offset.limit',
  },
  'image_file_offset.limit': {
    id: 'add-cow-v18.image_file_offset.limit',
    severity: 'warning',
    message: 'the name of the image file begins too close to the end of the header',
    spec: 'add-cow-v18.md#rule-image_file_offset.limit',
  },
  'image_file_size.limit': {
    id: 'add-cow-v18.image_file_size.limit',
    severity: 'warning',
    message: 'the name of the image file takes up all the space for names, or more',
    spec: 'add-cow-v18.md#rule-image_file_size.limit',
  },
  'backing_file_size.without_offset': {
    id: 'add-cow-v18.backing_file_size.without_offset',
    severity: 'warning',
    message: 'the name of the backing file has a length but no place',
    spec: 'add-cow-v18.md#rule-backing_file_size.without_offset',
  },
  'compatible_features.no_backing': {
    id: 'add-cow-v18.compatible_features.no_backing',
    severity: 'warning',
    message: 'there is no backing file, yet not all clusters are marked as allocated',
    spec: 'add-cow-v18.md#rule-compatible_features.no_backing',
  },
  'compatible_features.ignored_backing': {
    id: 'add-cow-v18.compatible_features.ignored_backing',
    severity: 'notice',
    message: 'all clusters are allocated, so the backing file that is named is not used',
    spec: 'add-cow-v18.md#rule-compatible_features.ignored_backing',
  },
  'backing_file.same': {
    id: 'add-cow-v18.backing_file.same',
    severity: 'error',
    message: 'backing file and image file are the same file',
    spec: 'add-cow-v18.md#rule-backing_file.same',
  },
  'backing_file_format.empty': {
    id: 'add-cow-v18.backing_file_format.empty',
    severity: 'warning',
    message: 'the format of the backing file is not recorded',
    spec: 'add-cow-v18.md#rule-backing_file_format.empty',
  },
  'backing_file_format.unused': {
    id: 'add-cow-v18.backing_file_format.unused',
    severity: 'notice',
    message: 'the format of a backing file is recorded, but there is no backing file',
    spec: 'add-cow-v18.md#rule-backing_file_format.unused',
  },
  'backing_file_format.known': {
    id: 'add-cow-v18.backing_file_format.known',
    severity: 'warning',
    message: 'the format of the backing file is not one that QEMU knows',
    spec: 'add-cow-v18.md#rule-backing_file_format.known',
  },
  'image_file_format.empty': {
    id: 'add-cow-v18.image_file_format.empty',
    severity: 'warning',
    message: 'the format of the image file is not recorded',
    spec: 'add-cow-v18.md#rule-image_file_format.empty',
  },
  'image_file_format.known': {
    id: 'add-cow-v18.image_file_format.known',
    severity: 'warning',
    message: 'the format of the image file is not one that QEMU knows',
    spec: 'add-cow-v18.md#rule-image_file_format.known',
  },
  'image_file.unaligned': {
    id: 'add-cow-v18.image_file.unaligned',
    severity: 'notice',
    message: 'the length of the image file is not a multiple of 512; its end is out of reach',
    spec: 'add-cow-v18.md#rule-image_file.unaligned',
  },
  'allocation_bitmap.padding': {
    id: 'add-cow-v18.allocation_bitmap.padding',
    severity: 'notice',
    message: 'the file does not end with a whole cluster of the bitmap',
    spec: 'add-cow-v18.md#rule-allocation_bitmap.padding',
  },
  'truncated': {
    id: 'add-cow-v18.truncated',
    severity: 'error',
    message: 'the file ends inside the header',
    spec: 'add-cow-v18.md#rule-truncated',
  },
  'magic': {
    id: 'add-cow-v18.magic',
    severity: 'error',
    message: 'magic is not the constant of this format',
    spec: 'add-cow-v18.md#rule-magic',
  },
  'cluster_bits.range': {
    id: 'add-cow-v18.cluster_bits.range',
    severity: 'error',
    message: 'cluster_bits is out of range',
    spec: 'add-cow-v18.md#rule-cluster_bits.range',
  },
  'features.bits': {
    id: 'add-cow-v18.features.bits',
    severity: 'error',
    message: 'features has an unknown bit: a reader must refuse the image',
    spec: 'add-cow-v18.md#rule-features.bits',
  },
  'compatible_features.bits': {
    id: 'add-cow-v18.compatible_features.bits',
    severity: 'notice',
    message: 'compatible_features has an unknown bit, which readers may ignore',
    spec: 'add-cow-v18.md#rule-compatible_features.bits',
  },
  'header_size.range': {
    id: 'add-cow-v18.header_size.range',
    severity: 'error',
    message: 'header_size is out of range',
    spec: 'add-cow-v18.md#rule-header_size.range',
  },
  'backing_file_format.padding': {
    id: 'add-cow-v18.backing_file_format.padding',
    severity: 'notice',
    message: 'backing_file_format has bytes after its NUL',
    spec: 'add-cow-v18.md#rule-backing_file_format.padding',
  },
  'backing_file_format.control': {
    id: 'add-cow-v18.backing_file_format.control',
    severity: 'warning',
    message: 'backing_file_format has control characters or bytes that are no UTF-8',
    spec: 'add-cow-v18.md#rule-backing_file_format.control',
  },
  'image_file_format.padding': {
    id: 'add-cow-v18.image_file_format.padding',
    severity: 'notice',
    message: 'image_file_format has bytes after its NUL',
    spec: 'add-cow-v18.md#rule-image_file_format.padding',
  },
  'image_file_format.control': {
    id: 'add-cow-v18.image_file_format.control',
    severity: 'warning',
    message: 'image_file_format has control characters or bytes that are no UTF-8',
    spec: 'add-cow-v18.md#rule-image_file_format.control',
  },
  'backing_file.bounds': {
    id: 'add-cow-v18.backing_file.bounds',
    severity: 'error',
    message: 'backing_file lies outside the space for it, or has an impossible length',
    spec: 'add-cow-v18.md#rule-backing_file.bounds',
  },
  'backing_file.control': {
    id: 'add-cow-v18.backing_file.control',
    severity: 'warning',
    message: 'backing_file has a NUL, control characters or bytes that are no UTF-8',
    spec: 'add-cow-v18.md#rule-backing_file.control',
  },
  'image_file.bounds': {
    id: 'add-cow-v18.image_file.bounds',
    severity: 'error',
    message: 'image_file lies outside the space for it, or has an impossible length',
    spec: 'add-cow-v18.md#rule-image_file.bounds',
  },
  'image_file.control': {
    id: 'add-cow-v18.image_file.control',
    severity: 'warning',
    message: 'image_file has a NUL, control characters or bytes that are no UTF-8',
    spec: 'add-cow-v18.md#rule-image_file.control',
  },
  'allocation_bitmap.beyond_file': {
    id: 'add-cow-v18.allocation_bitmap.beyond_file',
    severity: 'error',
    message: 'the file ends before allocation_bitmap does',
    spec: 'add-cow-v18.md#rule-allocation_bitmap.beyond_file',
  },
} as const satisfies Record<string, Rule>
/** Where the parts of the header stand. */
const PLACES = {
  magic: { field: 'header.magic', offset: 0, length: 4 },
  backingFileOffset: { field: 'header.backing_file_offset', offset: 4, length: 4 },
  backingFileSize: { field: 'header.backing_file_size', offset: 8, length: 4 },
  imageFileOffset: { field: 'header.image_file_offset', offset: 12, length: 4 },
  imageFileSize: { field: 'header.image_file_size', offset: 16, length: 4 },
  clusterBits: { field: 'header.cluster_bits', offset: 20, length: 4 },
  features: { field: 'header.features', offset: 24, length: 8 },
  compatibleFeatures: { field: 'header.compatible_features', offset: 32, length: 8 },
  headerSize: { field: 'header.header_size', offset: 40, length: 4 },
  backingFileFormat: { field: 'header.backing_file_format', offset: 44, length: 16 },
  imageFileFormat: { field: 'header.image_file_format', offset: 60, length: 16 },
} as const satisfies Record<string, Place>

/**
 * The header area of a add-cow, 2013 (patch versions 18 to 20) image.
 * Copy-on-write for raw images: cluster size of choice, recorded formats, feature words, magic "ACOW".
 *
 * The last layout of add-cow that was posted to QEMU; it was not merged either. Version 14 of the series cut the magic from 8 bytes to 4,
 * version 13 made the cluster size a choice, and version 18 dropped the version field, so files of version 17 and before are laid out differently.
 *
 * Versions 18, 19 and 20 share the layout, and the same commands make the same bytes with each of them. What differs is what they accept, and what
 * they say about terminators; see the revisions.
 */
export interface AddCowV18 {
  /** The fixed header. */
  readonly header: AddCowV18Header
  /** Name of the backing file; not NUL-terminated. */
  readonly backingFile?: string | undefined
  /** Name of the file that holds the data; not NUL-terminated. */
  readonly imageFile?: string | undefined
}

/**
 * What `serializeAddCowV18` needs. Names get their length fields from their text, and a place
 * where their offset field is 0 or left out.
 */
export interface AddCowV18Init {
  /** The fixed header. */
  readonly header: Omit<AddCowV18HeaderInit, 'backingFileOffset' | 'backingFileSize' | 'imageFileOffset' | 'imageFileSize'> & Partial<Pick<AddCowV18HeaderInit, 'backingFileOffset' | 'backingFileSize' | 'imageFileOffset' | 'imageFileSize'>>
  /** Name of the backing file; not NUL-terminated. */
  readonly backingFile?: string | undefined
  /** Name of the file that holds the data; not NUL-terminated. */
  readonly imageFile?: string | undefined
}

/**
 * Parses the header area of an image; `bytes` are the first bytes of the file, as many as
 * `area` of the format says. A value outside its range is refused, other rules are not checked.
 *
 * @throws FormatError (truncated, bad-magic, bad-constant, out-of-range, out-of-bounds)
 */
export function parseAddCowV18(bytes: Uint8Array): AddCowV18 {
  const header = parseAddCowV18Header(bytes)
  requireSignature(bytes, SIGNATURES)
  if (header.clusterBits < 9 || header.clusterBits > 21) throw outOfRange(
    'header.cluster_bits',
    20,
    { actual: header.clusterBits, min: 9, max: 21 },
  )
  if (header.headerSize < 4096 || header.headerSize > 2097152) throw outOfRange(
    'header.header_size',
    40,
    { actual: header.headerSize, min: 4096, max: 2097152 },
  )
  const { backingFileLocated, imageFileLocated } = examine(bytes, {})
  return {
    header,
    backingFile: requireText('backing_file', 4, backingFileLocated),
    imageFile: requireText('image_file', 12, imageFileLocated),
  }
}

/**
 * Writes the whole header area. What was parsed and not changed comes out byte for byte.
 *
 * @throws RangeError if a value does not fit, or parts would overlap
 */
export function serializeAddCowV18(image: AddCowV18Init): Uint8Array {
  const start = {
    backingFileOffset: 0,
    backingFileSize: 0,
    imageFileOffset: 0,
    imageFileSize: 0,
    ...image.header,
  }
  requireRange(start.clusterBits, 9, 21, 'header.cluster_bits')
  requireRange(start.headerSize, 4096, 2097152, 'header.header_size')
  const { raw } = image.header
  const before = raw && examine(raw, {})
  const strings = placeStrings([
    {
      name: 'backing_file',
      text: image.backingFile,
      offset: start.backingFileOffset,
      before: before?.backingFileLocated,
    },
    {
      name: 'image_file',
      text: image.imageFile,
      offset: start.imageFileOffset,
      before: before?.imageFileLocated,
    },
  ], 76)
  const placedBackingFile = strings.get('backing_file')
  const placedImageFile = strings.get('image_file')
  const header = serializeAddCowV18Header({
    ...start,
    ...(
      placedBackingFile && {
        backingFileOffset: placedBackingFile.offset,
        backingFileSize: placedBackingFile.bytes.length,
      }
    ),
    ...(
      placedImageFile && {
        imageFileOffset: placedImageFile.offset,
        imageFileSize: placedImageFile.bytes.length,
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
      headerLength: 76,
      records: undefined,
      strings: [before.backingFileLocated, before.imageFileLocated],
    },
  })
}

/** All that the header says, as far as it can be known. Never throws. */
function examine(bytes: Uint8Array, context: Context) {
  const fields = readAddCowV18Header(bytes)
  const fileSize = known(context.fileSize ?? bytes.length)
  const headerHeaderSize = known(fields.headerSize, 4096n, 2097152n)
  const headerClusterBits = known(fields.clusterBits, 9n, 21n)
  const inputImageFileSize = known(context.inputs?.['image_file_size'])
  const headerBackingFileOffset = known(fields.backingFileOffset)
  const headerCompatibleFeatures = known(fields.compatibleFeatures)
  const headerImageFileOffset = known(fields.imageFileOffset)
  const headerImageFileSize = known(fields.imageFileSize)
  const headerBackingFileSize = known(fields.backingFileSize)
  const headerBackingFileFormat = fields.backingFileFormat
  const headerImageFileFormat = fields.imageFileFormat
  const backingFileLocation: Location = {
    present: headerBackingFileOffset === undefined ? undefined : headerBackingFileOffset !== 0n,
    offset: headerBackingFileOffset,
    size: headerBackingFileSize,
    min: 76n,
    end: headerHeaderSize,
    minSize: 1,
    maxSize: 1023,
  }
  const backingFileLocated = locate(bytes, 'backing_file', backingFileLocation)
  const backingFileText = locatedText(backingFileLocated)
  const imageFileLocation: Location = {
    present: true,
    offset: headerImageFileOffset,
    size: headerImageFileSize,
    min: 76n,
    end: headerHeaderSize,
    minSize: 1,
    maxSize: 4096,
  }
  const imageFileLocated = locate(bytes, 'image_file', imageFileLocation)
  const imageFileText = locatedText(imageFileLocated)
  const valueClusterSize = headerClusterBits === undefined ? undefined : 1n << headerClusterBits
  const valueVirtualSize = inputImageFileSize === undefined ? undefined : inputImageFileSize / 512n * 512n
  const valueClusters = valueVirtualSize === undefined || valueClusterSize === undefined ? undefined : ceilDiv(
    valueVirtualSize,
    valueClusterSize,
  )
  const area = headerHeaderSize
  const regionAllocationBitmap: Region | undefined = (
    headerCompatibleFeatures === undefined ? undefined : (headerCompatibleFeatures & 1n) === 0n
  ) === false ? undefined : {
    name: 'allocation_bitmap',
    kind: 'bitmap',
    offset: headerHeaderSize,
    size: valueClusters === undefined || valueClusterSize === undefined ? undefined : alignUp(
      ceilDiv(valueClusters, 8n),
      valueClusterSize,
    ),
    bitmap: {
      unit: valueClusterSize,
      count: valueClusters,
      bits: 'lsb-first',
    },
  }
  const regionUnusedBitmap: Region | undefined = (
    headerCompatibleFeatures === undefined ? undefined : (headerCompatibleFeatures & 1n) !== 0n
  ) === false ? undefined : {
    name: 'unused_bitmap',
    kind: 'unused',
    offset: headerHeaderSize,
    size: valueClusters === undefined || valueClusterSize === undefined ? undefined : alignUp(
      ceilDiv(valueClusters, 8n),
      valueClusterSize,
    ),
  }
  return {
    fields,
    fileSize,
    headerHeaderSize,
    headerClusterBits,
    inputImageFileSize,
    headerBackingFileOffset,
    headerCompatibleFeatures,
    headerImageFileOffset,
    headerImageFileSize,
    headerBackingFileSize,
    headerBackingFileFormat,
    headerImageFileFormat,
    backingFileText,
    backingFileLocation,
    backingFileLocated,
    imageFileText,
    imageFileLocation,
    imageFileLocated,
    valueClusterSize,
    valueVirtualSize,
    valueClusters,
    area,
    regionAllocationBitmap,
    regionUnusedBitmap,
  }
}

/**
 * Checks the header against every rule of the format, and its regions against the file.
 *
 * Never throws and never stops at the first fault. `bytes` are the first bytes of the file: as many
 * as its header area has.
 */
export function checkAddCowV18(bytes: Uint8Array, context: Context = {}): Finding[] {
  const findings: Finding[] = []
  const {
    fields,
    fileSize,
    headerHeaderSize,
    headerClusterBits,
    inputImageFileSize,
    headerBackingFileOffset,
    headerCompatibleFeatures,
    headerImageFileOffset,
    headerImageFileSize,
    headerBackingFileSize,
    headerBackingFileFormat,
    headerImageFileFormat,
    backingFileText,
    backingFileLocation,
    backingFileLocated,
    imageFileText,
    imageFileLocation,
    imageFileLocated,
    valueClusterSize,
    area,
    regionAllocationBitmap,
    regionUnusedBitmap,
  } = examine(bytes, context)
  checkLength(
    findings,
    RULES['truncated'],
    {
      have: fileSize ?? BigInt(bytes.length),
      need: area === undefined ? 76n : max(area, 76n),
      what: 'header',
    },
  )
  checkConstant(
    findings,
    RULES['magic'],
    PLACES.magic,
    { actual: fields.magic, expected: ADD_COW_V18_HEADER_MAGIC },
  )
  checkRange(
    findings,
    RULES['cluster_bits.range'],
    PLACES.clusterBits,
    { actual: fields.clusterBits, min: 9n, max: 21n },
  )
  checkBits(
    findings,
    RULES['features.bits'],
    PLACES.features,
    { actual: fields.features, known: 0x0n },
  )
  checkBits(
    findings,
    RULES['compatible_features.bits'],
    PLACES.compatibleFeatures,
    { actual: fields.compatibleFeatures, known: 0x1n },
  )
  checkRange(
    findings,
    RULES['header_size.range'],
    PLACES.headerSize,
    { actual: fields.headerSize, min: 4096n, max: 2097152n },
  )
  checkFixedText(
    findings,
    {
      padding: RULES['backing_file_format.padding'],
      control: RULES['backing_file_format.control'],
    },
    PLACES.backingFileFormat,
    { bytes, text: fields.backingFileFormat },
  )
  checkFixedText(
    findings,
    { padding: RULES['image_file_format.padding'], control: RULES['image_file_format.control'] },
    PLACES.imageFileFormat,
    { bytes, text: fields.imageFileFormat },
  )
  checkLocated(
    findings,
    { bounds: RULES['backing_file.bounds'], control: RULES['backing_file.control'] },
    { field: 'header.backing_file_offset, header.backing_file_size', offset: 4, length: 8 },
    { name: 'backing_file', location: backingFileLocation, located: backingFileLocated },
  )
  checkLocated(
    findings,
    { bounds: RULES['image_file.bounds'], control: RULES['image_file.control'] },
    { field: 'header.image_file_offset, header.image_file_size', offset: 12, length: 8 },
    { name: 'image_file', location: imageFileLocation, located: imageFileLocated },
  )
  if (headerClusterBits !== undefined && !(headerClusterBits >= 12n)) findings.push(
    finding(
      RULES['cluster_bits.v19'],
      PLACES.clusterBits,
      { actual: headerClusterBits, expected: '12 to 21' },
    ),
  )
  if (headerHeaderSize !== undefined && valueClusterSize !== undefined && !(headerHeaderSize === max(4096n, valueClusterSize))) findings.push(
    finding(
      RULES['header_size.exact'],
      PLACES.headerSize,
      { actual: headerHeaderSize, expected: 'max(4096, cluster size)' },
    ),
  )
  if (
    headerBackingFileOffset !== undefined && headerHeaderSize !== undefined && headerBackingFileOffset !== 0n && !(
      headerBackingFileOffset <= headerHeaderSize - 2n
    )
  ) findings.push(finding(
    RULES['backing_file_offset.limit'],
    PLACES.backingFileOffset,
    { actual: headerBackingFileOffset, expected: 'at most the header size less 2' },
  ))
  if (headerImageFileOffset !== undefined && headerHeaderSize !== undefined && !(headerImageFileOffset <= headerHeaderSize - 2n)) findings.push(
    finding(
      RULES['image_file_offset.limit'],
      PLACES.imageFileOffset,
      { actual: headerImageFileOffset, expected: 'at most the header size less 2' },
    ),
  )
  if (headerImageFileSize !== undefined && headerHeaderSize !== undefined && !(headerImageFileSize < headerHeaderSize - 76n)) findings.push(
    finding(
      RULES['image_file_size.limit'],
      PLACES.imageFileSize,
      { actual: headerImageFileSize, expected: 'less than the header size less 76' },
    ),
  )
  if (
    headerBackingFileOffset !== undefined && headerBackingFileSize !== undefined && headerBackingFileOffset === 0n && !(
      headerBackingFileSize === 0n
    )
  ) findings.push(finding(
    RULES['backing_file_size.without_offset'],
    PLACES.backingFileSize,
    { actual: headerBackingFileSize, expected: '0' },
  ))
  if (
    headerBackingFileOffset !== undefined && headerCompatibleFeatures !== undefined && headerBackingFileOffset === 0n && !(
      (headerCompatibleFeatures & 1n) !== 0n
    )
  ) findings.push(finding(
    RULES['compatible_features.no_backing'],
    PLACES.compatibleFeatures,
    { actual: hexInteger(headerCompatibleFeatures), expected: 'bit 0 set' },
  ))
  if (headerCompatibleFeatures !== undefined && headerBackingFileOffset !== undefined && (headerCompatibleFeatures & 1n) !== 0n && !(headerBackingFileOffset === 0n)) findings.push(
    finding(
      RULES['compatible_features.ignored_backing'],
      PLACES.compatibleFeatures,
      { actual: 'backing_file_offset ' + headerBackingFileOffset, expected: 'no backing file' },
    ),
  )
  if (headerBackingFileOffset !== undefined && backingFileText !== undefined && imageFileText !== undefined && headerBackingFileOffset !== 0n && !(backingFileText !== imageFileText)) findings.push(
    finding(
      RULES['backing_file.same'],
      placeOfText(
        'backing_file',
        backingFileLocated,
        { field: 'header.backing_file_offset, header.backing_file_size', offset: 4, length: 8 },
      ),
      { actual: backingFileText, expected: 'two different names' },
    ),
  )
  if (
    headerBackingFileOffset !== undefined && headerBackingFileFormat !== undefined && headerBackingFileOffset !== 0n && !(
      headerBackingFileFormat !== ''
    )
  ) findings.push(finding(
    RULES['backing_file_format.empty'],
    PLACES.backingFileFormat,
    { actual: headerBackingFileFormat, expected: 'the name of a format' },
  ))
  if (
    headerBackingFileOffset !== undefined && headerBackingFileFormat !== undefined && headerBackingFileOffset === 0n && !(
      headerBackingFileFormat === ''
    )
  ) findings.push(finding(
    RULES['backing_file_format.unused'],
    PLACES.backingFileFormat,
    { actual: headerBackingFileFormat, expected: 'an empty name' },
  ))
  if (
    headerBackingFileFormat !== undefined && headerBackingFileFormat !== '' && !(
      headerBackingFileFormat === 'raw' || headerBackingFileFormat === 'cow' || headerBackingFileFormat === 'qcow' || headerBackingFileFormat === 'qcow2' || headerBackingFileFormat === 'qed' || headerBackingFileFormat === 'add-cow' || headerBackingFileFormat === 'vdi' || headerBackingFileFormat === 'vmdk' || headerBackingFileFormat === 'vpc' || headerBackingFileFormat === 'vhdx' || headerBackingFileFormat === 'parallels' || headerBackingFileFormat === 'bochs' || headerBackingFileFormat === 'cloop' || headerBackingFileFormat === 'dmg'
    )
  ) findings.push(finding(
    RULES['backing_file_format.known'],
    PLACES.backingFileFormat,
    { actual: headerBackingFileFormat, expected: 'the name of a QEMU image format' },
  ))
  if (headerImageFileFormat !== undefined && !(headerImageFileFormat !== '')) findings.push(
    finding(
      RULES['image_file_format.empty'],
      PLACES.imageFileFormat,
      { actual: headerImageFileFormat, expected: 'the name of a format' },
    ),
  )
  if (
    headerImageFileFormat !== undefined && headerImageFileFormat !== '' && !(
      headerImageFileFormat === 'raw' || headerImageFileFormat === 'cow' || headerImageFileFormat === 'qcow' || headerImageFileFormat === 'qcow2' || headerImageFileFormat === 'qed' || headerImageFileFormat === 'add-cow' || headerImageFileFormat === 'vdi' || headerImageFileFormat === 'vmdk' || headerImageFileFormat === 'vpc' || headerImageFileFormat === 'vhdx' || headerImageFileFormat === 'parallels' || headerImageFileFormat === 'bochs' || headerImageFileFormat === 'cloop' || headerImageFileFormat === 'dmg'
    )
  ) findings.push(finding(
    RULES['image_file_format.known'],
    PLACES.imageFileFormat,
    { actual: headerImageFileFormat, expected: 'the name of a QEMU image format' },
  ))
  if (inputImageFileSize !== undefined && !(inputImageFileSize % 512n === 0n)) findings.push(
    finding(
      RULES['image_file.unaligned'],
      placeOfText(
        'image_file',
        imageFileLocated,
        { field: 'header.image_file_offset, header.image_file_size', offset: 12, length: 8 },
      ),
      { actual: inputImageFileSize + ' bytes', expected: 'a multiple of 512' },
    ),
  )
  if (
    headerCompatibleFeatures !== undefined && fileSize !== undefined && headerHeaderSize !== undefined && valueClusterSize !== undefined && regionAllocationBitmap !== undefined && (
      (headerCompatibleFeatures & 1n) === 0n && fileSize >= headerHeaderSize
    ) && !((fileSize - headerHeaderSize) % valueClusterSize === 0n)
  ) findings.push(finding(
    RULES['allocation_bitmap.padding'],
    placeOfRegion(regionAllocationBitmap),
    {
      actual: fileSize - headerHeaderSize + ' bytes',
      expected: 'a bitmap area that is a multiple of the cluster size',
    },
  ))
  checkRegions(findings, [
  ...(
    regionAllocationBitmap === undefined ? [] : [
      {
        region: regionAllocationBitmap,
        place: { field: 'header.cluster_bits, header.header_size', offset: 20, length: 24 },
        beyondFile: RULES['allocation_bitmap.beyond_file'],
        byField: false,
      },
    ]
  ),
  ...(
    regionUnusedBitmap === undefined ? [] : [
      {
        region: regionUnusedBitmap,
        place: { field: 'header.cluster_bits, header.header_size', offset: 20, length: 24 },
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
export function regionsAddCowV18(bytes: Uint8Array, context: Context = {}): Region[] {
  const { regionAllocationBitmap, regionUnusedBitmap } = examine(bytes, context)
  return presentRegions(
    [regionAllocationBitmap, regionUnusedBitmap],
    ['allocation_bitmap', 'unused_bitmap'],
  )
}

/** The facts that every image has, as far as the header gives them. Never throws. */
export function factsAddCowV18(bytes: Uint8Array, context: Context = {}): ImageFacts {
  const {
    fields,
    headerBackingFileOffset,
    headerCompatibleFeatures,
    backingFileText,
    imageFileText,
    valueClusterSize,
    valueVirtualSize,
  } = examine(bytes, context)
  return {
    virtualSize: valueVirtualSize,
    clusterSize: valueClusterSize,
    backingFile: (
      headerCompatibleFeatures === undefined ? undefined : (headerCompatibleFeatures & 1n) === 0n
    ) === true ? backingFileText : undefined,
    backingFormat: (
      headerBackingFileOffset === undefined || headerCompatibleFeatures === undefined ? undefined : headerBackingFileOffset !== 0n && (
        headerCompatibleFeatures & 1n
      ) === 0n
    ) === true ? (fields.backingFileFormat || undefined) : undefined,
    imageFile: imageFileText,
    imageFormat: (fields.imageFileFormat || undefined),
    imageSizeInput: 'image_file_size',
    specific: specificFacts([
    ]),
  }
}

/** add-cow, 2013 (patch versions 18 to 20): everything above, in the shape that all formats share. */
export const addCowV18: Format<AddCowV18, AddCowV18Init> = {
  id: 'add-cow-v18',
  family: 'add-cow',
  title: 'add-cow, 2013 (patch versions 18 to 20)',
  status: 'proposed',
  summary: 'Copy-on-write for raw images: cluster size of choice, recorded formats, feature words, magic "ACOW".',
  signatures: SIGNATURES,
  headerSize: 76,
  areaLimit: 2097152,
  area: (bytes) => areaSize(examine(bytes, {}).area, 76, 2097152),
  parse: parseAddCowV18,
  serialize: serializeAddCowV18,
  check: checkAddCowV18,
  regions: regionsAddCowV18,
  facts: factsAddCowV18,
}
