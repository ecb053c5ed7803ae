# Принтеры и бумаги в командной строке.

printer-line = { $name } { $title }: знаков { $columns }, { $page }, нож { $cutter }, QR { $qr }, состояние { $status }{ $origin }
printer-bad = { $name }: этот профиль нельзя использовать: { $what }
printer-profile = Профиль принтера нельзя использовать: { $what }. Ничего не записано; профили показывает `paydesk printer list`.
paper-not-written = Файл { $file } не записывается: { $what }. Платежи не тронуты; укажите другое место.
printer-self-test =
    Бумага проверки в файле { $file }. Отправьте его на принтер, посмотрите на бумагу и запомните увиденное:
    paydesk printer answer --profile { $profile } --row N --columns N --qr true|false --cut true|false --drawer true|false
printer-answered =
    Записано в { $file }. Впишите в настройки: [printer] profile = "{ $name }".
printer-no-row = Строки { $row } на бумаге нет. Ничего не записано; укажите номер от 1 до 17 или 0, если не читается ни одна.
printer-no-ruler = Линейки { $width } на бумаге нет. Ничего не записано; укажите 32, 42 или 48.
