//! What differs from provider to provider: one file each, and one trait over them.

mod fields;
pub(crate) mod instagram;
pub(crate) mod line;
pub(crate) mod messenger;
mod meta;
pub(crate) mod telegram;
pub(crate) mod twilio;
pub(crate) mod vonage;
pub(crate) mod whatsapp;
pub(crate) mod x;

use crate::{
    Account, Choice, Content, Inbound, Message, Phone, Standing, State,
    call::{Answer, Call, SignedCall},
    faults::Mishap,
    fetch::{Fetched, Problem},
    phones::{About, Failure},
    world::Desk,
};

/// How a provider speaks.
pub(crate) trait Dialect: Send + Sync {
    /// What people call it.
    fn title(&self) -> &'static str;

    /// The first part of its addresses.
    fn prefix(&self) -> &'static str;

    /// What a request asks for. An error is the provider's own answer to what it does not take.
    fn read(&self, call: &Call, desk: &Desk<'_>) -> Result<Asked, Answer>;

    /// The answer to a message that was taken.
    fn taken(&self, outgoing: &Outgoing, message: &Message) -> Answer;

    /// The answer to "too many".
    fn too_many(&self, call: &Call, mishap: &Mishap) -> Answer;

    /// The answer of something that is broken inside.
    fn internal(&self, call: &Call) -> Answer;

    /// A contact's message. `inbound` has an id and a time.
    fn inbound(&self, account: &Account, inbound: &Stamped<'_>) -> SignedCall;

    /// A report on the gateway's message; none: the provider has no such report.
    fn receipt(&self, report: &Report<'_>) -> Vec<SignedCall>;

    /// The gateway's own message, told back to it.
    fn echo(&self, _report: &Report<'_>) -> Option<SignedCall> {
        None
    }

    /// What it takes as the file of this message: beginnings of content types, and how many bytes one may
    /// have; the first that fits counts. Empty: it fetches no files.
    fn takes(&self, _outgoing: &Outgoing) -> &'static [(&'static str, usize)] {
        &[]
    }

    /// The answer to a message whose file cannot be brought; none: it is taken all the same, and may fail
    /// later.
    fn unfetched(&self, _outgoing: &mut Outgoing, _problem: Problem) -> Option<Answer> {
        None
    }

    /// A new name for a contact's message.
    fn message_id(&self) -> String;

    /// What a contact's words do to what may be sent to them.
    fn standing_after(&self, _text: &str) -> Option<Standing> {
        None
    }

    /// What the gateway hears when a contact leaves or comes back.
    fn barred(
        &self,
        _account: &Account,
        _contact: &str,
        _standing: Standing,
    ) -> Option<SignedCall> {
        None
    }

    /// The call with which the provider makes sure whose address it is, and what must come back.
    fn check(&self, _account: &Account) -> Option<(SignedCall, String)> {
        None
    }

    /// What came back, out of the answer's body.
    fn checked(&self, body: &str) -> String {
        body.to_owned()
    }

    /// Names of files of a contact's message, by which the gateway asks for them.
    fn media_id(&self, _message: &str) -> Option<String> {
        None
    }
}

/// What a request asks for.
pub(crate) enum Asked {
    /// To send a message.
    Send(Box<Outgoing>),
    /// Something that has its answer.
    Else(Answer),
}

/// A message that a provider takes.
#[derive(Clone, Debug)]
pub(crate) struct Outgoing {
    /// The account it comes from.
    pub(crate) account: Account,
    /// The contact.
    pub(crate) to: String,
    /// What it says.
    pub(crate) content: Content,
    /// Further messages of the same request, by their names.
    pub(crate) also: Vec<(String, Content)>,
    /// Answers that can be tapped.
    pub(crate) options: Vec<Choice>,
    /// The provider's name for it.
    pub(crate) id: String,
    /// The gateway's name for it.
    pub(crate) reference: Option<String>,
    /// The gateway's key under which the provider takes only one message.
    pub(crate) once: Option<String>,
    /// Its file, as it was found.
    pub(crate) file: Option<Fetched>,
    /// What the provider keeps of it besides.
    pub(crate) about: About,
}

impl Outgoing {
    /// Words to a contact.
    pub(crate) fn new(account: &Account, to: &str, content: Content, id: String) -> Self {
        Self {
            account: account.clone(),
            to: to.to_owned(),
            content,
            also: Vec::new(),
            options: Vec::new(),
            id,
            reference: None,
            once: None,
            file: None,
            about: About::default(),
        }
    }

    /// The same, asked for.
    pub(crate) fn asked(self) -> Asked {
        Asked::Send(Box::new(self))
    }

    /// The same, with the reason for which it will not arrive.
    pub(crate) fn failing(&mut self, code: u32, title: &'static str) {
        self.about.failure = Some(Failure { code, title });
    }
}

/// A contact's message with its name and time.
pub(crate) struct Stamped<'a> {
    pub(crate) inbound: &'a Inbound,
    pub(crate) id: &'a str,
    pub(crate) at_ms: u64,
    /// How often it was called with before.
    pub(crate) repeat: u32,
}

impl Stamped<'_> {
    /// The contact's name; without one, the contact.
    pub(crate) fn name(&self) -> &str {
        self.inbound.name.as_deref().unwrap_or(&self.inbound.from)
    }
}

/// What is reported on a message.
pub(crate) struct Report<'a> {
    pub(crate) account: &'a Account,
    pub(crate) phone: &'a Phone,
    pub(crate) message: &'a Message,
    pub(crate) state: State,
    pub(crate) at_ms: u64,
}

/// Whether this is a telephone number as E.164 has them.
pub(crate) fn is_number(text: &str) -> bool {
    text.strip_prefix('+').is_some_and(is_digits_of_number)
}

/// Whether these are the digits of a telephone number, without `+`.
pub(crate) fn is_digits_of_number(digits: &str) -> bool {
    (7..=15).contains(&digits.len())
        && !digits.starts_with('0')
        && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// SMS segments of a text, as carriers count them: 160 or 153 septets, 70 or 67 units of UTF-16. Texts
/// with extension characters may take one more.
pub(crate) fn segments(text: &str) -> usize {
    let (alone, each, length) = if text.is_ascii() {
        (160, 153, text.len())
    } else {
        (70, 67, text.encode_utf16().count())
    };
    if length <= alone {
        1
    } else {
        length.div_ceil(each)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_a_plus_and_digits() {
        assert!(is_number("+15550100"));
        for text in [
            "15550100",
            "+0555010000",
            "+1555",
            "+1555010x",
            "whatsapp:+15550100",
            "",
        ] {
            assert!(!is_number(text), "{text}");
        }
    }

    #[test]
    fn segments_are_longer_alone_than_in_a_row() {
        let count = |length: usize, of: &str| segments(&of.repeat(length));
        assert_eq!(
            (count(160, "a"), count(161, "a"), count(307, "a")),
            (1, 2, 3)
        );
        assert_eq!((count(70, "ž"), count(71, "ž"), count(135, "ž")), (1, 2, 3));
    }
}
