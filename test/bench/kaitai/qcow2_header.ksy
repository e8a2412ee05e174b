{
  "meta": { "id": "qcow2_header", "endian": "be" },
  "doc": "The qcow2 header, version 2 or 3, read from its first byte on.",
  "seq": [
    { "id": "magic", "contents": [81, 70, 73, 251] },
    { "id": "version", "type": "u4" },
    { "id": "backing_file_offset", "type": "u8" },
    { "id": "backing_file_size", "type": "u4" },
    { "id": "cluster_bits", "type": "u4" },
    { "id": "size", "type": "u8" },
    { "id": "crypt_method", "type": "u4" },
    { "id": "l1_size", "type": "u4" },
    { "id": "l1_table_offset", "type": "u8" },
    { "id": "refcount_table_offset", "type": "u8" },
    { "id": "refcount_table_clusters", "type": "u4" },
    { "id": "nb_snapshots", "type": "u4" },
    { "id": "snapshots_offset", "type": "u8" },
    { "id": "incompatible_features", "type": "u8", "if": "version >= 3" },
    { "id": "compatible_features", "type": "u8", "if": "version >= 3" },
    { "id": "autoclear_features", "type": "u8", "if": "version >= 3" },
    { "id": "refcount_order", "type": "u4", "if": "version >= 3" },
    { "id": "header_length", "type": "u4", "if": "version >= 3" },
    { "id": "compression_type", "type": "u1", "if": "version >= 3 and header_length > 104" }
  ]
}
