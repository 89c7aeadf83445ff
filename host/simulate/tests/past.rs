//! What is left of conversations that the real core has seen to their end.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests fail the test"
)]

use frontdesk_config::Layers;
use frontdesk_core::{
    AgentId, ChannelId, ContactCard, Content, Conversation, ConversationId, Delivery, Effect,
    EndedBy, Floor, Input, OfferId, Presence, Record, Span, Step, ThreadId, Timestamp,
};
use frontdesk_simulate::{Past, PastFate};

const SHOP: &str = r#"
[queue.sales]
title = "Sales"
wrap_up_s = 60
[channel.sms]
wasm = "sms.wasm"
queue = "sales"
title = "SMS"
[agent.ana]
name = "Ana"
queues = ["sales"]
"#;

/// A floor, and everything that it has kept.
struct Kept {
    floor: Floor,
    now: Timestamp,
    conversations: Vec<Conversation>,
    steps: Vec<Step>,
}

fn ana() -> AgentId {
    "ana".parse().unwrap()
}

fn sms() -> ChannelId {
    "sms".parse().unwrap()
}

fn first() -> ConversationId {
    ConversationId::new(1).unwrap()
}

impl Kept {
    fn begin() -> Self {
        let layers = Layers {
            name: "shop.toml",
            text: SHOP,
            ..Layers::default()
        };
        let config = layers
            .load()
            .unwrap_or_else(|problems| panic!("{problems}"));
        let now = Timestamp(5_000_000);
        let mut kept = Self {
            floor: Floor::new(config.routing_plan(|_| Delivery::Outbox), now).unwrap(),
            now,
            conversations: Vec::new(),
            steps: Vec::new(),
        };
        kept.happens(Input::AgentConnected { agent: ana() });
        kept
    }

    fn happens(&mut self, input: Input) {
        for effect in self.floor.apply(self.now, input).unwrap() {
            if let Effect::Save(Record::Conversation(conversation)) = effect {
                self.conversations.push(conversation);
            } else if let Effect::Log(step) = effect {
                self.steps.push(step);
            }
        }
    }

    fn after(&mut self, seconds: u32, input: Input) {
        self.now = self.now + Span::seconds(seconds);
        self.happens(input);
    }

    fn comes(&mut self) {
        self.happens(Input::ConversationOpened {
            channel: sms(),
            thread: ThreadId("+44 7700 900001".into()),
            contact: ContactCard {
                locale: Some("cy".into()),
                ..ContactCard::default()
            },
            first_message: None,
        });
    }

    fn is_available(&mut self, after_s: u32) {
        let presence = Presence::Available;
        self.after(
            after_s,
            Input::PresenceDeclared {
                agent: ana(),
                presence,
            },
        );
    }

    fn accepts(&mut self, after_s: u32, offer: u64) {
        let offer = OfferId::new(offer).unwrap();
        self.after(
            after_s,
            Input::OfferAccepted {
                offer,
                agent: ana(),
            },
        );
    }

    fn past(&self) -> Option<Past> {
        Past::of(self.conversations.last()?, &self.steps)
    }
}

#[test]
fn a_talk_leaves_its_times_and_no_address() {
    let mut kept = Kept::begin();
    kept.comes();
    kept.is_available(30);
    kept.accepts(4, 1);
    kept.after(
        200,
        Input::AgentEnded {
            conversation: first(),
            agent: ana(),
        },
    );
    assert_eq!(kept.past(), None, "it is not over before the notes are");
    kept.after(
        9,
        Input::WrapUpFinished {
            conversation: first(),
            agent: ana(),
            disposition: Some("sold".into()),
            note: None,
        },
    );
    let past = kept.past().unwrap();
    assert_eq!(past.came, Timestamp(5_000_000));
    assert_eq!(past.waited, Span::seconds(34));
    let fate = PastFate::Answered {
        handle: Span::seconds(200),
        wrap_up: Some(Span::seconds(9)),
        accept: Some(Span::seconds(4)),
    };
    assert_eq!(past.fate, fate);
    assert_eq!(past.locale.as_deref(), Some("cy"));
    assert!(!format!("{past:?}").contains("7700"));
}

