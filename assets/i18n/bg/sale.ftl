# Продажба: от първата цифра до чека.

# Form
tab-mobile = Мобилни
tab-bills = Сметки
tab-internet = Интернет, ТВ
tab-telephony = Телефония
tab-vouchers = Ваучери
tab-code = Код
tab-none = Тук още няма на кого да се плати: { $tab }
tab-none-do = Доставчиците се добавят от дилъра в каталога. Мобилни: F2.
code-none = На този сървър няма еднократни кодове
code-none-do = Вземете пари в брой: F2 мобилни, F3 сметки.
number = Телефонен номер
number-count = { $typed } от { $expected } цифри
number-hint = Въведете цифри: { $expected }. Може да поставите номер с { $country }, скоби и тирета.
provider-soon = Доставчикът се показва след третата цифра.
provider-unknown = По номера няма доставчик. Попитайте клиента и изберете.
provider-other = Друг
provider-found = по номера; ако е пренесен, отговаря сървърът
provider-found-short = по номера; пренасяне знае сървърът
provider-first = най-често тук
provider-chosen = избран на ръка
field-optional = по желание
field-wrong = { $label }: { $why }
sum-range = от { $min } до { $max }
sum-wrong = Сума: { $why }
sum-unusual = Необичайна сума за този доставчик
sum-hundredfold = Не е ли { $sum }? Сумата е сто пъти над обичайната
sum-once-more = Попитайте клиента. Вярно: Enter още веднъж.
no-provider = Няма доставчик: въведете номер или Ctrl P
no-sum = Няма сума
key-not-mobile = Цифрата { $digit } не е въведена: мобилният номер започва с { $starts }.
key-prefix = Цифрата { $digit } не е въведена: номер не започва така.
key-country = Цифрата { $digit } не е въведена: номер на друга страна, изберете доставчик с Ctrl P.
key-leading-zero = Нула отпред не трябва.
key-full = Всички цифри са въведени.
key-character = Този знак не е за тук.
paste-refused = Не е поставено: { $why }
paste-too-long = Не е поставено: твърде дълго за номер или сума.
bill-no-provider = По кода на сметката получателят го няма в каталога
bill-unreadable = Кодът на сметката не се чете целият
bill-do = Пари не са взети. Сканирайте пак или въведете сметката на ръка.
ask-provider = Попитай доставчика
ask-provider-note = още не вземайте пари
asking = Питаме…
asking-long = още питаме, не натискайте нищо
last = Последни номера
last-pick = Натиснете номера на реда
last-none = Тук ще са номерата, за които е плащано.
pad-open = цифри
pad-title = Цифри
pad-close = последни номера
day-count = { $count ->
    [one] Днес { $count } плащане
   *[other] Днес { $count } плащания
  }
fee-none = без такса
fee-fixed = { $sum }
fee-percent = { $percent } %
fee-percent-min = { $percent } %, най-малко { $min }

# Choosing a provider
picker-title = На кого плащаме?
picker-hint = Въведете началото на името
picker-keys = Enter: първият · цифра: по номер
picker-none = Няма такъв доставчик в каталога.

# Reading back
echo-read = Прочетете номера на клиента
echo-answered = доставчикът отговори
echo-unchecked = без проверка: няма връзка
echo-provider-agreed = сървърът потвърди: номерът е на този доставчик
echo-provider-unasked = сървърът не е питан: проверка при изпращане
echo-subscriber = Абонат
echo-subscriber-why = прочетете, ако клиентът попита
echo-fix = Поправи
echo-fix-why = Номерът и сумата остават. Парите още не са тръгнали.
echo-handed = Получено от клиента
echo-exact = без ресто: точно { $sum }
echo-take-first = Първо вземете парите. Enter тук не потвърждава.
echo-take-offline = Няма връзка: плащането тръгва по-късно. Клиентът получава «Прието за изпращане», не чек.
echo-too-little = Полученото е по-малко от дължимото
echo-too-little-do = Въведете колко даде клиентът, или Enter: без ресто.
echo-not-taken = Плащането не е прието. Върнете парите на клиента.
echo-storage-unsure = Не връщайте пари и не плащайте втори път: рестартирайте касата, тя ще прочете диска.
confirm = Потвърди
confirm-taken = { $sum } са взети

