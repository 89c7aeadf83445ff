//! Who may begin a conversation: the form's answers, and whether somebody is known by them where they have to be.
//!
//! All of it is decided before the core hears of anything, after a look into the store and, where the channel says
//! so, within seconds of connected customer systems.

use std::net::IpAddr;

use frontdesk_core::ContactCard;
use frontdesk_engine::ports::ContactSession;
use frontdesk_wire::visitor::HostFrame;

use super::matching::{self, Match};
use crate::{api::Api, form};

/// Checks a card before it opens a conversation. `Err`: there is none, and why. Whoever has to wait is answered
/// the same whether they are right or wrong.
pub(super) async fn admit(
    api: &Api,
    session: &ContactSession,
    address: IpAddr,
    id: &str,
    card: &mut ContactCard,
) -> Result<(), HostFrame> {
    let setup = api.setup();
    let Some(channel) = setup.channel(&session.channel) else {
        return Ok(());
    };
    form::check(&channel.form, card)
        .map_err(|unfit| refused(id, unfit.code, Some(unfit.field), &unfit.message))?;
    let said = form::to_match(&channel.form, card);
    if said.is_empty() {
        return Ok(());
    }
    let guesses = api.guesses();
    let guess = guesses.take(&session.channel, &session.thread, address);
    let Ok(guess) = guess else {
        let later = "too many wrong answers; try again in a few minutes";
        return Err(refused(id, "too_many_guesses", None, later));
    };
    match matching::find(api, &said, &form::places(&channel.form)).await {
        Match::Known => {
            guesses.give_back(guess);
            Ok(())
        }
        Match::Unknown => {
            guesses.was_wrong(guess);
            // Of several fields none is named: which of them somebody has right is nobody's business.
            let needed = channel.form.iter().filter(|question| question.lets_in());
            let field = match needed.collect::<Vec<_>>().as_slice() {
                [only] => Some(only.field.name.clone()),
                _ => None,
            };
            Err(refused(
                id,
                "not_identified",
                field,
                "nobody is known by this",
            ))
        }
        Match::Unchecked => {
            guesses.was_not_checked(guess);
            let later = "this cannot be checked just now; try again in a moment";
            Err(refused(id, "not_checked", None, later))
        }
    }
}

fn refused(id: &str, code: &str, field: Option<String>, message: &str) -> HostFrame {
    HostFrame::Refused {
        id: Some(id.to_owned()),
        code: code.to_owned(),
        field,
        message: message.to_owned(),
        retry_ms: None,
    }
}
