# Generated from schemas/uml-cow/v3.ts by `cowtools generate`. Do not edit: change the schema and run it again.
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
  id: uml_cow_v3
  title: User-mode Linux COW, version 3
  endian: be
  encoding: UTF-8
  ks-version: "0.10"
doc: |-
  Copy-on-write layer of a User-mode Linux disk, with bitmap and data aligned.

  A COW file goes with a raw disk, its *backing file*, and holds the sectors that were written since. Several machines can so share one disk.

  **Reading** sector *n*: look at bit *n* of the bitmap. If it is 1, the data is in this file, at `data + n × sectorsize`; if it is 0, in the backing file.

  **Writing** sector *n*: put the data at its place in this file, then set the bit. `uml_moo` merges the two files into one raw disk.

  The backing file must not change: the header records its time and length, and the driver refuses the image if one of them is another. To copy the backing
  file without its time is enough.

  The layout that User-mode Linux writes. The name moved to the end of the header, where it could grow; bitmap and data begin at multiples of an
  alignment, so that the data can be mapped page by page; and every sector has a bit at last.

  64-bit binaries before December 2005 left four bytes after `mtime`: that is [uml-cow-v3-broken](uml-cow-v3-broken.md).
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
  align:
    value: "(1 >= header.alignment ? 1 : header.alignment).as<s8>"
    doc: |-
      The alignment; 1 where the header has 0.

      Unit: bytes.
  sectors:
    value: (header.size / sector).as<s8>
    doc: Whole sectors of the disk.
  bitmap_offset:
    value: ((4128 + align - 1) / align * align).as<s8>
    doc: |-
      Where the allocation bitmap begins.

      Unit: bytes.
  bitmap_size:
    value: (((header.size + sector - 1) / sector + 8 - 1) / 8).as<s8>
    doc: |-
      Length of the allocation bitmap.

      Unit: bytes.
  data_offset:
    value: ((bitmap_offset + bitmap_size + align - 1) / align * align).as<s8>
    doc: |-
      Where the data begins.

      Unit: bytes.
  header_gap_offset:
    value: "4128"
    doc: Where header_gap begins in the file.
  header_gap_size:
    value: (bitmap_offset - 4128).as<s8>
    doc: Length of header_gap, bytes.
  header_gap:
    pos: header_gap_offset
    size: "(header_gap_size <= _io.size - header_gap_offset ? header_gap_size : _io.size -
      header_gap_offset)"
    if: header_gap_offset >= 0 and header_gap_offset <= _io.size and header_gap_size >= 0
    doc: Fills the alignment before the bitmap; room for longer names, never used.
  allocation_bitmap_offset:
    value: bitmap_offset
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
    doc: One bit per sector of the disk.
  gap_offset:
    value: (bitmap_offset + bitmap_size).as<s8>
    doc: Where gap begins in the file.
  gap_size:
    value: (data_offset - (bitmap_offset + bitmap_size)).as<s8>
    doc: Length of gap, bytes.
  gap:
    pos: gap_offset
    size: "(gap_size <= _io.size - gap_offset ? gap_size : _io.size - gap_offset)"
    if: gap_offset >= 0 and gap_offset <= _io.size and gap_size >= 0
    doc: Fills the alignment before the data.
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
        contents: [ 0x4f, 0x4f, 0x4f, 0x4d ]
        doc: The text "OOOM", or "MOOO" where the number was written little-endian.
      - id: version
        contents: [ 0x0, 0x0, 0x0, 0x3 ]
        doc: Format version.
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
      - id: alignment
        type: u4
        doc: |-
          Bitmap and data begin at multiples of this.

          Unit: bytes.

          `uml_mkcow` writes 4096. A 0 kills the tools with a division by zero.
      - id: cow_format
        type: u4
        enum: cow_format
        doc: |-
          How the image records which sectors it has.

          Room for other ways that never came. `uml_moo` does not read it.
      - id: backing_file
        type: strz
        size: 4096
        doc: |-
          Name of the backing file.

          The tools write an absolute path. A relative one is looked for from the current folder, not from that of the image; cowtools looks beside the image, as
          for all formats. Without a backing file there is no disk. The backing file is always taken for a raw disk.
    enums:
      cow_format:
        "0":
          id: bitmap
          doc: One bit per sector says where the data is.
