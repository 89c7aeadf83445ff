//! Sections of the operator's file: read and tried by supervisors, changed by admins.

pub(crate) mod draft;
pub(crate) mod list;
pub(crate) mod publish;
pub(crate) mod remove;
pub(crate) mod revision;
pub(crate) mod show;

use std::str::FromStr;

use frontdesk_core::Name;
use frontdesk_engine::ports::{
    SectionAdmin, SectionFault, SectionKind, SectionProblem, SectionStep,
};
use frontdesk_store::revisions;
use frontdesk_wire::section as wire;
use sha2::{Digest, Sha256};

use crate::{api::Api, problem::Fault};

/// Bytes of a section's text.
pub(crate) const TEXT_BYTES: usize = 512 * 1024;

/// The kinds that there are, as an address has them.
pub(crate) struct Kind(pub(crate) SectionKind);

/// There is no such kind.
pub(crate) struct NoKind;

impl FromStr for Kind {
    type Err = NoKind;

    fn from_str(word: &str) -> Result<Self, NoKind> {
        let mut kinds = SectionKind::ALL.into_iter();
        let kind = kinds.find(|kind| kind.word() == word);
        kind.map(Self).ok_or(NoKind)
    }
}

/// Who knows the file.
pub(crate) fn admin(api: &Api) -> Result<&dyn SectionAdmin, Fault> {
    let missing = Fault::NotOffered("this gateway has nobody who knows its configuration");
    api.administration()
        .map(|held| &*held.sections)
        .ok_or(missing)
}

/// What tells a text from any other.
pub(super) fn digest(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    let head = digest.first_chunk().copied().map(u128::from_be_bytes);
    format!("{:032x}", head.unwrap_or_default())
}

/// A section as it is.
async fn section(api: &Api, kind: SectionKind, name: &Name) -> Result<wire::Section, Fault> {
    let admin = admin(api)?;
    let text = admin.text(kind, name.as_str()).await?;
    let outlines = admin.outlines(kind).await?;
    let own = outlines.into_iter().find(|it| it.name == name.as_str());
    let store = &**api.engine().store();
    let kept = revisions::of_section(store, kind.word(), name.as_str()).await?;
    let kept = kept.into_iter().rev().map(|it| wire::SectionRevision {
        number: it.number,
        published_at: it.at.0,
        digest: digest(&it.text),
        published_by: it.by.into_string(),
    });
    Ok(wire::Section {
        kind: kind.word().to_owned(),
        name: name.to_string(),
        digest: digest(&text),
        text,
        used_by: own.map(|it| it.used_by).unwrap_or_default(),
        read_only: admin.read_only(),
        revisions: kept.collect(),
    })
}

/// Only this much text is looked at.
pub(crate) fn check_size(text: &str) -> Result<(), Fault> {
    if text.len() > TEXT_BYTES {
        return Err(Fault::Unacceptable(format!(
            "a section has at most {} KiB",
            TEXT_BYTES / 1024
        )));
    }
    Ok(())
}

pub(crate) fn problem(problem: SectionProblem) -> wire::SectionProblem {
    let step = |step| match step {
        SectionStep::Key(key) => wire::SectionStep::Key(key),
        SectionStep::Index(index) => wire::SectionStep::Index(index),
    };
    wire::SectionProblem {
        line: problem.line,
        column: problem.column,
        problem: problem.problem,
        path: problem.path.into_iter().map(step).collect(),
    }
}

impl From<SectionFault> for Fault {
    fn from(fault: SectionFault) -> Self {
        match fault {
            SectionFault::Unknown => Self::NotFound,
            SectionFault::ReadOnly(why) => {
                Self::NotPossible(format!("the configuration cannot be changed here: {why}"))
            }
            SectionFault::Changed => Self::Conflict,
            SectionFault::InUse(channel) => Self::NotPossible(format!(
                "[channel.{channel}] names it: take it out of there first"
            )),
            SectionFault::NotPossible(why) => Self::Unacceptable(why),
            SectionFault::Refused(problems) => Self::ConfigurationRefused(problems),
            SectionFault::Failed(why) => {
                tracing::error!(why, "the configuration's file");
                Self::Internal
            }
        }
    }
}
