//! How the staff page looks. Every value is escaped by the templates.

use maud::{DOCTYPE, Markup, html};
use paydesk_domain::language::Language;
use paydesk_domain::money::{Currency, Money};
use paydesk_domain::time::Timestamp;

use super::sessions::Known;
use crate::core::limits::Standing;
use crate::store::ledger::DealerDeposit;
use crate::store::staff::{Heads, Today, Unknown};
use crate::store::terms::Row;

/// Points that are listed; those unseen for longest come first.
const MOST_POINTS: usize = 200;
const MINUTE_MS: i64 = 60_000;

/// What the page shows.
pub(super) struct Facts {
    pub(super) now: Timestamp,
    pub(super) today: Vec<Today>,
    pub(super) deposits: Vec<DealerDeposit>,
    /// How many there are, and the oldest of them.
    pub(super) unknown: (u64, Vec<Unknown>),
    pub(super) parties: Vec<Row>,
    pub(super) heads: Heads,
}

fn frame(title: &str, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                link rel="stylesheet" href="/staff.css";
            }
            body { (body) }
        }
    }
}

/// The form to sign in.
pub(super) fn door(word: &str, is_refused: bool) -> Markup {
    let body = html! {
        main class="door" {
            h1 { "Payment hub" }
            form method="post" action="/sign-in" {
                @if is_refused {
                    p class="bad" role="alert" {
                        "Not signed in: name or password are wrong, or there were too many tries. \
                         Nothing has changed. Try again, after five tries a minute later."
                    }
                }
                input type="hidden" name="word" value=(word);
                label for="name" { "Name" }
                input id="name" name="name" autocomplete="username" required autofocus;
                label for="password" { "Password" }
                input id="password" name="password" type="password" autocomplete="current-password" required;
                button type="submit" { "Sign in" }
            }
        }
    };
    frame("Sign in", &body)
}

fn money(minor: i64, currency: &str) -> String {
    match Currency::from_code(currency) {
        Some(known) => Money::new(minor, known).to_text(Language::En),
        None => format!("{}.{:02} {currency}", minor / 100, (minor % 100).abs()),
    }
}

/// UTC to the minute.
fn moment(at: Timestamp) -> String {
    let iso = at.iso();
    iso.get(..16).unwrap_or(&iso).replace('T', " ")
}

fn age(since: Timestamp, now: Timestamp) -> String {
    let minutes = now.ms_since(since).max(0) / MINUTE_MS;
    match (minutes / 1440, minutes / 60 % 24, minutes % 60) {
        (0, 0, 0) => "under a minute".to_owned(),
        (0, 0, minutes) => format!("{minutes} min"),
        (0, hours, minutes) => format!("{hours} h {minutes} min"),
        (days, hours, _) => format!("{days} d {hours} h"),
    }
}

fn hash_text(hash: &[u8; 32]) -> String {
    let groups = hash.chunks(2).take(5);
    let groups = groups.map(|two| {
        two.iter()
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>()
    });
    groups.collect::<Vec<_>>().join(" ")
}

/// Everything at one look, the most urgent first.
pub(super) fn overview(known: &Known, facts: &Facts) -> Markup {
    let body = html! {
        header {
            h1 { "Payment hub" }
            span class="when" { (moment(facts.now)) " UTC" }
            form method="post" action="/sign-out" {
                input type="hidden" name="word" value=(known.word);
                span { (known.name) }
                button type="submit" { "Sign out" }
            }
        }
        main {
            (unknown(facts))
            (deposits(facts))
            (today(&facts.today))
            (points(facts))
            (heads(facts))
        }
    };
    frame("Payment hub", &body)
}

fn unknown(facts: &Facts) -> Markup {
    let (count, rows) = &facts.unknown;
    html! {
        section {
            h2 { "Payments in work" }
            @if rows.is_empty() {
                p class="good" { "None. Every payment that was taken has its end." }
            } @else {
                p { (count) " without the provider's certain word. Their sums are held on the deposits." }
                div class="wide" { table {
                    thead { tr {
                        th { "In work for" } th { "TRANSID" } th { "Dealer" } th { "Point" }
                        th { "Provider" } th class="sum" { "Sum" } th class="sum" { "Asked" }
                    } }
                    tbody { @for row in rows { tr {
                        td {
                            (age(row.since, facts.now))
                            @if row.waits_for_a_person { strong class="bad" { "needs a person" } }
                        }
                        td class="code" { (row.transid) }
                        td class="code" { (row.dealer) }
                        td class="code" { (row.point) }
                        td class="code" { (row.provider) }
                        td class="sum" { (money(row.amount, &row.currency)) }
                        td class="sum" { (row.attempts) }
                    } } }
                } }
            }
        }
    }
}

