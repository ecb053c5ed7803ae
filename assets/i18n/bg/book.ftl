# Влизане, опашка, история, подробности, поправка.

# Signing in
sign-in-title = Кой е на касата?
sign-in-first = Първо влизане: собственик
sign-in-first-why = Собственикът добавя касиери и сменя настройките. Името стои на бележките, ПИН-ът не се пази открито.
sign-in-place = { $point } · каса { $till }
sign-in-last = последно влизане { $when }
sign-in-never = още не е влизал
sign-in-open = { $count ->
    [one] { $count } плащане е още отворено
   *[other] { $count } плащания са още отворени
  }
sign-in-open-why = { $sum }, най-старото { $age }. Запазени са и тръгват сами, не е нужно да се влиза.
sign-in-demo = Учебна каса: ПИН за всички 482605
sign-in-demo-do = Първият ред е избран: въведете ПИН и Enter.
role-cashier = касиер
role-supervisor = старши касиер
role-owner = собственик
pin-for = ПИН: { $name }
pin-new = Изберете свой ПИН: от 6 цифри
pin-once = Същият ПИН още веднъж
pin-owner = Име на собственика и ПИН
pin-owner-name = Собствено, бащино и фамилно име
pin-owner-hint = както на бележките
pin-asking = Проверяваме…
pin-how = Въвеждайте на клавиатурата, накрая Enter. Забравен ПИН: собственикът дава нов.
pin-wrong = { $count ->
    [one] Грешен ПИН, остава { $count } опит.
   *[other] Грешен ПИН, остават { $count } опита.
  }
pin-locked = Твърде много грешки. Изчакайте { $minutes }.
pin-needs-supervisor = Входът е затворен след много грешки: старши или собственик го отваря.
pin-short = ПИН: поне 6 цифри.
pin-bad = Такъв ПИН е твърде лесен: без повторения, без поредни.
pin-old-wrong = Старият ПИН не е верен. Въведете го отново.
pin-old-locked = Твърде много грешни ПИН: изчакайте и опитайте пак.
pin-used = Този ПИН вече е бил. Изберете друг.
pin-differs = Двата ПИН-а се различават. Отново.
pin-name-short = Въведете пълното име.
pin-unreadable = Файлът с хора не се чете. Плащанията са цели; обадете се в поддръжката.
people-name-taken = Има такова име.
people-name-bad = Това не прилича на име.
people-not-allowed = Това може някой с повече права.
people-last-owner = Последният собственик остава.
people-gone = Този човек вече не работи тук.
people-no-pepper = Липсва файлът към ПИН-овете: не може да се влезе. Обадете се в поддръжката.

# Queue
outbox-title = Опашка
outbox-why = Всичко, което още не е окончателно. Само тръгва, само пита.
outbox-count = Плащания
outbox-sum = На сума
outbox-oldest = Най-старо
outbox-empty = Опашката е празна
outbox-empty-why = Всички плащания са окончателни. Продажба: F2.
outbox-asked = Питаме. Отговорът ще е в реда.
ask-one = Питай
ask-all = Питай всички
withdraw-sure = Да се оттегли ли? Парите се връщат на клиента
withdraw-sure-do = Още веднъж Del: оттегли. Друг клавиш: остави.
slip-out = Бележката е отпечатана
slip-sent = Бележката е пратена на принтера
slip-sent-do = Принтерът не потвърждава: вижте дали излезе цяла. Ако не е, повторете: F9.
slip-unsure = Принтерът прекъсна
slip-unsure-do = Вижте хартията: ако бележката не е цяла, повторете: F9. Плащането не зависи от бележката.
slip-failed = Бележката не излезе
slip-failed-do = Вижте принтера и повторете: F9. Плащането не зависи от бележката.
column-state = Състояние
column-number = Номер
column-what = Какво става и какво да се прави
column-taken = Прието
column-age = Възраст
column-when = Кога
column-provider = Доставчик
column-cheque = Чек
row-owed = Отказ след плащане. Върнете { $taken }.
row-owed-do = Бележка за връщане: F9, после F10 и ПИН.
row-late-refusal = Отменено след чека. Върнете { $taken }.
row-late-refusal-do = Вземете чека. F9, после F10 и ПИН.
row-unknown = Няма отговор, плащането може да е минало.
row-unknown-do = Не вземайте втори път. Питаме сами.
row-cancelling = Молим сървъра да отмени: чакаме отговор.
row-cancelling-do = Още не давайте парите.
row-review = Нужен е човек: { $reason }
row-review-do = Обадете се в поддръжката. Питаме и сами.
row-progress = Сървърът прие, доставчикът още работи.
row-progress-do = Нищо за правене.
row-sending = Изпратено, чакаме отговор.
row-sending-do = Нищо за правене.
row-offline = Не е изпратено: нямаше връзка.
row-offline-do = Тръгва само. Още може да се оттегли: Del.
row-paid = Парите са при доставчика.
row-paid-do = Нищо за правене.
row-accepted = Платено, сървърът потвърждава окончателно.
row-accepted-do = Чекът е даден. Нищо за правене.
row-uncertain = Платено. Излезе ли целият чек?
row-uncertain-do = 1: да. 2: не, печатай копие.
row-unprinted = Платено, чекът още не е излязъл.
row-unprinted-do = Вижте хартията: ще излезе сам.
row-returned = Не мина, парите са върнати.
row-returned-do = Нищо за правене.
row-refused = Не мина: { $reason }
row-refused-do = Нищо за правене.

