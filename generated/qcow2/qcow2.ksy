# Generated from schemas/qcow2/qcow2.ts by `cowtools generate`. Do not edit: change the schema and run it again.
#
# A Kaitai Struct description, for version 0.11 of its compiler (0.10 does for most languages) and
# for the Web IDE at https://ide.kaitai.io, together with an image.
#
# It reads and judges nothing. A wrong constant and a file that ends inside the header stop it; a
# number out of its range is read as it is, and what is computed from it is null. Everything that
# the file places is held against the end of the file first. It does not have:
# - the rules of the format with their severities, and advice on what is broken
# - a way to write
# - exact numbers everywhere: in JavaScript 64-bit integers are exact up to 2^53 (the instances
#   …_low and …_high and the bits of a word always are); in C++, C#, Go and Java arithmetic on
#   32-bit fields may overflow
# - text that is not UTF-8: what becomes of it depends on the language

meta:
  id: qcow2
  title: QEMU qcow2, versions 2 and 3
  endian: be
  encoding: UTF-8
  ks-version: "0.10"
doc: |-
  Growing disk image of reference-counted clusters, found through two levels of tables, with backing files and snapshots.

  A qcow2 file is divided into *host clusters* of one size, 64 KiB unless somebody asked for another. The disk that the guest sees is divided into
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

  **Compressed clusters** are packed one behind the other without regard to cluster boundaries. They are written once, by `convert -c`; a later write to
  such a guest cluster stores it anew, uncompressed.

  **The header** takes up the first cluster: the fixed struct, then header extensions, then the name of the backing file. Nothing else may stand there,
  so that a tool can rewrite the first cluster as a whole.

  **Feature bits** (version 3) say what a reader must know. An unknown *incompatible* bit means hands off; an unknown *compatible* bit can be
  ignored; an unknown *autoclear* bit must be cleared by whoever writes to the image, which tells the tool that owns the feature that
  its data is stale.

  **Crash order.** Data first, then the L2 entry, then L1; a cluster's count is raised before anything points at it. A crash can then leak
  clusters, which is harmless, but never leave an entry that points at a free one. Images with *lazy refcounts* put off the counts instead and carry
  the *dirty* bit while they are open.

  Version 2 is what qemu-img calls `compat=0.10`, version 3 is `compat=1.1`. Version 3 is version 2 with a longer header: feature bits, a width of
  reference counts, and a length field that lets the header grow further. Version 1 is the older qcow format: same magic, other layout.

  `qemu-img check` exits with 0 for a sound image, 3 if clusters are leaked and nothing else is wrong, 2 for corruption, and 1 if it cannot open the image.
doc-ref:
  - https://gitlab.com/qemu-project/qemu/-/blob/v7.2.0/docs/interop/qcow2.txt The qcow2
    specification, docs/interop/qcow2.txt, QEMU 7.2
  - https://gitlab.com/qemu-project/qemu/-/blob/v7.2.0/block/qcow2.c QEMU block/qcow2.c and
    block/qcow2.h, QEMU 7.2
  - https://lore.kernel.org/qemu-devel/1237322452-11337-2-git-send-email-uril@redhat.com/ Uri
    Lublin, "[PATCH 01/14] Introducing qcow2 extensions", qemu-devel, 2009-03-17
seq:
  - id: header
    type: header
