# Generated from schemas/add-cow/v18.ts by `cowtools generate`. Do not edit: change the schema and run it again.
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
# - virtual_size: it needs image_file_size, which the file does not hold
# - clusters: it needs image_file_size, which the file does not hold
# - allocation_bitmap, all but where it begins: it needs image_file_size, which the file does not hold
# - unused_bitmap, all but where it begins: it needs image_file_size, which the file does not hold

meta:
  id: add_cow_v18
  title: add-cow, 2013 (patch versions 18 to 20)
  endian: le
  encoding: UTF-8
  ks-version: "0.10"
doc: |-
  Copy-on-write for raw images: cluster size of choice, recorded formats, feature words, magic "ACOW".

  Three files make one disk. The *image file*, normally raw, holds what the guest has written, at the guest's own offsets. The *backing file* holds
  the rest. The add-cow file names both, with their formats, and keeps one bit per cluster of the disk.

  **Reading** an offset: if the bit of its cluster is 1, read the image file at the same offset; if it is 0, read the backing file at the same offset.
  Past the end of a shorter backing file the disk is zero.

  **Writing** into a cluster whose bit is 0: copy the parts of the cluster that the guest does not write from the backing file into the image file, write the
  guest's data, and set the bit last. In a cluster whose bit is 1, just write.

  **Without a backing file** there is nothing to keep track of. Compatible feature bit 0, *all allocated*, says so: the whole disk is in the image file,
  and the bitmap, though present, is neither read nor written. Old content of the image file shows through. The same bit can be set when
  every cluster has been copied, and cuts the disk loose from its backing file at one stroke.

  The header area is as long as a cluster, but at least 4096 bytes. It begins with a fixed struct of 76 bytes; the names stand behind it, in any order and
  at any offset. The bitmap follows the header area and takes up a whole number of clusters.

  The size of the disk is written nowhere: it is the length of the image file. Whoever wants to know how long the bitmap must be has to look at that
  file first.

  The last layout of add-cow that was posted to QEMU; it was not merged either. Version 14 of the series cut the magic from 8 bytes to 4,
  version 13 made the cluster size a choice, and version 18 dropped the version field, so files of version 17 and before are laid out differently.

  Versions 18, 19 and 20 share the layout, and the same commands make the same bytes with each of them. What differs is what they accept, and what
  they say about terminators; see the revisions.
doc-ref:
  - 'Eric Blake, "Re: [PATCH V18 1/6] docs: document for add-cow file format", qemu-devel,
    2013-04-26; quotes the specification of 2013-04-10'
  - https://mail-archive.com/qemu-devel@nongnu.org/msg165619.html Dong Xu Wang, cover letter of
    version 18 of the series, qemu-devel, 2013-04-10; change log from version 11 on
  - https://mail-archive.com/qemu-devel@nongnu.org/msg174187.html Dong Xu Wang, cover letter of
    version 19 of the series, qemu-devel, 2013; change log from version 18 to 19
  - block/add-cow.c of version 18, branch add-cow-v18 of the author’s QEMU tree, commit 3aca3fd49
    (QEMU 1.4.50)
  - block/add-cow.c of version 20, branch AddcowV20_commit of the author’s QEMU tree, commit
    4104e4430 (QEMU 1.6.50)
seq:
  - id: header
    type: header
instances:
  has_backing_file:
    value: header.header_size_in_range and header.backing_file_offset != 0 and header.backing_file_size
      >= 1 and header.backing_file_size <= 1023 and header.backing_file_offset >= 76 and
      header.backing_file_offset + header.backing_file_size <= header.header_size and
      header.backing_file_offset + header.backing_file_size <= _io.size
    doc: Whether backing_file is there, in its bounds.
  backing_file:
    pos: header.backing_file_offset
    size: header.backing_file_size
    type: str
    if: has_backing_file
    doc: |-
      Name of the backing file; not NUL-terminated.

      At most 1023 bytes.

      Create puts it at 76, right behind the struct. Relative names are resolved against the folder of the add-cow file. The text of
      version 19 says that names end with a NUL; the code never writes one, and the text of version 20 says that they do not.

      There is no protection against a chain that leads back to itself: the driver opens files until it runs out of descriptors.
  has_image_file:
    value: header.header_size_in_range and header.image_file_size >= 1 and header.image_file_size <=
      4096 and header.image_file_offset >= 76 and header.image_file_offset + header.image_file_size
      <= header.header_size and header.image_file_offset + header.image_file_size <= _io.size
    doc: Whether image_file is there, in its bounds.
  image_file:
    pos: header.image_file_offset
    size: header.image_file_size
    type: str
    if: has_image_file
    doc: |-
      Name of the file that holds the data; not NUL-terminated.

      At most 4096 bytes.

      Create puts it right behind the name of the backing file, with no byte between. The file must exist before create, which
      cuts or extends it to the size asked for, or to that of the backing file.

      The driver does not notice an image file that is the add-cow file itself; it then takes the length of the add-cow file for the size of the disk.
  cluster_size:
    value: (1 << header.cluster_bits).as<s8>
    if: header.cluster_bits_in_range
    doc: |-
      Size of a cluster.

      Unit: bytes.
  allocation_bitmap_offset:
    value: (header.header_size).as<s8>
    if: (header.compatible_features_low & 1) == 0 and header.header_size_in_range
    doc: Where allocation_bitmap begins in the file.
  unused_bitmap_offset:
    value: (header.header_size).as<s8>
    if: (header.compatible_features_low & 1) != 0 and header.header_size_in_range
    doc: Where unused_bitmap begins in the file.
