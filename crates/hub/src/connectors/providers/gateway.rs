//! A provider's entry in `hub.toml`: where it is reached, what it promises, how it speaks.

use std::fs;
use std::path::Path;
use std::time::Duration;

use serde::Deserialize;

use super::osmp::dialect::Dialect;
use super::osmp::{Access, Method, OsmpSettings};
use super::places;

/// Longer than this no answer is waited for: a lease of work counts on it.
const LONGEST_ANSWER_SECONDS: u64 = 60;
/// More connections than this no provider of the field takes.
const MOST_PARALLEL: u32 = 256;

/// The way to one provider.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Gateway {
    /// Its id in the catalogue.
    pub(crate) provider: String,
    /// Its OSMP address.
    pub(crate) url: String,
    /// How requests travel.
    #[serde(default)]
    method: Method,
    /// `prv_id`.
    service: Option<String>,
    /// It credits one number of ours once, however often it is asked.
    #[serde(default)]
    pub(crate) repeat_safe: bool,
    /// A fatal answer to a repeat is about the payment.
    #[serde(default)]
    fatal_on_repeat: bool,
    /// It is slow: a pay that was taken is answered as paid.
    #[serde(default)]
    pub(crate) answers_accepted: bool,
    /// It takes payments of points that it knows alone: `paydesk-hub point register`.
    #[serde(default)]
    pub(crate) registered_points_only: bool,
    /// Its time zone, east of UTC.
    #[serde(default)]
    pub(crate) utc_offset_minutes: i16,
    /// How many orders it gets at the same time.
    #[serde(default = "usual")]
    pub(crate) parallel: u32,
    /// After so many seconds there is no answer.
    #[serde(default = "longest")]
    answer_seconds: u64,
    /// User name of Basic authentication.
    user: Option<String>,
    /// The file with its password.
    password_file: Option<String>,
    /// The file with the only authorities whose certificates count, instead of the system's.
    authority: Option<String>,
    /// The file with the hub's certificate for this provider and its key.
    client_certificate: Option<String>,
    /// How it speaks.
    #[serde(default)]
    dialect: Dialect,
}

const fn usual() -> u32 {
    places::USUAL
}

const fn longest() -> u64 {
    LONGEST_ANSWER_SECONDS
}

impl Gateway {
    /// The entry with the files that it names; relative names count from the data folder. The error is a sentence for
    /// people.
    pub(crate) fn settings(&self, data: &Path) -> Result<OsmpSettings, String> {
        let bad = |text: &str| format!("hub.toml: gateway {:?}: {text}", self.provider);
        if !(1..=MOST_PARALLEL).contains(&self.parallel) {
            return Err(bad(&format!("parallel is from 1 to {MOST_PARALLEL}")));
        }
        if !(1..=LONGEST_ANSWER_SECONDS).contains(&self.answer_seconds) {
            let most = LONGEST_ANSWER_SECONDS;
            return Err(bad(&format!("answer_seconds is from 1 to {most}")));
        }
        let read = |name: &Option<String>| {
            let path = name.as_ref().map(|name| data.join(name));
            path.map(|path| {
                fs::read(&path).map_err(|error| bad(&format!("{}: {error}", path.display())))
            })
            .transpose()
        };
        let password = read(&self.password_file)?.map(String::from_utf8);
        let password = password.transpose();
        let password = password.map_err(|_| bad("the password is not text"))?;
        let basic = match (&self.user, password) {
            (Some(user), Some(password)) => Some((
                user.clone(),
                password.trim_end_matches(['\r', '\n']).to_owned(),
            )),
            (None, None) => None,
            (Some(_), None) | (None, Some(_)) => {
                return Err(bad("user and password_file belong together"));
            }
        };
        let access = Access {
            basic,
            authority: read(&self.authority)?,
            certificate: read(&self.client_certificate)?,
        };
        let mut dialect = self.dialect.clone();
        if let Some(service) = &self.service {
            dialect.extra.insert("prv_id".to_owned(), service.clone());
        }
        Ok(OsmpSettings {
            url: self.url.clone(),
            method: self.method,
            dialect,
            access,
            repeat_safe: self.repeat_safe,
            fatal_on_repeat: self.fatal_on_repeat,
            utc_offset_minutes: self.utc_offset_minutes,
            answer_within: Duration::from_secs(self.answer_seconds),
        })
    }
}

#[cfg(test)]
mod tests;
