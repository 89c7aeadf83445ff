//! `[channel.NAME]`: how contacts reach a queue.

use std::collections::BTreeMap;

use frontdesk_core::{Answers, Language, Name, QueueId, ScriptId, SkillStep, Span, limits};

use crate::{
    colour::{self, Colour},
    nearest::suggestion,
    origin::{NotAnOrigin, Origin},
    read::{Integer, Special, Switch, Table, Text},
    reference::SectionReference,
    section::{
        answers,
        component::{self, Given, SETTINGS},
        component_limits::ComponentLimits,
        design,
        form::{self, FormField},
        grants::{Grants, Secrets},
        identity::{self, SiteIdentity},
        invitation, languages,
        offline::{self, Offline},
        queue_name, steps,
        survey::{self, Survey},
    },
    setting::Setting,
};

const WASM: Text = Text {
    name: "wasm",
    default: None,
    chars_max: 255,
    meaning: "The component, a file in `[plugins] dir`. Many channels may share one.",
};
const QUEUE: Text = Text {
    name: "queue",
    default: None,
    chars_max: 32,
    meaning: "The queue its conversations wait in.",
};
const TITLE: Text = Text {
    name: "title",
    default: None,
    chars_max: 60,
    meaning: "Heading of the chat panel.",
};
const LAUNCHER: Text = Text {
    name: "launcher",
    default: Some("Chat with us"),
    chars_max: 30,
    meaning: "Text of the button that opens the panel.",
};
const GREETING: Text = Text {
    name: "greeting",
    default: Some(""),
    chars_max: 500,
    meaning: "What the panel says before the conversation.",
};
const ACCENT: Text = Text {
    name: "accent",
    default: Some("#0b57d0"),
    chars_max: 7,
    meaning: "Colour of the button and the contact's messages. White text must be readable on it: \
              contrast 4.5 or more.",
};
const ALLOWED_ORIGINS: Special = Special {
    name: "allowed_origins",
    takes: "a list of origins such as `[\"https://shop.example.com\"]`",
    default: "`[]`",
    meaning: "Sites whose pages may show the widget. The gateway's own pages always may.",
};
const NATIVE_CLIENTS: Switch = Switch {
    name: "allow_native_clients",
    default: false,
    meaning: "Whether programs that send no `Origin` (apps, load generators) may connect. Browsers \
              always send one, so this opens the channel to programs, not to other sites.",
};
const LOCALE: Text = Text {
    name: "locale",
    default: Some("en"),
    chars_max: 35,
    meaning: "Language of the texts above (BCP 47).",
};
const LANGUAGES: Special = Special {
    name: "languages",
    takes: "a list of language tags such as `[\"en\", \"es\"]`",
    default: "`[]`",
    meaning: "Languages (BCP 47) that the form before a conversation offers, each in its own name. The \
              answer counts more than whatever else tells the contact's language. Empty: it does not ask.",
};
const FILES: Switch = Switch {
    name: "files",
    default: false,
    meaning: "Whether visitors may send files while an agent is with them: of the kinds and sizes that `[files]` \
              says. For channels with a page; on others the provider decides.",
};
const INVITATIONS: Special = Special {
    name: "invitations",
    takes: "a list of names such as `[\"pricing\"]`",
    default: "`[]`",
    meaning: "The invitations that its pages show, each a table `[invitation.NAME]`. At most 20.",
};
const CONTACT_GRACE: Integer = Integer {
    name: "contact_grace_s",
    default: 120,
    range: 5..=3_600,
    unit: "s",
    meaning: "How long a waiting contact whose page is gone keeps the place in the queue.",
};
const REOPEN: Integer = Integer {
    name: "reopen_within_s",
    default: 0,
    range: 0..=limits::WAIT_S_MAX,
    unit: "s",
    meaning: "Where contacts hold no socket (SMS, social): how long after its end a conversation goes on when \
              they write again, with the agent who had it if they have room. 0: another one begins.",
};
const WEIGHT: Integer = Integer {
    name: "weight",
    default: 1,
    range: *limits::WEIGHT.start() as u32..=*limits::WEIGHT.end() as u32,
    unit: "",
    meaning: "How much of an agent's capacity one of its conversations takes.",
};
const AGENT_MAX: Integer = Integer {
    name: "agent_max",
    default: 0,
    range: 0..=*limits::CAPACITY.end() as u32,
    unit: "",
    meaning: "How many of its conversations one agent may hold. 0: as capacity allows.",
};
const SCRIPT: Text = Text {
    name: "script",
    default: Some(""),
    chars_max: limits::NAME_BYTES,
    meaning: "The name of a `[script.NAME]` that its new conversations go through. Empty: they wait in `queue` \
              at once. With a script `queue` is where they wait when the script cannot go on.",
};
const DESIGN: Text = Text {
    name: "design",
    default: Some(""),
    chars_max: limits::NAME_BYTES,
    meaning: "How its chat looks: the name of a `[design.NAME]`. Empty: as the keys above say.",
};
const STEPS: Special = steps::key(
    "What agents need for its conversations, in place of its queue's `steps`: written in the same way.",
);

