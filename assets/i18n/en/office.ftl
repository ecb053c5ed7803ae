# Texts of the settings, the shift and the first start.

# Settings: the menu
settings-language = Language
settings-colours = Colours
settings-size = Text size
settings-printer = Printer
settings-customer = Customer screen
settings-sounds = Sounds
settings-server = Server
settings-keys = Keys
settings-people = People
settings-lock = Screen lock
settings-sums = Sums

# Settings: titles and what each section is for
settings-language-title = Language of the window
settings-language-why = Takes effect at once. The language of papers stands in the settings file.
settings-colours-title = Colours of the window
settings-colours-why = Take effect at once. Papers are always black on white.
settings-size-title = Text size
settings-size-why = Fields and buttons grow with the text.
settings-printer-title = Printer
settings-printer-why = Where papers go, and whether the printer is ready.
settings-customer-title = Customer screen
settings-customer-why = A second window: number, sum and change in large type, without deposit or commission.
settings-sounds-title = Sounds
settings-sounds-why = The computer sets the volume. Each sound goes with a text on the screen.
settings-server-title = Server
settings-server-why = Whether it answers, what its clock says and what is left of the deposit.
settings-keys-title = Keys
settings-keys-why = Which keys sign and verify the messages.
settings-people-title = People
settings-people-why = Who can open this till with a PIN.
settings-lock-title = Screen lock
settings-lock-why = Minutes without a key until the till asks for the PIN. Open payments go on.
settings-sums-title = Preset sums
settings-sums-why = Ctrl 1 to Ctrl 4 type them during a sale.

# Settings: what all sections say
settings-owner-only = Only the owner changes this.
settings-owner-only-do = To change it, the owner signs in with a PIN.
settings-kept = Kept.
settings-not-kept = The settings could not be written.
settings-not-kept-do = Payments are safe. Look at the room on the disk and choose again.
settings-looking = Asking…
settings-key-keep = Keep

# Settings: languages, each in its own words
settings-language-ru = Русский
settings-language-bg = Български
settings-language-en = English

# Settings: colours and size
settings-colours-light = Light
settings-colours-dark = Dark
settings-colours-contrast = High contrast
settings-colours-sum = To pay
settings-colours-button = Confirm
settings-size-sample = Aa 5
settings-size-percent = { $percent } %

# Settings: printer
settings-printer-asked = How the printer is, is not known yet.
settings-printer-asked-do = Press Ctrl R and the till looks.
settings-printer-ready = The printer is ready.
settings-printer-ready-do = A paper would come out.
settings-printer-unknown = The printer tells nothing about itself.
settings-printer-unknown-do = Look after each paper whether it came out whole.
settings-printer-missing = There is no printer, or it is switched off.
settings-printer-missing-do = Look at its power and cable, then press Ctrl R.
settings-printer-no-paper = The printer is out of paper.
settings-printer-no-paper-do = Put a roll in, then press Ctrl R.
settings-printer-cover = The printer’s cover is open.
settings-printer-cover-do = Close it, then press Ctrl R.
settings-printer-silent = The printer is there and does not answer.
settings-printer-silent-do = Look whether it is switched on and online. Cheques wait and come by themselves.
settings-printer-busy = Another program or another till holds the printer.
settings-printer-busy-do = Close that program. Cheques wait and come by themselves.
settings-printer-forbidden = This computer’s user may not use the printer.
settings-printer-forbidden-do = An administrator must give the right to it (on Linux: group lp or dialout). Cheques wait.
settings-printer-offline = The printer says that it is offline.
settings-printer-offline-do = Press its button or switch it off and on. Cheques wait and come by themselves.
settings-printer-cutter = The printer’s knife is stuck.
settings-printer-cutter-do = Switch it off, free the paper, switch it on. Cheques wait and come by themselves.
settings-printer-broken = The printer reports a fault.
settings-printer-broken-do = Switch it off and on; if that does not help, call the service. Payments go on, cheques wait.
settings-printer-stuck = The printer’s driver does not return.
settings-printer-stuck-do = Pull the printer’s cable out and put it back; if that does not help, restart the till. Payments go on, cheques wait.
settings-printer-not-writable = Nothing can be written where papers go.
settings-printer-not-writable-do = Look at the room on the disk and the rights of the folder, then press Ctrl R.
settings-printer-where = Where papers go
settings-printer-columns = { $profile }, { $columns } characters in a line
settings-printer-again = Look again
settings-printer-find = Find printers
settings-printer-try = Print a test paper
settings-printer-trying = Printing…
settings-printer-none = No printer was found at this computer. One in the network is chosen by its number.
settings-printer-other = Another printer
settings-printer-other-do = Its number in the network, or its address such as usb:/dev/usb/lp0; then Enter.
settings-printer-bad = This is no address: { $why }
settings-printer-choosing = The printer is being asked…
settings-printer-chosen = Papers go to { $address } now.
settings-key-try = Test

