//! What somebody wrote, read into what is kept of it.

use std::collections::BTreeMap;

use frontdesk_core::{ChannelId, ContactCard, Conversation};
use frontdesk_directory::{
    address,
    offline::{Arrival, CLIENT_ID_BYTES, NAME_CHARS, SUBJECT_CHARS, TEXT_CHARS, Written},
    problem::{Field, FieldProblem},
};
use frontdesk_wire::offline::LeaveMessage;
use sha2::{Digest as _, Sha256};

use super::OfflineChannel;
use crate::{form, problem::Fault};

/// Bytes of a language's tag.
const TAG_BYTES: usize = 35;

/// Checks everything, and says all that is wrong.
pub(crate) fn read(
    channel: ChannelId,
    form: &OfflineChannel,
    said: LeaveMessage,
) -> Result<Arrival, Fault> {
    if !(1..=CLIENT_ID_BYTES).contains(&said.id.len()) {
        let what = format!("an id has 1 to {CLIENT_ID_BYTES} bytes");
        return Err(Fault::Unacceptable(what));
    }
    let digest = digest(&said);
    let mut problems = Vec::new();
    let mut problem = |field, problem: &str| {
        let problem = problem.to_owned();
        problems.push(FieldProblem { field, problem });
    };
    let email = address::email(&said.email).filter(|email| frontdesk_mail::is_address(email));
    if email.is_none() {
        problem(
            Field::Email,
            "this is no email address; one looks like ann@example.com",
        );
    }
    let (answers, account_number) = answers(form, said.fields).unwrap_or_else(|unfit| {
        problem(Field::Custom(unfit.field.into()), &unfit.message);
        Default::default()
    });
    let written = Written {
        name: said.name.into(),
        email: email.unwrap_or_default().into(),
        subject: said.subject.into(),
        text: said.text.into(),
        answers,
        language: language(said.locale),
    }
    .spelled();
    let chars = |text: &str| text.chars().count();
    if !(1..=NAME_CHARS).contains(&chars(&written.name)) {
        problem(
            Field::Name,
            &format!("a name has 1 to {NAME_CHARS} characters"),
        );
    }
    if chars(&written.subject) > SUBJECT_CHARS {
        let why = format!("a subject has at most {SUBJECT_CHARS} characters");
        problem(Field::Subject, &why);
    }
    if !(1..=TEXT_CHARS).contains(&chars(&written.text)) {
        problem(
            Field::Text,
            &format!("a message has 1 to {TEXT_CHARS} characters"),
        );
    }
    if !problems.is_empty() {
        return Err(Fault::DraftRefused(problems));
    }
    Ok(Arrival {
        card: card(&written, account_number),
        channel,
        queue: form.queue.clone(),
        client_id: said.id.into(),
        digest,
        written,
        as_case: form.as_case,
        as_mail: form.mail_to.is_some(),
    })
}

/// What a contact wrote to a script, with what is known of them.
pub(super) fn of_script(
    conversation: &Conversation,
    text: &str,
    reference: String,
    as_mail: bool,
) -> Arrival {
    let contact = &conversation.contact;
    let vouched = contact.identities.iter().find(|it| &*it.kind == "email");
    let email = vouched.map(|it| &it.value);
    let email = email.or_else(|| contact.fields.get("email"));
    let email = email.and_then(|email| address::email(email));
    // Whoever has no name is called by an address of theirs, as on a channel of text messages.
    let address = contact.identities.first().map(|it| &*it.value);
    let name = contact.name.as_deref().or(address).unwrap_or("-");
    let cut = |text: &str, chars: usize| text.chars().take(chars).collect::<String>();
    let written = Written {
        name: cut(name, NAME_CHARS).into(),
        email: email
            .filter(|email| frontdesk_mail::is_address(email))
            .unwrap_or_default()
            .into(),
        subject: "".into(),
        text: cut(text, TEXT_CHARS).into(),
        answers: contact
            .fields
            .iter()
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect(),
        language: conversation
            .language
            .as_ref()
            .map(|spoken| spoken.language.as_str().into()),
    };
    Arrival {
        channel: conversation.channel.clone(),
        queue: conversation.queue.clone(),
        digest: Sha256::digest(format!("{reference} {text}")).into(),
        client_id: reference.into(),
        card: contact.clone(),
        written: written.spelled(),
        as_case: true,
        as_mail,
    }
}

/// Tells a message that comes again from another under the same id.
fn digest(said: &LeaveMessage) -> [u8; 32] {
    // What was read out of JSON can be written as JSON.
    let bytes = serde_json::to_vec(said).unwrap_or_default();
    Sha256::digest(bytes).into()
}

type Answers = BTreeMap<Box<str>, Box<str>>;