fn deposits(facts: &Facts) -> Markup {
    let sold = |deposit: &DealerDeposit| {
        let mut rows = facts.today.iter();
        rows.find(|row| row.dealer == deposit.dealer && row.currency == deposit.currency)
            .map_or(0, |row| row.credited)
    };
    html! {
        section {
            h2 { "Deposits" }
            @if facts.deposits.is_empty() {
                p { "No dealers yet: " code { "paydesk-hub point add" } }
            } @else {
                div class="wide" { table {
                    thead { tr {
                        th { "Dealer" } th class="sum" { "Balance" } th class="sum" { "Held" }
                        th class="sum" { "Credit" } th class="sum" { "May be spent" }
                    } }
                    tbody { @for row in &facts.deposits {
                        @let sums = &row.sums;
                        @let available = sums.available().map_or(0, |sum| sum.get());
                        tr {
                            td {
                                span class="code" { (row.dealer) }
                                @if available <= 0 { strong class="bad" { "sells nothing" } }
                                @else if available < sold(row) { strong class="warn" { "less than today's sales" } }
                            }
                            td class="sum" { (money(sums.balance().map_or(0, |sum| sum.get()), &row.currency)) }
                            td class="sum" { (money(sums.debit_pending.get(), &row.currency)) }
                            td class="sum" { (money(sums.floor.get().saturating_neg(), &row.currency)) }
                            td class="sum" { (money(available, &row.currency)) }
                        }
                    } }
                } }
            }
        }
    }
}

fn today(rows: &[Today]) -> Markup {
    html! {
        section {
            h2 { "Today" }
            div class="wide" { table {
                thead { tr {
                    th { "Dealer" } th { "Business day" } th class="sum" { "Payments" } th class="sum" { "Credited" }
                } }
                tbody { @for row in rows { tr {
                    td class="code" { (row.dealer) }
                    td { (row.day) }
                    td class="sum" { (row.payments) }
                    td class="sum" { (money(row.credited, &row.currency)) }
                } } }
            } }
        }
    }
}

fn points(facts: &Facts) -> Markup {
    let mut rows: Vec<&Row> = facts
        .parties
        .iter()
        .filter(|row| row.kind == "point")
        .collect();
    rows.sort_by_key(|row| row.last_seen);
    let hidden = rows.len().saturating_sub(MOST_POINTS);
    html! {
        section {
            h2 { "Points, those unseen for longest first" }
            div class="wide" { table {
                thead { tr { th { "Dealer" } th { "Point" } th { "Last seen" } th class="sum" { "Keys" } } }
                tbody { @for row in rows.iter().take(MOST_POINTS) { tr {
                    td class="code" { (row.dealer) }
                    td {
                        span class="code" { (row.point) }
                        @if row.standing != Standing::Active { strong class="warn" { (row.standing.as_key()) } }
                    }
                    td {
                        @match row.last_seen {
                            Some(at) => { (age(at, facts.now)) " ago" }
                            None => { "never" }
                        }
                    }
                    td class="sum" { (row.keys) }
                } } }
            } }
            @if hidden > 0 { p { (hidden) " more: " code { "paydesk-hub party list" } } }
        }
    }
}

fn heads(facts: &Facts) -> Markup {
    html! {
        section {
            h2 { "Books" }
            dl {
                dt { "Audit chain" }
                dd { @match &facts.heads.audit {
                    Some((n, hash)) => { "record " (n) ", " span class="code" { (hash_text(hash)) } }
                    None => { "empty" }
                } }
                dt { "Last closed day" }
                dd { @match &facts.heads.closed {
                    Some((day, at)) => { (day) ", signed " (moment(*at)) " UTC" }
                    None => { "none: " code { "paydesk-hub day close" } }
                } }
            }
        }
    }
}
