{
  "meta": { "id": "cow_v2_header", "endian": "be" },
  "doc": "The header of a cow image, version 2, as a 64-bit build writes it.",
  "seq": [
    { "id": "magic", "contents": "OOOM" },
    { "id": "version", "type": "u4", "valid": 2 },
    { "id": "backing_file", "type": "strz", "size": 1024, "encoding": "UTF-8" },
    { "id": "mtime", "type": "s4" },
    { "id": "alignment", "size": 4 },
    { "id": "size", "type": "u8" },
    { "id": "sectorsize", "type": "u4" }
  ]
}
