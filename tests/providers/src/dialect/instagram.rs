//! Instagram messaging, on Meta's Graph API: as Messenger, with shorter texts, and no word of delivery.
//!
//! <https://developers.facebook.com/docs/messenger-platform/instagram>.

use serde_json::json;

use super::{
    messenger::{self, Kind},
    meta,
};
use crate::{
    Account, Message, Problem, State,
    call::{Answer, Call, SignedCall},
    dialect::{Asked, Dialect, Outgoing, Report, Stamped},
    faults::Mishap,
    world::Desk,
};

const KIND: Kind = Kind {
    object: "instagram",
    text_max: 1_000,
    length: str::len,
    window: 2_534_022,
};

pub(crate) struct Instagram;

impl Dialect for Instagram {
    fn title(&self) -> &'static str {
        "Instagram"
    }

    fn prefix(&self) -> &'static str {
        meta::PREFIX
    }

    fn read(&self, call: &Call, desk: &Desk<'_>) -> Result<Asked, Answer> {
        messenger::read(&KIND, call, desk)
    }

    fn taken(&self, outgoing: &Outgoing, _message: &Message) -> Answer {
        messenger::taken(outgoing)
    }

    fn too_many(&self, _call: &Call, mishap: &Mishap) -> Answer {
        messenger::too_many(mishap)
    }

    fn internal(&self, _call: &Call) -> Answer {
        messenger::internal()
    }

    fn inbound(&self, account: &Account, stamped: &Stamped<'_>) -> SignedCall {
        messenger::inbound(&KIND, account, stamped)
    }

    fn receipt(&self, report: &Report<'_>) -> Vec<SignedCall> {
        if report.state == State::Read {
            let value = json!({ "mid": report.message.id });
            vec![messenger::told(&KIND, report, "read", value)]
        } else {
            Vec::new()
        }
    }

    fn echo(&self, report: &Report<'_>) -> Option<SignedCall> {
        Some(messenger::echo(&KIND, report))
    }

    fn takes(&self, outgoing: &Outgoing) -> &'static [(&'static str, usize)] {
        messenger::files(outgoing)
    }

    fn unfetched(&self, _outgoing: &mut Outgoing, problem: Problem) -> Option<Answer> {
        Some(messenger::unfetched(problem))
    }

    fn message_id(&self) -> String {
        messenger::mid()
    }

    fn check(&self, account: &Account) -> Option<(SignedCall, String)> {
        Some(meta::check(account))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_counted_in_bytes() {
        assert_eq!((KIND.length)("ž"), 2);
    }
}
