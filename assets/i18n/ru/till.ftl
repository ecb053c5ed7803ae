# Texts of the till: what happened, where the money is, what to do.

# Asking
ask-terms = { $provider }, { $details }: к зачислению { $credited }, комиссия { $fee }, взять с клиента { $taken }.
ask-info = Поставщик сообщает: { $info }

# How a sale ended
sale-paid = Оплачено. Деньги у поставщика. Отдайте клиенту квитанцию { $claim }.
sale-paid-no-paper = Оплачено, деньги у поставщика, но квитанция не вышла. Она ждёт печати: проверьте принтер и запустите «paydesk retry».
sale-refused = Не оплачено: { $reason } Деньги не приняты.
sale-no-answer = Не оплачено: сервер не ответил ({ $why }). Деньги не приняты. Повторите, когда появится связь.
sale-failed = Не оплачено: { $reason } Деньги в кассе: верните клиенту { $taken } и запустите «paydesk queue returned { $id }».
sale-queued = Сервер спросить не удалось ({ $why }). Деньги в кассе, платёж сохранён на этом компьютере и уйдёт со следующей продажей или сразу по команде «paydesk retry». Отдайте клиенту бумагу «Принято к отправке» { $claim }; это не квитанция.
sale-unknown = Ответа пока нет. Деньги в кассе, платёж сохранён на этом компьютере. О нём спросит следующая продажа; «paydesk retry» спросит сразу. Не проводите его второй раз. Отдайте клиенту бумагу «Принято к отправке» { $claim }; это не квитанция.
sale-in-progress = Платёж у сервера, он его обрабатывает. Деньги в кассе. О нём спросит следующая продажа; «paydesk retry» спросит сразу. Не проводите его второй раз. Отдайте клиенту бумагу «Принято к отправке» { $claim }; это не квитанция.
sale-review = С этим платежом должен разобраться человек: { $reason } Деньги в кассе. Не проводите его второй раз. Позвоните в поддержку и назовите номер { $claim }.
sale-not-accepted = Платёж не принят: { $reason } Деньги не приняты.
sale-reconcile = Деньги не принимайте. Данные этой кассы и сервера расходятся: возможно, работает вторая копия этой кассы или её данные устарели. Позвоните в поддержку.

# States
state-draft = не проводился
state-checking = проверяется
state-checked = можно оплатить
state-queued = ждёт отправки
state-sending = отправляется
state-unknown = ответа пока нет
state-in-progress = обрабатывается
state-paid = оплачен
state-failed = не прошёл
state-cancelled = отозван
state-review = нужен человек
state-return-due = верните клиенту { $taken }
state-returned = деньги возвращены
state-print-due = квитанция ждёт печати
state-print-uncertain = квитанция вышла?
state-unknown-to-server = сервер не знает этот платёж: позвоните в поддержку

# Why a person must look
review-contradiction = ответы сервера противоречат друг другу.
review-too-old = исход неизвестен больше суток.
review-terms-changed = сервер назвал не ту цену или не того поставщика, на которых согласился клиент.
review-session-known = серверу уже известен номер этого платежа.

# Why a server refused
refusal-unknown-number = поставщик не знает такого номера или счёта.
refusal-bad-input = номер, счёт или другое поле записаны неверно.
refusal-bad-sum = сумма записана неверно или выходит за пределы.
refusal-changed-data = номер, счёт или сумма не те, что были при проверке.
refusal-deposit-short = на депозите дилера не хватает денег. Сообщите дилеру.
refusal-limit-reached = исчерпан лимит дилера или точки. Сообщите дилеру.
refusal-dealer-blocked = платежи этого дилера приостановлены. Сообщите дилеру.
refusal-not-allowed = этой точке, кассиру или ключу это не разрешено. Сообщите дилеру.
refusal-provider-not-served = этот поставщик здесь не обслуживается.
refusal-provider-down = поставщик сейчас недоступен. Повторите через несколько минут.
refusal-server-busy = сервер занят. Повторите через минуту.
refusal-repeat-within-hour = на этот номер уже платили такую же сумму в течение часа.
refusal-black-listed = на этот номер здесь платить нельзя.
refusal-check-expired = после проверки номера прошло слишком много времени.
refusal-session-exists = серверу уже известен номер этого платежа.
refusal-session-unknown = сервер не знает такого платежа.
refusal-withdrawn = платёж отозван.
refusal-state-unclear = сервер сам ещё не знает исхода.
refusal-request-refused = сервер не принял запрос в таком виде. Позвоните в поддержку.
refusal-other = сервер назвал причину, которая здесь неизвестна. Позвоните в поддержку.
refusal-code = (код { $code })

