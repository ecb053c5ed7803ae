# Текстове на стенда за откази: какво прави, какво е преброил, какво казва.

faults-again = клиентът го иска още веднъж
faults-cannot = Стендът не може да се постави, нищо не е изпитано: { $what }
faults-begin-minutes = Касите продават по линия, на която всичко се обърква: каси { $tills }, минути { $minutes }. Данните на магазина ви не се засягат. Начално число: { $seed }.
faults-begin-requests = Касите продават по линия, на която всичко се обърква, докато сгрешените обмени станат { $requests }. Каси: { $tills }. Данните на магазина ви не се засягат. Начално число: { $seed }.
faults-begin-both = Касите продават по линия, на която всичко се обърква: каси { $tills }, минути { $minutes } или докато сгрешените обмени станат { $requests }. Данните на магазина ви не се засягат. Начално число: { $seed }.
faults-selling = Продава се. Ctrl-C приключва по-рано, с резултата дотогава.
faults-healing =
    { $count ->
        [one] Линията отново е изправна. Отворено е { $count } плащане; касите продължават да питат.
       *[other] Линията отново е изправна. Отворени са { $count } плащания; касите продължават да питат.
    }

faults-seed = Начално число
faults-tills = Каси
faults-time = Време на продажба
faults-seconds = { $seconds } с

faults-taken = Плащания, за които са взети пари
faults-paid = - платени
faults-back = - неплатени, парите са върнати или подлежат на връщане
faults-open = - с неизвестен край, още отворени
faults-left = Клиенти, тръгнали си без плащане
faults-cheques = Отпечатани бележки
faults-cash-taken = Взети пари в брой
faults-cash-back = Върнати пари в брой

faults-exchanges = Обмени по линията
faults-faulted = - с отказ
fault-delay = отговорът закъснява
fault-lose-request = загубена заявка
fault-lose-reply = загубен отговор
fault-silence = мълчание, връзката стои
fault-duplicate = удвоена заявка
fault-reorder = изпреварена заявка
fault-hold = задържана заявка
fault-replay-own = стар отговор, свое плащане
fault-replay-other = стар отговор, чуждо плащане
fault-swap = разменени отговори
fault-truncate = отрязан отговор
fault-flip-reply = обърнат бит в отговора
fault-flip-request = обърнат бит в заявката
fault-half-close = затворено наполовина
fault-drip = отговор байт по байт
fault-html = страница за вход
fault-server-error = страница с грешка (5xx)
fault-too-many = твърде често (429)
fault-unavailable = недостъпно (503)
fault-redirect = пренасочване
fault-endless = отговор без край
fault-refuse = неприета връзка
fault-reset-after = прекъсната връзка
fault-strip-request = липсва поле в заявката
fault-strip-reply = липсва поле в отговора
fault-wrong-certificate = грешен сертификат

faults-lost = ЗАГУБЕНИ
faults-doubled = УДВОЕНИ
faults-false-cheque = НЕВЕРНИ БЕЛЕЖКИ
faults-found = { $what }: точка { $point }, плащане { $payment }
faults-blocked = Каси, спрели да приемат пари
faults-panics = Части на програмата, които се счупиха
faults-leaked = Байтове, прочетени от чужд с грешен сертификат
faults-unbalanced = Книгите на хъба и на доставчика не се връзват.

faults-were-open = Отворени при поправката на линията, вече приключили
faults-half = - половината след
faults-most = - 99 от 100 след
faults-longest = - последното след

faults-verdict-clean = Добре: няма загубено плащане, няма направено два пъти и никоя бележка не лъже.
faults-verdict-nothing = Нищо не е продадено, затова нищо не е доказано. Оставете стенда да работи по-дълго.
faults-verdict-open = Няма загубено или удвоено плащане и няма невярна бележка, но някои още са отворени: касите не успяха да научат края им навреме.
faults-verdict-bad = ЛОШО: горе има нещо, което не бива да е. Не приемайте пари с тази версия; изпратете на поддръжката папката, посочена долу, и началното число.
faults-interrupted = Приключено по-рано; резултатът важи за продаденото дотогава.
faults-evidence = Базите и бележките от това изпълнение са в { $folder }
