//! F1: what the keys do on this screen, over whatever is shown.

use iced::widget::{Column, Row, column, container, row};
use iced::{Center, Fill};

use crate::screen::Place;
use crate::ui::button::{Kind, cap, push};
use crate::ui::dialog::over;
use crate::ui::sheet::{apart, rule};
use crate::ui::words::{SMALL, TITLE, bold, say};
use crate::ui::{El, Ui};

/// Keys of a screen beside F1 to F12: names of the keys, and the text that says what they do.
const fn keys_of(place: Place) -> &'static [(&'static str, &'static str)] {
    match place {
        Place::Sale => &[
            ("Enter", "help-enter"),
            ("F10  +", "help-confirm"),
            ("Esc", "help-esc"),
            ("Ctrl 1-4", "help-presets"),
            ("Ctrl P", "help-provider"),
            ("Ctrl V", "help-paste"),
            ("Ctrl F10", "help-chord"),
            ("Tab", "help-tab"),
            ("PgUp PgDn", "help-tabs"),
            ("Ctrl L", "help-lock"),
        ],
        Place::Outbox => &[
            ("Enter", "help-ask-one"),
            ("Ctrl Enter", "help-ask-all"),
            ("Ctrl D", "help-details"),
            ("Ctrl I", "help-correct"),
            ("Del", "help-withdraw"),
            ("F9", "help-slip"),
            ("F10", "help-returned"),
            ("1  2", "help-came-out"),
            ("Ctrl A", "help-alarms"),
            ("Esc", "help-to-sale"),
        ],
        Place::History => &[
            ("?", "help-any-digit"),
            ("Enter", "help-open"),
            ("F9", "help-copy"),
            ("Ctrl R", "help-repeat"),
            ("Ctrl 1-4", "help-period"),
            ("Ctrl S", "help-state"),
            ("Esc", "help-to-sale"),
        ],
        Place::Details => &[
            ("F9", "help-copy"),
            ("Ctrl I", "help-correct"),
            ("Ctrl D", "help-signatures"),
            ("Esc", "help-back"),
        ],
        Place::SignIn => &[
            ("0-9", "help-pin"),
            ("Ctrl 1-9", "help-person"),
            ("Enter", "help-pin-enter"),
        ],
        Place::Settings => &[("Tab", "help-tab"), ("Esc", "help-to-sale")],
        Place::Shift => &[
            ("Enter", "help-shift-enter"),
            ("F9", "help-shift-report"),
            ("F10", "help-shift-close"),
            ("Ctrl 0", "help-shift-drawer"),
            ("Esc", "help-to-sale"),
        ],
        Place::Starting | Place::Setup | Place::Fault => &[("Enter", "help-enter")],
    }
}

/// The help of a screen over it; any key closes it.
pub(crate) fn help<'a, M: Clone + 'a>(
    ui: &Ui<'a>,
    (place, close): (Place, M),
    behind: El<'a, M>,
) -> El<'a, M> {
    let t = ui.t;
    let line = |key: String, words: String| -> El<'a, M> {
        row![
            container(cap(ui, key)).width(110),
            say(words, SMALL, t.ink).width(Fill)
        ]
        .spacing(12)
        .align_y(Center)
        .height(42)
        .into()
    };
    let mut own: Column<'a, M> = Column::new().width(Fill);
    for (key, id) in keys_of(place) {
        own = own.push(line((*key).to_owned(), ui.say(id)));
    }
    let mut everywhere: Column<'a, M> = Column::new().width(Fill);
    for n in [2, 3, 4, 5, 6, 7, 8, 9, 11, 12] {
        everywhere = everywhere.push(line(format!("F{n}"), ui.say(&format!("help-f{n}"))));
    }
    let columns: Row<'a, M> = row![own, everywhere].spacing(32);
    let content = column![
        row![
            bold(ui.say("help-title"), TITLE, t.ink),
            apart(),
            push(Kind::Primary, ui.say("help-close"))
                .cap("Esc")
                .tall(56.0)
                .on(ui, Some(close)),
        ]
        .align_y(Center),
        rule(ui),
        crate::ui::sheet::scroll(ui, columns).height(if ui.m.is_small {
            (ui.m.size.height - 240.0).max(300.0)
        } else {
            430.0
        }),
        say(ui.say("help-foot"), SMALL, t.ink2),
    ]
    .spacing(14);
    over(ui, behind, (content.into(), 1040.0))
}
