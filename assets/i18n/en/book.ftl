# Signing in, queue, history, details, corrections.

# Signing in
sign-in-title = Who is at the till?
sign-in-first = First sign-in: the owner
sign-in-first-why = The owner adds cashiers and changes settings. The name stands on papers, the PIN is never stored in clear.
sign-in-place = { $point } · till { $till }
sign-in-last = last signed in { $when }
sign-in-never = has not signed in yet
sign-in-open = { $count ->
    [one] { $count } payment is still open
   *[other] { $count } payments are still open
  }
sign-in-open-why = { $sum }, the oldest { $age }. They are stored and go by themselves; no sign-in is needed for that.
sign-in-demo = Training till: everybody’s PIN is 482605
sign-in-demo-do = The first row is chosen: type the PIN and Enter.
role-cashier = cashier
role-supervisor = supervisor
role-owner = owner
pin-for = PIN: { $name }
pin-new = Choose your own PIN: 6 digits or more
pin-once = The same PIN once more
pin-owner = The owner’s name and PIN
pin-owner-name = Full name
pin-owner-hint = as on papers
pin-asking = Checking…
pin-how = Type on the keyboard, Enter at the end. Forgot it: the owner gives you a new one.
pin-wrong = { $count ->
    [one] Wrong PIN, { $count } try left.
   *[other] Wrong PIN, { $count } tries left.
  }
pin-locked = Too many wrong PINs. Wait { $minutes }.
pin-needs-supervisor = Locked after many wrong PINs: a supervisor or the owner unlocks it.
pin-short = A PIN has at least 6 digits.
pin-bad = This PIN is too easy: no repeats, no runs, nothing common.
pin-old-wrong = The old PIN is wrong. Type it once more.
pin-old-locked = Too many wrong PINs: wait, then try again.
pin-used = This PIN was used before. Choose another.
pin-differs = The two PINs differ. Once more.
pin-name-short = Type the full name.
pin-unreadable = The people’s file cannot be read. Payments are safe; call support.
people-name-taken = There is somebody of this name already.
people-name-bad = This is not a name.
people-not-allowed = This needs somebody who may do more.
people-last-owner = The last owner stays.
people-gone = This person does not work here any more.
people-no-pepper = The file behind the PINs is missing: nobody can sign in. Call support.

# Queue
outbox-title = Queue
outbox-why = Everything that is not final. It goes and asks by itself.
outbox-count = Payments
outbox-sum = In all
outbox-oldest = Oldest
outbox-empty = The queue is empty
outbox-empty-why = Every payment is final. Sale: F2.
outbox-asked = Asking. The answer appears in the row.
ask-one = Ask
ask-all = Ask all
withdraw-sure = Withdraw the payment? The cash must be returned then
withdraw-sure-do = Del once more withdraws. Any other key leaves it.
slip-out = The slip is printed
slip-sent = The slip was sent to the printer
slip-sent-do = The printer confirms nothing: look whether the whole slip came out. If not, press F9 again.
slip-unsure = The printer broke off
slip-unsure-do = Look at the paper: if the slip is not whole, press F9 again. The payment does not depend on it.
slip-failed = The slip did not come out
slip-failed-do = Look at the printer and press F9 again. The payment does not depend on it.
column-state = State
column-number = Number
column-what = What happens and what to do
column-taken = Taken
column-age = Age
column-when = When
column-provider = Provider
column-cheque = Cheque
row-owed = Refused after the cash was taken. Return { $taken }.
row-owed-do = Return slip: F9, then F10 and your PIN.
row-late-refusal = Undone after its cheque. Return { $taken }.
row-late-refusal-do = Take the cheque back. F9, then F10 and your PIN.
row-unknown = No answer came, it may have gone through.
row-unknown-do = Do not take it again. We keep asking.
row-cancelling = The server is asked to cancel it: waiting.
row-cancelling-do = Do not hand the cash back yet.
row-review = A person must look: { $reason }
row-review-do = Call support. We keep asking.
row-progress = The server has it, the provider works on it.
row-progress-do = Nothing to do.
row-sending = Sent, waiting for the answer.
row-sending-do = Nothing to do.
row-offline = Not sent: there was no connection.
row-offline-do = It goes by itself. It can still be withdrawn: Del.
row-paid = Credited to the provider.
row-paid-do = Nothing to do.
row-accepted = Paid, the server is confirming it for good.
row-accepted-do = The cheque is out. Nothing to do.
row-uncertain = Paid. Did the whole cheque come out?
row-uncertain-do = 1: yes. 2: no, print a copy.
row-unprinted = Paid, the cheque is not out yet.
row-unprinted-do = Look at the paper: it comes by itself.
row-returned = Not made, the cash was returned.
row-returned-do = Nothing to do.
row-refused = Not made: { $reason }
row-refused-do = Nothing to do.