# Settings: the customer's screen
settings-customer-on = Show it
settings-customer-on-why = The window opens now and at every start.
settings-customer-off = Do not show it
settings-customer-off-why = The customer reads the number from the cashier’s screen.

# Settings: sounds
settings-sounds-on = With sound
settings-sounds-on-why = The till makes three sounds.
settings-sounds-off = Silent
settings-sounds-off-why = Everything is on the screen. To hear them, turn sound on.
settings-sounds-hear = Hear them
settings-sound-done = Done
settings-sound-done-why = Two rising notes: the payment was made.
settings-sound-refused = Refused
settings-sound-refused-why = One low note: it was refused.
settings-sound-look = Look here
settings-sound-look-why = Two equal notes: the till waits for your decision.

# Settings: server
settings-server-answers = The server answers.
settings-server-took = Its last answer took { $seconds } s.
settings-server-unasked = The server has not been asked yet.
settings-server-unasked-do = Press Ctrl R and the till asks now.
settings-server-silent = The server does not answer.
settings-server-silent-since = The connection was lost: { $when }, { $age } ago.
settings-server-silent-do = Look at the network cable, then press Ctrl R.
settings-server-no = It did not work: { $why }.
settings-server-no-do = Payments are safe. Try again: Ctrl R.
settings-server-address = Address
settings-server-clock = This computer’s clock
settings-server-clock-same = agrees with the server
settings-server-clock-behind = { $seconds } s behind the server, set it right
settings-server-clock-ahead = { $seconds } s ahead of the server, set it right
settings-server-deposit = Deposit
settings-server-rest = { $sum } · { $days }
settings-server-days = { $count ->
    [one] lasts { $count } day
   *[other] lasts { $count } days
  }
settings-server-again = Ask now

# Settings: keys
settings-keys-serial = Serial of the server’s key
settings-keys-point = Code of the point
settings-keys-till = Till
settings-keys-secret = The till’s secret key is shown nowhere. Keys are changed in the settings file.

# Settings: people
settings-people-none = The list is empty.
settings-people-none-do = It is being read; if it stays empty, call support.
settings-people-failed = The list of people cannot be read or written. Nothing was changed.
settings-people-kept = Kept.
settings-people-asking = Keeping it…
settings-people-name = Name
settings-people-role = Role
settings-people-last = Last signed in
settings-people-state = State
settings-people-never = not yet
settings-people-works = works here
settings-people-first = will change PIN
settings-people-left = has left
settings-people-add = Add
settings-people-pin = New PIN
settings-people-leave = Has left
settings-people-back = Is back
settings-people-read-only = A supervisor or the owner adds people and changes PINs. Let them sign in with their PIN.
settings-people-owner-only = Only the owner changes supervisors and owners.
settings-people-self = Nobody changes themselves here: an own PIN is changed when signing in.
settings-people-add-title = Somebody new
settings-people-pin-title = New PIN: { $name }
settings-people-full-name = Full name
settings-people-name-hint = as on the receipt
settings-people-roles-owner = the owner appoints supervisors
settings-people-pin-new = First PIN
settings-people-pin-once = The same PIN once more
settings-people-pin-rule = 6 to 12 digits, not running and not all the same. At the first sign-in they choose their own.
settings-people-next = Next
settings-people-finish = Keep
settings-people-cancel = Leave it

