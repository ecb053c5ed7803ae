//! The signed documents of a payment, as text.

use super::Message;
use crate::model::Model;
use crate::ui::sheet::{apart, gap, sheet, well};
use crate::ui::words::{LEAD, MONO, SMALL, bold, say};
use crate::ui::{El, Ui};
use iced::Fill;
use iced::widget::text::Wrapping;
use iced::widget::{Column, Row, column, row};
use paydesk_adapters::sqlite::SignedMessage;
use paydesk_domain::exchange::Ask as Asked;

/// The signed documents, byte for byte as they travelled, told apart by who signed them.
pub(super) fn messages<'a>(
    ui: &Ui<'a>,
    (model, all): (&'a Model, &'a [SignedMessage]),
) -> El<'a, Message> {
    let t = ui.t;
    let mut page: Column<'a, Message> = Column::new().spacing(16);
    if all.is_empty() {
        page = page.push(say(ui.say("messages-none"), SMALL, t.ink2));
    }
    for message in all {
        let who = if message.from_us {
            "message-ours"
        } else {
            "message-theirs"
        };
        let ask = match message.ask {
            Asked::Check => "message-check",
            Asked::Pay => "message-pay",
            Asked::Status => "message-status",
            Asked::Cancel(_) => "message-cancel",
        };
        let title = ui.with(
            who,
            &[("what", &ui.say(ask)), ("clock", &model.clock(message.at))],
        );
        let text = printable(&message.document);
        let body = well(
            ui,
            say(text, (13.0, 17.0), t.ink)
                .font(MONO)
                .wrapping(Wrapping::Glyph),
        )
        .padding(12)
        .width(Fill);
        page = page.push(column![bold(title, SMALL, t.ink), body].spacing(6));
    }
    let head: Row<'a, Message> = row![bold(ui.say("signatures-title"), LEAD, t.ink), apart()];
    sheet(
        ui,
        column![
            head,
            gap(10.0),
            crate::ui::sheet::scroll(ui, page).height(Fill)
        ],
    )
    .padding(20)
    .width(Fill)
    .height(Fill)
    .clip(true)
    .into()
}

/// The document as text: windows-1251 letters and line ends; any other byte as a point.
fn printable(document: &[u8]) -> String {
    document
        .iter()
        .map(|byte| match byte {
            b'\n' => '\n',
            b' '..=b'~' => char::from(*byte),
            0xC0..=0xFF => char::from_u32(0x410 + u32::from(*byte - 0xC0)).unwrap_or('·'),
            0xA8 => '\u{401}',
            0xB8 => '\u{451}',
            0xB9 => '\u{2116}',
            b'\r' => '\u{200b}',
            _ => '·',
        })
        .filter(|c| *c != '\u{200b}')
        .collect()
}