# Why there is no answer
why-unreachable = нет связи с сервером
why-timed-out = ответ не пришёл вовремя
why-not-accepted = вместо ответа пришла страница с ошибкой
why-bad-size = ответ пустой или слишком длинный
why-not-signed = пришёл не ответ сервера; возможно, мешает прокси или страница входа в сеть
why-wrong-key = ответ подписан не ключом сервера
why-bad-signature = подпись ответа неверна
why-bad-fields = ответ не читается
why-other-session = ответ относится к другому платежу
why-stale = ответ устарел
why-epoch-ahead = работает другая копия этой кассы
why-server-went-back = сервер работает на старых данных
why-cannot-sign = не удалось подписать запрос
why-interrupted = программу закрыли, пока она спрашивала

# What a cashier typed
input-provider = Нет поставщика «{ $id }». Есть такие: { $known }
input-field = { $label }: { $why } Ничего не отправлено, деньги не приняты.
input-no-field = У поставщика { $provider } нет поля { $field }. Его поля: { $known }
input-amount = Сумма: { $why } Ничего не отправлено, деньги не приняты.
input-handed = Получено от клиента: { $why } Ничего не отправлено, деньги не приняты.
input-field-form = «{ $text }» нужно записать в виде ПОЛЕ=ЗНАЧЕНИЕ.
input-one-amount = Укажите что-то одно: сумму к зачислению (--amount) или сколько взять с клиента (--cash).
value-missing = поле нужно заполнить.
value-length = знаков { $found }, а нужно от { $min } до { $max }.
value-character = знак на месте { $position } здесь недопустим.
value-not-in-list = такого варианта нет.
phone-empty = номер не указан.
phone-character = знак на месте { $position } в номере телефона недопустим.
phone-length = цифр { $found }, а нужно { $expected }.
phone-country = это номер другой страны.
phone-prefix = номера этой страны так не начинаются.
sum-empty = она не указана.
sum-sign = сумму пишут без знака плюс или минус.
sum-character = знак на месте { $position } в сумме недопустим.
sum-separators = запятая или точка может быть только одна.
sum-no-whole = перед запятой или точкой не хватает цифры.
sum-groups = пробелами отделяют только по три цифры.
sum-ambiguous = три цифры после запятой или точки можно понять двояко. Напишите 1234 или 1,23.
sum-decimals = после запятой или точки ставят одну или две цифры.
sum-too-large = она слишком велика.
limit-too-small = наименьшая сумма платежа { $min }.
limit-too-large = наибольшая сумма одного платежа { $max }.
fee-too-little = после комиссии от неё ничего не остаётся.
fee-not-positive = она должна быть больше нуля.
fee-whole-only = этому поставщику платят только целыми.
fee-unreachable = с комиссией этого поставщика она не получается ровно.

# Why a command was not accepted
rejection-no-such-payment = такого незавершённого платежа нет.
rejection-wrong-state = в таком состоянии платежа это невозможно.
rejection-consent-too-old = проверка устарела; проверьте ещё раз.
rejection-bad-order = данные платежа не подходят поставщику.
rejection-not-offline = для этого поставщика без связи платежи не принимают.
rejection-offline-limit = слишком много платежей уже ждёт связи.
rejection-too-little-cash = клиент дал меньше, чем нужно взять.
rejection-cannot-close = платёж мог дойти до сервера, а отменить его там нельзя. Дождитесь ответа.
rejection-storage = данные не удаётся надёжно сохранить. Деньги не принимайте.
rejection-storage-unsure = диск отказал во время записи. Не возвращайте деньги и не проводите платёж второй раз: запустите кассу, она прочтёт диск и спросит сервер.
rejection-reconcile = данные этой кассы и сервера расходятся. Деньги не принимайте, позвоните в поддержку.
rejection-repeat = меньше часа назад на этот номер уже принята такая же сумма: платёж { $id }. Если клиент хочет заплатить ещё раз, укажите причину (--again).
rejection-shift-open = смена уже открыта; сначала закройте её.
rejection-no-shift = смена не открыта.
rejection-bad-sum = такая сумма здесь не подходит.
rejection-no-reason = укажите причину; без неё это не делается.
rejection-correction-open = заявление об исправлении этого платежа уже есть.
rejection-stopping = программа закрывается.

