# Generated from schemas/add-cow/v10.ts by `cowtools generate`. Do not edit: change the schema and run it again.
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

meta:
  id: add_cow_v10
  title: add-cow, June 2012 (patch version 10)
  endian: le
  encoding: UTF-8
  ks-version: "0.10"
doc: |-
  Copy-on-write for raw images with a bitmap of 64 KiB clusters, file names of any length, and feature bits.

  Three files make one disk. The *image file* is raw and holds what the guest has written, at the guest's own offsets. The *backing file*
  holds everything else. The add-cow file names both, and has one bit for each 64 KiB of the disk to say which of the two is to be read.

  **Reading** an offset: its cluster is the offset divided by 65536. If the bit of the cluster is 1, read the image file at the same offset; if it is 0,
  read the backing file at the same offset.

  **Writing**: a write that covers a cluster only in part first needs the rest of the cluster from the backing file. Then the data goes to the image file,
  and the bit is set last.

  When all bits are set the add-cow file and the backing file have done their work, and the image file alone is the disk.

  The first 4096 bytes are the header: a fixed struct of 36 bytes and, behind it, the two names wherever their offset fields say. The bitmap begins at
  4096. The size of the disk is written nowhere: it is the length of the image file, so nothing can be known about the bitmap without
  looking at that file.

  The text leaves several things open: what a read past the end of a shorter backing file gives (the later revisions say zeros), the value of the bits
  past the last cluster, and what holds when the feature bits and the name offsets disagree.

  Posted to QEMU in June 2012 and never merged. Only the text of the specification is known; no implementation has been found, so
  nothing here has been checked against one.

  It has the magic of the layout of 2011 and, read as a number, its version too. But all integers are little-endian now: bytes 8 to 11 are
  `01 00 00 00` here and `00 00 00 01` in add-cow-v4, and nothing else tells the two apart.
doc-ref:
  - 'http://patchwork.ozlabs.org/patch/164698/ Dong Xu Wang, "[PATCH 1/6 v10] docs: spec for add-cow
    file format", qemu-devel, 2012-06-13, patchwork 164698'
seq:
  - id: header
    type: header
instances:
  has_backing_file:
    value: header.backing_filename_offset != 0 and header.backing_filename_size >= 1 and
      header.backing_filename_offset >= 36 and header.backing_filename_offset +
      header.backing_filename_size <= 4096 and header.backing_filename_offset +
      header.backing_filename_size <= _io.size
    doc: Whether backing_file is there, in its bounds.
  backing_file:
    pos: header.backing_filename_offset
    size: header.backing_filename_size
    type: str
    if: has_backing_file
    doc: Name of the backing file; not NUL-terminated.
  has_image_file:
    value: header.image_filename_size >= 1 and header.image_filename_offset >= 36 and
      header.image_filename_offset + header.image_filename_size <= 4096 and
      header.image_filename_offset + header.image_filename_size <= _io.size
    doc: Whether image_file is there, in its bounds.
  image_file:
    pos: header.image_filename_offset
    size: header.image_filename_size
    type: str
    if: has_image_file
    doc: Name of the raw file that holds the data; not NUL-terminated.
  allocation_bitmap_offset:
    value: "4096"
    doc: Where allocation_bitmap begins in the file.
types:
  header:
    doc: |-
      Fixed header at the start of the file; the names follow, up to byte 4095.

      The specification gives byte positions and no C struct. The 64-bit field at 28 is not aligned to 8 bytes, so a C struct of this layout would
      have to be packed.
    seq:
      - id: magic
        contents: [ 0x41, 0x44, 0x44, 0x5f, 0x43, 0x4f, 0x57, 0xff ]
        doc: |-
          The text "ADD_COW" and the byte 0xff.

          A run of bytes, the same as in the big-endian layout of 2011.
      - id: version
        contents: [ 0x1, 0x0, 0x0, 0x0 ]
        doc: |-
          Format version, always 1.

          A big-endian 1 in this place means the layout of 2011, add-cow-v4.
      - id: backing_filename_offset
        type: u4
        doc: |-
          Where in this file the name of the backing file begins; 0 for none.

          Unit: bytes.
      - id: backing_filename_size
        type: u4
        doc: |-
          Length of the name of the backing file.

          Unit: bytes.

          Without a backing file the value means nothing.
      - id: image_filename_offset
        type: u4
        doc: |-
          Where in this file the name of the image file begins.

          Unit: bytes.
      - id: image_filename_size
        type: u4
        doc: |-
          Length of the name of the image file.

          Unit: bytes.
      - id: features
        type: u8
        doc: |-
          Feature bits.

          The text does not say what a reader should do with a bit that it does not know. Since the two known ones change what a reader must do,
          an unknown one is a reason to refuse the image.
    instances:
      features_bits:
        pos: 28
        size: 8
        type: features_bits
        doc: The bits of features.
    types:
      features_bits:
        meta:
          bit-endian: le
        doc: The bits of features.
        seq:
          - id: backing_file
            type: b1
            doc: |-
              The image has a backing file.

              `ADD_COW_F_BACKING_FILE`. Goes with a name offset that is not 0.
          - id: backing_format_no_probe
            type: b1
            doc: |-
              The backing file is raw and must not be probed.

              `ADD_COW_F_BACKING_FORMAT_NO_PROBE`. A raw disk that is probed can be taken for whatever format its guest writes into its first
              sector, which lets the guest name files of the host. The bit of the same name in QED has the same purpose.
          - id: reserved_from_2
            type: b32
          - id: reserved_from_34
            type: b30
