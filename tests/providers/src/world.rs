//! What all providers share: accounts, phones, faults, and who is told of changes.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Mutex, MutexGuard, PoisonError},
};

use serde::Serialize;
use tokio::sync::{broadcast, watch};

use crate::{
    Account, Faults, Media, Message, Phone, Provider, Side, Standing, State, WebhookFaults,
    call::Answer,
    dialect::Outgoing,
    faults::{Mishap, Queue},
};

/// Changes that a slow reader of events may lag behind before it must read everything again.
const CHANGES_MAX: usize = 1_024;

/// Pictures of the gateway's that are kept.
const PICTURES_MAX: usize = 50;

type PhoneKey = (Provider, String, String);

#[derive(Debug, Default)]
struct Shared {
    accounts: Vec<Account>,
    phones: BTreeMap<PhoneKey, Phone>,
    /// Which phone has the gateway's message of this name.
    sent: BTreeMap<(Provider, String), PhoneKey>,
    /// Contacts' messages that are on their phones.
    written: BTreeSet<(PhoneKey, String)>,
    media: BTreeMap<String, Media>,
    /// Pictures of the gateway's messages, by these.
    pictures: BTreeMap<String, Answer>,
    faults: BTreeMap<Provider, Queue>,
    webhooks: BTreeMap<Provider, WebhookFaults>,
    /// Messages by the gateway's own key, where the provider takes one only once.
    keys: BTreeMap<(Provider, String), String>,
}

/// A change, for pages that are open.
#[derive(Clone, Debug)]
pub(crate) enum Change {
    /// Of a phone.
    Phone(Box<Changed>),
    /// Of so much that all must be read again.
    Again,
}

/// A phone that has changed.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Changed {
    pub(crate) provider: Provider,
    pub(crate) account: String,
    pub(crate) contact: String,
    pub(crate) name: String,
    pub(crate) standing: Standing,
    /// The message that is new or has changed.
    pub(crate) message: Option<Message>,
}

/// What all providers share.
#[derive(Debug)]
pub(crate) struct World {
    state: Mutex<Shared>,
    changes: broadcast::Sender<Change>,
    version: watch::Sender<u64>,
    /// Ends requests that are never answered.
    resets: watch::Sender<u64>,
    /// `http://127.0.0.1:8090`.
    pub(crate) base: String,
}