instances:
  extensions_offset:
    value: (header.own_length).as<s8>
    if: header.header_length_in_range and header.cluster_bits_in_range
  extensions_end:
    value: "(header.backing_file_offset != 0 ? (header.backing_file_offset <= cluster_size ?
      header.backing_file_offset : cluster_size) : cluster_size).as<s8>"
    if: header.header_length_in_range and header.cluster_bits_in_range
  has_extensions:
    value: header.header_length_in_range and header.cluster_bits_in_range and extensions_offset >= 0
  extensions:
    pos: "(extensions_offset <= _io.size ? extensions_offset : _io.size)"
    size: "(extensions_end <= _io.size ? extensions_end : _io.size) >= (extensions_offset <= _io.size ?
      extensions_offset : _io.size) ? (extensions_end <= _io.size ? extensions_end : _io.size) -
      (extensions_offset <= _io.size ? extensions_offset : _io.size) : 0"
    type: extension_list
    if: has_extensions
    doc: |-
      Records of type and length between the header and the name of the backing file.

      Introduced in 2009 for version 2, to store the format of the backing file. The area ends at the name of the backing file, or with the first cluster, whether
      there is an end marker or not: QEMU 0.15 writes none if a backing file is named. QEMU 1.1 writes a feature name table of length 0 into every header that it
      rewrites. QEMU 7.2 writes the backing format, then the others, then the feature name table.

      An extension of an unknown type is skipped, and kept by who rewrites the header. Each type occurs at most once. An end marker has length 0; QEMU checks even
      its length against the area.
    doc-ref:
      - https://lore.kernel.org/qemu-devel/1237322452-11337-2-git-send-email-uril@redhat.com/ Uri
        Lublin, "[PATCH 01/14] Introducing qcow2 extensions", qemu-devel, 2009-03-17
      - https://gitlab.com/qemu-project/qemu/-/blob/v7.2.0/docs/interop/qcow2.txt The qcow2
        specification, docs/interop/qcow2.txt, QEMU 7.2
  has_backing_file:
    value: header.header_length_in_range and header.cluster_bits_in_range and header.backing_file_offset
      != 0 and header.backing_file_size >= 1 and header.backing_file_size <= 1023 and
      header.backing_file_offset >= header.own_length and header.backing_file_offset +
      header.backing_file_size <= cluster_size and header.backing_file_offset +
      header.backing_file_size <= _io.size
    doc: Whether backing_file is there, in its bounds.
  backing_file:
    pos: header.backing_file_offset
    size: header.backing_file_size
    type: str
    if: has_backing_file
    doc: |-
      Name of the backing file; not NUL-terminated.

      At most 1023 bytes.

      A relative name is resolved against the folder of the image. A name that begins with `json:` is a description of a block device; relative names
      inside it are resolved against the current folder. Nothing may be opened because of such a name without the user's leave: an image from a stranger
      can name any file of the host.

      The name stands behind the extensions, in the first cluster. QEMU looks at its length and at the end of the cluster, but does not mind a
      name that begins inside the header.
    doc-ref:
      - https://gitlab.com/qemu-project/qemu/-/blob/v7.2.0/docs/interop/qcow2.txt The qcow2
        specification, docs/interop/qcow2.txt, QEMU 7.2
  cluster_size:
    value: (1 << header.cluster_bits).as<s8>
    if: header.cluster_bits_in_range
    doc: |-
      Size of a cluster, of the host as of the guest.

      Unit: bytes.
  l2_table_bits:
    value: "((header.incompatible_features_low & 16) != 0 ? header.cluster_bits * 2 - 4 :
      header.cluster_bits * 2 - 3).as<s8>"
    if: header.cluster_bits_in_range
    doc: One L2 table maps 2 to this power bytes of the disk.
  l1_entries:
    value: ((header.size + (1 << l2_table_bits / 2).as<s8> * (1 << (l2_table_bits + 1) / 2) - 1) / ((1
      << l2_table_bits / 2).as<s8> * (1 << (l2_table_bits + 1) / 2))).as<s8>
    if: header.size_in_range and header.cluster_bits_in_range
    doc: Entries that the L1 table needs to map the whole disk.
  l1_table_offset:
    value: (header.l1_table_offset).as<s8>
    if: header.l1_size_in_range and header.l1_size > 0 and header.l1_table_offset_in_range
    doc: Where l1_table begins in the file.
  l1_table_size:
    value: (header.l1_size * 8).as<s8>
    if: header.l1_size_in_range and header.l1_size > 0
    doc: Length of l1_table, bytes.
  l1_table:
    pos: l1_table_offset
    type: l1_entry
    size: 8
    repeat: expr
    repeat-expr: "(l1_table_size <= _io.size - l1_table_offset ? l1_table_size : _io.size -
      l1_table_offset) / 8"
    if: header.l1_size_in_range and header.l1_size > 0 and header.l1_table_offset_in_range and
      l1_table_offset >= 0 and l1_table_offset <= _io.size and l1_table_size >= 0
    doc: |-
      The active L1 table.

      A disk of size 0 may do without one. QEMU reads what lies past the end of the file as zeros, so a table out there shows the
      backing file, or an empty disk, without an error; `qemu-img check` reports it.

      Past the entries that the disk needs, the table may have more, which map the saved states of snapshots.
  refcount_table_offset:
    value: (header.refcount_table_offset).as<s8>
    if: header.refcount_table_offset_in_range and (header.refcount_table_offset != 0 and
      header.refcount_table_clusters > 0)
    doc: Where refcount_table begins in the file.
  refcount_table_size:
    value: (header.refcount_table_clusters * cluster_size).as<s8>
    if: header.refcount_table_offset_in_range and (header.refcount_table_offset != 0 and
      header.refcount_table_clusters > 0) and header.cluster_bits_in_range
    doc: Length of refcount_table, bytes.
  refcount_table:
    pos: refcount_table_offset
    type: refcount_table_entry
    size: 8
    repeat: expr
    repeat-expr: "(refcount_table_size <= _io.size - refcount_table_offset ? refcount_table_size :
      _io.size - refcount_table_offset) / 8"
    if: header.refcount_table_offset_in_range and (header.refcount_table_offset != 0 and
      header.refcount_table_clusters > 0) and header.cluster_bits_in_range and refcount_table_offset
      >= 0 and refcount_table_offset <= _io.size and refcount_table_size >= 0 and
      refcount_table_size <= 8388608
    doc: |-
      The offsets of the refcount blocks.

      At most 8 MiB in QEMU. Reading a disk needs no reference counts, so a damaged table stands in the way of writing only.
  snapshot_table_offset:
    value: (header.snapshots_offset).as<s8>
    if: header.nb_snapshots_in_range and header.nb_snapshots > 0 and header.snapshots_offset_in_range
    doc: Where snapshot_table begins in the file.
  snapshot_table_size:
    value: (header.nb_snapshots * 40).as<s8>
    if: header.nb_snapshots_in_range and header.nb_snapshots > 0
    doc: Length of snapshot_table, bytes.
  snapshot_table_count:
    value: (header.nb_snapshots).as<s8>
    if: header.nb_snapshots_in_range
    doc: Number of entries of snapshot_table.
  snapshot_table:
    pos: snapshot_table_offset
    size: "(_io.size - snapshot_table_offset <= 67108864 ? _io.size - snapshot_table_offset : 67108864)"
    type: snapshot_table_entries
    if: header.nb_snapshots_in_range and header.nb_snapshots > 0 and header.snapshots_offset_in_range
      and snapshot_table_offset >= 0 and snapshot_table_offset <= _io.size and snapshot_table_size
      >= 0
    doc: |-
      The snapshots inside the file.

      The entries vary in length, so the header does not tell how long the table is. What is given here is its least length, 40 bytes
      for each snapshot. QEMU takes at most 1024 bytes of extra data for each, and 64 MiB in all.

      QEMU opens an image whose snapshot table lies past the end of the file, and takes its entries for zeros.
  bitmap_directory_offset:
    value: (extensions.first_bitmaps.content.as<bitmaps_content>.fields.bitmap_directory_offset).as<s8>
    if: has_extensions and (extensions.has_bitmaps or extensions.is_whole) and (extensions.has_bitmaps
      and (header.autoclear_features_low & 1) != 0) and extensions.has_bitmaps and
      extensions.first_bitmaps.content_size >= 24
    doc: Where bitmap_directory begins in the file.
  bitmap_directory_size:
    value: (extensions.first_bitmaps.content.as<bitmaps_content>.fields.bitmap_directory_size).as<s8>
    if: has_extensions and (extensions.has_bitmaps or extensions.is_whole) and (extensions.has_bitmaps
      and (header.autoclear_features_low & 1) != 0) and extensions.has_bitmaps and
      extensions.first_bitmaps.content_size >= 24
    doc: Length of bitmap_directory, bytes.
  bitmap_directory_count:
    value: (extensions.first_bitmaps.content.as<bitmaps_content>.fields.nb_bitmaps).as<s8>
    if: has_extensions and extensions.has_bitmaps and extensions.first_bitmaps.content_size >= 24
    doc: Number of entries of bitmap_directory.
  bitmap_directory:
    pos: bitmap_directory_offset
    size: "(bitmap_directory_size <= _io.size - bitmap_directory_offset ? bitmap_directory_size :
      _io.size - bitmap_directory_offset)"
    type: bitmap_directory_entries
    if: has_extensions and (extensions.has_bitmaps or extensions.is_whole) and (extensions.has_bitmaps
      and (header.autoclear_features_low & 1) != 0) and extensions.has_bitmaps and
      extensions.first_bitmaps.content_size >= 24 and bitmap_directory_offset >= 0 and
      bitmap_directory_offset <= _io.size and bitmap_directory_size >= 0 and bitmap_directory_size
      <= 67108864
    doc: |-
      The persistent bitmaps: names, flags, and the places of their tables.

      The entries vary in length. QEMU refuses the whole image if the directory lies past the end of the file: it reads zeros there and finds a
      bitmap without a name.
  encryption_header_offset:
    value: (extensions.first_full_disk_encryption.content.as<full_disk_encryption_content>.fields.offset).as<s8>
    if: has_extensions and (extensions.has_full_disk_encryption or extensions.is_whole) and
      extensions.has_full_disk_encryption and extensions.first_full_disk_encryption.content_size >=
      16
    doc: Where encryption_header begins in the file.
  encryption_header_size:
    value: (extensions.first_full_disk_encryption.content.as<full_disk_encryption_content>.fields.length).as<s8>
    if: has_extensions and (extensions.has_full_disk_encryption or extensions.is_whole) and
      extensions.has_full_disk_encryption and extensions.first_full_disk_encryption.content_size >=
      16
    doc: Length of encryption_header, bytes.
  encryption_header:
    pos: encryption_header_offset
    size: "(encryption_header_size <= _io.size - encryption_header_offset ? encryption_header_size :
      _io.size - encryption_header_offset)"
    if: has_extensions and (extensions.has_full_disk_encryption or extensions.is_whole) and
      extensions.has_full_disk_encryption and extensions.first_full_disk_encryption.content_size >=
      16 and encryption_header_offset >= 0 and encryption_header_offset <= _io.size and
      encryption_header_size >= 0
    doc: |-
      The LUKS partition header with its key slots.

      The payload offset that it states is ignored: the payload is the clusters of the disk.
