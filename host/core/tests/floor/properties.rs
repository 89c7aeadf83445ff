//! What holds for any inputs at all, sensible or not.

use std::collections::BTreeMap;

use frontdesk_core::{
    Agent, AgentId, Author, Consent, Content, Conversation, ConversationId, Counters, Effect,
    EndedBy, Floor, Input, Language, LanguageSource, Link, OfferId, Party, Presence, Record,
    ScriptRecord, ScriptVersion, Seq, Span, Timestamp, TransferTo, script::Answer,
};
use proptest::prelude::*;

use crate::shop::{
    agent, channel, described, elsewhere, opened, plan, queue, says, started, thread, vouched,
    wrote,
};

const START: Timestamp = Timestamp(1_000_000_000);

fn agents() -> impl Strategy<Value = AgentId> {
    prop_oneof![Just("bea"), Just("cem"), Just("dan"), Just("eve")].prop_map(agent)
}

fn conversations() -> impl Strategy<Value = ConversationId> {
    (1..8_u64).prop_map(|n| ConversationId::new(n).unwrap())
}

fn offers() -> impl Strategy<Value = OfferId> {
    (1..14_u64).prop_map(|n| OfferId::new(n).unwrap())
}

fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => Just("hello".to_owned()),
        2 => Just("1".to_owned()),
        1 => Just("2".to_owned()),
        1 => Just(" \t".to_owned()),
        1 => ".{0,8}",
        1 => Just("x".repeat(5_001)),
    ]
}

fn presences() -> impl Strategy<Value = Presence> {
    prop_oneof![
        4 => Just(Presence::Available),
        1 => Just(Presence::Offline),
        1 => Just(Presence::Away { reason: "lunch".into() }),
        1 => Just(Presence::Away { reason: "x".repeat(65).into() }),
    ]
}

fn parties() -> impl Strategy<Value = Party> {
    prop_oneof![Just(Party::Contact), agents().prop_map(Party::Agent)]
}

fn channels() -> impl Strategy<Value = &'static str> {
    prop_oneof![3 => Just("webchat"), 2 => Just("sms"), 2 => Just("vip-chat"), 2 => Just("help-chat"), 2 => Just("help-sms"), 1 => Just("fax")]
}

fn names() -> impl Strategy<Value = &'static str> {
    prop_oneof![Just("ana"), Just("ben"), Just("cleo")]
}

fn contact_inputs() -> impl Strategy<Value = Input> {
    let wishes = prop_oneof![Just(Consent::Stop), Just(Consent::Start)];
    prop_oneof![
        (channels(), names()).prop_map(|(on, name)| opened(on, name)),
        (channels(), names(), texts()).prop_map(|(on, name, text)| wrote(on, name, &text)),
        (conversations(), wishes).prop_map(|(conversation, wish)| says(conversation, wish)),
        (conversations(), texts()).prop_map(|(conversation, text)| elsewhere(conversation, &text)),
        conversations().prop_map(|conversation| Input::ContactConnected { conversation }),
        conversations().prop_map(|conversation| Input::ContactDisconnected { conversation }),
        conversations().prop_map(|conversation| Input::ContactEnded { conversation }),
        conversations().prop_map(|conversation| Input::ContactDiverted { conversation }),
    ]
}

fn agent_inputs() -> impl Strategy<Value = Input> {
    prop_oneof![
        (conversations(), agents(), texts()).prop_map(|(conversation, agent, text)| {
            let content = Content::Text(text.into());
            Input::AgentWrote {
                conversation,
                agent,
                content,
                client_id: None,
            }
        }),
        (agents(), channels(), names(), texts()).prop_map(|(agent, on, name, text)| started(
            agent.as_str(),
            on,
            name,
            &text
        )),
        agents().prop_map(|agent| Input::AgentConnected { agent }),
        agents().prop_map(|agent| Input::AgentDisconnected { agent }),
        (agents(), presences())
            .prop_map(|(agent, presence)| Input::PresenceDeclared { agent, presence }),
        (offers(), agents()).prop_map(|(offer, agent)| Input::OfferAccepted { offer, agent }),
        (offers(), agents()).prop_map(|(offer, agent)| Input::OfferDeclined { offer, agent }),
        (conversations(), agents()).prop_map(|(conversation, agent)| Input::AgentEnded {
            conversation,
            agent
        }),
        (
            conversations(),
            agents(),
            prop_oneof![Just(None), Just(Some("sold")), Just(Some("no"))]
        )
            .prop_map(|(conversation, agent, code)| Input::WrapUpFinished {
                conversation,
                agent,
                disposition: code.map(Into::into),
                note: None,
            }),
    ]
}

