"""Times python-escpos on the lines of a cheque and its code: pace.py CHEQUE.txt"""

import statistics
import sys
import time
from pathlib import Path

from escpos.printer import Dummy

ROUNDS = 200

lines = Path(sys.argv[1]).read_text().splitlines()
code = "".join(line.strip() for line in lines if line.startswith("PD1/")) or "PD1/" + "A" * 157


def cheque():
    printer = Dummy()
    printer.magic.force_encoding("CP866")
    for line in lines:
        printer.text(line + "\n")
    printer.qr(code, native=True, size=5)
    printer.cut()
    return printer.output


took = []
for _ in range(ROUNDS):
    begun = time.perf_counter()
    size = len(cheque())
    took.append((time.perf_counter() - begun) * 1e6)
print(f"FIGURE python-escpos: {len(lines)} lines and a code, median {statistics.median(took):.0f} µs, {size} bytes")
