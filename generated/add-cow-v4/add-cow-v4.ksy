# Generated from schemas/add-cow/v4.ts by `cowtools generate`. Do not edit: change the schema and run it again.
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
  id: add_cow_v4
  title: add-cow, October 2011 (patch versions 3 and 4)
  endian: be
  encoding: UTF-8
  ks-version: "0.10"
doc: |-
  Copy-on-write for raw images: a header and one allocation bit per sector, with the data in a separate raw file.

  A raw image is the fastest image there is, but it cannot have a backing file. add-cow adds one from outside: the guest's data goes
  into an ordinary raw file, the *image file*, and a small second file, the add-cow file, remembers which sectors are there. Three files make one
  disk: the add-cow file names the other two.

  **Reading** sector *n*: look at bit *n* of the allocation bitmap. If it is 1, the data is in the image file, at the guest's own offset *n* × 512. If it
  is 0, read sector *n* of the backing file.

  **Writing** sector *n*: write it to the image file at *n* × 512, then set bit *n* and write the part of the bitmap that changed. A crash between the two
  leaves the old content visible, which is the right order.

  Once every bit is set, nothing depends on the backing file any more. The add-cow file and the backing file can be thrown away, and the image file is a
  complete raw disk. That is the point of the format: copy-on-write while it is needed, raw speed afterwards.

  The virtual size stands in the header, but the data lives elsewhere, so the size is true only as long as nobody shortens the image file.

  The first layout of add-cow that is known in full. It was posted as a patch to QEMU 0.15 and never merged. The code quoted in the
  review thread is the third posting, of 2011-10-12; the fourth, of 2011-10-27, has the same layout.

  The layout of June 2012 (add-cow-v10) kept magic and version number but turned the byte order round: bytes 8 to 11 are `00 00 00 01` here and
  `01 00 00 00` there. Those four bytes are all that tells the two apart.
doc-ref:
  - http://patchwork.ozlabs.org/patch/119251/ Dong Xu Wang, "[PATCH v3] add add-cow file format",
    qemu-devel, 2011-10-12, patchwork 119251
  - https://mail-archive.com/qemu-devel@nongnu.org/msg83890.html Review thread of the add-cow patch,
    with version 4 attached, qemu-devel, 2011-10-27; version 4 is patchwork 122092
seq:
  - id: header
    type: header
instances:
  sectors:
    value: (header.size / 512).as<s8>
    if: header.size_in_range
    doc: Whole sectors of the disk.
  bitmap_size:
    value: ((sectors + 8 - 1) / 8).as<s8>
    if: header.size_in_range
    doc: |-
      Length of the allocation bitmap.

      Unit: bytes.
  allocation_bitmap_offset:
    value: "2068"
    doc: Where allocation_bitmap begins in the file.
  allocation_bitmap_size:
    value: bitmap_size
    if: header.size_in_range
    doc: Length of allocation_bitmap, bytes.
  allocation_bitmap:
    pos: allocation_bitmap_offset
    size: "(allocation_bitmap_size <= _io.size - allocation_bitmap_offset ? allocation_bitmap_size :
      _io.size - allocation_bitmap_offset)"
    if: header.size_in_range and allocation_bitmap_offset >= 0 and allocation_bitmap_offset <= _io.size
      and allocation_bitmap_size >= 0
    doc: |-
      One bit per sector of the disk.

      **File length.** Create truncates the file to header and bitmap, and then stores the size with a read-modify-write of sector 4, so an
      image whose bitmap is shorter than 492 bytes ends up 2560 bytes long. After the first write to the bitmap the length is a multiple of 512. What lies
      behind the bitmap is ignored, and may be leftovers of the driver's memory.

      **A lost byte.** The driver means to write the changed bytes of the bitmap rounded up to 512, but computes the length with `& ~512` where `& ~511` was
      meant. A single write whose part of the bitmap is 512 to 1023 bytes long (2 to 4 MiB of data) leaves its last byte of the bitmap unwritten: the data of
      those sectors is in the image file, yet the disk shows the backing file there when it is opened again. Any other length writes too much, which does no
      harm.

      **Past the backing file.** If the disk is larger than the backing file, reading a run of unallocated sectors that touches its end fails with an I/O
      error, even when the run begins inside.
    doc-ref:
      - http://patchwork.ozlabs.org/patch/119251/ Dong Xu Wang, "[PATCH v3] add add-cow file
        format", qemu-devel, 2011-10-12, patchwork 119251
types:
  header:
    doc: |-
      Fixed header at the start of the file.

      The C struct is packed: the 64-bit size at 2060 is not aligned to 8 bytes, and no compiler leaves a hole.

      Neither a header nor a bitmap that the end of the file cuts off is noticed by the driver: it works with whatever its memory held in the missing places.
    doc-ref:
      - http://patchwork.ozlabs.org/patch/119251/ Dong Xu Wang, "[PATCH v3] add add-cow file
        format", qemu-devel, 2011-10-12, patchwork 119251
    seq:
      - id: magic
        contents: [ 0x41, 0x44, 0x44, 0x5f, 0x43, 0x4f, 0x57, 0xff ]
        doc: |-
          The text "ADD_COW" and the byte 0xff.

          A C `uint64_t`, stored big-endian, so that the letters stand in reading order.
      - id: version
        contents: [ 0x0, 0x0, 0x0, 0x1 ]
        doc: |-
          Format version, always 1.

          A wrong magic or version makes the driver fail with `EPERM`, "Operation not permitted": it returns -1 where an error code belongs.
          Probing looks at these first 12 bytes and at nothing else.
      - id: backing_file
        type: strz
        size: 1024
        doc: |-
          Name of the backing file, which holds every sector whose bit is 0.

          On open a relative name is resolved against the folder of the add-cow file; on create, against the current folder. A name with a
          protocol prefix is used as it is. Options given with `-o` are cut at 255 characters; a longer name gets in through `-b` only.

          The format of the backing file is not recorded and is always probed.
      - id: image_file
        type: strz
        size: 1024
        doc: |-
          Name of the raw file that holds the allocated sectors, at the guest’s own offsets.

          Resolved like the backing file. The file is opened as raw, and always for writing, even by `info` and `convert`.

          It must exist before the add-cow file is created, and is then cut or extended to the size of the disk: a backing file of 1000001 bytes makes a
          disk of 999936 bytes, and an image file that was longer loses its end. What it held before is neither cleared nor marked as allocated.
      - id: size
        type: u8
        doc: |-
          Virtual size of the disk.

          Unit: bytes. Range: 0 to 9223372036854775807.

          Rounded down to a multiple of 512, without an error, both when the image is made and when it is opened. From 2^63 on the driver
          aborts, because the bitmap that it asks memory for cannot exist.
    instances:
      size_in_range:
        value: size_high <= 2147483647
        doc: Whether size is in its range, or absent.
      size_low:
        pos: 2064
        type: u4
        doc: 32 bits of size.
      size_high:
        pos: 2060
        type: u4
        doc: 32 bits of size.
