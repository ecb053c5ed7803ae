#!/usr/bin/env bash
# How long a cheque takes to become bytes: this project, the bare crate escpos, python-escpos and receipt-printer-encoder,
# one after another on one machine. Wants the folder in which judges.sh has worked: pace.sh /tmp/judges
set -euo pipefail

work=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)

(cd "$here/../.." && cargo bench -q -p paydesk-cheque --bench cheque 2>/dev/null) | grep '^FIGURE'
"$work/python/bin/python" "$here/pace.py" "$work/epson-t88iv.txt"
node "$here/pace.mjs" "$work"