types:
  header:
    doc: |-
      Fixed header at the start of the file; version 2 ends at byte 72.

      Version 2 is always 72 bytes long. Version 3 gives its length at byte 100: 104 from QEMU 1.1 on, 112 since QEMU 5.1 added the compression
      type. A field past that length counts as 0, and bytes between 112 and a greater length are kept by who rewrites the header.

      The fields of version 3 must not be looked at in a version 2 image, where extensions or the name of the backing file stand in their place. QEMU
      1.1 writes new version 2 images without a backing file so that `refcount_order` 4 and `header_length` 104 happen to stand at bytes 96 to 103; the
      end marker of the extensions, 8 zero bytes at 72, comes before them.
    doc-ref:
      - https://gitlab.com/qemu-project/qemu/-/blob/v7.2.0/docs/interop/qcow2.txt The qcow2
        specification, docs/interop/qcow2.txt, QEMU 7.2
    seq:
      - id: magic
        contents: [ 0x51, 0x46, 0x49, 0xfb ]
        doc: The text "QFI" and the byte 0xfb.
      - id: version
        type: u4
        enum: version
        doc: |-
          Format version.

          Version 1 is the qcow format, with another header. No other version exists.
      - id: backing_file_offset
        type: u8
        doc: |-
          Where in this file the name of the backing file begins; 0 for none.

          Unit: bytes.

          Also the end of the extension area. QEMU 0.10 puts the name at byte 72, right behind the header, so a reader that goes on looking for
          extensions there takes the name for one.
      - id: backing_file_size
        type: u4
        doc: |-
          Length of the name of the backing file, at most 1023.

          Unit: bytes.

          Without a backing file the value means nothing; tools write 0.
      - id: cluster_bits
        type: u4
        doc: |-
          The cluster size is 2 to this power: 512 bytes to 2 MiB.

          Range: 9 to 21.

          The specification sets no upper limit; 21 is QEMU's. Images of QEMU 0.10 have 12 (4 KiB), later ones 16 (64 KiB) unless told
          otherwise.
      - id: size
        type: u8
        doc: |-
          Virtual size of the disk.

          Unit: bytes. Range: 0 to 9223372036854775807.

          QEMU counts in sectors of 512 bytes and leaves off what is over. The L1 table of at most 32 MiB limits what can be mapped: 128 GiB with
          clusters of 512 bytes, 2 EiB with clusters of 2 MiB.
      - id: crypt_method
        type: u4
        enum: crypt_method
        doc: |-
          How the data clusters are encrypted.

          Tables and the name of the backing file are never encrypted.
      - id: l1_size
        type: u4
        doc: |-
          Number of entries in the active L1 table.

          Range: 0 to 4194304.

          QEMU takes a table of at most 32 MiB, that is 4194304 entries.
      - id: l1_table_offset
        type: u8
        doc: |-
          Where the active L1 table begins.

          Unit: bytes. Range: 0 to 9223372036854775807.
      - id: refcount_table_offset
        type: u8
        doc: |-
          Where the refcount table begins.

          Unit: bytes. Range: 0 to 9223372036854775807.
      - id: refcount_table_clusters
        type: u4
        doc: |-
          Length of the refcount table in clusters.

          Unit: clusters.
      - id: nb_snapshots
        type: u4
        doc: |-
          Number of snapshots in the file.

          Range: 0 to 65536.

          The limit is that of QEMU, which refuses an image with more: "Snapshot table too large".
      - id: snapshots_offset
        type: u8
        doc: |-
          Where the snapshot table begins; 0 if there is none.

          Unit: bytes. Range: 0 to 9223372036854775807.
      - id: incompatible_features
        type: u8
        if: version.to_i >= 3 and own_length >= 80
        doc: |-
          Features that a reader must know, or else refuse the image.

          0 if absent.

          QEMU looks an unknown bit up in the feature name table of the image, so that the error can name the feature, and prints the mask if
          it is not named there.
      - id: compatible_features
        type: u8
        if: version.to_i >= 3 and own_length >= 88
        doc: |-
          Features that a reader may ignore.

          0 if absent.
      - id: autoclear_features
        type: u8
        if: version.to_i >= 3 and own_length >= 96
        doc: |-
          Features whose bits must be cleared by a writer that does not know them.

          0 if absent.
      - id: refcount_order
        type: u4
        if: version.to_i >= 3 and own_length >= 100
        doc: |-
          A reference count has 2 to this power bits: 1 to 64. Version 2: always 16.

          Range: 0 to 6. 4 if absent.

          Counts narrower than a byte fill it from the least significant bit on.
      - id: own_length_bytes
        size: 4
        if: version.to_i >= 3 and own_length >= 104
        doc: Bytes of header_length.
      - id: compression_type
        type: u1
        enum: compression_type
        if: version.to_i >= 3 and own_length >= 105
        doc: |-
          Compression of all compressed clusters of the image.

          0 if absent.

          Absent, and so zlib, if `header_length` is 104.
      - id: reserved_105
        size: 7
        if: version.to_i >= 3 and own_length >= 112
        doc: |-
          Fills the header up to a multiple of 8 bytes.

          Must be zero: a field that later takes some of these bytes treats 0 as absent.
    instances:
      own_length:
        value: "version.to_i >= 3 ? header_length : 72"
        doc: Length of this struct, as it states it.
      header_length:
        pos: 100
        type: u4
        if: version.to_i >= 3
        doc: |-
          Length of the header; extensions begin there. Version 2: always 72.

          Unit: bytes. Range: 104 to 2097152. 72 if absent.

          At least 104, no more than a cluster, and a multiple of 8. QEMU checks the first two but not the third: it goes on to read
          extensions at the odd place, and fails there or not as the bytes will have it.
      cluster_bits_in_range:
        value: cluster_bits >= 9 and cluster_bits <= 21
        doc: Whether cluster_bits is in its range, or absent.
      size_in_range:
        value: size_high <= 2147483647
        doc: Whether size is in its range, or absent.
      size_low:
        pos: 28
        type: u4
        doc: 32 bits of size.
      size_high:
        pos: 24
        type: u4
        doc: 32 bits of size.
      l1_size_in_range:
        value: l1_size <= 4194304
        doc: Whether l1_size is in its range, or absent.
      l1_table_offset_in_range:
        value: l1_table_offset_high <= 2147483647
        doc: Whether l1_table_offset is in its range, or absent.
      l1_table_offset_low:
        pos: 44
        type: u4
        doc: 32 bits of l1_table_offset.
      l1_table_offset_high:
        pos: 40
        type: u4
        doc: 32 bits of l1_table_offset.
      refcount_table_offset_in_range:
        value: refcount_table_offset_high <= 2147483647
        doc: Whether refcount_table_offset is in its range, or absent.
      refcount_table_offset_low:
        pos: 52
        type: u4
        doc: 32 bits of refcount_table_offset.
      refcount_table_offset_high:
        pos: 48
        type: u4
        doc: 32 bits of refcount_table_offset.
      nb_snapshots_in_range:
        value: nb_snapshots <= 65536
        doc: Whether nb_snapshots is in its range, or absent.
      snapshots_offset_in_range:
        value: snapshots_offset_high <= 2147483647
        doc: Whether snapshots_offset is in its range, or absent.
      snapshots_offset_low:
        pos: 68
        type: u4
        doc: 32 bits of snapshots_offset.
      snapshots_offset_high:
        pos: 64
        type: u4
        doc: 32 bits of snapshots_offset.
      incompatible_features_bits:
        pos: 72
        size: 8
        type: incompatible_features_bits
        if: version.to_i >= 3 and own_length >= 80
        doc: The bits of incompatible_features.
      incompatible_features_or_default:
        value: "version.to_i >= 3 and own_length >= 80 ? incompatible_features : 0"
        doc: incompatible_features, or its default.
      incompatible_features_low_read:
        pos: 76
        type: u4
        if: version.to_i >= 3 and own_length >= 80
        doc: 32 bits of incompatible_features.
      incompatible_features_low:
        value: "version.to_i >= 3 and own_length >= 80 ? incompatible_features_low_read : 0"
        doc: 32 bits of incompatible_features, or of its default.
      incompatible_features_high_read:
        pos: 72
        type: u4
        if: version.to_i >= 3 and own_length >= 80
        doc: 32 bits of incompatible_features.
      incompatible_features_high:
        value: "version.to_i >= 3 and own_length >= 80 ? incompatible_features_high_read : 0"
        doc: 32 bits of incompatible_features, or of its default.
      compatible_features_bits:
        pos: 80
        size: 8
        type: compatible_features_bits
        if: version.to_i >= 3 and own_length >= 88
        doc: The bits of compatible_features.
      compatible_features_or_default:
        value: "version.to_i >= 3 and own_length >= 88 ? compatible_features : 0"
        doc: compatible_features, or its default.
      autoclear_features_bits:
        pos: 88
        size: 8
        type: autoclear_features_bits
        if: version.to_i >= 3 and own_length >= 96
        doc: The bits of autoclear_features.
      autoclear_features_or_default:
        value: "version.to_i >= 3 and own_length >= 96 ? autoclear_features : 0"
        doc: autoclear_features, or its default.
      autoclear_features_low_read:
        pos: 92
        type: u4
        if: version.to_i >= 3 and own_length >= 96
        doc: 32 bits of autoclear_features.
      autoclear_features_low:
        value: "version.to_i >= 3 and own_length >= 96 ? autoclear_features_low_read : 0"
        doc: 32 bits of autoclear_features, or of its default.
      autoclear_features_high_read:
        pos: 88
        type: u4
        if: version.to_i >= 3 and own_length >= 96
        doc: 32 bits of autoclear_features.
      autoclear_features_high:
        value: "version.to_i >= 3 and own_length >= 96 ? autoclear_features_high_read : 0"
        doc: 32 bits of autoclear_features, or of its default.
      refcount_order_or_default:
        value: "version.to_i >= 3 and own_length >= 100 ? refcount_order : 4"
        doc: refcount_order, or its default.
      header_length_in_range:
        value: not (version.to_i >= 3) or header_length >= 104 and header_length <= 2097152
        doc: Whether header_length is in its range, or absent.
      compression_type_or_default:
        value: "version.to_i >= 3 and own_length >= 105 ? compression_type.to_i : 0"
        doc: compression_type, or its default.
    types:
      incompatible_features_bits:
        meta:
          bit-endian: be
        doc: The bits of incompatible_features.
        seq:
          - id: reserved_from_37
            type: b27
          - id: reserved_from_5
            type: b32
          - id: extended_l2
            type: b1
            doc: |-
              L2 entries are 16 bytes long and divide the cluster into 32 subclusters.

              Needs clusters of at least 16 KiB, so that a subcluster is no smaller than a sector.
          - id: compression_type
            type: b1
            doc: Compressed clusters are not in zlib format; see `compression_type`.
          - id: external_data_file
            type: b1
            doc: |-
              The guest’s data is in another file; this one holds the tables only.

              Guest and host offsets are equal then, the data clusters have no reference counts, and there are neither compressed clusters
              nor snapshots inside the file.
          - id: corrupt
            type: b1
            doc: |-
              Some table is known to be damaged; do not write.

              QEMU sets it when it finds an entry that points where it must not. It then opens the image for reading only, or for repair.
          - id: dirty
            type: b1
            doc: |-
              Reference counts may be out of date; repair them before writing.

              Set while an image with lazy refcounts is open for writing. Reading needs no counts and goes on as usual.
      compatible_features_bits:
        meta:
          bit-endian: be
        doc: The bits of compatible_features.
        seq:
          - id: reserved_from_33
            type: b31
          - id: reserved_from_1
            type: b32
          - id: lazy_refcounts
            type: b1
            doc: A writer may put off updates of reference counts while the dirty bit is set.
      autoclear_features_bits:
        meta:
          bit-endian: be
        doc: The bits of autoclear_features.
        seq:
          - id: reserved_from_34
            type: b30
          - id: reserved_from_2
            type: b32
          - id: raw_external_data
            type: b1
            doc: |-
              The external data file can be read as a raw image by itself.

              A writer then has to write zeros and discards through to the data file. Cannot be combined with a backing file, and is only valid
              with incompatible bit 2.
          - id: bitmaps
            type: b1
            doc: |-
              The data of the bitmaps extension is consistent.

              A tool that writes to the disk without knowing bitmaps clears the bit, and so marks them as stale.
    enums:
      version:
        "2":
          id: v2
          doc: Header of 72 bytes, no feature bits, 16-bit reference counts.
        "3":
          id: v3
          doc: Header with feature bits and a length; zero clusters.
      crypt_method:
        "0":
          id: none
          doc: Not encrypted.
        "1":
          id: aes
          doc: AES in CBC mode with the passphrase as the key; unsafe, kept for reading.
        "2":
          id: luks
          doc: LUKS, with its header in clusters of its own.
      compression_type:
        "0":
          id: zlib
          doc: Raw deflate streams, with a window of 4 KiB and no zlib header.
        "1":
          id: zstd
          doc: Zstandard frames.
  extension_header:
    doc: Head of a header extension; the content follows, padded to 8 bytes.
    doc-ref:
      - https://lore.kernel.org/qemu-devel/1237322452-11337-2-git-send-email-uril@redhat.com/ Uri
        Lublin, "[PATCH 01/14] Introducing qcow2 extensions", qemu-devel, 2009-03-17
    seq:
      - id: type
        type: u4
        doc: What the extension is; 0 ends the list.
      - id: length
        type: u4
        doc: |-
          Length of the content, without head and padding.

          Unit: bytes.
  feature_name:
    doc: "A row of the feature name table: one bit of a feature word and its name."
    seq:
      - id: type
        type: u1
        enum: type
        doc: Which feature word the bit is in.
      - id: bit
        type: u1
        doc: Number of the bit, 0 to 63.
      - id: name
        type: strz
        size: 46
        doc: |-
          Name of the feature, for messages.

          A name of all 46 bytes has no NUL behind it.
    enums:
      type:
        "0":
          id: incompatible
          doc: A bit of `incompatible_features`.
        "1":
          id: compatible
          doc: A bit of `compatible_features`.
        "2":
          id: autoclear
          doc: A bit of `autoclear_features`.
  bitmaps_extension:
    doc: "Content of the bitmaps extension: where the bitmap directory is."
    seq:
      - id: nb_bitmaps
        type: u4
        doc: |-
          Number of bitmaps in the directory, at least 1.

          QEMU takes at most 65535.
      - id: reserved_4
        size: 4
        doc: |-
          Must be zero.

          QEMU refuses the image if it is not, provided that autoclear bit 0 is set.
      - id: bitmap_directory_size
        type: u8
        doc: |-
          Length of the bitmap directory: the sum of its entries.

          Unit: bytes.

          QEMU takes at most 64 MiB.
      - id: bitmap_directory_offset
        type: u8
        doc: |-
          Where the bitmap directory begins.

          Unit: bytes.
  encryption_extension:
    doc: "Content of the full disk encryption extension: where the LUKS header is."
    seq:
      - id: offset
        type: u8
        doc: |-
          Where the encryption header begins; a multiple of the cluster size.

          Unit: bytes.
      - id: length
        type: u8
        doc: |-
          Length of the encryption header as written.

          Unit: bytes.

          The space set aside for it is whole clusters; what is over is zero.
  l1_entry:
    doc: |-
      Entry of an L1 table: the place of an L2 table.

      All zero: no L2 table yet, so everything that it would map is unallocated. QEMU ignores the reserved bits when it reads, and reports them
      in `qemu-img check`.
    seq:
      - id: word
        type: u8
        doc: The entry.
    instances:
      word_bits:
        pos: 0
        size: 8
        type: word_bits
        doc: The bits of word.
    types:
      word_bits:
        meta:
          bit-endian: be
        doc: The bits of word.
        seq:
          - id: copied
            type: b1
            doc: |-
              The reference count of the L2 table is exactly 1.

              Only kept up to date in the active L1 table, not in those of snapshots.
          - id: reserved_from_56
            type: b7
          - id: offset_from_41
            type: b15
          - id: offset_from_9
            type: b32
          - id: reserved_from_0
            type: b9
        instances:
          offset:
            value: (offset_from_41 * 2199023255552 + offset_from_9 * 512).as<u8>
            doc: Host offset of the L2 table, a multiple of the cluster size; 0 for none.
  l2_entry:
    doc: |-
      Entry of an L2 table: the place of one guest cluster, as a standard cluster descriptor.

      Bit 62 decides how the rest is read. The bits named here are those of a standard cluster.

      A **compressed** cluster (bit 62 set) divides bits 0 to 61 at *x* = 62 − (cluster_bits − 8). Bits 0 to *x* − 1 are the host offset of the compressed data, to
      the byte. Bits *x* to 61 count the 512-byte sectors that the data reaches into after the one it begins in. The data may end anywhere in the last of them. Bit
      63 is 0, for several compressed clusters share a host cluster.

      With *extended L2 entries* each entry is 16 bytes long: this word, and a bitmap of the subclusters.

      Reserved bits are ignored by QEMU on reading, and reported by `qemu-img check`. Garbage in the place of compressed data gives an I/O error
      when it is read, which the check does not find.
    seq:
      - id: word
        type: u8
        doc: The entry.
    instances:
      word_bits:
        pos: 0
        size: 8
        type: word_bits
        doc: The bits of word.
    types:
      word_bits:
        meta:
          bit-endian: be
        doc: The bits of word.
        seq:
          - id: copied
            type: b1
            doc: The reference count of the cluster is exactly 1.
          - id: compressed
            type: b1
            doc: The cluster is compressed; the other bits have another meaning.
          - id: reserved_from_56
            type: b6
          - id: offset_from_41
            type: b15
          - id: offset_from_9
            type: b32
          - id: reserved_from_1
            type: b8
          - id: zero
            type: b1
            doc: |-
              The cluster reads as zeros, whatever the offset says (version 3).

              Reserved in version 2, where QEMU gives an I/O error if it is set and `qemu-img check` finds nothing, and in extended L2 entries. This is how a discard over a backing
              file is stored in version 3: the cluster does not fall through to the backing file.
        instances:
          offset:
            value: (offset_from_41 * 2199023255552 + offset_from_9 * 512).as<u8>
            doc: |-
              Host offset of the data, a multiple of the cluster size; 0 for unallocated.

              With an external data file 0 is a valid offset, told from unallocated by the copied flag.
  extended_l2_entry:
    doc: |-
      Entry of an L2 table with extended entries: a cluster descriptor and a subcluster bitmap.

      Each of the 32 subclusters has an *allocated* and a *zero* bit; both set is an error. Neither set means that the subcluster is read from the backing
      file. For a compressed cluster the bitmap is 0.
    seq:
      - id: word
        type: u8
        doc: The cluster descriptor, as in a plain entry but without the zero flag.
      - id: subclusters
        type: u8
        doc: State of the 32 subclusters.
    instances:
      word_bits:
        pos: 0
        size: 8
        type: word_bits
        doc: The bits of word.
      subclusters_bits:
        pos: 8
        size: 8
        type: subclusters_bits
        doc: The bits of subclusters.
    types:
      word_bits:
        meta:
          bit-endian: be
        doc: The bits of word.
        seq:
          - id: copied
            type: b1
            doc: The reference count of the cluster is exactly 1.
          - id: compressed
            type: b1
            doc: The cluster is compressed; the other bits have another meaning.
          - id: reserved_from_56
            type: b6
          - id: offset_from_41
            type: b15
          - id: offset_from_9
            type: b32
          - id: reserved_from_0
            type: b9
        instances:
          offset:
            value: (offset_from_41 * 2199023255552 + offset_from_9 * 512).as<u8>
            doc: Host offset of the data, a multiple of the cluster size; 0 for unallocated.
      subclusters_bits:
        meta:
          bit-endian: be
        doc: The bits of subclusters.
        seq:
          - id: reads_zero
            type: b32
            doc: "One bit per subcluster, the first in bit 32: it reads as zeros."
          - id: allocated
            type: b32
            doc: "One bit per subcluster, the first in bit 0: its data is at the host offset."
  refcount_table_entry:
    doc: |-
      Entry of the refcount table: the place of a refcount block.

      All zero: no block, so all the clusters that it would count are free. A block fills one cluster with big-endian counts of
      2^refcount_order bits each.
    seq:
      - id: word
        type: u8
        doc: The entry.
    instances:
      word_bits:
        pos: 0
        size: 8
        type: word_bits
        doc: The bits of word.
    types:
      word_bits:
        meta:
          bit-endian: be
        doc: The bits of word.
        seq:
          - id: offset_from_41
            type: b23
          - id: offset_from_9
            type: b32
          - id: reserved_from_0
            type: b9
        instances:
          offset:
            value: (offset_from_41 * 2199023255552 + offset_from_9 * 512).as<u8>
            doc: Host offset of the refcount block, a multiple of the cluster size; 0 for none.
  snapshot:
    doc: |-
      Fixed part of an entry of the snapshot table.

      Behind it stand the extra data, then the id and the name without terminators, then padding to a multiple of 8 bytes. The extra data begins with the VM
      state size as a u64, the virtual disk size as a u64 and the instruction count as a u64, as far as its length reaches; version 3 demands the first two.

      QEMU 7.2 reads a snapshot through `convert -l` with the size that the disk has now: what lies past the end of an older, smaller snapshot
      is zeros.
    seq:
      - id: l1_table_offset
        type: u8
        doc: |-
          Where the L1 table of the snapshot begins; a multiple of the cluster size.

          Unit: bytes.
      - id: l1_size
        type: u4
        doc: |-
          Number of entries in the L1 table of the snapshot.

          Range: 0 to 4194304.

          QEMU takes a table of at most 32 MiB. It opens an image with a larger one, and refuses to go back to the snapshot or to delete it.
      - id: id_size
        type: u2
        doc: |-
          Length of the id, which is a unique text.

          Unit: bytes.
      - id: name_size
        type: u2
        doc: |-
          Length of the name.

          Unit: bytes.
      - id: date_seconds
        type: u4
        doc: |-
          When the snapshot was taken.

          Unit: seconds since 1970-01-01 UTC.
      - id: date_nanoseconds
        type: u4
        doc: |-
          Fraction of the second at which the snapshot was taken.

          Unit: nanoseconds.
      - id: vm_clock
        type: u8
        doc: |-
          How long the guest had been running.

          Unit: nanoseconds.
      - id: vm_state_size
        type: u4
        doc: |-
          Length of the saved state of the virtual machine; 0 for none.

          Unit: bytes.

          The extra data has it in 64 bits, which then counts.
      - id: extra_data_size
        type: u4
        doc: |-
          Length of the extra data that follows.

          Unit: bytes. Range: 0 to 1024.

          QEMU takes at most 1024, and refuses the whole image if there is more: "Too much extra metadata in snapshot table entry".
    instances:
      extra_data_size_in_range:
        value: extra_data_size <= 1024
        doc: Whether extra_data_size is in its range, or absent.
  bitmap_directory_entry:
    doc: |-
      Fixed part of an entry of the bitmap directory.

      Behind it stand the extra data, the name without a terminator, and padding to a multiple of 8 bytes. A name has 1 to 1023 bytes.
    seq:
      - id: bitmap_table_offset
        type: u8
        doc: |-
          Where the table of the bitmap begins; a multiple of the cluster size.

          Unit: bytes.
      - id: bitmap_table_size
        type: u4
        doc: |-
          Number of entries in the table of the bitmap.

          Range: 1 to 134217728.

          The limits are those of QEMU. Enough for the disk, unless the bitmap is in use.
      - id: flags
        type: u4
        doc: Flags of the bitmap.
      - id: type
        type: u1
        enum: type
        doc: Kind of the bitmap.
      - id: granularity_bits
        type: u1
        doc: |-
          One bit stands for 2 to this power bytes of the disk: 9 to 31 in QEMU.

          Range: 9 to 31.
      - id: name_size
        type: u2
        doc: |-
          Length of the name.

          Unit: bytes. Range: 1 to 1023.
      - id: extra_data_size
        type: u4
        doc: |-
          Length of the extra data that follows.

          Unit: bytes.

          No extra data is defined, and QEMU 7.2 refuses an image that has some: "Bitmap extra data is not supported".
    instances:
      flags_bits:
        pos: 12
        size: 4
        type: flags_bits
        doc: The bits of flags.
      name_size_in_range:
        value: name_size >= 1 and name_size <= 1023
        doc: Whether name_size is in its range, or absent.
    types:
      flags_bits:
        meta:
          bit-endian: be
        doc: The bits of flags.
        seq:
          - id: reserved_from_3
            type: b29
          - id: extra_data_compatible
            type: b1
            doc: |-
              A tool that does not know the extra data may still use the bitmap.

              Defined by the specification. QEMU 7.2 refuses the whole image if the bit is set.
          - id: auto
            type: b1
            doc: The bitmap records every write to the disk.
          - id: in_use
            type: b1
            doc: The bitmap was not saved properly and may be out of date.
    enums:
      type:
        "1":
          id: dirty_tracking
          doc: Tracks which parts were written.
  extension_list:
    doc: Header extensions, in order.
    seq:
      - id: records
        type: "extension(_index, _io.pos, _index == 0 ? -1 : records[_index - 1].index_of_bitmaps, _index ==
          0 ? -1 : records[_index - 1].index_of_full_disk_encryption)"
        repeat: until
        repeat-until: _.is_end or _.is_cut or _index >= 255 or _io.size - _io.pos < 8
        if: _io.size >= 8
    instances:
      is_whole:
        value: "_io.size >= 8 ? not records.last.is_cut and (records.last.is_end or _root.extensions_offset
          + records.last.next + 8 > _root.extensions_end) : _root.extensions_offset + 8 >
          _root.extensions_end"
        doc: "Whether all were read: up to the end marker, or to the end of the area."
      has_bitmaps:
        value: _io.size >= 8 and records.last.index_of_bitmaps >= 0
      first_bitmaps:
        value: records[records.last.index_of_bitmaps]
        if: has_bitmaps
      has_full_disk_encryption:
        value: _io.size >= 8 and records.last.index_of_full_disk_encryption >= 0
      first_full_disk_encryption:
        value: records[records.last.index_of_full_disk_encryption]
        if: has_full_disk_encryption
  extension:
    doc: A header extension.
    params:
      - id: index
        type: s4
      - id: start
        type: s8
      - id: index_of_bitmaps_before
        type: s4
      - id: index_of_full_disk_encryption_before
        type: s4
    seq:
      - id: head
        type: extension_header
        size: 8
      - id: content
        size: content_size
        type:
          switch-on: head.type
          cases:
            "0xe2792aca": backing_format_content
            "0x6803f857": feature_name_table_content
            "0x23852875": bitmaps_content
            "0x537be77": full_disk_encryption_content
            "0x44415441": external_data_file_content
      - id: padding
        size: padding_size
    instances:
      room:
        value: _io.size - start - 8
        doc: Bytes left behind the head.
      is_cut:
        value: head.length > room
        doc: The area ends before the content does.
      is_end:
        value: head.type == 0
        doc: This is the end marker.
      content_size:
        value: "(is_cut ? room : head.length).as<s8>"
      padding_wanted:
        value: (8 - content_size % 8) % 8
      padding_size:
        value: "padding_wanted <= room - content_size ? padding_wanted : room - content_size"
      next:
        value: (start + 8 + content_size + padding_wanted).as<s8>
      index_of_bitmaps:
        value: "index_of_bitmaps_before >= 0 ? index_of_bitmaps_before : (head.type == 0x23852875 and not
          is_cut ? index : -1)"
      index_of_full_disk_encryption:
        value: "index_of_full_disk_encryption_before >= 0 ? index_of_full_disk_encryption_before :
          (head.type == 0x537be77 and not is_cut ? index : -1)"
  backing_format_content:
    doc: |-
      Format of the backing file; not NUL-terminated.

      QEMU refuses an image whose format name has 16 bytes or more.
    seq:
      - id: text
        type: str
        size-eos: true
  feature_name_table_content:
    doc: |-
      Names of feature bits, so that a tool can say which feature it lacks.

      It lists all that the writing tool knows, used in the image or not. May be empty. Three words of 64 bits have 192 bits to name, which is the most rows that make sense.
    seq:
      - id: rows
        type: feature_name
        size: 48
        repeat: expr
        repeat-expr: _io.size / 48
      - id: rest
        size-eos: true
        doc: What is behind, or too short.
  bitmaps_content:
    doc: |-
      Where the persistent dirty bitmaps of the disk are.

      Valid only while autoclear bit 0 is set. QEMU drops it otherwise, and may leak its clusters.
    seq:
      - id: fields
        type: bitmaps_extension
        size: 24
        if: _io.size >= 24
      - id: rest
        size-eos: true
        doc: What is behind, or too short.
  full_disk_encryption_content:
    doc: Where the LUKS header is.
    seq:
      - id: fields
        type: encryption_extension
        size: 16
        if: _io.size >= 16
      - id: rest
        size-eos: true
        doc: What is behind, or too short.
  external_data_file_content:
    doc: |-
      Name of the external data file; not NUL-terminated.

      The type code is the text "DATA". Resolved like the name of the backing file, and as dangerous: a reader must not open it without the
      user's leave.
    seq:
      - id: text
        type: str
        size-eos: true
  snapshot_table_entries:
    doc: Entries of snapshot_table, as many as the file has.
    seq:
      - id: entries
        type: snapshot_table_entry(_io.pos)
        repeat: until
        repeat-until: _index >= 65535 or _index + 1 >= _root.snapshot_table_count or _io.size - _io.pos < 40
        if: _root.snapshot_table_count > 0 and _io.size >= 40
  snapshot_table_entry:
    doc: Fixed part of an entry of the snapshot table. What follows it is cut off where the file or the
      table ends.
    params:
      - id: start
        type: s8
    seq:
      - id: head
        type: snapshot
        size: 40
      - id: tail
        size: tail_size
      - id: padding
        size: padding_size
    instances:
      room:
        value: _io.size - start - 40
        doc: Bytes left behind the struct.
      stated_size:
        value: (head.extra_data_size + head.id_size + head.name_size).as<s8>
        doc: Bytes behind the struct, as it says.
      tail_size:
        value: "stated_size <= room ? stated_size : room"
      padding_wanted:
        value: (8 - (start + 40 + tail_size) % 8) % 8
      padding_size:
        value: "padding_wanted <= room - tail_size ? padding_wanted : room - tail_size"
  bitmap_directory_entries:
    doc: Entries of bitmap_directory, as many as the file has.
    seq:
      - id: entries
        type: bitmap_directory_entry_2(_io.pos)
        repeat: until
        repeat-until: _index >= 65534 or _index + 1 >= _root.bitmap_directory_count or _io.size - _io.pos < 24
        if: _root.bitmap_directory_count > 0 and _io.size >= 24
  bitmap_directory_entry_2:
    doc: Fixed part of an entry of the bitmap directory. What follows it is cut off where the file or
      the table ends.
    params:
      - id: start
        type: s8
    seq:
      - id: head
        type: bitmap_directory_entry
        size: 24
      - id: tail
        size: tail_size
      - id: padding
        size: padding_size
    instances:
      room:
        value: _io.size - start - 24
        doc: Bytes left behind the struct.
      stated_size:
        value: (head.extra_data_size + head.name_size).as<s8>
        doc: Bytes behind the struct, as it says.
      tail_size:
        value: "stated_size <= room ? stated_size : room"
      padding_wanted:
        value: (8 - (start + 24 + tail_size) % 8) % 8
      padding_size:
        value: "padding_wanted <= room - tail_size ? padding_wanted : room - tail_size"
