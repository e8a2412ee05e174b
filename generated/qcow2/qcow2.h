/*
 * Generated from schemas/qcow2/qcow2.ts by `cowtools generate`. Do not edit: change the schema and run it again.
 *
 * QEMU qcow2, versions 2 and 3 (qcow2): its structs and constants, for C11 and C++11.
 *
 * Every struct is packed: copy bytes of the file into one, and each member stands where the file
 * has it. Integers keep the byte order of the file, which the comment behind each member gives;
 * convert them, for example with be64toh() and le64toh() of <endian.h>. A pointer to a member of a
 * packed struct may be unaligned: copy the value instead. The number before the byte order is the
 * offset in the struct.
 *
 * What a header cannot carry, and the program has to see to:
 * - the rules of a good image: constants, ranges and bits are here, and nothing checks them;
 * - which optional members are there: a comment gives the condition;
 * - text that the header locates by an offset and a length: backing_file;
 * - the walk through the header extensions, whose types are here;
 * - where the rest of the file stands: l1_table, refcount_table, snapshot_table,
 *   bitmap_directory, encryption_header.
 */
#ifndef COWTOOLS_QCOW2_H
#define COWTOOLS_QCOW2_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
#define QCOW2_ASSERT static_assert
#else
#define QCOW2_ASSERT _Static_assert
#endif

/** Signature, as text "QFI.....". */
#define QCOW2_SIGNATURE "\x51\x46\x49\xfb\x00\x00\x00\x02"
#define QCOW2_SIGNATURE_OFFSET 0
#define QCOW2_SIGNATURE_SIZE 8
/** Signature 2, as text "QFI.....". */
#define QCOW2_SIGNATURE_2 "\x51\x46\x49\xfb\x00\x00\x00\x03"
#define QCOW2_SIGNATURE_2_OFFSET 0
#define QCOW2_SIGNATURE_2_SIZE 8

/** Size of struct qcow2_header, bytes. */
#define QCOW2_HEADER_SIZE 112
/** Size of the shortest valid one, which lacks the tail. */
#define QCOW2_HEADER_MIN_SIZE 72
/** magic: The text "QFI" and the byte 0xfb. */
#define QCOW2_HEADER_MAGIC UINT32_C(0x514649fb)
/** Header of 72 bytes, no feature bits, 16-bit reference counts. */
#define QCOW2_HEADER_VERSION_V2 UINT32_C(2)
/** Header with feature bits and a length; zero clusters. */
#define QCOW2_HEADER_VERSION_V3 UINT32_C(3)
/** Smallest valid cluster_bits. */
#define QCOW2_HEADER_CLUSTER_BITS_MIN UINT32_C(9)
/** Largest valid cluster_bits. */
#define QCOW2_HEADER_CLUSTER_BITS_MAX UINT32_C(21)
/** Largest valid size. */
#define QCOW2_HEADER_SIZE_MAX UINT64_C(9223372036854775807)
/** Not encrypted. */
#define QCOW2_HEADER_CRYPT_METHOD_NONE UINT32_C(0)
/** AES in CBC mode with the passphrase as the key; unsafe, kept for reading. */
#define QCOW2_HEADER_CRYPT_METHOD_AES UINT32_C(1)
/** LUKS, with its header in clusters of its own. */
#define QCOW2_HEADER_CRYPT_METHOD_LUKS UINT32_C(2)
/** Largest valid l1_size. */
#define QCOW2_HEADER_L1_SIZE_MAX UINT32_C(4194304)
/** Largest valid l1_table_offset. */
#define QCOW2_HEADER_L1_TABLE_OFFSET_MAX UINT64_C(9223372036854775807)
/** Largest valid refcount_table_offset. */
#define QCOW2_HEADER_REFCOUNT_TABLE_OFFSET_MAX UINT64_C(9223372036854775807)
/** Largest valid nb_snapshots. */
#define QCOW2_HEADER_NB_SNAPSHOTS_MAX UINT32_C(65536)
/** Largest valid snapshots_offset. */
#define QCOW2_HEADER_SNAPSHOTS_OFFSET_MAX UINT64_C(9223372036854775807)
/** Bit 0: Reference counts may be out of date; repair them before writing. */
#define QCOW2_HEADER_INCOMPATIBLE_FEATURES_DIRTY (UINT64_C(1) << 0)
/** Bit 1: Some table is known to be damaged; do not write. */
#define QCOW2_HEADER_INCOMPATIBLE_FEATURES_CORRUPT (UINT64_C(1) << 1)
/** Bit 2: The guest’s data is in another file; this one holds the tables only. */
#define QCOW2_HEADER_INCOMPATIBLE_FEATURES_EXTERNAL_DATA_FILE (UINT64_C(1) << 2)
/** Bit 3: Compressed clusters are not in zlib format; see `compression_type`. */
#define QCOW2_HEADER_INCOMPATIBLE_FEATURES_COMPRESSION_TYPE (UINT64_C(1) << 3)
/** Bit 4: L2 entries are 16 bytes long and divide the cluster into 32 subclusters. */
#define QCOW2_HEADER_INCOMPATIBLE_FEATURES_EXTENDED_L2 (UINT64_C(1) << 4)
/** Bit 0: A writer may put off updates of reference counts while the dirty bit is set. */
#define QCOW2_HEADER_COMPATIBLE_FEATURES_LAZY_REFCOUNTS (UINT64_C(1) << 0)
/** Bit 0: The data of the bitmaps extension is consistent. */
#define QCOW2_HEADER_AUTOCLEAR_FEATURES_BITMAPS (UINT64_C(1) << 0)
/** Bit 1: The external data file can be read as a raw image by itself. */
#define QCOW2_HEADER_AUTOCLEAR_FEATURES_RAW_EXTERNAL_DATA (UINT64_C(1) << 1)
/** Largest valid refcount_order. */
#define QCOW2_HEADER_REFCOUNT_ORDER_MAX UINT32_C(6)
/** Smallest valid header_length. */
#define QCOW2_HEADER_HEADER_LENGTH_MIN UINT32_C(104)
/** Largest valid header_length. */
#define QCOW2_HEADER_HEADER_LENGTH_MAX UINT32_C(2097152)
/** Raw deflate streams, with a window of 4 KiB and no zlib header. */
#define QCOW2_HEADER_COMPRESSION_TYPE_ZLIB UINT8_C(0)
/** Zstandard frames. */
#define QCOW2_HEADER_COMPRESSION_TYPE_ZSTD UINT8_C(1)

