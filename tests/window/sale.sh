#!/usr/bin/env bash
# One sale typed into the real window, as a cashier types it, on a virtual screen.
#
#     tests/window/sale.sh PROGRAM OUT_DIR
#
# PROGRAM is paydesk with its demo. Pictures of the screen and the program's log go into OUT_DIR.
# Prints lines that begin with FIGURE; ends with 1 at the first thing that is not as it must be.
# Packages: xvfb openbox xdotool wmctrl imagemagick x11-utils xauth, and python3.
set -euo pipefail
source "$(dirname "$0")/screen.sh"

(($# == 2)) || { echo "usage: $0 PROGRAM OUT_DIR" >&2; exit 2; }
program=$(realpath "$1")
out=$2
mkdir -p "$out"

shot() {
    import -window root "$out/$1.png"
}

# Number of pixels of a colour in a picture.
area() {
    convert "$out/$1.png" -format %c histogram:info: |
        awk -v colour="#$2" '$0 ~ colour { gsub(":", "", $1); sum += $1 } END { print sum + 0 }'
}

one_sale() {
    local before=$keys_sent begun seen
    type_digits 9161234567
    type_digits 500
    # 500 is one of the usual sums: its key is marked once the sum is whole. Then the server can be asked.
    wait_frame 10 "shows:$chosen:4000" "shows:$accent:12000" still:300 >/dev/null ||
        fail "the form does not show what was typed"
    keep filled
    shot filled

    begun=$(now_ms)
    press Return
    # While the server is asked, nothing can be pressed; the echo has its one action again.
    seen=$(wait_frame 20 "left:$work/filled.xwd:100000" "shows:$accent:12000") || fail "the answer is not shown"
    echo "FIGURE Enter to echo: $((seen - begun)) ms"
    wait_frame 10 still:500 >/dev/null || fail "the echo does not come to rest"
    shot echo

    begun=$(now_ms)
    press F10
    seen=$(wait_frame 30 "shows:$paid:2000" "shows:$paid_tint:50000") || { shot failed; fail "no paid result"; }
    echo "FIGURE F10 to the paid result: $((seen - begun)) ms"
    keys=$((keys_sent - before))
    wait_frame 10 still:500 >/dev/null || fail "the result does not come to rest"
    shot result
}

check_pictures() {
    local name colours
    for name in sign-in filled echo result; do
        colours=$(identify -format %k "$out/$name.png")
        ((colours > 50)) || fail "$name.png has $colours colours: nothing is drawn"
    done
    (($(area result "$paid") >= 2000)) || fail "result.png lacks the green of paid"
    (($(area result "$paid_tint") >= 50000)) || fail "result.png lacks the light green of paid"
    (($(area filled "$paid_tint") < 5000)) || fail "filled.png is green before anything is paid"
    ! cmp -s "$out/filled.png" "$out/result.png" || fail "the result looks like the form"
}

check_journal() {
    "$program" history --demo --data "$data" --json >"$out/history.json"
    python3 - "$out/history.json" <<'END'
import json, sys
with open(sys.argv[1]) as file:
    payments = json.load(file)["payments"]
wanted = {"provider": "demo-mobile", "number": "9161234567", "credited": "500.00", "taken": "510.00",
          "currency": "RUB", "state": "paid", "print": "printed", "return": None, "error": None}
if len(payments) != 1:
    sys.exit(f"FAILED: one payment is expected, {len(payments)} are in the journal")
wrong = [f"{key}: {payments[0].get(key)!r}, not {value!r}"
         for key, value in wanted.items() if payments[0].get(key) != value]
if wrong:
    sys.exit("FAILED: " + "; ".join(wrong))
END
}

next_sale() {
    press Return
    wait_frame 10 "lacks:$paid_tint:50000" still:500 >/dev/null || fail "Enter does not lead to the next sale"
    keep next-sale
}

# A cashier who writes Russian locks the till by the same keys.
lock_in_russian() {
    setxkbmap ru
    # 46 is the key of L, whatever it writes now.
    press ctrl+46
    wait_frame 10 "left:$work/next-sale.xwd:200000" "like:$work/sign-in.xwd:60000" still:300 >/dev/null ||
        fail "Ctrl and the key of L do not lock in the Russian layout"
    shot locked
    setxkbmap us
}

# The paper whose name fits is there and says each of these lines, blanks aside.
paper_says() {
    local name=$1 tries=0 file line
    shift
    until file=$(find "$data" -name "$name" | grep .); do
        ((++tries < 100)) || fail "no paper $name"
        sleep 0.1
    done
    for line in "$@"; do
        tr -s ' ' <"$file" | grep -qF -- "$line" || { cat "$file"; fail "$name does not say: $line"; }
    done
}

# The report of the shift while it is open, and the one that comes by itself when it is closed.
close_shift() {
    press F12
    wait_frame 10 "left:$work/next-sale.xwd:100000" still:300 >/dev/null || fail "F12 does not lead to the shift"
    shot shift
    press F9
    paper_says 'x-1-*.txt' 'X REPORT' 'Shift no. 1' 'Payments taken 1' 'Cash taken 510.00 RUB' 'STILL OPEN none'
    press F10
    press F10
    paper_says 'z-1.txt' 'Z REPORT' 'Cash taken 510.00 RUB' 'Counted not counted'
    shot closed
}

start_screen
data=$work/data
start_program "$program" "$data" "$out/program.log"
echo "FIGURE start to the window mapped: $mapped_ms ms; to the sign-in screen, first start: $ready_ms ms"
fill_screen
shot sign-in
sign_in
echo "FIGURE PIN to the sale screen: $sale_ms ms"
shot empty
one_sale
echo "FIGURE keys from the empty form to the cash: $keys"
((keys == 15)) || fail "a sale takes 15 keys, not $keys"
check_pictures
echo "FIGURE memory after the sale: $(memory_kb) kB, the demo's hub, bank and provider included"
next_sale
measure_idle 20
close_shift
lock_in_russian
close_window
check_journal
echo "the sale is as it must be"
