"""Compares the letters of a paper with what python-escpos writes for the same page.

letters.py PROFILE FOLDER: reads PROFILE.txt, PROFILE.bin and profiles.json of the folder.
"""

import json
import re
import sys
from pathlib import Path

from escpos.printer import Dummy

CODECS = {"WPC1251": "CP1251", "PC866": "CP866", "PC855": "CP855", "PC852": "CP852", "PC858": "CP858", "PC437": "CP437"}

profile, folder = sys.argv[1], Path(sys.argv[2])
known = json.loads((folder / "profiles.json").read_text())["profiles"]
page = next(row for row in known if row["name"] == profile)
codec = CODECS[page["encoding"]]
paper = (folder / f"{profile}.bin").read_bytes()
select = bytes([0x1B, 0x74, page["page"]])
assert paper.startswith(b"\x1b@\x1c.") and select in paper[:8], f"{profile}: the page is not selected first"

place, compared, in_code = 0, 0, False
for line in (folder / f"{profile}.txt").read_text().splitlines():
    line = line.strip()
    in_code = line.startswith("PD1/") or (in_code and re.fullmatch("[A-Z0-9/]+", line) is not None)
    if in_code:
        continue  # the text of the code, which the printer or we draw
    if re.fullmatch(r"[0-9.]{10} [0-9:]{8} [+-][0-9:]{5}", line):
        continue  # when the copy was made: each command makes one of its own
    try:
        line.encode(codec)
    except UnicodeEncodeError:
        continue  # a sign that this page has not: ours writes its neighbour
    printer = Dummy()
    printer.magic.force_encoding(codec)
    printer.text(line)
    letters = printer.output
    if letters.startswith(b"\x1bt"):
        letters = letters[3:]
    found = paper.find(letters, place)
    if found < 0:
        sys.exit(f"{profile}: python-escpos writes {line!r} otherwise")
    place, compared = found + len(letters), compared + 1
if compared < 20:
    sys.exit(f"{profile}: only {compared} lines were compared")
print(f"{profile}: {compared} lines as python-escpos writes them on {codec}")
