/**
 * The hazards of image files, and what answers each of them.
 *
 * G are those of every format, Q of qcow2, O of the copy-on-write formats that are older. The conditions
 * are known from faults of programs that open images. `docs/security.md` has this table.
 */

/** Something that an image may have or do. */
export type Hazard =
  | {
      /** Rules report it; each is shown to, by a case of its own. */
      readonly kind: 'rules'
      readonly id: string
      readonly condition: string
      /** Ids; `*.truncated` stands for the rule of every format that has it. */
      readonly rules: readonly string[]
      readonly note?: string
    }
  /** No rule can report it: a property of the program keeps it out. */
  | {
      readonly kind: 'mechanism'
      readonly id: string
      readonly condition: string
      readonly answer: string
    }
  /** It lies in what is not read. */
  | { readonly kind: 'open'; readonly id: string; readonly condition: string; readonly why: string }

type Entry = readonly [id: string, condition: string, rules: string, note?: string]

/** Rule ids are parted by spaces; one that begins with a dot belongs to the format before it. */
function byRules([id, condition, text, note]: Entry): Hazard {
  let format = ''
  const rules = text.split(/\s+/).map((one) => {
    if (one.startsWith('.')) return format + one
    format = one.slice(0, one.indexOf('.'))
    return one
  })
  return { kind: 'rules', id, condition, rules, ...(note === undefined ? {} : { note }) }
}

const mechanism = (id: string, condition: string, answer: string): Hazard => ({
  kind: 'mechanism',
  id,
  condition,
  answer,
})

const open = (id: string, condition: string, why: string): Hazard => ({
  kind: 'open',
  id,
  condition,
  why,
})

const TABLES = 'L1, L2 and refcount tables are not read'

const EVERY_FORMAT: readonly Hazard[] = [
  byRules([
    'G01',
    'a file is several formats at once',
    'format.ambiguous .ambiguous_reading .choice',
  ]),
  byRules([
    'G02',
    'a file is called raw because nothing else fits',
    'format.unknown .near_miss .foreign',
    'raw is what `-f raw` says, and never a guess',
  ]),
  byRules(['G03', 'the bytes contradict the format that is named', 'format.mismatch']),
  byRules([
    'G04',
    'the file ends inside its header',
    '*.truncated format.empty qcow2.header_length.range .header_length.cluster',
  ]),
  byRules([
    'G05',
    'a name inside the image leads elsewhere',
    `*.backing_file.named *.backing_file.protocol *.backing_file.absolute *.backing_file.parent *.backing_file.device
    *.backing_file.outside *.backing_file.not_file *.backing_file.control *.image_file.named *.image_file.absolute
    *.image_file.outside qcow2.external_data_file.named .external_data_file.absolute`,
    'protocols and devices are never opened',
  ]),
  byRules([
    'G06',
    'it is not recorded what the backing file is, or it is something else',
    `*.backing_file.unprobed *.backing_file.format_mismatch qcow2.backing_file.format
    add-cow-v10.features.probe add-cow-v18.backing_file_format.empty .image_file_format.empty`,
  ]),
  byRules([
    'G07',
    'a chain leads back to itself, or never ends',
    '*.backing_file.loop *.backing_file.depth *.image_file.loop *.backing_file.same',
  ]),
  byRules([
    'G08',
    'sizes and offsets are chosen to overflow',
    `qcow2.size.range .l1_table_offset.range .snapshots_offset.range .refcount_table_offset.range cow-v2.size.limit
    add-cow-v4.size.range`,
    'expressions over fields are computed as `bigint`',
  ]),
  byRules([
    'G09',
    'a field that divides or shifts is zero or too large',
    `qcow2.cluster_bits.range .refcount_order.range cow-v2.sectorsize add-cow-v18.cluster_bits.range
    uml-cow-v3.alignment .sectorsize`,
    'a schema with a division that can fail does not compile',
  ]),
  byRules([
    'G10',
    'a table is announced that no memory holds',
    `qcow2.l1_size.range .refcount_table.too_large .bitmap_directory.too_large .nb_snapshots.range
    .snapshot_table.long limits.header_area .bytes_read`,
    'nothing is allocated by a length in the file',
  ]),
  byRules(['G11', 'a small file stands for a huge disk', 'limits.virtual_size .file_size']),
  open('G12', 'compressed data grows without bound', 'compressed clusters are not read'),
  byRules(['G13', 'two structures share bytes', 'qcow2.regions.overlap']),
  byRules([
    'G14',
    'a structure lies past the end of the file',
    `*.allocation_bitmap.beyond_file *.allocation_bitmap.no_data *.backing_file.bounds qcow2.l1_table.beyond_file
    .refcount_table.beyond_file .snapshot_table.beyond_file .bitmap_directory.beyond_file .encryption_header.beyond_file`,
  ]),
  byRules([
    'G15',
    'a feature is not known',
    `qcow2.incompatible_features.bits .compatible_features.bits .autoclear_features.bits add-cow-v10.features.bits
    add-cow-v18.features.bits .compatible_features.bits`,
  ]),
  byRules([
    'G16',
    'reserved or unused bytes are not zero',
    `qcow2.reserved_105 .bitmaps.reserved_4 cow-v2.hole_1036 .hole_1052 .gap.not_zero
    add-cow-v18.unused_bitmap.not_zero`,
  ]),
  byRules([
    'G17',
    'the image is in use, or was not closed',
    `qcow2.incompatible_features.dirty .incompatible_features.corrupt
    .bitmap_directory_entry.flags.in_use`,
  ]),
  mechanism('G18', 'a read goes past the end of the disk', 'block devices refuse the request'),
  byRules([
    'G19',
    'a text has no end, or characters that steer a terminal',
    '*.backing_file.unterminated *.backing_file.padding *.backing_file.control *.image_file.control',
    'what is printed is escaped',
  ]),
  mechanism(
    'G20',
    'an error in the middle of a copy goes unnoticed',
    'the command fails, and the target keeps its old content',
  ),
]

