//! Agents who write first, contacts who want no more messages, and words from elsewhere: every check
//! and every consequence that the scenarios and the matrix do not show.

use frontdesk_core::{
    Attachment, Consent, ContactCard, Content, Conversation, ConversationId, ConversationState,
    Effect, EndedBy, Floor, Input, Media, Message, PersonId, Presence, Record, Rejection, Seq,
    Step, StepKind, Timestamp, limits,
};

use crate::shop::{agent, channel, elsewhere, opened, plan, says, started, stopped, thread, wrote};

const NOW: Timestamp = Timestamp(1_000_000);

fn cnv(number: u64) -> ConversationId {
    ConversationId::new(number).unwrap()
}

fn floor() -> Floor {
    Floor::new(plan(), NOW).unwrap()
}

fn apply(floor: &mut Floor, input: Input) -> Vec<Effect> {
    let effects = floor.apply(NOW, input).unwrap();
    floor.audit().unwrap();
    effects
}

fn refuse(floor: &mut Floor, input: Input) -> Rejection {
    let before = floor.clone();
    let rejection = floor.apply(NOW, input).unwrap_err();
    assert_eq!(before, *floor);
    rejection
}

fn ready(floor: &mut Floor, names: &[&str]) {
    for name in names {
        let agent = agent(name);
        let presence = Presence::Available;
        apply(
            floor,
            Input::AgentConnected {
                agent: agent.clone(),
            },
        );
        apply(floor, Input::PresenceDeclared { agent, presence });
    }
}

fn with_slots(floor: &mut Floor, name: &str, capacity: u8) {
    let agent = agent(name);
    apply(floor, Input::CapacityChanged { agent, capacity });
}

fn state(floor: &Floor, id: ConversationId) -> &'static str {
    floor.conversation(id).map_or("closed", |c| c.state.name())
}

fn saved(effects: &[Effect]) -> Vec<&Conversation> {
    let saved = effects.iter().filter_map(|effect| match effect {
        Effect::Save(Record::Conversation(conversation)) => Some(conversation),
        _ => None,
    });
    saved.collect()
}

fn dispatched(effects: &[Effect]) -> Vec<&Message> {
    let dispatched = effects.iter().filter_map(|effect| match effect {
        Effect::Dispatch(message) => Some(message),
        _ => None,
    });
    dispatched.collect()
}

/// `input`, with another content or id of the sender's.
fn with(mut input: Input, words: Content, id: Option<usize>) -> Input {
    if let Input::AgentStarted {
        content, client_id, ..
    }
    | Input::WrittenElsewhere {
        content, client_id, ..
    } = &mut input
    {
        *content = words;
        *client_id = id.map(|bytes| "i".repeat(bytes).into());
    }
    input
}

fn text(words: &str) -> Content {
    Content::Text(words.into())
}

fn files(words: &str, count: usize) -> Content {
    let file = Attachment {
        media: Media::Image,
        handle: "h".into(),
        mime: None,
        name: None,
        bytes: None,
    };
    Content::Files {
        text: words.into(),
        attachments: vec![file; count],
    }
}

#[test]
fn a_started_conversation_is_first_seen_with_its_agent_and_is_offered_to_nobody() {
    let mut floor = floor();
    ready(&mut floor, &["bea", "cem"]);
    let effects = apply(&mut floor, started("bea", "sms", "ana", "hello"));
    let saved = saved(&effects);
    assert_eq!(saved.len(), 1);
    assert_eq!(saved[0].state.name(), "assigned");
    assert_eq!(saved[0].state.agent(), Some(&agent("bea")));
    assert_eq!(saved[0].last_seq, Seq(1));
    assert_eq!(saved[0].first_assigned_at, Some(NOW));
    assert_eq!(saved[0].contact_wrote_at, None);
    let shown = |e: &Effect| {
        matches!(
            e,
            Effect::PresentOffer { .. } | Effect::WithdrawOffer { .. }
        )
    };
    assert!(!effects.iter().any(shown));
    let steps: Vec<_> = effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Log(Step { number, kind, .. }) => Some((*number, kind.clone())),
            _ => None,
        })
        .collect();
    let by = agent("bea");
    assert_eq!(
        steps,
        [(0, StepKind::Queued), (1, StepKind::Assigned { agent: by })]
    );
    assert_eq!(floor.queue_view(&saved[0].queue).unwrap().waiting, []);
}

