# Продажа: от первой цифры до чека.

# Form
tab-mobile = Мобильная
tab-bills = ЖКХ, счета
tab-internet = Интернет, ТВ
tab-telephony = Телефония
tab-vouchers = Ваучеры
tab-code = Код
tab-none = Здесь пока некому платить: { $tab }
tab-none-do = Поставщиков добавляет дилер в каталог. Мобильная связь: F2.
code-none = Одноразовых кодов на этом сервере нет
code-none-do = Возьмите наличные: F2 мобильная, F3 счета.
number = Номер телефона
number-count = { $typed } из { $expected } цифр
number-hint = Наберите цифр: { $expected }. Можно вставить номер с { $country }, скобками и дефисами.
provider-soon = Поставщик появится после третьей цифры.
provider-unknown = По номеру поставщик не найден. Спросите клиента и выберите.
provider-other = Другой
provider-found = определён по номеру, мог быть перенесён: ответит сервер
provider-found-short = по номеру; перенос знает сервер
provider-first = чаще всего здесь
provider-chosen = выбран вручную
field-optional = можно не заполнять
field-wrong = { $label }: { $why }
sum-range = от { $min } до { $max }
sum-wrong = Сумма: { $why }
sum-unusual = Необычная сумма для этого поставщика
sum-hundredfold = Точно не { $sum }? Сумма в сто раз больше обычной
sum-once-more = Спросите клиента. Верно: Enter ещё раз.
no-provider = Поставщик не выбран: наберите номер или Ctrl P
no-sum = Сумма не набрана
key-not-mobile = Цифра { $digit } не введена: мобильный номер начинается с { $starts }.
key-prefix = Цифра { $digit } не введена: так номера не начинаются.
key-country = Цифра { $digit } не введена: это номер другой страны, выберите поставщика Ctrl P.
key-leading-zero = Ноль впереди не нужен.
key-full = Все цифры уже набраны.
key-character = Этот знак сюда не подходит.
paste-refused = Не вставлено: { $why }
paste-too-long = Не вставлено: это слишком длинно для номера или суммы.
bill-no-provider = По коду счёта получатель не найден в каталоге
bill-unreadable = Код счёта не читается целиком
bill-do = Деньги не взяты. Отсканируйте ещё раз или наберите счёт вручную.
ask-provider = Спросить поставщика
ask-provider-note = денег пока не берите
asking = Спрашиваем…
asking-long = всё ещё спрашиваем, ничего не нажимайте
last = Последние номера
last-pick = Нажмите номер строки
last-none = Здесь появятся номера, за которые платили.
pad-open = цифры
pad-title = Цифры
pad-close = последние номера
day-count = { $count ->
    [one] Сегодня { $count } платёж
    [few] Сегодня { $count } платежа
   *[many] Сегодня { $count } платежей
  }
fee-none = без комиссии
fee-fixed = { $sum }
fee-percent = { $percent } %
fee-percent-min = { $percent } %, не меньше { $min }

# Choosing a provider
picker-title = Кому платим?
picker-hint = Наберите начало названия
picker-keys = Enter: первый · цифра: по номеру
picker-none = Такого поставщика нет в каталоге.

# Reading back
echo-read = Прочитайте номер клиенту
echo-answered = поставщик ответил
echo-unchecked = без проверки: нет связи
echo-provider-agreed = сервер подтвердил: номер у этого поставщика
echo-provider-unasked = сервер не спрошен: проверим при отправке
echo-subscriber = Абонент
echo-subscriber-why = прочитайте, если клиент спросит
echo-fix = Исправить
echo-fix-why = Номер и сумма останутся на месте. Деньги ещё не ушли.
echo-handed = Получено от клиента
echo-exact = без сдачи: ровно { $sum }
echo-take-first = Сначала возьмите деньги. Enter здесь не подтверждает.
echo-take-offline = Связи нет: платёж уйдёт позже. Клиент получит «Принято к отправке», не чек.
echo-too-little = Получено меньше, чем к оплате
echo-too-little-do = Наберите, сколько дал клиент, или Enter: без сдачи.
echo-not-taken = Платёж не принят. Верните деньги клиенту.
echo-storage-unsure = Денег пока не возвращайте и не платите второй раз: перезапустите кассу, она прочтёт диск.
confirm = Подтвердить
confirm-taken = { $sum } приняты

