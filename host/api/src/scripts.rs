//! What chat scripts ask outside the core.

mod answers;
mod outside;

pub use self::{answers::ScriptAnswers, outside::Outside};
