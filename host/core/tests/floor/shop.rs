//! The shop that the tests play in.

use std::{collections::BTreeMap, sync::Arc};

use frontdesk_core::{
    AgentId, AgentPlan, Answers, AtClose, ChannelId, ChannelPlan, Consent, Consequence,
    ContactCard, ContactDetails, Content, ConversationId, Delivery, Identity, Input, PersonId,
    QueueId, QueuePlan, RoutingPlan, Schedule, Script, Span, StoppedBy, ThreadId, Timestamp,
    Unstaffed, Wording,
    schedule::{Weekday, Zone},
    script::{CheckCustomer, Choice, Forward, Menu, Object, Say, Tag, WaitMessage},
};

pub(crate) fn agent(name: &str) -> AgentId {
    name.parse().unwrap()
}

pub(crate) fn queue(name: &str) -> QueueId {
    name.parse().unwrap()
}

pub(crate) fn channel(name: &str) -> ChannelId {
    name.parse().unwrap()
}

pub(crate) fn thread(name: &str) -> ThreadId {
    ThreadId::new(name).unwrap()
}

/// What a site vouches for of its customer with this number.
pub(crate) fn vouched(number: &str) -> ContactCard {
    ContactCard {
        identities: vec![Identity {
            kind: "customer".into(),
            value: number.into(),
        }],
        person: PersonId::new(7),
        ..ContactCard::default()
    }
}

/// A page says this of its contact.
pub(crate) fn described(value: &str) -> ContactDetails {
    ContactDetails {
        fields: [("plan".into(), Some(value.into()))].into(),
        ..ContactDetails::default()
    }
}

/// Queue `sales` (priority 5) takes the channels `webchat` and `sms`; queue `vip` (priority 9) takes
/// `vip-chat`. Eli serves the queue `day` of `day-chat`, which is open for half an hour. Bea serves both queues; cem and dan serve sales; dan may not decline. Everyone holds
/// one conversation. An offer stands 20 s, wrap-up lasts 60 s, the back-off 30 s. `help-chat` and
/// `help-sms` are channels of sales that begin with the script `welcome`.
pub(crate) fn plan() -> RoutingPlan {
    let queue_plan = |priority, missed_offer| QueuePlan {
        priority,
        offer: Span::seconds(20),
        wrap_up: Span::seconds(60),
        back_off: Span::seconds(30),
        missed_offer,
        dispositions: vec!["sold".into(), "lost".into()],
        ..QueuePlan::default()
    };
    let channel_plan = |name: &str, delivery| ChannelPlan {
        answers: match delivery {
            Delivery::Stream => Answers::default(),
            Delivery::Outbox => answers(),
        },
        ..ChannelPlan::new(queue(name), delivery, Span::seconds(90))
    };
    let agent_plan = |queues: &[&str], may_decline| AgentPlan {
        queues: queues.iter().map(|q| queue(q)).collect(),
        capacity: 1,
        may_decline,
        ..AgentPlan::default()
    };
    RoutingPlan {
        channels: BTreeMap::from([
            (channel("webchat"), channel_plan("sales", Delivery::Stream)),
            (channel("sms"), channel_plan("sales", Delivery::Outbox)),
            (channel("vip-chat"), channel_plan("vip", Delivery::Stream)),
            (channel("day-chat"), channel_plan("day", Delivery::Stream)),
            (
                channel("help-chat"),
                scripted(channel_plan("sales", Delivery::Stream)),
            ),
            (
                channel("help-sms"),
                scripted(channel_plan("sales", Delivery::Outbox)),
            ),
        ]),
        scripts: BTreeMap::from([("welcome".parse().unwrap(), Arc::new(welcome()))]),
        queues: BTreeMap::from([
            (queue("sales"), queue_plan(5, Consequence::Away)),
            (queue("vip"), queue_plan(9, Consequence::StayAvailable)),
            (queue("day"), day(queue_plan(5, Consequence::Away))),
        ]),
        agents: BTreeMap::from([
            (agent("bea"), agent_plan(&["sales", "vip"], true)),
            (agent("cem"), agent_plan(&["sales"], true)),
            (agent("dan"), agent_plan(&["sales"], false)),
            (agent("eli"), agent_plan(&["day"], true)),
        ]),
        schedules: BTreeMap::from([("short".parse().unwrap(), short())]),
        ..RoutingPlan::default()
    }
}

/// Closed for whoever comes from five minutes before its end on, and its line is put away then.
fn day(plan: QueuePlan) -> QueuePlan {
    QueuePlan {
        schedule: "short".parse().ok(),
        closed: Unstaffed::Refuse,
        at_close: AtClose::End,
        ..plan
    }
}

