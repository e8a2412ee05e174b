import type { FormatInput } from '../../codegen/schema/index.ts'

/** Rules of each snapshot, and of each bitmap in the directory. */
export const TABLE_RULES: NonNullable<FormatInput['rules']> = [
  {
    id: 'snapshot.l1_table_offset.unaligned',
    each: 'snapshot_table',
    severity: 'error',
    assert: 'snapshot.l1_table_offset % cluster_size == 0',
    message: 'the L1 table of a snapshot is not aligned to a cluster',
    expected: 'a multiple of the cluster size',
    at: 'snapshot.l1_table_offset',
    summary: 'The L1 table of a snapshot begins at a cluster.',
    advice:
      'Convert the current disk into a new image, which then has no snapshot. No tool mends the entry.',
    details:
      'QEMU opens the image, and refuses to go back to the snapshot or to delete it; `qemu-img check -r all` leaves it as it is.',
  },
  {
    id: 'snapshot.l1_table_offset.beyond_file',
    each: 'snapshot_table',
    severity: 'warning',
    assert: 'snapshot.l1_table_offset + snapshot.l1_size * sizeof(l1_entry) <= fileSize',
    message: 'the file ends before the L1 table of a snapshot does',
    expected: 'an L1 table inside the file',
    at: 'snapshot.l1_table_offset',
    summary: 'The L1 table of a snapshot lies inside the file.',
    advice:
      'Get the whole file again if a copy was cut short. The current disk can be read; the snapshot would show zeros or the backing file.',
  },
  {
    id: 'snapshot.id_size.zero',
    each: 'snapshot_table',
    severity: 'warning',
    assert: 'snapshot.id_size > 0',
    message: 'a snapshot has no id',
    expected: 'at least 1',
    at: 'snapshot.id_size',
    summary: 'Every snapshot has an id.',
    advice:
      'Name the snapshot by its name instead. If it has none either, the snapshot table is likely damaged: compare it with another copy.',
    details:
      'QEMU takes zeros past the end of a file for snapshots, so that an image that was cut shows snapshots without id and name.',
  },
  {
    id: 'snapshot.extra_data_size.small',
    each: 'snapshot_table',
    severity: 'warning',
    when: 'header.version >= 3',
    assert: 'snapshot.extra_data_size >= 16',
    message: 'a snapshot lacks the extra data that version 3 demands',
    expected: 'at least 16',
    at: 'snapshot.extra_data_size',
    summary: 'A snapshot of a version 3 image has the 64-bit state size and the disk size.',
    advice:
      'Let qemu-img check -r all complete the entry, on a copy if the data matters. Until then its disk size is taken to be the current one.',
    details:
      'Left over where a version 2 image was made version 3 by changing its header alone. QEMU opens it, and `qemu-img check` reports it.',
  },
  {
    id: 'bitmap_directory_entry.bitmap_table_offset.unaligned',
    each: 'bitmap_directory',
    severity: 'error',
    assert:
      'bitmap_directory_entry.bitmap_table_offset != 0 && bitmap_directory_entry.bitmap_table_offset % cluster_size == 0',
    message: 'the table of a bitmap is nowhere, or not aligned to a cluster',
    expected: 'a multiple of the cluster size above 0',
    at: 'bitmap_directory_entry.bitmap_table_offset',
    summary: 'The table of a bitmap begins at a cluster behind the header.',
    advice:
      'Make the next backup a full one. Clear autoclear bit 0 on a copy to be able to open the disk without its bitmaps.',
    details: 'QEMU refuses the whole image: "doesn\'t satisfy the constraints".',
  },
  {
    id: 'bitmap_directory_entry.bitmap_table_offset.beyond_file',
    each: 'bitmap_directory',
    severity: 'warning',
    assert:
      'bitmap_directory_entry.bitmap_table_size * 8 + bitmap_directory_entry.bitmap_table_offset <= fileSize',
    message: 'the file ends before the table of a bitmap does',
    expected: 'a table inside the file',
    at: 'bitmap_directory_entry.bitmap_table_offset',
    summary: 'The table of a bitmap lies inside the file.',
    advice:
      'Get the whole file again if a copy was cut short. Make the next backup a full one: the bitmap has lost what it recorded.',
    details: 'QEMU opens the image; `qemu-img check` reports it.',
  },
  {
    id: 'bitmap_directory_entry.bitmap_table_size.disk',
    each: 'bitmap_directory',
    severity: 'error',
    when: '(bitmap_directory_entry.flags & 1) == 0',
    assert:
      'bitmap_directory_entry.bitmap_table_size == ceilDiv(ceilDiv(header.size, 1 << bitmap_directory_entry.granularity_bits), cluster_size * 8)',
    message: 'a bitmap is not as long as the disk demands',
    expected: 'as many entries as cover the disk',
    at: 'bitmap_directory_entry.bitmap_table_size',
    summary: 'A bitmap covers the whole disk, and no more.',
    advice:
      'Make the next backup a full one. Clear autoclear bit 0 on a copy to be able to open the disk without its bitmaps.',
    details:
      'QEMU refuses the whole image if the table is longer or shorter. It does not look where the bitmap is in use.',
  },
  {
    id: 'bitmap_directory_entry.flags.in_use',
    each: 'bitmap_directory',
    severity: 'warning',
    assert: '(bitmap_directory_entry.flags & 1) == 0',
    message: 'a bitmap was not saved properly and is out of date',
    expected: 'bit 0 clear',
    at: 'bitmap_directory_entry.flags',
    summary: 'No bitmap is marked as in use.',
    advice:
      'Make the next backup a full one, then remove the bitmap with qemu-img bitmap --remove.',
    details: 'The tool that had the image open did not close it. The disk itself is not affected.',
  },
  {
    id: 'bitmap_directory_entry.flags.extra_data',
    each: 'bitmap_directory',
    severity: 'error',
    assert: '(bitmap_directory_entry.flags & 4) == 0',
    message: 'a bitmap says that it can be used without its extra data, which no tool knows',
    expected: 'bit 2 clear',
    at: 'bitmap_directory_entry.flags',
    summary: 'No bitmap has the flag for extra data.',
    advice:
      'Clear autoclear bit 0 on a copy to be able to open the disk without its bitmaps, and make the next backup a full one.',
    details: 'The specification allows it; QEMU 7.2 refuses the whole image.',
  },
  {
    id: 'bitmap_directory_entry.extra_data_size.unsupported',
    each: 'bitmap_directory',
    severity: 'error',
    assert: 'bitmap_directory_entry.extra_data_size == 0',
    message: 'a bitmap has extra data, which no tool knows',
    expected: '0',
    at: 'bitmap_directory_entry.extra_data_size',
    summary: 'No bitmap has extra data.',
    advice:
      'Use the tool that made the image. Without it, clear autoclear bit 0 on a copy to open the disk without its bitmaps.',
    details: 'The specification allows it but defines none; QEMU 7.2 refuses the whole image.',
  },
]
