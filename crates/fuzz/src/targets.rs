//! The targets, one for each parser.

pub(crate) mod answer;
pub(crate) mod bill;
pub(crate) mod books;
pub(crate) mod catalogue;
pub(crate) mod document;
pub(crate) mod form;
pub(crate) mod key_file;
pub(crate) mod line;
pub(crate) mod osmp;
pub(crate) mod paper;
pub(crate) mod request;
pub(crate) mod scan;
pub(crate) mod settings;
pub(crate) mod sum;
pub(crate) mod typing;
