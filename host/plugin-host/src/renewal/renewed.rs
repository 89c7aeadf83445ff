//! One token that is renewed: who waits for whom, and what is kept when.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use frontdesk_core::{Span, Timestamp};
use frontdesk_engine::ports::{Clock, PluginValue, PluginValues, ValueChange};
use tokio::sync::{self, watch};

use super::{
    Renewal, Shared,
    asking::{self, Answer},
    record::{self, Access, Record},
    remedy::{self, Refusal},
};
use crate::{
    bindings::http_types::Failure,
    context::Context,
    egress::Clients,
    log::{LogLevel, PluginLog},
    plugin::LastFault,
    secret::SecretValue,
};

/// What a failed renewal is called.
const STAGE: &str = "renewing a token";
/// A token as new as this is not renewed because a peer says 401: it is not the token that is wrong.
const LATELY: Span = Span::seconds(60);
/// For how long a refusal stands: asking again for every message would look like an attack.
const REFUSED_FOR: Span = Span::seconds(300);
/// How long before its end a token is renewed; a tenth of its life, if that is shorter.
const MARGIN_S: u32 = 60;

/// A token that the host renews.
pub(crate) struct Renewed {
    /// The secret's name.
    name: String,
    first: SecretValue,
    space: String,
    key: String,
    values: Arc<dyn PluginValues>,
    clock: Arc<dyn Clock>,
    news: watch::Sender<u64>,
    setup: Mutex<Setup>,
    /// Held for the length of a renewal: whoever comes meanwhile waits, and finds the new token.
    held: sync::Mutex<Held>,
    trouble: Mutex<Option<LastFault>>,
}

/// What the operator may change while the token stays. A new setup tries again what was refused.
#[derive(Clone)]
struct Setup {
    renewal: Renewal,
    private_networks: bool,
    log: Arc<PluginLog>,
    /// `[channel.NAME.secrets]`.
    table: String,
    refused: Option<(Timestamp, String)>,
}

#[derive(Default)]
struct Held {
    /// `None`: not read yet.
    record: Option<Record>,
    /// The record holds what is not durable yet.
    is_unkept: bool,
    /// Records of earlier refresh tokens of the operator's.
    stale: Vec<String>,
    /// Goes up with each renewal.
    number: u64,
}

/// An access token to send.
#[derive(Clone)]
pub(crate) struct Token {
    pub(crate) value: SecretValue,
    /// Which one, for whoever is told that it is no longer good.
    pub(crate) number: u64,
}

impl Renewed {
    pub(super) fn new(
        shared: &Shared,
        context: &Context,
        name: &str,
        first: &SecretValue,
        renewal: &Renewal,
    ) -> Self {
        Self {
            name: name.to_owned(),
            first: first.clone(),
            space: record::space(&context.name),
            key: record::key(name, first, renewal),
            values: Arc::clone(&shared.values),
            clock: Arc::clone(&shared.clock),
            news: shared.news.clone(),
            setup: Mutex::new(Setup::new(renewal, context)),
            held: sync::Mutex::default(),
            trouble: Mutex::default(),
        }
    }

    /// From here on it is renewed so.
    pub(super) fn set_up(&self, renewal: &Renewal, context: &Context) {
        *lock(&self.setup) = Setup::new(renewal, context);
    }

    /// Why the last renewal failed, if it did.
    pub(crate) fn trouble(&self) -> Option<LastFault> {
        lock(&self.trouble).clone()
    }

    /// A token that is good, as far as anybody knows; `refused`: not the one with this number, which a
    /// peer no longer took. The same comes back if a new one would be no better.
    pub(crate) async fn token(
        self: &Arc<Self>,
        clients: &Arc<Clients>,
        refused: Option<u64>,
    ) -> Result<Token, Failure> {
        let (this, clients) = (Arc::clone(self), Arc::clone(clients));
        // On a task of its own: whoever waits may lose patience, and a token that is on its way must be
        // kept nevertheless.
        let task = tokio::spawn(async move { this.current(&clients, refused).await });
        let ended = |_| Failure::Connect("the gateway ends".to_owned());
        task.await.map_err(ended)?
    }

