//! Calls to the gateway: as often, as late and in the order that was asked for.

use std::{sync::Arc, time::Duration};

use serde::{Deserialize, Serialize};

use crate::{
    Account, Content, Inbound, Message, Provider, Receipts, Side, SignedCall, Standing, State,
    clock,
    dialect::{Report, Stamped},
    faults::shuffled,
    phones::About,
    world::World,
};

/// How long a provider waits for the gateway's answer; the shortest of them does 10 s.
const PATIENCE: Duration = Duration::from_secs(10);

/// What the gateway answered to a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heard {
    /// The provider's name for the message that the call was about.
    pub message: String,
    /// The status code; none: there was no answer.
    pub status: Option<u16>,
    /// The answer's body, or why there is none.
    pub body: String,
}

/// What came of making sure whose address it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    /// Whether the gateway gave back what the provider expects.
    pub is_passed: bool,
    /// The status code; none: there was no answer.
    pub status: Option<u16>,
    /// The answer's body, or why there is none.
    pub body: String,
}

/// What the gateway was told on one message, and what it answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reported {
    /// What was told.
    pub state: State,
    /// The answers; empty: the provider has no report for this.
    pub heard: Vec<Heard>,
}

/// Makes calls.
#[derive(Debug)]
pub(crate) struct Caller {
    pub(crate) client: reqwest::Client,
    world: Arc<World>,
}

impl Caller {
    pub(crate) fn new(world: Arc<World>) -> reqwest::Result<Self> {
        let client = reqwest::Client::builder()
            .timeout(PATIENCE)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()?;
        Ok(Self { client, world })
    }

    /// Calls with what belongs together.
    pub(crate) async fn call(
        &self,
        provider: Provider,
        account: &Account,
        calls: Vec<SignedCall>,
    ) -> Vec<Heard> {
        let faults = self.world.webhook_faults(provider);
        let times = usize::try_from(faults.times).unwrap_or(1);
        let mut all: Vec<SignedCall> = calls
            .into_iter()
            .flat_map(|call| std::iter::repeat_n(call, times))
            .collect();
        if faults.shuffle {
            all = shuffled(all);
        }
        let mut heard = Vec::with_capacity(all.len());
        for call in all {
            if faults.delay_ms > 0 {
                tokio::time::sleep(Duration::from_millis(faults.delay_ms)).await;
            }
            heard.push(self.send(account, &call).await);
        }
        heard
    }

    async fn send(&self, account: &Account, call: &SignedCall) -> Heard {
        let url = account
            .connect
            .as_deref()
            .map_or_else(|| call.url.clone(), |origin| rebased(&call.url, origin));
        let mut request = match call.method.as_str() {
            "GET" => self.client.get(&url),
            _ => self.client.post(&url).body(call.body.clone()),
        };
        for (name, value) in &call.headers {
            request = request.header(name, value);
        }
        let answer = async {
            let response = request.send().await?;
            let status = response.status().as_u16();
            Ok::<_, reqwest::Error>((status, response.text().await?))
        };
        let (status, body) = match answer.await {
            Ok((status, body)) => (Some(status), body),
            Err(error) => (None, error.without_url().to_string()),
        };
        Heard {
            message: call.message.clone(),
            status,
            body,
        }
    }

    /// Delivers messages of contacts, all as one batch for the account that the first one names. None: the
    /// provider has no such account.
    pub(crate) async fn say(&self, provider: Provider, batch: Vec<Inbound>) -> Option<Vec<Heard>> {
        let named = batch.first().and_then(|first| first.account.as_deref());
        let account = self.world.account(provider, named)?;
        let mut calls = Vec::new();
        for mut inbound in batch {
            if let Content::Media(media) = &mut inbound.content
                && media.url.is_empty()
            {
                media.url = format!("{}{}", self.world.base, crate::media::PATH);
            }
            calls.extend(self.written(provider, &account, &inbound));
        }
        Some(self.call(provider, &account, calls).await)
    }

