"""Writes what Python shows for the upper half of each code page: one line for a byte, with its code point.

Run in this folder: python3 make.py
"""

for page in ("cp437", "cp852", "cp855", "cp858", "cp866", "cp1251"):
    with open(f"{page}.txt", "w", encoding="ascii", newline="\n") as table:
        for byte in range(0x80, 0x100):
            shown = bytes([byte]).decode(page, errors="replace")
            code = "none" if shown == "\ufffd" else f"U+{ord(shown):04X}"
            table.write(f"{byte:02x} {code}\n")
