# Суммы прописью. Порядок слов и союз между ними знает программа.
words-sum = { $whole } { $major } { $cents } { $minor }
words-and = и

# Числа
words-0 = ноль
words-1-masculine = один
words-1-feminine = одна
words-1-neuter = одно
words-2-masculine = два
words-2-feminine = две
words-2-neuter = два
words-3 = три
words-4 = четыре
words-5 = пять
words-6 = шесть
words-7 = семь
words-8 = восемь
words-9 = девять
words-10 = десять
words-11 = одиннадцать
words-12 = двенадцать
words-13 = тринадцать
words-14 = четырнадцать
words-15 = пятнадцать
words-16 = шестнадцать
words-17 = семнадцать
words-18 = восемнадцать
words-19 = девятнадцать
words-20 = двадцать
words-30 = тридцать
words-40 = сорок
words-50 = пятьдесят
words-60 = шестьдесят
words-70 = семьдесят
words-80 = восемьдесят
words-90 = девяносто
words-100 = сто
words-200 = двести
words-300 = триста
words-400 = четыреста
words-500 = пятьсот
words-600 = шестьсот
words-700 = семьсот
words-800 = восемьсот
words-900 = девятьсот
words-thousand = { $count ->
    [one] тысяча
    [few] тысячи
   *[many] тысяч
}
words-million = { $count ->
    [one] миллион
    [few] миллиона
   *[many] миллионов
}

# Валюты
words-rub = { $count ->
    [one] рубль
    [few] рубля
   *[many] рублей
}
words-rub-minor = { $count ->
    [one] копейка
    [few] копейки
   *[many] копеек
}
words-eur = { $count ->
   *[other] евро
}
words-eur-minor = { $count ->
    [one] цент
    [few] цента
   *[many] центов
}
words-bgn = { $count ->
    [one] лев
    [few] лева
   *[many] левов
}
words-bgn-minor = { $count ->
    [one] стотинка
    [few] стотинки
   *[many] стотинок
}
words-usd = { $count ->
    [one] доллар
    [few] доллара
   *[many] долларов
}
words-usd-minor = { $count ->
    [one] цент
    [few] цента
   *[many] центов
}
words-kzt = { $count ->
   *[other] тенге
}
words-kzt-minor = { $count ->
    [one] тиын
    [few] тиына
   *[many] тиынов
}
words-inr = { $count ->
    [one] рупия
    [few] рупии
   *[many] рупий
}
words-inr-minor = { $count ->
    [one] пайса
    [few] пайсы
   *[many] пайс
}

# Род слова: masculine (один), feminine (одна), neuter (одно)
words-rub-gender = masculine
words-eur-gender = masculine
words-bgn-gender = masculine
words-usd-gender = masculine
words-kzt-gender = masculine
words-inr-gender = feminine
