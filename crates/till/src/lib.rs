//! The till's core: decides what happens to each payment, and the runner that performs it.
