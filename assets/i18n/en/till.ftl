# Texts of the till: what happened, where the money is, what to do.

# Asking
ask-terms = { $provider }, { $details }: to credit { $credited }, fee { $fee }, to take { $taken }.
ask-info = The provider says: { $info }

# How a sale ended
sale-paid = Paid. The money is with the provider. Give the customer cheque { $claim }.
sale-paid-no-paper = Paid, and the money is with the provider, but the cheque did not come out. It stays due: look at the printer, then run “paydesk retry”.
sale-paid-sent = Paid. The money is with the provider. Cheque { $claim } was sent to the printer, which confirms nothing: look whether it came out whole.
sale-paid-unsure = Paid. The money is with the provider. The printer broke off at cheque { $claim }: look whether it came out whole, then run “paydesk queue cheque { $id } yes” or “… no”; no prints a copy.
paper-sent = The slip was sent to the printer, which confirms nothing: look whether it came out whole. The payment does not depend on it.
paper-unsure = The printer broke off: look whether the slip came out whole. The payment does not depend on it.
paper-not-out = The slip did not come out: look at the printer (“paydesk printer test”). The payment does not depend on it.
sale-refused = Not paid: { $reason } No money was taken.
sale-no-answer = Not paid: the server did not answer ({ $why }). No money was taken. Try again when the connection is back.
sale-failed = Not paid: { $reason } The cash is in the drawer: return { $taken } to the customer, then run “paydesk queue returned { $id }”.
sale-queued = The server could not be asked ({ $why }). The cash is in the drawer, and the payment is safe on this computer. It goes out with the next sale, or at once with “paydesk retry”. Give the customer acceptance slip { $claim }; it is not a cheque.
sale-unknown = There is no answer yet. The cash is in the drawer, and the payment is safe on this computer. The next sale asks about it; “paydesk retry” asks at once. Do not make it again. Give the customer acceptance slip { $claim }; it is not a cheque.
sale-in-progress = The server has the payment and works on it. The cash is in the drawer. The next sale asks about it; “paydesk retry” asks at once. Do not make it again. Give the customer acceptance slip { $claim }; it is not a cheque.
sale-review = A person must look at this payment: { $reason } The cash is in the drawer. Do not make it again. Call support with { $claim }.
sale-not-accepted = Not accepted: { $reason } No money was taken.
sale-reconcile = Take no money. This till’s data and the server’s do not agree: another copy of this till may live, or its data is old. What was taken is in the drawer, and open payments stay safe on this computer. Call support.
sale-other-copy = Take no money at this till. The server has admitted a newer copy of its data and refuses this one. What was taken is in the drawer, and open payments stay safe on this computer. Sell at the newer copy. If this is the right one, call support: they give a number for “paydesk re-enrol”.

# States
state-draft = not made
state-checking = being checked
state-checked = may be paid
state-queued = waits to be sent
state-sending = on its way
state-unknown = no answer yet
state-in-progress = the provider works on it
state-paid = paid
state-failed = not paid
state-cancelled = withdrawn
state-review = needs a person
state-return-due = return { $taken } to the customer
state-returned = cash returned
state-print-due = cheque to be printed
state-print-begun = the cheque was begun: it is being printed or broke off, look at the paper
state-print-uncertain = did the cheque come out?
state-unknown-to-server = the server does not know this payment: call support

# Why a person must look
review-contradiction = the server’s answers contradict each other.
review-too-old = it has been open for more than a day.
review-terms-changed = the server named another price or provider than the customer agreed to.
review-session-known = the server knows this payment’s number already.

# Why a server refused
refusal-unknown-number = the provider does not know this number or account.
refusal-bad-input = the number, the account or another field has the wrong form.
refusal-bad-sum = the sum has the wrong form or lies outside the limits.
refusal-changed-data = the number, the account or the sum differ from what was checked.
refusal-deposit-short = the dealer’s deposit does not cover the sum. Tell the dealer.
refusal-limit-reached = a limit of the dealer or the point is reached. Tell the dealer.
refusal-dealer-blocked = payments of this dealer are suspended. Tell the dealer.
refusal-not-allowed = this point, cashier or key may not do this. Tell the dealer.
refusal-provider-not-served = this provider is not served here.
refusal-provider-down = the provider cannot be reached now. Try again in a few minutes.
refusal-server-busy = the server is busy. Try again in a minute.
refusal-repeat-within-hour = the same number was paid the same sum within the last hour.
refusal-black-listed = this number may not be paid here.
refusal-check-expired = too much time passed since the number was checked.
refusal-session-exists = the server knows this payment’s number already.
refusal-session-unknown = the server does not know this payment.
refusal-withdrawn = the payment was withdrawn.
refusal-state-unclear = the server itself does not know yet.
refusal-request-refused = the server did not accept the form of the request. Call support.
refusal-other = the server gave a reason that is not known here. Call support.
refusal-code = (code { $code })

