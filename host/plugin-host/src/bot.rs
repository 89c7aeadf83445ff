//! A bot as scripts ask it.

use async_trait::async_trait;
use frontdesk_core::script::PluginAct;
use frontdesk_engine::ports::{Bot, BotAuthor, BotTalk};

use crate::{
    connector::{
        Field,
        bot::{Action, Author, Line, Talk},
    },
    convert::epoch_ms,
    registry::PluginSlot,
};

/// Each call goes to the generation of its moment.
#[async_trait]
impl Bot for PluginSlot {
    async fn turn(&self, talk: &BotTalk, reference: &str) -> Result<Vec<PluginAct>, String> {
        let actions = self.plugin().turn(&told(talk), reference).await;
        let actions = actions.map_err(|error| error.to_string())?;
        Ok(actions.into_iter().map(act).collect())
    }
}

fn told(talk: &BotTalk) -> Talk {
    let fields = |fields: &[(String, String)]| {
        let fields = fields.iter().cloned();
        fields.map(|(name, value)| Field { name, value }).collect()
    };
    let line = |line: &frontdesk_engine::ports::BotLine| Line {
        at: epoch_ms(line.at),
        author: match line.author {
            BotAuthor::Contact => Author::Contact,
            BotAuthor::Agent => Author::Agent,
            BotAuthor::System => Author::Bot,
        },
        text: line.text.clone(),
    };
    Talk {
        id: talk.id.clone(),
        channel: talk.channel.clone(),
        locale: talk.locale.clone(),
        card: fields(&talk.card),
        lines: talk.lines.iter().map(line).collect(),
        variables: fields(&talk.variables),
    }
}

fn act(action: Action) -> PluginAct {
    match action {
        Action::Say(text) => PluginAct::Say(text.into()),
        Action::Set(field) => PluginAct::Set(field.name.into(), field.value.into()),
        Action::HandOver(queue) => PluginAct::HandOver(queue.map(Into::into)),
        Action::End => PluginAct::End,
    }
}
