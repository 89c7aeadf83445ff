//! Emails and phone numbers: what is one, and how it is spelled. Two spellings of one address find the
//! same customer.

use frontdesk_core::{Identity, limits};

/// What an email address is called.
pub const EMAIL: &str = "email";
/// What a phone number is called.
pub const PHONE: &str = "phone";

/// Bytes of an email address: RFC 5321, with its brackets gone.
const EMAIL_BYTES: usize = 254;

/// Why an address is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAnAddress {
    /// No email address.
    #[error("this is no email address; one looks like ann@example.com")]
    Email,
    /// No phone number.
    #[error("a phone number begins with + and the country, such as +43 660 1234567")]
    Phone,
    /// Nothing, or too much.
    #[error(
        "an address has 1 to {} bytes, and none of them is a control character",
        limits::IDENTITY_BYTES
    )]
    Length,
}

/// An address in the spelling that it is kept and looked for in.
pub fn spelled(kind: &str, value: &str) -> Result<Identity, NotAnAddress> {
    let value = match kind {
        EMAIL => email(value).ok_or(NotAnAddress::Email)?,
        PHONE => phone(value).ok_or(NotAnAddress::Phone)?,
        _ => value.trim().to_owned(),
    };
    let fits = (1..=limits::IDENTITY_BYTES).contains(&value.len())
        && (1..=limits::IDENTITY_KIND_BYTES).contains(&kind.len())
        && !value.chars().any(char::is_control);
    if !fits {
        return Err(NotAnAddress::Length);
    }
    Ok(Identity {
        kind: kind.into(),
        value: value.into(),
    })
}

/// An email address in lower case. Strictly, its first half may tell cases apart; nobody's does.
pub fn email(text: &str) -> Option<String> {
    let text = text.trim();
    let (local, host) = text.rsplit_once('@')?;
    let plain = !text.chars().any(|c| c.is_whitespace() || c.is_control());
    let is_host = host.contains('.') && !host.starts_with('.') && !host.ends_with('.');
    let is_one = text.len() <= EMAIL_BYTES && plain && !local.is_empty() && is_host;
    is_one.then(|| text.to_lowercase())
}

/// A phone number as E.164 has it, without what people put between its digits.
pub fn phone(text: &str) -> Option<String> {
    let between = [' ', '-', '.', '/', '(', ')', '\u{a0}', '\u{2011}'];
    let number: String = text.chars().filter(|c| !between.contains(c)).collect();
    let digits = number.strip_prefix('+')?;
    let is_one = (7..=15).contains(&digits.len())
        && digits.bytes().all(|b| b.is_ascii_digit())
        && !digits.starts_with('0');
    is_one.then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_spellings_of_one_address_are_one() {
        for (kind, given, kept) in [
            (EMAIL, " Ann@Example.COM ", "ann@example.com"),
            (PHONE, "+43 (660) 123-45.67", "+436601234567"),
            (PHONE, "+436601234567", "+436601234567"),
            ("customer", " 1042 ", "1042"),
        ] {
            let spelled = spelled(kind, given).unwrap();
            assert_eq!((&*spelled.kind, &*spelled.value), (kind, kept));
        }
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for none in [
            "",
            "ann",
            "@example.com",
            "ann@",
            "ann@host",
            "a b@example.com",
            "a@.com",
        ] {
            assert_eq!(spelled(EMAIL, none), Err(NotAnAddress::Email), "{none}");
        }
        for none in [
            "",
            "06601234567",
            "+0660123456",
            "+12345",
            "+1234567890123456",
            "+43x",
        ] {
            assert_eq!(spelled(PHONE, none), Err(NotAnAddress::Phone), "{none}");
        }
        let long = "x".repeat(limits::IDENTITY_BYTES + 1);
        for none in ["", "  ", "a\u{7}b", &long] {
            assert_eq!(spelled("customer", none), Err(NotAnAddress::Length));
        }
    }
}
