# Texts of the till: what happened, where the money is, what to do.

# Asking
ask-terms = { $provider }, { $details }: за зачисляване { $credited }, такса { $fee }, вземете от клиента { $taken }.
ask-info = Доставчикът съобщава: { $info }

# How a sale ended
sale-paid = Платено. Парите са при доставчика. Дайте на клиента разписка { $claim }.
sale-paid-no-paper = Платено, парите са при доставчика, но разписката не излезе. Тя чака печат: проверете принтера и пуснете „paydesk retry“.
sale-refused = Не е платено: { $reason } Пари не са приети.
sale-no-answer = Не е платено: сървърът не отговори ({ $why }). Пари не са приети. Опитайте пак, щом има връзка.
sale-failed = Не е платено: { $reason } Парите са в касата: върнете на клиента { $taken } и пуснете „paydesk queue returned { $id }“.
sale-queued = Сървърът не можа да бъде попитан ({ $why }). Парите са в касата, плащането е запазено на този компютър и ще тръгне със следващата продажба или веднага с „paydesk retry“. Дайте на клиента листа „Прието за изпращане“ { $claim }; това не е разписка.
sale-unknown = Още няма отговор. Парите са в касата, плащането е запазено на този компютър. За него ще попита следващата продажба; „paydesk retry“ пита веднага. Не го правете втори път. Дайте на клиента листа „Прието за изпращане“ { $claim }; това не е разписка.
sale-in-progress = Плащането е при сървъра и се обработва. Парите са в касата. За него ще попита следващата продажба; „paydesk retry“ пита веднага. Не го правете втори път. Дайте на клиента листа „Прието за изпращане“ { $claim }; това не е разписка.
sale-review = Човек трябва да види това плащане: { $reason } Парите са в касата. Не го правете втори път. Обадете се на поддръжката и кажете номера { $claim }.
sale-not-accepted = Плащането не е прието: { $reason } Пари не са приети.
sale-reconcile = Не приемайте пари. Данните на тази каса и на сървъра не съвпадат: може да работи второ копие на касата или данните ѝ да са стари. Обадете се на поддръжката.

# States
state-draft = не е правено
state-checking = проверява се
state-checked = може да се плати
state-queued = чака изпращане
state-sending = изпраща се
state-unknown = още няма отговор
state-in-progress = обработва се
state-paid = платено
state-failed = не е минало
state-cancelled = оттеглено
state-review = нужен е човек
state-return-due = върнете на клиента { $taken }
state-returned = парите са върнати
state-print-due = разписката чака печат
state-print-uncertain = излезе ли разписката?
state-unknown-to-server = сървърът не познава това плащане: обадете се на поддръжката

# Why a person must look
review-contradiction = отговорите на сървъра си противоречат.
review-too-old = изходът е неизвестен повече от денонощие.
review-terms-changed = сървърът посочи друга цена или друг доставчик, а не тези, с които клиентът се съгласи.
review-session-known = сървърът вече познава номера на това плащане.

# Why a server refused
refusal-unknown-number = доставчикът не познава този номер или сметка.
refusal-bad-input = номерът, сметката или друго поле са записани грешно.
refusal-bad-sum = сумата е записана грешно или е извън границите.
refusal-changed-data = номерът, сметката или сумата не са тези от проверката.
refusal-deposit-short = депозитът на дилъра не стига. Съобщете на дилъра.
refusal-limit-reached = достигнат е лимит на дилъра или на обекта. Съобщете на дилъра.
refusal-dealer-blocked = плащанията на този дилър са спрени. Съобщете на дилъра.
refusal-not-allowed = на този обект, касиер или ключ това не е разрешено. Съобщете на дилъра.
refusal-provider-not-served = този доставчик не се обслужва тук.
refusal-provider-down = доставчикът сега е недостъпен. Опитайте пак след няколко минути.
refusal-server-busy = сървърът е зает. Опитайте пак след минута.
refusal-repeat-within-hour = за този номер вече е платена същата сума през последния час.
refusal-black-listed = за този номер тук не може да се плаща.
refusal-check-expired = от проверката на номера мина твърде много време.
refusal-session-exists = сървърът вече познава номера на това плащане.
refusal-session-unknown = сървърът не познава това плащане.
refusal-withdrawn = плащането е оттеглено.
refusal-state-unclear = самият сървър още не знае изхода.
refusal-request-refused = сървърът не прие заявката в този вид. Обадете се на поддръжката.
refusal-other = сървърът даде причина, която тук не е известна. Обадете се на поддръжката.
refusal-code = (код { $code })

