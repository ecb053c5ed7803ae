# Texts of the settings, the shift and the first start.

# Settings: the menu
settings-language = Език
settings-colours = Цветове
settings-size = Размер на текста
settings-printer = Принтер
settings-customer = Екран за клиента
settings-sounds = Звуци
settings-server = Сървър
settings-keys = Ключове
settings-people = Служители
settings-lock = Заключване
settings-sums = Суми

# Settings: titles and what each section is for
settings-language-title = Език на прозореца
settings-language-why = Сменя се веднага. Езикът на бележките е зададен във файла с настройки.
settings-colours-title = Цветове на прозореца
settings-colours-why = Сменят се веднага. Бележките винаги са черни на бяло.
settings-size-title = Размер на текста
settings-size-why = С текста растат полетата и бутоните.
settings-printer-title = Принтер
settings-printer-why = Къде отиват бележките и готов ли е принтерът.
settings-customer-title = Екран за клиента
settings-customer-why = Втори прозорец: номер, сума и ресто с едри цифри, без депозит и възнаграждение.
settings-sounds-title = Звуци
settings-sounds-why = Силата на звука се задава от компютъра. Всеки звук върви с текст на екрана.
settings-server-title = Сървър
settings-server-why = Отговаря ли, как върви часовникът и колко е депозитът.
settings-keys-title = Ключове
settings-keys-why = С кои ключове се подписват и проверяват съобщенията.
settings-people-title = Служители
settings-people-why = Кой може да отвори тази каса със своя ПИН.
settings-lock-title = Заключване на екрана
settings-lock-why = След колко минути без натискане касата иска ПИН. Отворените плащания продължават.
settings-sums-title = Готови суми
settings-sums-why = Набират се с Ctrl 1 – Ctrl 4 по време на продажба.

# Settings: what all sections say
settings-owner-only = Това го променя само собственикът.
settings-owner-only-do = За промяна собственикът влиза със своя ПИН.
settings-kept = Запазено.
settings-not-kept = Настройките не можаха да се запишат.
settings-not-kept-do = Плащанията са цели. Проверете мястото на диска и изберете отново.
settings-looking = Питаме…
settings-key-keep = Запази

# Settings: languages, each in its own words
settings-language-ru = Русский
settings-language-bg = Български
settings-language-en = English

# Settings: colours and size
settings-colours-light = Светли
settings-colours-dark = Тъмни
settings-colours-contrast = Контрастни
settings-colours-sum = Общо за плащане
settings-colours-button = Потвърди
settings-size-sample = Аа 5
settings-size-percent = { $percent } %

# Settings: printer
settings-printer-asked = Състоянието на принтера още не е известно.
settings-printer-asked-do = Натиснете Ctrl R, касата ще провери.
settings-printer-ready = Принтерът е готов.
settings-printer-ready-do = Бележката ще излезе.
settings-printer-unknown = Принтерът не съобщава за себе си.
settings-printer-unknown-do = След всяка бележка гледайте дали е излязла цяла.
settings-printer-missing = Няма принтер или е изключен.
settings-printer-missing-do = Проверете захранването и кабела, после натиснете Ctrl R.
settings-printer-no-paper = Хартията в принтера свърши.
settings-printer-no-paper-do = Сложете ролка, после натиснете Ctrl R.
settings-printer-cover = Капакът на принтера е отворен.
settings-printer-cover-do = Затворете го, после натиснете Ctrl R.
settings-printer-silent = Принтерът е тук, но не отговаря.
settings-printer-silent-do = Вижте дали е включен. Чековете чакат и излизат сами.
settings-printer-busy = Друга програма или каса държи принтера.
settings-printer-busy-do = Затворете тази програма. Чековете чакат и излизат сами.
settings-printer-forbidden = Потребителят на този компютър няма права за принтера.
settings-printer-forbidden-do = Права дава администраторът (в Linux: група lp или dialout). Чековете чакат.
settings-printer-offline = Принтерът казва, че е изключен от линията.
settings-printer-offline-do = Натиснете бутона му или го изключете и включете. Чековете чакат и излизат сами.
settings-printer-cutter = Ножът на принтера е заял.
settings-printer-cutter-do = Изключете го, освободете хартията, включете го. Чековете чакат и излизат сами.
settings-printer-broken = Принтерът съобщава за повреда.
settings-printer-broken-do = Изключете го и го включете; ако не помогне, повикайте сервиз. Плащанията вървят, чековете чакат.
settings-printer-stuck = Драйверът на принтера е увиснал.
settings-printer-stuck-do = Извадете и сложете кабела на принтера; ако не помогне, пуснете касата отново. Плащанията вървят, чековете чакат.
settings-printer-not-writable = Там, където отиват бележките, не може да се пише.
settings-printer-not-writable-do = Проверете мястото на диска и правата на папката, после натиснете Ctrl R.
settings-printer-where = Къде отиват бележките
settings-printer-columns = { $profile }, { $columns } знака на ред
settings-printer-again = Провери отново
settings-printer-find = Намери принтери
settings-printer-try = Пробна бележка
settings-printer-trying = Печатаме…
settings-printer-none = На този компютър не е намерен принтер. Мрежов се избира по номер.
settings-printer-other = Друг принтер
settings-printer-other-do = Номерът му в мрежата или адрес като usb:/dev/usb/lp0; после Enter.
settings-printer-bad = Това не е адрес: { $why }
settings-printer-choosing = Питаме принтера…
settings-printer-chosen = Бележките вече отиват на { $address }.
settings-key-try = Проба

