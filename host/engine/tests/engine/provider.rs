//! A component that takes messages to a provider: it answers as the test's list says, then takes
//! everything; what it is given is written down.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};

use async_trait::async_trait;
use frontdesk_core::{Cause, DeliveryReason};
use frontdesk_engine::ports::{ChannelFeatures, Dispatch, Outbound, Receipt, SendFault};
use tokio::{sync::watch, time::Instant};

#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) reference: String,
    pub(crate) text: String,
    pub(crate) at: Instant,
}

pub(crate) struct Provider {
    features: Arc<ChannelFeatures>,
    answers: Mutex<VecDeque<Result<Vec<String>, SendFault>>>,
    calls: watch::Sender<Vec<Call>>,
    answers_now: watch::Sender<bool>,
}

impl Provider {
    /// Takes everything.
    pub(crate) fn willing() -> Arc<Self> {
        Self::answering([])
    }

    pub(crate) fn answering(
        answers: impl IntoIterator<Item = Result<Vec<String>, SendFault>>,
    ) -> Arc<Self> {
        Self::with(ChannelFeatures::default(), answers)
    }

    pub(crate) fn with(
        features: ChannelFeatures,
        answers: impl IntoIterator<Item = Result<Vec<String>, SendFault>>,
    ) -> Arc<Self> {
        Arc::new(Self {
            features: features.into(),
            answers: Mutex::new(answers.into_iter().collect()),
            calls: watch::Sender::default(),
            answers_now: watch::Sender::new(true),
        })
    }

    /// From here on it takes messages and does not answer.
    pub(crate) fn hold(&self) {
        self.answers_now.send_replace(false);
    }

    /// It answers again.
    pub(crate) fn release(&self) {
        self.answers_now.send_replace(true);
    }

    /// What it was given so far.
    pub(crate) fn calls(&self) -> Vec<Call> {
        self.calls.borrow().clone()
    }

    /// What they said.
    pub(crate) fn texts(&self) -> Vec<String> {
        self.calls().into_iter().map(|call| call.text).collect()
    }

    /// Waits until it was given so many.
    pub(crate) async fn called(&self, times: usize) -> Vec<Call> {
        let mut calls = self.calls.subscribe();
        let reached = calls.wait_for(|calls| calls.len() >= times).await.unwrap();
        reached.clone()
    }
}

#[async_trait]
impl Outbound for Provider {
    async fn send(&self, dispatch: &Dispatch) -> Result<Receipt, SendFault> {
        let call = Call {
            reference: dispatch.reference.clone(),
            text: dispatch.message.content.text().unwrap().to_owned(),
            at: Instant::now(),
        };
        self.calls.send_modify(|calls| calls.push(call));
        let mut answers_now = self.answers_now.subscribe();
        answers_now.wait_for(|now| *now).await.unwrap();
        let answer = self.answers.lock().unwrap().pop_front();
        let own = || Ok(vec![own_id(&dispatch.reference)]);
        let provider_ids = answer.unwrap_or_else(own)?;
        Ok(Receipt { provider_ids })
    }

    fn features(&self) -> Arc<ChannelFeatures> {
        self.features.clone()
    }
}

/// How the provider calls a message unless it was told otherwise.
pub(crate) fn own_id(reference: &str) -> String {
    format!("SM-{reference}")
}

pub(crate) fn ids(ids: &[&str]) -> Vec<String> {
    ids.iter().map(|id| (*id).to_owned()).collect()
}

pub(crate) fn reason(message: &str) -> DeliveryReason {
    DeliveryReason {
        cause: Cause::Recipient,
        message: message.into(),
        code: Some("30005".into()),
    }
}

pub(crate) fn refused() -> SendFault {
    SendFault::Permanent {
        reason: reason("no such number"),
    }
}

pub(crate) fn uncertain() -> SendFault {
    SendFault::Uncertain {
        message: "no answer came".to_owned(),
    }
}

pub(crate) fn later(wait: Duration) -> SendFault {
    SendFault::Transient {
        message: "try later".to_owned(),
        retry_after: Some(wait),
    }
}
