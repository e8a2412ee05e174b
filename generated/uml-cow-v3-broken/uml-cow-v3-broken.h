/*
 * Generated from schemas/uml-cow/v3-broken.ts by `cowtools generate`. Do not edit: change the schema and run it again.
 *
 * User-mode Linux COW, version 3 padded (uml-cow-v3-broken): its structs and constants, for C11 and
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
 * - where the rest of the file stands: header_gap, allocation_bitmap, gap, data.
 */
#ifndef COWTOOLS_UML_COW_V3_BROKEN_H
#define COWTOOLS_UML_COW_V3_BROKEN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
#define UML_COW_V3_BROKEN_ASSERT static_assert
#else
#define UML_COW_V3_BROKEN_ASSERT _Static_assert
#endif

/** Signature, as text "OOOM....". */
#define UML_COW_V3_BROKEN_SIGNATURE "\x4f\x4f\x4f\x4d\x00\x00\x00\x03"
#define UML_COW_V3_BROKEN_SIGNATURE_OFFSET 0
#define UML_COW_V3_BROKEN_SIGNATURE_SIZE 8

/** Size of struct uml_cow_v3_broken_header, bytes. */
#define UML_COW_V3_BROKEN_HEADER_SIZE 4136
/** magic: The text "OOOM", or "MOOO" where the number was written little-endian. */
#define UML_COW_V3_BROKEN_HEADER_MAGIC UINT32_C(0x4f4f4f4d)
/** version: Format version. */
#define UML_COW_V3_BROKEN_HEADER_VERSION UINT32_C(3)
/** One bit per sector says where the data is. */
#define UML_COW_V3_BROKEN_HEADER_COW_FORMAT_BITMAP UINT32_C(0)

/**
 * Fixed header at the start of the file.
 *
 * 4136 bytes, big-endian.
 */
#pragma pack(push, 1)
struct uml_cow_v3_broken_header {
    /**
     * The text "OOOM", or "MOOO" where the number was written little-endian. Always
     * UML_COW_V3_BROKEN_HEADER_MAGIC.
     */
    uint32_t magic; /* 0, big-endian */
    /** Format version. Always UML_COW_V3_BROKEN_HEADER_VERSION. */
    uint32_t version; /* 4, big-endian */
    /**
     * Modification time of the backing file when the image was made. Unit: seconds since 1970-01-01
     * UTC.
     */
    uint32_t mtime; /* 8, big-endian */
    /** Left by 64-bit compilers, which align `size` to 8 bytes. */
    uint8_t hole_12[4]; /* 12, hole: write zeros */
    /**
     * Length of the backing file when the image was made, and so the size of the disk. Unit: bytes.
     */
    uint64_t size; /* 16, big-endian */
    /** Bytes that one bit of the bitmap stands for. Unit: bytes. */
    uint32_t sectorsize; /* 24, big-endian */
    /** Bitmap and data begin at multiples of this. Unit: bytes. */
    uint32_t alignment; /* 28, big-endian */
    /**
     * How the image records which sectors it has. Values:
     * UML_COW_V3_BROKEN_HEADER_COW_FORMAT_BITMAP.
     */
    uint32_t cow_format; /* 32, big-endian */
    /** Name of the backing file. */
    char backing_file[4096]; /* 36, text up to a NUL */
    /** Padding that makes the struct a multiple of 8 bytes. */
    uint8_t hole_4132[4]; /* 4132, hole: write zeros */
};
#pragma pack(pop)
UML_COW_V3_BROKEN_ASSERT(sizeof(struct uml_cow_v3_broken_header) == 4136, "size");
UML_COW_V3_BROKEN_ASSERT(offsetof(struct uml_cow_v3_broken_header, magic) == 0, "magic");
UML_COW_V3_BROKEN_ASSERT(offsetof(struct uml_cow_v3_broken_header, version) == 4, "version");
UML_COW_V3_BROKEN_ASSERT(offsetof(struct uml_cow_v3_broken_header, mtime) == 8, "mtime");
UML_COW_V3_BROKEN_ASSERT(offsetof(struct uml_cow_v3_broken_header, hole_12) == 12, "hole_12");
UML_COW_V3_BROKEN_ASSERT(offsetof(struct uml_cow_v3_broken_header, size) == 16, "size");
UML_COW_V3_BROKEN_ASSERT(offsetof(struct uml_cow_v3_broken_header, sectorsize) == 24, "sectorsize");
UML_COW_V3_BROKEN_ASSERT(offsetof(struct uml_cow_v3_broken_header, alignment) == 28, "alignment");
UML_COW_V3_BROKEN_ASSERT(offsetof(struct uml_cow_v3_broken_header, cow_format) == 32, "cow_format");
UML_COW_V3_BROKEN_ASSERT(offsetof(struct uml_cow_v3_broken_header, backing_file) == 36, "backing_file");
UML_COW_V3_BROKEN_ASSERT(offsetof(struct uml_cow_v3_broken_header, hole_4132) == 4132, "hole_4132");

