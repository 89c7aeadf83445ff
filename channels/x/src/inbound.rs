//! A verified call of X, to events.
//!
//! X tells of much that is no direct message, and of new things without notice: all that is not known
//! here is let be. Nothing of another shape than expected fails.

use frontdesk_plugin::{
    Error,
    channel::{Consent, DeliveryState, Echo, Event, EventKind, Said, Subject},
    debug, text, warn,
};

use crate::{content, envelope::Envelope, media, settings::is_user};
use frontdesk_plugin::told::Told;

/// What stands in for a message that only the apps can read.
const ENCRYPTED: &str = "[encrypted message: open X to read it]";

/// Whose events are read, and when.
struct Reader<'a> {
    envelope: Envelope<'a>,
    /// The account's number.
    user: &'a str,
    now: f64,
}

/// What a call means for the account of this number.
pub fn read(call: Told<'_>, user: &str, now: f64) -> Result<Vec<Event>, Error> {
    let envelope = Envelope::open(call)?;
    let kind = envelope.kind.unwrap_or_default();
    let body = envelope.body;
    if let Some(whose) = revoked(kind, body) {
        if whose == user {
            warn!("the account has taken back what the app may do: nothing comes or goes any more");
        }
        return Ok(Vec::new());
    }
    if !envelope.is_of(user) {
        debug!("events of another account were let be");
        return Ok(Vec::new());
    }
    let reader = Reader {
        envelope,
        user,
        now,
    };
    let mut events = Vec::new();
    let messages = body.at("direct_message_events");
    events.extend(messages.items().filter_map(|told| reader.message(told)));
    // A message without a list around it has been seen too.
    if kind.starts_with("dm.") && messages.items().next().is_none() {
        events.extend(reader.flat(body));
    }
    if kind.starts_with("chat.") {
        events.extend(reader.encrypted(body));
    }
    let reads = body.at("direct_message_mark_read_events").items();
    events.extend(reads.filter_map(|told| reader.has_read(told)));
    let typing = body.at("direct_message_indicate_typing_events").items();
    events.extend(typing.filter_map(|told| reader.types(told)));
    for (list, consent) in [
        ("block_events", Consent::Stop),
        ("unblock_events", Consent::Start),
    ] {
        let blocks = body.at(list).items();
        events.extend(blocks.filter_map(|told| reader.blocks(told, consent)));
    }
    if events.is_empty() {
        debug!("events of kinds that are no direct messages were let be");
    }
    Ok(events)
}

/// The account that has taken back what the app may do.
fn revoked(kind: &str, body: Told<'_>) -> Option<String> {
    if kind == "oauth.revoke" {
        return body.at("user_id").id();
    }
    let revoke = body.at("user_event").at("revoke");
    revoke.at("source").at("user_id").id()
}

/// The number of an account.
fn account(told: Told<'_>) -> Option<String> {
    told.id().filter(|id| is_user(id))
}