pub(crate) const REFERENCE: SectionReference = SectionReference::new(
    "[channel.NAME]",
    "A channel: a component and the queue it feeds. NAME is 1 to 32 of `a-z 0-9 _ -`, is part of \
     the channel's address, and stays for good.",
    &[
        &WASM,
        &QUEUE,
        &TITLE,
        &LAUNCHER,
        &GREETING,
        &ACCENT,
        &DESIGN,
        &LOCALE,
        &ALLOWED_ORIGINS,
        &NATIVE_CLIENTS,
        &LANGUAGES,
        &FILES,
        &INVITATIONS,
        &CONTACT_GRACE,
        &REOPEN,
        &WEIGHT,
        &AGENT_MAX,
        &STEPS,
        &SCRIPT,
        &SETTINGS,
    ],
);

/// A channel.
#[derive(Clone, PartialEq)]
pub struct Channel {
    /// The component's file name.
    pub wasm: String,
    /// Where its conversations wait.
    pub queue: QueueId,
    /// Heading of the panel.
    pub title: String,
    /// Text of the button.
    pub launcher: String,
    /// What the panel says first; may be empty.
    pub greeting: String,
    /// Colour of the button.
    pub accent: Colour,
    /// How its chat looks, if that is said elsewhere.
    pub design: Option<Name>,
    /// Language of the texts.
    pub locale: String,
    /// Whether programs that send no `Origin` may connect.
    pub allow_native_clients: bool,
    /// Sites that may show the widget.
    pub allowed_origins: Vec<Origin>,
    /// What the form asks for besides a name.
    pub form: Vec<FormField>,
    /// Languages that the form offers; empty: it does not ask.
    pub languages: Vec<Language>,
    /// Whether visitors may send files.
    pub files: bool,
    /// Invitations that its pages show.
    pub invitations: Vec<Name>,
    /// How long a contact whose page is gone keeps the place in the queue.
    pub contact_grace: Span,
    /// How long after its end a conversation goes on when the contact writes again.
    pub reopen_within: Span,
    /// How much of an agent's capacity one conversation takes.
    pub weight: u8,
    /// How many conversations one agent may hold, if that has a maximum of its own.
    pub agent_max: Option<u8>,
    /// What agents need, in place of what the queue says.
    pub steps: Vec<SkillStep>,
    /// What its new conversations go through.
    pub script: Option<ScriptId>,
    /// What the gateway itself answers.
    pub answers: Answers,
    /// How its site says who its visitors are, if it does.
    pub identity: Option<SiteIdentity>,
    /// What contacts are asked at the end, if anything.
    pub survey: Option<Survey>,
    /// The form that is shown while nobody can be reached, if there is one.
    pub offline: Option<Offline>,
    /// The component's own settings.
    pub settings: BTreeMap<String, Setting>,
    /// Secrets that the component may have used.
    pub secrets: Secrets,
    /// What the component may do.
    pub grants: Grants,
    /// What the component may use.
    pub limits: ComponentLimits,
}