# Storage
storage-held = С этой папкой данных ({ $folder }) уже работает другая касса. Сначала закройте её. Деньги не приняты.
storage-newer = Данные в { $folder } записаны более новой версией Paydesk (версия данных { $found }, эта программа знает { $known }). Запустите новую программу. Ничего не изменено.
storage-damaged = База данных в { $folder } повреждена ({ $what }). Деньги не принимайте, позвоните в поддержку. Ничего не изменено.
storage-old-sqlite = Эта программа собрана с SQLite { $what }, которая может испортить данные. Возьмите другую сборку.
storage-folder = Папка данных { $folder } не годится: { $what }. Не принимайте деньги, пока это не исправят.
storage-full = Платёж не удалось сохранить: диск заполнен или неисправен. Ничего не отправлено. Если за него взяли деньги, верните их.
storage-unsure = Диск отказал во время записи платежа. Не возвращайте деньги и не проводите платёж второй раз. Исправьте диск и запустите «paydesk retry»: касса прочтёт, что записано, и спросит сервер.
storage-missing = В { $folder } данных пока нет.

# Setting up
setup-missing = Нет файла настроек { $file }. Создайте его (см. README) или попробуйте демо: «paydesk sell --demo …».
setup-wrong = Касса не готова: { $what }

# Queue, history, retry
queue-open = { $count ->
    [one] { $count } платёж не завершён.
    [few] { $count } платежа не завершены.
   *[many] { $count } платежей не завершены.
  }
queue-empty = Незавершённых платежей нет. Возвращать нечего.
queue-line = { $id }  { $when }  { $provider }  { $details }  { $taken }  { $state }
queue-done = Готово.
history-empty = Ничего не найдено.
retry-none-left = Все платежи завершены.
retry-left = { $count ->
    [one] { $count } платёж ещё не завершён, он сохранён на этом компьютере.
    [few] { $count } платежа ещё не завершены, они сохранены на этом компьютере.
   *[many] { $count } платежей ещё не завершены, они сохранены на этом компьютере.
  }

# Doctor
doctor-ok = в порядке
doctor-wrong = ОШИБКА
doctor-settings = Настройки
doctor-keys = Ключи
doctor-data = Папка данных
doctor-journal = Журнал
doctor-outbox = Очередь
doctor-server = Сервер
doctor-clock = Часы
doctor-settings-ok = { $file }
doctor-keys-ok = ключ кассы открывается; ключ сервера { $serial } на месте
doctor-data-ok = в { $folder } можно писать
doctor-journal-ok = цел
doctor-journal-broken = нарушен на записи { $entry }: данные кто-то менял. Позвоните в поддержку.
doctor-server-ok = { $address } отвечает; на депозите { $rest }
doctor-server-silent = { $address }: { $why }. Проверьте сетевой кабель, адрес и ключи; с PAYDESK_LOG=info видно, что сообщает сеть.
doctor-server-refused = { $address } отказывает: { $reason }
doctor-clock-ok = идут как у сервера
doctor-clock-off = расходятся с часами сервера на { $seconds } с. Поправьте часы компьютера.

# Board

# Deposit
deposit-available = Депозит: доступно { $sum }.
deposit-no-refills = В этот день поступлений не было.

# Alarms
alarm-strange-reply = Внимание: { $why }. По этому ответу ничего не решено. Если повторится, позвоните в поддержку.
alarm-contradiction = Платёж { $id }: ответы сервера расходятся. Позвоните в поддержку.
alarm-late-refusal = Платёж { $id } отклонён уже после выдачи квитанции. Заберите квитанцию и верните деньги.