# What came of it: three parts
result-what = Какво стана
result-where = Къде са парите
result-do = Какво да се направи
result-next = Следващ клиент
result-same = Същият номер
result-read-back = Прочети номера
result-change = Ресто
result-change-of = получено { $handed }, за плащане { $taken }
result-not-again = Не вземайте пари втори път: питаме сами.
result-asking = Изпращаме и чакаме отговор…
result-still-asking = Още питаме. Следващ клиент след { $seconds } с
result-next-free = Плащането е записано и остава на опашката. Може следващият.
print-slip = Бележка
drawer-shut = Касовото чекмедже не получи сигнал. Отворете го с ключ; плащането не е засегнато.
small-print = заявка { $claim } · сесия { $session }
small-print-code = код { $code } · { $rest }
result-paid-word = Платено
result-paid-sentence = { $credited } за { $details }, { $provider }
result-paid-what = Доставчикът потвърди плащането в { $clock }.
result-paid-where = Сумата е при доставчика.
result-paid-do = Дайте чек { $claim }
result-sending-word = Изпращаме
result-sending-sentence = { $credited } за { $details }, { $provider }
result-sending-what = Плащането е прието и записано, още няма отговор.
result-sending-where = { $taken } са в касата.
result-sending-do = Изчакайте отговора
result-progress-word = Обработва се
result-progress-sentence = { $credited } за { $details }, { $provider }
result-progress-what = Сървърът прие плащането, доставчикът още работи.
result-progress-where = На път към доставчика.
result-progress-do = Дайте «Прието за изпращане»: F9. Питаме сами
result-unknown-word = Няма отговор
result-unknown-sentence = { $credited } за { $details }, { $provider }
result-unknown-what = Отговор не дойде. Плащането може да е минало.
result-unknown-where = { $taken } са в касата, резултатът още не е известен.
result-unknown-do = Дайте «Прието за изпращане»: F9
result-review-word = Нужен е човек
result-review-sentence = { $credited } за { $details }, { $provider }
result-review-what = Плащането трябва да види човек: { $reason }
result-review-where = { $taken } са в касата, резултатът е отворен.
result-review-do = Дайте «Прието за изпращане»: F9. Обадете се в поддръжката
result-offline-word = На опашка
result-offline-sentence = { $credited } за { $details }, { $provider }
result-offline-what = Няма връзка. Плащането е прието за изпращане.
result-offline-where = { $taken } са в касата.
result-offline-do = Дайте «Прието за изпращане». Нищо повече
result-owed-word = Върнете { $taken }
result-owed-sentence = на клиента: плащането за { $details } е отказано
result-owed-what = Плащането окончателно не мина: { $reason }
result-owed-where = { $taken } са в касата и са на клиента.
result-owed-do = Върнете парите
result-late-refusal-word = Върнете { $taken }
result-late-refusal-sentence = на клиента: плащането за { $details } е отменено след чека
result-late-refusal-what = Сървърът отказа, след като чекът излезе: { $reason }
result-late-refusal-where = { $taken } са в касата и са на клиента.
result-late-refusal-do = Вземете чека, върнете парите
result-returned-word = Парите са върнати
result-returned-sentence = { $taken } за { $details }, { $provider }
result-returned-what = Плащането не мина, парите са дадени на клиента.
result-returned-where = У клиента.
result-returned-do = Нищо за правене
result-refused-word = Отказано
result-refused-sentence = { $credited } за { $details }, { $provider }
result-refused-what = Плащането не мина: { $reason }
result-refused-where = Пари не са взети.
result-refused-do = Прочетете номера на клиента: Esc
result-not-taken-word = Отказано
result-not-taken-sentence = { $credited } за { $details }, { $provider }
result-not-taken-what = Доставчикът не е съгласен: { $reason }
result-not-taken-where = Пари не са взети.
result-not-taken-do = Прочетете номера на клиента: Esc
result-not-asked-word = Няма връзка
result-not-asked-sentence = { $credited } за { $details }, { $provider }
result-not-asked-what = Сървърът не отговори: { $reason }.
result-not-asked-where = Пари не са взети.
result-not-asked-do = Този доставчик не се приема без връзка. Предложете по-късно: Esc

