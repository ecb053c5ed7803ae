#!/usr/bin/env bash
# Fuzzes one target, or all in turn, for so many seconds each: run.sh TARGET|all SECONDS
set -euo pipefail
cd "$(dirname "$0")/../.."

fuzz=crates/fuzz/libfuzzer
seconds=${2:?run.sh TARGET|all SECONDS}
if [[ ${1:?} == all ]]; then
    targets=$(basename -s .rs $fuzz/fuzz_targets/*.rs)
else
    targets=$1
fi

# The fuzzer's workspace has a lock file of its own, so that it begins with the product's versions.
[[ -f $fuzz/Cargo.lock ]] || cp Cargo.lock $fuzz/Cargo.lock
# The sanitizer needs the compiler's unstable options; the compiler itself is the one of the product.
export RUSTC_BOOTSTRAP=1
for target in $targets; do
    mkdir -p "$fuzz/corpus/$target"
    # The first folder takes what is new, the second one is only read.
    cargo fuzz run --fuzz-dir $fuzz "$target" "$fuzz/corpus/$target" "crates/fuzz/corpus/$target" -- \
        -max_total_time="$seconds" -max_len=8192 -timeout=20 -print_final_stats=1
done
