//! What the customer sees in a window of its own: the number in groups, the sum, and one sentence. No bars, no
//! deposit, no commission and no name.

pub(crate) mod rows;

use iced::widget::text::Wrapping;
use iced::widget::{Column, Row, column, container, row};
use iced::{Center, Fill};
use paydesk_domain::money::Money;
use paydesk_domain::payment::Stage;
use paydesk_domain::phone::Phone;

use crate::model::Model;
use crate::screen::Place;
use crate::screen::sale::{Sale, Step};
use crate::ui::sheet::{below, gap, ground, rule};
use crate::ui::words::{HEAD, TITLE, bold, say, sized};
use crate::ui::{El, Ui};

/// What the customer is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Telling {
    Closed,
    Welcome,
    Typing,
    Check,
    Change,
    /// Only after the payment is paid.
    Thanks,
    Wait,
}

impl Telling {
    const fn id(self) -> &'static str {
        match self {
            Self::Closed => "customer-closed",
            Self::Welcome => "customer-welcome",
            Self::Typing => "customer-typing",
            Self::Check => "customer-check",
            Self::Change => "customer-change",
            Self::Thanks => "customer-thanks",
            Self::Wait => "customer-wait",
        }
    }

    fn of(sale: &Sale, place: Place) -> Self {
        match place {
            Place::Sale => {}
            Place::Starting | Place::Setup | Place::SignIn | Place::Fault => return Self::Closed,
            Place::Outbox | Place::History | Place::Details | Place::Settings | Place::Shift => {
                return Self::Welcome;
            }
        }
        match &sale.step {
            Step::Form if sale.form.number.digits().is_empty() => Self::Welcome,
            Step::Form | Step::Asking { .. } => Self::Typing,
            Step::Echo(_) => Self::Check,
            Step::Result(_) => match sale.payment_shown() {
                Some(payment)
                    if payment.stage() == Stage::Paid && payment.return_stage.is_none() =>
                {
                    if sale.change().is_some() {
                        Self::Change
                    } else {
                        Self::Thanks
                    }
                }
                Some(payment) if payment.stage().is_open() => Self::Wait,
                Some(_) | None => Self::Welcome,
            },
        }
    }
}

/// The whole window.
pub(crate) fn view<'a, M: 'a>(
    ui: &Ui<'a>,
    (model, sale, place): (&'a Model, &'a Sale, Place),
) -> El<'a, M> {
    let t = ui.t;
    let telling = Telling::of(sale, place);
    let scale = (ui.m.size.width / 1280.0)
        .min(ui.m.size.height / 800.0)
        .max(0.4);
    let shop = &model.shop.settings.shop.heading.point_name;
    let is_shown = matches!(
        telling,
        Telling::Typing | Telling::Check | Telling::Change | Telling::Thanks | Telling::Wait
    );
    let provider = is_shown
        .then(|| sale.form.provider(model))
        .flatten()
        .map(|provider| provider.name(ui.language()).to_owned())
        .unwrap_or_default();
    let head = row![
        bold(shop.clone(), TITLE, t.ink).width(Fill),
        say(provider, TITLE, t.ink2)
    ];
    let mut page = column![head, gap(36.0 * scale)].width(Fill).height(Fill);
    if is_shown {
        page = page
            .push(say(ui.say("customer-number"), sized(36.0 * scale), t.ink2))
            .push(number(ui, (model, sale), scale))
            .push(gap(24.0 * scale))
            .push(rule(ui))
            .push(gap(24.0 * scale))
            .push(sums(ui, (model, sale), (telling, scale)));
    } else {
        page = page.push(
            container(bold(ui.say(telling.id()), sized(72.0 * scale), t.ink).align_x(Center))
                .width(Fill)
                .height(Fill)
                .align_x(Center)
                .align_y(Center),
        );
    }
    let band = match telling {
        Telling::Thanks | Telling::Change => (t.paid.word, t.paid.on),
        Telling::Closed | Telling::Welcome | Telling::Typing | Telling::Check | Telling::Wait => {
            (t.accent, t.on_accent)
        }
    };
    let sentence = if is_shown {
        ui.say(telling.id())
    } else {
        String::new()
    };
    let foot = container(bold(sentence, HEAD, band.1).align_x(Center))
        .width(Fill)
        .height(112.0 * scale)
        .align_x(Center)
        .align_y(Center);
    let page = column![
        container(page.push(below()))
            .padding([40.0 * scale, 64.0 * scale])
            .height(Fill),
        ground(foot, band.0)
    ];
    ground(page, t.sheet).width(Fill).height(Fill).into()
}

fn number<'a, M: 'a>(ui: &Ui<'a>, (model, sale): (&'a Model, &'a Sale), scale: f32) -> El<'a, M> {
    let t = ui.t;
    let mut line: Row<'a, M> = Row::new().spacing(32.0 * scale).align_y(Center);
    if let Some(payment) = sale.payment_shown() {
        let details = &payment.order.details;
        let region = model.provider_of(payment).map(|provider| provider.region);
        let phone = region.and_then(|region| Phone::parse(details.number.expose(), region).ok());
        if phone.is_none() {
            let shown = model.shown(ui.texts).details(payment);
            return bold(shown, sized(72.0 * scale), t.ink).into();
        }
    }
    line = line.push(say(sale.form.number.country(), sized(84.0 * scale), t.ink3));
    let digits = sale.form.number.digits();
    let mut from = 0;
    for size in sale.form.number.groups() {
        let group: String = digits.chars().skip(from).take(*size).collect();
        from += size;
        line = line.push(bold(group, sized(132.0 * scale), t.ink).wrapping(Wrapping::None));
    }
    line.into()
}

fn sums<'a, M: 'a>(
    ui: &Ui<'a>,
    (model, sale): (&'a Model, &'a Sale),
    (telling, scale): (Telling, f32),
) -> El<'a, M> {
    let t = ui.t;
    let language = ui.language();
    let parts = match sale.payment_shown() {
        Some(payment) => Some((
            payment.order.taken,
            payment.order.credited,
            payment
                .order
                .fee()
                .unwrap_or(Money::zero(payment.order.taken.currency())),
        )),
        None => sale
            .form
            .split(model)
            .ok()
            .map(|split| (split.taken, split.credited, split.fee)),
    };
    let Some((taken, credited, fee)) = parts else {
        return say("", HEAD, t.ink).into();
    };
    let (title, large) = match (telling, sale.change()) {
        (Telling::Change, Some(change)) => ("change", change),
        _ => ("to-pay", taken),
    };
    let line = |name: &str, sum: Money| -> El<'a, M> {
        row![
            say(ui.say(name), TITLE, t.ink2).width(Fill),
            bold(sum.to_text(language), TITLE, t.ink).wrapping(Wrapping::None)
        ]
        .spacing(16)
        .into()
    };
    let small: Column<'a, M> = column![line("credited", credited), line("fee", fee)]
        .spacing(10)
        .width(430.0 * scale.max(0.8));
    row![
        column![
            say(ui.say(title), sized(36.0 * scale), t.ink2),
            bold(large.to_text(language), sized(144.0 * scale), t.ink).wrapping(Wrapping::None),
        ]
        .width(Fill),
        small,
    ]
    .align_y(iced::Bottom)
    .into()
}