/// What is neither an answer to an offer nor a word: by hand, handed on, set aside.
fn hand_inputs() -> impl Strategy<Value = Input> {
    let to = prop_oneof![
        prop_oneof![Just("sales"), Just("vip"), Just("void")]
            .prop_map(|name| TransferTo::Queue(queue(name))),
        agents().prop_map(TransferTo::Agent),
    ];
    let sources = prop_oneof![Just(LanguageSource::Form), Just(LanguageSource::Detected)];
    let tags = prop_oneof![Just("en"), Just("es"), Just("zh-tw")];
    prop_oneof![
        (conversations(), agents(), proptest::option::of(agents())).prop_map(
            |(conversation, agent, forced_by)| Input::ConversationTaken {
                conversation,
                agent,
                forced_by,
            }
        ),
        (conversations(), agents(), any::<bool>(), to).prop_map(
            |(conversation, by, supervised, to)| Input::ConversationTransferred {
                conversation,
                by,
                supervised,
                to,
            }
        ),
        (conversations(), agents()).prop_map(|(conversation, agent)| Input::ConversationParked {
            conversation,
            agent
        }),
        (conversations(), agents()).prop_map(|(conversation, agent)| Input::ConversationResumed {
            conversation,
            agent
        }),
        (conversations(), tags, sources).prop_map(|(conversation, tag, source)| {
            Input::LanguageKnown {
                conversation,
                language: Language::new(tag).unwrap(),
                source,
            }
        }),
        (conversations(), 0_u8..40).prop_map(|(conversation, value)| Input::ContactIdentified {
            conversation,
            subject: vouched(&value.to_string()).identities.remove(0),
            contact: vouched(&value.to_string()),
        }),
        (conversations(), 0_u8..40).prop_map(|(conversation, value)| Input::ContactDescribed {
            conversation,
            details: described(&value.to_string()),
        }),
        (agents(), any::<bool>()).prop_map(|(agent, stopped)| Input::NewStopped { agent, stopped }),
    ]
}

fn other_inputs() -> impl Strategy<Value = Input> {
    prop_oneof![
        (conversations(), parties(), any::<bool>()).prop_map(|(conversation, party, on)| {
            Input::Typed {
                conversation,
                party,
                on,
            }
        }),
        (conversations(), parties(), 0..6_u32).prop_map(|(conversation, party, seq)| Input::Read {
            conversation,
            party,
            seq: Seq(seq),
        }),
        (agents(), 0..8_u8)
            .prop_map(|(agent, capacity)| Input::CapacityChanged { agent, capacity }),
        (conversations(), agents())
            .prop_map(|(conversation, by)| Input::ConversationRequeued { conversation, by }),
        conversations().prop_map(|conversation| {
            Input::ConversationClosed {
                conversation,
                by: EndedBy::System,
            }
        }),
        (conversations(), 0..3_u32, answers()).prop_map(|(conversation, ask, answer)| {
            Input::ScriptAnswered {
                conversation,
                ask,
                answer,
            }
        }),
        plans(),
        Just(Input::DeadlineReached),
    ]
}

fn answers() -> impl Strategy<Value = Answer> {
    prop_oneof![
        Just(Answer::Found),
        Just(Answer::Many),
        Just(Answer::None),
        Just(Answer::Failed)
    ]
}

