//! Every text of the papers in Russian, Bulgarian and English, side by side.
//!
//! "Fee" is always the payer's; the dealer's commission stands on no paper. The acceptance slip is never
//! called a cheque, and no paper about a refused payment says that anything was accepted.

use paydesk_domain::language::Language;
use paydesk_domain::money::Currency;

/// One text of the papers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(test, derive(Hash))]
pub(crate) enum Word {
    ChequeTitle,
    NotFiscal,
    Copy,
    Training,
    TrainingNotADocument,
    SlipTitle,
    SlipNotConfirmed,
    SlipNotACheque,
    ReturnTitle,
    ReturnIsDue,
    ReturnIsDone,
    TaxNumber,
    Point,
    Till,
    ChequeNumber,
    Date,
    Cashier,
    ClaimNumber,
    Supplier,
    SupplierTaxNumber,
    SupplierPhone,
    Credited,
    Fee,
    Total,
    SlipTotal,
    SlipCredited,
    ReturnSum,
    ReturnTotalDue,
    ReturnTotalDone,
    Tendered,
    Change,
    State,
    StateFinal,
    StateAccepted,
    Offline,
    NoAnswer,
    InProgress,
    MoneyAtPoint,
    MoneyOnItsWay,
    SlipWhatNext,
    SlipDoNotPayAgain,
    ReturnDueWhatNext,
    ReturnDoneWhatNext,
    PayerSignature,
    CorrectionTitle,
    CorrectionNumber,
    CorrectionDate,
    CorrectionTakenBy,
    CorrectionPayment,
    AsksNumber,
    AsksSum,
    AsksReturn,
    PaidNumber,
    MeantNumber,
    PaidSum,
    MeantSum,
    CorrectionReason,
    CorrectionWhatNext,
    ClaimsPhone,
    OperatorPhone,
    XTitle,
    ZTitle,
    Shift,
    ShiftOpenedAt,
    ShiftOpenedBy,
    ShiftClosedAt,
    ShiftClosedBy,
    ReportMadeAt,
    ReportMadeBy,
    ShiftPayments,
    ShiftTaken,
    ShiftFee,
    Float,
    MovedIn,
    MovedOut,
    HandedBack,
    HandedBackCount,
    Expected,
    Counted,
    NotCounted,
    Difference,
    StillOpen,
    StillOwed,
    Nothing,
    AndMore,
    Reprints,
    DrawerOpenings,
    DrawerAsked,
    JournalHead,
    SealCaption,
    TestTitle,
    TestRows,
    TestWidth,
    TestQr,
    TestCut,
}

/// The text in a language.
pub(crate) const fn say(word: Word, language: Language) -> &'static str {
    let [ru, bg, en] = texts(word);
    match language {
        Language::Ru => ru,
        Language::Bg => bg,
        Language::En => en,
    }
}

/// The currency as paper writes it: few printers have a sign of a currency, so there is none.
pub(crate) fn currency(currency: Currency, language: Language) -> &'static str {
    match language {
        Language::Ru if currency == Currency::RUB => "руб.",
        Language::Bg if currency == Currency::BGN => "лв.",
        Language::Ru | Language::Bg | Language::En => currency.code(),
    }
}

