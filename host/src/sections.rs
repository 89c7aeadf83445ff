//! Sections of the operator's file, changed from the console: the file's comments stay, a change is whole or not
//! at all, and what the gateway would not take is not written.

use std::{
    fs::{self, File},
    io::Write as _,
    path::Path,
    sync::Arc,
};

use async_trait::async_trait;
use frontdesk_config::{
    Config, Problems, Setting,
    edit::{self, EditError},
};
use frontdesk_core::{Delivery, Name, RoutingPlan};
use frontdesk_engine::ports::{
    SectionAdmin, SectionChange, SectionDraft, SectionEdit, SectionFault, SectionKind,
    SectionOutline, SectionProblem, SectionStep,
};
use tokio::{sync::Mutex, task::block_in_place};

use crate::{
    cli::Serve,
    configuration, refusal,
    reload::{Reloader, problems},
};

/// The file of a running gateway.
pub(crate) struct FileSections {
    options: Serve,
    reloader: Arc<Reloader>,
    /// Held by the change under way.
    changing: Mutex<()>,
}

impl FileSections {
    pub(crate) fn new(options: &Serve, reloader: Arc<Reloader>) -> Self {
        Self {
            options: options.clone(),
            reloader,
            changing: Mutex::new(()),
        }
    }

    /// The whole text of the configuration.
    fn file(&self) -> Result<String, SectionFault> {
        configuration::text_of(&self.options)
            .map_err(|error| SectionFault::Failed(format!("{error:#}")))
    }

    /// The configuration that a text would be.
    fn tried(&self, text: &str) -> Result<Config, Problems> {
        configuration::tried(&self.options, text)
    }

    /// What is wrong with a configuration that has this text in a section's place.
    fn problems(&self, kind: SectionKind, name: &str, text: &str) -> Vec<SectionProblem> {
        let whole = match self.file() {
            Ok(file) => edit::with_section(&file, kind.word(), name, Some(text)),
            Err(_) => return vec![elsewhere("the configuration cannot be read".to_owned())],
        };
        let whole = match whole {
            Ok(whole) => whole,
            Err(error) => return vec![unreadable(&error, text)],
        };
        match self.tried(&whole) {
            Ok(_) => Vec::new(),
            Err(problems) => placed(&problems, &whole, kind, name, text),
        }
    }
}

#[async_trait]
impl SectionAdmin for FileSections {
    fn read_only(&self) -> Option<String> {
        if self.options.config_file().is_some() {
            return None;
        }
        Some("the demo's configuration is in no file".to_owned())
    }

    async fn outlines(&self, kind: SectionKind) -> Result<Vec<SectionOutline>, SectionFault> {
        let config = self.reloader.in_force().await;
        let names: Vec<&Name> = match kind {
            SectionKind::Script => config.scripts.keys().map(|id| &id.0).collect(),
            SectionKind::Invitation => config.invitations.keys().collect(),
            SectionKind::Design => config.designs.keys().collect(),
        };
        let outline = |name: &Name| SectionOutline {
            name: name.to_string(),
            used_by: used_by(&config, kind, name.as_str()),
        };
        Ok(names.into_iter().map(outline).collect())
    }

    async fn text(&self, kind: SectionKind, name: &str) -> Result<String, SectionFault> {
        block_in_place(|| {
            let found = edit::section_text(&self.file()?, kind.word(), name);
            found
                .map_err(|error| edit_fault(&error))?
                .ok_or(SectionFault::Unknown)
        })
    }

    async fn draft(
        &self,
        kind: SectionKind,
        name: &str,
        text: &str,
        edits: &[SectionEdit],
    ) -> Result<SectionDraft, SectionFault> {
        block_in_place(|| {
            let text = if edits.is_empty() {
                text.to_owned()
            } else {
                let edits: Option<Vec<edit::SectionEdit>> = edits.iter().map(told).collect();
                let unfit = || SectionFault::NotPossible("TOML has no such value".to_owned());
                let edits = edits.ok_or_else(unfit)?;
                edit::edit_section(text, kind.word(), name, &edits)
                    .map_err(|error| edit_fault(&error))?
            };
            let value = edit::section_value(&text, kind.word(), name);
            Ok(SectionDraft {
                problems: self.problems(kind, name, &text),
                value: value.and_then(|value| serde_json::to_string(&value).ok()),
                text,
            })
        })
    }

    async fn put(
        &self,
        kind: SectionKind,
        name: &str,
        replaces: Option<&str>,
        new: Option<&str>,
    ) -> Result<(), SectionFault> {
        let Some(path) = self.options.config_file() else {
            let why = self.read_only().unwrap_or_default();
            return Err(SectionFault::ReadOnly(why));
        };
        let _alone = self.changing.lock().await;
        if new.is_none() {
            let config = self.reloader.in_force().await;
            if let Some(channel) = used_by(&config, kind, name).into_iter().next() {
                return Err(SectionFault::InUse(channel));
            }
        }
        let (before, whole) = block_in_place(|| {
            let file = self.file()?;
            let there =
                edit::section_text(&file, kind.word(), name).map_err(|error| edit_fault(&error))?;
            if there.as_deref() != replaces {
                return Err(SectionFault::Changed);
            }
            let whole = edit::with_section(&file, kind.word(), name, new)
                .map_err(|error| edit_fault(&error))?;
            if let Err(problems) = self.tried(&whole) {
                return Err(SectionFault::Refused(refusal::placed(&problems)));
            }
            replace(path, &whole)?;
            Ok((file, whole))
        })?;
        if let Err(error) = self.reloader.reload("the console").await {
            block_in_place(|| put_back(path, &before, &whole))?;
            return Err(SectionFault::Refused(problems(&error)));
        }
        Ok(())
    }