const QCOW2: readonly Hazard[] = [
  byRules(['Q01', 'version', 'qcow2.version.value']),
  byRules(['Q02', 'cluster size', 'qcow2.cluster_bits.range']),
  byRules([
    'Q03',
    'header length',
    'qcow2.header_length.range .header_length.unaligned .header_length.cluster',
  ]),
  byRules([
    'Q04',
    'backing file name: place and length',
    'qcow2.backing_file.bounds .backing_file_size.without_offset',
  ]),
  byRules([
    'Q05',
    'header extensions: length, order, number',
    `qcow2.extensions.bounds .extensions.duplicate .extensions.count .extensions.unknown
    .extensions.backing_format.content`,
  ]),
  byRules(['Q06', 'refcount width', 'qcow2.refcount_order.range']),
  byRules([
    'Q07',
    'refcount table: size and place',
    `qcow2.refcount_table_clusters.zero .refcount_table.too_large .refcount_table.unaligned .refcount_table.beyond_file
    .refcount_table_offset.range`,
  ]),
  byRules([
    'Q08',
    'L1 table: size and place',
    'qcow2.l1_size.range .l1_size.small .l1_table.unaligned .l1_table.beyond_file',
  ]),
  byRules([
    'Q09',
    'snapshots: number, entries, L1 tables',
    `qcow2.nb_snapshots.range .snapshot_table.unaligned .snapshot_table.beyond_file .snapshot_table.cut
    .snapshot.l1_size.range .snapshot.l1_table_offset.unaligned .snapshot.l1_table_offset.beyond_file
    .snapshot.extra_data_size.range .snapshot.extra_data_size.small .snapshot.id_size.zero`,
  ]),
  byRules([
    'Q10',
    'incompatible features',
    `qcow2.incompatible_features.bits .incompatible_features.dirty .incompatible_features.corrupt
    .incompatible_features.data_file`,
  ]),
  byRules([
    'Q11',
    'compression type',
    'qcow2.compression_type.bit .compression_type.value .incompatible_features.compression_type',
  ]),
  byRules([
    'Q12',
    'extended L2 entries with small clusters',
    'qcow2.incompatible_features.extended_l2',
    'the entries themselves are not read',
  ]),
  open('Q13', 'L1, L2 and refcount entries', TABLES),
  open('Q14', 'descriptors of compressed clusters', TABLES),
  open('Q15', 'zero flag in an image of version 2', TABLES),
  byRules([
    'Q16',
    'encryption',
    `qcow2.crypt_method.value .crypt_method.header .full_disk_encryption.method
    .extensions.full_disk_encryption.content .encryption_header.unaligned`,
  ]),
  byRules([
    'Q17',
    'bitmaps: directory and entries',
    `qcow2.bitmaps.count .bitmaps.directory_size .bitmaps.stale .autoclear_features.bitmaps .bitmap_directory.unaligned
    .bitmap_directory.beyond_file .bitmap_directory_entry.bitmap_table_size.range
    .bitmap_directory_entry.bitmap_table_size.disk .bitmap_directory_entry.bitmap_table_offset.unaligned
    .bitmap_directory_entry.bitmap_table_offset.beyond_file .bitmap_directory_entry.flags.bits
    .bitmap_directory_entry.flags.extra_data .bitmap_directory_entry.type.value
    .bitmap_directory_entry.granularity_bits.range .bitmap_directory_entry.name_size.range
    .bitmap_directory_entry.extra_data_size.unsupported`,
  ]),
  byRules([
    'Q18',
    'data file: flags that do not fit together',
    `qcow2.autoclear_features.raw_data_file .autoclear_features.raw_backing .external_data_file.unused
    .incompatible_features.data_file_snapshots`,
    'its refcounts are not read',
  ]),
  open('Q19', 'two L1 entries with one L2 table', TABLES),
  byRules(['Q20', 'size of the disk', 'qcow2.size.unaligned']),
]