/// Half an hour from the moment at which every scenario begins.
fn short() -> Schedule {
    let half_past = "00:00-00:30".parse().unwrap();
    let days = [
        Weekday::Monday,
        Weekday::Tuesday,
        Weekday::Wednesday,
        Weekday::Thursday,
        Weekday::Friday,
        Weekday::Saturday,
        Weekday::Sunday,
    ];
    Schedule {
        time_zone: Zone::new("UTC").unwrap(),
        week: days.map(|day| (day, vec![half_past])).into(),
        exceptions: BTreeMap::new(),
        last_call: Span::seconds(5 * 60),
    }
}

fn scripted(plan: ChannelPlan) -> ChannelPlan {
    ChannelPlan {
        script: "welcome".parse().ok(),
        ..plan
    }
}

fn tag(text: &str) -> Tag {
    text.parse().unwrap()
}

fn words(text: &str) -> Wording {
    Wording::new([("en".to_owned().try_into().unwrap(), text.into())])
}

/// A customer goes before all others; everybody else chooses, waits for five minutes in sales and then
/// in vip, and may choose not to.
#[expect(
    clippy::too_many_lines,
    reason = "a script is read from its first object to its last"
)]
fn welcome() -> Script {
    let forward = |to: &str| Forward {
        queue: queue(to),
        priority: None,
        steps: Vec::new(),
        in_queue: None,
        after: None,
        skip: None,
        refused: None,
    };
    let choice = |label: &str, to: &str| Choice {
        label: words(label),
        to: tag(to),
    };
    let objects = [
        (
            "hello",
            Object::Message(Say {
                text: words("Welcome to the shop."),
                next: tag("who"),
            }),
        ),
        (
            "who",
            Object::CheckCustomer(CheckCustomer {
                within: Span::seconds(5),
                found: tag("first"),
                many: tag("topic"),
                none: tag("topic"),
                error: tag("topic"),
            }),
        ),
        (
            "first",
            Object::Forward(Forward {
                priority: Some(10),
                ..forward("sales")
            }),
        ),
        (
            "topic",
            Object::Menu(Menu {
                text: words("What is it about?"),
                choices: vec![choice("Orders", "line"), choice("Nothing", "bye")],
                again: words("Please answer with a number."),
                retries: 1,
                otherwise: tag("line"),
                timeout: Some((Span::seconds(120), tag("bye"))),
            }),
        ),
        (
            "line",
            Object::Forward(Forward {
                in_queue: Some(tag("soon")),
                after: Some((Span::seconds(300), tag("vip"))),
                skip: Some(choice("I will not wait", "bye")),
                ..forward("sales")
            }),
        ),
        (
            "soon",
            Object::WaitMessage(WaitMessage {
                at: Span::seconds(30),
                again: Some(Span::seconds(120)),
                text: words("You are number {position}."),
                unknown: Wording::default(),
                next: None,
            }),
        ),
        ("vip", Object::Forward(forward("vip"))),
        ("bye", Object::End(words("Goodbye."))),
    ];
    Script {
        start: tag("hello"),
        objects: objects.map(|(name, object)| (tag(name), object)).into(),
    }
}

pub(crate) fn opened(on: &str, name: &str) -> Input {
    Input::ConversationOpened {
        channel: channel(on),
        thread: thread(name),
        contact: ContactCard::default(),
        first_message: None,
    }
}

pub(crate) fn wrote(on: &str, name: &str, words: &str) -> Input {
    Input::ContactWrote {
        channel: channel(on),
        thread: thread(name),
        into: None,
        contact: ContactCard::default(),
        content: Content::Text(words.into()),
        client_id: None,
    }
}

/// An agent writes first.
pub(crate) fn started(who: &str, on: &str, name: &str, words: &str) -> Input {
    Input::AgentStarted {
        channel: channel(on),
        thread: thread(name),
        contact: ContactCard::default(),
        agent: agent(who),
        content: Content::Text(words.into()),
        client_id: None,
    }
}

/// The card of somebody who wants no more messages.
pub(crate) fn stopped() -> ContactCard {
    ContactCard {
        stopped_at: Some(Timestamp(1)),
        ..ContactCard::default()
    }
}

/// Somebody wrote past the gateway.
pub(crate) fn elsewhere(conversation: ConversationId, words: &str) -> Input {
    Input::WrittenElsewhere {
        conversation,
        content: Content::Text(words.into()),
        client_id: None,
    }
}

/// What the gateway itself says by SMS.
fn answers() -> Answers {
    Answers {
        help: Some("Write to help@shop.example.".into()),
        stopped: Some("You get no more messages.".into()),
        resumed: Some("Welcome back.".into()),
    }
}

/// The contact says what they want.
pub(crate) const fn says(conversation: ConversationId, consent: Consent) -> Input {
    Input::ConsentChanged {
        conversation,
        consent,
        by: StoppedBy::Contact,
        answer: true,
    }
}

/// The contact asks for help.
pub(crate) const fn asks(conversation: ConversationId) -> Input {
    Input::HelpAsked { conversation }
}