# Settings: lock
settings-lock-now = { $count ->
    [one] After { $count } minute
   *[other] After { $count } minutes
  }
settings-lock-keys = A digit 1–9 chooses the minutes, arrows change them by one.

# Settings: sums
settings-sums-number = Sum { $number }
settings-sums-key = Ctrl { $number }
settings-sums-empty = An empty field takes its button away. If all are empty, the usual sums come back.
settings-sums-no-sum = This sum cannot be paid. Correct it or erase it.
settings-sums-keep = Keep the sums

# Shift: opening
shift-card-none = No shift is open
shift-none-why = A shift begins with the change in the drawer.
shift-who = Will open it
shift-open-title = Open a shift
shift-open-why = Count the cash in the drawer before the first customer.
shift-float = Opening float
shift-float-hint = If there is none, type 0.
shift-no-float = Type the opening float; if there is none, type 0.
shift-open = Open the shift
shift-key-open = Open

# Shift: the open one
shift-card-number = Shift { $number }
shift-since = Opened: { $when } · { $age }
shift-opened-by = Opened by
shift-payments = Payments today
shift-still-open = Still open
shift-nothing-open = none
shift-owed = { $count ->
    [one] Cash must be returned: { $count } payment.
   *[other] Cash must be returned: { $count } payments.
  }
shift-owed-do = It is in the drawer and belongs to the customers. The list: F8.
shift-open-payments = { $count ->
    [one] { $count } payment is still open
   *[other] { $count } payments are still open
  }
shift-open-payments-head = { $open }, { $sum }
shift-open-payments-pass = The cash is in the drawer. They pass to shift { $number } by name.
shift-open-payments-none = The cash is in the drawer. They pass to the shift that you open.
shift-list = List
shift-back = Back

# Shift: closing
shift-count-title = Close the shift
shift-count-why = Count the cash in the drawer. It can also be closed uncounted.
shift-counted = Counted in the drawer
shift-counted-note = optional
shift-counted-wrong = The counted sum is not complete. Finish it or erase it.
shift-close = Close shift { $number }
shift-close-now = Yes, close it
shift-close-sure = Close shift { $number } now?
shift-close-sure-do = F10 once more closes it, Esc keeps it open.
shift-closed = Shift { $number } is closed.
shift-closed-do = Whoever takes the till over opens the next one.
shift-key-close = Close

# Shift: cash that moves
shift-cash-title = Cash without a payment
shift-cash-why = Change, collection, expenses. It stays in the journal with your name.
shift-cash-in = Cash in
shift-cash-out = Cash out
shift-drawer-open = Open the drawer
shift-drawer-only = Just open
shift-drawer-opened = The drawer is open.
shift-cash-not-allowed = A cashier or a supervisor moves cash in and out.
shift-cash-not-allowed-do = Let them sign in with their PIN. No cash was touched.
shift-cash-needs-shift = Open a shift first.
shift-cash-needs-shift-do = Cash without a payment is recorded in a shift. Type the float, F10.
shift-direction = Which way
shift-sum = Sum
shift-reason = Reason
shift-reason-hint = for example: handed to the owner
shift-reason-needed = required
shift-no-direction = Choose: 1 – cash in, 2 – cash out, 3 – just open the drawer.
shift-no-sum = Type a sum above zero.
shift-no-reason = Write the reason in words.
shift-move = Record it
shift-move-in = Put in { $sum }
shift-move-out = Take out { $sum }
shift-moved-in = { $sum } put in.
shift-moved-out = { $sum } taken out.
shift-moved-do = It is in the shift’s journal.
shift-key-move = Record

# Shift: what all states say
shift-report-x = X report
shift-report-z = Last Z report
shift-key-report = Report
shift-reporting = The report is being printed…
shift-report-printed = The report is printed.
shift-report-sent = The report was sent to the printer, which confirms nothing.
shift-report-uncertain = It is not known whether the whole report came out. Look at the paper.
shift-report-not-ready = The printer is not ready, the report is not printed. The figures are safe in the journal.
shift-report-again = F9 prints it again.
shift-asking = Recording…
shift-not-allowed = Whoever is signed in opens and closes the shift.
shift-not-allowed-do = Sign in with your PIN.
shift-not-done = Not done.
shift-ended = The till has stopped, no answer will come.
shift-ended-do = What is stored is safe. Start the program again and look what is recorded.