/**
 * Fixed header at the start of the file; version 2 ends at byte 72.
 *
 * 112 bytes, big-endian.
 *
 * A file may hold fewer, but not fewer than 72: `header_length` says how many. What stands behind
 * them there is not of this struct.
 *
 * In the source of the format: struct QCowHeader, packed too.
 */
#pragma pack(push, 1)
struct qcow2_header {
    /** The text "QFI" and the byte 0xfb. Always QCOW2_HEADER_MAGIC. */
    uint32_t magic; /* 0, big-endian */
    /** Format version. Values: QCOW2_HEADER_VERSION_V2, QCOW2_HEADER_VERSION_V3. */
    uint32_t version; /* 4, big-endian */
    /** Where in this file the name of the backing file begins; 0 for none. Unit: bytes. */
    uint64_t backing_file_offset; /* 8, big-endian */
    /** Length of the name of the backing file, at most 1023. Unit: bytes. */
    uint32_t backing_file_size; /* 16, big-endian */
    /**
     * The cluster size is 2 to this power: 512 bytes to 2 MiB. From QCOW2_HEADER_CLUSTER_BITS_MIN
     * to QCOW2_HEADER_CLUSTER_BITS_MAX.
     */
    uint32_t cluster_bits; /* 20, big-endian */
    /** Virtual size of the disk. Unit: bytes. From 0 to QCOW2_HEADER_SIZE_MAX. */
    uint64_t size; /* 24, big-endian */
    /**
     * How the data clusters are encrypted. Values: QCOW2_HEADER_CRYPT_METHOD_NONE,
     * QCOW2_HEADER_CRYPT_METHOD_AES, QCOW2_HEADER_CRYPT_METHOD_LUKS.
     */
    uint32_t crypt_method; /* 32, big-endian */
    /** Number of entries in the active L1 table. From 0 to QCOW2_HEADER_L1_SIZE_MAX. */
    uint32_t l1_size; /* 36, big-endian */
    /**
     * Where the active L1 table begins. Unit: bytes. From 0 to QCOW2_HEADER_L1_TABLE_OFFSET_MAX.
     */
    uint64_t l1_table_offset; /* 40, big-endian */
    /**
     * Where the refcount table begins. Unit: bytes. From 0 to
     * QCOW2_HEADER_REFCOUNT_TABLE_OFFSET_MAX.
     */
    uint64_t refcount_table_offset; /* 48, big-endian */
    /** Length of the refcount table in clusters. Unit: clusters. */
    uint32_t refcount_table_clusters; /* 56, big-endian */
    /** Number of snapshots in the file. From 0 to QCOW2_HEADER_NB_SNAPSHOTS_MAX. */
    uint32_t nb_snapshots; /* 60, big-endian */
    /**
     * Where the snapshot table begins; 0 if there is none. Unit: bytes. From 0 to
     * QCOW2_HEADER_SNAPSHOTS_OFFSET_MAX.
     */
    uint64_t snapshots_offset; /* 64, big-endian */
    /**
     * Features that a reader must know, or else refuse the image. Bits:
     * QCOW2_HEADER_INCOMPATIBLE_FEATURES_DIRTY, QCOW2_HEADER_INCOMPATIBLE_FEATURES_CORRUPT,
     * QCOW2_HEADER_INCOMPATIBLE_FEATURES_EXTERNAL_DATA_FILE,
     * QCOW2_HEADER_INCOMPATIBLE_FEATURES_COMPRESSION_TYPE,
     * QCOW2_HEADER_INCOMPATIBLE_FEATURES_EXTENDED_L2. Present if `version >= 3` and `header_length`
     * is at least 80; 0 otherwise.
     */
    uint64_t incompatible_features; /* 72, big-endian */
    /**
     * Features that a reader may ignore. Bits: QCOW2_HEADER_COMPATIBLE_FEATURES_LAZY_REFCOUNTS.
     * Present if `version >= 3` and `header_length` is at least 88; 0 otherwise.
     */
    uint64_t compatible_features; /* 80, big-endian */
    /**
     * Features whose bits must be cleared by a writer that does not know them. Bits:
     * QCOW2_HEADER_AUTOCLEAR_FEATURES_BITMAPS, QCOW2_HEADER_AUTOCLEAR_FEATURES_RAW_EXTERNAL_DATA.
     * Present if `version >= 3` and `header_length` is at least 96; 0 otherwise.
     */
    uint64_t autoclear_features; /* 88, big-endian */
    /**
     * A reference count has 2 to this power bits: 1 to 64. Version 2: always 16. From 0 to
     * QCOW2_HEADER_REFCOUNT_ORDER_MAX. Present if `version >= 3` and `header_length` is at least
     * 100; 4 otherwise.
     */
    uint32_t refcount_order; /* 96, big-endian */
    /**
     * Length of the header; extensions begin there. Version 2: always 72. Unit: bytes. From
     * QCOW2_HEADER_HEADER_LENGTH_MIN to QCOW2_HEADER_HEADER_LENGTH_MAX. Present if `version >= 3`
     * and `header_length` is at least 104; 72 otherwise.
     */
    uint32_t header_length; /* 100, big-endian */
    /**
     * Compression of all compressed clusters of the image. Values:
     * QCOW2_HEADER_COMPRESSION_TYPE_ZLIB, QCOW2_HEADER_COMPRESSION_TYPE_ZSTD. Present if `version
     * >= 3` and `header_length` is at least 105; 0 otherwise.
     */
    uint8_t compression_type; /* 104 */
    /**
     * Fills the header up to a multiple of 8 bytes. Present if `version >= 3` and `header_length`
     * is at least 112.
     */
    uint8_t reserved_105[7]; /* 105, reserved: write zeros */
};
#pragma pack(pop)
QCOW2_ASSERT(sizeof(struct qcow2_header) == 112, "size");
QCOW2_ASSERT(offsetof(struct qcow2_header, magic) == 0, "magic");
QCOW2_ASSERT(offsetof(struct qcow2_header, version) == 4, "version");
QCOW2_ASSERT(offsetof(struct qcow2_header, backing_file_offset) == 8, "backing_file_offset");
QCOW2_ASSERT(offsetof(struct qcow2_header, backing_file_size) == 16, "backing_file_size");
QCOW2_ASSERT(offsetof(struct qcow2_header, cluster_bits) == 20, "cluster_bits");
QCOW2_ASSERT(offsetof(struct qcow2_header, size) == 24, "size");
QCOW2_ASSERT(offsetof(struct qcow2_header, crypt_method) == 32, "crypt_method");
QCOW2_ASSERT(offsetof(struct qcow2_header, l1_size) == 36, "l1_size");
QCOW2_ASSERT(offsetof(struct qcow2_header, l1_table_offset) == 40, "l1_table_offset");
QCOW2_ASSERT(offsetof(struct qcow2_header, refcount_table_offset) == 48, "refcount_table_offset");
QCOW2_ASSERT(offsetof(struct qcow2_header, refcount_table_clusters) == 56, "refcount_table_clusters");
QCOW2_ASSERT(offsetof(struct qcow2_header, nb_snapshots) == 60, "nb_snapshots");
QCOW2_ASSERT(offsetof(struct qcow2_header, snapshots_offset) == 64, "snapshots_offset");
QCOW2_ASSERT(offsetof(struct qcow2_header, incompatible_features) == 72, "incompatible_features");
QCOW2_ASSERT(offsetof(struct qcow2_header, compatible_features) == 80, "compatible_features");
QCOW2_ASSERT(offsetof(struct qcow2_header, autoclear_features) == 88, "autoclear_features");
QCOW2_ASSERT(offsetof(struct qcow2_header, refcount_order) == 96, "refcount_order");
QCOW2_ASSERT(offsetof(struct qcow2_header, header_length) == 100, "header_length");
QCOW2_ASSERT(offsetof(struct qcow2_header, compression_type) == 104, "compression_type");
QCOW2_ASSERT(offsetof(struct qcow2_header, reserved_105) == 105, "reserved_105");

