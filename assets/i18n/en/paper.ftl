# Printers and papers on the command line.

printer-line = { $name } { $title }: { $columns } columns, { $page }, cutter { $cutter }, QR { $qr }, status { $status }{ $origin }
printer-bad = { $name }: this profile cannot be used: { $what }
printer-profile = The printer profile cannot be used: { $what }. Nothing was written; `paydesk printer list` shows the profiles.
paper-not-written = { $file } cannot be written: { $what }. No payment is touched; give another place.
printer-self-test =
    The slip is in { $file }. Send it to the printer, look at the paper, then keep what you see:
    paydesk printer answer --profile { $profile } --row N --columns N --qr true|false --cut true|false --drawer true|false
printer-answered =
    Kept in { $file }. Write it into the settings: [printer] profile = "{ $name }".
printer-no-row = There is no row { $row } on the slip. Nothing was kept; give a number from 1 to 17, or 0 if no row reads well.
printer-no-ruler = There is no ruler of { $width } on the slip. Nothing was kept; give 32, 42 or 48.
