# Тексты стенда сбоев: что он делает, что насчитал, что говорит.

faults-again = клиент хочет ещё раз
faults-cannot = Стенд не собирается, ничего не испытано: { $what }
faults-begin-minutes = Кассы продают по линии, на которой всё идёт не так: касс { $tills }, минут { $minutes }. Данные вашего магазина не затрагиваются. Зерно: { $seed }.
faults-begin-requests = Кассы продают по линии, на которой всё идёт не так, пока сбоев в обменах не станет { $requests }. Касс: { $tills }. Данные вашего магазина не затрагиваются. Зерно: { $seed }.
faults-begin-both = Кассы продают по линии, на которой всё идёт не так: касс { $tills }, минут { $minutes } или пока сбоев в обменах не станет { $requests }. Данные вашего магазина не затрагиваются. Зерно: { $seed }.
faults-selling = Идёт продажа. Ctrl-C закончит раньше, с итогом на этот момент.
faults-healing =
    { $count ->
        [one] Линия снова исправна. Открыт { $count } платёж; кассы продолжают спрашивать.
        [few] Линия снова исправна. Открыто { $count } платежа; кассы продолжают спрашивать.
       *[other] Линия снова исправна. Открыто { $count } платежей; кассы продолжают спрашивать.
    }

faults-seed = Зерно
faults-tills = Касс
faults-time = Время продажи
faults-seconds = { $seconds } с

faults-taken = Платежей, за которые взяты наличные
faults-paid = - оплачено
faults-back = - не оплачено, наличные возвращены или подлежат возврату
faults-open = - исход неизвестен, ещё открыто
faults-left = Клиентов, ушедших без оплаты
faults-cheques = Чеков напечатано
faults-cash-taken = Наличных взято
faults-cash-back = Наличных возвращено

faults-exchanges = Обменов по линии
faults-faulted = - со сбоем
fault-delay = ответ опоздал
fault-lose-request = запрос потерян
fault-lose-reply = ответ потерян
fault-silence = молчание, связь стоит
fault-duplicate = запрос удвоен
fault-reorder = запрос обогнали
fault-hold = запрос задержан
fault-replay-own = старый ответ, свой платёж
fault-replay-other = старый ответ, чужой платёж
fault-swap = ответы перепутаны
fault-truncate = ответ обрезан
fault-flip-reply = искажён бит ответа
fault-flip-request = искажён бит запроса
fault-half-close = закрыто наполовину
fault-drip = ответ по одному байту
fault-html = страница входа в сеть
fault-server-error = страница ошибки (5xx)
fault-too-many = слишком часто (429)
fault-unavailable = недоступно (503)
fault-redirect = перенаправление
fault-endless = ответ без конца
fault-refuse = соединение не принято
fault-reset-after = соединение сброшено
fault-strip-request = в запросе нет поля
fault-strip-reply = в ответе нет поля
fault-wrong-certificate = неверный сертификат

faults-lost = ПОТЕРЯНО
faults-doubled = УДВОЕНО
faults-false-cheque = ЛОЖНЫХ ЧЕКОВ
faults-found = { $what }: точка { $point }, платёж { $payment }
faults-blocked = Касс, переставших принимать деньги
faults-panics = Частей программы, которые сломались
faults-leaked = Байтов прочёл чужой с неверным сертификатом
faults-unbalanced = Книги хаба и провайдера не сходятся.

faults-were-open = Были открыты при починке линии, теперь завершены
faults-half = - половина через
faults-most = - 99 из 100 через
faults-longest = - последний через
faults-due = Бумаги и деньги, которые ещё должны

faults-verdict-clean = Хорошо: ни один платёж не потерян, ни один не проведён дважды, и ни один чек не лжёт.
faults-verdict-nothing = Ничего не продано, поэтому ничего не доказано. Дайте стенду поработать дольше.
faults-verdict-open = Ни один платёж не потерян и не проведён дважды, ложных чеков нет, но не всё пришло к концу: смотрите выше, что открыто, что ещё должно выйти и какие кассы остановились.
faults-verdict-bad = ПЛОХО: выше есть то, чего быть не должно. Не принимайте деньги этой версией; отправьте в поддержку папку, названную ниже, и зерно.
faults-interrupted = Закончено раньше срока; итог верен для того, что продано до этого.
faults-evidence = Базы и бумаги этого прогона лежат в { $folder }