const OLDER: readonly Hazard[] = [
  byRules([
    'O01',
    'QEMU cow and UML cow have one magic and version',
    'format.choice .ambiguous_reading',
  ]),
  byRules([
    'O02',
    'the header of a 32-bit build is shorter',
    'format.choice',
    'it is read as `cow-v2-i386`',
  ]),
  byRules(['O03', 'a name fills its field', 'cow-v2.backing_file.unterminated']),
  byRules(['O04', 'sector size', 'cow-v2.sectorsize uml-cow-v2.sectorsize']),
  byRules([
    'O05',
    'a size whose bitmap no program could hold',
    'cow-v2.size.limit .allocation_bitmap.beyond_file',
  ]),
  byRules(['O06', 'alignment of UML cow', 'uml-cow-v3.alignment']),
  byRules(['O07', 'content format of UML cow', 'uml-cow-v3.cow_format.value']),
  byRules([
    'O08',
    'the padded header of some builds of UML cow',
    'format.choice',
    'it is read as `uml-cow-v3-broken`',
  ]),
  byRules([
    'O09',
    'the backing file was changed',
    'cow-v2.backing_file.mtime uml-cow-v3.backing_file.mtime .backing_file.size',
  ]),
  byRules([
    'O10',
    'bits past the last sector, or for data that is not there',
    '*.allocation_bitmap.past_end *.allocation_bitmap.no_data',
  ]),
  byRules(['O11', 'a bitmap that is a byte short by its rounding', 'uml-cow-v2.size.rounding']),
  byRules([
    'O12',
    'add-cow: names, bitmap and flags that do not fit together',
    `add-cow-v4.image_file.empty add-cow-v10.image_file.bounds .features.backing_file .features.backing_file_missing
    add-cow-v18.image_file.bounds .header_size.exact .cluster_bits.range .unused_bitmap.not_zero
    .compatible_features.no_backing`,
  ]),
]

/** Every hazard that concerns these formats. */
export const HAZARDS: readonly Hazard[] = [...EVERY_FORMAT, ...QCOW2, ...OLDER]

/** The row of a hazard in the table of `docs/security.md`. */
export function hazardRow(hazard: Hazard): string {
  const { id, condition } = hazard
  return `| ${id} | ${condition} | ${answerOf(hazard)} |`
}

function answerOf(hazard: Hazard): string {
  switch (hazard.kind) {
    case 'rules': {
      const rules = hazard.rules.map((rule) => `\`${rule}\``).join(', ')
      return hazard.note === undefined ? rules : `${rules}; ${hazard.note}`
    }
    case 'mechanism':
      return hazard.answer
    case 'open':
      return `not checked: ${hazard.why}`
  }
}
