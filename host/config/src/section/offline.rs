//! `[channel.NAME.offline]`: the form that is shown while nobody can be reached.

use std::collections::BTreeSet;

use frontdesk_core::{QueueId, Wording};

use crate::{
    nearest::suggestion,
    read::{Special, Switch, Table, Text},
    reference::SectionReference,
    section::{mail, queue_name, wording},
};

/// Characters of the heading.
const TITLE_CHARS: usize = 80;
/// Characters of what stands below it.
const TEXT_CHARS: usize = 500;

const WHEN: Special = Special {
    name: "when",
    takes: "a list of `\"closed\"`, `\"unstaffed\"` and `\"full\"`",
    default: "all of them",
    meaning: "When the form is shown in place of a chat: `queue` is closed; nobody of it is signed in; as many wait as \
              may. A queue that sends new conversations elsewhere counts as the one where they arrive.",
};
const TITLE: Special = Special {
    name: "title",
    takes: "texts by language such as `{ en = \"Leave us a message\" }`",
    default: "English and German",
    meaning: "The form's heading.",
};
const TEXT: Special = Special {
    name: "text",
    takes: "texts by language such as `{ en = \"We answer by e-mail.\" }`",
    default: "English and German",
    meaning: "What stands below it.",
};
const FORM: Switch = Switch {
    name: "form",
    default: false,
    meaning: "Whether it also asks for what the form before a chat asks for. Name, e-mail address, subject and \
              message it asks for anyhow.",
};
const MAIL_TO: Text = Text {
    name: "mail_to",
    default: Some(""),
    chars_max: mail::ADDRESS_CHARS,
    meaning: "Where each message is mailed to; needs `[mail]`. Who answers that mail answers the contact. Empty: \
              nowhere.",
};
const CASE: Switch = Switch {
    name: "case",
    default: true,
    meaning: "Whether each message becomes a case in the Local CRM, of the customer who has the e-mail address, or of \
              a new one.",
};
const QUEUE: Text = Text {
    name: "queue",
    default: Some(""),
    chars_max: 32,
    meaning: "The queue whose hours, agents and line decide, and whose messages they are. Empty: the channel's.",
};

pub(crate) const REFERENCE: SectionReference = SectionReference::new(
    "[channel.NAME.offline]",
    "The form that is shown while nobody can be reached, on channels with a chat window; who waits in line can choose \
     it too. Each message becomes a case, a mail, or both, and is kept before the contact is told so. Without this table \
     there is no such form.",
    &[&WHEN, &TITLE, &TEXT, &FORM, &MAIL_TO, &CASE, &QUEUE],
);

const OFFLINE: Special = Special {
    name: "offline",
    takes: "a table",
    default: "none",
    meaning: "",
};

const USUAL_TITLE: [(&str, &str); 2] = [
    ("en", "Leave us a message"),
    ("de", "Hinterlassen Sie uns eine Nachricht"),
];
const USUAL_TEXT: [(&str, &str); 2] = [
    (
        "en",
        "Nobody is here at the moment. We will answer by e-mail.",
    ),
    (
        "de",
        "Gerade ist niemand da. Wir antworten Ihnen per E-Mail.",
    ),
];
const REASONS: [(&str, OfflineReason); 3] = [
    ("closed", OfflineReason::Closed),
    ("unstaffed", OfflineReason::Unstaffed),
    ("full", OfflineReason::Full),
];

/// Why nobody can be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum OfflineReason {
    /// The queue is closed.
    Closed,
    /// Nobody of the queue is signed in.
    Unstaffed,
    /// As many wait as may.
    Full,
}

/// The form that is shown while nobody can be reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offline {
    /// When.
    pub when: BTreeSet<OfflineReason>,
    /// Its heading.
    pub title: Wording,
    /// What stands below it.
    pub text: Wording,
    /// Whether it asks for what the form before a chat asks for, too.
    pub form: bool,
    /// Where each message is mailed to.
    pub mail_to: Option<String>,
    /// Whether each message becomes a case.
    pub case: bool,
    /// Whose messages they are; `None`: the channel's queue's.
    pub queue: Option<QueueId>,
}

/// The channel's form, if it has a table of it.
pub(crate) fn read(table: &mut Table<'_>, queues: &[&str]) -> Option<Offline> {
    let mut inner = table.inner(&OFFLINE)?;
    let start = inner.place.clone();
    let when = read_when(&mut inner);
    let title = wording::read_within(&mut inner, &TITLE, &USUAL_TITLE, TITLE_CHARS);
    let text = wording::read_within(&mut inner, &TEXT, &USUAL_TEXT, TEXT_CHARS);
    let form = inner.switch(&FORM);
    let (place, mail_to) = inner.text(&MAIL_TO);
    let mail_to = (!mail_to.is_empty()).then_some(mail_to);
    if let Some(address) = &mail_to {
        mail::check_address(&mut inner, &place, MAIL_TO.name, address);
    }
    let case = inner.switch(&CASE);
    if !case && mail_to.is_none() {
        let message = "a message has to become something: leave case = false out, or say mail_to";
        inner.problem(&start, message);
    }
    let (place, queue) = inner.text(&QUEUE);
    let queue = (!queue.is_empty())
        .then(|| queue_name(&mut inner, &place, &queue, queues))
        .flatten();
    inner.finish();
    Some(Offline {
        when,
        title,
        text,
        form,
        mail_to,
        case,
        queue,
    })
}

fn read_when(table: &mut Table<'_>) -> BTreeSet<OfflineReason> {
    let here = table.place_of(WHEN.name);
    let Some(texts) = table.texts(&WHEN) else {
        return REASONS.map(|(_, reason)| reason).into();
    };
    if texts.is_empty() {
        let message = "when names at least one of \"closed\", \"unstaffed\" and \"full\"";
        table.problem(&here, message);
    }
    let mut when = BTreeSet::new();
    for (place, text) in texts {
        if let Some((_, reason)) = REASONS.iter().find(|(word, _)| *word == text) {
            when.insert(*reason);
        } else {
            let hint = suggestion(&text, REASONS.map(|(word, _)| word));
            table.problem(&place, format!("when cannot be \"{text}\"{hint}"));
        }
    }
    when
}
