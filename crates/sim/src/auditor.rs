//! The independent auditor.
