# Прозорец: общо, ред на състоянието, клавиши, помощ.

# General
title = Paydesk: каса
title-customer = Paydesk: екран на клиента
no-window = Прозорецът не се отвори: няма екран или липсва системна библиотека.
starting = Отваряме касата…
starting-why = Четем ключовете и журнала. Всичко записано е цяло.
back = Назад
later = По-късно
open = Отвори
copy = Копие
copy-cheque = Копие на чека
repeat = Повтори
details = Подробно
correction = Поправка
withdraw = Оттегли
cashier = Касиер
cheque = Чек
change = Ресто
to-pay = Общо за плащане
credited = Сума по сметката
fee = Такса
commission = възнаграждение
next-step = Напред
not-done = Не е направено
till-ended = Касата спря.
no-money-taken = Пари не са взети.
nothing-sent = Нищо не е изпратено, пари не са взети.
list-failed = Списъкът не се прочете
list-failed-do = Записите са цели. Отново: Ctrl R.

# Moments
when-today = днес { $clock }
when-yesterday = вчера { $clock }
when-day = { $day } { $clock }
age-seconds = { $count } с
age-minutes = { $count } мин
age-hours = { $count } ч
age-days = { $count } дни
month-1 = ян
month-2 = февр
month-3 = март
month-4 = апр
month-5 = май
month-6 = юни
month-7 = юли
month-8 = авг
month-9 = септ
month-10 = окт
month-11 = ноем
month-12 = дек

# States of a payment: the word beside the mark
mark-paid = Платено
mark-progress = Обработва се
mark-queued = На опашка
mark-unknown = Няма отговор
mark-refused = Отказано
mark-owed = За връщане
mark-training = Обучение
mark-offline = Няма връзка
mark-look = Внимание
state-any = Всяко състояние
state-open = Отворени

# Status bar
link = Връзка
link-up = има · { $seconds } с
link-silent = няма { $age }
link-unasked = още не питахме
queue = Опашка
queue-none = празна
queue-value = { $count } · { $sum } · { $age }
queue-owed-one = за връщане { $sum }
queue-owed = { $count }, от тях за връщане { $owed }
deposit = Депозит
deposit-days = { $count ->
    [one] за { $count } ден
   *[other] за { $count } дни
  }
deposit-left = Депозитът на дилъра стига за още { $sum }
printer = Принтер
printer-ready = готов
printer-unknown = не казва за себе си
printer-missing = липсва
printer-no-paper = няма хартия
printer-cover = отворен капак
printer-silent = не отговаря
printer-busy = зает от друга програма
printer-forbidden = няма права
printer-offline = изключен от линията
printer-cutter = заял нож
printer-broken = повреден
printer-stuck = увиснал
printer-not-writable = няма къде да печата
shift-number = Смяна { $number }
shift-none = Смяната не е отворена
nobody = никой не е влязъл
clock-skew = часовникът греши с { $seconds } с

# Key bar: at most twelve letters
key-1 = Помощ
key-2 = Мобилни
key-3 = Сметки
key-4 = Интернет, ТВ
key-5 = Код
key-6 = Последни
key-7 = История
key-8 = Опашка
key-9 = Копие
key-10 = Потвърди
key-11 = Пари ±
key-12 = Смяна
key-slip = Бележка
key-returned = Върнато

# What must be seen at once
owed-strip = Върнете на клиента { $sum }: парите са в касата и са негови.
storage-strip = Компютърът не може да записва сигурно. Записаното е цяло. Не вземайте пари, обадете се в поддръжката.
training = Обучение
training-why = пари не се движат, бележките са отбелязани

# Closing the window
leave-title = Да се затвори ли касата?
leave-why = Има плащания, които още не са приключили.
leave-open = { $count ->
    [one] { $count } плащане е още отворено
   *[other] { $count } плащания са още отворени
  }
leave-kept = { $sum } в касата. Всичко е запазено на този компютър и ще тръгне само при следващото отваряне.
leave-owed = { $count ->
    [one] { $count } връщане още не е дадено
   *[other] { $count } връщания още не са дадени
  }
leave-owed-do = Тези пари са на клиентите. Редът ще е първи и след пускане.
leave-stay = Не затваряй
leave-go = Затвори

# When the till itself has stopped
fault-title = Касата спря
fault-what = Програмата на касата прекъсна поради вътрешна грешка.
fault-where = Всичко записано е цяло: приетите плащания са на диска и не са загубени.
fault-do = Не вземайте пари. Пуснете касата отново: Enter.
fault-again = Пусни отново
fault-support = Ако се повтори, обадете се в поддръжката: не пипайте записите.

# Help
help-title = Клавиши на този екран
help-close = Затвори
help-foot = Мрежа, принтер и сървър може да мълчат: приетите плащания са на диска и тръгват сами.
help-enter = следващо поле, после попитай доставчика
help-confirm = потвърди: парите са взети
help-esc = назад; не отменя изпратено плащане
help-presets = готови суми
help-provider = друг доставчик
help-paste = постави номер или код на сметка
help-chord = продължи въпреки предупреждението
help-tab = следващо поле
help-tabs = друг вид плащане
help-lock = заключи, смени касиера
help-ask-one = питай за това плащане
help-ask-all = питай за всички
help-details = подробно
help-correct = молба за поправка
help-withdraw = оттегли, докато не е изпратено
help-slip = отпечатай бележка
help-returned = парите са върнати
help-came-out = бележката излезе цяла или не
help-alarms = тревогите са прочетени
help-to-sale = към продажба
help-any-digit = всяка цифра
help-open = отвори плащането
help-copy = копие на чека
help-repeat = същият номер пак
help-period = днес, 7 дни, 30 дни, всичко
help-state = състояние
help-signatures = подписани съобщения
help-back = назад
help-pin = ПИН
help-person = избери себе си
help-pin-enter = влез
help-shift-enter = отвори смяна
help-shift-report = отпечатва отчета на смяната (X или Z)
help-shift-drawer = отваря касовото чекмедже
help-shift-close = затвори смяна
help-f2 = мобилни
help-f3 = сметки
help-f4 = интернет и ТВ
help-f5 = еднократен код
help-f6 = последни номера
help-f7 = история и търсене
help-f8 = опашка
help-f9 = копие на чека
help-f11 = внеси или изтегли пари
help-f12 = смяна; настройки: Ctrl O

# Customer’s window
customer-closed = Касата е затворена
customer-welcome = Добре дошли
customer-typing = Проверете номера
customer-check = Проверете номера и сумата
customer-change = Платено. Вземете рестото и чека
customer-thanks = Платено. Благодарим
customer-wait = Плащането е прието, чакаме отговор
customer-number = Вашият номер
