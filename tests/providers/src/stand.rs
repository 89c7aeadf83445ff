//! Providers in this process: what `/control` does, as methods.

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use tokio::{net::TcpListener, task::JoinHandle};

use crate::{
    Account, Checked, Faults, Heard, Inbound, Phone, Provider, Reported, SignedCall, Standing,
    State, clock, deliver::Caller, dialect::Stamped, receive, server, world::World,
};

/// A contact's message as the provider's signed call, without sending it: as often, as late and in
/// whichever order you like. No phone shows it. Two of the same [`Inbound::id`] are repeats; without an
/// id, each call is a new message. A file must have its address ([`crate::Media::url`]).
pub fn inbound(provider: Provider, account: &Account, inbound: &Inbound) -> SignedCall {
    let dialect = provider.dialect();
    let id = inbound.id.clone().unwrap_or_else(|| dialect.message_id());
    let stamped = Stamped {
        inbound,
        id: &id,
        at_ms: inbound.at_ms.unwrap_or_else(clock::now_ms),
        repeat: 0,
    };
    dialect.inbound(account, &stamped)
}

/// All providers, listening. They stop when this is dropped.
#[derive(Debug)]
pub struct Providers {
    addr: SocketAddr,
    inner: receive::Providers,
    server: JoinHandle<()>,
}

impl Drop for Providers {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Providers {
    /// Listens on this address, on the runtime that this is called on. Port 0 takes a free one.
    pub async fn start(listen: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind(listen).await?;
        let addr = listener.local_addr()?;
        let world = Arc::new(World::new(format!("http://{addr}")));
        let caller = Caller::new(Arc::clone(&world)).map_err(io::Error::other)?;
        let inner = receive::Providers {
            world,
            caller: Arc::new(caller),
        };
        let server = tokio::spawn(server::serve(listener, inner.clone()));
        Ok(Self {
            addr,
            inner,
            server,
        })
    }

    /// Where they listen.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// What a channel is given as the address of this provider's API.
    pub fn base_url(&self, provider: Provider) -> String {
        format!("http://{}/{}", self.addr, provider.prefix())
    }

    /// Adds an account, or replaces the one with its provider and id. One without a provider is no
    /// one's: false.
    pub fn add_account(&self, account: Account) -> bool {
        let is_owned = account.provider.is_some();
        if is_owned {
            self.inner.world.add_account(account);
        }
        is_owned
    }

    /// Has a contact write, and tells what the gateway answered to each call. None: the provider has no
    /// such account.
    pub async fn say(&self, provider: Provider, inbound: Inbound) -> Option<Vec<Heard>> {
        self.say_all(provider, vec![inbound]).await
    }

    /// Has contacts write, as one batch: shuffled if [`crate::WebhookFaults`] say so.
    pub async fn say_all(&self, provider: Provider, batch: Vec<Inbound>) -> Option<Vec<Heard>> {
        self.inner.caller.say(provider, batch).await
    }

    /// Reports on a message of the gateway's. None: there is no such message.
    pub async fn receipts(
        &self,
        provider: Provider,
        message: &str,
        states: &[State],
    ) -> Option<Vec<Reported>> {
        self.inner.caller.report(provider, message, states).await
    }

    /// Orders what goes wrong next.
    pub fn faults(&self, provider: Provider, faults: &Faults) {
        self.inner.world.order(provider, faults);
    }

    /// Changes what may be sent to a contact, and tells what the gateway answered if it is called for
    /// that. None: the provider has no account.
    pub async fn bar(
        &self,
        provider: Provider,
        contact: &str,
        standing: Standing,
    ) -> Option<Vec<Heard>> {
        let caller = &self.inner.caller;
        caller.bar(provider, None, contact, standing).await
    }

    /// Makes sure whose address it is: Meta's `hub.challenge`, X's CRC. None: the provider has no
    /// account, or does not do that.
    pub async fn check(&self, provider: Provider) -> Option<Checked> {
        self.inner.caller.check(provider, None).await
    }

    /// All phones, by provider, account and contact.
    pub fn phones(&self) -> Vec<Phone> {
        self.inner.world.phones()
    }

    /// A contact's phone with the provider's first account.
    pub fn phone(&self, provider: Provider, contact: &str) -> Option<Phone> {
        let account = self.inner.world.account(provider, None)?;
        let world = &self.inner.world;
        world.phone(provider, &account.id, contact)
    }

    /// How many messages of the gateway's have arrived on all phones of this provider. Cheap enough to
    /// ask for while a load runs.
    pub fn received(&self, provider: Provider) -> usize {
        self.inner.world.received(provider)
    }

    /// Waits until this is so of all phones; false: it was not in time.
    pub async fn until(&self, patience: Duration, is_so: impl Fn(&[Phone]) -> bool) -> bool {
        let mut versions = self.inner.world.versions();
        let waiting = async {
            loop {
                versions.mark_unchanged();
                if is_so(&self.phones()) {
                    return true;
                }
                if versions.changed().await.is_err() {
                    return false;
                }
            }
        };
        tokio::time::timeout(patience, waiting)
            .await
            .unwrap_or(false)
    }

    /// Forgets phones and faults, and ends requests that wait for an answer; accounts stay.
    pub fn reset(&self) {
        self.inner.world.reset();
    }

    /// Serves until it cannot.
    pub async fn run(mut self) {
        let _ = (&mut self.server).await;
    }
}
