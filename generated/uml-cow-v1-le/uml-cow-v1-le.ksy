# Generated from schemas/uml-cow/v1.ts by `cowtools generate`. Do not edit: change the schema and run it again.
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
  id: uml_cow_v1_le
  title: User-mode Linux COW, version 1, little-endian
  endian: le
  encoding: UTF-8
  ks-version: "0.10"
doc: |-
  Copy-on-write layer of a User-mode Linux disk, in the byte order of its host.

  A COW file goes with a raw disk, its *backing file*, and holds the sectors that were written since. Several machines can so share one
  disk. Bit *n* of the bitmap says whether sector *n* is in this file; if not, it is read from the backing file. Data has its place by its number, so the file is
  sparse.

  The backing file must not change: the header records its time and length, and the driver refuses the image if one of them is another.

  The first layout. It was written as the host keeps integers, so a file that a little-endian host made begins with "MOOO", and one of a big-endian
  host with "OOOM". These are two formats here, which differ in byte order alone.

  The tools of today do not quite read it so: where the magic is that of the other byte order they turn the version round, but take time, size and sector
  size as they stand. On a little-endian machine `uml_moo` therefore refuses a file of a big-endian one, for its size does not match.
doc-ref:
  - Linux arch/um/drivers/cow_user.c, Linux 2.6.12 and later; the headers are packed since 2.6.15
  - "uml-utilities: uml_mkcow, uml_moo, release 20070815"
seq:
  - id: header
    type: header
instances:
  sector:
    value: "(1 >= header.sectorsize ? 1 : header.sectorsize).as<s8>"
    doc: |-
      The sector size; 1 where the header has 0.

      Unit: bytes.
  sectors:
    value: (header.size / sector).as<s8>
    doc: Whole sectors of the disk.
  bitmap_size:
    value: ((header.size + sector - 1) / (8 * sector)).as<s8>
    doc: |-
      Length of the allocation bitmap, rounded down.

      Unit: bytes.

      The driver meant to round up. Up to 7 sectors at the end of the disk have no bit.
  data_offset:
    value: ((280 + bitmap_size + sector - 1) / sector * sector).as<s8>
    doc: |-
      Where the data begins.

      Unit: bytes.
  allocation_bitmap_offset:
    value: "280"
    doc: Where allocation_bitmap begins in the file.
  allocation_bitmap_size:
    value: bitmap_size
    doc: Length of allocation_bitmap, bytes.
  allocation_bitmap:
    pos: allocation_bitmap_offset
    size: "(allocation_bitmap_size <= _io.size - allocation_bitmap_offset ? allocation_bitmap_size :
      _io.size - allocation_bitmap_offset)"
    if: allocation_bitmap_offset >= 0 and allocation_bitmap_offset <= _io.size and
      allocation_bitmap_size >= 0
    doc: |-
      One bit per sector of the disk.

      Its length is rounded down, so the last sectors of a disk of, say, 2053 sectors have no bit. `uml_moo` reads them from the backing file. The driver of
      the time wrote their bits behind the bitmap, and lost them when the image was opened again; with enough of them it wrote over the data.
  data_offset_2:
    value: data_offset
    doc: Where data begins in the file.
  data_size:
    value: (header.size).as<s8>
    doc: Length of data, bytes.
  data:
    pos: data_offset_2
    size: "(data_size <= _io.size - data_offset_2 ? data_size : _io.size - data_offset_2)"
    if: data_offset_2 >= 0 and data_offset_2 <= _io.size and data_size >= 0
    doc: |-
      Sector *n* of the disk stands at *n* sectors from here, if its bit is 1.

      The tools make the file as long as the disk at once, as one hole. A shorter file is read as well, unless a bit is set for what is missing.
types:
  header:
    doc: Fixed header at the start of the file.
    seq:
      - id: magic
        contents: [ 0x4d, 0x4f, 0x4f, 0x4f ]
        doc: The text "OOOM", or "MOOO" where the number was written little-endian.
      - id: version
        contents: [ 0x1, 0x0, 0x0, 0x0 ]
        doc: Format version.
      - id: backing_file
        type: strz
        size: 256
        doc: |-
          Name of the backing file.

          The tools write an absolute path. A relative one is looked for from the current folder, not from that of the image; cowtools looks beside the image, as
          for all formats. Without a backing file there is no disk. The backing file is always taken for a raw disk.
      - id: mtime
        type: u4
        doc: |-
          Modification time of the backing file when the image was made.

          Unit: seconds since 1970-01-01 UTC.

          The driver and `uml_moo` refuse the image if the backing file has another one. 32 bits, without a sign: it ends in 2106.
      - id: size
        type: u8
        doc: |-
          Length of the backing file when the image was made, and so the size of the disk.

          Unit: bytes.

          It may be any number. What is left over of the last sector is no part of the disk: the driver counts whole sectors, and `uml_moo` makes 999936
          bytes of 1000001. If the backing file has another length, both refuse the image.
      - id: sectorsize
        type: u4
        doc: |-
          Bytes that one bit of the bitmap stands for.

          Unit: bytes.

          The tools write 512. They divide by it unseen: a 0 kills them.