/** Size of struct qcow2_extension_header, bytes. */
#define QCOW2_EXTENSION_HEADER_SIZE 8

/**
 * Head of a header extension; the content follows, padded to 8 bytes.
 *
 * 8 bytes, big-endian.
 */
#pragma pack(push, 1)
struct qcow2_extension_header {
    /** What the extension is; 0 ends the list. */
    uint32_t type; /* 0, big-endian */
    /** Length of the content, without head and padding. Unit: bytes. */
    uint32_t length; /* 4, big-endian */
};
#pragma pack(pop)
QCOW2_ASSERT(sizeof(struct qcow2_extension_header) == 8, "size");
QCOW2_ASSERT(offsetof(struct qcow2_extension_header, type) == 0, "type");
QCOW2_ASSERT(offsetof(struct qcow2_extension_header, length) == 4, "length");

/** Size of struct qcow2_feature_name, bytes. */
#define QCOW2_FEATURE_NAME_SIZE 48
/** A bit of `incompatible_features`. */
#define QCOW2_FEATURE_NAME_TYPE_INCOMPATIBLE UINT8_C(0)
/** A bit of `compatible_features`. */
#define QCOW2_FEATURE_NAME_TYPE_COMPATIBLE UINT8_C(1)
/** A bit of `autoclear_features`. */
#define QCOW2_FEATURE_NAME_TYPE_AUTOCLEAR UINT8_C(2)

