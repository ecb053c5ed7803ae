# Texts of the bench of faults: what it does, what it counted, what it says.

faults-again = the customer wants it once more
faults-cannot = The bench cannot be put up, and nothing was tried: { $what }
faults-begin-minutes = { $tills } tills sell for { $minutes } min over a line on which everything goes wrong. Nothing of your shop is touched. Seed: { $seed }.
faults-begin-requests = { $tills } tills sell over a line on which everything goes wrong, until { $requests } exchanges had a fault. Nothing of your shop is touched. Seed: { $seed }.
faults-begin-both = { $tills } tills sell for { $minutes } min, or until { $requests } exchanges had a fault, over a line on which everything goes wrong. Nothing of your shop is touched. Seed: { $seed }.
faults-selling = Selling. Ctrl-C ends it early, with the result so far.
faults-healing =
    { $count ->
        [one] The line is honest again. { $count } payment was open; the tills go on asking.
       *[other] The line is honest again. { $count } payments were open; the tills go on asking.
    }

faults-seed = Seed
faults-tills = Tills
faults-time = Time of selling
faults-seconds = { $seconds } s

faults-taken = Payments for which cash was taken
faults-paid = - paid
faults-back = - not paid, the cash is due back or was handed back
faults-open = - unknown and still open
faults-left = Customers who left without paying
faults-cheques = Cheques printed
faults-cash-taken = Cash taken
faults-cash-back = Cash handed back

faults-exchanges = Exchanges on the line
faults-faulted = - with a fault
fault-delay = reply late
fault-lose-request = request lost
fault-lose-reply = reply lost
fault-silence = no reply, line stands
fault-duplicate = request doubled
fault-reorder = request overtaken
fault-hold = request held back
fault-replay-own = old reply, own payment
fault-replay-other = old reply, other payment
fault-swap = replies swapped
fault-truncate = reply cut short
fault-flip-reply = bit turned in reply
fault-flip-request = bit turned in request
fault-half-close = closed half-way
fault-drip = reply byte by byte
fault-html = sign-in page
fault-server-error = error page (5xx)
fault-too-many = too many requests (429)
fault-unavailable = unavailable (503)
fault-redirect = redirect
fault-endless = reply without end
fault-refuse = connection refused
fault-reset-after = connection reset
fault-strip-request = field gone from request
fault-strip-reply = field gone from reply
fault-wrong-certificate = wrong certificate

faults-lost = LOST
faults-doubled = DOUBLED
faults-false-cheque = FALSE CHEQUES
faults-found = { $what }: point { $point }, payment { $payment }
faults-blocked = Tills that stopped taking money
faults-panics = Parts of the program that broke down
faults-leaked = Bytes read by a stranger with a wrong certificate
faults-unbalanced = The hub’s and the provider’s books do not add up.

faults-were-open = Payments open when the line was mended, now at their end
faults-half = - half of them after
faults-most = - 99 of 100 after
faults-longest = - the last one after
faults-due = Papers and cash still due

faults-verdict-clean = Good: no payment was lost, none was made twice, and no cheque says anything false.
faults-verdict-nothing = Nothing was sold, so nothing is proved. Let it run longer.
faults-verdict-open = No payment was lost or made twice, and no cheque is false, but not everything came to its end: see above what is open, what is due and which tills stopped.
faults-verdict-bad = BAD: something above must not be. Do not take money with this version; send the folder named below and the seed to support.
faults-interrupted = It was ended early; the result holds for what was sold until then.
faults-evidence = Databases and papers of this run lie in { $folder }
