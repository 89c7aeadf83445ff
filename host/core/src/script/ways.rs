//! Where objects lead.

use alloc::{
    format,
    string::{String, ToString},
    vec,
    vec::Vec,
};

use super::object::{Forward, Menu, Object, Tag};
use crate::time::Span;

/// An exit of an object, as a configuration calls it.
pub(super) struct Way<'s> {
    pub(super) exit: String,
    pub(super) to: &'s Tag,
    /// Whether somebody acts, or time passes, on the way.
    pub(super) takes_time: bool,
    /// Whether it leads to a wait message, and to nothing else.
    pub(super) is_in_queue: bool,
}

fn way<'s>(exit: &str, to: &'s Tag) -> Way<'s> {
    Way {
        exit: exit.into(),
        to,
        takes_time: false,
        is_in_queue: false,
    }
}

fn slow<'s>(exit: &str, to: &'s Tag) -> Way<'s> {
    Way {
        takes_time: true,
        ..way(exit, to)
    }
}

fn in_queue<'s>(exit: &str, to: &'s Tag) -> Way<'s> {
    Way {
        is_in_queue: true,
        ..slow(exit, to)
    }
}

fn timeout(timeout: Option<&(Span, Tag)>) -> impl Iterator<Item = Way<'_>> {
    timeout.into_iter().map(|(_, to)| slow("timeout", to))
}

impl Object {
    /// What kind of object it is, as a configuration calls it.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Schedule(_) => "schedule",
            Self::Message(_) => "message",
            Self::WaitMessage(_) => "wait_message",
            Self::SetVariable(_) => "set_variable",
            Self::TestVariable(_) => "test_variable",
            Self::TestQueue(_) => "test_queue",
            Self::Language(_) => "language",
            Self::Menu(_) => "menu",
            Self::CheckCustomer(_) => "check_customer",
            Self::HttpCall(_) => "http_call",
            Self::PluginCall(_) => "plugin_call",
            Self::OfflineForm(_) => "offline_form",
            Self::Survey(_) => "survey",
            Self::Forward(_) => "forward",
            Self::Goto(_) => "goto",
            Self::End(_) => "end",
        }
    }

    /// How long it waits for the contact, and where it goes on then.
    pub(super) const fn timeout(&self) -> Option<&(Span, Tag)> {
        match self {
            Self::Menu(it) => it.timeout.as_ref(),
            Self::PluginCall(it) => it.timeout.as_ref(),
            Self::OfflineForm(it) => it.timeout.as_ref(),
            Self::Survey(it) => it.timeout.as_ref(),
            Self::Schedule(_)
            | Self::Message(_)
            | Self::WaitMessage(_)
            | Self::SetVariable(_)
            | Self::TestVariable(_)
            | Self::TestQueue(_)
            | Self::Language(_)
            | Self::CheckCustomer(_)
            | Self::HttpCall(_)
            | Self::Forward(_)
            | Self::Goto(_)
            | Self::End(_) => None,
        }
    }

    /// Every exit.
    pub(super) fn ways(&self) -> Vec<Way<'_>> {
        match self {
            Self::Schedule(it) => {
                let exceptions = it.exceptions.iter();
                let exceptions =
                    exceptions.map(|(name, to)| way(&format!("exceptions.{name}"), to));
                let usual = [way("open", &it.open), way("closed", &it.closed)];
                usual.into_iter().chain(exceptions).collect()
            }
            Self::Message(it) => vec![way("next", &it.next)],
            Self::WaitMessage(it) => it.next.iter().map(|to| in_queue("next", to)).collect(),
            Self::SetVariable(it) => vec![way("next", &it.next)],
            Self::TestVariable(it) => vec![way("yes", &it.yes), way("no", &it.no)],
            Self::TestQueue(it) => vec![way("yes", &it.yes), way("no", &it.no)],
            Self::Language(it) => {
                let languages = it.languages.iter();
                let languages = languages.map(|(tag, to)| way(&format!("languages.{tag}"), to));
                languages.chain([way("else", &it.otherwise)]).collect()
            }
            Self::Menu(it) => it.ways(),
            // The answer comes at once as a rule, so a round through this needs another wait.
            Self::CheckCustomer(it) => [
                ("found", &it.found),
                ("many", &it.many),
                ("none", &it.none),
                ("error", &it.error),
            ]
            .map(|(exit, to)| way(exit, to))
            .into(),
            Self::HttpCall(it) => vec![way("next", &it.next), way("error", &it.error)],
            Self::PluginCall(it) => {
                let usual = [
                    way("next", &it.next),
                    way("end", &it.end),
                    way("error", &it.error),
                ];
                usual
                    .into_iter()
                    .chain(timeout(it.timeout.as_ref()))
                    .collect()
            }
            // Whoever gets to these says something first.
            Self::OfflineForm(it) => {
                let usual = [slow("next", &it.next), slow("error", &it.error)];
                usual
                    .into_iter()
                    .chain(timeout(it.timeout.as_ref()))
                    .collect()
            }
            Self::Survey(it) => [slow("next", &it.next)]
                .into_iter()
                .chain(timeout(it.timeout.as_ref()))
                .collect(),
            Self::Forward(it) => it.ways(),
            Self::Goto(to) => vec![way("to", to)],
            Self::End(_) => Vec::new(),
        }
    }
}

impl Menu {
    fn ways(&self) -> Vec<Way<'_>> {
        let numbered = self.choices.iter().enumerate();
        let chosen = numbered.map(|(n, choice)| {
            let number = (n + 1).to_string();
            slow(&format!("choices {number}"), &choice.to)
        });
        chosen
            .chain([slow("else", &self.otherwise)])
            .chain(timeout(self.timeout.as_ref()))
            .collect()
    }
}

impl Forward {
    fn ways(&self) -> Vec<Way<'_>> {
        let waits = self.in_queue.iter().map(|to| in_queue("in_queue", to));
        let after = self.after.iter().map(|(_, to)| slow("after", to));
        let skip = self.skip.iter().map(|skip| slow("skip", &skip.to));
        let refused = self.refused.iter().map(|to| way("refused", to));
        waits.chain(after).chain(skip).chain(refused).collect()
    }
}
