# Texts of the settings, the shift and the first start.

# Settings: the menu
settings-language = Язык
settings-colours = Цвета
settings-size = Размер текста
settings-printer = Принтер
settings-customer = Экран клиента
settings-sounds = Звуки
settings-server = Сервер
settings-keys = Ключи
settings-people = Сотрудники
settings-lock = Блокировка
settings-sums = Суммы

# Settings: titles and what each section is for
settings-language-title = Язык окна
settings-language-why = Меняется сразу. Язык бумаг задан в файле настроек.
settings-colours-title = Цвета окна
settings-colours-why = Меняются сразу. Бумаги всегда чёрные на белом.
settings-size-title = Размер текста
settings-size-why = Вместе с текстом растут поля и кнопки.
settings-printer-title = Принтер
settings-printer-why = Куда уходят бумаги и готов ли принтер.
settings-customer-title = Экран клиента
settings-customer-why = Второе окно: номер, сумма и сдача крупно, без депозита и вознаграждения.
settings-sounds-title = Звуки
settings-sounds-why = Громкость задаёт компьютер. Каждый звук сопровождает надпись на экране.
settings-server-title = Сервер
settings-server-why = Отвечает ли он, как идут часы и сколько на депозите.
settings-keys-title = Ключи
settings-keys-why = Какими ключами подписаны и проверены сообщения.
settings-people-title = Сотрудники
settings-people-why = Кто может открыть эту кассу своим PIN.
settings-lock-title = Блокировка экрана
settings-lock-why = Через сколько минут без нажатий касса спросит PIN. Открытые платежи идут дальше.
settings-sums-title = Готовые суммы
settings-sums-why = Их набирают Ctrl 1 – Ctrl 4 во время продажи.

# Settings: what all sections say
settings-owner-only = Это меняет только владелец.
settings-owner-only-do = Чтобы изменить, владелец входит со своим PIN.
settings-kept = Сохранено.
settings-not-kept = Настройки не удалось записать.
settings-not-kept-do = Платежи целы. Проверьте место на диске и выберите ещё раз.
settings-looking = Спрашиваем…
settings-key-keep = Сохранить

# Settings: languages, each in its own words
settings-language-ru = Русский
settings-language-bg = Български
settings-language-en = English

# Settings: colours and size
settings-colours-light = Светлые
settings-colours-dark = Тёмные
settings-colours-contrast = Контрастные
settings-colours-sum = К оплате
settings-colours-button = Подтвердить
settings-size-sample = Аа 5
settings-size-percent = { $percent } %

# Settings: printer
settings-printer-asked = Состояние принтера ещё не известно.
settings-printer-asked-do = Нажмите Ctrl R, касса посмотрит.
settings-printer-ready = Принтер готов.
settings-printer-ready-do = Бумага выйдет.
settings-printer-unknown = Принтер не сообщает о себе.
settings-printer-unknown-do = После каждой бумаги смотрите, вышла ли она целиком.
settings-printer-missing = Принтер не найден или выключен.
settings-printer-missing-do = Проверьте питание и кабель, затем нажмите Ctrl R.
settings-printer-no-paper = В принтере кончилась бумага.
settings-printer-no-paper-do = Вставьте рулон, затем нажмите Ctrl R.
settings-printer-cover = Крышка принтера открыта.
settings-printer-cover-do = Закройте крышку, затем нажмите Ctrl R.
settings-printer-silent = Принтер на месте, но не отвечает.
settings-printer-silent-do = Проверьте, включён ли он. Чеки ждут и выйдут сами.
settings-printer-busy = Принтер занят другой программой или кассой.
settings-printer-busy-do = Закройте ту программу. Чеки ждут и выйдут сами.
settings-printer-forbidden = У пользователя этого компьютера нет прав на принтер.
settings-printer-forbidden-do = Права даёт администратор (в Linux — группа lp или dialout). Чеки ждут.
settings-printer-offline = Принтер сообщает, что он отключён.
settings-printer-offline-do = Нажмите на нём кнопку или выключите и включите. Чеки ждут и выйдут сами.
settings-printer-cutter = В принтере заело нож.
settings-printer-cutter-do = Выключите его, освободите бумагу, включите. Чеки ждут и выйдут сами.
settings-printer-broken = Принтер сообщает о неисправности.
settings-printer-broken-do = Выключите и включите его; не помогло — вызовите мастера. Платежи идут, чеки ждут.
settings-printer-stuck = Драйвер принтера завис.
settings-printer-stuck-do = Выньте и вставьте кабель принтера; не помогло — перезапустите кассу. Платежи идут, чеки ждут.
settings-printer-not-writable = Туда, куда уходят бумаги, нельзя писать.
settings-printer-not-writable-do = Проверьте место на диске и права на папку, затем нажмите Ctrl R.
settings-printer-where = Куда уходят бумаги
settings-printer-columns = { $profile }, { $columns } знаков в строке
settings-printer-again = Посмотреть ещё раз
settings-printer-find = Найти принтеры
settings-printer-try = Проверочная бумага
settings-printer-trying = Печатаем…
settings-printer-none = На этом компьютере принтер не найден. Сетевой выбирают по номеру.
settings-printer-other = Другой принтер
settings-printer-other-do = Его номер в сети или адрес, например usb:/dev/usb/lp0; затем Enter.
settings-printer-bad = Это не адрес: { $why }
settings-printer-choosing = Спрашиваем принтер…
settings-printer-chosen = Теперь бумаги уходят на { $address }.
settings-key-try = Проба

