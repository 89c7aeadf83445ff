//! `[channel.NAME.survey]`: what a contact is asked once their conversation has ended.

use frontdesk_core::Wording;

use crate::{
    read::{Choice, Special, Switch, Table},
    reference::SectionReference,
    section::wording,
};

const KIND: Choice<SurveyKind> = Choice {
    name: "kind",
    options: &[("csat", SurveyKind::Csat), ("nps", SurveyKind::Nps)],
    meaning: "What is asked for: `csat`, how satisfied the contact is, from 1 to 5; `nps`, how likely it is that \
              they would recommend you, from 0 to 10.",
};
const QUESTION: Special = Special {
    name: "question",
    takes: "a table of texts by language, such as `{ en = \"How was it?\" }`",
    default: "the usual question",
    meaning: "The question. Contacts read the one in their language, else the English one, else the first.",
};
const COMMENT: Switch = Switch {
    name: "comment",
    default: true,
    meaning: "Whether the contact may add words to it.",
};

const CSAT: [(&str, &str); 2] = [
    ("en", "How satisfied are you with this conversation?"),
    ("de", "Wie zufrieden sind Sie mit diesem Gespräch?"),
];
const NPS: [(&str, &str); 2] = [
    ("en", "How likely are you to recommend us?"),
    (
        "de",
        "Wie wahrscheinlich ist es, dass Sie uns weiterempfehlen?",
    ),
];

pub(crate) const REFERENCE: SectionReference = SectionReference::new(
    "[channel.NAME.survey]",
    "What a contact is asked once their conversation with an agent has ended, on channels with a chat window. The \
     answer belongs to the conversation, its queue and the agent who ended it. Without this table nothing is asked.",
    &[&KIND, &QUESTION, &COMMENT],
);

const SURVEY: Special = Special {
    name: "survey",
    takes: "a table",
    default: "none",
    meaning: "",
};

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SurveyKind {
    /// How satisfied somebody is: 1 to 5.
    Csat,
    /// How likely somebody recommends: 0 to 10 (Net Promoter Score).
    Nps,
}

/// What a contact is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Survey {
    /// What for.
    pub kind: SurveyKind,
    /// In which words.
    pub question: Wording,
    /// Whether they may add some.
    pub comment: bool,
}

/// The channel's survey, if it has a table of it.
pub(crate) fn read(table: &mut Table<'_>) -> Option<Survey> {
    let mut inner = table.inner(&SURVEY)?;
    let kind = inner.choice(&KIND, SurveyKind::Csat);
    let usual = match kind {
        SurveyKind::Csat => CSAT,
        SurveyKind::Nps => NPS,
    };
    let question = wording::read(&mut inner, &QUESTION, &usual);
    let comment = inner.switch(&COMMENT);
    inner.finish();
    Some(Survey {
        kind,
        question,
        comment,
    })
}