fn plans() -> impl Strategy<Value = Input> {
    (0..6_u8, 1..7_u8).prop_map(|(what, capacity)| {
        let mut plan = plan();
        match what {
            0 => drop(plan.agents.remove(&agent("cem"))),
            1 => drop(plan.channels.remove(&channel("sms"))),
            3 => {
                let welcome = plan.scripts.values_mut().next().unwrap();
                std::sync::Arc::make_mut(welcome).start = "who".parse().unwrap();
                std::sync::Arc::make_mut(welcome)
                    .objects
                    .remove(&"hello".parse().unwrap());
            }
            4 => {
                for channel in plan.channels.values_mut() {
                    channel.script = None;
                }
                plan.scripts.clear();
            }
            2 => plan
                .agents
                .get_mut(&agent("bea"))
                .unwrap()
                .queues
                .truncate(1),
            _ => plan.agents.get_mut(&agent("bea")).unwrap().capacity = capacity,
        }
        Input::PlanChanged(plan)
    })
}

/// An input and the milliseconds since the one before; a negative number is a clock that jumps.
fn steps() -> impl Strategy<Value = Vec<(i64, Input)>> {
    let waits = prop_oneof![6 => 0..2_000_i64, 2 => 0..40_000_i64, 1 => -30_000..0_i64];
    let inputs = prop_oneof![3 => contact_inputs(), 5 => agent_inputs(), 2 => other_inputs(), 2 => hand_inputs()];
    prop::collection::vec((waits, inputs), 0..80)
}

/// What a store holds after the effects of every step.
#[derive(Default)]
struct Kept {
    counters: Option<Counters>,
    agents: BTreeMap<AgentId, Record>,
    conversations: BTreeMap<ConversationId, Conversation>,
    scripts: BTreeMap<ScriptVersion, ScriptRecord>,
}

impl Kept {
    fn keep(&mut self, effects: &[Effect]) {
        for effect in effects {
            match effect {
                Effect::Save(Record::Counters(counters)) => self.counters = Some(*counters),
                Effect::Save(Record::Agent(a)) => {
                    self.agents.insert(a.id.clone(), Record::Agent(a.clone()));
                }
                Effect::Save(Record::Conversation(c)) => {
                    self.conversations.insert(c.id, c.clone());
                }
                Effect::Save(Record::Script(s)) => {
                    self.scripts.insert(s.version, s.clone());
                }
                Effect::Forget(version) => drop(self.scripts.remove(version)),
                _ => {}
            }
        }
    }

    fn records(&self) -> impl Iterator<Item = Record> {
        let conversations = self
            .conversations
            .values()
            .cloned()
            .map(Record::Conversation);
        let counters = self.counters.map(Record::Counters);
        counters
            .into_iter()
            .chain(self.agents.values().cloned())
            .chain(self.scripts.values().cloned().map(Record::Script))
            .chain(conversations)
    }
}

