/*
 * Generated from schemas/uml-cow/v1.ts by `cowtools generate`. Do not edit: change the schema and run it again.
 *
 * User-mode Linux COW, version 1, big-endian (uml-cow-v1-be): its structs and constants, for C11
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
 * - where the rest of the file stands: allocation_bitmap, data.
 */
#ifndef COWTOOLS_UML_COW_V1_BE_H
#define COWTOOLS_UML_COW_V1_BE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
#define UML_COW_V1_BE_ASSERT static_assert
#else
#define UML_COW_V1_BE_ASSERT _Static_assert
#endif

/** Signature, as text "OOOM....". */
#define UML_COW_V1_BE_SIGNATURE "\x4f\x4f\x4f\x4d\x00\x00\x00\x01"
#define UML_COW_V1_BE_SIGNATURE_OFFSET 0
#define UML_COW_V1_BE_SIGNATURE_SIZE 8

/** Size of struct uml_cow_v1_be_header, bytes. */
#define UML_COW_V1_BE_HEADER_SIZE 280
/** magic: The text "OOOM", or "MOOO" where the number was written little-endian. */
#define UML_COW_V1_BE_HEADER_MAGIC UINT32_C(0x4f4f4f4d)
/** version: Format version. */
#define UML_COW_V1_BE_HEADER_VERSION UINT32_C(1)

/**
 * Fixed header at the start of the file.
 *
 * 280 bytes, big-endian.
 *
 * In the source of the format: struct cow_header_v1, packed too.
 */
#pragma pack(push, 1)
struct uml_cow_v1_be_header {
    /**
     * The text "OOOM", or "MOOO" where the number was written little-endian. Always
     * UML_COW_V1_BE_HEADER_MAGIC.
     */
    uint32_t magic; /* 0, big-endian */
    /** Format version. Always UML_COW_V1_BE_HEADER_VERSION. */
    uint32_t version; /* 4, big-endian */
    /** Name of the backing file. */
    char backing_file[256]; /* 8, text up to a NUL */
    /**
     * Modification time of the backing file when the image was made. Unit: seconds since 1970-01-01
     * UTC.
     */
    uint32_t mtime; /* 264, big-endian */
    /**
     * Length of the backing file when the image was made, and so the size of the disk. Unit: bytes.
     */
    uint64_t size; /* 268, big-endian */
    /** Bytes that one bit of the bitmap stands for. Unit: bytes. */
    uint32_t sectorsize; /* 276, big-endian */
};
#pragma pack(pop)
UML_COW_V1_BE_ASSERT(sizeof(struct uml_cow_v1_be_header) == 280, "size");
UML_COW_V1_BE_ASSERT(offsetof(struct uml_cow_v1_be_header, magic) == 0, "magic");
UML_COW_V1_BE_ASSERT(offsetof(struct uml_cow_v1_be_header, version) == 4, "version");
UML_COW_V1_BE_ASSERT(offsetof(struct uml_cow_v1_be_header, backing_file) == 8, "backing_file");
UML_COW_V1_BE_ASSERT(offsetof(struct uml_cow_v1_be_header, mtime) == 264, "mtime");
UML_COW_V1_BE_ASSERT(offsetof(struct uml_cow_v1_be_header, size) == 268, "size");
UML_COW_V1_BE_ASSERT(offsetof(struct uml_cow_v1_be_header, sectorsize) == 276, "sectorsize");

#undef UML_COW_V1_BE_ASSERT

#endif /* COWTOOLS_UML_COW_V1_BE_H */
