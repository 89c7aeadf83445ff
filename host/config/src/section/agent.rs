//! `[agent.NAME]`: who answers.

use std::collections::BTreeMap;

use frontdesk_core::{Language, Languages, Name, QueueId, SkillId, limits};

use crate::{
    place::Place,
    read::{Choice, Integer, Special, Switch, Table, Text, text_of},
    reference::SectionReference,
    secret::{self, Secret},
    section::{languages, queue_name, steps},
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
const MAY_PICK: Switch = Switch {
    name: "may_pick",
    default: false,
    meaning: "Whether they may take waiting conversations of their queues by hand, past the queue's \
              order.",
};
const LANGUAGES: Special = Special {
    name: "languages",
    takes: "`{ primary = \"en\", secondary = [\"es\", \"fr\"] }`",
    default: "none: their languages are not considered",
    meaning: "What they speak (BCP 47): one language in which they work, and any number in which \
              they can answer.",
};
const LEVELS: Special = Special {
    name: "levels",
    takes: "names with a level each, such as `{ sales = 8 }`",
    default: "`{}`",
    meaning: "Their level in each of their queues, 1 to 10. Without one it is 5.",
};
const SKILLS: Special = Special {
    name: "skills",
    takes: "names with a level each, such as `{ billing = 5 }`",
    default: "`{}`",
    meaning: "Their skills, with a level from 1 to 10, for the `steps` of queues and channels.",
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
        &MAY_PICK,
        &LANGUAGES,
        &LEVELS,
        &SKILLS,
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
    /// Whether they may take waiting conversations by hand.
    pub may_pick: bool,
    /// What they speak.
    pub languages: Option<Languages>,
    /// Their level in each queue.
    pub levels: BTreeMap<QueueId, u8>,
    /// Their skills.
    pub skills: BTreeMap<SkillId, u8>,
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
        let may_pick = table.switch(&MAY_PICK);
        let languages = read_languages(&mut table);
        let levels = read_levels(&mut table, &queues);
        let skills = read_named_levels(&mut table, &SKILLS);
        let skills = skills.into_iter().map(|(name, (_, l))| (SkillId(name), l));
        let skills = skills.collect();
        let password_hash = secret::read(&mut table, &PASSWORD_HASH);
        table.finish();
        Self {
            name,
            role,
            queues,
            capacity,
            may_decline,
            may_pick,
            languages,
            levels,
            skills,
            password_hash,
        }
    }
}

fn read_named_levels(table: &mut Table<'_>, key: &Special) -> BTreeMap<Name, (Place, u8)> {
    match table.take(key.name) {
        Some((_, node)) => steps::levels(table, key.name, node).unwrap_or_default(),
        None => BTreeMap::new(),
    }
}

/// Levels are for the agent's own queues: one for another would never count.
fn read_levels(table: &mut Table<'_>, queues: &[QueueId]) -> BTreeMap<QueueId, u8> {
    let mut levels = BTreeMap::new();
    for (name, (place, level)) in read_named_levels(table, &LEVELS) {
        let queue = QueueId(name);
        if queues.contains(&queue) {
            levels.insert(queue, level);
        } else {
            let message = format!("levels: \"{queue}\" is none of this agent's queues");
            table.problem(&place, message);
        }
    }
    levels
}

fn read_languages(table: &mut Table<'_>) -> Option<Languages> {
    const PRIMARY: Special = part("primary", "a language tag such as \"en\"");
    const SECONDARY: Special = part("secondary", "a list of language tags such as `[\"es\"]`");
    let mut inner = table.inner(&LANGUAGES)?;
    let here = inner.place.clone();
    let primary = read_primary(&mut inner, &PRIMARY);
    let mut secondary = Vec::new();
    for (place, text) in inner.texts(&SECONDARY).unwrap_or_default() {
        let Some(tag) = languages::tag(&mut inner, &place, &text) else {
            continue;
        };
        if Some(&tag) == primary.as_ref() || secondary.contains(&tag) {
            inner.problem(&place, format!("language \"{text}\" is there twice"));
        }
        secondary.push(tag);
    }
    if secondary.len() > limits::LANGUAGES {
        let limit = limits::LANGUAGES;
        inner.problem(&here, format!("secondary has at most {limit} entries"));
    }
    inner.finish();
    Some(Languages {
        primary: primary?,
        secondary,
    })
}

fn read_primary(inner: &mut Table<'_>, key: &Special) -> Option<Language> {
    let here = inner.place.clone();
    let Some((place, node)) = inner.take(key.name) else {
        inner.problem(&here, "languages needs primary: exactly one");
        return None;
    };
    let Some(text) = text_of(&node) else {
        inner.wrong_kind(key.name, &node, key.takes);
        return None;
    };
    languages::tag(inner, &place, &text)
}

const fn part(name: &'static str, takes: &'static str) -> Special {
    Special {
        name,
        takes,
        default: "",
        meaning: "",
    }
}
