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

template-good = { $file } can be used. A till that is running takes it at its next start.
template-no-catalogue = This computer is not set up as a till: whether the providers are in the catalogue was not looked at.
template-missing = There is no template { $file }. Papers go without one; nothing is wrong with payments.
template-refused = The template of papers cannot be used: { $what }. Papers go without it, payments are not touched. Put that line right and start the till again.
doctor-template = Template of papers
settings-template-refused = Papers go without the dealer’s template.
settings-template-refused-why = { $what }
settings-template-refused-do = Payments are not touched. Put the file right and start the till again.
