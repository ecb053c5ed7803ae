# Вход, очередь, история, подробности, исправление.

# Signing in
sign-in-title = Кто за кассой?
sign-in-first = Первый вход: владелец
sign-in-first-why = Владелец добавляет кассиров и меняет настройки. Имя стоит на бумагах, ПИН не хранится открыто.
sign-in-place = { $point } · касса { $till }
sign-in-last = последний вход { $when }
sign-in-never = ещё не входил
sign-in-open = { $count ->
    [one] { $count } платёж ещё открыт
    [few] { $count } платежа ещё открыты
   *[many] { $count } платежей ещё открыты
  }
sign-in-open-why = { $sum }, самый старый { $age }. Они сохранены и уйдут сами, входить для этого не нужно.
sign-in-demo = Учебная касса: ПИН у всех 482605
sign-in-demo-do = Первая строка выбрана: наберите ПИН и Enter.
role-cashier = кассир
role-supervisor = старший кассир
role-owner = владелец
pin-for = ПИН: { $name }
pin-new = Придумайте свой ПИН: от 6 цифр
pin-once = Ещё раз тот же ПИН
pin-owner = Имя владельца и ПИН
pin-owner-name = Фамилия, имя, отчество
pin-owner-hint = как на бумагах
pin-asking = Проверяем…
pin-how = Набирайте на клавиатуре, Enter в конце. Забыли ПИН: владелец задаст новый.
pin-wrong = { $count ->
    [one] ПИН не подошёл, осталась { $count } попытка.
    [few] ПИН не подошёл, осталось { $count } попытки.
   *[many] ПИН не подошёл, осталось { $count } попыток.
  }
pin-locked = Слишком много ошибок. Подождите { $minutes }.
pin-needs-supervisor = Вход закрыт после многих ошибок: старший или владелец откроет его.
pin-short = ПИН: не меньше 6 цифр.
pin-bad = Такой ПИН слишком лёгкий: не повтор, не подряд, не дата.
pin-old-wrong = Прежний ПИН не тот. Введите его ещё раз.
pin-old-locked = Слишком много неверных ПИН: подождите и попробуйте снова.
pin-used = Этот ПИН уже был. Придумайте другой.
pin-differs = Два ПИН различаются. Ещё раз.
pin-name-short = Наберите имя полностью.
pin-unreadable = Файл людей не читается. Записи о платежах целы; зовите поддержку.
people-name-taken = Такое имя уже есть.
people-name-bad = Это не похоже на имя.
people-not-allowed = Это может тот, у кого больше прав.
people-last-owner = Последний владелец остаётся.
people-gone = Этот человек здесь больше не работает.
people-no-pepper = Файл ключа к ПИН пропал: войти нельзя. Зовите поддержку.

# Queue
outbox-title = Очередь
outbox-why = Всё, что ещё не окончательно. Само уходит, само спрашивает.
outbox-count = Платежей
outbox-sum = На сумму
outbox-oldest = Самый старый
outbox-empty = Очередь пуста
outbox-empty-why = Все платежи окончательны. Продажа: F2.
outbox-asked = Спрашиваем. Ответ появится в строке.
ask-one = Спросить
ask-all = Спросить все
withdraw-sure = Отозвать платёж? Деньги надо будет вернуть клиенту
withdraw-sure-do = Ещё раз Del: отозвать. Другая клавиша: оставить.
slip-out = Бумага напечатана
slip-sent = Бумага отправлена на принтер
slip-sent-do = Принтер не подтверждает: посмотрите, вышла ли она целиком. Нет — повторите: F9.
slip-unsure = Принтер прервался
slip-unsure-do = Посмотрите на бумагу: вышла не целиком — повторите: F9. Платёж от бумаги не зависит.
slip-failed = Бумага не вышла
slip-failed-do = Проверьте принтер и повторите: F9. Платёж от бумаги не зависит.
column-state = Состояние
column-number = Номер
column-what = Что происходит и что делать
column-taken = Принято
column-age = Возраст
column-when = Когда
column-provider = Поставщик
column-cheque = Чек
row-owed = Отказ после оплаты. Верните { $taken }.
row-owed-do = Бумага о возврате: F9, затем F10 и ПИН.
row-late-refusal = Отменён после чека. Верните { $taken }.
row-late-refusal-do = Заберите чек. F9, затем F10 и ПИН.
row-unknown = Ответ не пришёл, платёж мог пройти.
row-unknown-do = Второй раз не брать. Спрашиваем сами.
row-cancelling = Просим сервер отменить: ждём ответа.
row-cancelling-do = Деньги пока не отдавать.
row-review = Нужен человек: { $reason }
row-review-do = Позовите поддержку. Спрашиваем дальше.
row-progress = Сервер принял, поставщик ещё зачисляет.
row-progress-do = Делать ничего не нужно.
row-sending = Отправлен, ждём ответа.
row-sending-do = Делать ничего не нужно.
row-offline = Не отправлен: не было связи.
row-offline-do = Уйдёт сам. Пока можно отозвать: Del.
row-paid = Деньги зачислены поставщику.
row-paid-do = Делать ничего не нужно.
row-accepted = Оплачено, сервер подтверждает окончательно.
row-accepted-do = Чек отдан. Делать ничего не нужно.
row-uncertain = Оплачено. Вышел ли чек целиком?
row-uncertain-do = 1: да. 2: нет, печатать копию.
row-unprinted = Оплачено, чек ещё не вышел.
row-unprinted-do = Проверьте бумагу: выйдет сам.
row-returned = Не проведён, деньги возвращены.
row-returned-do = Делать ничего не нужно.
row-refused = Не проведён: { $reason }
row-refused-do = Делать ничего не нужно.