    async fn tried(
        &self,
        kind: SectionKind,
        name: &str,
        text: &str,
    ) -> Result<RoutingPlan, Vec<SectionProblem>> {
        block_in_place(|| {
            let file = self
                .file()
                .map_err(|_| vec![elsewhere("the configuration cannot be read".to_owned())])?;
            let whole = edit::with_section(&file, kind.word(), name, Some(text));
            let whole = whole.map_err(|error| vec![unreadable(&error, text)])?;
            let config = self.tried(&whole);
            let config = config.map_err(|problems| placed(&problems, &whole, kind, name, text))?;
            Ok(config.routing_plan(|_| Delivery::Stream))
        })
    }
}

fn used_by(config: &Config, kind: SectionKind, name: &str) -> Vec<String> {
    let channels = config.channels.iter().filter(|(_, channel)| match kind {
        SectionKind::Script => channel
            .script
            .as_ref()
            .is_some_and(|id| id.as_str() == name),
        SectionKind::Design => {
            let design = channel.design.as_ref();
            design.is_some_and(|design| design.as_str() == name)
        }
        SectionKind::Invitation => {
            let mut named = channel.invitations.iter();
            named.any(|invitation| invitation.as_str() == name)
        }
    });
    channels.map(|(id, _)| id.to_string()).collect()
}

/// Written under another name, synced and renamed: after a power cut there is the old file or the new one.
fn replace(path: &Path, text: &str) -> Result<(), SectionFault> {
    let write = || {
        // Through a link, so that the link stays one.
        let path = fs::canonicalize(path)?;
        let half = path.with_extension("toml.new");
        let mut file = File::create(&half)?;
        file.set_permissions(fs::metadata(&path)?.permissions())?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&half, &path)?;
        path.parent()
            .map_or(Ok(()), |folder| File::open(folder)?.sync_all())
    };
    write().map_err(|error: std::io::Error| {
        SectionFault::Failed(format!("{} could not be written: {error}", path.display()))
    })
}

/// The file as it was, unless somebody has changed it in between.
fn put_back(path: &Path, before: &str, written: &str) -> Result<(), SectionFault> {
    let there = fs::read_to_string(path);
    if there.is_ok_and(|there| there == written) {
        replace(path, before)?;
    }
    Ok(())
}

fn edit_fault(error: &EditError) -> SectionFault {
    SectionFault::NotPossible(error.to_string())
}

/// Problems with their places within a section's text.
fn placed(
    problems: &Problems,
    whole: &str,
    kind: SectionKind,
    name: &str,
    text: &str,
) -> Vec<SectionProblem> {
    let lead = text.len() - text.trim_start_matches('\n').len();
    let own = text.trim_matches('\n');
    let begins = whole.find(own).unwrap_or_default();
    let placed = problems.iter().map(|problem| {
        let within = problem.offset().and_then(|offset| {
            let at = offset.checked_sub(begins)?;
            (at < own.len()).then_some(lead + at)
        });
        let Some(at) = within else {
            return elsewhere(problem.message().to_owned());
        };
        let (line, column) = edit::line_and_column(text, at);
        let path = edit::path_at(text, kind.word(), name, at);
        SectionProblem {
            line,
            column,
            problem: problem.message().to_owned(),
            path: path.into_iter().map(step).collect(),
        }
    });
    placed.collect()
}

/// A text that is no section has its problem where it cannot be read any further.
fn unreadable(error: &EditError, text: &str) -> SectionProblem {
    let (line, column) = edit::line_and_column(text, edit::unreadable_at(text).unwrap_or_default());
    SectionProblem {
        line,
        column,
        problem: error.to_string(),
        path: Vec::new(),
    }
}

const fn elsewhere(problem: String) -> SectionProblem {
    SectionProblem {
        line: 0,
        column: 0,
        problem,
        path: Vec::new(),
    }
}

fn step(step: edit::Step) -> SectionStep {
    match step {
        edit::Step::Key(key) => SectionStep::Key(key),
        edit::Step::Index(index) => SectionStep::Index(index),
    }
}

fn told(edit: &SectionEdit) -> Option<edit::SectionEdit> {
    let path = edit.path.iter().map(|step| match step {
        SectionStep::Key(key) => edit::Step::Key(key.clone()),
        SectionStep::Index(index) => edit::Step::Index(*index),
    });
    let change = match &edit.change {
        SectionChange::Set(json) => edit::SectionChange::Set(setting(json)?),
        SectionChange::Remove => edit::SectionChange::Remove,
        SectionChange::Insert(json) => edit::SectionChange::Insert(setting(json)?),
        SectionChange::Move(to) => edit::SectionChange::Move(*to),
    };
    Some(edit::SectionEdit {
        path: path.collect(),
        change,
    })
}

fn setting(json: &str) -> Option<Setting> {
    of_json(serde_json::from_str(json).ok()?)
}

/// TOML has no null.
fn of_json(value: serde_json::Value) -> Option<Setting> {
    use serde_json::Value;
    Some(match value {
        Value::Null => return None,
        Value::Bool(flag) => Setting::Flag(flag),
        Value::Number(number) => match number.as_i64() {
            Some(whole) => Setting::Integer(whole),
            None => Setting::Number(number.as_f64()?),
        },
        Value::String(text) => Setting::Text(text),
        Value::Array(items) => {
            Setting::List(items.into_iter().map(of_json).collect::<Option<_>>()?)
        }
        Value::Object(entries) => {
            let entries = entries.into_iter();
            let entries = entries.map(|(key, value)| Some((key, of_json(value)?)));
            Setting::Table(entries.collect::<Option<_>>()?)
        }
    })
}
