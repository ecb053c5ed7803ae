# Printers and papers on the command line.

printer-line = { $name } { $title }: { $columns } columns, { $page }, cutter { $cutter }, QR { $qr }, status { $status }{ $origin }
printer-bad = { $name }: this profile cannot be used: { $what }
printer-profile = The printer profile cannot be used: { $what }. Nothing was written; `paydesk printer list` shows the profiles.
paper-not-written = { $file } cannot be written: { $what }. No payment is touched; give another place.
printer-self-test-file = The slip is in { $file }. Send it to the printer.
printer-self-test-nowhere = Papers of this till are files: there is no printer for the slip. Nothing was printed. Give the address of a printer, or --file FILE.
printer-self-test =
    Look at the paper, then keep what you see:
    paydesk printer answer --profile { $profile } --row N --columns N --qr true|false --cut true|false --drawer true|false
printer-answered = Kept in { $file }. Take it into use with: paydesk printer set { $address } --profile { $name }.
printer-no-row = There is no row { $row } on the slip. Nothing was kept; give a number from 1 to 17, or 0 if no row reads well.
printer-no-ruler = There is no ruler of { $width } on the slip. Nothing was kept; give 32, 42 or 48.

cheque-genuine = The code is genuine. { $taken } were taken on { $at } for a number ending in { $last }, SESSION { $session }: { $state }.
cheque-training = The code was made in training: no money was paid. { $taken }, { $at }, SESSION { $session }. Give nothing on this paper.
cheque-differs = The code is genuine, but this till’s books say otherwise about SESSION { $session }: cheque { $taken } on { $at }, { $state }. Give nothing on this paper; the books hold:
cheque-state-credited = credited to the provider
cheque-state-accepted = accepted by the provider
cheque-state-training = training
cheque-not-in-books = This computer has no payment of that SESSION in its books; the signature alone was checked.
cheque-forged = The code is forged or damaged: its signature does not fit. Give no money on this paper; look the payment up: paydesk history --session.
cheque-unknown-key = The code was made by another till, or is forged: its key is not known here. Give no money on this paper yet; get that till’s key (paydesk cheque key) and give it with --keys.
cheque-no-code = This is not the code of a cheque. Nothing was looked up; give the whole text of the QR code.
cheque-no-key = This till has no key for cheques yet. It makes one when it is first opened.
cheque-bad-key = The key for cheques cannot be used: { $what }. No payment is touched; put the file right or give another.
cheque-no-paper = There is no paper for payment { $payment }: it is unknown here, or no cash was taken for it. Look it up: paydesk history.
cheque-no-file = These bytes are no text for a screen. Nothing was written; name a file with --out.
cheque-not-drawn = The paper cannot be drawn: { $what }. The payment is not touched; ask for it as text: --format text.
report-no-shift = There is no such shift. A shift is opened in the window of the till (F12).

template-good = { $file } can be used. A till that is running takes it at its next start.
template-no-catalogue = This computer is not set up as a till: whether the providers are in the catalogue was not looked at.
template-missing = There is no template { $file }. Papers go without one; nothing is wrong with payments.
template-refused = The template of papers cannot be used: { $what }. Papers go without it, payments are not touched. Put that line right and start the till again.
doctor-template = Template of papers
settings-template-refused = Papers go without the dealer’s template.
settings-template-refused-why = { $what }
settings-template-refused-do = Payments are not touched. Put the file right and start the till again.
settings-printer-profile = Its profile
settings-printer-profiles = Choose a profile
settings-printer-slip = Self-test
settings-printer-as = Profile { $profile }, { $columns } characters in a line. Press F9 and look at a test paper.
settings-profiles-title = Which printer is it?
settings-profiles-do = Up and Down, then Enter; Esc goes back. Nothing is changed yet. A printer that is not here: Esc, then the self-test, Ctrl T.
settings-profile = { $name } — { $title }: { $columns } columns, { $page }
settings-profile-own = { $name } — the shop’s own: { $columns } columns, { $page }
settings-profile-refused = This profile cannot be used: { $what }.
settings-profile-refused-do = Papers come out as before, payments are not touched. Choose another profile.
settings-slip-nowhere = Papers go to files or to the screen: there is no printer for the slip. Payments are not touched. Choose a printer first.
settings-slip-printed = The slip came out, says the printer. Look at it and answer below; payments are not touched.
settings-slip-sent = The slip was sent; this printer confirms nothing. Look at it and answer below; payments are not touched.
settings-slip-uncertain = The printer broke off at the slip. Payments are not touched. Answer what can be seen, or press Esc and try again.
settings-slip-not-ready = The slip was not sent: the printer was not ready. Payments are not touched. Look at power, paper and cable, then press Ctrl T.
settings-slip-title = What do you see on the slip?
settings-slip-do = Digits and arrows, Enter for the next question, F10 keeps. What is not answered stays as it is.
settings-slip-row = 1. Number of a row that reads well (0 if none does)
settings-slip-columns = 2. The longest ruler that stands in one line
settings-slip-qr = 3. Is there a square code?
settings-slip-cut = 4. Was the paper cut?
settings-slip-drawer = 5. Did the cash drawer open?
settings-slip-yes = Yes
settings-slip-no = No
settings-slip-keep = Keep and use it
settings-slip-close = Back
settings-slip-no-row = The slip has rows 1 to { $most }. Nothing was changed; give one of them, or 0.
settings-profiles-above = { $count } above
