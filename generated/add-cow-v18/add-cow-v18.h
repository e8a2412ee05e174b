/*
 * Generated from schemas/add-cow/v18.ts by `cowtools generate`. Do not edit: change the schema and run it again.
 *
 * add-cow, 2013 (patch versions 18 to 20) (add-cow-v18): its structs and constants, for C11 and
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
 * - where the rest of the file stands: allocation_bitmap, unused_bitmap.
 */
#ifndef COWTOOLS_ADD_COW_V18_H
#define COWTOOLS_ADD_COW_V18_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
#define ADD_COW_V18_ASSERT static_assert
#else
#define ADD_COW_V18_ASSERT _Static_assert
#endif

/** Signature, as text "ACOW". */
#define ADD_COW_V18_SIGNATURE "\x41\x43\x4f\x57"
#define ADD_COW_V18_SIGNATURE_OFFSET 0
#define ADD_COW_V18_SIGNATURE_SIZE 4

/** Size of struct add_cow_v18_header, bytes. */
#define ADD_COW_V18_HEADER_SIZE 76
/** magic: The text "ACOW", in ASCII. */
#define ADD_COW_V18_HEADER_MAGIC "ACOW"
/** Smallest valid cluster_bits. */
#define ADD_COW_V18_HEADER_CLUSTER_BITS_MIN UINT32_C(9)
/** Largest valid cluster_bits. */
#define ADD_COW_V18_HEADER_CLUSTER_BITS_MAX UINT32_C(21)
/** Bit 0: Every cluster is in the image file; backing file and bitmap are not used. */
#define ADD_COW_V18_HEADER_COMPATIBLE_FEATURES_ALL_ALLOCATED (UINT64_C(1) << 0)
/** Smallest valid header_size. */
#define ADD_COW_V18_HEADER_HEADER_SIZE_MIN UINT32_C(4096)
/** Largest valid header_size. */
#define ADD_COW_V18_HEADER_HEADER_SIZE_MAX UINT32_C(2097152)

/**
 * Fixed header at the start of the file; the names follow, up to the header size.
 *
 * 76 bytes, little-endian.
 *
 * In the source of the format: struct AddCowHeader, packed too.
 */
#pragma pack(push, 1)
struct add_cow_v18_header {
    /** The text "ACOW", in ASCII. Always ADD_COW_V18_HEADER_MAGIC. */
    char magic[4]; /* 0, text, all of it */
    /** Where in this file the name of the backing file begins; 0 for none. Unit: bytes. */
    uint32_t backing_file_offset; /* 4, little-endian */
    /** Length of the name of the backing file; 0 exactly if there is none. Unit: bytes. */
    uint32_t backing_file_size; /* 8, little-endian */
    /** Where in this file the name of the image file begins. Unit: bytes. */
    uint32_t image_file_offset; /* 12, little-endian */
    /** Length of the name of the image file. Unit: bytes. */
    uint32_t image_file_size; /* 16, little-endian */
    /**
     * The cluster size is 2 to this power: 512 bytes to 2 MiB. From
     * ADD_COW_V18_HEADER_CLUSTER_BITS_MIN to ADD_COW_V18_HEADER_CLUSTER_BITS_MAX.
     */
    uint32_t cluster_bits; /* 20, little-endian */
    /**
     * Incompatible features: a reader refuses the image if it does not know a bit. None is defined.
     */
    uint64_t features; /* 24, little-endian */
    /**
     * Compatible features: a reader may ignore a bit that it does not know. Bits:
     * ADD_COW_V18_HEADER_COMPATIBLE_FEATURES_ALL_ALLOCATED.
     */
    uint64_t compatible_features; /* 32, little-endian */
    /**
     * Length of the header area, where the bitmap begins: 4096 or a cluster, whichever is more.
     * Unit: bytes. From ADD_COW_V18_HEADER_HEADER_SIZE_MIN to ADD_COW_V18_HEADER_HEADER_SIZE_MAX.
     */
    uint32_t header_size; /* 40, little-endian */
    /** Format of the backing file, in ASCII; empty exactly if there is none. */
    char backing_file_format[16]; /* 44, text up to a NUL, or all of it */
    /** Format of the image file, in ASCII; "raw" unless create was told otherwise. */
    char image_file_format[16]; /* 60, text up to a NUL, or all of it */
};
#pragma pack(pop)
ADD_COW_V18_ASSERT(sizeof(struct add_cow_v18_header) == 76, "size");
ADD_COW_V18_ASSERT(offsetof(struct add_cow_v18_header, magic) == 0, "magic");
ADD_COW_V18_ASSERT(offsetof(struct add_cow_v18_header, backing_file_offset) == 4, "backing_file_offset");
ADD_COW_V18_ASSERT(offsetof(struct add_cow_v18_header, backing_file_size) == 8, "backing_file_size");
ADD_COW_V18_ASSERT(offsetof(struct add_cow_v18_header, image_file_offset) == 12, "image_file_offset");
ADD_COW_V18_ASSERT(offsetof(struct add_cow_v18_header, image_file_size) == 16, "image_file_size");
ADD_COW_V18_ASSERT(offsetof(struct add_cow_v18_header, cluster_bits) == 20, "cluster_bits");
ADD_COW_V18_ASSERT(offsetof(struct add_cow_v18_header, features) == 24, "features");
ADD_COW_V18_ASSERT(offsetof(struct add_cow_v18_header, compatible_features) == 32, "compatible_features");
ADD_COW_V18_ASSERT(offsetof(struct add_cow_v18_header, header_size) == 40, "header_size");
ADD_COW_V18_ASSERT(offsetof(struct add_cow_v18_header, backing_file_format) == 44, "backing_file_format");
ADD_COW_V18_ASSERT(offsetof(struct add_cow_v18_header, image_file_format) == 60, "image_file_format");

#undef ADD_COW_V18_ASSERT

#endif /* COWTOOLS_ADD_COW_V18_H */
