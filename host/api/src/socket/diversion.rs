//! A contact leaves the line to write a message instead.

use frontdesk_core::{Input, Rejection};
use frontdesk_engine::{
    Command, Refusal,
    ports::{ContactNotice, ContactSession},
};
use frontdesk_wire::visitor::{ContactDiverted, HostFrame};

use super::speech::Spoken;
use crate::{
    api::Api,
    problem::{Fault, millis},
};

/// Bytes of the client's id.
const ID_BYTES: usize = 64;

/// The wish in a frame; `None`: it is another frame.
pub(super) fn told(text: &str) -> Option<ContactDiverted> {
    if !text.contains("\"divert\"") {
        return None;
    }
    serde_json::from_str(text).ok()
}

/// Takes the contact out of the line, and acknowledges it once that is durable. Whose conversation has an agent or
/// has ended meanwhile is told so, and goes on with that.
pub(super) async fn tell(api: &Api, session: &ContactSession, wish: ContactDiverted) -> Spoken {
    let ContactDiverted::Divert { id } = wish;
    let setup = api.setup();
    let channel = setup.channel(&session.channel);
    if channel.is_none_or(|channel| channel.offline.is_none()) {
        return refused(
            id,
            "no_offline_form",
            "this channel takes no messages",
            None,
        );
    }
    let thread = (session.channel.clone(), session.thread.clone());
    let Some(conversation) = api.hub().open_on(&thread) else {
        return refused(id, "no_conversation", "there is no conversation", None);
    };
    let input = Input::ContactDiverted { conversation };
    match api.engine().submit(Command { input, mark: None }).await {
        Ok(outcome) => {
            let notice = ContactNotice::Ack {
                id,
                seq: None,
                conversation,
                at: outcome.at,
            };
            Spoken {
                notices: vec![notice],
                ..Spoken::default()
            }
        }
        Err(Refusal::Rejected(Rejection::WrongState { .. })) => {
            refused(id, "wrong_state", "an agent is there already", None)
        }
        Err(refusal) => {
            let fault = Fault::from(refusal);
            let message = fault.problem().detail;
            refused(id, "busy", &message, fault.retry_after().map(millis))
        }
    }
}

fn refused(id: String, code: &str, message: &str, retry_ms: Option<u64>) -> Spoken {
    Spoken {
        host: Some(HostFrame::Refused {
            id: (id.len() <= ID_BYTES).then_some(id),
            code: code.to_owned(),
            field: None,
            message: message.to_owned(),
            retry_ms,
        }),
        ..Spoken::default()
    }
}
