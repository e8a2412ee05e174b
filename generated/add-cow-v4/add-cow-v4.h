/*
 * Generated from schemas/add-cow/v4.ts by `cowtools generate`. Do not edit: change the schema and run it again.
 *
 * add-cow, October 2011 (patch versions 3 and 4) (add-cow-v4): its structs and constants, for C11
 * and C++11.
 *
 * Every struct is packed: copy bytes of the file into one, and each member stands where the file
 * has it. Integers keep the byte order of the file, which the comment behind each member gives;
 * convert them, for example with be64toh() and le64toh() of <endian.h>. A pointer to a member of a
 * packed struct may be unaligned: copy the value instead. The number before the byte order is the
 * offset in the struct.
 *
 * What a header cannot carry, and the program has to see to:
 * - the rules of a good image: constants, ranges and bits are here, and nothing checks them;
 * - where the rest of the file stands: allocation_bitmap.
 */
#ifndef COWTOOLS_ADD_COW_V4_H
#define COWTOOLS_ADD_COW_V4_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
#define ADD_COW_V4_ASSERT static_assert
#else
#define ADD_COW_V4_ASSERT _Static_assert
#endif

/** Signature, as text "ADD_COW.....". */
#define ADD_COW_V4_SIGNATURE "\x41\x44\x44\x5f\x43\x4f\x57\xff\x00\x00\x00\x01"
#define ADD_COW_V4_SIGNATURE_OFFSET 0
#define ADD_COW_V4_SIGNATURE_SIZE 12

/** Size of struct add_cow_v4_header, bytes. */
#define ADD_COW_V4_HEADER_SIZE 2068
/** magic: The text "ADD_COW" and the byte 0xff. */
#define ADD_COW_V4_HEADER_MAGIC UINT64_C(0x4144445f434f57ff)
/** version: Format version, always 1. */
#define ADD_COW_V4_HEADER_VERSION UINT32_C(1)
/** Largest valid size. */
#define ADD_COW_V4_HEADER_SIZE_MAX UINT64_C(9223372036854775807)

/**
 * Fixed header at the start of the file.
 *
 * 2068 bytes, big-endian.
 *
 * In the source of the format: struct AddCowHeader, packed too.
 */
#pragma pack(push, 1)
struct add_cow_v4_header {
    /** The text "ADD_COW" and the byte 0xff. Always ADD_COW_V4_HEADER_MAGIC. */
    uint64_t magic; /* 0, big-endian */
    /** Format version, always 1. Always ADD_COW_V4_HEADER_VERSION. */
    uint32_t version; /* 8, big-endian */
    /** Name of the backing file, which holds every sector whose bit is 0. */
    char backing_file[1024]; /* 12, text up to a NUL */
    /** Name of the raw file that holds the allocated sectors, at the guest’s own offsets. */
    char image_file[1024]; /* 1036, text up to a NUL */
    /** Virtual size of the disk. Unit: bytes. From 0 to ADD_COW_V4_HEADER_SIZE_MAX. */
    uint64_t size; /* 2060, big-endian */
};
#pragma pack(pop)
ADD_COW_V4_ASSERT(sizeof(struct add_cow_v4_header) == 2068, "size");
ADD_COW_V4_ASSERT(offsetof(struct add_cow_v4_header, magic) == 0, "magic");
ADD_COW_V4_ASSERT(offsetof(struct add_cow_v4_header, version) == 8, "version");
ADD_COW_V4_ASSERT(offsetof(struct add_cow_v4_header, backing_file) == 12, "backing_file");
ADD_COW_V4_ASSERT(offsetof(struct add_cow_v4_header, image_file) == 1036, "image_file");
ADD_COW_V4_ASSERT(offsetof(struct add_cow_v4_header, size) == 2060, "size");

#undef ADD_COW_V4_ASSERT

#endif /* COWTOOLS_ADD_COW_V4_H */