# What came of it: three parts
result-what = Что произошло
result-where = Где деньги
result-do = Что делать
result-next = Следующий клиент
result-same = Тот же номер
result-read-back = Прочитать номер
result-change = Сдача
result-change-of = получено { $handed }, к оплате { $taken }
result-not-again = Не берите деньги второй раз: спросим сами.
result-asking = Отправляем и ждём ответа…
result-still-asking = Всё ещё спрашиваем. Следующий клиент через { $seconds } с
result-next-free = Платёж записан и остаётся в очереди. Можно звать следующего.
print-slip = Бумага
drawer-shut = Денежный ящик не получил сигнала. Откройте его ключом; платежа это не касается.
small-print = обращение { $claim } · сеанс { $session }
small-print-code = код { $code } · { $rest }
result-paid-word = Оплачено
result-paid-sentence = { $credited } на { $details }, { $provider }
result-paid-what = Поставщик подтвердил платёж в { $clock }.
result-paid-where = Зачислены поставщику.
result-paid-do = Отдайте чек { $claim }
result-sending-word = Отправляем
result-sending-sentence = { $credited } на { $details }, { $provider }
result-sending-what = Платёж принят и записан, ответа ещё нет.
result-sending-where = { $taken } в кассе.
result-sending-do = Подождите ответа
result-progress-word = В обработке
result-progress-sentence = { $credited } на { $details }, { $provider }
result-progress-what = Сервер принял платёж, поставщик ещё зачисляет.
result-progress-where = На пути к поставщику.
result-progress-do = Отдайте «Принято к отправке»: F9. Спросим сами
result-unknown-word = Ответа нет
result-unknown-sentence = { $credited } на { $details }, { $provider }
result-unknown-what = Ответ не пришёл. Платёж мог пройти.
result-unknown-where = { $taken } в кассе, результат ещё не известен.
result-unknown-do = Отдайте «Принято к отправке»: F9
result-review-word = Нужен человек
result-review-sentence = { $credited } на { $details }, { $provider }
result-review-what = Платёж должен посмотреть человек: { $reason }
result-review-where = { $taken } в кассе, результат открыт.
result-review-do = Отдайте «Принято к отправке»: F9. Позовите поддержку
result-offline-word = В очереди
result-offline-sentence = { $credited } на { $details }, { $provider }
result-offline-what = Связи нет. Платёж принят к отправке.
result-offline-where = { $taken } в кассе.
result-offline-do = Отдайте «Принято к отправке». Больше ничего
result-owed-word = Верните { $taken }
result-owed-sentence = клиенту: платёж на { $details } отклонён
result-owed-what = Платёж не проведён окончательно: { $reason }
result-owed-where = { $taken } в кассе и принадлежат клиенту.
result-owed-do = Верните деньги
result-late-refusal-word = Верните { $taken }
result-late-refusal-sentence = клиенту: платёж на { $details } отменён после чека
result-late-refusal-what = Сервер отказал после того, как чек вышел: { $reason }
result-late-refusal-where = { $taken } в кассе и принадлежат клиенту.
result-late-refusal-do = Заберите чек, верните деньги
result-returned-word = Деньги возвращены
result-returned-sentence = { $taken } за { $details }, { $provider }
result-returned-what = Платёж не проведён, деньги отданы клиенту.
result-returned-where = У клиента.
result-returned-do = Делать ничего не нужно
result-refused-word = Отказ
result-refused-sentence = { $credited } на { $details }, { $provider }
result-refused-what = Платёж не проведён: { $reason }
result-refused-where = Деньги не взяты.
result-refused-do = Прочитайте номер клиенту: Esc
result-not-taken-word = Отказ
result-not-taken-sentence = { $credited } на { $details }, { $provider }
result-not-taken-what = Поставщик не согласен: { $reason }
result-not-taken-where = Деньги не взяты.
result-not-taken-do = Прочитайте номер клиенту: Esc
result-not-asked-word = Нет связи
result-not-asked-sentence = { $credited } на { $details }, { $provider }
result-not-asked-what = Сервер не ответил: { $reason }.
result-not-asked-where = Деньги не взяты.
result-not-asked-do = Этого поставщика без связи не принять. Предложите зайти позже: Esc

