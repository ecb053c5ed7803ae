# Shared by the scripts that work the real window: a screen of its own, the program on it, keys, waiting, measuring.
# Packages: xvfb openbox xdotool wmctrl imagemagick x11-utils xauth, and python3.
# Without a window manager nothing gets the keyboard, so openbox runs too.

here=$(dirname "${BASH_SOURCE[0]}")

# Colours of the light theme, and areas in pixels that are large on a screen of 1280 x 800.
training=9A1463
accent=1E40AF
chosen=E5EAFA
paid=0B6638
paid_tint=E1F2E7
pin=482605

fail() {
    echo "FAILED: $*" >&2
    exit 1
}

now_ms() {
    local at=$EPOCHREALTIME
    echo $((${at/[.,]/} / 1000))
}

frame() {
    python3 "$here/frame.py" "$@"
}

# Prints since when the picture is as it should be, by the clock of now_ms.
wait_frame() {
    local seconds=$1
    shift
    frame wait "$screen_file" "$seconds" "$@"
}

keep() {
    frame keep "$screen_file" "$work/$1.xwd"
}

# Starts a screen that nobody else has, and a window manager on it. Everything is ended with the script.
start_screen() {
    work=$(mktemp -d)
    trap stop_everything EXIT
    mkdir "$work/home" "$work/screen"
    exec 7<>"$work/number"
    Xvfb -displayfd 7 -screen 0 1280x800x24 -fbdir "$work/screen" -nolisten tcp >"$work/xvfb.log" 2>&1 &
    xvfb=$!
    local tries=0
    until [[ -s $work/number ]]; do
        ((++tries < 100)) || fail "Xvfb does not start: $(<"$work/xvfb.log")"
        sleep 0.1
    done
    exec 7>&-
    DISPLAY=:$(tr -d '[:space:]' <"$work/number")
    export DISPLAY
    unset WAYLAND_DISPLAY
    screen_file=$work/screen/Xvfb_screen0
    HOME=$work/home openbox --sm-disable >"$work/openbox.log" 2>&1 &
    openbox=$!
    tries=0
    until wmctrl -m >/dev/null 2>&1; do
        ((++tries < 100)) || fail "openbox does not start: $(<"$work/openbox.log")"
        sleep 0.1
    done
}

stop_everything() {
    local process
    for process in "${program_pid:-}" "${openbox:-}" "${xvfb:-}"; do
        [[ -z $process ]] || kill "$process" 2>/dev/null || true
    done
    wait 2>/dev/null || true
    rm -rf "$work"
}

# Starts the window on the demo in a data folder and waits until it is on the screen.
# Sets program_pid, window, mapped_ms and ready_ms, both from the start.
start_program() {
    local program=$1 data=$2 log=$3 begun
    keep empty
    begun=$(now_ms)
    HOME=$work/home "$program" demo --lang en --data "$data" >"$log" 2>&1 &
    program_pid=$!
    window=
    until [[ -n $window ]]; do
        kill -0 "$program_pid" 2>/dev/null || fail "the program ended: $(<"$log")"
        (($(now_ms) - begun < 60000)) || fail "no window within 60 s"
        sleep 0.005
        window=$(wmctrl -lp | awk -v pid="$program_pid" '$3 == pid { print $1; exit }')
    done
    mapped_ms=$(($(now_ms) - begun))
    xwininfo -id "$window" | grep -q 'Map State: IsViewable' || fail "the window is not viewable"
    # The band of the demo is there as soon as the till is open; the sign-in screen says the PIN on the same colour.
    ready_ms=$(wait_frame 60 "shows:$training:75000") || fail "no sign-in screen"
    ready_ms=$((ready_ms - begun))
    wait_frame 10 still:300 >/dev/null || fail "the sign-in screen does not come to rest"
}

# The whole screen is the window's, as on a till.
fill_screen() {
    keep before-filling
    wmctrl -i -r "$window" -b add,maximized_vert,maximized_horz
    wait_frame 10 "left:$work/before-filling.xwd:1000" still:300 >/dev/null || true
    wmctrl -i -a "$window"
}

# Keys as they are named by xdotool, one after the other; counted.
keys_sent=0
press() {
    xdotool key --delay 12 "$@"
    keys_sent=$((keys_sent + $#))
}

# A text of digits, key by key.
type_digits() {
    local digits=$1 at keys=()
    for ((at = 0; at < ${#digits}; at++)); do
        keys+=("${digits:at:1}")
    done
    press "${keys[@]}"
}

# Signs in the first person and waits for the sale. The shift of the demo opens by itself.
# Sets sale_ms: from Enter to the sale screen.
sign_in() {
    local begun
    keep sign-in
    type_digits "$pin"
    wait_frame 10 "left:$work/sign-in.xwd:100" still:200 >/dev/null || fail "the PIN does not show"
    begun=$(now_ms)
    press Return
    sale_ms=$(wait_frame 30 "lacks:$training:75000" "shows:$accent:3000" still:700) || fail "no sale screen"
    sale_ms=$((sale_ms - begun))
    keep sale
}

memory_kb() {
    awk '/^VmRSS:/ { print $2 }' "/proc/$program_pid/status"
}

# Time of the processor that the program has used so far, in milliseconds.
cpu_ms() {
    local ticks
    ticks=$(awk '{ print $14 + $15 }' "/proc/$program_pid/stat")
    echo $((ticks * 1000 / $(getconf CLK_TCK)))
}

# Prints what a quiet window costs over so many seconds.
measure_idle() {
    local seconds=$1 used
    used=$(cpu_ms)
    sleep "$seconds"
    used=$(($(cpu_ms) - used))
    echo "FIGURE idle: $used ms of processor time in $seconds s" \
        "($((used * 100 / (seconds * 10) / 100)).$(printf '%02d' $((used * 100 / (seconds * 10) % 100))) % of one core)"
}

# Asks the window to close. Prints how long that took; ends it where it does not close.
close_window() {
    local begun
    begun=$(now_ms)
    wmctrl -i -c "$window"
    while kill -0 "$program_pid" 2>/dev/null; do
        (($(now_ms) - begun < 10000)) || fail "the window does not close"
        sleep 0.02
    done
    echo "FIGURE closing: $(($(now_ms) - begun)) ms"
    wait "$program_pid" || fail "the program ended with code $?"
    program_pid=
}