    async fn current(&self, clients: &Clients, refused: Option<u64>) -> Result<Token, Failure> {
        let mut held = self.held.lock().await;
        let now = self.clock.now();
        let mut record = match held.record.take() {
            Some(record) => record,
            None => self.read(&mut held, now).await?,
        };
        let token = self.token_of(&mut held, &mut record, clients, refused, now);
        let token = token.await;
        held.record = Some(record);
        token
    }

    async fn token_of(
        &self,
        held: &mut Held,
        record: &mut Record,
        clients: &Clients,
        refused: Option<u64>,
        now: Timestamp,
    ) -> Result<Token, Failure> {
        if held.is_unkept {
            self.keep(held, record).await?;
            let setup = lock(&self.setup).clone();
            self.works(&setup);
        }
        if let Some(token) = held.usable(record, refused, now) {
            return Ok(token);
        }
        let setup = lock(&self.setup).clone();
        match setup.refused.as_ref() {
            Some((at, why)) if now.since(*at) < REFUSED_FOR => Err(Failure::Denied(why.clone())),
            Some(_) | None => self.renew(held, record, clients, &setup, now).await,
        }
    }

    /// What is kept, or the operator's own token.
    async fn read(&self, held: &mut Held, now: Timestamp) -> Result<Record, Failure> {
        let values = self.values.load(&self.space, now).await;
        let values = values.map_err(|error| self.not_now(&error.to_string()))?;
        let mut kept = None;
        let prefix = record::prefix(&self.name);
        for value in values {
            if value.key == self.key {
                kept = Some(value.value);
            } else if value.key.starts_with(&prefix) {
                held.stale.push(value.key);
            }
        }
        let setup = lock(&self.setup).clone();
        let record = match kept {
            _ if !setup.renewal.is_used_up() => Some(Record::empty()),
            Some(kept) => serde_json::from_slice(&kept).ok(),
            None => Record::first(&self.first),
        };
        let unreadable = || {
            let why = "what is kept cannot be read";
            self.fail(Failure::Denied(remedy::refresh_token(
                why,
                &self.name,
                &setup.table,
            )))
        };
        record.ok_or_else(unreadable)
    }

    async fn renew(
        &self,
        held: &mut Held,
        record: &mut Record,
        clients: &Clients,
        setup: &Setup,
        now: Timestamp,
    ) -> Result<Token, Failure> {
        let was_asking = record.is_asking;
        let (renewal, is_private) = (&setup.renewal, setup.private_networks);
        let value = if renewal.is_used_up() {
            self.announce(held, record).await?;
            SecretValue::new(record.refresh.as_bytes())
        } else {
            self.first.clone()
        };
        match asking::ask(clients, renewal, is_private, &value, now).await {
            Answer::Renewed {
                access,
                refresh,
                expires_s,
            } => {
                let good = |life: u32| Span::seconds(life - MARGIN_S.min(life / 10));
                if renewal.is_used_up() {
                    record.refresh = refresh.unwrap_or_else(|| record.refresh.clone());
                }
                record.access = Some(Access {
                    value: access,
                    since: now,
                    until: expires_s.map(|life| now + good(life)),
                });
                record.is_asking = false;
                held.is_unkept = true;
                held.number = held.number.saturating_add(1);
                self.keep(held, record).await?;
                self.works(setup);
                let unusable = || self.not_now("the token has ended before it was used");
                held.usable(record, None, now).ok_or_else(unusable)
            }
            Answer::Refused { word, sentence } => {
                let refusal = Refusal {
                    word: &word,
                    sentence: &sentence,
                    was_asking,
                };
                let why = refusal.told(&renewal.grant, &self.name, &setup.table);
                lock(&self.setup).refused = Some((now, why.clone()));
                Err(self.fail(Failure::Denied(why)))
            }
            Answer::Later { why, is_lost } => {
                record.is_asking = renewal.is_used_up() && (was_asking || is_lost);
                Err(self.not_now(&why))
            }
        }
    }