/**
 * A row of the feature name table: one bit of a feature word and its name.
 *
 * 48 bytes, big-endian.
 */
#pragma pack(push, 1)
struct qcow2_feature_name {
    /**
     * Which feature word the bit is in. Values: QCOW2_FEATURE_NAME_TYPE_INCOMPATIBLE,
     * QCOW2_FEATURE_NAME_TYPE_COMPATIBLE, QCOW2_FEATURE_NAME_TYPE_AUTOCLEAR.
     */
    uint8_t type; /* 0 */
    /** Number of the bit, 0 to 63. */
    uint8_t bit; /* 1 */
    /** Name of the feature, for messages. */
    char name[46]; /* 2, text up to a NUL, or all of it */
};
#pragma pack(pop)
QCOW2_ASSERT(sizeof(struct qcow2_feature_name) == 48, "size");
QCOW2_ASSERT(offsetof(struct qcow2_feature_name, type) == 0, "type");
QCOW2_ASSERT(offsetof(struct qcow2_feature_name, bit) == 1, "bit");
QCOW2_ASSERT(offsetof(struct qcow2_feature_name, name) == 2, "name");

/** Size of struct qcow2_bitmaps_extension, bytes. */
#define QCOW2_BITMAPS_EXTENSION_SIZE 24

/**
 * Content of the bitmaps extension: where the bitmap directory is.
 *
 * 24 bytes, big-endian.
 */
#pragma pack(push, 1)
struct qcow2_bitmaps_extension {
    /** Number of bitmaps in the directory, at least 1. */
    uint32_t nb_bitmaps; /* 0, big-endian */
    /** Must be zero. */
    uint8_t reserved_4[4]; /* 4, reserved: write zeros */
    /** Length of the bitmap directory: the sum of its entries. Unit: bytes. */
    uint64_t bitmap_directory_size; /* 8, big-endian */
    /** Where the bitmap directory begins. Unit: bytes. */
    uint64_t bitmap_directory_offset; /* 16, big-endian */
};
#pragma pack(pop)
QCOW2_ASSERT(sizeof(struct qcow2_bitmaps_extension) == 24, "size");
QCOW2_ASSERT(offsetof(struct qcow2_bitmaps_extension, nb_bitmaps) == 0, "nb_bitmaps");
QCOW2_ASSERT(offsetof(struct qcow2_bitmaps_extension, reserved_4) == 4, "reserved_4");
QCOW2_ASSERT(offsetof(struct qcow2_bitmaps_extension, bitmap_directory_size) == 8, "bitmap_directory_size");
QCOW2_ASSERT(offsetof(struct qcow2_bitmaps_extension, bitmap_directory_offset) == 16, "bitmap_directory_offset");

