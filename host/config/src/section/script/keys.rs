//! The keys of `[[script.NAME.objects]]`.

use frontdesk_core::{
    limits,
    script::{Measure, Scale},
};

use crate::{
    read::{Choice, Integer, Special, Text},
    reference::SectionReference,
    section::steps,
};

/// What an object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Does {
    Schedule,
    Message,
    WaitMessage,
    SetVariable,
    TestVariable,
    TestQueue,
    Language,
    Menu,
    CheckCustomer,
    HttpCall,
    PluginCall,
    OfflineForm,
    Survey,
    Forward,
    Goto,
    End,
}

/// The words of [`DOES`].
pub(super) const KINDS: &[(&str, Does)] = &[
    ("schedule", Does::Schedule),
    ("message", Does::Message),
    ("wait_message", Does::WaitMessage),
    ("set_variable", Does::SetVariable),
    ("test_variable", Does::TestVariable),
    ("test_queue", Does::TestQueue),
    ("language", Does::Language),
    ("menu", Does::Menu),
    ("check_customer", Does::CheckCustomer),
    ("http_call", Does::HttpCall),
    ("plugin_call", Does::PluginCall),
    ("offline_form", Does::OfflineForm),
    ("survey", Does::Survey),
    ("forward", Does::Forward),
    ("goto", Does::Goto),
    ("end", Does::End),
];

const WORDING: &str = "texts by language, such as `{ en = \"Hello\", de = \"Hallo\" }`";
const AN_EXIT: &str = "a tag";

/// A key that names the object at which the conversation goes on.
const fn exit(name: &'static str, default: &'static str, meaning: &'static str) -> Special {
    Special {
        name,
        takes: AN_EXIT,
        default,
        meaning,
    }
}

const fn wording(name: &'static str, default: &'static str, meaning: &'static str) -> Special {
    Special {
        name,
        takes: WORDING,
        default,
        meaning,
    }
}