fn without_link(agent: &Agent) -> Agent {
    Agent {
        link: Link::Lost,
        ..agent.clone()
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..Default::default() })]

    #[test]
    fn a_refusal_changes_nothing_and_an_accept_leaves_everything_in_step(steps in steps()) {
        let mut floor = Floor::new(plan(), START).unwrap();
        let mut now = START;
        for (wait, input) in steps {
            now = if wait < 0 { now - Span(wait.unsigned_abs()) } else { now + Span(wait.unsigned_abs()) };
            let before = floor.clone();
            if floor.apply(now, input).is_err() {
                prop_assert_eq!(&before, &floor);
                continue;
            }
            prop_assert_eq!(floor.audit(), Ok(()));
            if let Some((at, _)) = floor.next_deadline() {
                prop_assert!(at > now);
            }
        }
    }

    #[test]
    fn what_was_saved_gives_the_same_floor_back_apart_from_the_links(steps in steps()) {
        let mut floor = Floor::new(plan(), START).unwrap();
        let mut kept = Kept::default();
        let mut now = START;
        for (wait, input) in steps {
            // A restart at an earlier time than the last step is another matter: see `restore.rs`.
            now = now + Span(wait.unsigned_abs());
            if let Ok(effects) = floor.apply(now, input) {
                kept.keep(&effects);
            }
        }
        floor.apply(now, Input::DeadlineReached).map(|effects| kept.keep(&effects)).unwrap();
        let (again, effects) = Floor::restore(floor.plan().clone(), kept.records(), now).unwrap();
        prop_assert_eq!(again.audit(), Ok(()));
        // What was asked and may not have been heard is asked again.
        let links_only = |e: &Effect| matches!(e, Effect::LinkChanged { .. } | Effect::Ask { .. });
        let links_only = effects.iter().all(links_only);
        prop_assert!(links_only, "{:?}", effects);
        prop_assert_eq!(floor.counters(), again.counters());
        prop_assert!(floor.conversations().eq(again.conversations()));
        for (before, after) in floor.agents().zip(again.agents()) {
            // Who was never heard of keeps no record, so the time of their first "offline" is not kept.
            let mut before = without_link(before);
            if !kept.agents.contains_key(&before.id) {
                before.presence_since = after.presence_since;
            }
            prop_assert_eq!(before, without_link(after));
        }
        prop_assert_eq!(floor.agents().count(), again.agents().count());
        for queue in floor.plan().queues.keys() {
            let waiting = |f: &Floor| f.queue_view(queue).map(|v| (v.waiting, v.oldest_since));
            prop_assert_eq!(waiting(&floor), waiting(&again));
        }
    }

    #[test]
    fn messages_are_numbered_without_holes_and_steps_too(steps in steps()) {
        let mut floor = Floor::new(plan(), START).unwrap();
        let mut now = START;
        let mut last: BTreeMap<ConversationId, (u32, u32)> = BTreeMap::new();
        for (wait, input) in steps {
            now = now + Span(wait.unsigned_abs());
            for effect in floor.apply(now, input).unwrap_or_default() {
                match effect {
                    Effect::Append(message) => {
                        let (seq, _) = last.entry(message.conversation).or_default();
                        *seq += 1;
                        prop_assert_eq!(message.seq, Seq(*seq));
                    }
                    Effect::Log(step) => {
                        let (_, number) = last.entry(step.conversation).or_default();
                        prop_assert_eq!(step.number, *number);
                        *number += 1;
                    }
                    _ => {}
                }
            }
        }
    }

    #[test]
    fn nothing_but_the_confirmation_is_sent_to_a_contact_who_has_stopped(steps in steps()) {
        let mut floor = Floor::new(plan(), START).unwrap();
        let mut now = START;
        for (wait, input) in steps {
            now = now + Span(wait.unsigned_abs());
            let before = floor.clone();
            for effect in floor.apply(now, input).unwrap_or_default() {
                if let Effect::Dispatch(message) = effect {
                    let has_stopped = |floor: &Floor| {
                        let known = floor.conversation(message.conversation);
                        known.is_some_and(|c| c.contact.stopped_at.is_some())
                    };
                    // Of the gateway's own words one leaves in the step that changes it, either way.
                    let answers = message.author == Author::System
                        && has_stopped(&before) != has_stopped(&floor);
                    prop_assert!(answers || !has_stopped(&before));
                }
            }
        }
    }

    #[test]
    fn the_same_inputs_have_the_same_effects(steps in steps()) {
        let mut one = Floor::new(plan(), START).unwrap();
        let mut other = Floor::new(plan(), START).unwrap();
        let mut now = START;
        for (wait, input) in steps {
            now = now + Span(wait.unsigned_abs());
            prop_assert_eq!(one.apply(now, input.clone()), other.apply(now, input));
        }
        prop_assert_eq!(one, other);
    }
}

#[test]
fn a_thread_finds_its_open_conversation() {
    let mut floor = Floor::new(plan(), START).unwrap();
    floor.apply(START, opened("webchat", "ana")).unwrap();
    let id = ConversationId::new(1);
    assert_eq!(floor.open_on(&channel("webchat"), &thread("ana")), id);
    assert_eq!(floor.open_on(&channel("sms"), &thread("ana")), None);
}
