{
  "meta": { "id": "qcow2_l2_table", "endian": "be" },
  "doc": "An L2 table of 64 KiB. The entries are read as two halves: a u8 would lose their low bits.",
  "seq": [{ "id": "entries", "type": "entry", "repeat": "expr", "repeat-expr": 8192 }],
  "types": {
    "entry": {
      "seq": [
        { "id": "high", "type": "u4" },
        { "id": "low", "type": "u4" }
      ]
    }
  }
}