    /// Says durably that a renewal begins, so that a crash in between is known of afterwards.
    async fn announce(&self, held: &mut Held, record: &mut Record) -> Result<(), Failure> {
        if record.is_asking {
            return Ok(());
        }
        record.is_asking = true;
        let kept = self.keep(held, record).await;
        record.is_asking = kept.is_ok();
        kept
    }

    /// Makes the record durable, if it holds what would be lost otherwise.
    async fn keep(&self, held: &mut Held, record: &Record) -> Result<(), Failure> {
        let stale = held.stale.iter().cloned();
        let mut changes: Vec<_> = stale.map(ValueChange::Delete).collect();
        if lock(&self.setup).renewal.is_used_up() {
            let value = serde_json::to_vec(record);
            let value = value.map_err(|error| self.not_now(&error.to_string()))?;
            changes.push(ValueChange::Set(PluginValue {
                key: self.key.clone(),
                value,
                expires_at: None,
            }));
        } else if changes.is_empty() {
            held.is_unkept = false;
            return Ok(());
        }
        let kept = self.values.keep(&self.space, changes).await;
        kept.map_err(|error| self.not_now(&format!("it could not be kept: {error}")))?;
        held.is_unkept = false;
        held.stale.clear();
        Ok(())
    }

    /// It may work with the next request.
    fn not_now(&self, why: &str) -> Failure {
        let name = &self.name;
        self.fail(Failure::Connect(format!(
            "the secret \"{name}\" could not be renewed: {why}"
        )))
    }

    /// Shows a failure to the operator, and hands it on.
    fn fail(&self, failure: Failure) -> Failure {
        if let Failure::Connect(message) | Failure::Denied(message) = &failure {
            let fault = LastFault {
                at: self.clock.now(),
                kind: STAGE,
                message: message.clone(),
            };
            let before = lock(&self.trouble).replace(fault);
            if before.is_none_or(|before| before.message != *message) {
                let log = Arc::clone(&lock(&self.setup).log);
                log.write(LogLevel::Error, message.clone(), Vec::new());
                self.tell();
            }
        }
        failure
    }

    fn works(&self, setup: &Setup) {
        lock(&self.setup).refused = None;
        if lock(&self.trouble).take().is_some() {
            let text = format!("the secret \"{}\" is renewed again", self.name);
            setup.log.write(LogLevel::Info, text, Vec::new());
            self.tell();
        }
    }

    fn tell(&self) {
        self.news.send_modify(|tick| *tick = tick.wrapping_add(1));
    }
}

impl Setup {
    fn new(renewal: &Renewal, context: &Context) -> Self {
        Self {
            renewal: renewal.clone(),
            private_networks: context.grants.private_networks,
            log: Arc::clone(&context.log),
            table: format!("[{}.{}.secrets]", context.section, context.name),
            refused: None,
        }
    }
}

impl Held {
    /// The token that the record holds, unless it has run out or is the refused one.
    fn usable(&self, record: &Record, refused: Option<u64>, now: Timestamp) -> Option<Token> {
        let access = record.access.as_ref()?;
        let has_ended = access.until.is_some_and(|until| now >= until);
        let is_refused = refused == Some(self.number) && now.since(access.since) >= LATELY;
        (!has_ended && !is_refused).then(|| Token {
            value: SecretValue::new(access.value.as_bytes()),
            number: self.number,
        })
    }
}

fn lock<T>(held: &Mutex<T>) -> MutexGuard<'_, T> {
    held.lock().unwrap_or_else(PoisonError::into_inner)
}
