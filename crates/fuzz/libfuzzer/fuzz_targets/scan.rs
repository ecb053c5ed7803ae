//! Bytes for the target of this name.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    (paydesk_fuzz::target("scan").expect("a target").run)(bytes);
});