# Settings: the customer's screen
settings-customer-on = Показывать
settings-customer-on-why = Окно открывается сейчас и при каждом запуске.
settings-customer-off = Не показывать
settings-customer-off-why = Клиент читает номер с экрана кассира.

# Settings: sounds
settings-sounds-on = Со звуком
settings-sounds-on-why = Касса подаёт три звука.
settings-sounds-off = Без звука
settings-sounds-off-why = Всё видно на экране. Чтобы послушать, включите звук.
settings-sounds-hear = Послушать
settings-sound-done = Готово
settings-sound-done-why = Две ноты вверх: платёж прошёл.
settings-sound-refused = Отказ
settings-sound-refused-why = Одна низкая нота: отказано.
settings-sound-look = Посмотрите
settings-sound-look-why = Две одинаковые ноты: касса ждёт вашего решения.

# Settings: server
settings-server-answers = Сервер отвечает.
settings-server-took = Последний ответ пришёл за { $seconds } с.
settings-server-unasked = Сервер ещё не спрашивали.
settings-server-unasked-do = Нажмите Ctrl R, касса спросит сейчас.
settings-server-silent = Сервер не отвечает.
settings-server-silent-since = Связь пропала: { $when }, прошло { $age }.
settings-server-silent-do = Проверьте сетевой кабель, затем нажмите Ctrl R.
settings-server-no = Не получилось: { $why }.
settings-server-no-do = Платежи целы. Повторите: Ctrl R.
settings-server-address = Адрес
settings-server-clock = Часы компьютера
settings-server-clock-same = идут как у сервера
settings-server-clock-behind = отстают от сервера на { $seconds } с, поправьте их
settings-server-clock-ahead = спешат против сервера на { $seconds } с, поправьте их
settings-server-deposit = Депозит
settings-server-rest = { $sum } · { $days }
settings-server-days = { $count ->
    [one] хватит на { $count } день
    [few] хватит на { $count } дня
   *[many] хватит на { $count } дней
  }
settings-server-again = Спросить сейчас

# Settings: keys
settings-keys-serial = Номер ключа сервера
settings-keys-point = Код точки
settings-keys-till = Касса
settings-keys-secret = Секретный ключ кассы нигде не показывается. Ключи меняют в файле настроек.

# Settings: people
settings-people-none = Список пуст.
settings-people-none-do = Он читается; если так и останется, позвоните в поддержку.
settings-people-failed = Список сотрудников не читается или не пишется. Ничего не изменено.
settings-people-kept = Сохранено.
settings-people-asking = Сохраняем…
settings-people-name = Имя
settings-people-role = Роль
settings-people-last = Последний вход
settings-people-state = Состояние
settings-people-never = ещё не входил
settings-people-works = работает
settings-people-first = сменит PIN
settings-people-left = доступ закрыт
settings-people-add = Добавить
settings-people-pin = Новый PIN
settings-people-leave = Закрыть доступ
settings-people-back = Открыть доступ
settings-people-read-only = Добавляет людей и меняет PIN старший кассир или владелец. Пусть он войдёт со своим PIN.
settings-people-owner-only = Старших и владельцев меняет только владелец.
settings-people-self = Себя здесь не меняют: свой PIN меняют при входе.
settings-people-add-title = Новый сотрудник
settings-people-pin-title = Новый PIN: { $name }
settings-people-full-name = Фамилия, имя, отчество
settings-people-name-hint = как на чеке
settings-people-roles-owner = старших назначает владелец
settings-people-pin-new = Первый PIN
settings-people-pin-once = Тот же PIN ещё раз
settings-people-pin-rule = От 6 до 12 цифр, не подряд и не одинаковые. При первом входе человек выберет свой.
settings-people-next = Дальше
settings-people-finish = Сохранить
settings-people-cancel = Не надо

