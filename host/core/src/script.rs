//! The chat script: the path from a contact's first word to an agent, as the operator drew it.
//!
//! A script is a value: objects, each with a tag, whose exits name tags. [`step`] says what one object
//! does, from nothing but the object and a few [`Facts`]; `drive.rs` does it on the Floor. A conversation
//! keeps its place ([`ScriptRun`]) and the version of the script it began with, so a change of the
//! configuration changes nobody's path half-way.
//!
//! Three things hold for every script that passed [`Script::problems`]: each exit leads somewhere, each
//! object can be reached, and no round of exits comes back without anybody's doing or any time in
//! between. What a script does to one conversation ends after [`crate::limits::SCRIPT_STEPS`] objects in
//! any case.

mod answer;
mod asking;
mod check;
mod drive;
mod fill;
mod listening;
mod object;
mod run;
mod say;
mod step;
mod test;
#[cfg(test)]
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "a test looks for the one variant it is about"
)]
pub(crate) mod testing;
mod waiting;
mod ways;
mod world;

pub(crate) use asking::{answered, ask_again};
pub use check::ScriptError;
pub(crate) use drive::{begin, due, hand_on, let_go, run_on};
pub(crate) use listening::contact_wrote;
pub use object::{
    CheckCustomer, Choice, Forward, HttpCall, LanguageExits, Menu, Object, OfflineForm, PluginCall,
    Say, Scale, ScheduleExits, Script, SetVariable, Survey, Tag, TagError, TestQueue, TestVariable,
    ValueFrom, WaitMessage,
};
pub(crate) use run::next;
pub use run::{
    Answer, Exit, Forwarded, Offered, Pending, PluginAct, Question, ScriptRecord, ScriptRun,
};
pub use test::{Decimal, DecimalError, Measure, NumberTest, TextTest};
