//! A contact asks for a conversation: it waits in its channel's queue from this moment on.

use alloc::{boxed::Box, vec::Vec};

use crate::{
    conversation::{ContactCard, Conversation, ConversationState},
    ending,
    floor::Floor,
    ids::{ChannelId, ConversationId, QueueId, Seq, ThreadId},
    language::{Language, LanguageSource, Spoken},
    limits,
    message::{Author, Content},
    queueing,
    rejection::Rejection,
    relaxation::Relaxation,
    script,
    time::Timestamp,
    trace::{StepKind, WhyMoved},
    transcript,
    turn::Turn,
};

pub(super) fn apply(
    turn: &mut Turn<'_>,
    channel: ChannelId,
    thread: ThreadId,
    contact: ContactCard,
    first_message: Option<(Content, Option<Box<str>>)>,
) -> Result<(), Rejection> {
    open(turn, channel, thread, contact, first_message)
}

/// Opens a conversation. One of the same thread that is only being wrapped up closes for it, since
/// the contact has moved on; one that still waits or talks refuses it.
pub(super) fn open(
    turn: &mut Turn<'_>,
    channel: ChannelId,
    thread: ThreadId,
    contact: ContactCard,
    first_message: Option<(Content, Option<Box<str>>)>,
) -> Result<(), Rejection> {
    if !turn.floor.plan.channels.contains_key(&channel) {
        return Err(Rejection::UnknownChannel(channel));
    }
    transcript::check_contact(&thread, &contact)?;
    if let Some((content, client_id)) = &first_message {
        transcript::check(content, client_id.as_deref())?;
    }
    let id = if has_script(turn, &channel) {
        insert_scripted(turn, channel, thread, contact)?
    } else {
        insert(turn, channel, thread, contact, queueing::destination)?
    };
    if let Some((content, client_id)) = first_message {
        transcript::append(turn, id, Author::Contact, content, client_id);
    }
    // After the contact's first words, so that what it says is an answer to them.
    script::run_on(turn, id);
    Ok(())
}

/// Whether new conversations of a channel begin in a script.
fn has_script(turn: &Turn<'_>, channel: &ChannelId) -> bool {
    let plan = &turn.floor.plan;
    let script = plan.channels.get(channel).and_then(|c| c.script.as_ref());
    script.is_some_and(|script| plan.scripts.contains_key(script))
}

/// Puts a conversation at the beginning of its channel's script, in no line. Whether a queue is open or
/// full is for the script to find out.
fn insert_scripted(
    turn: &mut Turn<'_>,
    channel: ChannelId,
    thread: ThreadId,
    contact: ContactCard,
) -> Result<ConversationId, Rejection> {
    let place = admit(turn, &channel, &thread, &contact, stays)?;
    let run = script::begin(turn, &channel).map(Box::new);
    let since = turn.now;
    let mut conversation = begin(turn, channel, thread, contact, &place);
    conversation.state = ConversationState::Scripted { since };
    conversation.script = run;
    turn.insert(conversation);
    Ok(place.id)
}

/// In the channel's queue whatever there is of it: nobody waits there yet.
#[expect(
    clippy::unnecessary_wraps,
    reason = "the other way of choosing a queue can refuse"
)]
pub(super) fn stays(_: &Floor, queue: QueueId, _: Timestamp) -> Result<Way, Rejection> {
    Ok((queue, Vec::new()))
}

/// A queue, and the queues that sent a conversation on to it.
pub(super) type Way = (QueueId, Vec<(QueueId, WhyMoved)>);

/// A place for a new conversation.
struct Admitted {
    id: ConversationId,
    queue: QueueId,
    sent_on: Vec<(QueueId, WhyMoved)>,
}

/// Puts a conversation into its channel's queue, or where `destination` sends it on to, without a
/// message. One of the same thread that is only being wrapped up closes for it.
pub(super) fn insert(
    turn: &mut Turn<'_>,
    channel: ChannelId,
    thread: ThreadId,
    contact: ContactCard,
    destination: impl FnOnce(&Floor, QueueId, Timestamp) -> Result<Way, Rejection>,
) -> Result<ConversationId, Rejection> {
    let place = admit(turn, &channel, &thread, &contact, destination)?;
    let now = turn.now;
    let mut conversation = begin(turn, channel, thread, contact, &place);
    let only = queueing::last_agent(turn.floor, &conversation, now);
    conversation.relaxation = queueing::first_relaxation(turn.floor, &conversation, now, only);
    turn.insert(conversation);
    turn.log(place.id, StepKind::Queued);
    queueing::log_moves(turn, place.id, &place.queue, place.sent_on);
    Ok(place.id)
}