/// What a channel can name.
pub(crate) struct Known<'a> {
    pub(crate) queues: &'a [&'a str],
    pub(crate) connectors: &'a [&'a str],
    pub(crate) invitations: &'a [&'a str],
    pub(crate) scripts: &'a [&'a str],
    pub(crate) designs: &'a [&'a str],
}

impl Channel {
    pub(crate) fn read(mut table: Table<'_>, known: &Known<'_>) -> Option<Self> {
        let wasm = component::read_wasm(&mut table, &WASM);
        let (place, queue) = table.text(&QUEUE);
        let queue = if queue.is_empty() {
            None
        } else {
            queue_name(&mut table, &place, &queue, known.queues)
        };
        let (_, title) = table.text(&TITLE);
        let (_, launcher) = table.text(&LAUNCHER);
        let (_, greeting) = table.text(&GREETING);
        let accent = colour::read(&mut table, &ACCENT);
        let design = design::named(&mut table, &DESIGN, known.designs);
        let locale = read_locale(&mut table);
        let allowed_origins = read_origins(&mut table);
        let allow_native_clients = table.switch(&NATIVE_CLIENTS);
        let form = form::read(&mut table, known.connectors);
        let languages = languages::list(&mut table, &LANGUAGES, limits::FORM_LANGUAGES);
        let files = table.switch(&FILES);
        let invitations = invitation::list(&mut table, &INVITATIONS, known.invitations);
        let contact_grace = Span::seconds(table.integer(&CONTACT_GRACE));
        let reopen_within = Span::seconds(table.integer(&REOPEN));
        let weight = u8::try_from(table.integer(&WEIGHT)).unwrap_or(u8::MAX);
        let agent_max = u8::try_from(table.integer(&AGENT_MAX)).ok();
        let agent_max = agent_max.filter(|max| *max > 0);
        let steps = steps::read(&mut table, &STEPS);
        let script = read_script(&mut table, known.scripts);
        let answers = answers::read(&mut table);
        let identity = identity::read(&mut table);
        let survey = survey::read(&mut table);
        let offline = offline::read(&mut table, known.queues);
        let given = component::read(&mut table);
        table.finish();
        let Given {
            settings,
            secrets,
            grants,
            limits,
        } = given;
        Some(Self {
            wasm,
            queue: queue?,
            title,
            launcher,
            greeting,
            accent: accent?,
            design,
            locale,
            allowed_origins,
            allow_native_clients,
            form,
            languages,
            files,
            invitations,
            contact_grace,
            reopen_within,
            weight,
            agent_max,
            steps,
            script,
            answers,
            identity,
            survey,
            offline,
            settings,
            secrets,
            grants,
            limits,
        })
    }
}

/// The script that is named, if there is one of that name.
fn read_script(table: &mut Table<'_>, scripts: &[&str]) -> Option<ScriptId> {
    let (place, name) = table.text(&SCRIPT);
    if name.is_empty() || scripts.contains(&name.as_str()) {
        return name.parse().ok();
    }
    let hint = suggestion(&name, scripts.iter().copied());
    table.problem(&place, format!("script \"{name}\" is not defined{hint}"));
    None
}

fn read_locale(table: &mut Table<'_>) -> String {
    let (place, text) = table.text(&LOCALE);
    let subtag =
        |tag: &str| (1..=8).contains(&tag.len()) && tag.bytes().all(|b| b.is_ascii_alphanumeric());
    if !text.is_empty() && !text.split('-').all(subtag) {
        table.problem(
            &place,
            format!("\"{text}\" is not a language tag; one looks like \"en\" or \"pt-BR\""),
        );
    }
    text
}

fn read_origins(table: &mut Table<'_>) -> Vec<Origin> {
    let mut origins = Vec::new();
    for (place, text) in table.texts(&ALLOWED_ORIGINS).unwrap_or_default() {
        match text.parse() {
            Ok(origin) => origins.push(origin),
            Err(NotAnOrigin) => table.problem(&place, format!("\"{text}\": {NotAnOrigin}")),
        }
    }
    origins
}