pub(super) const TAG: Special = Special {
    name: "tag",
    takes: "1 to 21 letters, digits, `_` and `-`",
    default: "required",
    meaning: "The object's name. No two objects of a script have the same.",
};
pub(super) const DOES: Special = Special {
    name: "does",
    takes: "`schedule`, `message`, `wait_message`, `set_variable`, `test_variable`, `test_queue`, \
            `language`, `menu`, `check_customer`, `http_call`, `plugin_call`, `offline_form`, `survey`, \
            `forward`, `goto` or `end`",
    default: "required",
    meaning: "What it does. The other keys say for which of these they are.",
};
pub(super) const TEXT: Special = wording(
    "text",
    "required",
    "`message`, `wait_message`, `menu`, `offline_form`, `survey`; `end`, where it may be left out: what is \
     said, in the contact's language. At most 1000 characters and three placeholders: `{name}`, `{account_number}`, a form's \
     field, a variable such as `{_order}`; in a wait message also `{position}` and `{wait_minutes}`.",
);
pub(super) const NEXT: Special = exit(
    "next",
    "required",
    "`message`, `set_variable`; `wait_message`, where it names the one after it or is left out; `http_call`: \
     an answer came; `plugin_call`: the component hands over; `offline_form`: the message is kept; `survey`: \
     behind the answer.",
);
pub(super) const TO: Special = exit("to", "required", "`goto`.");
pub(super) const SCHEDULE: Text = Text {
    name: "schedule",
    default: None,
    chars_max: limits::NAME_BYTES,
    meaning: "`schedule`: the name of a `[schedule.NAME]`.",
};
pub(super) const OPEN: Special = exit("open", "required", "`schedule`: while it is open.");
pub(super) const CLOSED: Special = exit("closed", "required", "`schedule`: while it is closed.");
pub(super) const EXCEPTIONS: Special = Special {
    name: "exceptions",
    takes: "tags by treatment, such as `{ christmas = \"greetings\" }`",
    default: "`{}`",
    meaning: "`schedule`: on dates whose exception has this `treatment`, open or closed. At most six.",
};
pub(super) const VARIABLE: Text = Text {
    name: "variable",
    default: None,
    chars_max: limits::CONTACT_KEY_BYTES,
    meaning: "`set_variable`: `_` and 1 to 25 letters, digits and `_`. `test_variable`: such a variable, or \
              `name`, `account_number`, `language`, `channel` or a form's field.",
};
pub(super) const VALUE: Special = Special {
    name: "value",
    takes: "text",
    default: "none",
    meaning: "`set_variable`: the value. Either this or `from`.",
};
pub(super) const FROM: Special = Special {
    name: "from",
    takes: "text",
    default: "none",
    meaning: "`set_variable`: takes the value of this variable or field.",
};
pub(super) const EQUALS: Special = Special {
    name: "equals",
    takes: "text; for `test_queue` a number",
    default: "none",
    meaning: "`test_variable`, `test_queue`: it is this. Capitals count. One of these six.",
};
pub(super) const NOT_EQUALS: Special = Special {
    name: "not_equals",
    takes: "text",
    default: "none",
    meaning: "`test_variable`: it is something else, or not known.",
};
pub(super) const CONTAINS: Special = Special {
    name: "contains",
    takes: "text",
    default: "none",
    meaning: "`test_variable`: this is in it.",
};
pub(super) const MATCHES: Special = Special {
    name: "matches",
    takes: "a pattern such as `\"+49*\"`",
    default: "none",
    meaning: "`test_variable`: it is like this; `*` stands for any characters, `?` for one.",
};
pub(super) const GREATER: Special = Special {
    name: "greater",
    takes: "a number",
    default: "none",
    meaning: "`test_variable`, `test_queue`: it is a number above this one.",
};
pub(super) const LESS: Special = Special {
    name: "less",
    takes: "a number",
    default: "none",
    meaning: "`test_variable`, `test_queue`: it is a number below this one.",
};
pub(super) const YES: Special = exit("yes", "required", "`test_variable`, `test_queue`: if so.");
pub(super) const NO: Special = exit("no", "required", "`test_variable`, `test_queue`: if not.");
pub(super) const QUEUE: Text = Text {
    name: "queue",
    default: None,
    chars_max: limits::NAME_BYTES,
    meaning: "`forward`, `test_queue`: the queue. What it does while it is closed, full or without anybody \
              signed in holds for whom a script sends too.",
};
pub(super) const MEASURE: Choice<Measure> = Choice {
    name: "measure",
    options: &[
        ("waiting", Measure::Waiting),
        ("longest_wait_s", Measure::LongestWait),
        ("free_agents", Measure::FreeAgents),
        ("expected_wait_s", Measure::ExpectedWait),
    ],
    meaning: "`test_queue`: how many wait, how long the first has waited, how many agents could be asked at \
              this moment, or how long a newcomer will probably wait. What nobody can tell is longer than \
              any number.",
};
pub(super) const LANGUAGES: Special = Special {
    name: "languages",
    takes: "tags by language, such as `{ de = \"hallo\" }`",
    default: "required",
    meaning: "`language`: where speakers of each go on, of any region.",
};
pub(super) const ELSE: Special = exit(
    "else",
    "required",
    "`language`: whoever speaks none of these. `menu`: whoever answered something else too often.",
);
pub(super) const CHOICES: Special = Special {
    name: "choices",
    takes: "a list such as `[{ text = { en = \"Orders\" }, to = \"orders\" }]`",
    default: "required",
    meaning: "`menu`: 1 to 10, each of at most 60 characters, shown as numbered lines. The number is an answer, \
              and so is the text.",
};
pub(super) const AGAIN: Special = wording(
    "again",
    "none",
    "`menu`: what is said to another answer, before the menu is shown again.",
);
pub(super) const RETRIES: Integer = Integer {
    name: "retries",
    default: 1,
    range: 0..=limits::MENU_RETRIES as u32,
    unit: "",
    meaning: "`menu`: how often it is shown again.",
};
pub(super) const TIMEOUT_S: Integer = Integer {
    name: "timeout_s",
    default: 0,
    range: 0..=limits::WAIT_S_MAX,
    unit: "s",
    meaning: "`menu`, `plugin_call`, `offline_form`, `survey`: how long it waits for the contact; 0: for ever.",
};
pub(super) const TIMEOUT: Special = exit(
    "timeout",
    "none",
    "`menu`, `plugin_call`, `offline_form`, `survey`: whoever said nothing within `timeout_s`.",
);
pub(super) const WITHIN_S: Integer = Integer {
    name: "within_s",
    default: 5,
    range: 1..=30,
    unit: "s",
    meaning: "`check_customer`, `http_call`, `plugin_call`: how long an answer may take.",
};
pub(super) const CALL: Text = Text {
    name: "call",
    default: None,
    chars_max: limits::NAME_BYTES,
    meaning: "`http_call`: the name of a `[http_call.NAME]`.",
};
pub(super) const FIELDS: Special = Special {
    name: "fields",
    takes: "texts by name, such as `{ order = \"{_order}\" }`",
    default: "`{}`",
    meaning: "`http_call`: what is sent, at most 20; each text may hold three placeholders. Variables that are \
              masked for agents are sent as they are.",
};
pub(super) const KEEP: Special = Special {
    name: "keep",
    takes: "places in the answer by variable, such as `{ _status = \"/order/status\" }`",
    default: "`{}`",
    meaning: "`http_call`: which values of the answer (JSON) become variables, at most 20; a place is a JSON \
              pointer (RFC 6901). What is not there is the empty text.",
};
pub(super) const CONNECTOR: Text = Text {
    name: "connector",
    default: None,
    chars_max: limits::NAME_BYTES,
    meaning: "`plugin_call`: the name of a `[connector.NAME]` whose component is a bot. It talks with the contact \
              until it hands over or ends. The queue that it names, if any, is then in `_queue`.",
};
pub(super) const THANKS: Special = wording(
    "thanks",
    "none",
    "`offline_form`, `survey`: what is said to the contact's message or answer.",
);
pub(super) const SCALE: Choice<Scale> = Choice {
    name: "scale",
    options: &[
        ("csat", Scale::Satisfaction),
        ("nps", Scale::Recommendation),
    ],
    meaning: "`survey`: whether it asks how satisfied the contact is (1 to 5), or how likely they recommend you (0 \
              to 10).",
};
pub(super) const PLUGIN_END: Special = exit(
    "end",
    "required",
    "`plugin_call`: the component is done with the contact.",
);
pub(super) const FOUND: Special = exit("found", "required", "`check_customer`: one customer.");
pub(super) const MANY: Special = exit(
    "many",
    "required",
    "`check_customer`: several may be meant.",
);
pub(super) const NONE: Special = exit("none", "required", "`check_customer`: nobody.");
pub(super) const ERROR: Special = exit(
    "error",
    "required",
    "`check_customer`, `http_call`, `plugin_call`: no answer in time, or none that can be used. \
     `offline_form`: the message could not be kept.",
);
pub(super) const PRIORITY: Integer = Integer {
    name: "priority",
    default: 0,
    range: 0..=*limits::PRIORITY.end() as u32,
    unit: "",
    meaning: "`forward`: the conversation's own priority, 1 to 10; 0: its queue's.",
};
pub(super) const STEPS: Special = steps::key(
    "`forward`: what agents need for the conversation, in place of the `steps` of channel and queue.",
);
pub(super) const IN_QUEUE: Special =
    exit("in_queue", "none", "`forward`: the first `wait_message`.");
