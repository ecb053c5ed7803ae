# Sums in words. How the words are joined is known to the program.
words-sum = { $whole } { $major } { $cents } { $minor }
words-and = and

# Numbers
words-0 = zero
words-1-masculine = one
words-1-feminine = one
words-1-neuter = one
words-2-masculine = two
words-2-feminine = two
words-2-neuter = two
words-3 = three
words-4 = four
words-5 = five
words-6 = six
words-7 = seven
words-8 = eight
words-9 = nine
words-10 = ten
words-11 = eleven
words-12 = twelve
words-13 = thirteen
words-14 = fourteen
words-15 = fifteen
words-16 = sixteen
words-17 = seventeen
words-18 = eighteen
words-19 = nineteen
words-20 = twenty
words-30 = thirty
words-40 = forty
words-50 = fifty
words-60 = sixty
words-70 = seventy
words-80 = eighty
words-90 = ninety
words-100 = one hundred
words-200 = two hundred
words-300 = three hundred
words-400 = four hundred
words-500 = five hundred
words-600 = six hundred
words-700 = seven hundred
words-800 = eight hundred
words-900 = nine hundred
words-thousand = { $count ->
   *[other] thousand
}
words-million = { $count ->
   *[other] million
}

# Currencies
words-rub = { $count ->
    [one] rouble
   *[other] roubles
}
words-rub-minor = { $count ->
    [one] kopeck
   *[other] kopecks
}
words-eur = { $count ->
    [one] euro
   *[other] euros
}
words-eur-minor = { $count ->
    [one] cent
   *[other] cents
}
words-bgn = { $count ->
    [one] lev
   *[other] leva
}
words-bgn-minor = { $count ->
    [one] stotinka
   *[other] stotinki
}
words-usd = { $count ->
    [one] dollar
   *[other] dollars
}
words-usd-minor = { $count ->
    [one] cent
   *[other] cents
}
words-kzt = { $count ->
   *[other] tenge
}
words-kzt-minor = { $count ->
   *[other] tiyn
}
words-inr = { $count ->
    [one] rupee
   *[other] rupees
}
words-inr-minor = { $count ->
    [one] paisa
   *[other] paise
}

# Gender of the word: masculine, feminine or neuter; English has one form for all
words-rub-gender = neuter
words-eur-gender = neuter
words-bgn-gender = neuter
words-usd-gender = neuter
words-kzt-gender = neuter
words-inr-gender = neuter
