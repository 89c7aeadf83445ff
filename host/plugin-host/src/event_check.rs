//! What a component made of a frame, checked before anyone acts on it.

use frontdesk_core::{ContactCard, Seq, limits};
use frontdesk_engine::ports::{ContactEvent, FrameFault};

use crate::{
    bindings::{socket, types::Field},
    fault::Fault,
};

/// Bytes of a client's id.
const CLIENT_ID_BYTES: usize = 64;
/// Bytes of a language tag.
const LOCALE_BYTES: usize = 35;
/// Bytes of a refusal's code and of its sentence.
const CODE_BYTES: usize = 40;
const SENTENCE_BYTES: usize = 500;

/// Checks all events of one frame.
pub(crate) fn events(told: Vec<socket::Event>, max: usize) -> Result<Vec<ContactEvent>, Fault> {
    if told.len() > max {
        return Err(Fault::output(format!(
            "{} events for one frame",
            told.len()
        )));
    }
    told.into_iter().map(event).collect()
}

/// Checks a refusal.
pub(crate) fn refusal(told: socket::Refusal) -> Result<FrameFault, Fault> {
    let id = told.id.map(client_id).transpose()?;
    let code_fits = (1..=CODE_BYTES).contains(&told.code.len())
        && told
            .code
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b == b'_');
    if !code_fits {
        return Err(Fault::output("a refusal's code is none"));
    }
    let message = line("a refusal's sentence", told.message, SENTENCE_BYTES)?;
    Ok(FrameFault::Refused {
        id,
        code: told.code,
        message,
    })
}

fn event(told: socket::Event) -> Result<ContactEvent, Fault> {
    Ok(match told {
        socket::Event::Start(start) => ContactEvent::Start {
            id: client_id(start.id)?,
            card: card(start.card)?,
            text: start.text.map(text).transpose()?,
        },
        socket::Event::Message(said) => ContactEvent::Message {
            id: client_id(said.id)?,
            text: text(said.text)?,
        },
        socket::Event::Typing(on) => ContactEvent::Typing { on },
        socket::Event::Read(seq) => ContactEvent::Read { seq: Seq(seq) },
        socket::Event::End(id) => ContactEvent::End { id: client_id(id)? },
    })
}

fn client_id(id: String) -> Result<String, Fault> {
    let fits = (1..=CLIENT_ID_BYTES).contains(&id.len())
        && id
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'));
    if fits {
        Ok(id)
    } else {
        Err(Fault::output("a client's id is none"))
    }
}

fn text(text: String) -> Result<String, Fault> {
    let is_too_long = text.len() > limits::TEXT_BYTES
        || (text.len() > limits::TEXT_CHARS && text.chars().count() > limits::TEXT_CHARS);
    let is_clean = !text
        .chars()
        .any(|c| c.is_control() && !matches!(c, '\n' | '\t'));
    if text.is_empty() || is_too_long || !is_clean {
        return Err(Fault::output(
            "a text is empty, too long or has control characters",
        ));
    }
    Ok(text)
}

fn card(card: socket::Card) -> Result<ContactCard, Fault> {
    let short = |what, text: Option<String>, max| {
        text.map(|text| line(what, text, max).map(String::into_boxed_str))
            .transpose()
    };
    if card.fields.len() > limits::CONTACT_FIELDS {
        return Err(Fault::output("too many fields on a contact's card"));
    }
    let field = |Field { name, value }: Field| {
        let name = line("a field's name", name, limits::CONTACT_KEY_BYTES)?;
        let value = line("a field's value", value, limits::CONTACT_FIELD_BYTES)?;
        Ok((name.into_boxed_str(), value.into_boxed_str()))
    };
    Ok(ContactCard {
        name: short("a name", card.name, limits::CONTACT_FIELD_BYTES)?,
        account_number: short(
            "an account",
            card.account_number,
            limits::CONTACT_FIELD_BYTES,
        )?,
        locale: short("a language", card.locale, LOCALE_BYTES)?,
        fields: card
            .fields
            .into_iter()
            .map(field)
            .collect::<Result<_, Fault>>()?,
        // What is not vouched for is no address to recognise anybody by.
        ..ContactCard::default()
    })
}

/// A text of one line that is there.
fn line(what: &str, text: String, bytes_max: usize) -> Result<String, Fault> {
    if (1..=bytes_max).contains(&text.len()) && !text.chars().any(char::is_control) {
        Ok(text)
    } else {
        Err(Fault::output(format!(
            "{what} is empty, too long or not one line"
        )))
    }
}
