//! `[channel.NAME.answers]`: what the gateway itself answers to HELP, STOP and START.

use frontdesk_core::Answers;

use crate::{
    read::{Special, Table, Text},
    reference::SectionReference,
};

/// Characters of an answer: Twilio's limit for one message.
const CHARS_MAX: usize = 1_600;

const HELP: Text = Text {
    name: "help",
    default: Some(""),
    chars_max: CHARS_MAX,
    meaning: "To HELP or INFO: who this is and how a person is reached. At most once a minute to one \
              person.",
};
const STOPPED: Text = Text {
    name: "stopped",
    default: Some(""),
    chars_max: CHARS_MAX,
    meaning: "To STOP and its like, such as `\"You get no more messages from us. START for messages \
              again.\"`: the one message that is sent after it.",
};
const RESUMED: Text = Text {
    name: "resumed",
    default: Some(""),
    chars_max: CHARS_MAX,
    meaning: "To START, and to YES from somebody who had stopped.",
};

pub(crate) const REFERENCE: SectionReference = SectionReference::new(
    "[channel.NAME.answers]",
    "What the gateway itself answers when a contact writes one of these words and nothing else. Without a \
     text nothing is sent, and that is right where the provider answers: Twilio does for STOP, START and \
     HELP unless that is switched off there, and refuses whatever follows STOP. Web chat has no such \
     words.",
    &[&HELP, &STOPPED, &RESUMED],
);

const ANSWERS: Special = Special {
    name: "answers",
    takes: "a table",
    default: "none",
    meaning: "",
};

/// The channel's answers, if it has a table of them.
pub(crate) fn read(table: &mut Table<'_>) -> Answers {
    let Some(mut inner) = table.inner(&ANSWERS) else {
        return Answers::default();
    };
    let mut text = |key| {
        let (_, text) = inner.text(key);
        (!text.trim().is_empty()).then(|| text.into())
    };
    let answers = Answers {
        help: text(&HELP),
        stopped: text(&STOPPED),
        resumed: text(&RESUMED),
    };
    inner.finish();
    answers
}
