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

template-good = { $file } може да се използва. Работеща каса ще го вземе при следващото стартиране.
template-no-catalogue = Този компютър не е настроен като каса: дали доставчиците са в каталога, не е проверено.
template-missing = Няма шаблон { $file }. Документите се печатат без него; с плащанията всичко е наред.
template-refused = Шаблонът на документите не може да се използва: { $what }. Документите се печатат без него, плащанията не са засегнати. Поправете този ред и стартирайте касата отново.
doctor-template = Шаблон на документите
settings-template-refused = Документите се печатат без шаблона на дилъра.
settings-template-refused-why = { $what }
settings-template-refused-do = Плащанията не са засегнати. Поправете файла и стартирайте касата отново.
settings-printer-profile = Профил
settings-printer-profiles = Избор на профил
settings-printer-slip = Самопроверка
settings-printer-as = Профил { $profile }, { $columns } знака на ред. Натиснете F9 и погледнете пробния документ.
settings-profiles-title = Кой принтер е това?
settings-profiles-do = Стрелки нагоре и надолу, после Enter; Esc връща. Още нищо не е променено. Принтерът го няма тук: Esc, после самопроверка, Ctrl T.
settings-profile = { $name } — { $title }: { $columns } знака, { $page }
settings-profile-own = { $name } — собствен профил на магазина: { $columns } знака, { $page }
settings-profile-refused = Този профил не може да се използва: { $what }.
settings-profile-refused-do = Документите излизат както досега, плащанията не са засегнати. Изберете друг профил.
settings-slip-nowhere = Документите отиват във файлове или на екрана: няма принтер за листа. Плащанията не са засегнати. Първо изберете принтер.
settings-slip-printed = Листът излезе, казва принтерът. Погледнете го и отговорете по-долу; плащанията не са засегнати.
settings-slip-sent = Листът е изпратен; този принтер не потвърждава нищо. Погледнете го и отговорете по-долу; плащанията не са засегнати.
settings-slip-uncertain = Принтерът прекъсна листа. Плащанията не са засегнати. Отговорете каквото се вижда или натиснете Esc и опитайте отново.
settings-slip-not-ready = Листът не е изпратен: принтерът не беше готов. Плащанията не са засегнати. Проверете захранване, хартия и кабел и натиснете Ctrl T.
settings-slip-title = Какво се вижда на листа?
settings-slip-do = Цифри и стрелки, Enter — следващ въпрос, F10 запазва. Без отговор всичко остава както е.
settings-slip-row = 1. Номер на реда, който се чете (0, ако няма такъв)
settings-slip-columns = 2. Най-дългата линия, която цялата е на един ред
settings-slip-qr = 3. Има ли квадратен код?
settings-slip-cut = 4. Отрязана ли е хартията?
settings-slip-drawer = 5. Отвори ли се чекмеджето?
settings-slip-yes = Да
settings-slip-no = Не
settings-slip-keep = Запазване и използване
settings-slip-close = Назад
settings-slip-no-row = На листа има редове от 1 до { $most }. Нищо не е променено; посочете един от тях или 0.
settings-profiles-above = още { $count } по-горе
