//! Bots: what to do after what was said last.

use frontdesk_core::limits;

use crate::{
    answer_check,
    bindings::{bot::TurnStep, http_types::Exchange, types::Error},
    connector::{ConnectorError, FIELD_NAME_BYTES, fields, text},
    fault::Fault,
    instance::Instance,
    operation::{Step, Task},
    plugin::Plugin,
};

pub use crate::bindings::bot::{Action, Author, Line, Talk};

/// Actions of one turn.
const ACTIONS_MAX: usize = 32;

struct Turn<'a>(&'a Talk);

impl Task for Turn<'_> {
    type Answer = Vec<Action>;

    async fn pass(
        &self,
        instance: &mut Instance,
        prior: &[Exchange],
    ) -> Result<Result<Step<Vec<Action>>, Error>, Fault> {
        let Some(bot) = &instance.exports.bot else {
            return Err(Fault::Kind("bot"));
        };
        let answer = bot.call_turn(&mut instance.store, self.0, prior).await;
        match instance.end(answer)? {
            Ok(TurnStep::Fetch(requests)) => Ok(Ok(Step::Fetch(requests))),
            Ok(TurnStep::Done(told)) => Ok(Ok(Step::Done(actions(told)?))),
            Err(error) => Ok(Err(error)),
        }
    }
}

impl Plugin {
    /// One turn of a bot. `reference` is the host's own, the same at every try: the place of the last
    /// message, for example.
    pub async fn turn(&self, talk: &Talk, reference: &str) -> Result<Vec<Action>, ConnectorError> {
        let answer = self
            .run_task(&Turn(talk), reference.as_bytes(), None, self.clock.now())
            .await;
        Ok(answer?)
    }
}

/// The actions, their texts clean; nothing after the conversation has been given away or ended.
fn actions(told: Vec<Action>) -> Result<Vec<Action>, Fault> {
    if told.len() > ACTIONS_MAX {
        return Err(Fault::output(format!("{} actions in one turn", told.len())));
    }
    let mut actions = Vec::with_capacity(told.len());
    for action in told {
        let is_last = matches!(action, Action::HandOver(_) | Action::End);
        actions.push(self::action(action)?);
        if is_last {
            break;
        }
    }
    Ok(actions)
}

fn action(told: Action) -> Result<Action, Fault> {
    Ok(match told {
        Action::Say(said) => {
            let said = text("what the bot says", &said, limits::TEXT_BYTES)?;
            if said.is_empty() || said.chars().count() > limits::TEXT_CHARS {
                return Err(Fault::output("what the bot says is empty or too long"));
            }
            Action::Say(said)
        }
        Action::Set(field) => {
            let mut fields = fields("a variable", vec![field], 1)?;
            match fields.pop() {
                Some(field) => Action::Set(field),
                None => return Err(Fault::output("a variable has no name")),
            }
        }
        Action::HandOver(queue) => Action::HandOver(
            queue
                .map(|queue| answer_check::line("a queue's name", queue, FIELD_NAME_BYTES))
                .transpose()?,
        ),
        Action::End => Action::End,
    })
}