# Handing cash back
owed-step-print = Напечатайте бумагу о возврате
owed-step-give = Отдайте { $taken }, возьмите подпись
owed-step-pin = Подтвердите возврат своим ПИН
owed-stays = Пока деньги не отданы, строка стоит первой на всех экранах.
owed-print = Бумага о возврате
owed-returned = Деньги отданы
return-title = Вернуть { $taken }
return-why = Платёж на { $details } не проведён.
return-sum = Отдать клиенту
return-journal = Кто и когда отдал деньги, останется в журнале кассы.
return-done = Деньги у клиента
return-no-right = Возврат денег: позовите того, кому это разрешено.

# Papers
cheque-whole = Чек вышел целиком?
cheque-whole-yes = Да, целиком
cheque-whole-no = Нет, печатать копию
paper-cheque-printed = Чек { $claim } напечатан
paper-cheque-printed-note = принтер ответил: бумага вышла целиком
paper-cheque-sent = Чек { $claim } отправлен на принтер
paper-cheque-sent-note = принтер не подтверждает: посмотрите на бумагу
paper-cheque-due = Чек { $claim } печатается
paper-cheque-due-note = не выходит: проверьте бумагу и провод, он выйдет сам
paper-cheque-waits = Чек { $claim } ждёт принтера
paper-cheque-waits-note = принтер: { $fault }; чек выйдет сам
paper-cheque-uncertain = Вышел ли чек { $claim }?
paper-cheque-uncertain-note = принтер прервался: посмотрите на бумагу
paper-slip-not-asked = Так выйдет бумага: F9
paper-slip-not-asked-note = ещё не напечатана; чек выйдет сам после оплаты
paper-slip-asked = Печатаем
paper-slip-asked-note = бумага выходит
paper-slip-out = Бумага напечатана
paper-slip-out-note = чек выйдет сам, когда придёт ответ
paper-slip-sent = Бумага отправлена на принтер
paper-slip-sent-note = принтер не подтверждает: посмотрите на бумагу
paper-slip-unsure = Вышла ли бумага?
paper-slip-unsure-note = принтер прервался: посмотрите; не целиком — F9
paper-return-note = его подпишет покупатель
paper-return-out-note = покупатель подписывает его при возврате
paper-slip-failed = Бумага не вышла
paper-slip-failed-note = проверьте принтер и нажмите F9

# Repeat guard
repeat-title = { $count ->
    [0] Такой же платёж был только что
    [one] Такой платёж уже был { $count } минуту назад
    [few] Такой платёж уже был { $count } минуты назад
   *[many] Такой платёж уже был { $count } минут назад
  }
repeat-why = Тот же номер и та же сумма. Спросите клиента, нужен ли второй.
repeat-now = Сейчас, { $clock }
repeat-unsent = ещё не отправлен
repeat-choose = Если клиент хочет заплатить ещё раз, выберите причину:
repeat-reason-wants = Клиент просит второй платёж
repeat-reason-other = Другой клиент, тот же номер
repeat-reason-mistake = Первый был по ошибке
repeat-reason-free = Другая причина…
repeat-stop = Не платить
repeat-chord = две клавиши сразу, причина пойдёт в журнал
repeat-go-on = Заплатить ещё раз

# Neighbour guard
neighbour-one = Отличается одна цифра
neighbour-swapped = Две цифры переставлены
neighbour-why = Здесь недавно платили на похожий номер. Прочитайте клиенту набранный.
neighbour-typed = Набрано сейчас
neighbour-first = первый раз на этой кассе
neighbour-paid = Платили здесь
neighbour-times = { $count ->
    [one] { $count } раз
    [few] { $count } раза
   *[many] { $count } раз
  }
neighbour-last = { $times }, последний { $when }, { $sum }
neighbour-one-where = { $place }-я цифра: набрано { $typed }, раньше было { $earlier }
neighbour-swapped-where = { $place }-я и { $next }-я цифры стоят наоборот
neighbour-fix = Исправить номер
neighbour-earlier = Взять прежний
neighbour-right = Набрано верно
