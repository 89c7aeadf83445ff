//! A request to a provider: what goes wrong with it, whether it is taken, and what comes of it.

use std::{sync::Arc, time::Duration};

use crate::{
    Provider,
    call::{Answer, Call},
    deliver::Caller,
    dialect::{Asked, Outgoing},
    faults::{Fault, Mishap},
    fetch,
    world::{Desk, World},
};

/// How a request ends.
#[derive(Debug)]
pub(crate) enum Ending {
    /// With an answer.
    Answered(Answer),
    /// With half of one.
    Half(Answer),
    /// Without one, until the gateway gives up.
    Silent,
    /// With a closed connection.
    HungUp,
}

/// Providers at work.
#[derive(Clone, Debug)]
pub(crate) struct Providers {
    pub(crate) world: Arc<World>,
    pub(crate) caller: Arc<Caller>,
}

impl Providers {
    /// Which provider a request is for. Meta's three share a prefix, so the account decides.
    pub(crate) fn provider_of(&self, prefix: &str, call: &Call) -> Option<Provider> {
        let mut of_prefix = Provider::ALL
            .iter()
            .copied()
            .filter(|provider| provider.prefix() == prefix)
            .peekable();
        let first = *of_prefix.peek()?;
        let token = call.bearer().or_else(|| call.query("access_token"));
        let has_account = |provider: &Provider| {
            let accounts = self.world.accounts().into_iter();
            let mut own = accounts.filter(|account| account.provider == Some(*provider));
            own.any(|account| {
                call.path.contains(&account.id)
                    || call.path.iter().any(|part| part == "me")
                        && token == Some(account.token.as_str())
            })
        };
        Some(of_prefix.find(has_account).unwrap_or(first))
    }

    /// Plays the provider.
    pub(crate) async fn receive(&self, provider: Provider, call: &Call) -> Ending {
        let desk = Desk {
            world: &self.world,
            provider,
        };
        let read = provider.dialect().read(call, &desk);
        // What is wrong by itself was an attempt to send, unless it only asked for something.
        let is_send = match &read {
            Ok(Asked::Send(_)) => true,
            Ok(Asked::Else(_)) => false,
            Err(_) => call.method == "POST",
        };
        let mishap = if is_send {
            self.world.mishap(provider)
        } else {
            None
        };
        if let Some(mishap) = &mishap
            && mishap.delay_ms > 0
        {
            tokio::time::sleep(Duration::from_millis(mishap.delay_ms)).await;
        }
        if let Some(answer) = mishap
            .as_ref()
            .and_then(|mishap| refused(provider, call, mishap))
        {
            let is_taken = mishap.as_ref().is_some_and(|mishap| mishap.taken);
            if let (true, Ok(Asked::Send(outgoing))) = (is_taken, read) {
                self.take(provider, &outgoing, false);
            }
            return answer;
        }
        match read {
            Err(answer) | Ok(Asked::Else(answer)) => Ending::Answered(answer),
            Ok(Asked::Send(mut outgoing)) => match self.fetch(provider, &mut outgoing).await {
                Some(refusal) => Ending::Answered(refusal),
                None => self.end(provider, &outgoing, mishap),
            },
        }
    }

    /// Gets the file of a message; the answer that refuses the message for it, if one does.
    async fn fetch(&self, provider: Provider, outgoing: &mut Outgoing) -> Option<Answer> {
        let client = &self.caller.client;
        outgoing.file = fetch::fetch(client, &self.world, provider, outgoing).await;
        let problem = outgoing.file.as_ref()?.problem?;
        provider.dialect().unfetched(outgoing, problem)
    }

    fn end(&self, provider: Provider, outgoing: &Outgoing, mishap: Option<Mishap>) -> Ending {
        let fault = mishap.and_then(|mishap| mishap.fault);
        let answer = self.take(provider, outgoing, fault.is_none());
        match fault {
            Some(Fault::Half) => Ending::Half(answer),
            Some(Fault::Silent) => Ending::Silent,
            Some(Fault::TooMany | Fault::Internal | Fault::Unavailable | Fault::Refuse) | None => {
                Ending::Answered(answer)
            }
        }
    }

    /// Takes a message; its reports follow by themselves.
    fn take(&self, provider: Provider, outgoing: &Outgoing, answered: bool) -> Answer {
        let message = self.world.take(provider, outgoing, answered);
        let answer = provider.dialect().taken(outgoing, &message);
        let caller = Arc::clone(&self.caller);
        tokio::spawn(async move { caller.follow_up(provider, &message.id).await });
        answer
    }
}

/// The end of a request that is refused on purpose.
fn refused(provider: Provider, call: &Call, mishap: &Mishap) -> Option<Ending> {
    let dialect = provider.dialect();
    match mishap.fault? {
        Fault::TooMany => Some(Ending::Answered(dialect.too_many(call, mishap))),
        Fault::Internal => Some(Ending::Answered(dialect.internal(call))),
        Fault::Unavailable => Some(Ending::Answered(unavailable(mishap))),
        Fault::Refuse => Some(Ending::HungUp),
        Fault::Half | Fault::Silent => None,
    }
}

/// A load balancer's word, not a provider's.
fn unavailable(mishap: &Mishap) -> Answer {
    let page = b"<html><body><h1>503 Service Unavailable</h1></body></html>";
    Answer {
        status: 503,
        ..Answer::bytes("text/html", page)
    }
    .with("retry-after", mishap.retry_after.to_string())
}