    /// Puts a contact's message on their phone, and makes the calls with it.
    fn written(&self, provider: Provider, account: &Account, inbound: &Inbound) -> Vec<SignedCall> {
        let dialect = provider.dialect();
        let id = inbound.id.clone().unwrap_or_else(|| dialect.message_id());
        let at_ms = inbound.at_ms.unwrap_or_else(clock::now_ms);
        let key = (provider, account.id.clone(), inbound.from.clone());
        if let (Content::Media(media), Some(name)) = (&inbound.content, dialect.media_id(&id)) {
            self.world.keep_media(name, media.clone());
        }
        let message = Message {
            file: None,
            id: id.clone(),
            by: Side::Contact,
            content: inbound.content.clone(),
            options: Vec::new(),
            at_ms,
            reference: None,
            states: Vec::new(),
            arrived: true,
            answered: true,
            about: About::default(),
        };
        let is_new = self.world.write(&key, inbound.name.as_deref(), &message);
        if let Some(standing) = dialect.standing_after(inbound.content.text()) {
            self.world.stand(&key, standing);
        }
        let first = u32::from(!is_new);
        let repeats = first..first + inbound.times;
        let call = |repeat| {
            let stamped = Stamped {
                inbound,
                id: &id,
                at_ms,
                repeat,
            };
            dialect.inbound(account, &stamped)
        };
        repeats.map(call).collect()
    }

    /// Reports on the gateway's message. None: there is no such message.
    pub(crate) async fn report(
        &self,
        provider: Provider,
        message: &str,
        states: &[State],
    ) -> Option<Vec<Reported>> {
        let (phone, found) = self.world.sent(provider, message)?;
        let account = self.world.account(provider, Some(&phone.account))?;
        let mut calls = Vec::new();
        for state in states {
            let report = Report {
                account: &account,
                phone: &phone,
                message: &found,
                state: *state,
                at_ms: clock::now_ms(),
            };
            let made = provider.dialect().receipt(&report);
            calls.push((*state, made));
        }
        if self.world.webhook_faults(provider).shuffle {
            calls = shuffled(calls);
        }
        let mut reported = Vec::with_capacity(calls.len());
        for (state, made) in calls {
            if !made.is_empty() {
                self.world.note(provider, message, state);
            }
            let heard = self.call(provider, &account, made).await;
            reported.push(Reported { state, heard });
        }
        Some(reported)
    }

    /// What happens to a message that was taken, without being asked: echo, sent, delivered.
    pub(crate) async fn follow_up(&self, provider: Provider, message: &str) {
        let Some((phone, found)) = self.world.sent(provider, message) else {
            return;
        };
        let Some(account) = self.world.account(provider, Some(&phone.account)) else {
            return;
        };
        if account.receipts == Receipts::Off {
            return;
        }
        tokio::time::sleep(Duration::from_millis(account.receipts_after_ms)).await;
        let report = Report {
            account: &account,
            phone: &phone,
            message: &found,
            state: State::Sent,
            at_ms: clock::now_ms(),
        };
        if let Some(echo) = provider.dialect().echo(&report) {
            self.call(provider, &account, vec![echo]).await;
        }
        let states: &[State] = if found.arrived {
            &[State::Sent, State::Delivered]
        } else {
            &[State::Failed]
        };
        self.report(provider, message, states).await;
    }

    /// Changes what may be sent to a contact. None: the provider has no account.
    pub(crate) async fn bar(
        &self,
        provider: Provider,
        account: Option<&str>,
        contact: &str,
        standing: Standing,
    ) -> Option<Vec<Heard>> {
        let account = self.world.account(provider, account)?;
        let key = (provider, account.id.clone(), contact.to_owned());
        self.world.stand(&key, standing);
        let call = provider.dialect().barred(&account, contact, standing);
        Some(
            self.call(provider, &account, call.into_iter().collect())
                .await,
        )
    }

    /// Makes sure whose address it is, if the provider does that. None: it has no account, or does not.
    pub(crate) async fn check(&self, provider: Provider, account: Option<&str>) -> Option<Checked> {
        let account = self.world.account(provider, account)?;
        let dialect = provider.dialect();
        let (call, expected) = dialect.check(&account)?;
        let Heard { status, body, .. } = self.send(&account, &call).await;
        let is_passed = status == Some(200) && dialect.checked(&body) == expected;
        Some(Checked {
            is_passed,
            status,
            body,
        })
    }
}

/// The address with another scheme, host and port.
pub(crate) fn rebased(url: &str, origin: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = rest.find(['/', '?']).and_then(|at| rest.get(at..));
    format!("{}{}", origin.trim_end_matches('/'), path.unwrap_or("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_origin_of_an_address_is_replaced() {
        for (url, expected) in [
            ("https://desk.example/a?b=1", "http://127.0.0.1:1/a?b=1"),
            ("https://desk.example", "http://127.0.0.1:1/"),
            ("https://desk.example?b", "http://127.0.0.1:1?b"),
        ] {
            assert_eq!(rebased(url, "http://127.0.0.1:1/"), expected);
        }
    }
}