#[test]
fn notes_that_the_timer_ended_are_as_long_as_the_queue_says() {
    let mut kept = Kept::begin();
    kept.comes();
    kept.is_available(0);
    kept.accepts(0, 1);
    kept.after(
        50,
        Input::ContactEnded {
            conversation: first(),
        },
    );
    kept.after(60, Input::DeadlineReached);
    let PastFate::Answered { wrap_up, .. } = kept.past().unwrap().fate else {
        panic!("answered")
    };
    assert_eq!(wrap_up, None);
}

#[test]
fn a_talk_that_came_back_to_the_queue_is_as_long_as_its_parts() {
    let mut kept = Kept::begin();
    kept.comes();
    kept.is_available(0);
    kept.accepts(10, 1);
    let (conversation, by) = (first(), ana());
    kept.after(100, Input::ConversationRequeued { conversation, by });
    kept.accepts(10, 2);
    let by = EndedBy::Supervisor(ana());
    kept.after(40, Input::ConversationClosed { conversation, by });
    let past = kept.past().unwrap();
    assert_eq!(past.waited, Span::seconds(10));
    let PastFate::Answered { handle, accept, .. } = past.fate else {
        panic!("answered")
    };
    assert_eq!(
        (handle, accept),
        (Span::seconds(140), Some(Span::seconds(10)))
    );
}

#[test]
fn a_talk_that_went_on_after_its_end_has_not_lasted_since_it_began() {
    let mut kept = Kept::begin();
    let mut plan = kept.floor.plan().clone();
    plan.channels.get_mut(&sms()).unwrap().reopen_within = Span::seconds(3_600);
    kept.happens(Input::PlanChanged(plan));
    kept.comes();
    kept.is_available(0);
    kept.accepts(10, 1);
    let (conversation, by) = (first(), EndedBy::System);
    let close = Input::ConversationClosed { conversation, by };
    kept.after(100, close.clone());
    let offline = Presence::Offline;
    kept.after(
        0,
        Input::PresenceDeclared {
            agent: ana(),
            presence: offline,
        },
    );
    kept.after(
        1_000,
        Input::ContactReturned {
            closed: Box::new(kept.conversations.last().unwrap().clone()),
            contact: ContactCard::default(),
            content: Content::Text("again".into()),
            client_id: None,
        },
    );
    kept.is_available(30);
    kept.accepts(5, 2);
    kept.after(40, close);
    let past = kept.past().unwrap();
    assert_eq!(past.waited, Span::seconds(35));
    let PastFate::Answered { handle, accept, .. } = past.fate else {
        panic!("answered")
    };
    assert_eq!(
        (handle, accept),
        (Span::seconds(40), Some(Span::seconds(5)))
    );
}

#[test]
fn whoever_left_has_shown_their_patience() {
    let mut kept = Kept::begin();
    kept.comes();
    kept.after(
        75,
        Input::ContactEnded {
            conversation: first(),
        },
    );
    let past = kept.past().unwrap();
    assert_eq!(
        (past.waited, past.fate),
        (Span::seconds(75), PastFate::Left)
    );
}

#[test]
fn what_nobody_waited_in_is_no_traffic() {
    let mut kept = Kept::begin();
    kept.comes();
    let by = EndedBy::Supervisor(ana());
    kept.after(
        75,
        Input::ConversationClosed {
            conversation: first(),
            by,
        },
    );
    assert_eq!(kept.past(), None, "a supervisor tidied up");

    let mut kept = Kept::begin();
    kept.happens(Input::AgentStarted {
        channel: sms(),
        thread: ThreadId("+44 7700 900001".into()),
        contact: ContactCard::default(),
        agent: ana(),
        content: Content::Text("Your parcel is here".into()),
        client_id: None,
    });
    kept.after(
        20,
        Input::AgentEnded {
            conversation: first(),
            agent: ana(),
        },
    );
    kept.after(60, Input::DeadlineReached);
    assert_eq!(kept.past(), None, "the agent wrote first");
}