# Settings: the customer's screen
settings-customer-on = Показвай
settings-customer-on-why = Прозорецът се отваря сега и при всяко пускане.
settings-customer-off = Не показвай
settings-customer-off-why = Клиентът чете номера от екрана на касиера.

# Settings: sounds
settings-sounds-on = Със звук
settings-sounds-on-why = Касата издава три звука.
settings-sounds-off = Без звук
settings-sounds-off-why = Всичко се вижда на екрана. За да ги чуете, включете звука.
settings-sounds-hear = Чуйте ги
settings-sound-done = Готово
settings-sound-done-why = Две ноти нагоре: плащането мина.
settings-sound-refused = Отказ
settings-sound-refused-why = Една ниска нота: отказано.
settings-sound-look = Погледнете
settings-sound-look-why = Две еднакви ноти: касата чака вашето решение.

# Settings: server
settings-server-answers = Сървърът отговаря.
settings-server-took = Последният отговор дойде за { $seconds } с.
settings-server-unasked = Сървърът още не е питан.
settings-server-unasked-do = Натиснете Ctrl R, касата ще попита сега.
settings-server-silent = Сървърът не отговаря.
settings-server-silent-since = Връзката изчезна: { $when }, минаха { $age }.
settings-server-silent-do = Проверете мрежовия кабел, после натиснете Ctrl R.
settings-server-no = Не се получи: { $why }.
settings-server-no-do = Плащанията са цели. Опитайте отново: Ctrl R.
settings-server-address = Адрес
settings-server-clock = Часовник на компютъра
settings-server-clock-same = върви като на сървъра
settings-server-clock-behind = изостава от сървъра с { $seconds } с, сверете го
settings-server-clock-ahead = избързва пред сървъра с { $seconds } с, сверете го
settings-server-deposit = Депозит
settings-server-rest = { $sum } · { $days }
settings-server-days = { $count ->
    [one] стига за { $count } ден
   *[other] стига за { $count } дни
  }
settings-server-again = Попитай сега

# Settings: keys
settings-keys-serial = Номер на ключа на сървъра
settings-keys-point = Код на обекта
settings-keys-till = Каса
settings-keys-secret = Тайният ключ на касата не се показва никъде. Ключовете се сменят във файла с настройки.

# Settings: people
settings-people-none = Списъкът е празен.
settings-people-none-do = Той се чете; ако остане празен, обадете се на поддръжката.
settings-people-failed = Списъкът на служителите не може да се прочете или запише. Нищо не е променено.
settings-people-kept = Запазено.
settings-people-asking = Запазваме…
settings-people-name = Име
settings-people-role = Роля
settings-people-last = Последно влизане
settings-people-state = Състояние
settings-people-never = още не е влизал
settings-people-works = работи
settings-people-first = ще смени ПИН
settings-people-left = не работи
settings-people-add = Добави
settings-people-pin = Нов ПИН
settings-people-leave = Напусна
settings-people-back = Върна се
settings-people-read-only = Хора добавя и ПИН сменя старши касиер или собственикът. Нека влезе със своя ПИН.
settings-people-owner-only = Старшите и собствениците променя само собственикът.
settings-people-self = Тук никой не променя себе си: своят ПИН се сменя при влизане.
settings-people-add-title = Нов служител
settings-people-pin-title = Нов ПИН: { $name }
settings-people-full-name = Име, презиме, фамилия
settings-people-name-hint = както на разписката
settings-people-roles-owner = старши назначава собственикът
settings-people-pin-new = Първи ПИН
settings-people-pin-once = Същият ПИН още веднъж
settings-people-pin-rule = От 6 до 12 цифри, не поредни и не еднакви. При първото влизане човекът избира свой.
settings-people-next = Напред
settings-people-finish = Запази
settings-people-cancel = Отказ

