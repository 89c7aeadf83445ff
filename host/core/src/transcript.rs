//! A conversation's messages: what may be written, and their numbers.

use alloc::boxed::Box;

use crate::{
    conversation::{ContactCard, Conversation},
    details,
    effect::Effect,
    ids::{ConversationId, Seq, ThreadId},
    limits,
    message::{Author, Content, Message},
    rejection::Rejection,
    turn::Turn,
};

/// Checks what a person wrote. Notices are the gateway's own words, so a person cannot write one.
pub(crate) fn check(content: &Content, client_id: Option<&str>) -> Result<(), Rejection> {
    let Some(text) = content.text() else {
        return Err(Rejection::EmptyMessage);
    };
    if text.trim().is_empty() && content.attachments().is_empty() {
        return Err(Rejection::EmptyMessage);
    }
    check_parts(content)?;
    if text.len() > limits::TEXT_BYTES || text.chars().count() > limits::TEXT_CHARS {
        return Err(Rejection::TextTooLong {
            limit: limits::TEXT_CHARS,
        });
    }
    check_field(
        "client_id",
        client_id.unwrap_or_default(),
        limits::CLIENT_ID_BYTES,
    )
}

/// Checks what comes with a text.
fn check_parts(content: &Content) -> Result<(), Rejection> {
    match content {
        Content::Text(_) | Content::Notice(_) => Ok(()),
        Content::Files { attachments, .. } => {
            if attachments.len() > limits::ATTACHMENTS {
                return Err(Rejection::TooManyFields {
                    limit: limits::ATTACHMENTS,
                });
            }
            for file in attachments {
                check_field("handle", &file.handle, limits::HANDLE_BYTES)?;
                for (field, text) in [("mime", &file.mime), ("name", &file.name)] {
                    let text = text.as_deref().unwrap_or_default();
                    check_field(field, text, limits::FILE_NAME_BYTES)?;
                }
            }
            Ok(())
        }
        Content::Template {
            name,
            language,
            values,
            ..
        } => {
            check_field("template", name, limits::CONTACT_FIELD_BYTES)?;
            check_field("language", language, limits::CODE_BYTES)?;
            if values.len() > limits::TEMPLATE_VALUES {
                return Err(Rejection::TooManyFields {
                    limit: limits::TEMPLATE_VALUES,
                });
            }
            let mut values = values.iter();
            values.try_for_each(|value| check_field("value", value, limits::TEXT_CHARS))
        }
        Content::Translated { from, .. } => {
            let original = &from.original;
            let too_long = original.len() > limits::TEXT_BYTES
                || original.chars().count() > limits::TEXT_CHARS;
            if original.trim().is_empty() {
                return Err(Rejection::EmptyMessage);
            }
            if too_long {
                return Err(Rejection::TextTooLong {
                    limit: limits::TEXT_CHARS,
                });
            }
            check_field("language", &from.source, limits::CODE_BYTES)?;
            check_field("language", &from.target, limits::CODE_BYTES)
        }
    }
}

/// Checks that a conversation has room for one more message of a person. The gateway's notices are
/// written in any case, so that an end is always on record.
pub(crate) fn check_room(conversation: &Conversation) -> Result<(), Rejection> {
    if conversation.last_seq.0 >= limits::MESSAGES {
        return Err(Rejection::TooManyMessages {
            limit: limits::MESSAGES,
        });
    }
    Ok(())
}

/// Checks the length of a field.
pub(crate) fn check_field(field: &'static str, text: &str, limit: usize) -> Result<(), Rejection> {
    if text.len() > limit {
        Err(Rejection::FieldTooLong { field, limit })
    } else {
        Ok(())
    }
}

/// Checks who a contact says they are.
pub(crate) fn check_contact(thread: &ThreadId, contact: &ContactCard) -> Result<(), Rejection> {
    check_field("thread", &thread.0, limits::THREAD_BYTES)?;
    for (field, text) in [
        ("name", &contact.name),
        ("account_number", &contact.account_number),
        ("locale", &contact.locale),
    ] {
        check_field(
            field,
            text.as_deref().unwrap_or_default(),
            limits::CONTACT_FIELD_BYTES,
        )?;
    }
    if contact.identities.len() > limits::IDENTITIES {
        return Err(Rejection::TooManyFields {
            limit: limits::IDENTITIES,
        });
    }
    for identity in &contact.identities {
        check_field("identity", &identity.kind, limits::IDENTITY_KIND_BYTES)?;
        check_field("identity", &identity.value, limits::IDENTITY_BYTES)?;
    }
    if contact.fields.len() > limits::CONTACT_FIELDS {
        return Err(Rejection::TooManyFields {
            limit: limits::CONTACT_FIELDS,
        });
    }
    for (key, value) in &contact.fields {
        check_field("field name", key, limits::CONTACT_KEY_BYTES)?;
        check_field("field", value, limits::CONTACT_FIELD_BYTES)?;
    }
    details::check(&contact.variables)
}

/// Appends a message at the next place and returns it.
pub(crate) fn append(
    turn: &mut Turn<'_>,
    id: ConversationId,
    author: Author,
    content: Content,
    client_id: Option<Box<str>>,
) -> Option<Message> {
    let now = turn.now;
    let mut seq = None;
    turn.change_timers(id, |c| {
        c.last_seq = Seq(c.last_seq.0.saturating_add(1));
        seq = Some(c.last_seq);
        match author {
            Author::Contact => {
                c.unanswered_since = c.unanswered_since.or(Some(now));
                c.contact_wrote_at = Some(now);
                c.last_wrote_at = now;
                c.warned = false;
            }
            Author::Agent(_) => {
                c.unanswered_since = None;
                c.last_wrote_at = now;
                c.warned = false;
            }
            Author::System => {}
        }
    });
    let message = Message {
        conversation: id,
        seq: seq?,
        at: now,
        author,
        content,
        client_id,
    };
    turn.emit(Effect::Append(message.clone()));
    Some(message)
}
