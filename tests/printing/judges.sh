#!/usr/bin/env bash
# Papers judged by programs that are not ours: python-escpos and receipt-printer-encoder for the letters of each page
# and the command that selects it, zbar for the QR code, poppler for the PDF. Wants the program and a folder to work in: judges.sh target/release/paydesk /tmp/judges
set -euo pipefail

program=$(realpath "$1")
mkdir -p "$2"
work=$(realpath "$2")
here=$(cd "$(dirname "$0")" && pwd)
export LANG=en_US.UTF-8

till() {
    "$program" --data "$work/till" --demo --lang ru "$@"
}

fail() {
    echo "$1"
    exit 1
}

[[ -x $work/python/bin/python ]] || python3 -m venv "$work/python"
"$work/python/bin/pip" install -q --disable-pip-version-check 'python-escpos==3.1'

mkdir -p "$work/node"
[[ -d $work/node/node_modules/@point-of-sale ]] || npm install --prefix "$work/node" --no-audit --no-fund --silent \
    --ignore-scripts '@point-of-sale/receipt-printer-encoder@4.0.1' >/dev/null

rm -rf "${work:?}/till"
till sell --json --provider demo-mobile --number 9161234567 --amount 500 >"$work/sale.json"

# The letters: every line of the paper as python-escpos writes it stands in our bytes, in the same order.
for profile in epson-t20 epson-t88iv rongta-rp326 zjiang-5890 xprinter-58 kefar-kr306 bixolon; do
    till cheque show --payment 1 --profile "$profile" >"$work/$profile.txt"
    till cheque show --payment 1 --profile "$profile" --format escpos --out "$work/$profile.bin" >/dev/null
    till printer list --json >"$work/profiles.json"
    "$work/python/bin/python" "$here/letters.py" "$profile" "$work"
    node "$here/letters.mjs" "$profile" "$work"
done

# The code: read from the pictures, it is genuine, and the till says that it was made in training.
till cheque show --payment 1 --format png --out "$work/cheque.png" >/dev/null
till cheque show --payment 1 --format pdf --out "$work/cheque.pdf" >/dev/null
pdftoppm -r 203 -png -singlefile "$work/cheque.pdf" "$work/from-pdf"
for picture in cheque.png from-pdf.png; do
    code=$(zbarimg -q --raw "$work/$picture")
    [[ $code == PD1/* ]] || fail "$picture: no code was read: $code"
    verdict=$(till cheque verify --json --qr "$code") || true
    [[ $verdict == *'"verdict":"training"'* ]] || fail "$picture: $verdict"
    forged=$(till cheque verify --json --qr "${code/51000RUB/91000RUB}") || true
    [[ $forged == *'"verdict":"forged"'* ]] || fail "$picture: $forged"
done

# The PDF: its text can be copied.
pdftotext -layout "$work/cheque.pdf" "$work/from-pdf.txt"
for fact in 'КВИТАНЦИЯ ОБ ОПЛАТЕ' '510,00 руб.' 'SESSION' 'Иванова Анна Петровна' 'КОПИЯ 1'; do
    grep -qF -- "$fact" "$work/from-pdf.txt" || fail "the PDF lacks: $fact"
done
echo "papers: letters, code and PDF agree with python-escpos, receipt-printer-encoder, zbar and poppler"
