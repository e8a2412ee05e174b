/*
 * Generated from schemas/uml-cow/v3.ts by `cowtools generate`. Do not edit: change the schema and run it again.
 *
 * User-mode Linux COW, version 3 (uml-cow-v3): its structs and constants, for C11 and C++11.
 *
 * Every struct is packed: copy bytes of the file into one, and each member stands where the file
 * has it. Integers keep the byte order of the file, which the comment behind each member gives;
 * convert them, for example with be64toh() and le64toh() of <endian.h>. A pointer to a member of a
 * packed struct may be unaligned: copy the value instead. The number before the byte order is the
 * offset in the struct.
 *
 * What a header cannot carry, and the program has to see to:
 * - the rules of a good image: constants, ranges and bits are here, and nothing checks them;
 * - where the rest of the file stands: header_gap, allocation_bitmap, gap, data.
 */
#ifndef COWTOOLS_UML_COW_V3_H
#define COWTOOLS_UML_COW_V3_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
#define UML_COW_V3_ASSERT static_assert
#else
#define UML_COW_V3_ASSERT _Static_assert
#endif

/** Signature, as text "OOOM....". */
#define UML_COW_V3_SIGNATURE "\x4f\x4f\x4f\x4d\x00\x00\x00\x03"
#define UML_COW_V3_SIGNATURE_OFFSET 0
#define UML_COW_V3_SIGNATURE_SIZE 8

/** Size of struct uml_cow_v3_header, bytes. */
#define UML_COW_V3_HEADER_SIZE 4128
/** magic: The text "OOOM", or "MOOO" where the number was written little-endian. */
#define UML_COW_V3_HEADER_MAGIC UINT32_C(0x4f4f4f4d)
/** version: Format version. */
#define UML_COW_V3_HEADER_VERSION UINT32_C(3)
/** One bit per sector says where the data is. */
#define UML_COW_V3_HEADER_COW_FORMAT_BITMAP UINT32_C(0)

/**
 * Fixed header at the start of the file.
 *
 * 4128 bytes, big-endian.
 *
 * In the source of the format: struct cow_header_v3, packed too.
 */
#pragma pack(push, 1)
struct uml_cow_v3_header {
    /**
     * The text "OOOM", or "MOOO" where the number was written little-endian. Always
     * UML_COW_V3_HEADER_MAGIC.
     */
    uint32_t magic; /* 0, big-endian */
    /** Format version. Always UML_COW_V3_HEADER_VERSION. */
    uint32_t version; /* 4, big-endian */
    /**
     * Modification time of the backing file when the image was made. Unit: seconds since 1970-01-01
     * UTC.
     */
    uint32_t mtime; /* 8, big-endian */
    /**
     * Length of the backing file when the image was made, and so the size of the disk. Unit: bytes.
     */
    uint64_t size; /* 12, big-endian */
    /** Bytes that one bit of the bitmap stands for. Unit: bytes. */
    uint32_t sectorsize; /* 20, big-endian */
    /** Bitmap and data begin at multiples of this. Unit: bytes. */
    uint32_t alignment; /* 24, big-endian */
    /** How the image records which sectors it has. Values: UML_COW_V3_HEADER_COW_FORMAT_BITMAP. */
    uint32_t cow_format; /* 28, big-endian */
    /** Name of the backing file. */
    char backing_file[4096]; /* 32, text up to a NUL */
};
#pragma pack(pop)
UML_COW_V3_ASSERT(sizeof(struct uml_cow_v3_header) == 4128, "size");
UML_COW_V3_ASSERT(offsetof(struct uml_cow_v3_header, magic) == 0, "magic");
UML_COW_V3_ASSERT(offsetof(struct uml_cow_v3_header, version) == 4, "version");
UML_COW_V3_ASSERT(offsetof(struct uml_cow_v3_header, mtime) == 8, "mtime");
UML_COW_V3_ASSERT(offsetof(struct uml_cow_v3_header, size) == 12, "size");
UML_COW_V3_ASSERT(offsetof(struct uml_cow_v3_header, sectorsize) == 20, "sectorsize");
UML_COW_V3_ASSERT(offsetof(struct uml_cow_v3_header, alignment) == 24, "alignment");
UML_COW_V3_ASSERT(offsetof(struct uml_cow_v3_header, cow_format) == 28, "cow_format");
UML_COW_V3_ASSERT(offsetof(struct uml_cow_v3_header, backing_file) == 32, "backing_file");

#undef UML_COW_V3_ASSERT

#endif /* COWTOOLS_UML_COW_V3_H */
