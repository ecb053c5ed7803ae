# Принтеры и бумаги в командной строке.

printer-line = { $name } { $title }: знаков { $columns }, { $page }, нож { $cutter }, QR { $qr }, состояние { $status }{ $origin }
printer-bad = { $name }: этот профиль нельзя использовать: { $what }
printer-profile = Профиль принтера нельзя использовать: { $what }. Ничего не записано; профили показывает `paydesk printer list`.
paper-not-written = Файл { $file } не записывается: { $what }. Платежи не тронуты; укажите другое место.
printer-self-test-file = Бумага проверки в файле { $file }. Отправьте его на принтер.
printer-self-test-nowhere = Бумаги этой кассы — файлы: принтера для проверки нет. Ничего не напечатано. Укажите адрес принтера или --file ФАЙЛ.
printer-self-test =
    Посмотрите на бумагу и запишите увиденное:
    paydesk printer answer --profile { $profile } --row N --columns N --qr true|false --cut true|false --drawer true|false
printer-answered = Записано в { $file }. Чтобы печатать так: paydesk printer set { $address } --profile { $name }.
printer-no-row = Строки { $row } на бумаге нет. Ничего не записано; укажите номер от 1 до 17 или 0, если не читается ни одна.
printer-no-ruler = Линейки { $width } на бумаге нет. Ничего не записано; укажите 32, 42 или 48.

cheque-genuine = Код подлинный. { $at } принято { $taken }, номер кончается на { $last }, SESSION { $session }: { $state }.
cheque-training = Код сделан в учебном режиме: деньги не платили. { $taken }, { $at }, SESSION { $session }. Ничего не выдавайте по этой бумаге.
cheque-differs = Код подлинный, но в книгах этой кассы о SESSION { $session } записано иное: на бумаге { $taken }, { $at }, { $state }. Ничего не выдавайте по этой бумаге; в книгах:
cheque-state-credited = зачислено поставщику
cheque-state-accepted = принято поставщиком
cheque-state-training = учебный режим
cheque-not-in-books = В книгах этого компьютера платежа с такой SESSION нет; проверена только подпись.
cheque-forged = Код подделан или повреждён: подпись не подходит. Не выдавайте денег по этой бумаге; найдите платёж: paydesk history --session.
cheque-unknown-key = Код сделан другой кассой или подделан: её ключа здесь нет. Пока не выдавайте денег; возьмите ключ той кассы (paydesk cheque key) и укажите его в --keys.
cheque-no-code = Это не код квитанции. Ничего не искали; дайте весь текст QR-кода.
cheque-no-key = У этой кассы ещё нет ключа для квитанций. Он появится, когда кассу впервые откроют.
cheque-bad-key = Ключ для квитанций нельзя использовать: { $what }. Платежи не тронуты; исправьте файл или укажите другой.
cheque-no-paper = Для платежа { $payment } бумаги нет: здесь он неизвестен или денег за него не брали. Найдите его: paydesk history.
cheque-no-file = Эти байты не текст для экрана. Ничего не записано; укажите файл в --out.
cheque-not-drawn = Бумагу нельзя нарисовать: { $what }. Платёж не тронут; возьмите текст: --format text.
report-no-shift = Такой смены нет. Смена открывается в окне кассы (F12).

template-good = { $file } можно использовать. Работающая касса возьмёт его при следующем запуске.
template-no-catalogue = Этот компьютер не настроен как касса: есть ли поставщики в каталоге, не проверялось.
template-missing = Шаблона { $file } нет. Бумаги печатаются без него; с платежами всё в порядке.
template-refused = Шаблон бумаг использовать нельзя: { $what }. Бумаги печатаются без него, платежи не затронуты. Исправьте эту строку и запустите кассу снова.
doctor-template = Шаблон бумаг
settings-template-refused = Бумаги печатаются без шаблона дилера.
settings-template-refused-why = { $what }
settings-template-refused-do = Платежи не затронуты. Исправьте файл и запустите кассу снова.
settings-printer-profile = Профиль
settings-printer-profiles = Выбрать профиль
settings-printer-slip = Самопроверка
settings-printer-as = Профиль { $profile }, { $columns } знаков в строке. Нажмите F9 и посмотрите на проверочную бумагу.
settings-profiles-title = Какой это принтер?
settings-profiles-do = Стрелки вверх и вниз, затем Enter; Esc — назад. Пока ничего не изменено. Принтера здесь нет: Esc, затем самопроверка, Ctrl T.
settings-profile = { $name } — { $title }: { $columns } знаков, { $page }
settings-profile-own = { $name } — свой профиль магазина: { $columns } знаков, { $page }
settings-profile-refused = Этот профиль использовать нельзя: { $what }.
settings-profile-refused-do = Бумаги выходят как раньше, платежи не затронуты. Выберите другой профиль.
settings-slip-nowhere = Бумаги идут в файлы или на экран: принтера для листа нет. Платежи не затронуты. Сначала выберите принтер.
settings-slip-printed = Лист вышел, говорит принтер. Посмотрите на него и ответьте ниже; платежи не затронуты.
settings-slip-sent = Лист отправлен; этот принтер ничего не подтверждает. Посмотрите на него и ответьте ниже; платежи не затронуты.
settings-slip-uncertain = Принтер прервал лист. Платежи не затронуты. Ответьте, что видно, или нажмите Esc и попробуйте снова.
settings-slip-not-ready = Лист не отправлен: принтер не был готов. Платежи не затронуты. Проверьте питание, бумагу и кабель и нажмите Ctrl T.
settings-slip-title = Что видно на листе?
settings-slip-do = Цифры и стрелки, Enter — следующий вопрос, F10 сохраняет. Без ответа всё остаётся как есть.
settings-slip-row = 1. Номер строки, которая читается (0, если такой нет)
settings-slip-columns = 2. Самая длинная линейка, которая вся в одной строке
settings-slip-qr = 3. Есть ли квадратный код?
settings-slip-cut = 4. Отрезана ли бумага?
settings-slip-drawer = 5. Открылся ли денежный ящик?
settings-slip-yes = Да
settings-slip-no = Нет
settings-slip-keep = Сохранить и использовать
settings-slip-close = Назад
settings-slip-no-row = На листе строки от 1 до { $most }. Ничего не изменено; укажите одну из них или 0.
settings-profiles-above = выше ещё { $count }