/// Russian, Bulgarian, English.
#[allow(clippy::too_many_lines)] // A table.
const fn texts(word: Word) -> [&'static str; 3] {
    match word {
        Word::ChequeTitle => [
            "КВИТАНЦИЯ ОБ ОПЛАТЕ",
            "РАЗПИСКА ЗА ПЛАЩАНЕ",
            "PAYMENT RECEIPT",
        ],
        Word::NotFiscal => [
            "НЕФИСКАЛЬНЫЙ ДОКУМЕНТ",
            "НЕ Е ФИСКАЛЕН БОН",
            "NOT A FISCAL RECEIPT",
        ],
        Word::Copy => ["КОПИЯ", "КОПИЕ", "COPY"],
        Word::Training => ["УЧЕБНЫЙ", "УЧЕБЕН", "TRAINING"],
        Word::TrainingNotADocument => [
            "УЧЕБНЫЙ РЕЖИМ: НЕ ДОКУМЕНТ",
            "УЧЕБЕН РЕЖИМ: НЕ Е ДОКУМЕНТ",
            "TRAINING: NOT A DOCUMENT",
        ],
        Word::SlipTitle => [
            "ПРИНЯТО К ОТПРАВКЕ",
            "ПРИЕТО ЗА ИЗПРАЩАНЕ",
            "ACCEPTANCE SLIP",
        ],
        Word::SlipNotConfirmed => [
            "платёж ещё не подтверждён",
            "плащането още не е потвърдено",
            "payment not yet confirmed",
        ],
        Word::SlipNotACheque => [
            "ЭТО НЕ ЧЕК И НЕ КВИТАНЦИЯ",
            "ТОВА НЕ Е РАЗПИСКА",
            "THIS IS NOT A RECEIPT",
        ],
        Word::ReturnTitle => [
            "ПЛАТЁЖ НЕ ПРОВЕДЁН",
            "ПЛАЩАНЕТО НЕ Е ИЗВЪРШЕНО",
            "PAYMENT NOT MADE",
        ],
        Word::ReturnIsDue => [
            "деньги подлежат возврату",
            "сумата подлежи на връщане",
            "cash is due back",
        ],
        Word::ReturnIsDone => ["деньги возвращены", "сумата е върната", "cash was returned"],
        Word::TaxNumber => ["ИНН", "ЕИК", "Tax no."],
        Word::Point => ["Точка", "Обект", "Point"],
        Word::Till => ["касса", "каса", "till"],
        Word::ChequeNumber => ["Квитанция №", "Разписка №", "Receipt no."],
        Word::Date => ["Дата", "Дата", "Date"],
        Word::Cashier => ["Кассир", "Касиер", "Cashier"],
        Word::ClaimNumber => ["Номер обращения", "Номер за справка", "Claim no."],
        Word::Supplier => ["Поставщик", "Доставчик", "Supplier"],
        Word::SupplierTaxNumber => ["ИНН поставщика", "ЕИК на доставчика", "Supplier tax no."],
        Word::SupplierPhone => ["Тел. поставщика", "Доставчик, тел.", "Supplier phone"],
        Word::Credited => ["К зачислению", "Сума по сметката", "Credited"],
        Word::Fee => ["Комиссия", "Такса", "Fee"],
        Word::Total => ["ИТОГО", "ОБЩО", "TOTAL"],
        Word::SlipTotal => ["ПРИНЯТО ДЕНЕГ", "ПРИЕТА СУМА", "MONEY ACCEPTED"],
        Word::SlipCredited => ["Будет зачислено", "За зачисляване", "To be credited"],
        Word::ReturnSum => ["Сумма платежа", "Сума на плащането", "Payment"],
        Word::ReturnTotalDue => ["К ВОЗВРАТУ", "ЗА ВРЪЩАНЕ", "CASH DUE BACK"],
        Word::ReturnTotalDone => ["ВОЗВРАЩЕНО", "ВЪРНАТО", "CASH RETURNED"],
        Word::Tendered => ["Получено наличными", "Получено в брой", "Cash received"],
        Word::Change => ["Сдача", "Ресто", "Change"],
        Word::State => ["Состояние", "Състояние", "State"],
        Word::StateFinal => ["зачислено", "зачислено", "credited"],
        Word::StateAccepted => [
            "Платёж принят поставщиком услуги, деньги зачисляются.",
            "Плащането е прието от доставчика на услугата, сумата се зачислява.",
            "The provider has accepted the payment; it is being credited.",
        ],
        Word::Offline => [
            "Нет связи. Платёж принят и уйдёт сам, как только связь появится.",
            "Няма връзка. Плащането е прието и ще бъде изпратено, щом връзката се възстанови.",
            "There is no connection. The payment is accepted and will be sent as soon as there is one.",
        ],
        Word::NoAnswer => [
            "Подтверждения платежа ещё нет. Возможно, он уже прошёл.",
            "Още няма потвърждение за плащането. Възможно е то вече да е извършено.",
            "The payment is not confirmed yet. It may have gone through already.",
        ],
        Word::InProgress => [
            "Сервер получил платёж и обрабатывает его.",
            "Сървърът е получил плащането и го обработва.",
            "The server has the payment and is working on it.",
        ],
        Word::MoneyAtPoint => [
            "Ваши деньги находятся в кассе этой точки.",
            "Парите Ви са в касата на този обект.",
            "Your money is in the drawer of this shop.",
        ],
        Word::MoneyOnItsWay => [
            "Ваши деньги приняты в кассу, платёж на пути к поставщику услуги.",
            "Парите Ви са приети в касата, плащането е на път към доставчика на услугата.",
            "Your money is in the drawer; the payment is on its way to the provider.",
        ],
        Word::SlipWhatNext => [
            "Результат узнайте здесь или по телефону, назвав номер обращения. Когда платёж \
             подтвердится, Вам выдадут квитанцию; если он не пройдёт, деньги вернут по этой бумаге. \
             Если через сутки ответа нет, приходите с ней.",
            "Попитайте за резултата тук или по телефона, като кажете номера за справка. След \
             потвърждение ще получите разписка; ако плащането не мине, сумата се връща срещу този \
             документ. Ако след едно денонощие няма отговор, елате с него.",
            "Ask for the result here or by telephone and give the claim number. Once it is confirmed \
             you get a receipt; if it fails, your cash is returned against this slip. If there is no \
             answer after 24 hours, come back with it.",
        ],
        Word::SlipDoNotPayAgain => [
            "Не платите второй раз: этот платёж не потерян.",
            "Не плащайте втори път: това плащане не е изгубено.",
            "Do not pay again: this payment is not lost.",
        ],
        Word::ReturnDueWhatNext => [
            "Платёж не был проведён. Деньги лежат в кассе этой точки и выдаются по этой бумаге.",
            "Плащането не е извършено. Парите са в касата на този обект и се връщат срещу този документ.",
            "The payment was not made. The cash is in the drawer of this shop and is handed back against \
             this slip.",
        ],
        Word::ReturnDoneWhatNext => [
            "Платёж не был проведён. Деньги возвращены плательщику.",
            "Плащането не е извършено. Сумата е върната на платеца.",
            "The payment was not made. The cash was handed back to the payer.",
        ],
        Word::PayerSignature => [
            "Подпись плательщика",
            "Подпис на платеца",
            "Payer's signature",
        ],
        Word::CorrectionTitle => [
            "ЗАЯВЛЕНИЕ ОБ ИСПРАВЛЕНИИ ПЛАТЕЖА",
            "ЗАЯВЛЕНИЕ ЗА КОРЕКЦИЯ НА ПЛАЩАНЕ",
            "REQUEST TO CORRECT A PAYMENT",
        ],
        Word::CorrectionNumber => ["Заявление №", "Заявление №", "Request no."],
        Word::CorrectionDate => ["Дата заявления", "Дата на заявлението", "Request made"],
        Word::CorrectionTakenBy => ["Заявление принято", "Заявлението прие", "Taken down by"],
        Word::CorrectionPayment => ["Платёж", "Плащане", "The payment"],
        Word::AsksNumber => [
            "Деньги зачислены не туда. Прошу перевести их на другой номер или счёт.",
            "Сумата е зачислена на грешно място. Моля да бъде прехвърлена на друг номер или сметка.",
            "The money went to a wrong number or account. Please move it.",
        ],
        Word::AsksSum => [
            "Зачислена не та сумма. Прошу исправить её.",
            "Зачислена е грешна сума. Моля да бъде поправена.",
            "A wrong sum was credited. Please correct it.",
        ],
        Word::AsksReturn => [
            "Платёж сделан по ошибке. Прошу вернуть деньги.",
            "Плащането е направено по погрешка. Моля парите да бъдат върнати.",
            "The payment was made by mistake. Please return the money.",
        ],
        Word::PaidNumber => ["Оплачено на", "Платено на", "Paid to"],
        Word::MeantNumber => ["Должно быть на", "Трябва да бъде на", "Meant for"],
        Word::PaidSum => ["Зачислено", "Зачислена сума", "Sum credited"],
        Word::MeantSum => ["Должно быть", "Трябва да бъде", "Sum meant"],
        Word::CorrectionReason => ["Причина", "Причина", "Reason"],
        Word::CorrectionWhatNext => [
            "Деньги находятся у поставщика услуги: исправить или вернуть платёж можно только с его \
             согласия. Решение узнайте здесь или по телефону, назвав номер обращения.",
            "Парите са при доставчика на услугата: плащането може да бъде поправено или върнато само с \
             негово съгласие. Попитайте за решението тук или по телефона, като кажете номера за справка.",
            "The money is with the provider: the payment can be corrected or returned only with the \
             provider's consent. Ask for the decision here or by telephone and give the claim number.",
        ],
        Word::ClaimsPhone => ["Претензии, тел.", "Рекламации, тел.", "Claims, phone"],
        Word::OperatorPhone => [
            "Оператор по приёму, тел.",
            "Оператор на плащания, тел.",
            "Accepting operator, phone",
        ],
        Word::XTitle => ["X-ОТЧЁТ", "X-ОТЧЕТ", "X REPORT"],
        Word::ZTitle => ["Z-ОТЧЁТ", "Z-ОТЧЕТ", "Z REPORT"],
        Word::Shift => ["Смена №", "Смяна №", "Shift no."],
        Word::ShiftOpenedAt => ["Открыта", "Отворена", "Opened"],
        Word::ShiftOpenedBy => ["Открыл(а)", "Отворил(а)", "Opened by"],
        Word::ShiftClosedAt => ["Закрыта", "Затворена", "Closed"],
        Word::ShiftClosedBy => ["Закрыл(а)", "Затворил(а)", "Closed by"],
        Word::ReportMadeAt => ["Напечатан", "Отпечатан", "Printed"],
        Word::ReportMadeBy => ["Напечатал(а)", "Отпечатал(а)", "Printed by"],
        Word::ShiftPayments => ["Принято платежей", "Приети плащания", "Payments taken"],
        Word::ShiftTaken => ["Принято денег", "Приети пари", "Cash taken"],
        Word::ShiftFee => [
            "Комиссия с клиентов",
            "Такси от клиентите",
            "Fees of customers",
        ],
        Word::Float => ["Размен", "Начална наличност", "Opening float"],
        Word::MovedIn => ["Внесено", "Внесено", "Cash in"],
        Word::MovedOut => ["Выдано", "Извадено", "Cash out"],
        Word::HandedBack => ["Возвращено клиентам", "Върнато на клиенти", "Handed back"],
        Word::HandedBackCount => ["Возвратов", "Връщания", "Returns"],
        Word::Expected => [
            "ДОЛЖНО БЫТЬ В ЯЩИКЕ",
            "ТРЯБВА ДА Е В КАСАТА",
            "MUST BE IN DRAWER",
        ],
        Word::Counted => ["Пересчитано", "Преброено", "Counted"],
        Word::NotCounted => ["не пересчитано", "не е преброено", "not counted"],
        Word::Difference => ["РАСХОЖДЕНИЕ", "РАЗЛИКА", "DIFFERENCE"],
        Word::StillOpen => ["НЕ ЗАВЕРШЕНЫ", "НЕЗАВЪРШЕНИ", "STILL OPEN"],
        Word::StillOwed => [
            "ВЕРНУТЬ КЛИЕНТАМ",
            "ЗА ВРЪЩАНЕ НА КЛИЕНТИ",
            "TO BE HANDED BACK",
        ],
        Word::Nothing => ["нет", "няма", "none"],
        Word::AndMore => ["и ещё", "и още", "and more"],
        Word::Reprints => [
            "Повторных квитанций",
            "Повторни разписки",
            "Receipts reprinted",
        ],
        Word::DrawerOpenings => ["Открытий ящика", "Отваряния на касата", "Drawer opened"],
        Word::DrawerAsked => [
            "из них без денег",
            "от тях без пари",
            "of these without cash",
        ],
        Word::JournalHead => ["Запись журнала", "Запис в дневника", "Journal entry"],
        Word::SealCaption => [
            "Код для проверки квитанции",
            "Код за проверка на разписката",
            "Code to verify this receipt",
        ],
        Word::TestTitle => [
            "ПРОВЕРКА ПРИНТЕРА",
            "ПРОВЕРКА НА ПРИНТЕРА",
            "PRINTER SELF-TEST",
        ],
        Word::TestRows => [
            "1. Номер строки, которая читается (буквы А, Б, В). Нет такой: 0.",
            "1. Номер на реда, който се чете (буквите А, Б, В). Няма такъв: 0.",
            "1. Number of a row that reads well (Cyrillic letters A, B, V). None: 0.",
        ],
        Word::TestWidth => [
            "2. Самая длинная линейка, которая вся стоит в одной строке.",
            "2. Най-дългата линия, която цялата е на един ред.",
            "2. The longest ruler that stands in one line.",
        ],
        Word::TestQr => [
            "3. Есть ли ниже квадратный код?",
            "3. Има ли по-долу квадратен код?",
            "3. Is there a square code below?",
        ],
        Word::TestCut => [
            "4. Отрезана ли бумага? 5. Открылся ли денежный ящик?",
            "4. Отрязана ли е хартията? 5. Отвори ли се чекмеджето?",
            "4. Was the paper cut? 5. Did the cash drawer open?",
        ],
    }
}
