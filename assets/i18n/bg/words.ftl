# Суми с думи. Реда на думите и съюза между тях знае програмата.
words-sum = { $whole } { $major } и { $cents } { $minor }
words-and = и

# Числа
words-0 = нула
words-1-masculine = един
words-1-feminine = една
words-1-neuter = едно
words-2-masculine = два
words-2-feminine = две
words-2-neuter = две
words-3 = три
words-4 = четири
words-5 = пет
words-6 = шест
words-7 = седем
words-8 = осем
words-9 = девет
words-10 = десет
words-11 = единадесет
words-12 = дванадесет
words-13 = тринадесет
words-14 = четиринадесет
words-15 = петнадесет
words-16 = шестнадесет
words-17 = седемнадесет
words-18 = осемнадесет
words-19 = деветнадесет
words-20 = двадесет
words-30 = тридесет
words-40 = четиридесет
words-50 = петдесет
words-60 = шестдесет
words-70 = седемдесет
words-80 = осемдесет
words-90 = деветдесет
words-100 = сто
words-200 = двеста
words-300 = триста
words-400 = четиристотин
words-500 = петстотин
words-600 = шестстотин
words-700 = седемстотин
words-800 = осемстотин
words-900 = деветстотин
words-thousand = { $count ->
    [one] хиляда
   *[other] хиляди
}
words-million = { $count ->
    [one] милион
   *[other] милиона
}

# Валути
words-rub = { $count ->
    [one] рубла
   *[other] рубли
}
words-rub-minor = { $count ->
    [one] копейка
   *[other] копейки
}
words-eur = { $count ->
   *[other] евро
}
words-eur-minor = { $count ->
    [one] цент
   *[other] цента
}
words-bgn = { $count ->
    [one] лев
   *[other] лева
}
words-bgn-minor = { $count ->
    [one] стотинка
   *[other] стотинки
}
words-usd = { $count ->
    [one] долар
   *[other] долара
}
words-usd-minor = { $count ->
    [one] цент
   *[other] цента
}
words-kzt = { $count ->
   *[other] тенге
}
words-kzt-minor = { $count ->
    [one] тиин
   *[other] тиина
}
words-inr = { $count ->
    [one] рупия
   *[other] рупии
}
words-inr-minor = { $count ->
    [one] пайса
   *[other] пайси
}

# Род на думата: masculine (един), feminine (една), neuter (едно)
words-rub-gender = feminine
words-eur-gender = neuter
words-bgn-gender = masculine
words-usd-gender = masculine
words-kzt-gender = neuter
words-inr-gender = feminine
