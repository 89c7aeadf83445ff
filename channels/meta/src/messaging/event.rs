//! One event of a page or account.

use frontdesk_plugin::{
    channel::{DeliveryState, Echo, Event, EventKind, Said, Subject},
    warn,
};
use serde_json::Value;

use super::{Account, said};
use crate::{
    json,
    lines::note,
    reference::{self, Mark},
};

/// Bytes of a contact's address.
const THREAD_BYTES: usize = 128;

/// Appends what an event means: nothing, if it is of a kind that is not known here.
pub(super) fn read(told: &Value, account: &Account<'_>, now: f64, events: &mut Vec<Event>) {
    if told
        .get("policy_enforcement")
        .or_else(|| told.get("policy-enforcement"))
        .is_some()
    {
        warn!("Meta enforces a policy on the account: see its support inbox");
        return;
    }
    let Some(event) = Told::of(told, account, now) else {
        return;
    };
    if let Some(message) = told.get("message").filter(|message| message.is_object()) {
        if event.is_ours || json::flag(message, "is_echo") {
            events.extend(event.echo(message, account));
        } else {
            events.extend(event.message(message, account));
        }
    } else if let Some(delivery) = told.get("delivery") {
        event.reports(delivery, DeliveryState::Delivered, "delivered", events);
    } else if let Some(read) = told.get("read") {
        event.reports(read, DeliveryState::Read, "read", events);
    } else if !event.is_ours {
        events.extend(event.gesture(told, account));
    }
}

/// What every event has.
struct Told {
    /// The contact.
    thread: String,
    /// Whether it is the account itself that did it.
    is_ours: bool,
    at: f64,
    identity: &'static str,
}

impl Told {
    fn of(told: &Value, account: &Account<'_>, now: f64) -> Option<Self> {
        let person = |key: &str| told.get(key).and_then(|person| json::id(person, "id"));
        let is_ours = person("sender").as_deref() == Some(account.id);
        let thread = person(if is_ours { "recipient" } else { "sender" })?;
        (thread.len() <= THREAD_BYTES).then(|| Self {
            thread,
            is_ours,
            at: json::moment(told, "timestamp", now),
            identity: account.identity,
        })
    }

    fn event(&self, id: &str, kind: EventKind) -> Event {
        Event::new(id, &self.thread, self.at, kind).known_as(self.identity, &self.thread)
    }

    fn said(&self, id: &str, said: Said) -> Event {
        self.event(id, EventKind::Message(said))
    }

    fn message(&self, message: &Value, account: &Account<'_>) -> Option<Event> {
        let mid = json::id(message, "mid")?;
        if json::flag(message, "is_deleted") {
            // The id is the deleted message's own, which the gateway has taken in already.
            let mut said = Said::text(&note("deleted a message"));
            said.reply_to = Some(mid.clone());
            return Some(self.said(&format!("{mid}:deleted"), said));
        }
        Some(self.said(&mid, said::of(message, account)))
    }

    fn echo(&self, message: &Value, account: &Account<'_>) -> Option<Event> {
        let mid = json::id(message, "mid")?;
        let is_own =
            account.app_id.is_some() && json::id(message, "app_id").as_deref() == account.app_id;
        let mark = reference::find(message, "metadata").filter(|_| is_own);
        let reference = match mark {
            Some(Mark::Whole(reference)) => Some(reference),
            // The message as a whole is told by its last part.
            Some(Mark::Part) => return None,
            None => None,
        };
        let said = said::of(message, account);
        let files = said.attachments.iter().map(|file| said::shown(file.media));
        let mut shown: Vec<String> = files.collect();
        if !said.text.is_empty() {
            shown.insert(0, said.text);
        }
        let echo = Echo {
            reference,
            provider_id: mid.clone(),
            text: shown.join("\n"),
        };
        Some(self.event(&mid, EventKind::Echo(echo)))
    }

    /// Reports name messages, or a moment up to which all have come so far, or both.
    fn reports(&self, report: &Value, state: DeliveryState, word: &str, events: &mut Vec<Event>) {
        let mids = json::list(report, "mids").iter();
        let mids = mids
            .filter_map(Value::as_str)
            .filter(|mid| json::is_id(mid));
        for mid in mids.map(str::to_owned).chain(json::id(report, "mid")) {
            let id = format!("{mid}:{word}");
            let subject = Subject::ProviderId(mid);
            events.push(Event::status(&id, &self.thread, self.at, subject, state));
        }
        if let Some(watermark) = json::milliseconds(report, "watermark") {
            let id = format!("{}:{word}:{watermark}", self.thread);
            let subject = Subject::UpTo(watermark);
            events.push(Event::status(&id, &self.thread, self.at, subject, state));
        }
    }

    /// What a contact did other than writing.
    fn gesture(&self, told: &Value, account: &Account<'_>) -> Option<Event> {
        // These have no id of their own: what is stable about them are the person and the moment.
        let id = |kind: &str| format!("{}:{kind}:{}", self.thread, self.at);
        if let Some(postback) = told.get("postback") {
            let id = json::id(postback, "mid").unwrap_or_else(|| id("postback"));
            return Some(self.said(&id, said::postback(postback)));
        }
        if let Some(reaction) = told.get("reaction") {
            let target = json::id(reaction, "mid")?;
            let said = said::reaction(reaction, &target);
            return Some(self.said(&format!("{target}:reaction:{}", self.at), said));
        }
        if let Some(edit) = told.get("message_edit") {
            let mid = json::id(edit, "mid")?;
            let number = json::id(edit, "num_edit").unwrap_or_else(|| self.at.to_string());
            let mut said = said::of(edit, account);
            said.text = format!("{}\n{}", note("edited a message"), said.text);
            said.reply_to = Some(mid.clone());
            return Some(self.said(&format!("{mid}:edit:{number}"), said));
        }
        if let Some(referral) = told.get("referral") {
            return Some(self.said(&id("referral"), Said::text(&said::referral(referral))));
        }
        if let Some(optin) = told.get("optin") {
            return Some(self.said(&id("optin"), Said::text(&said::optin(optin))));
        }
        if let Some(link) = told.get("account_linking") {
            let words = match json::text(link, "status") {
                Some("unlinked") => "unlinked their account",
                _ => "linked their account",
            };
            return Some(self.said(&id("account_linking"), Said::text(&note(words))));
        }
        None
    }
}
