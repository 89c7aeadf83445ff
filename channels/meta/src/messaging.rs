//! Messenger and Instagram: one shape of calls, `entry[].messaging[]`, and one way to send.
//!
//! A person is known by an id that only the page or account has for them (PSID, IGSID). Sources:
//! developers.facebook.com, Messenger Platform, Webhook Events; Instagram Messaging, Webhooks.

mod attachment;
mod event;
mod outbound;
mod said;

use frontdesk_plugin::{channel::Event, debug};
use serde_json::Value;

use crate::{json, webhook};

pub use outbound::{Sender, fetch_file, send};

/// Whose calls are read.
#[derive(Clone, Copy, Debug)]
pub struct Account<'a> {
    /// What the channel is about: `page` or `instagram`.
    pub object: &'static str,
    /// The page or account.
    pub id: &'a str,
    /// The app that sends, by which echoes of its own messages are told from those of others.
    pub app_id: Option<&'a str>,
    /// Where the API is: files on its host are fetched as Meta's own are.
    pub base_url: &'a str,
    /// The kind of identity that the contact's id is.
    pub identity: &'static str,
}

/// What a verified call means, and how many of its entries are about other accounts.
pub fn read(body: &Value, account: &Account<'_>, now: f64) -> (Vec<Event>, usize) {
    let (mut events, mut others, mut unknown) = (Vec::new(), 0, 0);
    for entry in webhook::entries(body, account.object) {
        if json::id(entry, "id").as_deref() != Some(account.id) {
            others += 1;
            continue;
        }
        // `standby` tells of talks that another app leads: they are its own to answer.
        for told in json::list(entry, "messaging").iter().chain(changes(entry)) {
            let before = events.len();
            event::read(told, account, now, &mut events);
            unknown += usize::from(events.len() == before);
        }
    }
    if unknown > 0 {
        debug!("Meta tells of things that mean nothing here"; "ignored" = unknown);
    }
    (events, others)
}

/// Instagram can tell the same as changes of a field.
fn changes(entry: &Value) -> impl Iterator<Item = &Value> {
    let values = json::list(entry, "changes").iter();
    values
        .filter_map(|change| change.get("value"))
        .filter(|value| value.get("sender").is_some())
}
