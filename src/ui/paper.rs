//! A paper on the screen: the very layout that the printer gets, in a fixed pitch.

use iced::widget::svg::{Handle, Style};
use iced::widget::text::Wrapping;
use iced::widget::{Column, Space, container, svg};
use iced::{Border, Center, Color, Fill, Left};
use paydesk_cheque::document::Document;
use paydesk_cheque::layout::{Align, Line, Look, lay_out};
use paydesk_cheque::qr::{Modules, QUIET};
use paydesk_cheque::template::Logo;

use super::sheet::ground;
use super::words::{MONO, say};
use super::{El, Ui};

const SIZE: f32 = 14.0;
const LINE: f32 = 19.0;

/// The sides of a module of a QR code.
const MODULE: f32 = 3.0;

/// The side of a dot of the printer: a column is twelve of them, and 8.4 on the screen.
const DOT: f32 = 0.7;

/// A QR code as the printer draws it.
fn code<'a, M: 'a>(text: &str, ink: Color) -> Option<El<'a, M>> {
    let modules = Modules::of(text)?;
    let size = modules.full_size();
    let mut path = String::new();
    for y in 0..modules.size() {
        for x in (0..modules.size()).filter(|x| modules.is_dark(*x, y)) {
            path.push_str(&format!("M{} {}h1v1h-1z", x + QUIET, y + QUIET));
        }
    }
    let picture = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {size} {size}'><path d='{path}'/></svg>"
    );
    let side = MODULE * f32::from(u16::try_from(size).ok()?);
    let shown = svg(Handle::from_memory(picture.into_bytes()))
        .width(side)
        .height(side)
        .style(move |_, _| Style { color: Some(ink) });
    Some(shown.into())
}

/// The dealer's picture, as wide against the letters as on paper.
fn picture<'a, M: 'a>(logo: &Logo, ink: Color) -> El<'a, M> {
    let mut path = String::new();
    for (y, x, dots) in logo.runs() {
        path.push_str(&format!("M{x} {y}h{dots}v1h-{dots}z"));
    }
    let (width, height) = (logo.dots().width(), logo.dots().rows().len());
    let drawing = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} {height}'><path d='{path}'/></svg>"
    );
    let side = |dots: usize| DOT * f32::from(u16::try_from(dots).unwrap_or(0));
    svg(Handle::from_memory(drawing.into_bytes()))
        .width(side(width))
        .height(side(height))
        .style(move |_, _| Style { color: Some(ink) })
        .into()
}

/// The preview of a paper; it is paper in every theme.
pub(crate) fn paper<'a, M: 'a>(ui: &Ui<'_>, document: &Document, columns: usize) -> El<'a, M> {
    let t = ui.t;
    let layout = lay_out(document, columns);
    let mut lines: Column<'a, M> = Column::new().width(Fill);
    for line in layout.lines() {
        lines = match line {
            Line::Blank => lines.push(Space::new().height(LINE)),
            Line::Cut => lines,
            Line::Qr(text) => match code(text, t.on_paper) {
                Some(picture) => lines.push(container(picture).width(Fill).align_x(Center)),
                None => lines,
            },
            Line::Logo { logo, .. } => lines.push(
                container(picture(logo, t.on_paper))
                    .width(Fill)
                    .align_x(Center),
            ),
            Line::Text { text, align, look } => {
                let (ink, behind) = match look {
                    Look::Plain | Look::Bold | Look::Tall => (t.on_paper, t.paper),
                    Look::Reverse => (t.paper, t.on_paper),
                };
                let font = match look {
                    Look::Plain | Look::Reverse => MONO,
                    Look::Bold | Look::Tall => iced::Font {
                        weight: iced::font::Weight::Bold,
                        ..MONO
                    },
                };
                let words = say(text.clone(), (SIZE, LINE), ink)
                    .font(font)
                    .wrapping(Wrapping::None);
                let align = match align {
                    Align::Left => Left.into(),
                    Align::Centre => Center,
                };
                lines.push(container(ground(words, behind)).width(Fill).align_x(align))
            }
        };
    }
    container(lines)
        .padding([18, 12])
        .width(Fill)
        .style(move |_| container::Style {
            background: Some(t.paper.into()),
            border: Border {
                color: t.line,
                width: 1.0,
                radius: 4.0.into(),
            },
            ..container::Style::default()
        })
        .into()
}
