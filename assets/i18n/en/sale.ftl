# The sale: from the first digit to the cheque.

# Form
tab-mobile = Mobile
tab-bills = Bills
tab-internet = Internet, TV
tab-telephony = Telephony
tab-vouchers = Vouchers
tab-code = Code
tab-none = Nobody to pay here yet: { $tab }
tab-none-do = The dealer adds providers to the catalogue. Mobile: F2.
code-none = This server has no one-time codes
code-none-do = Take cash: F2 mobile, F3 bills.
number = Phone number
number-count = { $typed } of { $expected } digits
number-hint = Type { $expected } digits. A pasted number may carry { $country }, brackets and dashes.
provider-soon = The provider appears after the third digit.
provider-unknown = No provider has this number range. Ask the customer and choose.
provider-other = Another
provider-found = found by number, may be ported: the server decides
provider-found-short = by number; porting: the server
provider-first = most used here
provider-chosen = chosen by hand
field-optional = optional
field-wrong = { $label }: { $why }
sum-range = from { $min } to { $max }
sum-wrong = The sum: { $why }
sum-unusual = An unusual sum for this provider
sum-hundredfold = Not { $sum }? The sum is a hundred times the usual
sum-once-more = Ask the customer. Right: Enter once more.
no-provider = No provider yet: type the number or Ctrl P
no-sum = No sum yet
key-not-mobile = { $digit } was not taken: a mobile number begins with { $starts }.
key-prefix = { $digit } was not taken: no number begins so.
key-country = { $digit } was not taken: a number of another country, choose the provider with Ctrl P.
key-leading-zero = No zero in front.
key-full = All digits are there already.
key-character = This character does not belong here.
paste-refused = Not pasted: { $why }
paste-too-long = Not pasted: too long for a number or a sum.
bill-no-provider = The bill’s payee is not in the catalogue
bill-unreadable = The bill’s code cannot be read whole
bill-do = No money was taken. Scan again, or type the account.
ask-provider = Ask provider
ask-provider-note = take no money yet
asking = Asking…
asking-long = still asking, press nothing
last = Last numbers
last-pick = Press the number of a row
last-none = Numbers that were paid will stand here.
pad-open = digits
pad-title = Digits
pad-close = last numbers
day-count = { $count ->
    [one] Today { $count } payment
   *[other] Today { $count } payments
  }
fee-none = no fee
fee-fixed = { $sum }
fee-percent = { $percent } %
fee-percent-min = { $percent } %, at least { $min }

# Choosing a provider
picker-title = Whom to pay?
picker-hint = Type the beginning of the name
picker-keys = Enter: the first · digit: by number
picker-none = There is no such provider in the catalogue.

# Reading back
echo-read = Read the number to the customer
echo-answered = the provider answered
echo-unchecked = unchecked: no connection
echo-provider-agreed = the server agreed: the number is this provider’s
echo-provider-unasked = the server was not asked: checked when it is sent
echo-subscriber = Subscriber
echo-subscriber-why = read it if the customer asks
echo-fix = Change
echo-fix-why = Number and sum stay. No money has left yet.
echo-handed = Handed over
echo-exact = no change: exactly { $sum }
echo-take-first = Take the cash first. Enter does not confirm here.
echo-take-offline = No connection: the payment goes later. The customer gets an acceptance slip, not a cheque.
echo-too-little = Less was handed over than is to be paid
echo-too-little-do = Type what the customer gave, or Enter for the exact sum.
echo-not-taken = The payment was not accepted. Give the cash back.
echo-storage-unsure = Hand nothing back and do not pay twice: restart the till, it reads the disk.
confirm = Confirm
confirm-taken = { $sum } taken

