use super::PhoneTyping;
use crate::phone::Region;

#[test]
fn a_field_begins_empty() {
    assert_eq!(PhoneTyping::new(Region::Ru, true).digits(), "");
}