# History
history-hint = number, cheque, sum, session, TRANSID; ? is any digit
history-found = Found { $found } of { $all }
history-took = in { $seconds } s
history-reading = Searching…
history-loading = { $count ->
    [one] Searching { $count } record…
   *[other] Searching { $count } records…
  }
history-loading-do = Esc: back to the sale.
history-none = Nothing was found
history-none-do = Esc clears the search. All time: Ctrl 4.
history-also = also by cheque, session, TRANSID, sum
period-today = Today
period-week = 7 days
period-month = 30 days
period-all = All time

# Details of a payment
details-loading = Reading the payment…
details-loading-do = Esc: back.
details-failed-do = The records are safe. Back: Esc.
details-who = { $provider } · cheque { $claim } · { $cashier }
details-sum = { $credited } + fee { $fee }
details-cheque = The cheque as on paper
details-slip = The slip
details-columns = { $columns } characters
details-no-paper = This payment has no paper
copy-asked = The copy is being printed
copy-asked-why = It says COPY and its number; who printed it stands in the journal.
signatures = Signatures
signatures-title = Signed messages
messages-none = There are no signed messages about paying.
message-ours = Till, { $what }, { $clock }
message-theirs = Server to { $what }, { $clock }
message-check = check
message-pay = pay
message-status = status
message-cancel = cancel
step-check-sent = The provider was asked
step-check-sent-note = signed and stored before it left
step-consent = The provider agreed
step-consent-note = signed by the server, verified
step-check-refused = The provider did not agree
step-check-refused-note = no money was taken
step-tendered = The cash was taken, written into the journal
step-tendered-note = from here the payment cannot be lost
step-pay-sent = Sent
step-pay-sent-note = signed and stored before it left
step-status-asked = Asked what became of it
step-status-asked-note = nothing is paid twice
step-cancel-sent = Asked to cancel
step-cancel-sent-note = stored before it left
step-answered = The server answered
step-answered-note = signed, verified
step-no-answer = No answer came
step-no-answer-note = that is no refusal: we ask on.
step-in-progress = In progress
step-in-progress-note = the provider works on it
step-paid = Paid
step-paid-note = the server’s signature holds
step-failed = Refused for good
step-failed-note = the cash must be returned
step-cancelled = Withdrawn before it was sent
step-cancelled-note = the cash must be returned
step-review = A person must look
step-review-note = we ask on
step-return-due = Cash to return
step-return-due-note = in the drawer, the customer’s
step-returned = Cash returned
step-returned-note = confirmed with a PIN
step-drawer-opened = Drawer opened
step-drawer-opened-note = the printer was sent its signal
step-print-started = Printing began
step-print-started-note = bytes went to the printer
step-print-ended = Printing ended
step-print-ended-note = the printer answered
step-alarm = Alarm
step-alarm-note = noted for the owner
step-other = Journal entry
step-other-note = details in the journal

# Correction request
correct-title = Request for a correction
correct-paid = Paid: { $details }, { $sum }, cheque { $claim }
correct-what = What is to be corrected?
correct-number = Number
correct-sum = Sum
correct-return = Return it all
correct-right-number = The right number or account
correct-right-sum = What should have been credited
correct-reason = How it came about, in the customer’s words
correct-no-reason = Write how it came about.
correct-no-number = Type the right number.
correct-no-sum = Type the right sum.
correct-send = Store and print
correct-why = The payment does not change: the provider decides. The request is printed and signed by the customer.
correct-done = The request is stored and printed. Have it signed.