impl World {
    pub(crate) fn new(base: String) -> Self {
        Self {
            state: Mutex::default(),
            changes: broadcast::Sender::new(CHANGES_MAX),
            version: watch::Sender::new(0),
            resets: watch::Sender::new(0),
            base,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Shared> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds an account, or replaces the one with its provider and id.
    pub(crate) fn add_account(&self, account: Account) {
        let mut state = self.lock();
        state
            .accounts
            .retain(|other| (other.provider, &other.id) != (account.provider, &account.id));
        state.accounts.push(account);
        drop(state);
        self.tell(Change::Again);
    }

    pub(crate) fn accounts(&self) -> Vec<Account> {
        self.lock().accounts.clone()
    }

    /// The account of this id; without an id, the provider's first.
    pub(crate) fn account(&self, provider: Provider, id: Option<&str>) -> Option<Account> {
        self.find_account(provider, |account| id.is_none_or(|id| account.id == id))
    }

    fn find_account(
        &self,
        provider: Provider,
        is_meant: impl Fn(&Account) -> bool,
    ) -> Option<Account> {
        let state = self.lock();
        let mut of_provider = state
            .accounts
            .iter()
            .filter(|account| account.provider == Some(provider));
        of_provider.find(|account| is_meant(account)).cloned()
    }

    pub(crate) fn phones(&self) -> Vec<Phone> {
        self.lock().phones.values().cloned().collect()
    }

    /// How many messages have arrived on phones of this provider's.
    pub(crate) fn received(&self, provider: Provider) -> usize {
        let state = self.lock();
        let own = state
            .phones
            .values()
            .filter(|phone| phone.provider == provider);
        own.map(|phone| phone.received().count()).sum()
    }

    pub(crate) fn phone(&self, provider: Provider, account: &str, contact: &str) -> Option<Phone> {
        let key = (provider, account.to_owned(), contact.to_owned());
        self.lock().phones.get(&key).cloned()
    }

    /// The phone with the gateway's message of this name, and the message.
    pub(crate) fn sent(&self, provider: Provider, message: &str) -> Option<(Phone, Message)> {
        let state = self.lock();
        let key = state.sent.get(&(provider, message.to_owned()))?;
        let phone = state.phones.get(key)?;
        let found = phone.messages.iter().rev().find(|m| m.id == message)?;
        Some((phone.clone(), found.clone()))
    }

    pub(crate) fn order(&self, provider: Provider, faults: &Faults) {
        let mut state = self.lock();
        state.faults.entry(provider).or_default().push(faults);
        if let Some(webhooks) = faults.webhooks {
            state.webhooks.insert(provider, webhooks);
        }
    }

    pub(crate) fn mishap(&self, provider: Provider) -> Option<Mishap> {
        self.lock().faults.get_mut(&provider)?.pop()
    }

    pub(crate) fn webhook_faults(&self, provider: Provider) -> WebhookFaults {
        let state = self.lock();
        state.webhooks.get(&provider).copied().unwrap_or_default()
    }

    /// Puts the gateway's messages on the contact's phone, and gives the first.
    pub(crate) fn take(&self, provider: Provider, outgoing: &Outgoing, answered: bool) -> Message {
        let first = Message {
            id: outgoing.id.clone(),
            by: Side::Gateway,
            content: outgoing.content.clone(),
            options: outgoing.options.clone(),
            at_ms: crate::clock::now_ms(),
            reference: outgoing.reference.clone(),
            states: Vec::new(),
            arrived: outgoing.about.failure.is_none(),
            answered,
            file: outgoing.file.clone(),
            about: outgoing.about.clone(),
        };
        let also = outgoing.also.iter().map(|(id, content)| Message {
            id: id.clone(),
            content: content.clone(),
            file: None,
            ..first.clone()
        });
        let messages: Vec<Message> = std::iter::once(first.clone()).chain(also).collect();
        let key = (provider, outgoing.account.id.clone(), outgoing.to.clone());
        let mut state = self.lock();
        if let Some(once) = &outgoing.once {
            let once = (provider, once.clone());
            state.keys.insert(once, first.id.clone());
        }
        let mut changes = Vec::with_capacity(messages.len());
        for message in messages {
            let name = (provider, message.id.clone());
            state.sent.insert(name, key.clone());
            let phone = open(&mut state, &key);
            changes.push(change(phone, Some(&message)));
            phone.messages.push(message);
        }
        drop(state);
        for change in changes {
            self.tell(change);
        }
        first
    }

    /// Puts the contact's own message on their phone, unless it is there; false: it is.
    pub(crate) fn write(&self, key: &PhoneKey, name: Option<&str>, message: &Message) -> bool {
        let mut state = self.lock();
        let is_new = state.written.insert((key.clone(), message.id.clone()));
        let phone = open(&mut state, key);
        if let Some(name) = name {
            name.clone_into(&mut phone.name);
        }
        // Who writes within the window opens it.
        if phone.standing == Standing::Window {
            phone.standing = Standing::Open;
        }
        if is_new {
            phone.messages.push(message.clone());
        }
        let change = change(phone, Some(message));
        drop(state);
        if is_new {
            self.tell(change);
        }
        is_new
    }

    pub(crate) fn stand(&self, key: &PhoneKey, standing: Standing) {
        let mut state = self.lock();
        let phone = open(&mut state, key);
        phone.standing = standing;
        let change = change(phone, None);
        drop(state);
        self.tell(change);
    }

    /// Notes what the gateway is told of its message.
    pub(crate) fn note(&self, provider: Provider, message: &str, reported: State) {
        let mut state = self.lock();
        let Some(key) = state.sent.get(&(provider, message.to_owned())).cloned() else {
            return;
        };
        let Some(phone) = state.phones.get_mut(&key) else {
            return;
        };
        let found = phone.messages.iter_mut().rev().find(|m| m.id == message);
        let Some(found) = found else { return };
        found.states.push(reported);
        let found = found.clone();
        let change = change(phone, Some(&found));
        drop(state);
        self.tell(change);
    }

    pub(crate) fn keep_media(&self, id: String, media: Media) {
        self.lock().media.insert(id, media);
    }

    /// Keeps a picture of the gateway's for the page.
    pub(crate) fn keep_picture(&self, message: String, picture: Answer) {
        let mut state = self.lock();
        // Whoever plays for hours needs no pictures of the beginning.
        while state.pictures.len() >= PICTURES_MAX {
            state.pictures.pop_first();
        }
        state.pictures.insert(message, picture);
    }

    pub(crate) fn picture(&self, message: &str) -> Option<Answer> {
        self.lock().pictures.get(message).cloned()
    }

    /// Forgets phones, faults and what was answered; accounts stay. Requests without an answer end.
    pub(crate) fn reset(&self) {
        let mut state = self.lock();
        let accounts = std::mem::take(&mut state.accounts);
        *state = Shared {
            accounts,
            ..Shared::default()
        };
        drop(state);
        self.tell(Change::Again);
        self.resets.send_modify(|resets| *resets += 1);
    }

    fn tell(&self, change: Change) {
        // Nobody has the page open: nobody is told.
        let _ = self.changes.send(change);
        self.version.send_modify(|version| *version += 1);
    }

    pub(crate) fn changes(&self) -> broadcast::Receiver<Change> {
        self.changes.subscribe()
    }

    pub(crate) fn versions(&self) -> watch::Receiver<u64> {
        self.version.subscribe()
    }

    pub(crate) fn resets(&self) -> watch::Receiver<u64> {
        self.resets.subscribe()
    }
}

fn open<'a>(state: &'a mut Shared, key: &PhoneKey) -> &'a mut Phone {
    state.phones.entry(key.clone()).or_insert_with(|| Phone {
        provider: key.0,
        account: key.1.clone(),
        contact: key.2.clone(),
        name: String::new(),
        standing: Standing::Open,
        messages: Vec::new(),
    })
}