#[test]
fn what_leaves_is_what_was_written_with_the_writers_own_id() {
    let mut floor = floor();
    let input = with(started("bea", "sms", "ana", ""), files("", 1), Some(3));
    let effects = apply(&mut floor, input);
    let leaves = dispatched(&effects);
    assert_eq!(leaves.len(), 1);
    assert_eq!(leaves[0].content, files("", 1));
    assert_eq!(leaves[0].client_id.as_deref(), Some("iii"));
    assert!(effects.contains(&Effect::Append(leaves[0].clone())));
}

#[test]
fn an_agent_may_start_as_many_as_they_have_slots_whether_they_are_there_or_not() {
    let mut floor = floor();
    with_slots(&mut floor, "bea", 2);
    apply(&mut floor, started("bea", "sms", "ana", "hello"));
    apply(&mut floor, started("bea", "sms", "ben", "hello"));
    assert_eq!(
        refuse(&mut floor, started("bea", "sms", "cleo", "hello")),
        Rejection::NoRoom { capacity: 2 }
    );
    // Fewer slots than held: still none, and one closed is not one free.
    with_slots(&mut floor, "bea", 1);
    let by = EndedBy::System;
    let conversation = cnv(1);
    apply(&mut floor, Input::ConversationClosed { conversation, by });
    assert_eq!(
        refuse(&mut floor, started("bea", "sms", "cleo", "hello")),
        Rejection::NoRoom { capacity: 1 }
    );
}

#[test]
fn an_offer_and_a_wrap_up_take_the_slot_as_well() {
    let mut floor = floor();
    ready(&mut floor, &["bea"]);
    apply(&mut floor, opened("webchat", "ana"));
    assert_eq!(state(&floor, cnv(1)), "offered");
    let other = || started("bea", "sms", "ben", "hello");
    assert_eq!(refuse(&mut floor, other()).code(), "no_room");
    let ConversationState::Offered { offer, .. } = floor.conversation(cnv(1)).unwrap().state else {
        panic!("not offered");
    };
    let bea = || agent("bea");
    apply(
        &mut floor,
        Input::OfferAccepted {
            offer,
            agent: bea(),
        },
    );
    let conversation = cnv(1);
    let agent = bea();
    apply(
        &mut floor,
        Input::AgentEnded {
            conversation,
            agent,
        },
    );
    assert_eq!(state(&floor, cnv(1)), "wrap_up");
    assert_eq!(refuse(&mut floor, other()).code(), "no_room");
}

#[test]
fn the_wrap_up_of_another_gives_no_slot() {
    let mut floor = floor();
    apply(&mut floor, started("bea", "sms", "ana", "hello"));
    let conversation = cnv(1);
    let agent = agent("bea");
    apply(
        &mut floor,
        Input::AgentEnded {
            conversation,
            agent,
        },
    );
    apply(&mut floor, started("cem", "sms", "ben", "hello"));
    // Bea's would close for it, but cem's only slot is taken all the same.
    assert_eq!(
        refuse(&mut floor, started("cem", "sms", "ana", "hello")),
        Rejection::NoRoom { capacity: 1 }
    );
    assert_eq!(state(&floor, cnv(1)), "wrap_up");
}

#[test]
fn fewer_slots_than_held_are_none_even_for_who_wraps_up() {
    let mut floor = floor();
    with_slots(&mut floor, "bea", 2);
    apply(&mut floor, started("bea", "sms", "ana", "hello"));
    apply(&mut floor, started("bea", "sms", "ben", "hello"));
    let conversation = cnv(1);
    let agent = agent("bea");
    apply(
        &mut floor,
        Input::AgentEnded {
            conversation,
            agent,
        },
    );
    with_slots(&mut floor, "bea", 1);
    assert_eq!(
        refuse(&mut floor, started("bea", "sms", "ana", "hello")),
        Rejection::NoRoom { capacity: 1 }
    );
}

#[test]
fn whoever_has_just_written_first_is_the_last_to_be_asked() {
    let mut floor = floor();
    ready(&mut floor, &["bea", "cem"]);
    with_slots(&mut floor, "bea", 2);
    // Both have been idle for as long, and bea comes first by name.
    let mut other = floor.clone();
    apply(&mut other, opened("webchat", "ben"));
    let asked = |floor: &Floor, id| floor.conversation(id).unwrap().state.agent().cloned();
    assert_eq!(asked(&other, cnv(1)), Some(agent("bea")));
    let later = Timestamp(NOW.0 + 1);
    floor
        .apply(later, started("bea", "sms", "ana", "hello"))
        .unwrap();
    floor.apply(later, opened("webchat", "ben")).unwrap();
    assert_eq!(asked(&floor, cnv(2)), Some(agent("cem")));
}

