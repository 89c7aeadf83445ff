//! Which invitation a contact has been shown before they asked for a conversation.

use frontdesk_core::ChannelId;
use frontdesk_wire::visitor::ContactInvited;

use crate::{api::Api, invitations::ticket::Ticket};

/// Bytes of the longest frame that tells it.
const FRAME_BYTES: usize = 384;

/// What the page tells in a frame; `None`: it is another frame.
pub(super) fn told(text: &str) -> Option<ContactInvited> {
    if text.len() > FRAME_BYTES || !text.contains("\"invitation\"") {
        return None;
    }
    serde_json::from_str(text).ok()
}

/// The showing that is told of; `None`: the gateway does not know it, or not any more.
pub(super) fn showing(api: &Api, channel: &ChannelId, told: &ContactInvited) -> Option<Ticket> {
    let ContactInvited::Invitation { token } = told;
    Ticket::read(api.tokens(), token, channel, api.now())
}
