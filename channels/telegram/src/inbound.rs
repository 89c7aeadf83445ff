//! An update of the Bot API, to events.
//!
//! Fields and kinds of updates that are not known here are let be: Telegram adds some several times a
//! year. Nothing of another shape than expected fails, except an update without its number.

use frontdesk_plugin::{
    Error,
    channel::{Consent, Event, EventKind, Said},
    debug, text,
};

use crate::{content, files};
use frontdesk_plugin::told::Told;

/// The provider's id of a message: its number counts within its chat only.
pub fn message_id(chat: &str, number: i64) -> String {
    format!("{chat}:{number}")
}

/// What an update means. `bot` is the bot's number: updates are counted for each bot alone.
pub fn read(update: Told<'_>, bot: &str, now: f64) -> Result<Vec<Event>, Error> {
    let number = update.at("update_id").whole();
    let number = number.ok_or_else(|| Error::invalid("the call is no update of the Bot API"))?;
    let id = format!("{bot}:{number}");
    let event = if update.at("message").is_object() {
        message(&id, update.at("message"), now)
    } else if update.at("edited_message").is_object() {
        edited(&id, update.at("edited_message"), now)
    } else if update.at("callback_query").is_object() {
        pressed(&id, update.at("callback_query"), now)
    } else if update.at("my_chat_member").is_object() {
        membership(&id, update.at("my_chat_member"), now)
    } else if update.at("message_reaction").is_object() {
        reaction(&id, update.at("message_reaction"), now)
    } else {
        debug!("an update of a kind that is no message was let be"; "update" = number);
        None
    };
    Ok(event.into_iter().collect())
}

/// Only a chat of one person with the bot is a conversation; what other bots write is none either.
fn conversation(chat: Told<'_>, from: Told<'_>) -> Option<String> {
    if !chat.at("type").is("private") {
        debug!("what was written in a group or channel was let be");
        return None;
    }
    if from.at("is_bot").is_true() {
        debug!("what a bot wrote was let be");
        return None;
    }
    chat.at("id").whole().map(|id| id.to_string())
}

/// An event with what Telegram says of its sender.
fn event(id: &str, thread: &str, from: Told<'_>, at: f64, kind: EventKind) -> Event {
    let name = content::full_name(from);
    let event = Event::new(id, thread, at, kind)
        .named(name.as_deref())
        .speaking(from.at("language_code").text().filter(|tag| is_tag(tag)))
        .known_as("telegram-user", thread);
    match from.at("username").text() {
        Some(username) if is_username(username) => event.known_as("telegram-username", username),
        Some(_) | None => event,
    }
}

/// Up to 32 of these, says Telegram.
fn is_username(text: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    (1..=64).contains(&text.len()) && text.bytes().all(is_letter)
}

fn is_tag(text: &str) -> bool {
    (2..=35).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// Unix seconds as milliseconds; none, or what is no such number, is now.
fn moment(seconds: Told<'_>, now: f64) -> f64 {
    seconds
        .count::<u32>()
        .map_or(now, |seconds| f64::from(seconds) * 1_000.0)
}

fn message(id: &str, message: Told<'_>, now: f64) -> Option<Event> {
    let from = message.at("from");
    let thread = conversation(message.at("chat"), from)?;
    let said = said(&thread, message)?;
    let at = moment(message.at("date"), now);
    let mut event = event(id, &thread, from, at, EventKind::Message(said));
    // A card of one's own is one whose account is the sender's: Telegram fills that in.
    let contact = message.at("contact");
    let account = contact.at("user_id").whole();
    if account.is_some()
        && account == from.at("id").whole()
        && let Some(phone) = content::phone(contact)
    {
        event = event.known_as("phone", &phone);
    }
    Some(event)
}

fn said(thread: &str, message: Told<'_>) -> Option<Said> {
    let attachments = files::of(message);
    let answered = message.at("reply_to_message").at("message_id").whole();
    let said = Said {
        text: content::of(message, !attachments.is_empty()),
        attachments,
        reply_to: answered.map(|number| message_id(thread, number)),
    };
    if said.is_empty() {
        debug!("a message with nothing to show was let be");
        return None;
    }
    Some(said)
}

/// A message that was written anew: what it says now, as an answer to itself. Nobody rewrites a place: it
/// moves, every few seconds, while its sender shares their way.
fn edited(id: &str, message: Told<'_>, now: f64) -> Option<Event> {
    let from = message.at("from");
    let thread = conversation(message.at("chat"), from)?;
    if message.at("location").is_object() {
        debug!("where somebody who shares their way has got to was let be");
        return None;
    }
    let mut said = said(&thread, message)?;
    said.text.insert_str(0, "[edited] ");
    let number = message.at("message_id").whole();
    said.reply_to = number.map(|number| message_id(&thread, number));
    let at = moment(message.at("edit_date"), now);
    Some(event(id, &thread, from, at, EventKind::Message(said)))
}

/// A button that was pressed: what stands on it, or what it stands for if the message is too old to tell.
fn pressed(id: &str, query: Told<'_>, now: f64) -> Option<Event> {
    let (from, message) = (query.at("from"), query.at("message"));
    let thread = conversation(message.at("chat"), from)?;
    let data = query.at("data").text().unwrap_or_default();
    let rows = message.at("reply_markup").at("inline_keyboard").items();
    let mut buttons = rows.flat_map(Told::items);
    let button = buttons.find(|button| button.at("callback_data").is(data));
    let title = button.and_then(|button| button.at("text").text());
    let mut said = Said::text(&text::clean(title.unwrap_or(data)));
    if said.is_empty() {
        "[unsupported message: callback_query]".clone_into(&mut said.text);
    }
    let number = message.at("message_id").whole();
    said.reply_to = number.map(|number| message_id(&thread, number));
    Some(event(id, &thread, from, now, EventKind::Message(said)))
}

/// Whether the contact has blocked the bot or taken it back.
fn membership(id: &str, change: Told<'_>, now: f64) -> Option<Event> {
    let from = change.at("from");
    let thread = conversation(change.at("chat"), from)?;
    let consent = match change.at("new_chat_member").at("status").text()? {
        "kicked" => Consent::Stop,
        "member" => Consent::Start,
        _ => return None,
    };
    let at = moment(change.at("date"), now);
    Some(event(id, &thread, from, at, EventKind::Consent(consent)))
}

fn reaction(id: &str, change: Told<'_>, now: f64) -> Option<Event> {
    let from = change.at("user");
    let thread = conversation(change.at("chat"), from)?;
    let signs = change.at("new_reaction").items();
    // Signs that have no character are pictures of one's own.
    let sign = |sign: Told<'_>| sign.at("emoji").text().and_then(text::clean_name);
    let signs: Vec<String> = signs
        .take(8)
        .map(|told| sign(told).unwrap_or_else(|| "a sign of their own".to_owned()))
        .collect();
    let mut said = Said::text("Took a reaction back");
    if !signs.is_empty() {
        said.text = format!("Reacted with {}", signs.join(" "));
    }
    let number = change.at("message_id").whole();
    said.reply_to = number.map(|number| message_id(&thread, number));
    let at = moment(change.at("date"), now);
    Some(event(id, &thread, from, at, EventKind::Message(said)))
}
