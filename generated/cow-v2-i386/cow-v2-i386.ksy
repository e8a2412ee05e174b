# Generated from schemas/cow/v2-i386.ts by `cowtools generate`. Do not edit: change the schema and run it again.
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
  id: cow_v2_i386
  title: QEMU cow, version 2, of 32-bit x86 builds
  endian: be
  encoding: UTF-8
  ks-version: "0.10"
doc: |-
  The cow format as 32-bit x86 builds of QEMU wrote it: the same struct without holes.

  As [cow-v2](cow-v2.md), with other offsets. The two share magic and version, so tools tell them apart by what they would make of the
  header: where the one keeps `sectorsize`, the other has half of `size`, or the bitmap. Name the format where that fails.

  A 64-bit build reads an image of this kind as a disk of thousands of tebibytes.

  QEMU wrote its header struct as the compiler had laid it out. A 32-bit x86 compiler aligns 64-bit integers to 4 bytes only, so that everything
  from `size` on lies 4 bytes lower than in [cow-v2](cow-v2.md), and the bitmap begins 8 bytes earlier. Nothing in the file says which build wrote it.
doc-ref:
  - Stefan Hajnoczi, reply about the cow header, with pahole output, qemu-devel, 2014-09-03
  - QEMU block/cow.c, QEMU 0.10 to 2.1; removed in QEMU 2.2
seq:
  - id: header
    type: header
instances:
  sectors:
    value: "(header.size < 9223372036854775808 ? header.size / 512 : 0).as<s8>"
    doc: Whole sectors of the disk; none from a size of 2^63 on.
  bitmap_size:
    value: ((sectors + 8 - 1) / 8).as<s8>
    doc: |-
      Length of the allocation bitmap.

      Unit: bytes.
  allocation_bitmap_offset:
    value: "1048"
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

      Bits past the last sector are ignored.

      QEMU 1.1 reads a bitmap that the end of the file cuts off as zeros, and says nothing. The check is stricter and calls it an error: where a lost bit was 1,
      the disk shows the backing file in place of what the guest wrote.

      If the disk is larger than the backing file, reading a run of unallocated sectors that touches its end fails with an I/O error, even when the run begins inside
      it. Converting such an image therefore fails.
  gap_offset:
    value: (1048 + bitmap_size).as<s8>
    doc: Where gap begins in the file.
  gap_size:
    value: ((1048 + bitmap_size + 512 - 1) / 512 * 512 - (1048 + bitmap_size)).as<s8>
    doc: Length of gap, bytes.
  gap:
    pos: gap_offset
    size: "(gap_size <= _io.size - gap_offset ? gap_size : _io.size - gap_offset)"
    if: gap_offset >= 0 and gap_offset <= _io.size and gap_size >= 0
    doc: |-
      Fills the last sector of the bitmap, up to 511 bytes.

      A new image ends before it; the first write to the disk makes it, of zeros.
  data_offset:
    value: ((1048 + bitmap_size + 512 - 1) / 512 * 512).as<s8>
    doc: Where data begins in the file.
  data_size:
    value: (sectors * 512).as<s8>
    doc: Length of data, bytes.
  data:
    pos: data_offset
    size: "(data_size <= _io.size - data_offset ? data_size : _io.size - data_offset)"
    if: data_offset >= 0 and data_offset <= _io.size and data_size >= 0
    doc: |-
      Sector *n* of the disk stands at *n* × 512 from here, if its bit is 1.

      The file ends after the highest sector that was written. A sector with its bit set past the end of the file reads as zeros.
types:
  header:
    doc: Fixed header at the start of the file.
    doc-ref:
      - Stefan Hajnoczi, reply about the cow header, with pahole output, qemu-devel, 2014-09-03
    seq:
      - id: magic
        contents: [ 0x4f, 0x4f, 0x4f, 0x4d ]
        doc: The text "OOOM".
      - id: version
        contents: [ 0x0, 0x0, 0x0, 0x2 ]
        doc: |-
          Format version.

          Versions 1 and 3 exist in User-mode Linux only, with other layouts; so does another version 2, with a name of 4096 bytes. QEMU's
          message for a wrong version prints the number with its bytes swapped.
      - id: backing_file
        type: strz
        size: 1024
        doc: |-
          Name of the backing file; empty for none.

          QEMU cuts a longer name to 1023 characters without a word, which breaks the link. On open a relative name is resolved against the
          folder of the image; on create, to fetch size and mtime, against the current folder. A field without a NUL is cut to 1023 characters too. The format of the backing file is not recorded: QEMU probes it.

          A chain that leads back to itself is not detected: QEMU opens files until it runs out of descriptors. `info` does not open the backing file, and succeeds.
      - id: mtime
        type: s4
        doc: |-
          Modification time of the backing file when the image was made; 0 if unknown.

          Unit: seconds since 1970-01-01 UTC.

          Stays 0 if there is no backing file or its time cannot be found; create succeeds all the same. QEMU never checks it.
      - id: size
        type: u8
        doc: |-
          Virtual size of the disk.

          Unit: bytes.

          A size that is no multiple of 512 is rounded down when the image is made and when it is opened, without an error: a backing file of 1000001 bytes makes a disk of 999936. From 2^63 on QEMU takes the size for negative, and opens the disk as empty. A disk of size 0 can be opened, but converting it kills QEMU 1.1 with a division by zero.
      - id: sectorsize
        type: u4
        doc: |-
          Sector size, always 512.

          Unit: bytes.

          QEMU writes 512 and never reads it.
