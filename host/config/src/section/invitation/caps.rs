//! `[invitation.NAME.caps]`: how often an invitation is shown.

use crate::{
    read::{Integer, Special, Table},
    reference::SectionReference,
};

const CAPS: Special = Special {
    name: "caps",
    takes: "a table",
    default: "",
    meaning: "",
};
const PER_SESSION: Integer = Integer {
    name: "per_session",
    default: 1,
    range: 1..=100,
    unit: "times",
    meaning: "How often it is shown in one visit, which ends after 30 minutes without a page.",
};
const PER_VISITOR: Integer = Integer {
    name: "per_visitor",
    default: 3,
    range: 1..=1_000,
    unit: "times",
    meaning: "How often it is ever shown in one browser.",
};
const COOLDOWN: Integer = hours(
    "cooldown_h",
    24,
    "How long after it was shown it is not shown again in another visit. 0: at once.",
);
const AFTER_DECLINE: Integer = hours(
    "after_decline_h",
    72,
    "How long it is not shown after the visitor declined it, or any other of the channel's.",
);
const AFTER_CHAT: Integer = hours(
    "after_chat_h",
    24,
    "How long it is not shown after the visitor's last chat.",
);

const fn hours(name: &'static str, default: u32, meaning: &'static str) -> Integer {
    Integer {
        name,
        default,
        range: 0..=8_760,
        unit: "h",
        meaning,
    }
}

pub(crate) const REFERENCE: SectionReference = SectionReference::new(
    "[invitation.NAME.caps]",
    "How often it is shown. The visitor's browser keeps count, for itself alone.",
    &[
        &PER_SESSION,
        &PER_VISITOR,
        &COOLDOWN,
        &AFTER_DECLINE,
        &AFTER_CHAT,
    ],
);

/// How often an invitation is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caps {
    /// In one visit.
    pub per_session: u32,
    /// Ever.
    pub per_visitor: u32,
    /// Hours between two visits that see it.
    pub cooldown_h: u32,
    /// Hours without it after one was declined.
    pub after_decline_h: u32,
    /// Hours without it after a chat.
    pub after_chat_h: u32,
}

pub(super) fn read(table: &mut Table<'_>) -> Caps {
    let Some(mut inner) = table.inner(&CAPS) else {
        return Caps {
            per_session: PER_SESSION.default,
            per_visitor: PER_VISITOR.default,
            cooldown_h: COOLDOWN.default,
            after_decline_h: AFTER_DECLINE.default,
            after_chat_h: AFTER_CHAT.default,
        };
    };
    let caps = Caps {
        per_session: inner.integer(&PER_SESSION),
        per_visitor: inner.integer(&PER_VISITOR),
        cooldown_h: inner.integer(&COOLDOWN),
        after_decline_h: inner.integer(&AFTER_DECLINE),
        after_chat_h: inner.integer(&AFTER_CHAT),
    };
    inner.finish();
    caps
}
