#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Reads one float tensor of a safetensors file with the standard library alone.

Usage: read-safetensors.py FILE TENSOR. Prints its shape, first and last value.
"""

import json
import struct
import sys
import zlib

path, name = sys.argv[1:]
with open(path, "rb") as file:
    (length,) = struct.unpack("<Q", file.read(8))
    header = json.loads(file.read(length))
    data = file.read()
assert all(isinstance(text, str) for text in header["__metadata__"].values())
entry = header[name]
begin, end = entry["data_offsets"]
assert entry["dtype"] == "F32" and (8 + length + begin) % 4 == 0
assert json.loads(header["__metadata__"]["crc32"])[name] == zlib.crc32(data[begin:end])
values = struct.unpack(f"<{(end - begin) // 4}f", data[begin:end])
print("x".join(map(str, entry["shape"])), f"{values[0]:.9g} {values[-1]:.9g}")