/// Checks everything, then makes room and takes a number.
fn admit(
    turn: &mut Turn<'_>,
    channel: &ChannelId,
    thread: &ThreadId,
    contact: &ContactCard,
    destination: impl FnOnce(&Floor, QueueId, Timestamp) -> Result<Way, Rejection>,
) -> Result<Admitted, Rejection> {
    let queue = match turn.floor.plan.channels.get(channel) {
        Some(plan) => plan.queue.clone(),
        None => return Err(Rejection::UnknownChannel(channel.clone())),
    };
    transcript::check_contact(thread, contact)?;
    let in_wrap_up = match turn.floor.open_on(channel, thread) {
        Some(open) => match &turn.conversation(open)?.state {
            ConversationState::WrapUp { .. } => Some(open),
            ConversationState::Scripted { .. }
            | ConversationState::Queued { .. }
            | ConversationState::Offered { .. }
            | ConversationState::Assigned { .. }
            | ConversationState::Parked { .. }
            | ConversationState::Closed(_) => return Err(Rejection::AlreadyOpen(open)),
        },
        None => None,
    };
    check_room(turn, in_wrap_up)?;
    let (queue, sent_on) = destination(turn.floor, queue, turn.now)?;
    let full = Rejection::FloorFull {
        limit: limits::OPEN_CONVERSATIONS,
    };
    let id = turn.take_conversation_id().ok_or(full)?;
    if let Some(open) = in_wrap_up {
        ending::finish_wrap_up(turn, open, None, None);
    }
    Ok(Admitted { id, queue, sent_on })
}

/// The conversation as it begins.
fn begin(
    turn: &Turn<'_>,
    channel: ChannelId,
    thread: ThreadId,
    contact: ContactCard,
    place: &Admitted,
) -> Conversation {
    let now = turn.now;
    let language = first_language(turn, &channel, &contact);
    Conversation {
        id: place.id,
        channel,
        thread,
        queue: place.queue.clone(),
        contact,
        opened_at: now,
        reopened_at: None,
        state: ConversationState::Queued {
            since: now,
            passed: Vec::new(),
        },
        last_seq: Seq(0),
        contact_read: Seq(0),
        agent_read: Seq(0),
        unanswered_since: None,
        first_assigned_at: None,
        contact_wrote_at: None,
        language,
        relaxation: Relaxation::default(),
        last_wrote_at: now,
        warned: false,
        translation: None,
        script: None,
        forwarded: None,
        next_step: 0,
    }
}

/// The language that the channel tells, before anybody has said a word.
fn first_language(turn: &Turn<'_>, channel: &ChannelId, contact: &ContactCard) -> Option<Spoken> {
    let language = Language::new(contact.locale.as_deref()?).ok()?;
    let usual = if turn.floor.is_stream(channel) {
        LanguageSource::Browser
    } else {
        LanguageSource::Provider
    };
    let source = contact.locale_source.unwrap_or(usual);
    Some(Spoken { language, source })
}

/// Whether the Floor has room for one conversation more, once `closing` is gone.
pub(super) fn check_room(
    turn: &Turn<'_>,
    closing: Option<ConversationId>,
) -> Result<(), Rejection> {
    let open = turn
        .floor
        .conversations
        .len()
        .saturating_sub(usize::from(closing.is_some()));
    let limit = limits::OPEN_CONVERSATIONS;
    if open < limit {
        Ok(())
    } else {
        Err(Rejection::FloorFull { limit })
    }
}

#[cfg(test)]
mod tests {
    use alloc::{collections::BTreeMap, string::String};

    use super::*;
    use crate::{Effect, Input, Record, testing::*};

    #[test]
    fn a_new_conversation_waits_in_its_channels_queue() {
        let mut stage = Stage::new();
        let id = stage.open("ana");
        assert_eq!(stage.state(id), "queued");
        assert_eq!(stage.conversation(id).queue, queue("sales"));
        assert_eq!(
            stage.floor.queue_view(&queue("sales")).unwrap().waiting,
            [id]
        );
    }

    #[test]
    fn counters_and_conversation_are_saved_in_the_batch_of_their_first_use() {
        let mut stage = Stage::new();
        let effects = stage.apply(opened("chat", "ana"));
        assert!(
            matches!(effects[0], Effect::Save(Record::Counters(c)) if c.next_conversation == 2)
        );
        assert!(saved(&effects, cnv(1)).is_some());
    }

    #[test]
    fn the_first_message_is_the_first_entry_of_the_transcript() {
        let mut stage = Stage::new();
        let effects = stage.apply(Input::ConversationOpened {
            channel: channel("chat"),
            thread: thread("ana"),
            contact: ContactCard::default(),
            first_message: Some((text("hello"), Some("c1".into()))),
        });
        let message = messages(&effects)[0];
        assert_eq!(
            (message.seq, message.client_id.as_deref()),
            (Seq(1), Some("c1"))
        );
        assert_eq!(stage.conversation(cnv(1)).unanswered_since, Some(stage.now));
    }

