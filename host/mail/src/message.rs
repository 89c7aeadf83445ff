//! A mail, and the bytes it is on the way.

use std::{
    fmt,
    time::{Duration, SystemTime},
};

use lettre::{
    Address, Message,
    message::{Mailbox, header::ContentType},
};

/// Characters of a subject: what programs show, and far below what a header may have.
const SUBJECT_CHARS: usize = 250;
/// Characters of a name.
const NAME_CHARS: usize = 100;

/// A mail to one address.
#[derive(Clone, PartialEq, Eq)]
pub struct Mail {
    /// What tells it from every other: letters, digits, `.`, `-` and `_`. The same mail sent again has the same, so
    /// that programs show it once.
    pub id: String,
    /// When it was written, in milliseconds since 1970-01-01 UTC.
    pub at_ms: u64,
    /// What it is said to come from, beside the server's own address; may be empty.
    pub from_name: String,
    /// Where it goes.
    pub to: String,
    /// Who is answered, if not whoever sent it.
    pub reply_to: Option<String>,
    /// What it is about. Line ends and other control characters are spaces in it.
    pub subject: String,
    /// What it says.
    pub text: String,
}

/// What people write, and who they are, stays out of logs.
impl fmt::Debug for Mail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mail({})", self.id)
    }
}

/// Whether mail can be sent to this.
pub fn is_address(text: &str) -> bool {
    text.parse::<Address>().is_ok()
}

/// A mail that cannot be written. A sentence for a person.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Unwritable(pub(crate) String);

impl Mail {
    /// The mail as the server is given it. Header by header it is the library that writes, so no text gets out of
    /// its own.
    pub(crate) fn written(&self, from: &Address) -> Result<Message, Unwritable> {
        let no = |what: &str| Unwritable(format!("{what} is no address that mail can be sent to"));
        let to: Address = self.to.parse().map_err(|_| no("the recipient's"))?;
        let name = line(&self.from_name, NAME_CHARS);
        let name = (!name.is_empty()).then_some(name);
        let mut builder = Message::builder()
            .message_id(Some(self.message_id(from)))
            .date(SystemTime::UNIX_EPOCH + Duration::from_millis(self.at_ms))
            .from(Mailbox::new(name, from.clone()))
            .to(Mailbox::new(None, to))
            .subject(line(&self.subject, SUBJECT_CHARS))
            .header(ContentType::TEXT_PLAIN);
        if let Some(reply_to) = &self.reply_to {
            let reply_to: Address = reply_to.parse().map_err(|_| no("the writer's"))?;
            builder = builder.reply_to(Mailbox::new(None, reply_to));
        }
        builder
            .body(self.text.clone())
            .map_err(|error| Unwritable(error.to_string()))
    }

    fn message_id(&self, from: &Address) -> String {
        let plain = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        let id: String = self.id.chars().filter(plain).collect();
        format!("<{id}@{}>", from.domain())
    }
}

/// A text as one line of so many characters.
fn line(text: &str, chars_max: usize) -> String {
    let plain = |c: char| {
        if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') {
            ' '
        } else {
            c
        }
    };
    let line: String = text.chars().map(plain).take(chars_max).collect();
    line.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail() -> Mail {
        Mail {
            id: "off_7.ab12".to_owned(),
            at_ms: 1_700_000_000_000,
            from_name: "Shop".to_owned(),
            to: "help@example.com".to_owned(),
            reply_to: Some("ann@example.net".to_owned()),
            subject: "Größe 42".to_owned(),
            text: "Grüße\nAnn".to_owned(),
        }
    }

    fn written(mail: &Mail) -> String {
        let from = "desk@example.com".parse().unwrap();
        String::from_utf8(mail.written(&from).unwrap().formatted()).unwrap()
    }

    #[test]
    fn a_mail_says_who_wrote_it_who_is_answered_and_which_it_is() {
        let written = written(&mail());
        for header in [
            "Message-ID: <off_7.ab12@example.com>",
            "Date: Tue, 14 Nov 2023 22:13:20 +0000",
            "From: Shop <desk@example.com>",
            "To: help@example.com",
            "Reply-To: ann@example.net",
            "Content-Type: text/plain; charset=utf-8",
        ] {
            assert!(
                written.contains(&format!("{header}\r\n")),
                "{header}\n{written}"
            );
        }
        assert!(written.is_ascii(), "every server takes it");
    }

    #[test]
    fn the_same_mail_is_the_same_every_time_it_is_sent() {
        assert_eq!(written(&mail()), written(&mail()));
    }

    #[test]
    fn no_text_becomes_a_header_or_an_end() {
        let mut forged = mail();
        forged.subject = "Hello\r\nBcc: everyone@example.com\r\n\r\nBuy".to_owned();
        forged.from_name = "Shop\r\nBcc: everyone@example.com".to_owned();
        forged.id = "off_7>\r\nBcc: everyone@example.com".to_owned();
        forged.text = "one\r\n.\r\nRCPT TO:<everyone@example.com>".to_owned();
        let written = written(&forged);
        let (head, body) = written.split_once("\r\n\r\n").unwrap();
        for line in head.split("\r\n") {
            assert!(!line.to_lowercase().starts_with("bcc"), "{head}");
        }
        assert!(body.contains("RCPT TO"), "it stays text");
    }

    #[test]
    fn what_is_no_address_is_written_to_nobody() {
        let from = "desk@example.com".parse().unwrap();
        for none in [
            "",
            "ann",
            "a b@example.com",
            "ann@example.com\r\nBcc: x@y.zz",
        ] {
            let mut lost = mail();
            none.clone_into(&mut lost.to);
            assert!(lost.written(&from).is_err(), "{none:?}");
            let mut lost = mail();
            lost.reply_to = Some(none.to_owned());
            assert!(lost.written(&from).is_err(), "{none:?}");
            assert!(!is_address(none));
        }
        assert!(is_address("ann@example.com"));
    }

    #[test]
    fn what_people_write_is_in_no_log() {
        assert_eq!(format!("{:?}", mail()), "Mail(off_7.ab12)");
    }
}