pub(super) const AFTER_S: Integer = Integer {
    name: "after_s",
    default: 0,
    range: 0..=limits::WAIT_S_MAX,
    unit: "s",
    meaning: "`forward`: how long it waits in the queue at most; 0: for ever. It keeps its age wherever it \
              goes on.",
};
pub(super) const AFTER: Special = exit(
    "after",
    "none",
    "`forward`: where it goes on if nobody has accepted within `after_s`.",
);
pub(super) const SKIP: Special = Special {
    name: "skip",
    takes: "a table such as `{ text = { en = \"I will not wait\" }, to = \"later\" }`",
    default: "none",
    meaning: "`forward`: what a contact may choose instead of waiting. It is shown with each wait message.",
};
pub(super) const REFUSED: Special = exit(
    "refused",
    "none",
    "`forward`: where it goes on if the queue refuses it; without it the conversation ends.",
);
pub(super) const AT_S: Integer = Integer {
    name: "at_s",
    default: 0,
    range: 0..=limits::WAIT_S_MAX,
    unit: "s",
    meaning: "`wait_message`: how long after the contact came into the queue. Later ones come later.",
};
pub(super) const EVERY_S: Integer = Integer {
    name: "every_s",
    default: 0,
    range: 0..=limits::WAIT_S_MAX,
    unit: "s",
    meaning: "`wait_message`: said again after each such time, at least 10; 0: once.",
};
pub(super) const UNKNOWN: Special = wording(
    "unknown",
    "none",
    "`wait_message`: said in place of a `text` with `{wait_minutes}` while nobody can tell.",
);

pub(crate) const REFERENCE: SectionReference = SectionReference::new(
    "[[script.NAME.objects]]",
    "One object of a script: what happens between a contact's first word and an agent. A channel names its \
     script, and many may name the same; NAME is 1 to 32 of `a-z 0-9 _ -`. A script has at most 200 objects \
     and begins with the first. An exit takes the tag of another object, each object is reached from the \
     first, and a round of exits needs a `menu` or a wait in a queue in it. A conversation keeps the script \
     it began with when the file changes.",
    &[
        &TAG,
        &DOES,
        &TEXT,
        &NEXT,
        &TO,
        &SCHEDULE,
        &OPEN,
        &CLOSED,
        &EXCEPTIONS,
        &VARIABLE,
        &VALUE,
        &FROM,
        &EQUALS,
        &NOT_EQUALS,
        &CONTAINS,
        &MATCHES,
        &GREATER,
        &LESS,
        &YES,
        &NO,
        &QUEUE,
        &MEASURE,
        &LANGUAGES,
        &ELSE,
        &CHOICES,
        &AGAIN,
        &RETRIES,
        &TIMEOUT_S,
        &TIMEOUT,
        &FOUND,
        &MANY,
        &NONE,
        &ERROR,
        &WITHIN_S,
        &CALL,
        &FIELDS,
        &KEEP,
        &CONNECTOR,
        &PLUGIN_END,
        &THANKS,
        &SCALE,
        &PRIORITY,
        &STEPS,
        &IN_QUEUE,
        &AFTER_S,
        &AFTER,
        &SKIP,
        &REFUSED,
        &AT_S,
        &EVERY_S,
        &UNKNOWN,
    ],
);
