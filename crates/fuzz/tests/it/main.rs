//! The targets over their corpora, as far as a few seconds reach.

#[cfg(test)]
mod smoke;
