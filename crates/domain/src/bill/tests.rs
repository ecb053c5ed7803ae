use super::Bill;

#[test]
fn a_text_of_another_kind_is_no_bill() {
    assert!(!Bill::looks_like("9161234567"));
}