# Why there is no answer
why-unreachable = няма връзка със сървъра
why-timed-out = отговорът не дойде навреме
why-not-accepted = вместо отговор дойде страница с грешка
why-bad-size = отговорът е празен или твърде дълъг
why-not-signed = дошлото не е отговор на сървъра; може да пречи прокси или страница за вход в мрежата
why-wrong-key = отговорът е подписан с ключ, който не е на сървъра
why-bad-signature = подписът на отговора е неверен
why-bad-fields = отговорът не може да се прочете
why-other-session = отговорът е за друго плащане
why-stale = отговорът е остарял
why-epoch-ahead = работи друго копие на тази каса
why-server-went-back = сървърът работи със стари данни
why-cannot-sign = заявката не можа да бъде подписана
why-interrupted = програмата беше затворена, докато питаше

# What a cashier typed
input-provider = Няма доставчик „{ $id }“. Има следните: { $known }
input-field = { $label }: { $why } Нищо не е изпратено, пари не са приети.
input-no-field = Доставчикът { $provider } няма поле { $field }. Полетата му са: { $known }
input-amount = Сумата: { $why } Нищо не е изпратено, пари не са приети.
input-handed = Получено от клиента: { $why } Нищо не е изпратено, пари не са приети.
input-field-form = „{ $text }“ трябва да се запише като ПОЛЕ=СТОЙНОСТ.
input-one-amount = Посочете само едно: сумата за зачисляване (--amount) или колко да се вземе от клиента (--cash).
value-missing = полето трябва да се попълни.
value-length = знаците са { $found }, а трябва да са от { $min } до { $max }.
value-character = знакът на място { $position } не може да стои тук.
value-not-in-list = няма такъв избор.
phone-empty = няма номер.
phone-character = знакът на място { $position } не може да стои в телефонен номер.
phone-length = цифрите са { $found }, а трябва да са { $expected }.
phone-country = това е номер от друга държава.
phone-prefix = номерата в тази държава не започват така.
sum-empty = не е посочена.
sum-sign = пише се без плюс или минус.
sum-character = знакът на място { $position } не може да стои в сума.
sum-separators = може да има само една запетая или точка.
sum-no-whole = липсва цифра преди запетаята или точката.
sum-groups = с интервал се отделят само групи от по три цифри.
sum-ambiguous = три цифри след запетаята или точката могат да се разберат по два начина. Напишете 1234 или 1,23.
sum-decimals = след запетаята или точката се пишат една или две цифри.
sum-too-large = твърде голяма е.
limit-too-small = най-малкото плащане е { $min }.
limit-too-large = най-голямото плащане наведнъж е { $max }.
fee-too-little = след таксата от нея не остава нищо.
fee-not-positive = трябва да е над нула.
fee-whole-only = на този доставчик се плаща само в цели единици.
fee-unreachable = с таксите на този доставчик тя не може да се получи точно.

# Why a command was not accepted
rejection-no-such-payment = няма такова незавършено плащане.
rejection-wrong-state = състоянието на плащането не го позволява.
rejection-consent-too-old = проверката е остаряла; проверете пак.
rejection-bad-order = данните на плащането не подхождат на доставчика.
rejection-not-offline = за този доставчик без връзка не се приема.
rejection-offline-limit = твърде много плащания вече чакат връзка.
rejection-too-little-cash = клиентът даде по-малко, отколкото трябва да се вземе.
rejection-cannot-close = плащането може да е стигнало до сървъра, а той не може да го отмени. Изчакайте отговора.
rejection-storage = данните не могат да се запазят надеждно. Не приемайте пари.
rejection-storage-unsure = дискът отказа при записа. Не връщайте парите и не правете плащането втори път: пуснете касата, тя ще прочете диска и ще попита сървъра.
rejection-reconcile = данните на тази каса и на сървъра не съвпадат. Не приемайте пари, обадете се на поддръжката.
rejection-stopping = програмата се затваря.