/**
 * The same struct as the source of the format has it, struct cow_header_v3_broken: not packed.
 *
 * It has the layout of the file on x86_64, arm, aarch64, and is declared there alone, unless
 * COWTOOLS_ANY_ABI is defined.
 * On i386 it is another: size at 12, sectorsize at 20, alignment at 24, cow_format at 28,
 * backing_file at 32, 4128 bytes in all.
 */
#if defined(__x86_64__) || defined(_M_X64) || defined(__ARM_EABI__) || defined(__aarch64__) || defined(_M_ARM64) || defined(COWTOOLS_ANY_ABI)
struct uml_cow_v3_broken_header_natural {
    uint32_t magic;
    uint32_t version;
    uint32_t mtime;
    uint64_t size;
    uint32_t sectorsize;
    uint32_t alignment;
    uint32_t cow_format;
    char backing_file[4096];
};
#if defined(__x86_64__) || defined(_M_X64) || defined(__ARM_EABI__) || defined(__aarch64__) || defined(_M_ARM64)
UML_COW_V3_BROKEN_ASSERT(sizeof(struct uml_cow_v3_broken_header_natural) == 4136, "size");
UML_COW_V3_BROKEN_ASSERT(offsetof(struct uml_cow_v3_broken_header_natural, magic) == 0, "magic");
UML_COW_V3_BROKEN_ASSERT(offsetof(struct uml_cow_v3_broken_header_natural, version) == 4, "version");
UML_COW_V3_BROKEN_ASSERT(offsetof(struct uml_cow_v3_broken_header_natural, mtime) == 8, "mtime");
UML_COW_V3_BROKEN_ASSERT(offsetof(struct uml_cow_v3_broken_header_natural, size) == 16, "size");
UML_COW_V3_BROKEN_ASSERT(offsetof(struct uml_cow_v3_broken_header_natural, sectorsize) == 24, "sectorsize");
UML_COW_V3_BROKEN_ASSERT(offsetof(struct uml_cow_v3_broken_header_natural, alignment) == 28, "alignment");
UML_COW_V3_BROKEN_ASSERT(offsetof(struct uml_cow_v3_broken_header_natural, cow_format) == 32, "cow_format");
UML_COW_V3_BROKEN_ASSERT(offsetof(struct uml_cow_v3_broken_header_natural, backing_file) == 36, "backing_file");
#elif (defined(__i386__) && !defined(_WIN32))
UML_COW_V3_BROKEN_ASSERT(sizeof(struct uml_cow_v3_broken_header_natural) == 4128, "size");
UML_COW_V3_BROKEN_ASSERT(offsetof(struct uml_cow_v3_broken_header_natural, magic) == 0, "magic");
UML_COW_V3_BROKEN_ASSERT(offsetof(struct uml_cow_v3_broken_header_natural, version) == 4, "version");
UML_COW_V3_BROKEN_ASSERT(offsetof(struct uml_cow_v3_broken_header_natural, mtime) == 8, "mtime");
UML_COW_V3_BROKEN_ASSERT(offsetof(struct uml_cow_v3_broken_header_natural, size) == 12, "size");
UML_COW_V3_BROKEN_ASSERT(offsetof(struct uml_cow_v3_broken_header_natural, sectorsize) == 20, "sectorsize");
UML_COW_V3_BROKEN_ASSERT(offsetof(struct uml_cow_v3_broken_header_natural, alignment) == 24, "alignment");
UML_COW_V3_BROKEN_ASSERT(offsetof(struct uml_cow_v3_broken_header_natural, cow_format) == 28, "cow_format");
UML_COW_V3_BROKEN_ASSERT(offsetof(struct uml_cow_v3_broken_header_natural, backing_file) == 32, "backing_file");
#endif
#endif

#undef UML_COW_V3_BROKEN_ASSERT

#endif /* COWTOOLS_UML_COW_V3_BROKEN_H */
