//! The mail that a message becomes.

use std::fmt::Write as _;

use frontdesk_directory::offline::{self, OfflineMessage, Written};
use frontdesk_mail::Mail;

/// What a mail says of where its message came from.
pub(super) struct Origin<'a> {
    /// The channel's title.
    pub(super) channel: &'a str,
    /// The queue's title.
    pub(super) queue: &'a str,
}

/// The mail. Whoever answers it answers the contact.
pub(super) fn of(
    message: &OfflineMessage,
    written: &Written,
    origin: &Origin<'_>,
    to: &str,
) -> Mail {
    let OfflineMessage {
        id, digest, case, ..
    } = message;
    // Another gateway counts its messages from 1, too.
    let mut name = format!("{id}.");
    for byte in digest.iter().take(8) {
        // Writing to a string cannot fail.
        let _ = write!(name, "{byte:02x}");
    }
    let subject = if written.subject.is_empty() {
        format!("Message from {}", written.name)
    } else {
        written.subject.to_string()
    };
    let mut text = format!(
        "{}\n\n-- \n{}\nchannel: {}\nqueue: {}\n",
        written.text,
        offline::said(written),
        origin.channel,
        origin.queue
    );
    if let Some(case) = case {
        let _ = writeln!(text, "case: {case}");
    }
    Mail {
        id: name,
        at_ms: message.at.0,
        from_name: origin.channel.to_owned(),
        to: to.to_owned(),
        reply_to: (!written.email.is_empty()).then(|| written.email.to_string()),
        subject,
        text,
    }
}

#[cfg(test)]
mod tests {
    use frontdesk_core::{OfflineId, Timestamp};
    use frontdesk_directory::offline::Mailing;

    use super::*;

    #[test]
    fn a_mail_has_what_was_written_and_what_its_reader_needs_to_answer() {
        let written = Written {
            name: "Ann".into(),
            email: "ann@example.com".into(),
            subject: "".into(),
            text: "Do you have it in 42?".into(),
            answers: [("order".into(), "77".into())].into(),
            language: Some("de".into()),
        };
        let message = OfflineMessage {
            id: OfflineId::new(7).unwrap(),
            channel: "website".parse().unwrap(),
            queue: "sales".parse().unwrap(),
            at: Timestamp(1_700_000_000_000),
            client_id: "m-1".into(),
            digest: [0xab; 32],
            case: frontdesk_core::CaseId::new(3),
            mailing: Mailing::Unwanted,
            written: None,
        };
        let origin = Origin {
            channel: "Shop",
            queue: "Sales",
        };
        let mail = of(&message, &written, &origin, "help@example.com");
        assert_eq!(mail.id, "off_7.abababababababab");
        assert_eq!(mail.subject, "Message from Ann");
        assert_eq!(mail.reply_to.as_deref(), Some("ann@example.com"));
        assert_eq!(
            mail.text,
            "Do you have it in 42?\n\n-- \nname: Ann\nemail: ann@example.com\norder: 77\nlanguage: de\n\
             channel: Shop\nqueue: Sales\ncase: cas_3\n"
        );
    }
}
