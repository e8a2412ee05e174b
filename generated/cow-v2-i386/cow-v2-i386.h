/*
 * Generated from schemas/cow/v2-i386.ts by `cowtools generate`. Do not edit: change the schema and run it again.
 *
 * QEMU cow, version 2, of 32-bit x86 builds (cow-v2-i386): its structs and constants, for C11 and
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
 * - where the rest of the file stands: allocation_bitmap, gap, data.
 */
#ifndef COWTOOLS_COW_V2_I386_H
#define COWTOOLS_COW_V2_I386_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
#define COW_V2_I386_ASSERT static_assert
#else
#define COW_V2_I386_ASSERT _Static_assert
#endif

/** Signature, as text "OOOM....". */
#define COW_V2_I386_SIGNATURE "\x4f\x4f\x4f\x4d\x00\x00\x00\x02"
#define COW_V2_I386_SIGNATURE_OFFSET 0
#define COW_V2_I386_SIGNATURE_SIZE 8

/** Size of struct cow_v2_i386_header, bytes. */
#define COW_V2_I386_HEADER_SIZE 1048
/** magic: The text "OOOM". */
#define COW_V2_I386_HEADER_MAGIC UINT32_C(0x4f4f4f4d)
/** version: Format version. */
#define COW_V2_I386_HEADER_VERSION UINT32_C(2)

/**
 * Fixed header at the start of the file.
 *
 * 1048 bytes, big-endian.
 */
#pragma pack(push, 1)
struct cow_v2_i386_header {
    /** The text "OOOM". Always COW_V2_I386_HEADER_MAGIC. */
    uint32_t magic; /* 0, big-endian */
    /** Format version. Always COW_V2_I386_HEADER_VERSION. */
    uint32_t version; /* 4, big-endian */
    /** Name of the backing file; empty for none. */
    char backing_file[1024]; /* 8, text up to a NUL */
    /**
     * Modification time of the backing file when the image was made; 0 if unknown. Unit: seconds
     * since 1970-01-01 UTC.
     */
    int32_t mtime; /* 1032, big-endian */
    /** Virtual size of the disk. Unit: bytes. */
    uint64_t size; /* 1036, big-endian */
    /** Sector size, always 512. Unit: bytes. */
    uint32_t sectorsize; /* 1044, big-endian */
};
#pragma pack(pop)
COW_V2_I386_ASSERT(sizeof(struct cow_v2_i386_header) == 1048, "size");
COW_V2_I386_ASSERT(offsetof(struct cow_v2_i386_header, magic) == 0, "magic");
COW_V2_I386_ASSERT(offsetof(struct cow_v2_i386_header, version) == 4, "version");
COW_V2_I386_ASSERT(offsetof(struct cow_v2_i386_header, backing_file) == 8, "backing_file");
COW_V2_I386_ASSERT(offsetof(struct cow_v2_i386_header, mtime) == 1032, "mtime");
COW_V2_I386_ASSERT(offsetof(struct cow_v2_i386_header, size) == 1036, "size");
COW_V2_I386_ASSERT(offsetof(struct cow_v2_i386_header, sectorsize) == 1044, "sectorsize");

/**
 * The same struct as the source of the format has it, struct cow_header_v2: not packed.
 *
 * It has the layout of the file on i386, and is declared there alone, unless COWTOOLS_ANY_ABI is
 * defined.
 * On x86_64 it is another: size at 1040, sectorsize at 1048, 1056 bytes in all.
 * On arm it is another: size at 1040, sectorsize at 1048, 1056 bytes in all.
 * On aarch64 it is another: size at 1040, sectorsize at 1048, 1056 bytes in all.
 */
#if (defined(__i386__) && !defined(_WIN32)) || defined(COWTOOLS_ANY_ABI)
struct cow_v2_i386_header_natural {
    uint32_t magic;
    uint32_t version;
    char backing_file[1024];
    int32_t mtime;
    uint64_t size;
    uint32_t sectorsize;
};
#if defined(__x86_64__) || defined(_M_X64) || defined(__ARM_EABI__) || defined(__aarch64__) || defined(_M_ARM64)
COW_V2_I386_ASSERT(sizeof(struct cow_v2_i386_header_natural) == 1056, "size");
COW_V2_I386_ASSERT(offsetof(struct cow_v2_i386_header_natural, magic) == 0, "magic");
COW_V2_I386_ASSERT(offsetof(struct cow_v2_i386_header_natural, version) == 4, "version");
COW_V2_I386_ASSERT(offsetof(struct cow_v2_i386_header_natural, backing_file) == 8, "backing_file");
COW_V2_I386_ASSERT(offsetof(struct cow_v2_i386_header_natural, mtime) == 1032, "mtime");
COW_V2_I386_ASSERT(offsetof(struct cow_v2_i386_header_natural, size) == 1040, "size");
COW_V2_I386_ASSERT(offsetof(struct cow_v2_i386_header_natural, sectorsize) == 1048, "sectorsize");
#elif (defined(__i386__) && !defined(_WIN32))
COW_V2_I386_ASSERT(sizeof(struct cow_v2_i386_header_natural) == 1048, "size");
COW_V2_I386_ASSERT(offsetof(struct cow_v2_i386_header_natural, magic) == 0, "magic");
COW_V2_I386_ASSERT(offsetof(struct cow_v2_i386_header_natural, version) == 4, "version");
COW_V2_I386_ASSERT(offsetof(struct cow_v2_i386_header_natural, backing_file) == 8, "backing_file");
COW_V2_I386_ASSERT(offsetof(struct cow_v2_i386_header_natural, mtime) == 1032, "mtime");
COW_V2_I386_ASSERT(offsetof(struct cow_v2_i386_header_natural, size) == 1036, "size");
COW_V2_I386_ASSERT(offsetof(struct cow_v2_i386_header_natural, sectorsize) == 1044, "sectorsize");
#endif
#endif

#undef COW_V2_I386_ASSERT

#endif /* COWTOOLS_COW_V2_I386_H */
