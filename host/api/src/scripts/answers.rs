//! Answers scripts: from the customers that the gateway keeps, from bots, from servers on the web; and
//! keeps what contacts say of a conversation in one.

use std::{collections::BTreeMap, sync::Arc};

use async_trait::async_trait;
use frontdesk_core::{
    Author, Content, Conversation, Message, Name, Seq, Variable,
    script::{Answer, Question, Scale},
};
use frontdesk_directory::pop;
use frontdesk_engine::{
    Refusal,
    ports::{AskedBy, BotAuthor, BotLine, BotTalk, Clock, Keeper, Questions},
};
use frontdesk_store::{
    Batch, Store,
    ratings::{self, Rating},
    records::{self, Part},
};
use serde_json::Value;

use super::Outside;

/// Messages that a bot is told.
const LINES: usize = 50;

/// Answers what scripts ask.
pub struct ScriptAnswers {
    /// Where customers, transcripts and ratings are.
    pub store: Arc<dyn Store>,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Whom else may be asked.
    pub outside: Outside,
}

/// Why there is no answer, for the log.
type Failure = Box<dyn std::error::Error + Send + Sync>;

#[async_trait]
impl Questions for ScriptAnswers {
    async fn answer(&self, asked: &AskedBy, keeper: &dyn Keeper) -> Answer {
        let of = &asked.conversation;
        let answer = match &asked.question {
            Question::Customer => self.customer(of).await,
            Question::Http { call, fields, keep } => {
                self.web(call, fields, keep, &asked.reference()).await
            }
            Question::Plugin { connector } => self.bot(connector, of, &asked.reference()).await,
            Question::Rating { scale, score } => self.rating(asked, *scale, *score, keeper).await,
            Question::Message { text } => self.message(asked, text).await,
        };
        answer.unwrap_or_else(|error| {
            // What a contact said, and what a server answered, stays out of the log.
            let error = error.to_string();
            tracing::warn!(conversation.id = %of.id, error, "a script gets no answer");
            Answer::Failed
        })
    }
}

impl ScriptAnswers {
    /// As the screen pop finds them: by whatever the contact is known by, or said. If exactly one of several
    /// was found by something that is vouched for, it is that one.
    async fn customer(&self, of: &Conversation) -> Result<Answer, Failure> {
        let found = pop::matches(&*self.store, &of.contact).await?;
        let verified = found.iter().filter(|one| one.verified).count();
        Ok(match (found.len(), verified) {
            (0, _) => Answer::None,
            (1, _) | (_, 1) => Answer::Found,
            (_, _) => Answer::Many,
        })
    }

    async fn web(
        &self,
        call: &Name,
        fields: &BTreeMap<Box<str>, Box<str>>,
        keep: &BTreeMap<Box<str>, Box<str>>,
        reference: &str,
    ) -> Result<Answer, Failure> {
        let missing = || format!("there is no [http_call.{call}] any more");
        let named = self.outside.call(call).ok_or_else(missing)?;
        let body = named.ask(fields, reference).await?;
        let answer: Value = if keep.is_empty() {
            Value::Null
        } else {
            serde_json::from_slice(&body).map_err(|_| "the answer is no JSON")?
        };
        let values = keep.iter().map(|(name, place)| {
            let value = answer.pointer(place).map(plain).unwrap_or_default();
            (name.clone(), value)
        });
        Ok(Answer::Done(values.collect()))
    }

    async fn bot(
        &self,
        connector: &Name,
        of: &Conversation,
        reference: &str,
    ) -> Result<Answer, Failure> {
        let missing = || format!("[connector.{connector}] is no bot, or is not there any more");
        let bot = self.outside.bot(connector).ok_or_else(missing)?;
        let part = Part::Before(Seq(u32::MAX));
        let said = records::messages(&*self.store, of.id, part, LINES).await?;
        let talk = BotTalk {
            id: of.id.to_string(),
            channel: of.channel.to_string(),
            locale: of
                .language
                .as_ref()
                .map_or_else(|| "en".to_owned(), |spoken| spoken.language.to_string()),
            card: card(of),
            lines: said.iter().filter_map(line).collect(),
            variables: open_variables(of),
        };
        Ok(Answer::Acts(bot.turn(&talk, reference).await?))
    }

    async fn message(&self, asked: &AskedBy, text: &str) -> Result<Answer, Failure> {
        let messages = self.outside.messages().await.ok_or("the gateway stops")?;
        let left = messages.leave_for(&asked.conversation, text, asked.reference());
        match left.await {
            Ok(()) => Ok(Answer::Done(BTreeMap::new())),
            Err(fault) => Err(format!("{fault:?}").into()),
        }
    }

    /// The first answer counts.
    async fn rating(
        &self,
        asked: &AskedBy,
        scale: Scale,
        score: u8,
        keeper: &dyn Keeper,
    ) -> Result<Answer, Failure> {
        let of = &asked.conversation;
        let rating = Rating {
            conversation: of.id,
            channel: of.channel.clone(),
            queue: of.queue.clone(),
            agent: None,
            scale: match scale {
                Scale::Satisfaction => ratings::Scale::Csat,
                Scale::Recommendation => ratings::Scale::Nps,
            },
            score,
            comment: None,
            at: self.clock.now(),
            client_id: asked.reference().into(),
        };
        if ratings::of(&*self.store, of.id).await?.is_none() {
            let mut batch = Batch::new();
            ratings::stage(&mut batch, &rating)?;
            match keeper.keep(batch).await {
                Ok(()) | Err(Refusal::Conflict) => {}
                Err(refusal) => return Err(refusal.into()),
            }
        }
        Ok(Answer::Done(BTreeMap::new()))
    }
}

/// A value of JSON as the text of a variable.
fn plain(value: &Value) -> Box<str> {
    match value {
        Value::Null => "".into(),
        Value::String(text) => text.as_str().into(),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            value.to_string().into()
        }
    }
}

/// What the contact said of themselves.
fn card(of: &Conversation) -> Vec<(String, String)> {
    let contact = &of.contact;
    let own = [
        ("name", &contact.name),
        ("account_number", &contact.account_number),
    ];
    let own = own.into_iter().filter_map(|(name, value)| {
        let value = value.as_deref()?;
        Some((name.to_owned(), value.to_owned()))
    });
    let fields = contact.fields.iter();
    own.chain(fields.map(|(name, value)| (name.to_string(), value.to_string())))
        .collect()
}

/// Masked variables are for nobody but whoever the script sends them to.
fn open_variables(of: &Conversation) -> Vec<(String, String)> {
    let variables = of.contact.variables.iter();
    let open = variables.filter(|(_, Variable { is_masked, .. })| !is_masked);
    open.map(|(name, variable)| (name.to_string(), variable.value.to_string()))
        .collect()
}

/// What was said; `None`: nothing was.
fn line(message: &Message) -> Option<BotLine> {
    let text = message.content.text()?;
    if matches!(message.content, Content::Notice(_)) {
        return None;
    }
    Some(BotLine {
        at: message.at,
        author: match &message.author {
            Author::Contact => BotAuthor::Contact,
            Author::Agent(_) => BotAuthor::Agent,
            Author::System => BotAuthor::System,
        },
        text: text.to_owned(),
    })
}