#[test]
fn a_started_conversation_that_the_contact_ends_is_not_abandoned() {
    let mut floor = floor();
    apply(&mut floor, started("bea", "sms", "ana", "hello"));
    let by = EndedBy::Contact;
    let conversation = cnv(1);
    let effects = apply(&mut floor, Input::ConversationClosed { conversation, by });
    let ConversationState::Closed(ended) = &saved(&effects)[0].state else {
        panic!("not closed");
    };
    assert!(!ended.abandoned);
    assert_eq!(ended.agent, Some(agent("bea")));
}

#[test]
fn what_an_agent_writes_first_is_checked_like_any_other_message() {
    let mut floor = floor();
    let mut refuse = |words, id| {
        let input = with(started("bea", "sms", "ana", ""), words, id);
        refuse(&mut floor, input).code()
    };
    assert_eq!(refuse(text(" \n"), None), "empty_message");
    assert_eq!(refuse(files(" ", 0), None), "empty_message");
    assert_eq!(refuse(files("", 33), None), "too_many_fields");
    assert_eq!(refuse(text(&"x".repeat(5_001)), None), "text_too_long");
    assert_eq!(refuse(text("hello"), Some(257)), "field_too_long");
    let template = |name: usize, values: usize| Content::Template {
        text: "hello".into(),
        name: "n".repeat(name).into(),
        language: "en".into(),
        values: vec!["v".into(); values],
    };
    assert_eq!(refuse(template(501, 0), None), "field_too_long");
    assert_eq!(refuse(template(1, 33), None), "too_many_fields");
}

#[test]
fn the_card_of_whom_an_agent_writes_to_first_has_the_same_limits() {
    let mut floor = floor();
    let mut input = started("bea", "sms", "ana", "hello");
    if let Input::AgentStarted { contact, .. } = &mut input {
        contact.name = Some("x".repeat(limits::CONTACT_FIELD_BYTES + 1).into());
    }
    assert_eq!(refuse(&mut floor, input).code(), "field_too_long");
}

#[test]
fn a_channel_that_is_not_there_is_told_before_anything_else() {
    let mut floor = floor();
    for (on, code) in [("fax", "unknown_channel"), ("webchat", "nobody_there")] {
        let mut input = with(started("eve", on, "ana", ""), text(" "), None);
        if let Input::AgentStarted { contact, .. } = &mut input {
            *contact = stopped();
        }
        assert_eq!(refuse(&mut floor, input).code(), code);
    }
}

#[test]
fn who_comes_back_stopped_cannot_be_answered_until_they_start_again() {
    let mut floor = floor();
    ready(&mut floor, &["bea"]);
    let mut comes = wrote("sms", "ana", "hello");
    if let Input::ContactWrote { contact, .. } = &mut comes {
        *contact = stopped();
    }
    apply(&mut floor, comes);
    let ConversationState::Offered { offer, .. } = floor.conversation(cnv(1)).unwrap().state else {
        panic!("not offered");
    };
    let bea = || agent("bea");
    apply(
        &mut floor,
        Input::OfferAccepted {
            offer,
            agent: bea(),
        },
    );
    let answer = || Input::AgentWrote {
        conversation: cnv(1),
        agent: bea(),
        content: text("hello"),
        client_id: None,
    };
    assert_eq!(
        refuse(&mut floor, answer()),
        Rejection::ContactStopped(cnv(1))
    );
    apply(&mut floor, says(cnv(1), Consent::Start));
    assert_eq!(dispatched(&apply(&mut floor, answer())).len(), 1);
}

#[test]
fn when_the_contact_wrote_last_is_kept() {
    let mut floor = floor();
    apply(&mut floor, started("bea", "sms", "ana", "hello"));
    let wrote_at = |floor: &Floor| floor.conversation(cnv(1)).unwrap().contact_wrote_at;
    assert_eq!(wrote_at(&floor), None);
    for later in [5, 9] {
        let later = Timestamp(NOW.0 + later);
        floor.apply(later, wrote("sms", "ana", "thanks")).unwrap();
        assert_eq!(wrote_at(&floor), Some(later));
    }
}

