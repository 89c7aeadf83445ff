//! Addresses as identities.

use frontdesk_core::{ChannelId, Identity, ThreadId, limits};

/// The kind of an address on a channel.
pub fn channel_identity(channel: &ChannelId, thread: &ThreadId) -> Identity {
    Identity {
        kind: format!("channel:{channel}").into(),
        value: (*thread.0).into(),
    }
}

/// The channel and the address there, of such an identity.
pub(crate) fn on_channel(identity: &Identity) -> Option<(ChannelId, ThreadId)> {
    let channel = identity.kind.strip_prefix("channel:")?.parse().ok()?;
    Some((channel, ThreadId::new(&identity.value)?))
}

/// Whether an address is one that a record has room for.
pub(crate) fn fits(identity: &Identity) -> bool {
    identity.kind.len() <= limits::IDENTITY_KIND_BYTES
        && identity.value.len() <= limits::IDENTITY_BYTES
}
