# Принтери и документи в командния ред.

printer-line = { $name } { $title }: знаци { $columns }, { $page }, нож { $cutter }, QR { $qr }, състояние { $status }{ $origin }
printer-bad = { $name }: този профил не може да се използва: { $what }
printer-profile = Профилът на принтера не може да се използва: { $what }. Нищо не е записано; профилите показва `paydesk printer list`.
paper-not-written = Файлът { $file } не може да се запише: { $what }. Плащанията не са докоснати; посочете друго място.
printer-self-test =
    Документът за проверка е във файла { $file }. Изпратете го на принтера, вижте хартията и запишете видяното:
    paydesk printer answer --profile { $profile } --row N --columns N --qr true|false --cut true|false --drawer true|false
printer-answered =
    Записано в { $file }. Впишете в настройките: [printer] profile = "{ $name }".
printer-no-row = На документа няма ред { $row }. Нищо не е записано; посочете номер от 1 до 17 или 0, ако никой не се чете.
printer-no-ruler = На документа няма линия { $width }. Нищо не е записано; посочете 32, 42 или 48.