# Why there is no answer
why-unreachable = no connection to the server
why-certificate-name = the server’s certificate is for another name: somebody else answers, or the address in the settings is wrong
why-certificate-time = the server’s certificate is not valid on this date: it has run out, or this computer’s date is wrong
why-certificate-issuer = the server’s certificate is not from an authority that is trusted here: somebody may stand between, or the authority is missing from the settings
why-timed-out = no answer in time
why-not-accepted = the server answered with an error page
why-bad-size = the answer is empty or too long
why-not-signed = what came is not an answer of the server; a proxy or a sign-in page of the network may stand between
why-wrong-key = the answer is signed with a key that is not the server’s
why-bad-signature = the signature of the answer is false
why-bad-fields = the answer cannot be read
why-other-session = the answer belongs to another payment
why-stale = the answer is an old one
why-epoch-ahead = another copy of this till lives
why-server-went-back = the server works on old data
why-cannot-sign = the request could not be signed
why-interrupted = the till was switched off while it asked

# What a cashier typed
input-provider = There is no provider “{ $id }”. Known are: { $known }
input-field = { $label }: { $why } Nothing was sent and no money was taken.
input-no-field = { $provider } has no field { $field }. Its fields are: { $known }
input-amount = The sum: { $why } Nothing was sent and no money was taken.
input-handed = The cash handed over: { $why } Nothing was sent and no money was taken.
input-field-form = “{ $text }” is not of the form FIELD=VALUE.
input-one-amount = Give the sum to credit (--amount) or the cash to take (--cash), one of them.
value-missing = it must be filled.
value-length = it has { $found } characters, expected are { $min } to { $max }.
value-character = character { $position } may not stand there.
value-not-in-list = it is none of the choices.
phone-empty = there is no number.
phone-character = character { $position } does not belong into a telephone number.
phone-length = it has { $found } digits, expected are { $expected }.
phone-country = the number belongs to another country.
phone-prefix = no number of this country begins so.
sum-empty = there is none.
sum-sign = a sum has no sign.
sum-character = character { $position } does not belong into a sum.
sum-separators = one comma or point at most.
sum-no-whole = a digit is missing before the comma or point.
sum-groups = blanks may only part groups of three digits.
sum-ambiguous = three digits after the comma or point can be read in two ways. Write 1234 or 1,23.
sum-decimals = one or two digits stand after the comma or point.
sum-too-large = it is too large.
limit-too-small = the least that can be paid is { $min }.
limit-too-large = the most that can be paid at once is { $max }.
fee-too-little = nothing is left of it after the fee.
fee-not-positive = it must be more than nothing.
fee-whole-only = this provider is credited whole units only.
fee-unreachable = it cannot be reached with this provider’s fees.

# Why a command was not accepted
rejection-no-such-payment = there is no such open payment.
rejection-wrong-state = the payment’s state does not allow it.
rejection-consent-too-old = the check is too old; check again.
rejection-bad-order = the order does not fit the provider.
rejection-not-offline = this provider may not be taken without a connection.
rejection-offline-limit = too many payments wait for a connection already.
rejection-too-little-cash = less cash was handed over than is to be taken.
rejection-cannot-close = the payment may have reached the server, which cannot cancel it. Wait for the answer.
rejection-storage = data cannot be stored safely. Take no money.
rejection-storage-unsure = the disk failed while this was being stored. Do not hand cash back and do not make it again: start the till, it reads what is on the disk and asks the server.
rejection-reconcile = this till’s data and the server’s do not agree. Take no money; call support.
rejection-other-copy = the server has admitted a newer copy of this till’s data. Take no money here; call support.
rejection-old-epoch = this copy has a higher number already. Nothing was changed; ask support for the present number.
rejection-clock-off = this computer’s clock is more than 5 minutes away from the server’s. Set it right and try again; open payments go on by themselves.
rejection-repeat = payment { $id } went to the same number with the same sum less than an hour ago. If the customer wants it once more, say why (--again).
rejection-shift-open = a shift is open already; close it first.
rejection-no-shift = no shift is open.
rejection-bad-sum = this sum does not do here.
rejection-no-reason = say why; without a reason it is not done.
rejection-no-drawer = no drawer hangs on this printer, or this is training, in which it stays shut. Open it with its key.
rejection-correction-open = a correction of this payment is open already.
rejection-stopping = the till is closing.

# Storage
storage-held = Another till works on this data folder ({ $folder }). Close it first. Nothing was taken.
storage-newer = The data in { $folder } was written by a newer Paydesk (version { $found }, this program knows { $known }). Start the newer program. Nothing was changed.
storage-damaged = The database in { $folder } is damaged ({ $what }). Take no money; call support. Nothing was changed.
storage-old-sqlite = This program was built with SQLite { $what }, which may damage data. Get another build.
storage-folder = The data folder { $folder } cannot be used: { $what }. Take no money until it is mended.
storage-full = The payment could not be stored: the disk is full or failed. Nothing was sent. If cash was taken for it, return it.
storage-unsure = The disk failed while a payment was being stored. Do not hand the cash back and do not make the payment again. Mend the disk and run “paydesk retry”: it reads what is on the disk and asks the server.
storage-missing = There is no data in { $folder } yet.