types:
  header:
    doc: |-
      Fixed header at the start of the file; the names follow, up to the header size.

      The C struct is packed: the last fields begin at 40, 44 and 60 and leave the total no multiple of 8.

      A file that ends inside the header is read as if zeros followed; what then fails is the header size.
    seq:
      - id: magic
        contents: [ 0x41, 0x43, 0x4f, 0x57 ]
        doc: The text "ACOW", in ASCII.
      - id: backing_file_offset
        type: u4
        doc: |-
          Where in this file the name of the backing file begins; 0 for none.

          Unit: bytes.

          The specification wants 76 to `header_size` - 2. The driver checks neither end: an offset past the end of the file gives an empty
          name, which counts as no backing file, without a word.
      - id: backing_file_size
        type: u4
        doc: |-
          Length of the name of the backing file; 0 exactly if there is none.

          Unit: bytes.

          The specification wants less than `header_size` - 76, and offset and size together at most `header_size`. The driver
          refuses 1024 and more with "Invalid argument", which is the stricter limit, as no header is shorter than 4096 bytes.
      - id: image_file_offset
        type: u4
        doc: |-
          Where in this file the name of the image file begins.

          Unit: bytes.

          The specification wants 76 to `header_size` - 2. The driver does not check: with 0 it takes the magic for a name.
      - id: image_file_size
        type: u4
        doc: |-
          Length of the name of the image file.

          Unit: bytes.

          Not the length of the file itself. The specification wants less than `header_size` - 76, and offset and size together at
          most `header_size`.
      - id: cluster_bits
        type: u4
        doc: |-
          The cluster size is 2 to this power: 512 bytes to 2 MiB.

          Range: 9 to 21.

          Version 18 takes 9 to 21, versions 19 and 20 take 12 to 21, both on create and on open.

          With clusters below 4096 bytes version 18 loses allocation bits: it keeps a part of the bitmap in memory, but looks a bit up by its place in the
          whole bitmap, which runs past that part. With clusters of 512 bytes every bit for an offset from 2 MiB on is lost: the data is in the
          image file, and the disk shows the backing file.
      - id: features
        type: u8
        doc: |-
          Incompatible features: a reader refuses the image if it does not know a bit. None is defined.

          The driver fails with "Operation not supported" and prints the word.
      - id: compatible_features
        type: u8
        doc: "Compatible features: a reader may ignore a bit that it does not know."
      - id: header_size
        type: u4
        doc: |-
          Length of the header area, where the bitmap begins: 4096 or a cluster, whichever is more.

          Unit: bytes. Range: 4096 to 2097152.

          The specification calls the header variable in size and this value its default. The driver refuses any other with "Operation
          not supported".
      - id: backing_file_format
        type: strz
        size: 16
        doc: |-
          Format of the backing file, in ASCII; empty exactly if there is none.

          Create stores what it was told, or else what it finds by probing ("raw" for a raw file), so that the name is never left out.
          On open an empty or unknown name is probed without a word.

          A name of all 16 bytes: version 18 cuts it to 15 and a NUL, version 19 stores 16 without a NUL, version 20 fails an assertion. The text of version 18 says
          that formats are not NUL-terminated, that of versions 19 and 20 that they are.
        doc-ref:
          - 'Eric Blake, "Re: [PATCH V18 1/6] docs: document for add-cow file format", qemu-devel,
            2013-04-26; quotes the specification of 2013-04-10'
          - block/add-cow.c of version 18, branch add-cow-v18 of the author’s QEMU tree, commit
            3aca3fd49 (QEMU 1.4.50)
          - block/add-cow.c of version 20, branch AddcowV20_commit of the author’s QEMU tree, commit
            4104e4430 (QEMU 1.6.50)
      - id: image_file_format
        type: strz
        size: 16
        doc: |-
          Format of the image file, in ASCII; "raw" unless create was told otherwise.

          Padded like the format of the backing file. On open an empty or unknown name is probed without a word.
    instances:
      cluster_bits_in_range:
        value: cluster_bits >= 9 and cluster_bits <= 21
        doc: Whether cluster_bits is in its range, or absent.
      compatible_features_bits:
        pos: 32
        size: 8
        type: compatible_features_bits
        doc: The bits of compatible_features.
      compatible_features_low:
        pos: 32
        type: u4
        doc: 32 bits of compatible_features.
      compatible_features_high:
        pos: 36
        type: u4
        doc: 32 bits of compatible_features.
      header_size_in_range:
        value: header_size >= 4096 and header_size <= 2097152
        doc: Whether header_size is in its range, or absent.
    types:
      compatible_features_bits:
        meta:
          bit-endian: le
        doc: The bits of compatible_features.
        seq:
          - id: all_allocated
            type: b1
            doc: |-
              Every cluster is in the image file; backing file and bitmap are not used.

              Set by create when there is no backing file. If it is set although a backing file is named, the driver ignores the
              name and the bitmap, and `info` shows no backing file.
          - id: reserved_from_1
            type: b32
          - id: reserved_from_33
            type: b31