fn change(phone: &Phone, message: Option<&Message>) -> Change {
    Change::Phone(Box::new(Changed {
        provider: phone.provider,
        account: phone.account.clone(),
        contact: phone.contact.clone(),
        name: phone.name.clone(),
        standing: phone.standing,
        message: message.cloned(),
    }))
}

/// What a provider may look up while it reads a request.
pub(crate) struct Desk<'a> {
    pub(crate) world: &'a World,
    pub(crate) provider: Provider,
}

impl Desk<'_> {
    /// The account that is meant.
    pub(crate) fn account(&self, is_meant: impl Fn(&Account) -> bool) -> Option<Account> {
        self.world.find_account(self.provider, is_meant)
    }

    /// The contact's phone with this account, if there is one.
    pub(crate) fn phone(&self, account: &Account, contact: &str) -> Option<Phone> {
        self.world.phone(self.provider, &account.id, contact)
    }

    /// Whether messages come through to this contact.
    pub(crate) fn standing(&self, account: &Account, contact: &str) -> Standing {
        self.phone(account, contact)
            .map_or(Standing::Open, |phone| phone.standing)
    }

    /// A file of a contact's, by the provider's name for it.
    pub(crate) fn media(&self, id: &str) -> Option<Media> {
        self.world.lock().media.get(id).cloned()
    }

    /// The address of this program.
    pub(crate) fn base(&self) -> &str {
        &self.world.base
    }

    /// Changes an account as the gateway asks for it.
    pub(crate) fn set_up(&self, account: Account) {
        self.world.add_account(account);
    }

    /// The message that was taken with this key of the gateway's.
    pub(crate) fn taken_with(&self, key: &str) -> Option<String> {
        let key = (self.provider, key.to_owned());
        self.world.lock().keys.get(&key).cloned()
    }
}
