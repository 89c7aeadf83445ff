//! Somebody who answers before, or instead of, a person.

use crate::{Cx, Error, Plugin};

pub use crate::bindings::bot::exports::frontdesk::plugin::bot::{
    Action, Author, Line, Talk, TurnStep,
};

/// A bot.
pub trait Bot: Plugin {
    /// One turn: what to do after what was said last.
    fn turn(talk: &Talk, cx: &mut Cx) -> Result<Vec<Action>, Error>;
}

impl Talk {
    /// What the contact said last, if they spoke last.
    pub fn last_said(&self) -> Option<&str> {
        self.lines
            .last()
            .filter(|line| line.author == Author::Contact)
            .map(|line| line.text.as_str())
    }

    /// A variable that an earlier turn has set.
    pub fn variable(&self, name: &str) -> Option<&str> {
        crate::types::find(&self.variables, name)
    }
}