# What came of it: three parts
result-what = What happened
result-where = Where the money is
result-do = What to do
result-next = Next customer
result-same = Same number
result-read-back = Read back
result-change = Change
result-change-of = handed over { $handed }, to pay { $taken }
result-not-again = Do not take the money again: we ask by ourselves.
result-asking = Sending, waiting for the answer…
result-still-asking = Still asking. Next customer in { $seconds } s
result-next-free = The payment is stored and stays in the queue. Serve the next customer.
print-slip = Slip
drawer-shut = The drawer did not get its signal. Open it with its key; the payment is not touched by this.
small-print = claim { $claim } · session { $session }
small-print-code = code { $code } · { $rest }
result-paid-word = Paid
result-paid-sentence = { $credited } to { $details }, { $provider }
result-paid-what = The provider confirmed the payment at { $clock }.
result-paid-where = Credited to the provider.
result-paid-do = Give cheque { $claim }
result-sending-word = Sending
result-sending-sentence = { $credited } to { $details }, { $provider }
result-sending-what = The payment is accepted and stored, there is no answer yet.
result-sending-where = { $taken } in the drawer.
result-sending-do = Wait for the answer
result-progress-word = In progress
result-progress-sentence = { $credited } to { $details }, { $provider }
result-progress-what = The server has accepted the payment, the provider still works on it.
result-progress-where = On its way to the provider.
result-progress-do = Give the acceptance slip: F9. We keep asking
result-unknown-word = No answer
result-unknown-sentence = { $credited } to { $details }, { $provider }
result-unknown-what = No answer came. The payment may have gone through.
result-unknown-where = { $taken } in the drawer; the result is open.
result-unknown-do = Give the acceptance slip: F9
result-review-word = Needs a person
result-review-sentence = { $credited } to { $details }, { $provider }
result-review-what = A person must look at this payment: { $reason }
result-review-where = { $taken } in the drawer; the result is open.
result-review-do = Give the acceptance slip: F9. Call support
result-offline-word = Queued
result-offline-sentence = { $credited } to { $details }, { $provider }
result-offline-what = No connection. Accepted for sending.
result-offline-where = { $taken } in the drawer.
result-offline-do = Give the acceptance slip. Nothing more to do
result-owed-word = Return { $taken }
result-owed-sentence = to the customer: the payment to { $details } was refused
result-owed-what = The payment was refused for good: { $reason }
result-owed-where = { $taken } in the drawer, owed to the customer.
result-owed-do = Return the cash
result-late-refusal-word = Return { $taken }
result-late-refusal-sentence = to the customer: the payment to { $details } was undone after its cheque
result-late-refusal-what = The server refused after the cheque was out: { $reason }
result-late-refusal-where = { $taken } in the drawer, owed to the customer.
result-late-refusal-do = Take the cheque back, return the cash
result-returned-word = Cash returned
result-returned-sentence = { $taken } for { $details }, { $provider }
result-returned-what = The payment was not made, the cash is back with the customer.
result-returned-where = With the customer.
result-returned-do = Nothing to do
result-refused-word = Refused
result-refused-sentence = { $credited } to { $details }, { $provider }
result-refused-what = The payment was not made: { $reason }
result-refused-where = No money was taken.
result-refused-do = Read the number back: Esc
result-not-taken-word = Refused
result-not-taken-sentence = { $credited } to { $details }, { $provider }
result-not-taken-what = The provider did not agree: { $reason }
result-not-taken-where = No money was taken.
result-not-taken-do = Read the number back: Esc
result-not-asked-word = Offline
result-not-asked-sentence = { $credited } to { $details }, { $provider }
result-not-asked-what = The server did not answer: { $reason }.
result-not-asked-where = No money was taken.
result-not-asked-do = This provider cannot be taken offline. Offer to come later: Esc

# Handing cash back
owed-step-print = Print the return slip
owed-step-give = Hand over { $taken }, have it signed
owed-step-pin = Confirm the return with your PIN
owed-stays = Until the cash is handed over this stays first on every screen.
owed-print = Return slip
owed-returned = Cash returned
return-title = Return { $taken }
return-why = The payment to { $details } was not made.
return-sum = To hand over
return-journal = Who handed the cash over, and when, stays in the till’s journal.
return-done = The customer has it
return-no-right = Returning cash: call somebody who may do it.

# Papers
cheque-whole = Did the whole cheque come out?
cheque-whole-yes = Yes, whole
cheque-whole-no = No, print a copy
paper-cheque-printed = Cheque { $claim } is printed
paper-cheque-printed-note = the printer says: it came out whole
paper-cheque-sent = Cheque { $claim } was sent to the printer
paper-cheque-sent-note = the printer confirms nothing: look at the paper
paper-cheque-due = Cheque { $claim } is being printed
paper-cheque-due-note = not coming: look at paper and cable, it comes by itself
paper-cheque-waits = Cheque { $claim } waits for the printer
paper-cheque-waits-note = printer: { $fault }; the cheque comes by itself
paper-cheque-uncertain = Did cheque { $claim } come out?
paper-cheque-uncertain-note = the printer broke off: look at the paper
paper-slip-not-asked = The slip will look so: F9
paper-slip-not-asked-note = not printed yet; the cheque comes by itself once paid
paper-slip-asked = Printing
paper-slip-asked-note = the slip is coming
paper-slip-out = The slip is printed
paper-slip-out-note = the cheque comes by itself with the answer
paper-slip-sent = The slip was sent to the printer
paper-slip-sent-note = the printer confirms nothing: look at the paper
paper-slip-unsure = Did the slip come out?
paper-slip-unsure-note = the printer broke off: look at the paper; not whole: F9
paper-return-note = the customer signs it
paper-return-out-note = the customer signs it when the cash is handed back
paper-slip-failed = The slip did not come out
paper-slip-failed-note = look at the printer and press F9

# Repeat guard
repeat-title = { $count ->
    [0] The same payment was made just now
    [one] The same payment was made { $count } minute ago
   *[other] The same payment was made { $count } minutes ago
  }
repeat-why = The same number and sum. Ask the customer whether a second one is wanted.
repeat-now = Now, { $clock }
repeat-unsent = not sent yet
repeat-choose = If the customer wants to pay again, choose the reason:
repeat-reason-wants = The customer wants a second payment
repeat-reason-other = Another customer, the same number
repeat-reason-mistake = The first one was a mistake
repeat-reason-free = Another reason…
repeat-stop = Do not pay
repeat-chord = two keys at once; the reason goes into the journal
repeat-go-on = Pay once more

# Neighbour guard
neighbour-one = One digit differs
neighbour-swapped = Two digits are swapped
neighbour-why = A similar number was paid here lately. Read the typed one to the customer.
neighbour-typed = Typed now
neighbour-first = for the first time at this till
neighbour-paid = Paid here
neighbour-times = { $count ->
    [one] { $count } time
   *[other] { $count } times
  }
neighbour-last = { $times }, last { $when }, { $sum }
neighbour-one-where = Digit { $place }: { $typed } is typed, it was { $earlier } before
neighbour-swapped-where = Digits { $place } and { $next } stand the other way round
neighbour-fix = Change the number
neighbour-earlier = Take the earlier
neighbour-right = It is right
