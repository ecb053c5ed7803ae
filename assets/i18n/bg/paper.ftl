# Принтери и документи в командния ред.

printer-line = { $name } { $title }: знаци { $columns }, { $page }, нож { $cutter }, QR { $qr }, състояние { $status }{ $origin }
printer-bad = { $name }: този профил не може да се използва: { $what }
printer-profile = Профилът на принтера не може да се използва: { $what }. Нищо не е записано; профилите показва `paydesk printer list`.
paper-not-written = Файлът { $file } не може да се запише: { $what }. Плащанията не са докоснати; посочете друго място.
printer-self-test-file = Документът за проверка е във файла { $file }. Изпратете го на принтера.
printer-self-test-nowhere = Документите на тази каса са файлове: няма принтер за проверката. Нищо не е отпечатано. Посочете адрес на принтер или --file ФАЙЛ.
printer-self-test =
    Вижте хартията и запишете видяното:
    paydesk printer answer --profile { $profile } --row N --columns N --qr true|false --cut true|false --drawer true|false
printer-answered = Записано в { $file }. За да се печата така: paydesk printer set { $address } --profile { $name }.
printer-no-row = На документа няма ред { $row }. Нищо не е записано; посочете номер от 1 до 17 или 0, ако никой не се чете.
printer-no-ruler = На документа няма линия { $width }. Нищо не е записано; посочете 32, 42 или 48.

cheque-genuine = Кодът е истински. На { $at } са приети { $taken }, номерът завършва на { $last }, SESSION { $session }: { $state }.
cheque-training = Кодът е от учебен режим: пари не са плащани. { $taken }, { $at }, SESSION { $session }. Не давайте нищо срещу този документ.
cheque-differs = Кодът е истински, но в книгите на тази каса за SESSION { $session } пише друго: на документа { $taken }, { $at }, { $state }. Не давайте нищо срещу него; в книгите:
cheque-state-credited = зачислено при доставчика
cheque-state-accepted = прието от доставчика
cheque-state-training = учебен режим
cheque-not-in-books = В книгите на този компютър няма плащане с такава SESSION; проверен е само подписът.
cheque-forged = Кодът е подправен или повреден: подписът не съвпада. Не давайте пари срещу този документ; потърсете плащането: paydesk history --session.
cheque-unknown-key = Кодът е от друга каса или е подправен: ключът ѝ тук не е известен. Засега не давайте пари; вземете ключа на онази каса (paydesk cheque key) и го посочете с --keys.
cheque-no-code = Това не е код на разписка. Нищо не е търсено; дайте целия текст на QR кода.
cheque-no-key = Тази каса още няма ключ за разписки. Той се прави, когато касата се отвори за първи път.
cheque-bad-key = Ключът за разписки не може да се използва: { $what }. Плащанията не са докоснати; поправете файла или посочете друг.
cheque-no-paper = За плащане { $payment } няма документ: тук то не е известно или за него не са взети пари. Потърсете го: paydesk history.
cheque-no-file = Тези байтове не са текст за екрана. Нищо не е записано; посочете файл с --out.
cheque-not-drawn = Документът не може да се нарисува: { $what }. Плащането не е докоснато; вземете текст: --format text.
report-no-shift = Няма такава смяна. Смяната се отваря в прозореца на касата (F12).
