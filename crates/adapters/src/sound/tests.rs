//! Whole files, soft edges, and players that are missing, hang or are asked too often.
