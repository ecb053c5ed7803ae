//! Answers of the provider: as they should be, and spoilt on purpose.

use axum::body::Body;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::{Response, StatusCode};
use quick_xml::escape::escape;

use super::rules::Does;
use crate::connectors::providers::osmp::sum_text;

/// More than any client may read.
const HUGE_BYTES: usize = 10 * 1024 * 1024;

/// The connection is closed without an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("closed without an answer, as the simulation says")]
pub(super) struct HungUp;

/// An answer before it is written as XML.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Reply {
    pub(super) txn_id: String,
    pub(super) provider_ref: Option<i64>,
    pub(super) sum_minor: Option<i64>,
    pub(super) result: u32,
    pub(super) comment: &'static str,
    /// What may be shown, each under its name.
    pub(super) fields: Vec<(&'static str, String)>,
}

impl Reply {
    pub(super) fn of(result: u32, comment: &'static str) -> Self {
        Self {
            result,
            comment,
            ..Self::default()
        }
    }

    fn xml(&self) -> String {
        let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<response>");
        out.push_str(&format!("<osmp_txn_id>{}</osmp_txn_id>", self.txn_id));
        if let Some(number) = self.provider_ref {
            out.push_str(&format!("<prv_txn>{number}</prv_txn>"));
        }
        if let Some(sum) = self.sum_minor {
            out.push_str(&format!("<sum>{}</sum>", sum_text(sum)));
        }
        let (result, comment) = (self.result, escape(self.comment));
        out.push_str(&format!(
            "<result>{result}</result><comment>{comment}</comment>"
        ));
        if !self.fields.is_empty() {
            out.push_str("<fields>");
            for (at, (name, value)) in (1..).zip(&self.fields) {
                let value = escape(value.as_str());
                out.push_str(&format!("<field{at} name=\"{name}\">{value}</field{at}>"));
            }
            out.push_str("</fields>");
        }
        out.push_str("</response>\n");
        out
    }

    /// As it should be.
    pub(super) fn honest(&self) -> Response<Body> {
        page(StatusCode::OK, self.xml())
    }

    /// Spoilt as a rule says; what is in the books is true all the same.
    pub(super) fn spoilt(&self, does: Does) -> Result<Response<Body>, HungUp> {
        let xml = || self.xml();
        let other = |digits: &str| format!("{digits}0");
        Ok(match does {
            Does::LostAnswer => return Err(HungUp),
            Does::Http500 => page(StatusCode::INTERNAL_SERVER_ERROR, xml()),
            Does::WrongEcho => {
                let txn_id = other(&self.txn_id);
                Self {
                    txn_id,
                    ..self.clone()
                }
                .honest()
            }
            Does::WrongSum => {
                let sum_minor = self.sum_minor.map(|sum| sum.saturating_add(1));
                Self {
                    sum_minor,
                    ..self.clone()
                }
                .honest()
            }
            Does::NoNumber => {
                let provider_ref = None;
                Self {
                    provider_ref,
                    ..self.clone()
                }
                .honest()
            }
            Does::Page => page(
                StatusCode::OK,
                "<!DOCTYPE html><html><body>Maintenance</body></html>".to_owned(),
            ),
            Does::DocumentType => {
                let bomb = "<!DOCTYPE response [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>\n<response>";
                page(StatusCode::OK, xml().replace("<response>", bomb))
            }
            Does::Huge => {
                let filled = format!("<!--{}-->\n<response>", "x".repeat(HUGE_BYTES));
                page(StatusCode::OK, xml().replace("<response>", &filled))
            }
            Does::TextResult => page(StatusCode::OK, xml().replace("<result>0<", "<result>OK<")),
            Does::UnknownResult => {
                page(StatusCode::OK, xml().replace("<result>0<", "<result>555<"))
            }
            Does::Slow
            | Does::SlowCheck
            | Does::Refuse
            | Does::RefuseCheck
            | Does::TemporaryCheck
            | Does::Temporary
            | Does::Unfinished
            | Does::Limit => self.honest(),
        })
    }
}

fn page(status: StatusCode, text: String) -> Response<Body> {
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    let kind = HeaderValue::from_static("text/xml; charset=utf-8");
    response.headers_mut().insert(CONTENT_TYPE, kind);
    response
}

/// An answer without XML: the request did not get as far as that.
pub(super) fn turned_away(status: StatusCode) -> Response<Body> {
    let mut response = page(status, String::new());
    if status == StatusCode::UNAUTHORIZED {
        let ask = HeaderValue::from_static("Basic realm=\"provider\"");
        response
            .headers_mut()
            .insert(hyper::header::WWW_AUTHENTICATE, ask);
    }
    response
}