# Settings: lock
settings-lock-now = { $count ->
    [one] Через { $count } минуту
    [few] Через { $count } минуты
   *[many] Через { $count } минут
  }
settings-lock-keys = Цифра 1–9 выбирает минуты, стрелки меняют на одну.

# Settings: sums
settings-sums-number = Сумма { $number }
settings-sums-key = Ctrl { $number }
settings-sums-empty = Пустое поле убирает кнопку. Если пусты все, вернутся обычные суммы.
settings-sums-no-sum = Такую сумму нельзя заплатить. Исправьте её или сотрите.
settings-sums-keep = Сохранить суммы

# Shift: opening
shift-card-none = Смена не открыта
shift-none-why = Смена начинается с размена в кассе.
shift-who = Откроет
shift-open-title = Открыть смену
shift-open-why = Пересчитайте деньги в кассе до первого клиента.
shift-float = Размен при открытии
shift-float-hint = Если размена нет, наберите 0.
shift-no-float = Наберите размен; если его нет, наберите 0.
shift-open = Открыть смену
shift-key-open = Открыть

# Shift: the open one
shift-card-number = Смена { $number }
shift-since = Открыта: { $when } · { $age }
shift-opened-by = Открыл
shift-payments = Платежей за сегодня
shift-still-open = Не завершено
shift-nothing-open = нет
shift-owed = { $count ->
    [one] Нужно вернуть деньги: { $count } платёж.
    [few] Нужно вернуть деньги: { $count } платежа.
   *[many] Нужно вернуть деньги: { $count } платежей.
  }
shift-owed-do = Деньги в кассе и принадлежат клиентам. Список: F8.
shift-open-payments = { $count ->
    [one] { $count } платёж ещё открыт
    [few] { $count } платежа ещё открыты
   *[many] { $count } платежей ещё открыты
  }
shift-open-payments-head = { $open }, { $sum }
shift-open-payments-pass = Деньги в кассе. Перейдут в смену { $number } поимённо.
shift-open-payments-none = Деньги в кассе. Перейдут в смену, которую вы откроете.
shift-list = Список
shift-back = Назад

# Shift: closing
shift-count-title = Закрыть смену
shift-count-why = Пересчитайте деньги в кассе. Можно закрыть и не считая.
shift-counted = Посчитано в кассе
shift-counted-note = не обязательно
shift-counted-wrong = Посчитанная сумма набрана не до конца. Допишите её или сотрите.
shift-close = Закрыть смену { $number }
shift-close-now = Да, закрыть
shift-close-sure = Закрыть смену { $number } сейчас?
shift-close-sure-do = F10 ещё раз закроет её, Esc оставит открытой.
shift-closed = Смена { $number } закрыта.
shift-closed-do = Следующую открывает тот, кто примет кассу.
shift-key-close = Закрыть

# Shift: cash that moves
shift-cash-title = Деньги без платежа
shift-cash-why = Размен, инкассация, расходы. Запись останется в журнале с вашим именем.
shift-cash-in = Внести
shift-cash-out = Выдать
shift-drawer-open = Открыть ящик
shift-drawer-only = Только открыть
shift-drawer-opened = Ящик открыт.
shift-cash-not-allowed = Вносить и выдавать деньги может кассир или старший.
shift-cash-not-allowed-do = Пусть он войдёт со своим PIN. Деньги не тронуты.
shift-cash-needs-shift = Сначала откройте смену.
shift-cash-needs-shift-do = Деньги без платежа записываются в смену. Наберите размен, F10.
shift-direction = Куда
shift-sum = Сумма
shift-reason = Причина
shift-reason-hint = например: сдано владельцу
shift-reason-needed = обязательно
shift-no-direction = Выберите: 1 – внести, 2 – выдать, 3 – только открыть ящик.
shift-no-sum = Наберите сумму больше нуля.
shift-no-reason = Напишите причину словами.
shift-move = Записать
shift-move-in = Внести { $sum }
shift-move-out = Выдать { $sum }
shift-moved-in = Внесено { $sum }.
shift-moved-out = Выдано { $sum }.
shift-moved-do = Записано в журнал смены.
shift-key-move = Записать

# Shift: what all states say
shift-report-x = X-отчёт
shift-report-z = Z-отчёт
shift-key-report = Отчёт
shift-reporting = Отчёт печатается…
shift-report-printed = Отчёт напечатан.
shift-report-sent = Отчёт отправлен на принтер; он не подтверждает печать.
shift-report-uncertain = Неизвестно, вышел ли отчёт целиком. Посмотрите на бумагу.
shift-report-not-ready = Принтер не готов, отчёт не напечатан. Цифры в журнале целы.
shift-report-again = Напечатать ещё раз: F9.
shift-asking = Записываем…
shift-not-allowed = Открыть и закрыть смену может тот, кто вошёл.
shift-not-allowed-do = Войдите со своим PIN.
shift-not-done = Не сделано.
shift-ended = Касса остановилась, ответа не будет.
shift-ended-do = Записанное цело. Запустите программу снова и посмотрите, что записано.

