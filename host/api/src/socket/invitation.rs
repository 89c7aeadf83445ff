//! Which invitation a contact has been shown before they asked for a conversation.

use frontdesk_core::ChannelId;
use frontdesk_wire::visitor::ContactInvited;

use crate::{api::Api, invitations::ticket::Ticket};

/// Bytes of the longest frame that tells it.
const FRAME_BYTES: usize = 384;

/// The showing in a frame in which the page tells it; `None`: it is another frame. `Some(None)`: it is one that the
/// gateway does not know, or not any more.
pub(super) fn told(api: &Api, channel: &ChannelId, text: &str) -> Option<Option<Ticket>> {
    if text.len() > FRAME_BYTES || !text.contains("\"invitation\"") {
        return None;
    }
    let ContactInvited::Invitation { token } = serde_json::from_str(text).ok()?;
    Some(Ticket::read(api.tokens(), &token, channel, api.now()))
}
