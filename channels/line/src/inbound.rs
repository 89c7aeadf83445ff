//! A verified call of LINE, to events.
//!
//! Fields and kinds that are not known here are let be: LINE adds some without notice. Nothing of another
//! shape than expected fails, except a call without a list of events.

use frontdesk_plugin::{
    Error,
    channel::{Consent, Event, EventKind, Said},
    debug, text,
};

use crate::{content, files};
use frontdesk_plugin::told::Told;

/// Bytes of LINE's names for users, messages and events, and then some.
const ID_BYTES: usize = 64;

/// Whether a text can be a name that LINE gives.
pub fn is_id(text: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    (1..=ID_BYTES).contains(&text.len()) && text.bytes().all(is_letter)
}

/// What a call means. One without events is LINE's question whether anybody is there.
pub fn read(call: Told<'_>, now: f64) -> Result<Vec<Event>, Error> {
    if !call.is_object() {
        return Err(Error::invalid("the call is none of LINE's"));
    }
    let events = call.at("events").items();
    Ok(events.filter_map(|told| event(told, now)).collect())
}

fn id(told: Told<'_>) -> Option<&str> {
    told.text().filter(|id| is_id(id))
}

fn event(told: Told<'_>, now: f64) -> Option<Event> {
    // The same event may come again: its id stays. Old forms have only the message's.
    let own = id(told.at("webhookEventId")).or_else(|| id(told.at("message").at("id")))?;
    let source = told.at("source");
    if !source.at("type").is("user") {
        debug!("what was said in a group was let be"; "event" = own);
        return None;
    }
    if told.at("mode").is("standby") {
        debug!("what another program answers was let be"; "event" = own);
        return None;
    }
    let user = id(source.at("userId"))?;
    let kind = kind(told, own)?;
    let at = told.at("timestamp").number().filter(|at| *at >= 0.0);
    Some(Event::new(own, user, at.unwrap_or(now), kind).known_as("line-user", user))
}

fn kind(told: Told<'_>, own: &str) -> Option<EventKind> {
    let said = match told.at("type").text()? {
        "message" => message(told.at("message")),
        "postback" => pressed(told.at("postback"))?,
        "unsend" => taken_back(told.at("unsend")),
        "follow" => return Some(EventKind::Consent(Consent::Start)),
        "unfollow" => return Some(EventKind::Consent(Consent::Stop)),
        _ => {
            debug!("an event of a kind that is no message was let be"; "event" = own);
            return None;
        }
    };
    if said.is_empty() {
        debug!("a message with nothing to show was let be"; "event" = own);
        return None;
    }
    Some(EventKind::Message(said))
}

fn message(message: Told<'_>) -> Said {
    let mut said = Said::text(&content::of(message));
    said.attachments.extend(files::of(message));
    said.reply_to = id(message.at("quotedMessageId")).map(str::to_owned);
    said
}

/// A button that was pressed, or a date that was picked: what stands for it, as LINE does not tell what
/// stands on it. Turning a page of a menu says nothing.
fn pressed(postback: Told<'_>) -> Option<Said> {
    let params = postback.at("params");
    if params.at("newRichMenuAliasId").text().is_some() {
        debug!("a page of a menu was turned");
        return None;
    }
    let data = postback.at("data").text().map(text::clean);
    let picked = ["date", "time", "datetime"].into_iter();
    let picked = picked.filter_map(|name| params.at(name).text().and_then(text::clean_name));
    let lines: Vec<String> = data
        .into_iter()
        .chain(picked)
        .filter(|line| !line.is_empty())
        .collect();
    Some(Said::text(&lines.join("\n")))
}

fn taken_back(unsend: Told<'_>) -> Said {
    let mut said = Said::text("[unsent] The contact took a message back.");
    said.reply_to = id(unsend.at("messageId")).map(str::to_owned);
    said
}