/// The answers to what the form asks for, and to nothing else; the account number once more by itself.
fn answers(
    form: &OfflineChannel,
    fields: BTreeMap<String, String>,
) -> Result<(Answers, Option<Box<str>>), form::Unfit> {
    let asked = |name: &String| form.form.iter().any(|asked| asked.field.name == *name);
    let fields = fields.into_iter().filter(|(name, _)| asked(name));
    let mut card = ContactCard {
        fields: fields
            .map(|(name, value)| (name.into(), value.into()))
            .collect(),
        ..ContactCard::default()
    };
    form::check(&form.form, &mut card)?;
    let mut answers: Answers = card.fields.into_iter().collect();
    if let Some(number) = &card.account_number {
        answers.insert("account_number".into(), number.clone());
    }
    Ok((answers, card.account_number))
}

/// What the screen pop finds somebody by.
fn card(written: &Written, account_number: Option<Box<str>>) -> ContactCard {
    let mut fields = written.answers.clone();
    fields.insert("email".into(), written.email.clone());
    ContactCard {
        name: Some(written.name.clone()),
        account_number,
        fields: fields.into_iter().collect(),
        ..ContactCard::default()
    }
}

fn language(tag: Option<String>) -> Option<Box<str>> {
    let plain = |tag: &String| {
        let is_plain = tag.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        (1..=TAG_BYTES).contains(&tag.len()) && is_plain
    };
    tag.filter(plain).map(Into::into)
}

#[cfg(test)]
mod tests {
    use frontdesk_wire::{
        form::{FieldKind, FormField},
        offline::OfflineForm,
    };

    use super::*;
    use crate::form::FormQuestion;

    fn form() -> OfflineChannel {
        let order = FormField {
            name: "order".to_owned(),
            label: BTreeMap::new(),
            required: true,
            kind: FieldKind::Number,
            chars_min: 1,
            chars_max: 4,
            pattern: None,
            choices: Vec::new(),
        };
        OfflineChannel {
            when: [].into(),
            shown: OfflineForm {
                title: BTreeMap::new(),
                text: BTreeMap::new(),
                fields: Vec::new(),
            },
            form: vec![FormQuestion {
                field: order,
                match_in: Vec::new(),
            }],
            mail_to: None,
            as_case: true,
            queue: "sales".parse().unwrap(),
        }
    }

    fn said() -> LeaveMessage {
        LeaveMessage {
            id: "m-1".to_owned(),
            name: " Ann\r\nBcc: x ".to_owned(),
            email: "Ann@Example.com".to_owned(),
            subject: "Size".to_owned(),
            text: "one\r\ntwo\u{7}".to_owned(),
            fields: [
                ("order".to_owned(), "77".to_owned()),
                ("role".to_owned(), "admin".to_owned()),
            ]
            .into(),
            locale: Some("de".to_owned()),
        }
    }

    fn arrival(said: LeaveMessage) -> Result<Arrival, Fault> {
        read("website".parse().unwrap(), &form(), said)
    }

    /// The fields that are refused.
    fn wrong(said: LeaveMessage) -> Vec<String> {
        match arrival(said) {
            Err(Fault::DraftRefused(problems)) => {
                problems.iter().map(|one| one.field.to_string()).collect()
            }
            other => vec![format!("{other:?}")],
        }
    }

    #[test]
    fn what_was_written_is_kept_in_its_spelling_and_nothing_that_was_not_asked_for() {
        let arrival = arrival(said()).unwrap();
        let written = &arrival.written;
        assert_eq!(&*written.name, "Ann Bcc: x");
        assert_eq!(&*written.email, "ann@example.com");
        assert_eq!(&*written.text, "one\ntwo");
        assert_eq!(written.answers.len(), 1, "{:?}", written.answers);
        assert_eq!(arrival.card.fields.get("email"), Some(&written.email));
        assert_eq!((arrival.as_case, arrival.as_mail), (true, false));
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once() {
        let empty = LeaveMessage {
            name: " ".to_owned(),
            email: "ann".to_owned(),
            subject: "x".repeat(151),
            text: "\n".to_owned(),
            fields: BTreeMap::new(),
            ..said()
        };
        assert_eq!(
            wrong(empty),
            ["email", "fields.order", "name", "subject", "text"]
        );
    }

    #[test]
    fn every_text_has_its_limit() {
        let long = |change: fn(&mut LeaveMessage)| {
            let mut long = said();
            change(&mut long);
            wrong(long)
        };
        assert_eq!(long(|it| it.name = "x".repeat(101)), ["name"]);
        assert_eq!(long(|it| it.text = "ä".repeat(4_001)), ["text"]);
        assert_eq!(
            long(|it| it.email = format!("{}@b.cc", "a".repeat(250))),
            ["email"]
        );
        assert_eq!(
            long(|it| it.fields = [("order".to_owned(), "12345".to_owned())].into()),
            ["fields.order"]
        );
        for id in [String::new(), "x".repeat(65)] {
            assert!(matches!(
                arrival(LeaveMessage { id, ..said() }),
                Err(Fault::Unacceptable(_))
            ));
        }
    }

    #[test]
    fn the_same_message_is_told_by_all_that_it_says() {
        let digest = |change: fn(&mut LeaveMessage)| {
            let mut other = said();
            change(&mut other);
            arrival(other).unwrap().digest
        };
        assert_eq!(digest(|_| {}), digest(|_| {}));
        assert_ne!(digest(|_| {}), digest(|it| it.text.push('!')));
    }
}
