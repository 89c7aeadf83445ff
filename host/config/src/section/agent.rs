//! `[agent.NAME]`: who answers.

use frontdesk_core::{QueueId, limits};

use crate::{
    read::{Choice, Integer, Special, Switch, Table, Text},
    reference::SectionReference,
    secret::{self, Secret},
    section::queue_name,
};

const NAME: Text = Text {
    name: "name",
    default: None,
    chars_max: 60,
    meaning: "The name that contacts and colleagues see.",
};
const ROLE: Choice<Role> = Choice {
    name: "role",
    options: &[
        ("agent", Role::Agent),
        ("supervisor", Role::Supervisor),
        ("admin", Role::Admin),
    ],
    meaning: "What they may do.",
};
const QUEUES: Special = Special {
    name: "queues",
    takes: "a list of queue names",
    default: "`[]`",
    meaning: "Queues whose conversations are offered to them.",
};
const CAPACITY: Integer = Integer {
    name: "capacity",
    default: 3,
    range: *limits::CAPACITY.start() as u32..=*limits::CAPACITY.end() as u32,
    unit: "",
    meaning: "Conversations at once, offers and wrap-ups included.",
};
const MAY_DECLINE: Switch = Switch {
    name: "may_decline",
    default: false,
    meaning: "Whether they may decline an offer.",
};
const PASSWORD_HASH: Special = Special {
    name: "password_hash",
    takes: "`{ file = \"…\" }` or `{ env = \"…\" }`",
    default: "none: sign-in by one-time link only",
    meaning: "Where the argon2id hash of their password is held. `frontdesk hash-password` makes \
              one.",
};

pub(crate) const REFERENCE: SectionReference = SectionReference::new(
    "[agent.NAME]",
    "Somebody who signs in. NAME is 1 to 32 of `a-z 0-9 _ -`, is what they sign in with, and stays \
     for good.",
    &[
        &NAME,
        &ROLE,
        &QUEUES,
        &CAPACITY,
        &MAY_DECLINE,
        &PASSWORD_HASH,
    ],
);

/// What somebody may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Answers.
    Agent,
    /// Answers, watches and steers.
    Supervisor,
    /// All of it, and the gateway's own set-up.
    Admin,
}

/// Somebody who signs in.
#[derive(Clone)]
pub struct Agent {
    /// The name for people.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Their queues.
    pub queues: Vec<QueueId>,
    /// Conversations at once.
    pub capacity: u8,
    /// Whether they may decline an offer.
    pub may_decline: bool,
    /// Where the hash of their password is held.
    pub password_hash: Option<Secret>,
}

impl Agent {
    pub(crate) fn read(mut table: Table<'_>, defined: &[&str]) -> Self {
        let (_, name) = table.text(&NAME);
        let role = table.choice(&ROLE, Role::Agent);
        let mut queues = Vec::new();
        for (place, text) in table.texts(&QUEUES).unwrap_or_default() {
            let Some(queue) = queue_name(&mut table, &place, &text, defined) else {
                continue;
            };
            if queues.contains(&queue) {
                table.problem(&place, format!("queue \"{text}\" is in the list twice"));
            }
            queues.push(queue);
        }
        let capacity = u8::try_from(table.integer(&CAPACITY)).unwrap_or(u8::MAX);
        let may_decline = table.switch(&MAY_DECLINE);
        let password_hash = secret::read(&mut table, &PASSWORD_HASH);
        table.finish();
        Self {
            name,
            role,
            queues,
            capacity,
            may_decline,
            password_hash,
        }
    }
}
