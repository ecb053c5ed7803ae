//! Steps and messages of payments.
