#!/usr/bin/env bash
# What the real window costs on a given database: start, memory, and memory after many sales typed by keys.
#
#     tests/window/measure.sh PROGRAM DIR [SALES]
#
# DIR is what `PROGRAM demo --data DIR` works on: the till's database is DIR/demo/till/till.sqlite. It is changed by
# the sales, and made where it is missing. SALES is 0 unless given; one sale takes about a second.
# Prints lines that begin with FIGURE. Packages: see screen.sh.
set -euo pipefail
source "$(dirname "$0")/screen.sh"

(($# == 2 || $# == 3)) || { echo "usage: $0 PROGRAM DIR [SALES]" >&2; exit 2; }
program=$(realpath "$1")
data=$2
sales=${3:-0}
starts=5

# Prints one number of the newest payment, or 0.
newest_payment() {
    "$program" history --demo --data "$data" --json --limit 1 |
        python3 -c 'import json, sys; print(max([p["payment"] for p in json.load(sys.stdin)["payments"]], default=0))'
}

median() {
    sort -n | awk '{ all[NR] = $1 } END { print all[int((NR + 1) / 2)] }'
}

# A number that no earlier one resembles: two of them differ in two places at least, so that no guard asks.
number_of() {
    printf '916%04d%03d' "$1" $(($1 * 37 % 1000))
}

# One sale as fast as the window lets it be typed. An echo is deaf for 300 ms.
quick_sale() {
    type_digits "$(number_of "$1")"
    type_digits 10
    press Return
    wait_frame 20 "left:$work/sale.xwd:150000" "shows:$accent:12000" still:350 >/dev/null ||
        fail "sale $1: no answer of the hub"
    press F10
    wait_frame 30 "shows:$paid:2000" "shows:$paid_tint:50000" >/dev/null || fail "sale $1: not paid"
    press Return
    wait_frame 10 "lacks:$paid_tint:50000" >/dev/null || fail "sale $1: the form does not come back"
}

many_sales() {
    local sale begun first
    first=$(($(newest_payment) + 1))
    begun=$(now_ms)
    for ((sale = first; sale < first + sales; sale++)); do
        quick_sale "$sale"
        if (((sale - first + 1) % 100 == 0)); then
            echo "FIGURE memory after $((sale - first + 1)) sales: $(memory_kb) kB"
        fi
    done
    echo "FIGURE $sales sales typed: $(((($(now_ms) - begun) / sales))) ms each, waiting included"
}

start_screen
# The first start makes keys and people; it is not counted.
start_program "$program" "$data" "$work/program.log"
close_window >/dev/null
before=$(newest_payment)
echo "FIGURE newest payment: number $before; database with its log" \
    "$(du -cb "$data"/demo/till/till.sqlite* | tail -1 | cut -f1) bytes"

for ((start = 0; start < starts; start++)); do
    start_program "$program" "$data" "$work/program.log"
    echo "$mapped_ms" >>"$work/mapped"
    echo "$ready_ms" >>"$work/ready"
    ((start == starts - 1)) || close_window >/dev/null
done
echo "FIGURE start to the window mapped: median of $starts: $(median <"$work/mapped") ms"
echo "FIGURE start to the sign-in screen: median of $starts: $(median <"$work/ready") ms"
fill_screen
echo "FIGURE memory at the sign-in screen: $(memory_kb) kB"
sign_in
echo "FIGURE PIN to the sale screen: $sale_ms ms"
echo "FIGURE memory at the sale screen: $(memory_kb) kB"
begun=$(now_ms)
press F7
seen=$(wait_frame 30 "left:$work/sale.xwd:100000" still:400) || fail "F7 does not lead to the history"
echo "FIGURE F7 to the history, all of it drawn: $((seen - begun)) ms"
press F2
wait_frame 10 "like:$work/sale.xwd:20000" >/dev/null || fail "F2 does not lead back to the sale"
measure_idle 20
if ((sales > 0)); then
    many_sales
fi
close_window
after=$(newest_payment)
((after - before == sales)) || fail "$((after - before)) payments are in the journal, $sales were typed"