# Settings: lock
settings-lock-now = { $count ->
    [one] След { $count } минута
   *[other] След { $count } минути
  }
settings-lock-keys = Цифра 1–9 избира минутите, стрелките ги менят с една.

# Settings: sums
settings-sums-number = Сума { $number }
settings-sums-key = Ctrl { $number }
settings-sums-empty = Празно поле маха бутона. Ако всички са празни, се връщат обичайните суми.
settings-sums-no-sum = Такава сума не може да се плати. Поправете я или я изтрийте.
settings-sums-keep = Запази сумите

# Shift: opening
shift-card-none = Няма отворена смяна
shift-none-why = Смяната започва с началната наличност в касата.
shift-who = Ще я отвори
shift-open-title = Отваряне на смяна
shift-open-why = Пребройте парите в касата преди първия клиент.
shift-float = Начална наличност
shift-float-hint = Ако няма, наберете 0.
shift-no-float = Наберете началната наличност; ако няма, наберете 0.
shift-open = Отвори смяната
shift-key-open = Отвори

# Shift: the open one
shift-card-number = Смяна { $number }
shift-since = Отворена: { $when } · { $age }
shift-opened-by = Отвори я
shift-payments = Плащания днес
shift-still-open = Незавършени
shift-nothing-open = няма
shift-owed = { $count ->
    [one] Трябва да се върнат пари: { $count } плащане.
   *[other] Трябва да се върнат пари: { $count } плащания.
  }
shift-owed-do = Парите са в касата и са на клиентите. Списък: F8.
shift-open-payments = { $count ->
    [one] { $count } плащане още е отворено
   *[other] { $count } плащания още са отворени
  }
shift-open-payments-head = { $open }, { $sum }
shift-open-payments-pass = Парите са в касата. Минават поименно в смяна { $number }.
shift-open-payments-none = Парите са в касата. Минават в смяната, която отворите.
shift-list = Списък
shift-back = Назад

# Shift: closing
shift-count-title = Затваряне на смяната
shift-count-why = Пребройте парите в касата. Може да се затвори и без броене.
shift-counted = Преброено в касата
shift-counted-note = не е задължително
shift-counted-wrong = Преброената сума не е набрана докрай. Допишете я или я изтрийте.
shift-close = Затвори смяна { $number }
shift-close-now = Да, затвори
shift-close-sure = Да се затвори ли смяна { $number } сега?
shift-close-sure-do = F10 още веднъж я затваря, Esc я оставя отворена.
shift-closed = Смяна { $number } е затворена.
shift-closed-do = Следващата отваря който приеме касата.
shift-key-close = Затвори

# Shift: cash that moves
shift-cash-title = Пари без плащане
shift-cash-why = Ресто, инкасо, разходи. Остава в журнала с вашето име.
shift-cash-in = Внасяне
shift-cash-out = Изваждане
shift-drawer-open = Отвори чекмеджето
shift-drawer-only = Само отвори
shift-drawer-opened = Чекмеджето е отворено.
shift-cash-not-allowed = Пари внася и изважда касиер или старши касиер.
shift-cash-not-allowed-do = Нека влезе със своя ПИН. Парите не са пипани.
shift-cash-needs-shift = Първо отворете смяна.
shift-cash-needs-shift-do = Парите без плащане се записват в смяна. Наберете наличността, F10.
shift-direction = Посока
shift-sum = Сума
shift-reason = Причина
shift-reason-hint = например: предадено на собственика
shift-reason-needed = задължително
shift-no-direction = Изберете: 1 – внасяне, 2 – изваждане, 3 – само отваряне.
shift-no-sum = Наберете сума над нула.
shift-no-reason = Напишете причината с думи.
shift-move = Запиши
shift-move-in = Внеси { $sum }
shift-move-out = Извади { $sum }
shift-moved-in = Внесени { $sum }.
shift-moved-out = Извадени { $sum }.
shift-moved-do = Записано е в журнала на смяната.
shift-key-move = Запиши

# Shift: what all states say
shift-report-x = X-отчет
shift-report-z = Z-отчет
shift-key-report = Отчет
shift-reporting = Отчетът се печата…
shift-report-printed = Отчетът е отпечатан.
shift-report-sent = Отчетът е изпратен на принтера; той не потвърждава печата.
shift-report-uncertain = Не е известно дали отчетът е излязъл цял. Погледнете хартията.
shift-report-not-ready = Принтерът не е готов, отчетът не е отпечатан. Числата в дневника са цели.
shift-report-again = Отпечатване отново: F9.
shift-asking = Записваме…
shift-not-allowed = Смяната отваря и затваря който е влязъл.
shift-not-allowed-do = Влезте със своя ПИН.
shift-not-done = Не е направено.
shift-ended = Касата спря, отговор няма да има.
shift-ended-do = Записаното е цяло. Пуснете програмата отново и вижте какво е записано.