/** Size of struct qcow2_encryption_extension, bytes. */
#define QCOW2_ENCRYPTION_EXTENSION_SIZE 16

/**
 * Content of the full disk encryption extension: where the LUKS header is.
 *
 * 16 bytes, big-endian.
 */
#pragma pack(push, 1)
struct qcow2_encryption_extension {
    /** Where the encryption header begins; a multiple of the cluster size. Unit: bytes. */
    uint64_t offset; /* 0, big-endian */
    /** Length of the encryption header as written. Unit: bytes. */
    uint64_t length; /* 8, big-endian */
};
#pragma pack(pop)
QCOW2_ASSERT(sizeof(struct qcow2_encryption_extension) == 16, "size");
QCOW2_ASSERT(offsetof(struct qcow2_encryption_extension, offset) == 0, "offset");
QCOW2_ASSERT(offsetof(struct qcow2_encryption_extension, length) == 8, "length");

/** Size of struct qcow2_l1_entry, bytes. */
#define QCOW2_L1_ENTRY_SIZE 8
/**
 * Bits 9 to 55, used in place: Host offset of the L2 table, a multiple of the cluster size; 0 for
 * none.
 */
#define QCOW2_L1_ENTRY_WORD_OFFSET_MASK UINT64_C(0xfffffffffffe00)
/** Bit 63: The reference count of the L2 table is exactly 1. */
#define QCOW2_L1_ENTRY_WORD_COPIED (UINT64_C(1) << 63)

/**
 * Entry of an L1 table: the place of an L2 table.
 *
 * 8 bytes, big-endian.
 */
#pragma pack(push, 1)
struct qcow2_l1_entry {
    /** The entry. Bits: QCOW2_L1_ENTRY_WORD_OFFSET_MASK, QCOW2_L1_ENTRY_WORD_COPIED. */
    uint64_t word; /* 0, big-endian */
};
#pragma pack(pop)
QCOW2_ASSERT(sizeof(struct qcow2_l1_entry) == 8, "size");
QCOW2_ASSERT(offsetof(struct qcow2_l1_entry, word) == 0, "word");

/** Size of struct qcow2_l2_entry, bytes. */
#define QCOW2_L2_ENTRY_SIZE 8
/** Bit 0: The cluster reads as zeros, whatever the offset says (version 3). */
#define QCOW2_L2_ENTRY_WORD_ZERO (UINT64_C(1) << 0)
/**
 * Bits 9 to 55, used in place: Host offset of the data, a multiple of the cluster size; 0 for
 * unallocated.
 */
#define QCOW2_L2_ENTRY_WORD_OFFSET_MASK UINT64_C(0xfffffffffffe00)
/** Bit 62: The cluster is compressed; the other bits have another meaning. */
#define QCOW2_L2_ENTRY_WORD_COMPRESSED (UINT64_C(1) << 62)
/** Bit 63: The reference count of the cluster is exactly 1. */
#define QCOW2_L2_ENTRY_WORD_COPIED (UINT64_C(1) << 63)

/**
 * Entry of an L2 table: the place of one guest cluster, as a standard cluster descriptor.
 *
 * 8 bytes, big-endian.
 */
#pragma pack(push, 1)
struct qcow2_l2_entry {
    /**
     * The entry. Bits: QCOW2_L2_ENTRY_WORD_ZERO, QCOW2_L2_ENTRY_WORD_OFFSET_MASK,
     * QCOW2_L2_ENTRY_WORD_COMPRESSED, QCOW2_L2_ENTRY_WORD_COPIED.
     */
    uint64_t word; /* 0, big-endian */
};
#pragma pack(pop)
QCOW2_ASSERT(sizeof(struct qcow2_l2_entry) == 8, "size");
QCOW2_ASSERT(offsetof(struct qcow2_l2_entry, word) == 0, "word");