#[test]
fn a_stop_is_no_message_of_the_contacts_and_sends_its_confirmation_alone() {
    let mut floor = floor();
    apply(&mut floor, started("bea", "sms", "ana", "hello"));
    let effects = apply(&mut floor, says(cnv(1), Consent::Stop));
    let saved = saved(&effects);
    assert_eq!(saved[0].contact.stopped_at, Some(NOW));
    assert_eq!(saved[0].unanswered_since, None);
    assert_eq!(saved[0].contact_wrote_at, None);
    let texts = |effects: &[Effect]| -> Vec<Option<String>> {
        let sent = dispatched(effects).into_iter();
        sent.map(|message| message.content.text().map(str::to_owned))
            .collect()
    };
    assert_eq!(
        texts(&effects),
        [Some("You get no more messages.".to_owned())]
    );
    let effects = apply(&mut floor, says(cnv(1), Consent::Start));
    assert_eq!(texts(&effects), [Some("Welcome back.".to_owned())]);
    assert_eq!(self::saved(&effects)[0].contact.stopped_at, None);
}

#[test]
fn a_stop_counts_in_every_state_that_is_open() {
    let mut floor = floor();
    apply(&mut floor, opened("sms", "ana"));
    assert_eq!(state(&floor, cnv(1)), "queued");
    apply(&mut floor, says(cnv(1), Consent::Stop));
    ready(&mut floor, &["bea"]);
    assert_eq!(state(&floor, cnv(1)), "offered");
    apply(&mut floor, says(cnv(1), Consent::Start));
    let card = |floor: &Floor| floor.conversation(cnv(1)).unwrap().contact.clone();
    assert_eq!(card(&floor).stopped_at, None);
    apply(&mut floor, says(cnv(1), Consent::Stop));
    assert_eq!(card(&floor).stopped_at, Some(NOW));
}

#[test]
fn a_stop_in_one_conversation_of_a_person_leaves_their_others_alone() {
    let mut floor = floor();
    let person = PersonId::new(7);
    for name in ["ana", "ana-work"] {
        let mut comes = opened("sms", name);
        if let Input::ConversationOpened { contact, .. } = &mut comes {
            *contact = ContactCard {
                person,
                ..ContactCard::default()
            };
        }
        apply(&mut floor, comes);
    }
    apply(&mut floor, says(cnv(1), Consent::Stop));
    let card = |id| floor.conversation(id).unwrap().contact.clone();
    assert_eq!(card(cnv(1)).stopped_at, Some(NOW));
    assert_eq!(card(cnv(2)).stopped_at, None);
    assert_eq!(card(cnv(2)).person, person);
}

#[test]
fn words_from_elsewhere_are_checked_and_change_nothing_but_the_transcript() {
    let mut floor = floor();
    apply(&mut floor, wrote("sms", "ana", "hello"));
    let before = floor.conversation(cnv(1)).unwrap().clone();
    for (words, id, code) in [
        (text(" "), None, "empty_message"),
        (text(&"x".repeat(5_001)), None, "text_too_long"),
        (text("hello"), Some(257), "field_too_long"),
    ] {
        let input = with(elsewhere(cnv(1), ""), words, id);
        assert_eq!(refuse(&mut floor, input).code(), code);
    }
    apply(&mut floor, elsewhere(cnv(1), "hi"));
    let after = Conversation {
        last_seq: Seq(2),
        ..before
    };
    assert_eq!(floor.conversation(cnv(1)), Some(&after));
}

/// As [`floor`], with ana's conversation on `sms` as full of messages as one can be.
fn full() -> Floor {
    let mut floor = floor();
    apply(&mut floor, opened("sms", "ana"));
    let records = floor.records().map(|mut record| {
        if let Record::Conversation(conversation) = &mut record {
            conversation.last_seq = Seq(limits::MESSAGES);
        }
        record
    });
    let records: Vec<_> = records.collect();
    Floor::restore(plan(), records, NOW).unwrap().0
}

#[test]
fn a_full_conversation_takes_no_word_from_elsewhere_but_always_takes_a_stop() {
    let mut floor = full();
    let limit = limits::MESSAGES;
    assert_eq!(
        refuse(&mut floor, elsewhere(cnv(1), "hi")),
        Rejection::TooManyMessages { limit }
    );
    apply(&mut floor, says(cnv(1), Consent::Stop));
    let open = floor.open_on(&channel("sms"), &thread("ana"));
    let card = &floor.conversation(open.unwrap()).unwrap().contact;
    assert_eq!(card.stopped_at, Some(NOW));
}