# First start
first-program = Paydesk
first-missing = The till is not set up yet: there is no settings file.
first-file = { $file }
first-wrong = There is a settings file, but the till cannot work with it.
first-storage = The till’s data cannot be used.
first-storage-do = Take no money until this is mended.
first-steps = How to set up a real till
first-step-keys = Get keys and the point’s numbers from the hub’s administrator. How they are made stands in the program’s README.
first-step-file = Write the settings into { $file }. Ctrl W writes an example, change everything in it to yours.
first-step-again = Press Ctrl R: the till reads the settings again.
first-wrong-steps = How to mend it
first-wrong-step-mend = Correct in the settings file what is named above.
first-wrong-step-doctor = The command paydesk doctor looks at keys, data folder and server.
first-storage-steps = What to look at
first-storage-step-other = Whether a second till works with these data: close it.
first-storage-step-disk = Whether there is room on the disk and the data folder can be written.
first-demo = Try the demo
first-write = Write an example
first-again = Read again
first-written = The example is written: { $file }
first-written-do = Change everything in it to yours, then press Ctrl R.
first-not-written = The example could not be written.
first-not-written-do = Nothing was changed. Look at the rights of the folder.

# Reconciliation with the server
reconcile-period = A period runs from one day to the same or a later one, 40 days at most. Nothing was compared.
reconcile-files = { $files } files were given for { $days } days. Give one registry for each day, in order. Nothing was compared.
reconcile-no-file = The registry { $file } cannot be read: { $what }. Nothing was compared.
reconcile-no-statistics = The settings name no statistics key, so the server cannot be asked for its registry. Add a part [statistics] with the key, or give the file with --registry.
reconcile-no-answer = { $address } sent no registry: { $why }. Nothing was compared and nothing was changed; try again later.
reconcile-refused = The registry of { $day } is not used: { $what }. Nothing was compared and nothing was changed; fetch it anew.
reconcile-read = Rows of this point in the server's registries: { $rows }, and { $others } of other points.
reconcile-agreed = Both agree on { $count } payments: credited { $credited }, taken { $taken }. The server's rows name { $commission } of commission.
reconcile-ends = { $count } more are paid close to the ends of the period: the server may have booked them on the day before or after. Compare that day as well.
reconcile-unsealed = The rows do not stand under the server's signature: they prove nothing against the server.
reconcile-no-differences = No differences.
reconcile-differences = Differences: { $count }. No payment was changed.
reconcile-line = - payment { $payment }: here { $here }, at the server { $there }; SESSION { $session }, TRANSID { $transid }
reconcile-paid-there = Paid at the server, failed or withdrawn here. The provider has the money, and the customer may have got the cash back. Show this to the dealer with both signed messages: paydesk history --session.
reconcile-missing-here = Paid at the server, unknown here. Sold with another copy of this till's data, or by somebody with its key: stop selling and call the dealer.
reconcile-missing-there = Paid here by a signed reply, and not in the registry. The customer has a cheque. Send the dealer the stored reply: paydesk history --session; ask the server again: paydesk retry.
reconcile-other-session = Paid at the server under an earlier SESSION than the one that counts here. It may have been paid twice: ask the dealer before anything is handed back.
reconcile-twice = The server lists one payment twice. The deposit may have been charged twice: send the dealer both rows.
reconcile-sum = The sums differ. The cheque shows the sum here; the dealer settles the difference by the signed messages of both sides.
reconcile-details = Number or account differ. The money may be at another subscriber: send the dealer the signed request.
reconcile-not-ended = Paid here, and not ended in the registry. Ask the server again: paydesk retry; the customer's cheque stands.
reconcile-open-here = Paid at the server, still open here. Nothing is to be handed back; ask the server now: paydesk retry.
