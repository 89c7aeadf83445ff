//! `/api/v1/conversations/{conversation}/system`: whom a conversation is with in a connected customer system.

pub(crate) mod create_person;
pub(crate) mod link;
pub(crate) mod log_again;
pub(crate) mod open_case;
pub(crate) mod show;
pub(crate) mod unlink;

use frontdesk_directory::system::{Link, Log};
use frontdesk_wire::{
    At, Text,
    customer_system::{SystemCaseView, SystemLinkView, SystemLogState, SystemLogView},
};

use super::sources::page;
use crate::api::Api;

/// A link as the API shows it.
pub(in crate::v1) fn view(api: &Api, link: Link) -> SystemLinkView {
    let system = api.systems().system(&link.connector);
    let is_logged = system.as_ref().is_none_or(|system| system.log);
    let connector = String::from(link.connector);
    let directory = api.directory();
    SystemLinkView {
        conversation: Text(link.conversation),
        title: system.map_or_else(|| connector.clone(), |system| system.title),
        connector,
        person: link.person.into(),
        name: link.name.map(Into::into),
        url: page(link.url.map(Into::into)),
        linked_by: directory.name_of(&link.by).to_owned(),
        linked_at: At(link.at),
        case: link.case.map(|case| SystemCaseView {
            id: case.id.into(),
            subject: case.subject.into(),
            url: page(case.url.map(Into::into)),
        }),
        log: log(link.log, is_logged),
    }
}

fn log(log: Log, is_logged: bool) -> SystemLogView {
    let of = |state| SystemLogView {
        state,
        since: None,
        tries: 0,
        why: None,
    };
    match log {
        Log::AtEnd if is_logged => of(SystemLogState::AtEnd),
        Log::AtEnd => of(SystemLogState::Off),
        Log::Waiting(waiting) => SystemLogView {
            since: Some(At(waiting.since)),
            tries: waiting.tries,
            why: waiting.why.map(Into::into),
            ..of(SystemLogState::Waiting)
        },
        Log::Logged { at } => SystemLogView {
            since: Some(At(at)),
            ..of(SystemLogState::Logged)
        },
        Log::Refused { at, why, .. } => SystemLogView {
            since: Some(At(at)),
            why: Some(why.into()),
            ..of(SystemLogState::Refused)
        },
    }
}