# History
history-hint = номер, чек, сума, сесия, TRANSID; ? всяка цифра
history-found = Намерени { $found } от { $all }
history-took = за { $seconds } с
history-reading = Търсим…
history-loading = { $count ->
    [one] Търсим в { $count } запис…
   *[other] Търсим в { $count } записа…
  }
history-loading-do = Esc: към продажба.
history-none = Нищо не е намерено
history-none-do = Esc изчиства търсенето. Всичко: Ctrl 4.
history-also = също по чек, сесия, TRANSID, сума
period-today = Днес
period-week = 7 дни
period-month = 30 дни
period-all = Всичко

# Details of a payment
details-loading = Четем плащането…
details-loading-do = Esc: назад.
details-failed-do = Записите са цели. Назад: Esc.
details-who = { $provider } · чек { $claim } · { $cashier }
details-sum = { $credited } + такса { $fee }
details-cheque = Чекът, както на хартия
details-slip = Бележка
details-columns = { $columns } знака
details-no-paper = Това плащане няма бележка
copy-asked = Копието се печата
copy-asked-why = На него пише КОПИЕ и номер; кой го е отпечатал е в журнала.
signatures = Подписи
signatures-title = Подписани съобщения
messages-none = Няма подписани съобщения за плащането.
message-ours = Каса, { $what }, { $clock }
message-theirs = Сървърът на { $what }, { $clock }
message-check = проверка
message-pay = плащане
message-status = въпрос за резултата
message-cancel = отмяна
step-check-sent = Питахме доставчика
step-check-sent-note = заявката е подписана и записана преди изпращане
step-consent = Доставчикът е съгласен
step-consent-note = отговорът е подписан от сървъра, проверен
step-check-refused = Доставчикът не е съгласен
step-check-refused-note = пари не са взети
step-tendered = Парите са приети, записано в журнала
step-tendered-note = оттук плащането не може да се загуби
step-pay-sent = Изпратено
step-pay-sent-note = подписано и записано преди изпращане
step-status-asked = Питахме за резултата
step-status-asked-note = втори път не плащаме
step-cancel-sent = Помолихме за отмяна
step-cancel-sent-note = записано преди изпращане
step-answered = Сървърът отговори
step-answered-note = отговорът е подписан, проверен
step-no-answer = Няма отговор
step-no-answer-note = това не е отказ: питаме нататък.
step-in-progress = Обработва се
step-in-progress-note = доставчикът още работи
step-paid = Платено
step-paid-note = подписът на сървъра е верен
step-failed = Окончателно не мина
step-failed-note = парите трябва да се върнат
step-cancelled = Оттеглено преди изпращане
step-cancelled-note = парите трябва да се върнат
step-review = Нужен е човек
step-review-note = питаме нататък
step-return-due = За връщане
step-return-due-note = парите са в касата и са на клиента
step-returned = Парите са върнати
step-returned-note = потвърдено с ПИН
step-drawer-opened = Отворено касовото чекмедже
step-drawer-opened-note = на принтера е изпратен сигнал
step-print-started = Печатът започна
step-print-started-note = данните тръгнаха към принтера
step-print-ended = Печатът завърши
step-print-ended-note = принтерът отговори
step-alarm = Внимание
step-alarm-note = записано за собственика
step-other = Запис в журнала
step-other-note = подробностите са в журнала

# Correction request
correct-title = Молба за поправка
correct-paid = Платено: { $details }, { $sum }, чек { $claim }
correct-what = Какво да се поправи?
correct-number = Номер
correct-sum = Сума
correct-return = Върни всичко
correct-right-number = Верният номер или сметка
correct-right-sum = Колко трябва да е сумата
correct-reason = Как стана, с думите на клиента
correct-no-reason = Напишете как стана.
correct-no-number = Въведете верния номер.
correct-no-sum = Въведете вярната сума.
correct-send = Запиши и отпечатай
correct-why = Плащането не се променя: решава доставчикът. Молбата се печата, клиентът подписва.
correct-done = Молбата е записана и отпечатана. Дайте я за подпис.
