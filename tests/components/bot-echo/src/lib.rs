//! A bot that asks for an order number, hands over once it has one, and ends for whoever has none.

use frontdesk_plugin::{
    Bot, Cx, Descriptor, Error, Field, Plugin,
    bot::{Action, Talk},
};

/// The component.
#[derive(Debug)]
pub struct Guest;

impl Plugin for Guest {
    fn describe() -> Descriptor {
        Descriptor::bot("bot-echo", "0.1.0", "Asks for an order number")
    }
}

impl Bot for Guest {
    fn turn(talk: &Talk, _cx: &mut Cx) -> Result<Vec<Action>, Error> {
        // The first turn asks, whatever was said before it.
        let said = talk.last_said().map(str::trim);
        let Some(said) = said.filter(|_| talk.variable("_asked").is_some()) else {
            let asked = Field {
                name: "_asked".to_owned(),
                value: "yes".to_owned(),
            };
            let question = Action::Say("Which order is it?".to_owned());
            return Ok(vec![Action::Set(asked), question]);
        };
        if said.eq_ignore_ascii_case("none") {
            return Ok(vec![Action::End]);
        }
        if said.chars().all(|c| c.is_ascii_digit()) {
            let order = Field {
                name: "_order".to_owned(),
                value: said.to_owned(),
            };
            return Ok(vec![Action::Set(order), Action::HandOver(None)]);
        }
        Ok(vec![Action::Say(format!(
            "Which order is it? You said: {said}"
        ))])
    }
}

frontdesk_plugin::export_bot!(Guest);
