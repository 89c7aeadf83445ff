//! Texts from one language to another.

use crate::{Cx, Error, Plugin};

pub use crate::bindings::translator::exports::frontdesk::plugin::translator::{
    Job, JobLimits, TranslateStep, Translated, Translation,
};

/// A connector to a translation service.
pub trait Translator: Plugin {
    /// Translates every text of the job, in order.
    fn translate(job: &Job, cx: &mut Cx) -> Result<Translated, Error>;

    /// How much one job may hold. Pure.
    fn capacity() -> JobLimits;
}
