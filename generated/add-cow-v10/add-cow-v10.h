/*
 * Generated from schemas/add-cow/v10.ts by `cowtools generate`. Do not edit: change the schema and run it again.
 *
 * add-cow, June 2012 (patch version 10) (add-cow-v10): its structs and constants, for C11 and
 * C++11.
 *
 * Every struct is packed: copy bytes of the file into one, and each member stands where the file
 * has it. Integers keep the byte order of the file, which the comment behind each member gives;
 * convert them, for example with be64toh() and le64toh() of <endian.h>. A pointer to a member of a
 * packed struct may be unaligned: copy the value instead. The number before the byte order is the
 * offset in the struct.
 *
 * What a header cannot carry, and the program has to see to:
 * - the rules of a good image: constants, ranges and bits are here, and nothing checks them;
 * - text that the header locates by an offset and a length: backing_file, image_file;
 * - where the rest of the file stands: allocation_bitmap.
 */
#ifndef COWTOOLS_ADD_COW_V10_H
#define COWTOOLS_ADD_COW_V10_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
#define ADD_COW_V10_ASSERT static_assert
#else
#define ADD_COW_V10_ASSERT _Static_assert
#endif

/** Signature, as text "ADD_COW.....". */
#define ADD_COW_V10_SIGNATURE "\x41\x44\x44\x5f\x43\x4f\x57\xff\x01\x00\x00\x00"
#define ADD_COW_V10_SIGNATURE_OFFSET 0
#define ADD_COW_V10_SIGNATURE_SIZE 12

/** Size of struct add_cow_v10_header, bytes. */
#define ADD_COW_V10_HEADER_SIZE 36
/** magic: The text "ADD_COW" and the byte 0xff. */
#define ADD_COW_V10_HEADER_MAGIC "\x41\x44\x44\x5f\x43\x4f\x57\xff"
/** version: Format version, always 1. */
#define ADD_COW_V10_HEADER_VERSION UINT32_C(1)
/** Bit 0: The image has a backing file. */
#define ADD_COW_V10_HEADER_FEATURES_BACKING_FILE (UINT64_C(1) << 0)
/** Bit 1: The backing file is raw and must not be probed. */
#define ADD_COW_V10_HEADER_FEATURES_BACKING_FORMAT_NO_PROBE (UINT64_C(1) << 1)

/**
 * Fixed header at the start of the file; the names follow, up to byte 4095.
 *
 * 36 bytes, little-endian.
 */
#pragma pack(push, 1)
struct add_cow_v10_header {
    /** The text "ADD_COW" and the byte 0xff. Always ADD_COW_V10_HEADER_MAGIC. */
    uint8_t magic[8]; /* 0, bytes */
    /** Format version, always 1. Always ADD_COW_V10_HEADER_VERSION. */
    uint32_t version; /* 8, little-endian */
    /** Where in this file the name of the backing file begins; 0 for none. Unit: bytes. */
    uint32_t backing_filename_offset; /* 12, little-endian */
    /** Length of the name of the backing file. Unit: bytes. */
    uint32_t backing_filename_size; /* 16, little-endian */
    /** Where in this file the name of the image file begins. Unit: bytes. */
    uint32_t image_filename_offset; /* 20, little-endian */
    /** Length of the name of the image file. Unit: bytes. */
    uint32_t image_filename_size; /* 24, little-endian */
    /**
     * Feature bits. Bits: ADD_COW_V10_HEADER_FEATURES_BACKING_FILE,
     * ADD_COW_V10_HEADER_FEATURES_BACKING_FORMAT_NO_PROBE.
     */
    uint64_t features; /* 28, little-endian */
};
#pragma pack(pop)
ADD_COW_V10_ASSERT(sizeof(struct add_cow_v10_header) == 36, "size");
ADD_COW_V10_ASSERT(offsetof(struct add_cow_v10_header, magic) == 0, "magic");
ADD_COW_V10_ASSERT(offsetof(struct add_cow_v10_header, version) == 8, "version");
ADD_COW_V10_ASSERT(offsetof(struct add_cow_v10_header, backing_filename_offset) == 12, "backing_filename_offset");
ADD_COW_V10_ASSERT(offsetof(struct add_cow_v10_header, backing_filename_size) == 16, "backing_filename_size");
ADD_COW_V10_ASSERT(offsetof(struct add_cow_v10_header, image_filename_offset) == 20, "image_filename_offset");
ADD_COW_V10_ASSERT(offsetof(struct add_cow_v10_header, image_filename_size) == 24, "image_filename_size");
ADD_COW_V10_ASSERT(offsetof(struct add_cow_v10_header, features) == 28, "features");

#undef ADD_COW_V10_ASSERT

#endif /* COWTOOLS_ADD_COW_V10_H */