# First start
first-program = Paydesk
first-missing = Касата още не е настроена: няма файл с настройки.
first-file = { $file }
first-wrong = Файлът с настройки е тук, но касата не може да работи с него.
first-storage = Данните на касата не могат да се използват.
first-storage-do = Не приемайте пари, докато това не се поправи.
first-steps = Как се настройва истинска каса
first-step-keys = Вземете от администратора на хъба ключовете и номерата на обекта. Как се правят, пише в README на програмата.
first-step-file = Запишете настройките във файла { $file }. Ctrl W записва образец, сменете в него всичко с вашето.
first-step-again = Натиснете Ctrl R: касата чете настройките отново.
first-wrong-steps = Как се поправя
first-wrong-step-mend = Поправете във файла с настройки посоченото по-горе.
first-wrong-step-doctor = Командата paydesk doctor проверява ключовете, папката с данни и сървъра.
first-storage-steps = Какво да проверите
first-storage-step-other = Дали с тези данни не работи втора каса: затворете я.
first-storage-step-disk = Има ли място на диска и може ли да се пише в папката с данни.
first-demo = Опитай демото
first-write = Запиши образец
first-again = Прочети отново
first-written = Образецът е записан: { $file }
first-written-do = Сменете в него всичко с вашето, после натиснете Ctrl R.
first-not-written = Образецът не можа да се запише.
first-not-written-do = Нищо не е променено. Проверете правата на папката.

# Сверка със сървъра
reconcile-period = Периодът е от един ден до същия или по-късен, най-много 40 дни. Нищо не е сверено.
reconcile-files = Дадени файлове: { $files }, дни: { $days }. Дайте по един регистър за всеки ден, подред. Нищо не е сверено.
reconcile-no-file = Регистърът { $file } не се чете: { $what }. Нищо не е сверено.
reconcile-no-statistics = В настройките няма ключ за статистика, затова сървърът не може да бъде питан за регистъра си. Добавете раздел [statistics] с ключа или дайте файл: --registry.
reconcile-no-answer = { $address } не изпрати регистър: { $why }. Нищо не е сверено и променено; опитайте по-късно.
reconcile-refused = Регистърът за { $day } не се използва: { $what }. Нищо не е сверено и променено; вземете го отново.
reconcile-read = Редове на тази точка в регистрите на сървъра: { $rows }, на други точки: { $others }.
reconcile-agreed = Съвпадат { $count } плащания: зачислени { $credited }, приети { $taken }. Комисиона според редовете на сървъра: { $commission }.
reconcile-ends = Още { $count } са платени близо до края на периода: сървърът може да ги е осчетоводил ден по-рано или по-късно. Сверете и този ден.
reconcile-unsealed = Редовете не са под подписа на сървъра: срещу сървъра не доказват нищо.
reconcile-no-differences = Няма разлики.
reconcile-differences = Разлики: { $count }. Нито едно плащане не е променено.
reconcile-line = - плащане { $payment }: тук { $here }, при сървъра { $there }; SESSION { $session }, TRANSID { $transid }
reconcile-paid-there = При сървъра е платено, тук е отказано или оттеглено. Парите са при доставчика, а клиентът може да е получил парите обратно. Покажете на дилъра двете подписани съобщения: paydesk history --session.
reconcile-missing-here = При сървъра е платено, тук е неизвестно. Продадено е с друго копие на данните на тази каса или от някого с нейния ключ: спрете продажбите и се обадете на дилъра.
reconcile-missing-there = Тук е платено с подписан отговор, в регистъра го няма. Клиентът има бележка. Изпратете на дилъра запазения отговор: paydesk history --session; питайте сървъра отново: paydesk retry.
reconcile-other-session = При сървъра е платено под по-ранен SESSION от този, който важи тук. Може да е платено два пъти: преди всяко връщане питайте дилъра.
reconcile-twice = Сървърът посочва едно плащане два пъти. Депозитът може да е намален два пъти: изпратете на дилъра двата реда.
reconcile-sum = Сумите се различават. На бележката е сумата тук; дилърът урежда разликата по подписаните съобщения на двете страни.
reconcile-details = Номерът или сметката се различават. Парите може да са при друг абонат: изпратете на дилъра подписаната заявка.
reconcile-not-ended = Тук е платено, в регистъра не е завършено. Питайте сървъра отново: paydesk retry; бележката на клиента важи.
reconcile-open-here = При сървъра е платено, тук още е отворено. Нищо не връщайте; питайте сървъра сега: paydesk retry.
