//! Who a contact is, as their site vouches for: see `auth::site_identity`.

use frontdesk_core::{ContactCard, Input, Rejection, Timestamp};
use frontdesk_engine::{Command, Refusal, ports::ContactSession};

use crate::{
    api::Api,
    auth::{
        site_identity::{NotVouched, SiteIdentity, Vouched},
        visitor_token::Owner,
    },
};

/// What came of a token.
pub(super) struct Read {
    pub(super) vouched: Option<Vouched>,
    /// Whom it was made out to, even if it is too old to say more.
    pub(super) owner: Option<Owner>,
    /// Why it says nothing: a sentence for whoever made the page.
    pub(super) refused: Option<&'static str>,
}

/// Reads the token that a page handed over.
pub(super) fn read(api: &Api, site: Option<&SiteIdentity>, token: &str, now: Timestamp) -> Read {
    let none = NotVouched {
        why: "this channel takes no identities: it has no identity.secret in the gateway's configuration",
        subject: None,
    };
    let owner = |subject| api.tokens().owner(subject);
    match site.ok_or(none).and_then(|site| site.read(token, now)) {
        Ok(vouched) => Read {
            owner: Some(owner(&vouched.subject)),
            vouched: Some(vouched),
            refused: None,
        },
        Err(NotVouched { why, subject }) => Read {
            vouched: None,
            owner: subject.as_ref().map(owner),
            refused: Some(why),
        },
    }
}

/// Puts what is vouched for onto the card of a contact who asks for a conversation: a name that the site
/// knows comes before the one in the form.
pub(super) fn complete(card: &mut ContactCard, vouched: &Vouched) {
    let Vouched {
        subject,
        addresses,
        name,
    } = vouched;
    if name.is_some() {
        card.name.clone_from(name);
    }
    card.identities = vec![subject.clone()];
    card.identities.extend(addresses.iter().cloned());
}

/// Tells the open conversation, if there is one, who its contact is. `false`: it is somebody else's, because
/// an older tab may have a visitor's token from before that was known.
pub(super) async fn tell(api: &Api, session: &ContactSession, vouched: &Vouched) -> bool {
    let thread = (session.channel.clone(), session.thread.clone());
    let Some(conversation) = api.hub().open_on(&thread) else {
        return true;
    };
    let mut contact = ContactCard::default();
    complete(&mut contact, vouched);
    let input = Input::ContactIdentified {
        conversation,
        subject: vouched.subject.clone(),
        contact,
    };
    let told = api.engine().submit(Command { input, mark: None }).await;
    // Anything else that stands in the way does so for now: every connection says it again, and a
    // conversation that has ended meanwhile needs it no more.
    let is_others = Refusal::Rejected(Rejection::SomebodyElses(conversation));
    told.err() != Some(is_others)
}
