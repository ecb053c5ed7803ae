# Display of two rows: at most 20 letters, at most 10 beside a sum
display-closed = КАССА ЗАКРЫТА
display-welcome = ДОБРО ПОЖАЛОВАТЬ
display-to-pay = К ОПЛАТЕ
display-received = ПОЛУЧЕНО
display-change = СДАЧА
display-paid = ОПЛАЧЕНО
display-thanks = СПАСИБО
display-accepted = ПРИНЯТО
display-wait = ЖДЁМ ОТВЕТА
display-test-upper = АБВГ абвг Ёё Щщ №
display-test-lower = PAYDESK 1234567,89

# Devices beside the till
device-untried = { $port }: ещё не проверялся
device-works = { $port }: принимает данные
device-missing = { $port } нет: устройство не подключено или порт называется иначе. Платежи идут и без него. Подключите его или поправьте порт в настройках.
device-denied = { $port } есть, но открыть его не разрешено. Платежи идут и без него. Добавьте пользователя кассы в группу, которой принадлежит порт (обычно dialout), и войдите заново.
device-busy = { $port } занят другой программой. Платежи идут и без него. Если открыто окно кассы, так и должно быть; иначе закройте ту программу.
device-broken = { $port } не работает: устройство выключено, или это не последовательный порт. Платежи идут и без него. Проверьте питание, кабель и скорость в настройках.
doctor-display = Дисплей покупателя
doctor-scanner = Сканер
doctor-device-ok = { $port } открывается
settings-display = Дисплей покупателя
settings-scanner = Сканер
display-none = В настройках дисплея нет: добавьте раздел [display].
display-tested = Пробный текст отправлен на { $port }. Буквы непонятны? Выберите в настройках другой page или page = "latin".

# A code that was scanned
scan-unreadable = Код считан не целиком
scan-has-number = Номер уже набран: код его не заменяет. Esc очищает