/** Size of struct qcow2_extended_l2_entry, bytes. */
#define QCOW2_EXTENDED_L2_ENTRY_SIZE 16
/**
 * Bits 9 to 55, used in place: Host offset of the data, a multiple of the cluster size; 0 for
 * unallocated.
 */
#define QCOW2_EXTENDED_L2_ENTRY_WORD_OFFSET_MASK UINT64_C(0xfffffffffffe00)
/** Bit 62: The cluster is compressed; the other bits have another meaning. */
#define QCOW2_EXTENDED_L2_ENTRY_WORD_COMPRESSED (UINT64_C(1) << 62)
/** Bit 63: The reference count of the cluster is exactly 1. */
#define QCOW2_EXTENDED_L2_ENTRY_WORD_COPIED (UINT64_C(1) << 63)
/**
 * Bits 0 to 31, mask, then shift down: One bit per subcluster, the first in bit 0: its data is at
 * the host offset.
 */
#define QCOW2_EXTENDED_L2_ENTRY_SUBCLUSTERS_ALLOCATED_MASK UINT64_C(0xffffffff)
#define QCOW2_EXTENDED_L2_ENTRY_SUBCLUSTERS_ALLOCATED_SHIFT 0
/**
 * Bits 32 to 63, mask, then shift down: One bit per subcluster, the first in bit 32: it reads as
 * zeros.
 */
#define QCOW2_EXTENDED_L2_ENTRY_SUBCLUSTERS_READS_ZERO_MASK UINT64_C(0xffffffff00000000)
#define QCOW2_EXTENDED_L2_ENTRY_SUBCLUSTERS_READS_ZERO_SHIFT 32

/**
 * Entry of an L2 table with extended entries: a cluster descriptor and a subcluster bitmap.
 *
 * 16 bytes, big-endian.
 */
#pragma pack(push, 1)
struct qcow2_extended_l2_entry {
    /**
     * The cluster descriptor, as in a plain entry but without the zero flag. Bits:
     * QCOW2_EXTENDED_L2_ENTRY_WORD_OFFSET_MASK, QCOW2_EXTENDED_L2_ENTRY_WORD_COMPRESSED,
     * QCOW2_EXTENDED_L2_ENTRY_WORD_COPIED.
     */
    uint64_t word; /* 0, big-endian */
    /**
     * State of the 32 subclusters. Bits: QCOW2_EXTENDED_L2_ENTRY_SUBCLUSTERS_ALLOCATED_MASK,
     * QCOW2_EXTENDED_L2_ENTRY_SUBCLUSTERS_READS_ZERO_MASK.
     */
    uint64_t subclusters; /* 8, big-endian */
};
#pragma pack(pop)
QCOW2_ASSERT(sizeof(struct qcow2_extended_l2_entry) == 16, "size");
QCOW2_ASSERT(offsetof(struct qcow2_extended_l2_entry, word) == 0, "word");
QCOW2_ASSERT(offsetof(struct qcow2_extended_l2_entry, subclusters) == 8, "subclusters");

/** Size of struct qcow2_refcount_table_entry, bytes. */
#define QCOW2_REFCOUNT_TABLE_ENTRY_SIZE 8
/**
 * Bits 9 to 63, used in place: Host offset of the refcount block, a multiple of the cluster size; 0
 * for none.
 */
#define QCOW2_REFCOUNT_TABLE_ENTRY_WORD_OFFSET_MASK UINT64_C(0xfffffffffffffe00)

/**
 * Entry of the refcount table: the place of a refcount block.
 *
 * 8 bytes, big-endian.
 */
#pragma pack(push, 1)
struct qcow2_refcount_table_entry {
    /** The entry. Bits: QCOW2_REFCOUNT_TABLE_ENTRY_WORD_OFFSET_MASK. */
    uint64_t word; /* 0, big-endian */
};
#pragma pack(pop)
QCOW2_ASSERT(sizeof(struct qcow2_refcount_table_entry) == 8, "size");
QCOW2_ASSERT(offsetof(struct qcow2_refcount_table_entry, word) == 0, "word");

/** Size of struct qcow2_snapshot, bytes. */
#define QCOW2_SNAPSHOT_SIZE 40
/** Largest valid l1_size. */
#define QCOW2_SNAPSHOT_L1_SIZE_MAX UINT32_C(4194304)
/** Largest valid extra_data_size. */
#define QCOW2_SNAPSHOT_EXTRA_DATA_SIZE_MAX UINT32_C(1024)

/**
 * Fixed part of an entry of the snapshot table.
 *
 * 40 bytes, big-endian.
 */
