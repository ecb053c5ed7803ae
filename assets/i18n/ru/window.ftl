# Окно: общее, строка состояния, клавиши, справка.

# General
title = Paydesk: касса
title-customer = Paydesk: экран клиента
no-window = Окно не открылось: нет экрана или не хватает системной библиотеки.
starting = Открываем кассу…
starting-why = Читаем ключи и журнал. Всё записанное цело.
back = Назад
later = Позже
open = Открыть
copy = Копия
copy-cheque = Копия чека
repeat = Повторить
details = Подробно
correction = Исправление
withdraw = Отозвать
cashier = Кассир
cheque = Чек
change = Сдача
to-pay = К оплате
credited = К зачислению
fee = Комиссия
commission = вознаграждение
next-step = Дальше
not-done = Не сделано
till-ended = Касса остановилась.
no-money-taken = Деньги не взяты.
nothing-sent = Ничего не отправлено, деньги не взяты.
list-failed = Список не прочитан
list-failed-do = Записи целы. Повторить: Ctrl R.

# Moments
when-today = сегодня { $clock }
when-yesterday = вчера { $clock }
when-day = { $day } { $clock }
age-seconds = { $count } с
age-minutes = { $count } мин
age-hours = { $count } ч
age-days = { $count } дн
month-1 = янв
month-2 = фев
month-3 = мар
month-4 = апр
month-5 = мая
month-6 = июн
month-7 = июл
month-8 = авг
month-9 = сен
month-10 = окт
month-11 = ноя
month-12 = дек

# States of a payment: the word beside the mark
mark-paid = Оплачено
mark-progress = В обработке
mark-queued = В очереди
mark-unknown = Ответа нет
mark-refused = Отказ
mark-owed = Вернуть деньги
mark-training = Учебный режим
mark-offline = Нет связи
mark-look = Внимание
state-any = Любое состояние
state-open = Открытые

# Status bar
link = Связь
link-up = есть · { $seconds } с
link-silent = нет { $age }
link-unasked = ещё не спрашивали
queue = Очередь
queue-none = пусто
queue-value = { $count } · { $sum } · { $age }
queue-owed-one = вернуть { $sum }
queue-owed = { $count }, из них вернуть { $owed }
deposit = Депозит
deposit-days = { $count ->
    [one] на { $count } день
    [few] на { $count } дня
   *[many] на { $count } дней
  }
deposit-left = Депозита дилера хватит ещё на { $sum }
printer = Принтер
printer-ready = готов
printer-unknown = не отвечает о себе
printer-missing = не найден
printer-no-paper = нет бумаги
printer-cover = крышка открыта
printer-silent = не отвечает
printer-busy = занят другой программой
printer-forbidden = нет прав
printer-offline = отключён
printer-cutter = заело нож
printer-broken = неисправен
printer-stuck = завис
printer-not-writable = некуда печатать
shift-number = Смена { $number }
shift-none = Смена не открыта
nobody = никто не вошёл
clock-skew = часы врут на { $seconds } с

# Key bar: at most twelve letters
key-1 = Справка
key-2 = Мобильная
key-3 = Счета
key-4 = Интернет, ТВ
key-5 = Код
key-6 = Последние
key-7 = История
key-8 = Очередь
key-9 = Копия
key-10 = Подтвердить
key-11 = Деньги ±
key-12 = Смена
key-slip = Бумага
key-returned = Возвращено

# What must be seen at once
owed-strip = Верните клиенту { $sum }: деньги в кассе и принадлежат клиенту.
storage-strip = Компьютер не может надёжно записывать. Всё записанное цело. Денег не берите, зовите поддержку.
training = Учебный режим
training-why = деньги не движутся, на бумагах пометка

# Closing the window
leave-title = Закрыть кассу?
leave-why = Есть платежи, которые ещё не окончены.
leave-open = { $count ->
    [one] { $count } платёж ещё открыт
    [few] { $count } платежа ещё открыты
   *[many] { $count } платежей ещё открыты
  }
leave-kept = { $sum } в кассе. Всё сохранено на этом компьютере и уйдёт само, когда касса откроется снова.
leave-owed = { $count ->
    [one] { $count } возврат ещё не отдан
    [few] { $count } возврата ещё не отданы
   *[many] { $count } возвратов ещё не отданы
  }
leave-owed-do = Эти деньги принадлежат клиентам. Строка будет первой и после запуска.
leave-stay = Не закрывать
leave-go = Закрыть

# When the till itself has stopped
fault-title = Касса остановилась
fault-what = Программа кассы прервалась из-за внутренней ошибки.
fault-where = Всё записанное цело: принятые платежи лежат на диске и не потеряны.
fault-do = Денег не берите. Запустите кассу снова: Enter.
fault-again = Запустить снова
fault-support = Если повторится, зовите поддержку: записи не трогайте.

# Help
help-title = Клавиши этого экрана
help-close = Закрыть
help-foot = Сеть, принтер и сервер могут молчать: принятые платежи записаны на диск и уходят сами.
help-enter = следующее поле, потом спросить поставщика
help-confirm = подтвердить: деньги взяты
help-esc = назад; отправленный платёж не отменяет
help-presets = готовые суммы
help-provider = другой поставщик
help-paste = вставить номер или код счёта
help-chord = продолжить вопреки предупреждению
help-tab = следующее поле
help-tabs = другой вид платежа
help-lock = закрыть экран, сменить кассира
help-ask-one = спросить об этом платеже
help-ask-all = спросить обо всех
help-details = подробно
help-correct = заявление на исправление
help-withdraw = отозвать, пока не отправлен
help-slip = напечатать бумагу
help-returned = деньги возвращены клиенту
help-came-out = чек вышел целиком или нет
help-alarms = тревоги прочитаны
help-to-sale = к продаже
help-any-digit = любая цифра
help-open = открыть платёж
help-copy = копия чека
help-repeat = тот же номер ещё раз
help-period = сегодня, 7 дней, 30 дней, всё время
help-state = состояние
help-signatures = подписанные сообщения
help-back = назад
help-pin = ПИН
help-person = выбрать себя
help-pin-enter = войти
help-shift-enter = открыть смену
help-shift-report = напечатать отчёт смены (X или Z)
help-shift-drawer = открыть денежный ящик
help-shift-close = закрыть смену
help-f2 = мобильная связь
help-f3 = ЖКХ и счета
help-f4 = интернет и ТВ
help-f5 = одноразовый код
help-f6 = последние номера
help-f7 = история и поиск
help-f8 = очередь
help-f9 = копия чека
help-f11 = внести или выдать деньги
help-f12 = смена; настройки: Ctrl O

# Customer’s window
customer-closed = Касса закрыта
customer-welcome = Добро пожаловать
customer-typing = Проверьте номер
customer-check = Проверьте номер и сумму
customer-change = Оплачено. Возьмите сдачу и чек
customer-thanks = Оплачено. Спасибо
customer-wait = Платёж принят, ждём ответа
customer-number = Ваш номер
