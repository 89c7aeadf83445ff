//! `[retention]`: how long what is over is kept.

use frontdesk_core::Span;

use crate::{
    read::{Integer, Table},
    reference::SectionReference,
};

/// Seconds of a day.
const DAY_S: u32 = 24 * 3_600;

const CONVERSATIONS: Integer = Integer {
    name: "conversations_days",
    default: 0,
    range: 0..=36_500,
    unit: "days",
    meaning: "How long a conversation is kept once it is closed. Then it goes: what was said, files, its history, and \
              whoever wrote in no other, unless they want no more messages. Records of customers and their cases stay. \
              0: for good.",
};

pub(crate) const REFERENCE: SectionReference = SectionReference::new(
    "[retention]",
    "How long what is over is kept. What has reached its age goes while the gateway runs; a backup that was made \
     before keeps it.",
    &[&CONVERSATIONS],
);

/// How long what is over is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Retention {
    /// Closed conversations; `None`: for good.
    pub conversations: Option<Span>,
}

impl Retention {
    pub(crate) fn read(mut table: Table<'_>) -> Self {
        let days = table.integer(&CONVERSATIONS);
        table.finish();
        let conversations = (days > 0).then(|| Span::seconds(days.saturating_mul(DAY_S)));
        Self { conversations }
    }
}