#pragma pack(push, 1)
struct qcow2_snapshot {
    /** Where the L1 table of the snapshot begins; a multiple of the cluster size. Unit: bytes. */
    uint64_t l1_table_offset; /* 0, big-endian */
    /** Number of entries in the L1 table of the snapshot. From 0 to QCOW2_SNAPSHOT_L1_SIZE_MAX. */
    uint32_t l1_size; /* 8, big-endian */
    /** Length of the id, which is a unique text. Unit: bytes. */
    uint16_t id_size; /* 12, big-endian */
    /** Length of the name. Unit: bytes. */
    uint16_t name_size; /* 14, big-endian */
    /** When the snapshot was taken. Unit: seconds since 1970-01-01 UTC. */
    uint32_t date_seconds; /* 16, big-endian */
    /** Fraction of the second at which the snapshot was taken. Unit: nanoseconds. */
    uint32_t date_nanoseconds; /* 20, big-endian */
    /** How long the guest had been running. Unit: nanoseconds. */
    uint64_t vm_clock; /* 24, big-endian */
    /** Length of the saved state of the virtual machine; 0 for none. Unit: bytes. */
    uint32_t vm_state_size; /* 32, big-endian */
    /**
     * Length of the extra data that follows. Unit: bytes. From 0 to
     * QCOW2_SNAPSHOT_EXTRA_DATA_SIZE_MAX.
     */
    uint32_t extra_data_size; /* 36, big-endian */
};
#pragma pack(pop)
QCOW2_ASSERT(sizeof(struct qcow2_snapshot) == 40, "size");
QCOW2_ASSERT(offsetof(struct qcow2_snapshot, l1_table_offset) == 0, "l1_table_offset");
QCOW2_ASSERT(offsetof(struct qcow2_snapshot, l1_size) == 8, "l1_size");
QCOW2_ASSERT(offsetof(struct qcow2_snapshot, id_size) == 12, "id_size");
QCOW2_ASSERT(offsetof(struct qcow2_snapshot, name_size) == 14, "name_size");
QCOW2_ASSERT(offsetof(struct qcow2_snapshot, date_seconds) == 16, "date_seconds");
QCOW2_ASSERT(offsetof(struct qcow2_snapshot, date_nanoseconds) == 20, "date_nanoseconds");
QCOW2_ASSERT(offsetof(struct qcow2_snapshot, vm_clock) == 24, "vm_clock");
QCOW2_ASSERT(offsetof(struct qcow2_snapshot, vm_state_size) == 32, "vm_state_size");
QCOW2_ASSERT(offsetof(struct qcow2_snapshot, extra_data_size) == 36, "extra_data_size");

/** Size of struct qcow2_bitmap_directory_entry, bytes. */
#define QCOW2_BITMAP_DIRECTORY_ENTRY_SIZE 24
/** Smallest valid bitmap_table_size. */
#define QCOW2_BITMAP_DIRECTORY_ENTRY_BITMAP_TABLE_SIZE_MIN UINT32_C(1)
/** Largest valid bitmap_table_size. */
#define QCOW2_BITMAP_DIRECTORY_ENTRY_BITMAP_TABLE_SIZE_MAX UINT32_C(134217728)
/** Bit 0: The bitmap was not saved properly and may be out of date. */
#define QCOW2_BITMAP_DIRECTORY_ENTRY_FLAGS_IN_USE (UINT32_C(1) << 0)
/** Bit 1: The bitmap records every write to the disk. */
#define QCOW2_BITMAP_DIRECTORY_ENTRY_FLAGS_AUTO (UINT32_C(1) << 1)
/** Bit 2: A tool that does not know the extra data may still use the bitmap. */
#define QCOW2_BITMAP_DIRECTORY_ENTRY_FLAGS_EXTRA_DATA_COMPATIBLE (UINT32_C(1) << 2)
/** Tracks which parts were written. */
#define QCOW2_BITMAP_DIRECTORY_ENTRY_TYPE_DIRTY_TRACKING UINT8_C(1)
/** Smallest valid granularity_bits. */
#define QCOW2_BITMAP_DIRECTORY_ENTRY_GRANULARITY_BITS_MIN UINT8_C(9)
/** Largest valid granularity_bits. */
#define QCOW2_BITMAP_DIRECTORY_ENTRY_GRANULARITY_BITS_MAX UINT8_C(31)
/** Smallest valid name_size. */
#define QCOW2_BITMAP_DIRECTORY_ENTRY_NAME_SIZE_MIN UINT16_C(1)
/** Largest valid name_size. */
#define QCOW2_BITMAP_DIRECTORY_ENTRY_NAME_SIZE_MAX UINT16_C(1023)