impl Reader<'_> {
    /// An event of a contact's. `own`: X's name for it; an app is told of one for each of its accounts.
    fn event(&self, own: &str, contact: &str, at: f64, kind: EventKind) -> Event {
        let user = self.envelope.user(contact);
        let name = user.at("name").text().and_then(text::clean_name);
        let event = Event::new(&format!("{}:{own}", self.user), contact, at, kind)
            .named(name.as_deref())
            .known_as("x-user", contact);
        let username = user.at("username").text();
        match username.or_else(|| user.at("screen_name").text()) {
            Some(username) if is_username(username) => event.known_as("x-username", username),
            Some(_) | None => event,
        }
    }

    /// Milliseconds, as X writes them.
    fn moment(&self, told: Told<'_>) -> f64 {
        let digits = told.id().filter(|id| id.len() <= 15 && is_user(id));
        digits.and_then(|id| id.parse().ok()).unwrap_or(self.now)
    }

    /// A message of the contact's, or one of ours.
    fn message(&self, told: Told<'_>) -> Option<Event> {
        let kind = told.at("type").text().unwrap_or("message_create");
        let created = told.at(kind);
        let sender = account(created.at("sender_id")).or_else(|| account(told.at("sender_id")))?;
        let recipient = account(created.at("target").at("recipient_id"));
        let data = created.at("message_data");
        let file = media::of(data.at("attachment"));
        let mut said = Said::text(&content::of(data, file.is_some()));
        said.attachments.extend(file);
        if kind != "message_create" {
            said = Said::text(&content::unknown(kind));
        }
        let id = told.at("id").id()?;
        let at = self.moment(told.at("created_timestamp"));
        self.between(&id, &sender, recipient.as_deref(), at, said)
    }

    /// A message as the API names one: without recipient, and with the two numbers in the name of the
    /// conversation.
    fn flat(&self, told: Told<'_>) -> Option<Event> {
        let id = told.at("id").id()?;
        let sender = account(told.at("sender_id"))?;
        let conversation = told.at("dm_conversation_id").text().unwrap_or_default();
        let recipient = other_of(conversation, '-', &sender);
        if recipient.is_none() && !conversation.is_empty() {
            return elsewhere();
        }
        let mut said = Said::text(&text::clean(told.at("text").text().unwrap_or_default()));
        if said.is_empty() {
            said = Said::text(&content::unknown("media"));
        }
        self.between(&id, &sender, recipient, self.now, said)
    }

    /// A message that only the apps of the two can read.
    fn encrypted(&self, told: Told<'_>) -> Option<Event> {
        let id = told.at("id").id()?;
        let sender = account(told.at("sender_id"))?;
        let conversation = told.at("conversation_id").text().unwrap_or_default();
        let recipient = other_of(conversation, ':', &sender);
        if recipient.is_none() && !conversation.is_empty() {
            return elsewhere();
        }
        let at = self.moment(told.at("created_at_msec"));
        self.between(&id, &sender, recipient, at, Said::text(ENCRYPTED))
    }

    /// A message of the one to the other; who is not told is this account.
    fn between(
        &self,
        id: &str,
        sender: &str,
        recipient: Option<&str>,
        at: f64,
        said: Said,
    ) -> Option<Event> {
        if sender == self.user {
            // X hands nothing of ours back: the gateway knows its own by X's name for it.
            let echo = Echo {
                reference: None,
                provider_id: id.to_owned(),
                text: echoed(said),
            };
            let contact = recipient.filter(|contact| *contact != self.user)?;
            return Some(self.event(id, contact, at, EventKind::Echo(echo)));
        }
        if recipient.is_some_and(|recipient| recipient != self.user) {
            return elsewhere();
        }
        if said.is_empty() {
            debug!("a message with nothing to show was let be");
            return None;
        }
        Some(self.event(id, sender, at, EventKind::Message(said)))
    }

    /// The contact has read: all that was sent up to then.
    fn has_read(&self, told: Told<'_>) -> Option<Event> {
        let reader = self.contact(told)?;
        let last = told.at("last_read_event_id").id()?;
        let at = self.moment(told.at("created_timestamp"));
        let own = format!("read:{reader}:{last}");
        let subject = Subject::UpTo(at);
        let status = Event::status("", "", at, subject, DeliveryState::Read);
        Some(self.event(&own, &reader, at, status.kind))
    }

    fn types(&self, told: Told<'_>) -> Option<Event> {
        let writer = self.contact(told)?;
        let at = self.moment(told.at("created_timestamp"));
        let own = format!("typing:{writer}:{at}");
        Some(self.event(&own, &writer, at, EventKind::Typing))
    }

    /// Whose doing it is, unless it is ours or not towards us.
    fn contact(&self, told: Told<'_>) -> Option<String> {
        let target = account(told.at("target").at("recipient_id"));
        let is_ours = target.is_none_or(|target| target == self.user);
        account(told.at("sender_id")).filter(|sender| is_ours && sender != self.user)
    }

    /// The contact has blocked the account, or taken it back. Whom the account blocks is its own
    /// affair.
    fn blocks(&self, told: Told<'_>, consent: Consent) -> Option<Event> {
        let source = account(told.at("source").at("id"))?;
        let target = account(told.at("target").at("id"))?;
        if target != self.user || source == self.user {
            return None;
        }
        let at = self.moment(told.at("created_timestamp"));
        let own = format!("consent:{source}:{at}");
        Some(self.event(&own, &source, at, EventKind::Consent(consent)))
    }
}

fn elsewhere() -> Option<Event> {
    debug!("a message in a group, or between others, was let be");
    None
}

/// The other one of a conversation of two, whose name is both numbers.
fn other_of<'a>(conversation: &'a str, between: char, sender: &str) -> Option<&'a str> {
    let (one, two) = conversation.split_once(between)?;
    let other = if one == sender { two } else { one };
    let is_of_sender = one == sender || two == sender;
    (is_of_sender && is_user(other)).then_some(other)
}

/// A file that was sent elsewhere has no place in an echo.
fn echoed(said: Said) -> String {
    if said.text.is_empty() && !said.attachments.is_empty() {
        return "[media]".to_owned();
    }
    said.text
}

/// Up to 15 of these, says X.
fn is_username(text: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    (1..=64).contains(&text.len()) && text.bytes().all(is_letter)
}