# History
history-hint = номер, чек, сумма, сеанс, TRANSID; ? любая цифра
history-found = Найдено { $found } из { $all }
history-took = за { $seconds } с
history-reading = Ищем…
history-loading = { $count ->
    [one] Ищем в { $count } записи…
    [few] Ищем в { $count } записях…
   *[many] Ищем в { $count } записях…
  }
history-loading-do = Esc: назад к продаже.
history-none = Ничего не найдено
history-none-do = Esc очистит поиск. Весь срок: Ctrl 4.
history-also = также по чеку, сеансу, TRANSID, сумме
period-today = Сегодня
period-week = 7 дней
period-month = 30 дней
period-all = Всё время

# Details of a payment
details-loading = Читаем платёж…
details-loading-do = Esc: назад.
details-failed-do = Записи целы. Назад: Esc.
details-who = { $provider } · чек { $claim } · { $cashier }
details-sum = { $credited } + комиссия { $fee }
details-cheque = Чек, как на бумаге
details-slip = Бумага
details-columns = { $columns } знака
details-no-paper = Бумаги у этого платежа нет
copy-asked = Копия печатается
copy-asked-why = На ней стоит КОПИЯ и её номер; кто напечатал, записано в журнал.
signatures = Подписи
signatures-title = Подписанные сообщения
messages-none = Подписанных сообщений об оплате нет.
message-ours = Касса, { $what }, { $clock }
message-theirs = Сервер на { $what }, { $clock }
message-check = проверка
message-pay = оплата
message-status = вопрос о результате
message-cancel = отмена
step-check-sent = Спросили поставщика
step-check-sent-note = запрос подписан и записан до отправки
step-consent = Поставщик согласен
step-consent-note = ответ подписан сервером, проверен
step-check-refused = Поставщик не согласен
step-check-refused-note = деньги не взяты
step-tendered = Деньги приняты, записано в журнал
step-tendered-note = с этого момента платёж не может пропасть
step-pay-sent = Отправлено
step-pay-sent-note = подписано и записано до отправки
step-status-asked = Спросили о результате
step-status-asked-note = второй раз не платим
step-cancel-sent = Попросили отменить
step-cancel-sent-note = записано до отправки
step-answered = Сервер ответил
step-answered-note = ответ подписан, проверен
step-no-answer = Ответ не пришёл
step-no-answer-note = это не отказ: спрашиваем дальше.
step-in-progress = В обработке
step-in-progress-note = поставщик ещё зачисляет
step-paid = Оплачено
step-paid-note = подпись сервера верна
step-failed = Не проведён окончательно
step-failed-note = деньги надо вернуть
step-cancelled = Отозван до отправки
step-cancelled-note = деньги надо вернуть
step-review = Нужен человек
step-review-note = спрашиваем дальше
step-return-due = Вернуть деньги
step-return-due-note = деньги в кассе и принадлежат клиенту
step-returned = Деньги возвращены
step-returned-note = подтверждено ПИН
step-drawer-opened = Открыт денежный ящик
step-drawer-opened-note = принтеру послан сигнал
step-print-started = Печать началась
step-print-started-note = байты ушли на принтер
step-print-ended = Печать закончена
step-print-ended-note = принтер ответил
step-alarm = Внимание
step-alarm-note = записано для владельца
step-other = Запись журнала
step-other-note = подробности в журнале

# Correction request
correct-title = Заявление на исправление
correct-paid = Оплачено: { $details }, { $sum }, чек { $claim }
correct-what = Что исправить?
correct-number = Номер
correct-sum = Сумма
correct-return = Вернуть всё
correct-right-number = Правильный номер или счёт
correct-right-sum = Сколько должно быть зачислено
correct-reason = Как это вышло, словами клиента
correct-no-reason = Напишите, как это вышло.
correct-no-number = Наберите правильный номер.
correct-no-sum = Наберите правильную сумму.
correct-send = Записать и напечатать
correct-why = Платёж не меняется: решает поставщик. Заявление печатается, клиент подписывает.
correct-done = Заявление записано и напечатано. Дайте его на подпись.