    #[test]
    fn a_thread_has_one_open_conversation_at_most() {
        let mut stage = Stage::new();
        let id = stage.open("ana");
        assert_eq!(
            stage.refuse(opened("chat", "ana")),
            Rejection::AlreadyOpen(id)
        );
        assert_eq!(
            stage.state(
                stage
                    .floor
                    .open_on(&channel("chat"), &thread("ana"))
                    .unwrap()
            ),
            "queued"
        );
        stage.open_on("vip", "ana");
    }

    #[test]
    fn a_contact_who_comes_back_during_wrap_up_ends_it() {
        let (mut stage, first) = Stage::talking();
        stage.apply(Input::ContactEnded {
            conversation: first,
        });
        assert_eq!(stage.state(first), "wrap_up");
        let second = stage.open("ana");
        assert_ne!(first, second);
        assert_eq!(stage.state(first), "closed");
        assert_eq!(stage.holder(second), Some("bea"));
    }

    #[test]
    fn a_language_is_known_as_its_channel_knows_it_unless_the_card_says_how() {
        let mut stage = Stage::new();
        for (name, told, known) in [
            ("ana", None, LanguageSource::Browser),
            ("ben", Some(LanguageSource::Form), LanguageSource::Form),
        ] {
            stage.apply(Input::ConversationOpened {
                channel: channel("chat"),
                thread: thread(name),
                contact: ContactCard {
                    locale: Some("es".into()),
                    locale_source: told,
                    ..ContactCard::default()
                },
                first_message: None,
            });
            let open = stage
                .floor
                .open_on(&channel("chat"), &thread(name))
                .unwrap();
            let spoken = stage.conversation(open).language.clone().unwrap();
            assert_eq!((spoken.language.as_str(), spoken.source), ("es", known));
        }
    }

    #[test]
    fn an_unknown_channel_is_refused() {
        let mut stage = Stage::new();
        assert_eq!(
            stage.refuse(opened("fax", "ana")),
            Rejection::UnknownChannel(channel("fax"))
        );
    }

    #[test]
    fn every_field_of_a_contact_has_a_limit() {
        let mut stage = Stage::new();
        let mut refuse = |contact| {
            stage.refuse(Input::ConversationOpened {
                channel: channel("chat"),
                thread: thread("ana"),
                contact,
                first_message: None,
            })
        };
        let long = |n: usize| Some("x".repeat(n).into_boxed_str());
        let with = |key: usize, value: usize| ContactCard {
            fields: BTreeMap::from([("k".repeat(key).into(), "v".repeat(value).into())]),
            ..ContactCard::default()
        };
        let limit = limits::CONTACT_FIELD_BYTES;
        let too_long = |field| Rejection::FieldTooLong { field, limit };
        assert_eq!(
            refuse(ContactCard {
                name: long(501),
                ..ContactCard::default()
            }),
            too_long("name")
        );
        assert_eq!(
            refuse(ContactCard {
                account_number: long(501),
                ..ContactCard::default()
            }),
            too_long("account_number")
        );
        assert_eq!(
            refuse(ContactCard {
                locale: long(501),
                ..ContactCard::default()
            }),
            too_long("locale")
        );
        assert_eq!(refuse(with(1, 501)), too_long("field"));
        assert_eq!(
            refuse(with(101, 1)),
            Rejection::FieldTooLong {
                field: "field name",
                limit: limits::CONTACT_KEY_BYTES
            }
        );
        let fields = (0..31)
            .map(|n| (alloc::format!("{n}").into_boxed_str(), "v".into()))
            .collect();
        assert_eq!(
            refuse(ContactCard {
                fields,
                ..ContactCard::default()
            }),
            Rejection::TooManyFields { limit: 30 }
        );
    }

    #[test]
    fn a_first_message_is_checked_like_any_other() {
        let mut stage = Stage::new();
        for (words, expected) in [
            (String::from(" \n\t"), Rejection::EmptyMessage),
            ("x".repeat(5_001), Rejection::TextTooLong { limit: 5_000 }),
        ] {
            let refused = stage.refuse(Input::ConversationOpened {
                channel: channel("chat"),
                thread: thread("ana"),
                contact: ContactCard::default(),
                first_message: Some((text(&words), None)),
            });
            assert_eq!(refused, expected);
        }
    }

    #[test]
    fn a_full_queue_refuses_the_next_one() {
        let mut stage = Stage::new();
        for n in 0..limits::WAITING_PER_QUEUE {
            stage
                .floor
                .apply(stage.now, opened("chat", &alloc::format!("c{n}")))
                .unwrap();
        }
        let refused = stage
            .floor
            .apply(stage.now, opened("chat", "one-more"))
            .unwrap_err();
        let limit = limits::WAITING_PER_QUEUE;
        assert_eq!(
            refused,
            Rejection::QueueFull {
                queue: queue("sales"),
                limit
            }
        );
    }
}