/**
 * Fixed part of an entry of the bitmap directory.
 *
 * 24 bytes, big-endian.
 */
#pragma pack(push, 1)
struct qcow2_bitmap_directory_entry {
    /** Where the table of the bitmap begins; a multiple of the cluster size. Unit: bytes. */
    uint64_t bitmap_table_offset; /* 0, big-endian */
    /**
     * Number of entries in the table of the bitmap. From
     * QCOW2_BITMAP_DIRECTORY_ENTRY_BITMAP_TABLE_SIZE_MIN to
     * QCOW2_BITMAP_DIRECTORY_ENTRY_BITMAP_TABLE_SIZE_MAX.
     */
    uint32_t bitmap_table_size; /* 8, big-endian */
    /**
     * Flags of the bitmap. Bits: QCOW2_BITMAP_DIRECTORY_ENTRY_FLAGS_IN_USE,
     * QCOW2_BITMAP_DIRECTORY_ENTRY_FLAGS_AUTO,
     * QCOW2_BITMAP_DIRECTORY_ENTRY_FLAGS_EXTRA_DATA_COMPATIBLE.
     */
    uint32_t flags; /* 12, big-endian */
    /** Kind of the bitmap. Values: QCOW2_BITMAP_DIRECTORY_ENTRY_TYPE_DIRTY_TRACKING. */
    uint8_t type; /* 16 */
    /**
     * One bit stands for 2 to this power bytes of the disk: 9 to 31 in QEMU. From
     * QCOW2_BITMAP_DIRECTORY_ENTRY_GRANULARITY_BITS_MIN to
     * QCOW2_BITMAP_DIRECTORY_ENTRY_GRANULARITY_BITS_MAX.
     */
    uint8_t granularity_bits; /* 17 */
    /**
     * Length of the name. Unit: bytes. From QCOW2_BITMAP_DIRECTORY_ENTRY_NAME_SIZE_MIN to
     * QCOW2_BITMAP_DIRECTORY_ENTRY_NAME_SIZE_MAX.
     */
    uint16_t name_size; /* 18, big-endian */
    /** Length of the extra data that follows. Unit: bytes. */
    uint32_t extra_data_size; /* 20, big-endian */
};
#pragma pack(pop)
QCOW2_ASSERT(sizeof(struct qcow2_bitmap_directory_entry) == 24, "size");
QCOW2_ASSERT(offsetof(struct qcow2_bitmap_directory_entry, bitmap_table_offset) == 0, "bitmap_table_offset");
QCOW2_ASSERT(offsetof(struct qcow2_bitmap_directory_entry, bitmap_table_size) == 8, "bitmap_table_size");
QCOW2_ASSERT(offsetof(struct qcow2_bitmap_directory_entry, flags) == 12, "flags");
QCOW2_ASSERT(offsetof(struct qcow2_bitmap_directory_entry, type) == 16, "type");
QCOW2_ASSERT(offsetof(struct qcow2_bitmap_directory_entry, granularity_bits) == 17, "granularity_bits");
QCOW2_ASSERT(offsetof(struct qcow2_bitmap_directory_entry, name_size) == 18, "name_size");
QCOW2_ASSERT(offsetof(struct qcow2_bitmap_directory_entry, extra_data_size) == 20, "extra_data_size");

/** extension_header.type: no extension follows. */
#define QCOW2_EXTENSION_END UINT32_C(0x0)
/** extension_header.type: Format of the backing file; not NUL-terminated. */
#define QCOW2_EXTENSION_BACKING_FORMAT UINT32_C(0xe2792aca)
/** extension_header.type: Names of feature bits, so that a tool can say which feature it lacks. */
#define QCOW2_EXTENSION_FEATURE_NAME_TABLE UINT32_C(0x6803f857)
/** extension_header.type: Where the persistent dirty bitmaps of the disk are. */
#define QCOW2_EXTENSION_BITMAPS UINT32_C(0x23852875)
/** extension_header.type: Where the LUKS header is. */
#define QCOW2_EXTENSION_FULL_DISK_ENCRYPTION UINT32_C(0x537be77)
/** extension_header.type: Name of the external data file; not NUL-terminated. */
#define QCOW2_EXTENSION_EXTERNAL_DATA_FILE UINT32_C(0x44415441)
/** The content of an extension is padded to a multiple of this, bytes. */
#define QCOW2_EXTENSION_ALIGN 8

#undef QCOW2_ASSERT

#endif /* COWTOOLS_QCOW2_H */