# Storage
storage-held = С тази папка с данни ({ $folder }) вече работи друга каса. Първо я затворете. Пари не са приети.
storage-newer = Данните в { $folder } са записани от по-нов Paydesk (версия на данните { $found }, тази програма знае { $known }). Пуснете по-новата програма. Нищо не е променено.
storage-damaged = Базата данни в { $folder } е повредена ({ $what }). Не приемайте пари, обадете се на поддръжката. Нищо не е променено.
storage-old-sqlite = Тази програма е изградена с SQLite { $what }, която може да повреди данните. Вземете друга версия на програмата.
storage-folder = Папката с данни { $folder } не може да се ползва: { $what }. Не приемайте пари, докато не се оправи.
storage-full = Плащането не можа да се запази: дискът е пълен или повреден. Нищо не е изпратено. Ако за него са взети пари, върнете ги.
storage-unsure = Дискът отказа при записа на плащане. Не връщайте парите и не правете плащането втори път. Поправете диска и пуснете „paydesk retry“: касата ще прочете какво е записано и ще попита сървъра.
storage-missing = В { $folder } още няма данни.

# Setting up
setup-missing = Няма файл с настройки { $file }. Създайте го (вижте README) или опитайте демото: „paydesk sell --demo …“.
setup-wrong = Касата не е готова: { $what }

# Queue, history, retry
queue-open = { $count ->
    [one] { $count } плащане не е завършено.
   *[other] { $count } плащания не са завършени.
  }
queue-empty = Няма незавършени плащания. Няма пари за връщане.
queue-line = { $id }  { $when }  { $provider }  { $details }  { $taken }  { $state }
queue-done = Готово.
history-empty = Нищо не е намерено.
retry-none-left = Всички плащания са завършени.
retry-left = { $count ->
    [one] { $count } плащане още не е завършено, то е запазено на този компютър.
   *[other] { $count } плащания още не са завършени, те са запазени на този компютър.
  }

# Doctor
doctor-ok = наред
doctor-wrong = ГРЕШКА
doctor-settings = Настройки
doctor-keys = Ключове
doctor-data = Папка с данни
doctor-journal = Журнал
doctor-outbox = Опашка
doctor-server = Сървър
doctor-clock = Часовник
doctor-settings-ok = { $file }
doctor-keys-ok = ключът на касата се отваря; ключът на сървъра { $serial } е на място
doctor-data-ok = в { $folder } може да се пише
doctor-journal-ok = цял
doctor-journal-broken = нарушен при запис { $entry }: някой е променял данните. Обадете се на поддръжката.
doctor-server-ok = { $address } отговаря; депозитът е { $rest }
doctor-server-silent = { $address }: { $why }. Проверете мрежовия кабел, адреса и ключовете; с PAYDESK_LOG=info се вижда какво казва мрежата.
doctor-server-refused = { $address } отказва: { $reason }
doctor-clock-ok = върви като този на сървъра
doctor-clock-off = разминава се с часовника на сървъра с { $seconds } с. Нагласете часовника на компютъра.

# Board
board-title = Paydesk: опашка
board-latest = Последни плащания
board-no-window = Прозорецът не може да се отвори: няма екран или липсва системна библиотека.

# Deposit
deposit-available = Депозит: разполагаеми { $sum }.
deposit-no-refills = На този ден няма постъпления.

# Alarms
alarm-strange-reply = Внимание: { $why }. По този отговор нищо не е решено. Ако се повтори, обадете се на поддръжката.
alarm-contradiction = Плащане { $id }: отговорите на сървъра се разминават. Обадете се на поддръжката.
alarm-late-refusal = Плащане { $id } е отказано, след като разписката вече е издадена. Вземете разписката обратно и върнете парите.
