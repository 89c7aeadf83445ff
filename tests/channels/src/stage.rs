//! Everything that takes part.

use std::{
    net::{Ipv4Addr, SocketAddr},
    time::Duration,
};

use anyhow::{Context as _, Result, ensure};
use frontdesk_test_bench::{Agent, AgentState, Answer, Gateway, Settings, cast::seat_signed_in};
use frontdesk_test_providers::{
    Heard, Inbound, Phone, Provider, Providers,
    demo::{SECRET, accounts, channel_of, sections},
};
use frontdesk_wire::{
    Text,
    console::Command,
    view::{ContentView, ConversationView, DeliveryStateView, MessageView},
};

/// How long anything may take on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(40);

/// The gateway, the providers, and agent `a0`.
pub struct Stage {
    /// The gateway.
    pub gateway: Gateway,
    /// Everybody's provider.
    pub providers: Providers,
    /// The only agent; accepts everything.
    pub agent: Agent,
    /// Its session.
    cookie: String,
    _folder: tempfile::TempDir,
}

/// A conversation on the agent's desk.
pub struct Held {
    /// Its id.
    pub id: String,
    /// The conversation.
    pub conversation: ConversationView,
    /// Its messages.
    pub messages: Vec<MessageView>,
}

impl Held {
    /// What people wrote, in order.
    pub fn texts(&self) -> Vec<&str> {
        let text = |message: &'_ MessageView| match &message.content {
            ContentView::Text { .. } => true,
            ContentView::AgentJoined { .. }
            | ContentView::Requeued
            | ContentView::AnswerAwaited
            | ContentView::Ended { .. }
            | ContentView::Stopped { .. }
            | ContentView::Resumed { .. } => false,
        };
        let said = self.messages.iter().filter(|message| text(message));
        said.map(text_of).collect()
    }

    /// How far the message with this text has come.
    pub fn delivery_of(&self, text: &str) -> Option<DeliveryStateView> {
        let message = self
            .messages
            .iter()
            .find(|message| text_of(message) == text);
        Some(message?.delivery.as_ref()?.state)
    }
}

/// What a message says.
fn text_of(message: &MessageView) -> &str {
    match &message.content {
        ContentView::Text { text, .. } => text,
        ContentView::AgentJoined { .. }
        | ContentView::Requeued
        | ContentView::AnswerAwaited
        | ContentView::Ended { .. }
        | ContentView::Stopped { .. }
        | ContentView::Resumed { .. } => "",
    }
}

impl Stage {
    /// Starts all of them.
    pub async fn start() -> Result<Self> {
        Self::with(&[]).await
    }

    /// Starts all of them, with some of the gateway's keys set otherwise.
    pub async fn with(keys: &[(&str, &str)]) -> Result<Self> {
        let providers = Providers::start(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await?;
        let folder = tempfile::tempdir()?;
        let settings = Settings {
            agents: 1,
            ..Settings::default()
        };
        let set = |settings: Settings, (key, value): &(&str, &str)| settings.with(key, value);
        let settings = keys.iter().fold(settings, set);
        // The address is known once it is prepared, and stands in the sections.
        let mut gateway = Gateway::prepare(folder.path(), &settings)?;
        let address = format!("http://{}", gateway.addr());
        let mut settings = Settings {
            sections: sections(&address, &format!("http://{}", providers.addr()), "sales"),
            ..settings
        };
        let (name, value) = SECRET;
        settings.variables.insert(name.to_owned(), value.to_owned());
        gateway.set_up(&settings)?;
        for account in accounts(&address)? {
            ensure!(providers.add_account(account), "an account of nobody's");
        }
        gateway.resume().await?;
        let cookie = gateway.sign_in(&Settings::agent(0)).await?;
        let agent = seat_signed_in(&gateway, 0, &cookie).await?;
        Ok(Self {
            cookie,
            gateway,
            providers,
            agent,
            _folder: folder,
        })
    }

    /// A contact writes; the gateway takes every call of the provider.
    pub async fn say(&self, provider: Provider, inbound: Inbound) -> Result<()> {
        let heard = self.heard(provider, inbound).await?;
        let taken = heard
            .iter()
            .all(|heard| heard.status.is_some_and(|status| status < 300));
        ensure!(taken && !heard.is_empty(), "{}: {heard:?}", provider.name());
        Ok(())
    }

    /// A contact writes: what the provider heard from the gateway.
    pub async fn heard(&self, provider: Provider, inbound: Inbound) -> Result<Vec<Heard>> {
        let heard = self.providers.say(provider, inbound).await;
        heard.context("the provider has no account")
    }

    /// The agent uploads a file for a conversation.
    pub async fn upload(&self, held: &Held, name: &str, bytes: Vec<u8>) -> Result<Answer> {
        let http = self.gateway.http();
        let name = name.replace(' ', "%20");
        let path = format!("/api/v1/conversations/{}/files?name={name}", held.id);
        let headers = [
            ("origin".to_owned(), http.origin()),
            ("cookie".to_owned(), self.cookie.clone()),
        ];
        http.raw("POST", &path, &headers, &bytes).await
    }

    /// The agent ends a talk and wraps it up; it is off the desk, and forgotten as a console forgets it.
    pub async fn close(&self, held: &Held) -> Result<()> {
        self.agent.end(&format!("end-{}", held.id), &held.id);
        let finish = Command::FinishWrapUp {
            conversation: Text(held.conversation.id.0),
            disposition: Some("sold".to_owned()),
            note: None,
        };
        self.agent.command(&format!("finish-{}", held.id), finish);
        let is_gone = |state: &AgentState| (!state.held.contains_key(&held.id)).then_some(());
        let state = self.agent.state();
        state.until("an empty desk", PATIENCE, is_gone).await?;
        state.change(|state| state.left.clear());
        Ok(())
    }

    /// The conversation on the desk of this contact, once `is_so`.
    pub async fn held(
        &self,
        provider: Provider,
        what: &str,
        mut is_so: impl FnMut(&Held) -> bool,
    ) -> Result<Held> {
        let find = |state: &AgentState| {
            state.held.iter().find_map(|(id, held)| {
                let held = Held {
                    id: id.clone(),
                    conversation: held.conversation.clone(),
                    messages: held.messages.clone(),
                };
                let is_here = held.conversation.channel.0.as_str() == channel_of(provider);
                (is_here && is_so(&held)).then_some(held)
            })
        };
        let state = self.agent.state();
        state
            .until(what, PATIENCE, find)
            .await
            .with_context(|| format!("{}: {}", provider.name(), self.gateway.log()))
    }

    /// The contact's phone, once `is_so`.
    pub async fn phone(
        &self,
        provider: Provider,
        contact: &str,
        is_so: impl Fn(&Phone) -> bool,
    ) -> Result<Phone> {
        let of = |phones: &[Phone]| {
            let is_it = |phone: &&Phone| phone.provider == provider && phone.contact == contact;
            phones.iter().find(is_it).cloned()
        };
        let shows = |phones: &[Phone]| of(phones).is_some_and(|phone| is_so(&phone));
        let has_come = self.providers.until(PATIENCE, shows).await;
        let phones = self.providers.phones();
        ensure!(
            has_come,
            "{}: {phones:?}\n{}",
            provider.name(),
            self.gateway.log()
        );
        of(&phones).context("the phone is gone")
    }
}
