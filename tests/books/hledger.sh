#!/usr/bin/env bash
# The books of a hub, added up by hledger: every entry balances, every account and currency is declared, and each deposit
# comes to what its own row says. Then one sum is changed, and hledger must notice.
#
#   tests/books/hledger.sh PROGRAM HUB_FOLDER WORK_FOLDER
set -euo pipefail
hub=$1 data=$2 journal=$3/books.journal

"$hub" ledger export --data "$data" --format hledger --out "$journal"
hledger -f "$journal" check --strict
entries=$(grep -c '^[0-9-]* \* (' "$journal" || true)
((entries > 0)) || { echo "the journal has no entry"; exit 1; }
# What left one account came to another.
total=$(hledger -f "$journal" balance --no-elide --format '%(total)' | tail -n 1 | tr -d ' ')
[[ $total == 0 || $total == 0.00* ]] || { echo "the accounts do not add up to nothing: $total"; exit 1; }

# The judge bites: a little more on one side of one entry, and another sum of the deposits.
refuses() {
    if cmp -s "$journal" "$2" || hledger -f "$2" check --strict 2>/dev/null; then
        echo "hledger accepts $1"
        return 1
    fi
}
awk '!done && /^    deposit:/ && !/=/ {sub(/ [A-Z]+$/, "1&"); done = 1} {print}' "$journal" >"$journal.one"
refuses "an entry that does not balance" "$journal.one"
awk '/^    deposit:.* = / {sub(/ [A-Z]+$/, "1&")} {print}' "$journal" >"$journal.two"
refuses "a deposit with another sum" "$journal.two"
echo "hledger agrees with the books: $entries entries"
