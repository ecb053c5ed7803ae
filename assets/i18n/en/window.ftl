# The window: general words, status bar, keys, help.

# General
title = Paydesk: till
title-customer = Paydesk: customer’s screen
no-window = The window cannot be shown: there is no screen, or a library of the system is missing.
starting = Opening the till…
starting-why = Reading keys and journal. Everything stored is safe.
back = Back
later = Later
open = Open
copy = Copy
copy-cheque = Copy of cheque
repeat = Repeat
details = Details
correction = Correction
withdraw = Withdraw
cashier = Cashier
cheque = Cheque
change = Change
to-pay = To pay
credited = Credited
fee = Fee
commission = dealer’s commission
next-step = Next
not-done = Not done
till-ended = The till has stopped.
no-money-taken = No money was taken.
nothing-sent = Nothing was sent, no money was taken.
list-failed = The list could not be read
list-failed-do = The records are safe. Again: Ctrl R.

# Moments
when-today = today { $clock }
when-yesterday = yesterday { $clock }
when-day = { $day } { $clock }
age-seconds = { $count } s
age-minutes = { $count } min
age-hours = { $count } h
age-days = { $count } d
month-1 = Jan
month-2 = Feb
month-3 = Mar
month-4 = Apr
month-5 = May
month-6 = Jun
month-7 = Jul
month-8 = Aug
month-9 = Sep
month-10 = Oct
month-11 = Nov
month-12 = Dec

# States of a payment: the word beside the mark
mark-paid = Paid
mark-progress = In progress
mark-queued = Queued
mark-unknown = No answer
mark-refused = Refused
mark-owed = Return cash
mark-training = Training
mark-offline = Offline
mark-look = Look here
state-any = Any state
state-open = Open

# Status bar
link = Connection
link-up = up · { $seconds } s
link-silent = silent { $age }
link-unasked = not asked yet
queue = Queue
queue-none = empty
queue-value = { $count } · { $sum } · { $age }
queue-owed-one = return { $sum }
queue-owed = { $count }, to return { $owed }
deposit = Deposit
deposit-days = { $count ->
    [one] { $count } day left
   *[other] { $count } days left
  }
deposit-left = The dealer’s deposit is good for { $sum } more
printer = Printer
printer-ready = ready
printer-unknown = says nothing
printer-missing = missing
printer-no-paper = out of paper
printer-cover = cover open
printer-silent = does not answer
printer-busy = in use elsewhere
printer-forbidden = not allowed
printer-offline = offline
printer-cutter = knife stuck
printer-broken = faulty
printer-stuck = hangs
printer-not-writable = cannot print
shift-number = Shift { $number }
shift-none = No shift open
nobody = nobody signed in
clock-skew = clock off by { $seconds } s

# Key bar: at most twelve letters
key-1 = Help
key-2 = Mobile
key-3 = Bills
key-4 = Internet, TV
key-5 = Code
key-6 = Last
key-7 = History
key-8 = Queue
key-9 = Copy
key-10 = Confirm
key-11 = Cash ±
key-12 = Shift
key-slip = Slip
key-returned = Returned

# What must be seen at once
owed-strip = Return { $sum } to the customer: the cash is in the drawer and is the customer’s.
storage-strip = The computer cannot store data safely. What is stored is safe. Take no money, call support.
training = Training
training-why = money does not move, papers are marked

# Closing the window
leave-title = Close the till?
leave-why = There are payments that have not ended yet.
leave-open = { $count ->
    [one] { $count } payment is still open
   *[other] { $count } payments are still open
  }
leave-kept = { $sum } in the drawer. Everything is kept on this computer and goes out by itself when the till is opened again.
leave-owed = { $count ->
    [one] { $count } return is still due
   *[other] { $count } returns are still due
  }
leave-owed-do = This cash is the customers’. The row stays first after the next start.
leave-stay = Stay
leave-go = Close

# When the till itself has stopped
fault-title = The till has stopped
fault-what = The till’s core broke off because of a fault in the program.
fault-where = Everything stored is safe: payments that were accepted are on the disk.
fault-do = Take no money. Start the till again: Enter.
fault-again = Start again
fault-support = If it happens again call support, and leave the data as they are.

# Help
help-title = Keys of this screen
help-close = Close
help-foot = Network, printer and server may be silent: accepted payments are on disk and go out by themselves.
help-enter = next field, then ask the provider
help-confirm = confirm: the cash is taken
help-esc = back; never cancels a sent payment
help-presets = preset sums
help-provider = another provider
help-paste = paste a number or a bill’s code
help-chord = go on against a warning
help-tab = next field
help-tabs = another kind of payment
help-lock = lock, change the cashier
help-ask-one = ask about this payment
help-ask-all = ask about all
help-details = details
help-correct = request a correction
help-withdraw = withdraw while nothing was sent
help-slip = print the slip
help-returned = the cash was handed back
help-came-out = the cheque came out whole or not
help-alarms = alarms are read
help-to-sale = to the sale
help-any-digit = any digit
help-open = open the payment
help-copy = copy of the cheque
help-repeat = the same number again
help-period = today, 7 days, 30 days, all
help-state = state
help-signatures = signed messages
help-back = back
help-pin = PIN
help-person = choose yourself
help-pin-enter = sign in
help-shift-enter = open the shift
help-shift-report = print the report of the shift (X or Z)
help-shift-drawer = open the drawer
help-shift-close = close the shift
help-f2 = mobile
help-f3 = bills
help-f4 = internet and TV
help-f5 = one-time code
help-f6 = last numbers
help-f7 = history and search
help-f8 = queue
help-f9 = copy of the cheque
help-f11 = cash in or out
help-f12 = shift; settings: Ctrl O

# Customer’s window
customer-closed = Closed
customer-welcome = Welcome
customer-typing = Check your number
customer-check = Check number and sum
customer-change = Paid. Take your change and cheque
customer-thanks = Paid. Thank you
customer-wait = Accepted, waiting for the answer
customer-number = Your number
