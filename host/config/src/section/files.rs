//! `[files]`: files that agents and visitors send.

use crate::{
    nearest::suggestion,
    read::{Integer, Special, Table},
    reference::SectionReference,
};

/// Every kind there is, as the configuration spells it.
pub const FILE_KINDS: [&str; 15] = [
    "png", "jpeg", "gif", "webp", "mp3", "m4a", "ogg", "mp4", "pdf", "docx", "xlsx", "pptx", "odt",
    "ods", "text",
];

const MIB_MAX: Integer = Integer {
    name: "mib_max",
    default: 20,
    range: 1..=100,
    unit: "MiB",
    meaning: "Size of one file. Providers take less of some kinds; the console says so.",
};
const AGENT_MIB_PER_HOUR: Integer = Integer {
    name: "agent_mib_per_hour",
    default: 500,
    range: 1..=100_000,
    unit: "MiB",
    meaning: "What one agent may upload in an hour.",
};
const VISITOR_MIB_PER_HOUR: Integer = Integer {
    name: "visitor_mib_per_hour",
    default: 100,
    range: 1..=100_000,
    unit: "MiB",
    meaning: "What one visitor may upload in an hour, on channels with `files`.",
};
const LINK_DAYS: Integer = Integer {
    name: "link_days",
    default: 7,
    range: 1..=90,
    unit: "days",
    meaning: "How long the address of a file is good that a message carries: for the provider that fetches \
              it, and for a contact who opens it later. It begins with `public_url`, so providers have to \
              reach that.",
};
const KINDS: Special = Special {
    name: "kinds",
    takes: "a list of `png`, `jpeg`, `gif`, `webp`, `mp3`, `m4a`, `ogg`, `mp4`, `pdf`, `docx`, `xlsx`, \
            `pptx`, `odt`, `ods` and `text`",
    default: "all of them",
    meaning: "What may be sent. A file is what its bytes are, whatever its name says.",
};

pub(crate) const REFERENCE: SectionReference = SectionReference::new(
    "[files]",
    "Files that agents send, and visitors on channels with `files`. They are kept in the state's folder `files`, for as long as the message that \
     they are in; what was uploaded and not sent goes after an hour.",
    &[
        &MIB_MAX,
        &AGENT_MIB_PER_HOUR,
        &VISITOR_MIB_PER_HOUR,
        &LINK_DAYS,
        &KINDS,
    ],
);

/// Files that agents and visitors send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Files {
    /// MiB of one.
    pub mib_max: u32,
    /// MiB of one agent's in an hour.
    pub agent_mib_per_hour: u32,
    /// MiB of one visitor's in an hour.
    pub visitor_mib_per_hour: u32,
    /// Days that an address is good.
    pub link_days: u32,
    /// What may be sent: some of [`FILE_KINDS`].
    pub kinds: Vec<&'static str>,
}

impl Files {
    pub(crate) fn read(mut table: Table<'_>) -> Self {
        let mib_max = table.integer(&MIB_MAX);
        let agent_mib_per_hour = table.integer(&AGENT_MIB_PER_HOUR);
        let visitor_mib_per_hour = table.integer(&VISITOR_MIB_PER_HOUR);
        let link_days = table.integer(&LINK_DAYS);
        let kinds = read_kinds(&mut table);
        table.finish();
        Self {
            mib_max,
            agent_mib_per_hour,
            visitor_mib_per_hour,
            link_days,
            kinds,
        }
    }
}

fn read_kinds(table: &mut Table<'_>) -> Vec<&'static str> {
    let Some(told) = table.texts(&KINDS) else {
        return FILE_KINDS.to_vec();
    };
    let mut kinds = Vec::new();
    for (place, text) in told {
        match FILE_KINDS.into_iter().find(|known| *known == text) {
            Some(known) if !kinds.contains(&known) => kinds.push(known),
            Some(_) => {}
            None => {
                let hint = suggestion(&text, FILE_KINDS);
                table.problem(&place, format!("there is no kind of file \"{text}\"{hint}"));
            }
        }
    }
    kinds
}
