# Display of two rows: at most 20 letters, at most 10 beside a sum
display-closed = КАСАТА Е ЗАТВОРЕНА
display-welcome = ДОБРЕ ДОШЛИ
display-to-pay = ЗА ПЛАЩАНЕ
display-received = ПОЛУЧЕНО
display-change = РЕСТО
display-paid = ПЛАТЕНО
display-thanks = БЛАГОДАРИМ
display-accepted = ПРИЕТО
display-wait = ЧАКАМЕ ОТГОВОР
display-test-upper = АБВГ абвг Ъъ Щщ №
display-test-lower = PAYDESK 1234567,89

# Devices beside the till
device-untried = { $port }: още не е пробван
device-works = { $port }: приема данни
device-missing = { $port } го няма: устройството не е включено или портът се казва другояче. Плащанията вървят и без него. Включете го или поправете порта в настройките.
device-denied = { $port } е тук, но не е позволено да се отвори. Плащанията вървят и без него. Добавете потребителя на касата в групата на порта (обикновено dialout) и влезте наново.
device-busy = { $port } е зает от друга програма. Плащанията вървят и без него. Ако прозорецът на касата е отворен, така и трябва да е; иначе затворете онази програма.
device-broken = { $port } не работи: устройството е изключено или това не е сериен порт. Плащанията вървят и без него. Проверете захранването, кабела и скоростта в настройките.
doctor-display = Дисплей за клиента
doctor-scanner = Скенер
doctor-device-ok = { $port } се отваря
settings-display = Дисплей за клиента
settings-scanner = Скенер
display-none = В настройките няма дисплей: добавете раздел [display].
display-tested = Пробният текст е изпратен на { $port }. Буквите не се четат? Изберете в настройките друг page или page = "latin".

# A code that was scanned
scan-unreadable = Кодът не е прочетен целият
scan-has-number = Номерът вече е въведен: кодът не го заменя. Esc изчиства