# First start
first-program = Paydesk
first-missing = Касса ещё не настроена: нет файла настроек.
first-file = { $file }
first-wrong = Файл настроек есть, но касса с ним не работает.
first-storage = Данные кассы нельзя использовать.
first-storage-do = Деньги не принимайте, пока это не исправят.
first-steps = Как настроить настоящую кассу
first-step-keys = Получите у администратора хаба ключи и номера точки. Как их сделать, написано в README программы.
first-step-file = Запишите настройки в файл { $file }. Ctrl W запишет образец, в нём замените всё на своё.
first-step-again = Нажмите Ctrl R: касса прочтёт настройки снова.
first-wrong-steps = Как исправить
first-wrong-step-mend = Исправьте в файле настроек то, что названо выше.
first-wrong-step-doctor = Команда paydesk doctor проверит ключи, папку данных и сервер.
first-storage-steps = Что проверить
first-storage-step-other = Не работает ли с этими данными вторая касса: закройте её.
first-storage-step-disk = Есть ли место на диске и можно ли писать в папку данных.
first-demo = Попробовать демо
first-write = Записать образец
first-again = Прочесть снова
first-written = Образец записан: { $file }
first-written-do = Замените в нём всё на своё, затем нажмите Ctrl R.
first-not-written = Образец не удалось записать.
first-not-written-do = Ничего не изменено. Проверьте права на папку.

# Сверка с сервером
reconcile-period = Период идёт от одного дня до того же или более позднего, не больше 40 дней. Ничего не сверено.
reconcile-files = Дано файлов: { $files }, дней: { $days }. Дайте по одному реестру на каждый день, по порядку. Ничего не сверено.
reconcile-no-file = Реестр { $file } не читается: { $what }. Ничего не сверено.
reconcile-no-statistics = В настройках нет ключа статистики, поэтому реестр у сервера не спросить. Добавьте раздел [statistics] с ключом или дайте файл: --registry.
reconcile-no-answer = { $address } не прислал реестр: { $why }. Ничего не сверено и не изменено; повторите позже.
reconcile-refused = Реестр за { $day } не используется: { $what }. Ничего не сверено и не изменено; получите его заново.
reconcile-read = Строк этой точки в реестрах сервера: { $rows }, строк других точек: { $others }.
reconcile-agreed = Совпало платежей: { $count }; зачислено { $credited }, принято { $taken }. Комиссия по строкам сервера: { $commission }.
reconcile-ends = Ещё { $count } оплачены у границ периода: сервер мог учесть их днём раньше или позже. Сверьте и тот день.
reconcile-unsealed = Строки не стоят под подписью сервера: против сервера они ничего не доказывают.
reconcile-no-differences = Расхождений нет.
reconcile-differences = Расхождений: { $count }. Ни один платёж не изменён.
reconcile-line = - платёж { $payment }: здесь { $here }, у сервера { $there }; SESSION { $session }, TRANSID { $transid }
reconcile-paid-there = У сервера оплачен, здесь отказ или отзыв. Деньги у поставщика, а клиенту могли вернуть наличные. Покажите дилеру оба подписанных сообщения: paydesk history --session.
reconcile-missing-here = У сервера оплачен, здесь неизвестен. Продано с другой копии данных этой кассы или кем-то с её ключом: прекратите продажи и звоните дилеру.
reconcile-missing-there = Здесь оплачен по подписанному ответу, в реестре его нет. У клиента есть чек. Отправьте дилеру сохранённый ответ: paydesk history --session; спросите сервер ещё раз: paydesk retry.
reconcile-other-session = У сервера оплачен под более ранним SESSION, чем тот, что действует здесь. Возможна двойная оплата: до любого возврата спросите дилера.
reconcile-twice = Сервер приводит один платёж дважды. С депозита могли списать дважды: отправьте дилеру обе строки.
reconcile-sum = Суммы различаются. В чеке стоит здешняя сумма; разницу дилер решает по подписанным сообщениям сторон.
reconcile-details = Номер или счёт различаются. Деньги могли уйти другому абоненту: отправьте дилеру подписанный запрос.
reconcile-not-ended = Здесь оплачен, в реестре не завершён. Спросите сервер ещё раз: paydesk retry; чек клиента в силе.
reconcile-open-here = У сервера оплачен, здесь ещё открыт. Ничего не возвращайте; спросите сервер сейчас: paydesk retry.