# Handing cash back
owed-step-print = Отпечатайте бележка за връщане
owed-step-give = Дайте { $taken }, вземете подпис
owed-step-pin = Потвърдете връщането със своя ПИН
owed-stays = Докато парите не са дадени, редът е първи на всички екрани.
owed-print = Бележка за връщане
owed-returned = Парите са дадени
return-title = Върни { $taken }
return-why = Плащането за { $details } не мина.
return-sum = Да се даде на клиента
return-journal = Кой и кога е дал парите остава в журнала на касата.
return-done = Парите са у клиента
return-no-right = Връщане на пари: извикайте който има право.

# Papers
cheque-whole = Излезе ли целият чек?
cheque-whole-yes = Да, целият
cheque-whole-no = Не, отпечатай копие
paper-cheque-printed = Чек { $claim } е отпечатан
paper-cheque-printed-note = принтерът отговори: хартията излезе цяла
paper-cheque-sent = Чек { $claim } е пратен на принтера
paper-cheque-sent-note = принтерът не потвърждава: вижте хартията
paper-cheque-due = Чек { $claim } се печата
paper-cheque-due-note = не излиза: вижте хартията и кабела, ще излезе сам
paper-cheque-waits = Чек { $claim } чака принтера
paper-cheque-waits-note = принтер: { $fault }; чекът излиза сам
paper-cheque-uncertain = Излезе ли чек { $claim }?
paper-cheque-uncertain-note = принтерът прекъсна: вижте хартията
paper-slip-not-asked = Така ще излезе бележката: F9
paper-slip-not-asked-note = още не е отпечатана; чекът излиза сам след плащане
paper-slip-asked = Печатаме
paper-slip-asked-note = бележката излиза
paper-slip-out = Бележката е отпечатана
paper-slip-out-note = чекът излиза сам, когато дойде отговор
paper-slip-sent = Бележката е пратена на принтера
paper-slip-sent-note = принтерът не потвърждава: вижте хартията
paper-slip-unsure = Излезе ли бележката?
paper-slip-unsure-note = принтерът прекъсна: вижте; ако не е цяла: F9
paper-return-note = клиентът го подписва
paper-return-out-note = клиентът го подписва при връщането
paper-slip-failed = Бележката не излезе
paper-slip-failed-note = вижте принтера и натиснете F9

# Repeat guard
repeat-title = { $count ->
    [0] Същото плащане беше току-що
    [one] Такова плащане имаше преди { $count } минута
   *[other] Такова плащане имаше преди { $count } минути
  }
repeat-why = Същият номер и същата сума. Попитайте клиента дали иска второ.
repeat-now = Сега, { $clock }
repeat-unsent = още не е изпратено
repeat-choose = Ако клиентът иска да плати пак, изберете причина:
repeat-reason-wants = Клиентът иска второ плащане
repeat-reason-other = Друг клиент, същият номер
repeat-reason-mistake = Първото беше по погрешка
repeat-reason-free = Друга причина…
repeat-stop = Не плащай
repeat-chord = два клавиша заедно, причината отива в журнала
repeat-go-on = Плати още веднъж

# Neighbour guard
neighbour-one = Различава се една цифра
neighbour-swapped = Две цифри са разменени
neighbour-why = Наскоро тук е плащано за подобен номер. Прочетете набрания на клиента.
neighbour-typed = Набрано сега
neighbour-first = за първи път на тази каса
neighbour-paid = Плащано тук
neighbour-times = { $count ->
    [one] { $count } път
   *[other] { $count } пъти
  }
neighbour-last = { $times }, последно { $when }, { $sum }
neighbour-one-where = { $place }-та цифра: набрано { $typed }, преди беше { $earlier }
neighbour-swapped-where = { $place }-та и { $next }-та цифра са обратно
neighbour-fix = Поправи номера
neighbour-earlier = Вземи предишния
neighbour-right = Набрано вярно
