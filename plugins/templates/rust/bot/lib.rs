//! {{title}}: a bot that greets, and hands over to a person who is asked for. `tests/*.json` shows its turns.

use frontdesk_plugin::{
    Bot, Cx, Descriptor, Error, Field, Plugin,
    bot::{Action, Talk},
    settings, settings_problems,
};
use serde::Deserialize;

/// The component.
#[derive(Debug)]
pub struct Component;

/// The operator's settings: `settings.schema.json` says the same to the gateway.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    greeting: String,
    queue: Option<String>,
}

impl Plugin for Component {
    fn describe() -> Descriptor {
        Descriptor::bot("{{name}}", env!("CARGO_PKG_VERSION"), "{{title}}")
            .settings(include_str!("settings.schema.json"))
    }

    fn validate() -> Result<(), Vec<Error>> {
        settings_problems::<Settings>()
    }
}

impl Bot for Component {
    fn turn(talk: &Talk, _cx: &mut Cx) -> Result<Vec<Action>, Error> {
        let settings: Settings = settings()?;
        let Some(said) = talk.last_said() else { return Ok(Vec::new()) };
        if said.to_lowercase().contains("human") {
            return Ok(vec![Action::HandOver(settings.queue)]);
        }
        if talk.variable("greeted").is_some() {
            return Ok(Vec::new());
        }
        Ok(vec![Action::Say(settings.greeting), Action::Set(Field::new("greeted", "yes"))])
    }
}

frontdesk_plugin::export_bot!(Component);