# Setting up
setup-missing = There is no settings file { $file }. Write one (see README), or try the demo: “paydesk sell --demo …”.
setup-wrong = The till is not ready: { $what }

# Queue, history, retry
queue-open = { $count ->
    [one] { $count } payment is open.
   *[other] { $count } payments are open.
  }
queue-empty = Nothing is open. No cash is owed.
queue-line = { $id }  { $when }  { $provider }  { $details }  { $taken }  { $state }
queue-done = Done.
history-empty = Nothing was found.
retry-none-left = Every payment has come to its end.
retry-left = { $count ->
    [one] { $count } payment is still open and stays safe on this computer.
   *[other] { $count } payments are still open and stay safe on this computer.
  }

# Doctor
doctor-ok = ok
doctor-wrong = WRONG
doctor-settings = Settings
doctor-keys = Keys
doctor-data = Data folder
doctor-journal = Journal
doctor-outbox = Outbox
doctor-server = Server
doctor-clock = Clock
doctor-settings-ok = { $file }
doctor-keys-ok = the till’s key opens; the server’s key { $serial } is there
doctor-data-ok = { $folder } can be written
doctor-journal-ok = whole
doctor-journal-broken = broken at entry { $entry }: somebody changed the data. Call support.
doctor-server-ok = { $address } answers; the deposit is { $rest }
doctor-server-silent = { $address }: { $why }. Look at the network cable, the address and the keys; with PAYDESK_LOG=info the network’s own words are shown.
doctor-server-refused = { $address } refuses: { $reason }
doctor-clock-ok = agrees with the server
doctor-clock-off = { $seconds } s away from the server’s clock. Set the computer’s clock. From 5 minutes on no new payments are taken.

# Making the first key
first-key-done = The server has this till’s key, and this till has the server’s, in { $folder }. Compare aloud with the hub’s keeper (“paydesk-hub key list”): this till’s key { $mine }, the server’s key { $hubs }. If they differ, take no money and call support. Then put these lines into config.toml:
first-key-refused = The server does not take the key: { $said }. No money is concerned. Check user and password, the computer’s clock, and ask the hub’s keeper for a new login.
first-key-silent = No answer: { $why } No money is concerned. Run the same command again; it hands in the same key.
first-key-unreadable = The server’s answer cannot be used: { $what }. No money is concerned. Check the address with the hub’s keeper.
first-key-exists = { $file } is there already, and a key is never overwritten. No money is concerned. Move the old key away if this till really needs a new one.
first-key-storage = { $file } cannot be written: { $what }. No money is concerned. Make room or rights, then run the same command again.
first-key-address = The server cannot be reached so: { $what }. No money is concerned. Check --server and --authority.

# Enrolling a copy of the data
enrol-done = This copy of the till has number { $epoch } now, and the server refuses older ones. Every open payment was asked about. Payments may be taken again.
enrol-foreign = Look out: the server knows payments of this till that are not in its data; another copy took them, the newest as { $session }. Their money is where that copy’s drawer was. Compare the dealer’s list of the day with the journal before the cash is counted.
enrol-open = Number { $epoch } is stored and nothing was lost, but not every open payment has had an answer. Take no money yet. Run the same command again when the server answers.
enrol-higher = The server has a higher number than { $epoch } for this till. Nothing was changed. Ask support for the present number.
enrol-lower = The server does not have number { $epoch } yet. Nothing was changed. The number is given at the hub first: “paydesk-hub point new-epoch”.
enrol-plain = This server keeps no numbers of copies. Nothing was changed. Compare this till with the server’s list of the day, then run “paydesk queue reconciled”.
enrol-nobody = Nobody called “{ $name }” works at this till. Nothing was changed. Give the full name as it stands at the sign-in.
enrol-not-allowed = { $name } may not do this; a supervisor or the owner may. Nothing was changed.
enrol-own-pin = { $name } must choose an own PIN first, at the sign-in of the window. Nothing was changed.

# Deposit
deposit-available = Deposit: { $sum } may be spent.
deposit-no-refills = Nothing came in on that day.

# Alarms
alarm-strange-reply = Look out: { $why }. Nothing was decided by that answer. If it happens again, call support.
alarm-contradiction = Payment { $id }: the server’s answers do not agree. Call support.
alarm-late-refusal = Payment { $id } was refused after its cheque came out. Take the cheque back and return the cash.
alarm-clock = This computer’s clock is { $seconds } s away from the server’s. Set it right soon: from 5 minutes on no new payments are taken.
alarm-clock-off = This computer’s clock is { $seconds } s away from the server’s. No new payments are taken until it is right. What was taken is in the drawer, and open payments go on by themselves. Set the clock, then try again.
