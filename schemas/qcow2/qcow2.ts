import { defineFormat } from '../../codegen/schema/define.ts'
import { EXTENSIONS, QCOW2_C, SPECIFICATION } from './sources.ts'
import { TABLE_RULES } from './table-rules.ts'

export default defineFormat({
  id: 'qcow2',
  family: 'qcow2',
  title: 'QEMU qcow2, versions 2 and 3',
  status: 'current',
  since: 'QEMU 0.9 (version 2), QEMU 1.1 (version 3)',
  endian: 'big',
  summary:
    'Growing disk image of reference-counted clusters, found through two levels of tables, with backing files and snapshots.',
  details: `Version 2 is what qemu-img calls \`compat=0.10\`, version 3 is \`compat=1.1\`. Version 3 is version 2 with a longer header: feature bits, a width of
reference counts, and a length field that lets the header grow further. Version 1 is the older qcow format: same magic, other layout.

\`qemu-img check\` exits with 0 for a sound image, 3 if clusters are leaked and nothing else is wrong, 2 for corruption, and 1 if it cannot open the image.`,
  howItWorks: `A qcow2 file is divided into *host clusters* of one size, 64 KiB unless somebody asked for another. The disk that the guest sees is divided into
*guest clusters* of the same size. The file is a pool: each host cluster holds the header, a table, or the data of some guest cluster, in no
particular order, and the file grows by a cluster when a new one is needed.

**From guest to host.** Two levels of tables map the disk. The *L1 table* has one entry for each *L2 table*; an L2 table fills one cluster
and has one entry for each guest cluster. With clusters of 64 KiB an L2 table has 8192 entries of 8 bytes and maps 512 MiB. To read an offset, divide it by what one
L2 table maps to get the index into L1, take the rest divided by the cluster size as the index into the L2 table, and read the
descriptor there. It gives the host offset of the data, or says that the cluster reads as zeros, or that it is compressed. If the L1
or the L2 entry is zero the cluster is *unallocated*: the read goes to the backing file at the same guest offset, or gives zeros without
one or past its end.

**Reference counts.** Each host cluster has a count of its users. The counts stand in *refcount blocks* of one cluster each; the *refcount table* holds their
offsets. A count of 0 means free. A count above 1 means that snapshots share the cluster, and a writer must copy it first. To spare a writer the
look-up, entries of L1 and L2 have a *copied* flag, which says that the count of what they point to is exactly 1.

**Snapshots** inside the file are copies of the L1 table. Taking one copies the table and raises the counts of everything below it; from then on the
first write to a cluster copies it.

**Compressed clusters** are packed one behind the other without regard to cluster boundaries. They are written once, by \`convert -c\`; a later write to
such a guest cluster stores it anew, uncompressed.

**The header** takes up the first cluster: the fixed struct, then header extensions, then the name of the backing file. Nothing else may stand there,
so that a tool can rewrite the first cluster as a whole.

**Feature bits** (version 3) say what a reader must know. An unknown *incompatible* bit means hands off; an unknown *compatible* bit can be
ignored; an unknown *autoclear* bit must be cleared by whoever writes to the image, which tells the tool that owns the feature that
its data is stale.

**Crash order.** Data first, then the L2 entry, then L1; a cluster's count is raised before anything points at it. A crash can then leak
clusters, which is harmless, but never leave an entry that points at a free one. Images with *lazy refcounts* put off the counts instead and carry
the *dirty* bit while they are open.`,
  sources: [SPECIFICATION, QCOW2_C, EXTENSIONS],
  detect: [
    { at: 0, bytes: '51 46 49 fb 00 00 00 02' },
    { at: 0, bytes: '51 46 49 fb 00 00 00 03' },
  ],
  structs: {
    header: {
      size: 112,
      lengthField: 'header_length',
      lengths: [72, 104, 112],
      summary: 'Fixed header at the start of the file; version 2 ends at byte 72.',
      details: `Version 2 is always 72 bytes long. Version 3 gives its length at byte 100: 104 from QEMU 1.1 on, 112 since QEMU 5.1 added the compression
type. A field past that length counts as 0, and bytes between 112 and a greater length are kept by who rewrites the header.

The fields of version 3 must not be looked at in a version 2 image, where extensions or the name of the backing file stand in their place. QEMU
1.1 writes new version 2 images without a backing file so that \`refcount_order\` 4 and \`header_length\` 104 happen to stand at bytes 96 to 103; the
end marker of the extensions, 8 zero bytes at 72, comes before them.`,
      sources: [SPECIFICATION],
      c: { name: 'QCowHeader', abi: 'x86_64', packed: true },
      fields: [
        {
          at: 0,
          name: 'magic',
          type: 'u32',
          const: 0x514649fb,
          display: 'hex',
          summary: 'The text "QFI" and the byte 0xfb.',
        },
        {
          at: 4,
          name: 'version',
          type: 'u32',
          default: 3,
          enum: [
            {
              value: 2,
              name: 'v2',
              summary: 'Header of 72 bytes, no feature bits, 16-bit reference counts.',
            },
            {
              value: 3,
              name: 'v3',
              summary: 'Header with feature bits and a length; zero clusters.',
            },
          ],
          summary: 'Format version.',
          details: 'Version 1 is the qcow format, with another header. No other version exists.',
        },
        {
          at: 8,
          name: 'backing_file_offset',
          type: 'u64',
          unit: 'bytes',
          default: 0,
          summary: 'Where in this file the name of the backing file begins; 0 for none.',
          details: `Also the end of the extension area. QEMU 0.10 puts the name at byte 72, right behind the header, so a reader that goes on looking for
extensions there takes the name for one.`,
        },
        {
          at: 16,
          name: 'backing_file_size',
          type: 'u32',
          unit: 'bytes',
          default: 0,
          summary: 'Length of the name of the backing file, at most 1023.',
          details: 'Without a backing file the value means nothing; tools write 0.',
        },
        {
          at: 20,
          name: 'cluster_bits',
          type: 'u32',
          range: [9, 21],
          default: 16,
          summary: 'The cluster size is 2 to this power: 512 bytes to 2 MiB.',
          details: `The specification sets no upper limit; 21 is QEMU's. Images of QEMU 0.10 have 12 (4 KiB), later ones 16 (64 KiB) unless told
otherwise.`,
        },
        {
          at: 24,
          name: 'size',
          type: 'u64',
          unit: 'bytes',
          range: [0, '0x7fffffffffffffff'],
          summary: 'Virtual size of the disk.',
          details: `QEMU counts in sectors of 512 bytes and leaves off what is over. The L1 table of at most 32 MiB limits what can be mapped: 128 GiB with
clusters of 512 bytes, 2 EiB with clusters of 2 MiB.`,
        },
        {
          at: 32,
          name: 'crypt_method',
          type: 'u32',
          default: 0,
          enum: [
            { value: 0, name: 'none', summary: 'Not encrypted.' },
            {
              value: 1,
              name: 'aes',
              summary: 'AES in CBC mode with the passphrase as the key; unsafe, kept for reading.',
              details: `The sector number serves as the initialisation vector, and the passphrase is not stretched. QEMU no longer opens such images in a
virtual machine; qemu-img still converts them.`,
            },
            {
              value: 2,
              name: 'luks',
              summary: 'LUKS, with its header in clusters of its own.',
              details: 'Needs the full disk encryption header extension.',
            },
          ],
          summary: 'How the data clusters are encrypted.',
          details: 'Tables and the name of the backing file are never encrypted.',
        },
        {
          at: 36,
          name: 'l1_size',
          type: 'u32',
          range: [0, 4194304],
          summary: 'Number of entries in the active L1 table.',
          details: 'QEMU takes a table of at most 32 MiB, that is 4194304 entries.',
        },
        {
          at: 40,
          name: 'l1_table_offset',
          type: 'u64',
          unit: 'bytes',
          range: [0, '0x7fffffffffffffff'],
          summary: 'Where the active L1 table begins.',
        },
        {
          at: 48,
          name: 'refcount_table_offset',
          type: 'u64',
          unit: 'bytes',
          range: [0, '0x7fffffffffffffff'],
          summary: 'Where the refcount table begins.',
        },
        {
          at: 56,
          name: 'refcount_table_clusters',
          type: 'u32',
          unit: 'clusters',
          summary: 'Length of the refcount table in clusters.',
        },
        {
          at: 60,
          name: 'nb_snapshots',
          type: 'u32',
          range: [0, 65536],
          default: 0,
          summary: 'Number of snapshots in the file.',
          details:
            'The limit is that of QEMU, which refuses an image with more: "Snapshot table too large".',
        },
        {
          at: 64,
          name: 'snapshots_offset',
          type: 'u64',
          unit: 'bytes',
          range: [0, '0x7fffffffffffffff'],
          default: 0,
          summary: 'Where the snapshot table begins; 0 if there is none.',
        },
        {
          at: 72,
          name: 'incompatible_features',
          type: 'u64',
          display: 'hex',
          class: 'incompatible',
          when: 'version >= 3',
          default: 0,
          bits: [
            {
              bit: 0,
              name: 'dirty',
              summary: 'Reference counts may be out of date; repair them before writing.',
              details:
                'Set while an image with lazy refcounts is open for writing. Reading needs no counts and goes on as usual.',
            },
            {
              bit: 1,
              name: 'corrupt',
              summary: 'Some table is known to be damaged; do not write.',
              details:
                'QEMU sets it when it finds an entry that points where it must not. It then opens the image for reading only, or for repair.',
            },
            {
              bit: 2,
              name: 'external_data_file',
              summary: 'The guest’s data is in another file; this one holds the tables only.',
              details: `Guest and host offsets are equal then, the data clusters have no reference counts, and there are neither compressed clusters
nor snapshots inside the file.`,
            },
            {
              bit: 3,
              name: 'compression_type',
              summary: 'Compressed clusters are not in zlib format; see `compression_type`.',
            },
            {
              bit: 4,
              name: 'extended_l2',
              summary: 'L2 entries are 16 bytes long and divide the cluster into 32 subclusters.',
              details:
                'Needs clusters of at least 16 KiB, so that a subcluster is no smaller than a sector.',
            },
          ],
          summary: 'Features that a reader must know, or else refuse the image.',
          details: `QEMU looks an unknown bit up in the feature name table of the image, so that the error can name the feature, and prints the mask if
it is not named there.`,
        },
        {
          at: 80,
          name: 'compatible_features',
          type: 'u64',
          display: 'hex',
          class: 'compatible',
          when: 'version >= 3',
          default: 0,
          bits: [
            {
              bit: 0,
              name: 'lazy_refcounts',
              summary:
                'A writer may put off updates of reference counts while the dirty bit is set.',
            },
          ],
          summary: 'Features that a reader may ignore.',
        },
        {
          at: 88,
          name: 'autoclear_features',
          type: 'u64',
          display: 'hex',
          class: 'autoclear',
          when: 'version >= 3',
          default: 0,
          bits: [
            {
              bit: 0,
              name: 'bitmaps',
              summary: 'The data of the bitmaps extension is consistent.',
              details:
                'A tool that writes to the disk without knowing bitmaps clears the bit, and so marks them as stale.',
            },
            {
              bit: 1,
              name: 'raw_external_data',
              summary: 'The external data file can be read as a raw image by itself.',
              details: `A writer then has to write zeros and discards through to the data file. Cannot be combined with a backing file, and is only valid
with incompatible bit 2.`,
            },
          ],
          summary: 'Features whose bits must be cleared by a writer that does not know them.',
        },
        {
          at: 96,
          name: 'refcount_order',
          type: 'u32',
          range: [0, 6],
          when: 'version >= 3',
          default: 4,
          summary: 'A reference count has 2 to this power bits: 1 to 64. Version 2: always 16.',
          details: 'Counts narrower than a byte fill it from the least significant bit on.',
        },
        {
          at: 100,
          name: 'header_length',
          type: 'u32',
          unit: 'bytes',
          range: [104, 2097152],
          when: 'version >= 3',
          default: 72,
          summary: 'Length of the header; extensions begin there. Version 2: always 72.',
          details: `At least 104, no more than a cluster, and a multiple of 8. QEMU checks the first two but not the third: it goes on to read
extensions at the odd place, and fails there or not as the bytes will have it.`,
        },
        {
          at: 104,
          name: 'compression_type',
          type: 'u8',
          when: 'version >= 3',
          default: 0,
          enum: [
            {
              value: 0,
              name: 'zlib',
              summary: 'Raw deflate streams, with a window of 4 KiB and no zlib header.',
            },
            { value: 1, name: 'zstd', summary: 'Zstandard frames.' },
          ],
          summary: 'Compression of all compressed clusters of the image.',
          details: 'Absent, and so zlib, if `header_length` is 104.',
        },
        {
          at: 105,
          reserved: 7,
          when: 'version >= 3',
          summary: 'Fills the header up to a multiple of 8 bytes.',
          details: 'Must be zero: a field that later takes some of these bytes treats 0 as absent.',
        },
      ],
    },
    extension_header: {
      size: 8,
      summary: 'Head of a header extension; the content follows, padded to 8 bytes.',
      sources: [EXTENSIONS],
      fields: [
        {
          at: 0,
          name: 'type',
          type: 'u32',
          display: 'hex',
          summary: 'What the extension is; 0 ends the list.',
        },
        {
          at: 4,
          name: 'length',
          type: 'u32',
          unit: 'bytes',
          summary: 'Length of the content, without head and padding.',
        },
      ],
    },
    feature_name: {
      size: 48,
      summary: 'A row of the feature name table: one bit of a feature word and its name.',
      fields: [
        {
          at: 0,
          name: 'type',
          type: 'u8',
          unknown: 'notice',
          enum: [
            { value: 0, name: 'incompatible', summary: 'A bit of `incompatible_features`.' },
            { value: 1, name: 'compatible', summary: 'A bit of `compatible_features`.' },
            { value: 2, name: 'autoclear', summary: 'A bit of `autoclear_features`.' },
          ],
          summary: 'Which feature word the bit is in.',
        },
        {
          at: 1,
          name: 'bit',
          type: 'u8',
          summary: 'Number of the bit, 0 to 63.',
        },
        {
          at: 2,
          name: 'name',
          type: 'char[46]',
          pad: 'zero',
          summary: 'Name of the feature, for messages.',
          details: 'A name of all 46 bytes has no NUL behind it.',
        },
      ],
    },
    bitmaps_extension: {
      size: 24,
      summary: 'Content of the bitmaps extension: where the bitmap directory is.',
      fields: [
        {
          at: 0,
          name: 'nb_bitmaps',
          type: 'u32',
          summary: 'Number of bitmaps in the directory, at least 1.',
          details: 'QEMU takes at most 65535.',
        },
        {
          at: 4,
          reserved: 4,
          severity: 'error',
          summary: 'Must be zero.',
          details: 'QEMU refuses the image if it is not, provided that autoclear bit 0 is set.',
        },
        {
          at: 8,
          name: 'bitmap_directory_size',
          type: 'u64',
          unit: 'bytes',
          summary: 'Length of the bitmap directory: the sum of its entries.',
          details: 'QEMU takes at most 64 MiB.',
        },
        {
          at: 16,
          name: 'bitmap_directory_offset',
          type: 'u64',
          unit: 'bytes',
          summary: 'Where the bitmap directory begins.',
        },
      ],
    },
    encryption_extension: {
      size: 16,
      summary: 'Content of the full disk encryption extension: where the LUKS header is.',
      fields: [
        {
          at: 0,
          name: 'offset',
          type: 'u64',
          unit: 'bytes',
          summary: 'Where the encryption header begins; a multiple of the cluster size.',
        },
        {
          at: 8,
          name: 'length',
          type: 'u64',
          unit: 'bytes',
          summary: 'Length of the encryption header as written.',
          details: 'The space set aside for it is whole clusters; what is over is zero.',
        },
      ],
    },
    l1_entry: {
      size: 8,
      summary: 'Entry of an L1 table: the place of an L2 table.',
      details: `All zero: no L2 table yet, so everything that it would map is unallocated. QEMU ignores the reserved bits when it reads, and reports them
in \`qemu-img check\`.`,
      fields: [
        {
          at: 0,
          name: 'word',
          type: 'u64',
          display: 'hex',
          bits: [
            {
              bit: 9,
              width: 47,
              name: 'offset',
              scaled: true,
              summary: 'Host offset of the L2 table, a multiple of the cluster size; 0 for none.',
            },
            {
              bit: 63,
              name: 'copied',
              summary: 'The reference count of the L2 table is exactly 1.',
              details: 'Only kept up to date in the active L1 table, not in those of snapshots.',
            },
          ],
          summary: 'The entry.',
        },
      ],
    },
    l2_entry: {
      size: 8,
      summary:
        'Entry of an L2 table: the place of one guest cluster, as a standard cluster descriptor.',
      details: `Bit 62 decides how the rest is read. The bits named here are those of a standard cluster.

A **compressed** cluster (bit 62 set) divides bits 0 to 61 at *x* = 62 − (cluster_bits − 8). Bits 0 to *x* − 1 are the host offset of the compressed data, to
the byte. Bits *x* to 61 count the 512-byte sectors that the data reaches into after the one it begins in. The data may end anywhere in the last of them. Bit
63 is 0, for several compressed clusters share a host cluster.

With *extended L2 entries* each entry is 16 bytes long: this word, and a bitmap of the subclusters.

Reserved bits are ignored by QEMU on reading, and reported by \`qemu-img check\`. Garbage in the place of compressed data gives an I/O error
when it is read, which the check does not find.`,
      fields: [
        {
          at: 0,
          name: 'word',
          type: 'u64',
          display: 'hex',
          bits: [
            {
              bit: 0,
              name: 'zero',
              summary: 'The cluster reads as zeros, whatever the offset says (version 3).',
              details: `Reserved in version 2, where QEMU gives an I/O error if it is set and \`qemu-img check\` finds nothing, and in extended L2 entries. This is how a discard over a backing
file is stored in version 3: the cluster does not fall through to the backing file.`,
            },
            {
              bit: 9,
              width: 47,
              name: 'offset',
              scaled: true,
              summary:
                'Host offset of the data, a multiple of the cluster size; 0 for unallocated.',
              details:
                'With an external data file 0 is a valid offset, told from unallocated by the copied flag.',
            },
            {
              bit: 62,
              name: 'compressed',
              summary: 'The cluster is compressed; the other bits have another meaning.',
            },
            {
              bit: 63,
              name: 'copied',
              summary: 'The reference count of the cluster is exactly 1.',
            },
          ],
          summary: 'The entry.',
        },
      ],
    },
    extended_l2_entry: {
      size: 16,
      summary:
        'Entry of an L2 table with extended entries: a cluster descriptor and a subcluster bitmap.',
      details: `Each of the 32 subclusters has an *allocated* and a *zero* bit; both set is an error. Neither set means that the subcluster is read from the backing
file. For a compressed cluster the bitmap is 0.`,
      fields: [
        {
          at: 0,
          name: 'word',
          type: 'u64',
          display: 'hex',
          bits: [
            {
              bit: 9,
              width: 47,
              name: 'offset',
              scaled: true,
              summary:
                'Host offset of the data, a multiple of the cluster size; 0 for unallocated.',
            },
            {
              bit: 62,
              name: 'compressed',
              summary: 'The cluster is compressed; the other bits have another meaning.',
            },
            {
              bit: 63,
              name: 'copied',
              summary: 'The reference count of the cluster is exactly 1.',
            },
          ],
          summary: 'The cluster descriptor, as in a plain entry but without the zero flag.',
        },
        {
          at: 8,
          name: 'subclusters',
          type: 'u64',
          display: 'hex',
          bits: [
            {
              bit: 0,
              width: 32,
              name: 'allocated',
              summary:
                'One bit per subcluster, the first in bit 0: its data is at the host offset.',
            },
            {
              bit: 32,
              width: 32,
              name: 'reads_zero',
              summary: 'One bit per subcluster, the first in bit 32: it reads as zeros.',
            },
          ],
          summary: 'State of the 32 subclusters.',
        },
      ],
    },
    refcount_table_entry: {
      size: 8,
      summary: 'Entry of the refcount table: the place of a refcount block.',
      details: `All zero: no block, so all the clusters that it would count are free. A block fills one cluster with big-endian counts of
2^refcount_order bits each.`,
      fields: [
        {
          at: 0,
          name: 'word',
          type: 'u64',
          display: 'hex',
          bits: [
            {
              bit: 9,
              width: 55,
              name: 'offset',
              scaled: true,
              summary:
                'Host offset of the refcount block, a multiple of the cluster size; 0 for none.',
            },
          ],
          summary: 'The entry.',
        },
      ],
    },
    snapshot: {
      size: 40,
      summary: 'Fixed part of an entry of the snapshot table.',
      details: `Behind it stand the extra data, then the id and the name without terminators, then padding to a multiple of 8 bytes. The extra data begins with the VM
state size as a u64, the virtual disk size as a u64 and the instruction count as a u64, as far as its length reaches; version 3 demands the first two.

QEMU 7.2 reads a snapshot through \`convert -l\` with the size that the disk has now: what lies past the end of an older, smaller snapshot
is zeros.`,
      fields: [
        {
          at: 0,
          name: 'l1_table_offset',
          type: 'u64',
          unit: 'bytes',
          summary: 'Where the L1 table of the snapshot begins; a multiple of the cluster size.',
        },
        {
          at: 8,
          name: 'l1_size',
          type: 'u32',
          range: [0, 4194304],
          summary: 'Number of entries in the L1 table of the snapshot.',
          details:
            'QEMU takes a table of at most 32 MiB. It opens an image with a larger one, and refuses to go back to the snapshot or to delete it.',
        },
        {
          at: 12,
          name: 'id_size',
          type: 'u16',
          unit: 'bytes',
          summary: 'Length of the id, which is a unique text.',
        },
        { at: 14, name: 'name_size', type: 'u16', unit: 'bytes', summary: 'Length of the name.' },
        {
          at: 16,
          name: 'date_seconds',
          type: 'u32',
          unit: 'seconds since 1970-01-01 UTC',
          display: 'time',
          summary: 'When the snapshot was taken.',
        },
        {
          at: 20,
          name: 'date_nanoseconds',
          type: 'u32',
          unit: 'nanoseconds',
          summary: 'Fraction of the second at which the snapshot was taken.',
        },
        {
          at: 24,
          name: 'vm_clock',
          type: 'u64',
          unit: 'nanoseconds',
          summary: 'How long the guest had been running.',
        },
        {
          at: 32,
          name: 'vm_state_size',
          type: 'u32',
          unit: 'bytes',
          summary: 'Length of the saved state of the virtual machine; 0 for none.',
          details: 'The extra data has it in 64 bits, which then counts.',
        },
        {
          at: 36,
          name: 'extra_data_size',
          type: 'u32',
          unit: 'bytes',
          range: [0, 1024],
          summary: 'Length of the extra data that follows.',
          details:
            'QEMU takes at most 1024, and refuses the whole image if there is more: "Too much extra metadata in snapshot table entry".',
        },
      ],
    },
    bitmap_directory_entry: {
      size: 24,
      summary: 'Fixed part of an entry of the bitmap directory.',
      details: `Behind it stand the extra data, the name without a terminator, and padding to a multiple of 8 bytes. A name has 1 to 1023 bytes.`,
      fields: [
        {
          at: 0,
          name: 'bitmap_table_offset',
          type: 'u64',
          unit: 'bytes',
          summary: 'Where the table of the bitmap begins; a multiple of the cluster size.',
        },
        {
          at: 8,
          name: 'bitmap_table_size',
          type: 'u32',
          range: [1, 134217728],
          summary: 'Number of entries in the table of the bitmap.',
          details:
            'The limits are those of QEMU. Enough for the disk, unless the bitmap is in use.',
        },
        {
          at: 12,
          name: 'flags',
          type: 'u32',
          display: 'hex',
          class: 'incompatible',
          bits: [
            {
              bit: 0,
              name: 'in_use',
              summary: 'The bitmap was not saved properly and may be out of date.',
            },
            { bit: 1, name: 'auto', summary: 'The bitmap records every write to the disk.' },
            {
              bit: 2,
              name: 'extra_data_compatible',
              summary: 'A tool that does not know the extra data may still use the bitmap.',
              details:
                'Defined by the specification. QEMU 7.2 refuses the whole image if the bit is set.',
            },
          ],
          summary: 'Flags of the bitmap.',
        },
        {
          at: 16,
          name: 'type',
          type: 'u8',
          enum: [{ value: 1, name: 'dirty_tracking', summary: 'Tracks which parts were written.' }],
          summary: 'Kind of the bitmap.',
        },
        {
          at: 17,
          name: 'granularity_bits',
          type: 'u8',
          range: [9, 31],
          summary: 'One bit stands for 2 to this power bytes of the disk: 9 to 31 in QEMU.',
        },
        {
          at: 18,
          name: 'name_size',
          type: 'u16',
          unit: 'bytes',
          range: [1, 1023],
          summary: 'Length of the name.',
        },
        {
          at: 20,
          name: 'extra_data_size',
          type: 'u32',
          unit: 'bytes',
          summary: 'Length of the extra data that follows.',
          details:
            'No extra data is defined, and QEMU 7.2 refuses an image that has some: "Bitmap extra data is not supported".',
        },
      ],
    },
  },
  area: 'cluster_size',
  strings: [
    {
      name: 'backing_file',
      offset: 'backing_file_offset',
      size: 'backing_file_size',
      when: 'header.backing_file_offset != 0',
      min: 'header.header_length',
      end: 'cluster_size',
      maxSize: 1023,
      summary: 'Name of the backing file; not NUL-terminated.',
      details: `A relative name is resolved against the folder of the image. A name that begins with \`json:\` is a description of a block device; relative names
inside it are resolved against the current folder. Nothing may be opened because of such a name without the user's leave: an image from a stranger
can name any file of the host.

The name stands behind the extensions, in the first cluster. QEMU looks at its length and at the end of the cluster, but does not mind a
name that begins inside the header.`,
      sources: [SPECIFICATION],
    },
  ],
  extensions: {
    at: 'header.header_length',
    end: 'header.backing_file_offset != 0 ? min(header.backing_file_offset, cluster_size) : cluster_size',
    record: 'extension_header',
    type: 'type',
    length: 'length',
    align: 8,
    endType: 0,
    maxCount: 256,
    summary: 'Records of type and length between the header and the name of the backing file.',
    details: `Introduced in 2009 for version 2, to store the format of the backing file. The area ends at the name of the backing file, or with the first cluster, whether
there is an end marker or not: QEMU 0.15 writes none if a backing file is named. QEMU 1.1 writes a feature name table of length 0 into every header that it
rewrites. QEMU 7.2 writes the backing format, then the others, then the feature name table.

An extension of an unknown type is skipped, and kept by who rewrites the header. Each type occurs at most once. An end marker has length 0; QEMU checks even
its length against the area.`,
    sources: [EXTENSIONS, SPECIFICATION],
    types: [
      {
        type: '0xe2792aca',
        name: 'backing_format',
        content: 'text',
        maxSize: 15,
        summary: 'Format of the backing file; not NUL-terminated.',
        details: 'QEMU refuses an image whose format name has 16 bytes or more.',
      },
      {
        type: '0x6803f857',
        name: 'feature_name_table',
        content: 'rows',
        struct: 'feature_name',
        maxSize: 9216,
        summary: 'Names of feature bits, so that a tool can say which feature it lacks.',
        details:
          'It lists all that the writing tool knows, used in the image or not. May be empty. Three words of 64 bits have 192 bits to name, which is the most rows that make sense.',
      },
      {
        type: '0x23852875',
        name: 'bitmaps',
        content: 'struct',
        struct: 'bitmaps_extension',
        summary: 'Where the persistent dirty bitmaps of the disk are.',
        details:
          'Valid only while autoclear bit 0 is set. QEMU drops it otherwise, and may leak its clusters.',
      },
      {
        type: '0x0537be77',
        name: 'full_disk_encryption',
        content: 'struct',
        struct: 'encryption_extension',
        summary: 'Where the LUKS header is.',
      },
      {
        type: '0x44415441',
        name: 'external_data_file',
        content: 'text',
        summary: 'Name of the external data file; not NUL-terminated.',
        details: `The type code is the text "DATA". Resolved like the name of the backing file, and as dangerous: a reader must not open it without the
user's leave.`,
      },
    ],
  },
  values: [
    {
      name: 'cluster_size',
      value: '1 << header.cluster_bits',
      unit: 'bytes',
      summary: 'Size of a cluster, of the host as of the guest.',
    },
    {
      name: 'l2_table_bits',
      value:
        '(header.incompatible_features & 16) != 0 ? header.cluster_bits * 2 - 4 : header.cluster_bits * 2 - 3',
      summary: 'One L2 table maps 2 to this power bytes of the disk.',
    },
    {
      name: 'l1_entries',
      value: 'ceilDiv(header.size, 1 << l2_table_bits)',
      summary: 'Entries that the L1 table needs to map the whole disk.',
    },
  ],
  regions: [
    {
      name: 'l1_table',
      kind: 'table',
      at: 'header.l1_table_offset',
      size: 'header.l1_size * sizeof(l1_entry)',
      when: 'header.l1_size > 0',
      placed: 'by-field',
      align: 'cluster_size',
      entry: 'l1_entry',
      summary: 'The active L1 table.',
      details: `A disk of size 0 may do without one. QEMU reads what lies past the end of the file as zeros, so a table out there shows the
backing file, or an empty disk, without an error; \`qemu-img check\` reports it.

Past the entries that the disk needs, the table may have more, which map the saved states of snapshots.`,
    },
    {
      name: 'refcount_table',
      kind: 'table',
      at: 'header.refcount_table_offset',
      size: 'header.refcount_table_clusters * cluster_size',
      when: 'header.refcount_table_offset != 0 && header.refcount_table_clusters > 0',
      placed: 'by-field',
      maxSize: 8388608,
      align: 'cluster_size',
      beyondFile: 'warning',
      entry: 'refcount_table_entry',
      summary: 'The offsets of the refcount blocks.',
      details:
        'At most 8 MiB in QEMU. Reading a disk needs no reference counts, so a damaged table stands in the way of writing only.',
    },
    {
      name: 'snapshot_table',
      kind: 'table',
      at: 'header.snapshots_offset',
      size: 'header.nb_snapshots * sizeof(snapshot)',
      when: 'header.nb_snapshots > 0',
      placed: 'by-field',
      align: 'cluster_size',
      beyondFile: 'warning',
      records: {
        struct: 'snapshot',
        count: 'header.nb_snapshots',
        tail: 'snapshot.extra_data_size + snapshot.id_size + snapshot.name_size',
        align: 8,
        maxCount: 65536,
        maxSize: 67108864,
      },
      summary: 'The snapshots inside the file.',
      details: `The entries vary in length, so the header does not tell how long the table is. What is given here is its least length, 40 bytes
for each snapshot. QEMU takes at most 1024 bytes of extra data for each, and 64 MiB in all.

QEMU opens an image whose snapshot table lies past the end of the file, and takes its entries for zeros.`,
    },
    {
      name: 'bitmap_directory',
      kind: 'table',
      at: 'extensions.bitmaps.bitmap_directory_offset',
      size: 'extensions.bitmaps.bitmap_directory_size',
      when: 'has(extensions.bitmaps) && (header.autoclear_features & 1) != 0',
      placed: 'by-field',
      maxSize: 67108864,
      align: 'cluster_size',
      records: {
        struct: 'bitmap_directory_entry',
        count: 'extensions.bitmaps.nb_bitmaps',
        tail: 'bitmap_directory_entry.extra_data_size + bitmap_directory_entry.name_size',
        align: 8,
        maxCount: 65535,
        fills: true,
      },
      summary: 'The persistent bitmaps: names, flags, and the places of their tables.',
      details: `The entries vary in length. QEMU refuses the whole image if the directory lies past the end of the file: it reads zeros there and finds a
bitmap without a name.`,
    },
    {
      name: 'encryption_header',
      kind: 'data',
      at: 'extensions.full_disk_encryption.offset',
      size: 'extensions.full_disk_encryption.length',
      when: 'has(extensions.full_disk_encryption)',
      placed: 'by-field',
      align: 'cluster_size',
      summary: 'The LUKS partition header with its key slots.',
      details:
        'The payload offset that it states is ignored: the payload is the clusters of the disk.',
    },
  ],
  rules: [
    {
      id: 'header_length.unaligned',
      severity: 'warning',
      when: 'header.version >= 3',
      assert: 'header.header_length % 8 == 0',
      message: 'the header length is not a multiple of 8',
      expected: 'a multiple of 8',
      at: 'header.header_length',
      summary: 'The header length is a multiple of 8.',
      advice:
        'Try a length of 104 and one of 112 on a copy: with the right one the header extensions can be read.',
      details:
        'Demanded by the specification. QEMU does not check it, and fails on extensions that it reads at the odd place.',
    },
    {
      id: 'header_length.cluster',
      severity: 'error',
      when: 'header.version >= 3',
      assert: 'header.header_length <= cluster_size',
      message: 'the header is longer than a cluster',
      expected: 'at most the cluster size',
      at: 'header.header_length',
      summary: 'The header fits in the first cluster.',
      advice:
        'Compare the length and the cluster size with another copy of the image: one of the two is damaged.',
    },
    {
      id: 'backing_file_size.without_offset',
      severity: 'notice',
      when: 'header.backing_file_offset == 0',
      assert: 'header.backing_file_size == 0',
      message: 'the name of a backing file has a length but no place',
      expected: '0',
      at: 'header.backing_file_size',
      summary: 'Without a backing file the length of its name is 0.',
      advice:
        'Check that the backing file was not dropped by mistake. If the image never had one, repair sets the length to 0.',
      repair: { set: 'header.backing_file_size', value: 0 },
      details: 'The specification leaves the value undefined, and QEMU ignores it.',
    },
    {
      id: 'backing_file.format',
      severity: 'warning',
      when: 'header.backing_file_offset != 0',
      assert: 'has(extensions.backing_format)',
      message: 'the format of the backing file is not recorded',
      expected: 'a backing format extension',
      at: 'backing_file',
      summary: 'An image with a backing file records its format.',
      advice:
        'Find out the format of the backing file and record it with qemu-img rebase -u -F. Until then say the format wherever the image is opened.',
      untrusted: 'error',
      details: `QEMU probes the file then. If it is raw, its guest decides what the probe finds, and can have any file of the host opened. Do not probe:
ask for the format.`,
    },
    {
      id: 'backing_format.unused',
      severity: 'notice',
      when: 'header.backing_file_offset == 0',
      assert: '!has(extensions.backing_format)',
      message: 'the format of a backing file is recorded, but there is no backing file',
      expected: 'no backing format extension',
      at: 'extensions.backing_format',
      summary: 'Without a backing file its format is not recorded.',
      advice:
        'Check that the backing file was not dropped by mistake; else nothing needs to be done.',
    },
    {
      id: 'size.zero',
      severity: 'warning',
      assert: 'header.size > 0',
      message: 'the disk is empty',
      expected: 'a size greater than 0',
      at: 'header.size',
      summary: 'The disk is not empty.',
      advice: 'Nothing needs to be done if the disk is to be grown; else the size is damaged.',
      details: 'QEMU opens such an image, and can grow it.',
    },
    {
      id: 'size.unaligned',
      severity: 'notice',
      assert: 'header.size % 512 == 0',
      message: 'the size is not a multiple of 512; the last bytes are out of reach',
      expected: 'a multiple of 512',
      at: 'header.size',
      summary: 'The size is a multiple of 512.',
      advice:
        'Nothing needs to be done, unless the last bytes of the disk are missed: grow the disk to a multiple of 512 then.',
    },
    {
      id: 'l1_size.small',
      severity: 'error',
      assert: 'header.l1_size >= l1_entries',
      message: 'the L1 table is too small for the disk',
      expected: 'enough entries for the whole disk',
      at: 'header.l1_size',
      summary: 'The L1 table maps the whole disk.',
      advice:
        'Compare the size of the disk and that of the table with another copy of the image: one of the two is damaged.',
    },
    {
      id: 'refcount_table_offset.zero',
      severity: 'warning',
      assert: 'header.refcount_table_offset != 0',
      message: 'the refcount table would lie in the header',
      expected: 'the offset of a cluster behind the header',
      at: 'header.refcount_table_offset',
      summary: 'The refcount table does not begin at 0.',
      advice:
        'Only read from the image, and convert it to a new one; a write would destroy the header.',
      details: 'QEMU opens the image and reads it. To write to it would be to destroy the header.',
    },
    {
      id: 'refcount_table_clusters.zero',
      severity: 'error',
      assert: 'header.refcount_table_clusters > 0',
      message: 'there is no refcount table',
      expected: 'at least 1',
      at: 'header.refcount_table_clusters',
      summary: 'There is a refcount table.',
      advice: 'Have qemu-img check -r all build a new refcount table, on a copy of the image.',
      details: 'QEMU refuses the image, except in `qemu-img check`, which can build a new table.',
    },
    {
      id: 'incompatible_features.dirty',
      severity: 'warning',
      assert: '(header.incompatible_features & 1) == 0',
      message: 'the image was not closed; its reference counts may be wrong',
      expected: 'bit 0 clear',
      at: 'header.incompatible_features',
      summary: 'The dirty bit is clear.',
      advice:
        'Read as usual. Before writing, let qemu-img check -r all mend the counts, on a copy if the data matters.',
      details: 'Reading is safe. QEMU repairs the counts when it opens the image for writing.',
    },
    {
      id: 'incompatible_features.corrupt',
      severity: 'warning',
      assert: '(header.incompatible_features & 2) == 0',
      message: 'the image is marked as corrupt',
      expected: 'bit 1 clear',
      at: 'header.incompatible_features',
      summary: 'The corrupt bit is clear.',
      advice:
        'Convert what can be read into a new image. Let qemu-img check -r all work on a copy only.',
      untrusted: 'error',
      details: 'QEMU opens the image for reading and refuses to write to it before a repair.',
    },
    {
      id: 'incompatible_features.data_file',
      severity: 'warning',
      when: '(header.incompatible_features & 4) != 0',
      assert: 'has(extensions.external_data_file)',
      message: 'the data is in another file, whose name is not recorded',
      expected: 'an external data file extension',
      at: 'header.incompatible_features',
      summary: 'An image with an external data file names it.',
      advice:
        'Find out which file has the data, and name it with qemu-img amend -o data_file, or wherever the image is opened.',
      untrusted: 'error',
      details:
        'Allowed: the user can give the name. QEMU shows such an image in `info` and otherwise says that `data-file` is required.',
    },
    {
      id: 'external_data_file.unused',
      severity: 'warning',
      when: 'has(extensions.external_data_file)',
      assert: '(header.incompatible_features & 4) != 0',
      message: 'an external data file is named, but the data is in this file',
      expected: 'incompatible feature bit 2 set',
      at: 'extensions.external_data_file',
      summary: 'A data file is named only if the image uses one.',
      advice:
        'Find out whether the data is in that file: then the feature bit was lost and the disk shows something else.',
      untrusted: 'error',
      details: 'QEMU shows the name in `info` and does not open the file.',
    },
    {
      id: 'incompatible_features.data_file_snapshots',
      severity: 'warning',
      when: '(header.incompatible_features & 4) != 0',
      assert: 'header.nb_snapshots == 0',
      message: 'an image with an external data file has snapshots',
      expected: 'no snapshots',
      at: 'header.nb_snapshots',
      summary: 'An image with an external data file has no snapshots.',
      advice:
        'Do not go back to the snapshots: their data may have been overwritten. Convert the current disk into a new image.',
      details:
        'Its data clusters have no reference counts, so nothing would protect the data of a snapshot.',
    },
    {
      id: 'autoclear_features.raw_data_file',
      severity: 'error',
      when: '(header.autoclear_features & 2) != 0',
      assert: '(header.incompatible_features & 4) != 0',
      message: 'the external data file is said to be raw, but there is none',
      expected: 'incompatible feature bit 2 set',
      at: 'header.autoclear_features',
      summary: 'The raw external data bit is set only together with the external data file bit.',
      advice:
        'Find out whether the data is in a file of its own: then incompatible bit 2 was lost. Else clear the bit.',
    },
    {
      id: 'autoclear_features.raw_backing',
      severity: 'warning',
      when: '(header.autoclear_features & 2) != 0',
      assert: 'header.backing_file_offset == 0',
      message: 'the external data file cannot be raw, as there is a backing file',
      expected: 'no backing file, or bit 1 clear',
      at: 'header.autoclear_features',
      summary: 'An image with a raw external data file has no backing file.',
      advice: 'Do not use the data file by itself: convert the image, which reads both files.',
      details: 'The data file alone would lack what is in the backing file.',
    },
    {
      id: 'compression_type.bit',
      severity: 'error',
      when: 'header.compression_type != 0',
      assert: '(header.incompatible_features & 8) != 0',
      message: 'the compression type is not zlib, but the feature bit for that is clear',
      expected: 'incompatible feature bit 3 set',
      at: 'header.compression_type',
      summary: 'A compression type other than zlib is announced by its feature bit.',
      advice:
        'Find out which tool made the image. If it has compressed clusters, the wrong choice makes them unreadable: try both on a copy.',
    },
    {
      id: 'incompatible_features.compression_type',
      severity: 'error',
      when: '(header.incompatible_features & 8) != 0',
      assert: 'header.compression_type != 0',
      message: 'the feature bit says that compression is not zlib, but the type is zlib',
      expected: 'bit 3 clear, or another compression type',
      at: 'header.incompatible_features',
      summary: 'The compression type bit is set only if the type is not zlib.',
      advice:
        'Find out which tool made the image. If it has compressed clusters, the wrong choice makes them unreadable: try both on a copy.',
    },
    {
      id: 'incompatible_features.extended_l2',
      severity: 'error',
      when: '(header.incompatible_features & 16) != 0',
      assert: 'header.cluster_bits >= 14',
      message: 'the clusters are too small for extended L2 entries',
      expected: 'at least 14',
      at: 'header.cluster_bits',
      summary: 'Extended L2 entries need clusters of at least 16 KiB.',
      advice:
        'Compare the cluster size and the feature bits with another copy of the image: one of the two is damaged.',
    },
    {
      id: 'crypt_method.header',
      severity: 'error',
      when: 'header.crypt_method == 2',
      assert: 'has(extensions.full_disk_encryption)',
      message: 'the image is encrypted with LUKS but says nowhere where the LUKS header is',
      expected: 'a full disk encryption extension',
      at: 'header.crypt_method',
      summary: 'An image with LUKS encryption says where the LUKS header is.',
      advice:
        'Look for another copy of the header: without the LUKS header the data cannot be decrypted.',
    },
    {
      id: 'full_disk_encryption.method',
      severity: 'error',
      when: 'has(extensions.full_disk_encryption)',
      assert: 'header.crypt_method == 2',
      message: 'there is a LUKS header, but the encryption method is not LUKS',
      expected: 'encryption method 2',
      at: 'extensions.full_disk_encryption',
      summary: 'Only LUKS has an encryption header.',
      advice:
        'Compare the header with another copy of the image: the encryption method is likely damaged. Do not write to the disk until then.',
    },
    {
      id: 'bitmaps.stale',
      severity: 'warning',
      when: 'has(extensions.bitmaps)',
      assert: '(header.autoclear_features & 1) != 0',
      message: 'a tool that does not know bitmaps wrote to the disk; all bitmaps are out of date',
      expected: 'autoclear feature bit 0 set',
      at: 'header.autoclear_features',
      summary: 'The bitmaps are consistent.',
      advice:
        'Make the next backup a full one, then add the bitmaps anew with qemu-img bitmap --add: QEMU drops the old ones by itself.',
      details: 'QEMU warns, and drops the extension when it next writes to the image.',
    },
    {
      id: 'autoclear_features.bitmaps',
      severity: 'warning',
      when: '(header.autoclear_features & 1) != 0',
      assert: 'has(extensions.bitmaps)',
      message: 'the bitmaps are said to be consistent, but there are none',
      expected: 'a bitmaps extension, or bit 0 clear',
      at: 'header.autoclear_features',
      summary: 'The bitmaps bit is set only if there are bitmaps.',
      advice:
        'Make the next backup a full one if it relied on bitmaps; else nothing needs to be done.',
      details: 'An error by the specification; QEMU does not mind.',
    },
    {
      id: 'bitmaps.count',
      severity: 'error',
      when: '(header.autoclear_features & 1) != 0',
      assert: 'extensions.bitmaps.nb_bitmaps >= 1 && extensions.bitmaps.nb_bitmaps <= 65535',
      message: 'the number of bitmaps is 0 or too large',
      expected: '1 to 65535',
      at: 'extensions.bitmaps.nb_bitmaps',
      summary: 'There are 1 to 65535 bitmaps.',
      advice:
        'Make the next backup a full one. Clear autoclear bit 0 on a copy to be able to open the disk without its bitmaps.',
      details: 'The upper limit is that of QEMU. Nothing is checked while the bitmaps are stale.',
    },
    {
      id: 'bitmaps.directory_size',
      severity: 'error',
      when: '(header.autoclear_features & 1) != 0',
      assert: 'extensions.bitmaps.bitmap_directory_size >= extensions.bitmaps.nb_bitmaps * 32',
      message: 'the bitmap directory is too short for its bitmaps',
      expected: 'at least 32 bytes for each bitmap',
      at: 'extensions.bitmaps.bitmap_directory_size',
      summary: 'The bitmap directory has room for all bitmaps.',
      advice:
        'Make the next backup a full one. Clear autoclear bit 0 on a copy to be able to open the disk without its bitmaps.',
      details: 'An entry has 24 bytes and a name of at least one, padded to a multiple of 8.',
    },
    ...TABLE_RULES,
  ],
  info: {
    virtualSize: 'header.size / 512 * 512',
    clusterSize: 'cluster_size',
    backingFile: { from: 'backing_file' },
    backingFormat: { from: 'extensions.backing_format' },
    imageFile: {
      from: 'extensions.external_data_file',
      when: '(header.incompatible_features & 4) != 0',
    },
    specific: [
      {
        key: 'compat',
        choose: [
          { when: 'header.version == 2', text: '0.10' },
          { when: 'header.version == 3', text: '1.1' },
        ],
      },
      { key: 'compression-type', enum: 'header.compression_type' },
      {
        key: 'lazy-refcounts',
        when: 'header.version >= 3',
        value: '(header.compatible_features & 1) != 0',
      },
      { key: 'refcount-bits', value: '1 << header.refcount_order' },
      {
        key: 'encrypt.format',
        when: 'header.crypt_method != 0',
        enum: 'header.crypt_method',
      },
      {
        key: 'data-file',
        when: 'header.version >= 3 && has(extensions.external_data_file)',
        from: 'extensions.external_data_file',
      },
      {
        key: 'data-file-raw',
        when: '(header.incompatible_features & 4) != 0',
        value: '(header.autoclear_features & 2) != 0',
      },
      {
        key: 'corrupt',
        when: 'header.version >= 3',
        value: '(header.incompatible_features & 2) != 0',
      },
      {
        key: 'extended-l2',
        when: 'header.version >= 3',
        value: '(header.incompatible_features & 16) != 0',
      },
    ],
  },
  revisions: [
    {
      name: 'Version 2',
      summary: 'QEMU 0.9: snapshots inside the file, reference counts for all clusters.',
    },
    {
      name: 'Header extensions',
      date: '2009-03-17',
      summary: 'Records between header and backing file name; first used for the backing format.',
      sources: [EXTENSIONS],
    },
    {
      name: 'Version 3',
      summary:
        'QEMU 1.1: feature bits, zero clusters, width of reference counts, length of the header.',
    },
    {
      name: 'Compression type',
      summary: 'QEMU 5.1: byte 104 of the header, which makes it 112 bytes long; zstd.',
    },
    {
      name: 'Extended L2 entries',
      summary: 'QEMU 5.2: 32 subclusters for each cluster.',
    },
  ],
  example: {
    title: 'A 2 MiB disk with its data in an external file, so that every byte here is metadata',
    madeBy:
      "qemu-img create -f qcow2 -o data_file=datafile.raw datafile.qcow2 2M && qemu-io -f qcow2 -c 'write 0 512' -c 'write 196608 65536' -c 'write 391680 3584' -c 'write 590336 1024' -c 'write 720896 131072' -c 'write 2096640 512' datafile.qcow2 (QEMU 7.2.22)",
    size: 327680,
    parts: [
      {
        at: 0,
        bytes: `51 46 49 fb 00 00 00 03 00 00 00 00 00 00 00 00
          00 00 00 00 00 00 00 10 00 00 00 00 00 20 00 00
          00 00 00 00 00 00 00 01 00 00 00 00 00 03 00 00
          00 00 00 00 00 01 00 00 00 00 00 01`,
      },
      { at: 79, bytes: '04' },
      { at: 99, bytes: '04 00 00 00 70' },
      {
        at: 112,
        bytes: `44 41 54 41 00 00 00 0c
          64 61 74 61 66 69 6c 65 2e 72 61 77`,
      },
      {
        at: 136,
        bytes: `68 03 f8 57 00 00 01 80
          00 00 64 69 72 74 79 20 62 69 74`,
      },
      { at: 193, bytes: '01 63 6f 72 72 75 70 74 20 62 69 74' },
      { at: 241, bytes: '02 65 78 74 65 72 6e 61 6c 20 64 61 74 61 20 66 69 6c 65' },
      { at: 289, bytes: '03 63 6f 6d 70 72 65 73 73 69 6f 6e 20 74 79 70 65' },
      { at: 337, bytes: '04 65 78 74 65 6e 64 65 64 20 4c 32 20 65 6e 74 72 69 65 73' },
      { at: 384, bytes: '01 00 6c 61 7a 79 20 72 65 66 63 6f 75 6e 74 73' },
      { at: 432, bytes: '02 00 62 69 74 6d 61 70 73' },
      { at: 480, bytes: '02 01 72 61 77 20 65 78 74 65 72 6e 61 6c 20 64 61 74 61' },
      { at: 65541, bytes: '02' },
      { at: 131073, bytes: '01 00 01 00 01 00 01 00 01' },
      { at: 196608, bytes: '80 00 00 00 00 04' },
      { at: 262144, bytes: '80' },
      { at: 262168, bytes: '80 00 00 00 00 03' },
      { at: 262184, bytes: '80 00 00 00 00 05 00 00 80 00 00 00 00 06' },
      { at: 262216, bytes: '80 00 00 00 00 09' },
      { at: 262232, bytes: '80 00 00 00 00 0b 00 00 80 00 00 00 00 0c' },
      { at: 262392, bytes: '80 00 00 00 00 1f' },
    ],
  },
})
