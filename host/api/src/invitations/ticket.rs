//! What a page shows when something becomes of an invitation: which showing it was, signed.
//!
//! ```text
//! base64url( version 1 | group 1 | id 16 bytes | at 8 | length of the channel 1 | channel | invitation | HMAC-SHA256 32 )
//! ```
//! It is good for 24 hours, so that a chat later on the same day counts for the showing. It says nothing of the
//! visitor.

use frontdesk_core::{ChannelId, Span, Timestamp};

use super::{funnel::Of, leases::LeaseId};
use crate::auth::visitor_token::VisitorTokens;

const VERSION: u8 = 1;
const PURPOSE: &[u8] = b"invitation";
const LIFETIME: Span = Span::seconds(24 * 3_600);

/// On which side of the experiment a visitor is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Group {
    /// It is shown to them.
    Shown,
    /// It is kept back from them.
    HeldOut,
}

/// A showing, or what would have been one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ticket {
    pub(crate) group: Group,
    pub(crate) id: LeaseId,
    pub(crate) at: Timestamp,
    pub(crate) channel: ChannelId,
    pub(crate) invitation: String,
}

impl Ticket {
    /// Whose figures it changes.
    pub(crate) fn of(&self) -> Of {
        super::of(&self.channel, &self.invitation, self.at)
    }

    /// As a page keeps it.
    pub(crate) fn sealed(&self, tokens: &VisitorTokens) -> String {
        let channel = self.channel.as_str();
        let group = match self.group {
            Group::Shown => 0,
            Group::HeldOut => 1,
        };
        let mut bytes = vec![VERSION, group];
        bytes.extend(self.id);
        bytes.extend(self.at.0.to_be_bytes());
        // A name has at most 32 bytes.
        bytes.push(u8::try_from(channel.len()).unwrap_or(u8::MAX));
        bytes.extend(channel.bytes());
        bytes.extend(self.invitation.bytes());
        tokens.seal(PURPOSE, &bytes)
    }

    /// What a page has kept. `None`: forged, too old, or of another channel.
    pub(crate) fn read(
        tokens: &VisitorTokens,
        text: &str,
        channel: &ChannelId,
        now: Timestamp,
    ) -> Option<Self> {
        let bytes = tokens.unseal(PURPOSE, text)?;
        let ([version, group], rest) = bytes.split_first_chunk::<2>()?;
        let (id, rest) = rest.split_first_chunk::<16>()?;
        let (at, rest) = rest.split_first_chunk::<8>()?;
        let (length, rest) = rest.split_first()?;
        let (of, invitation) = rest.split_at_checked(usize::from(*length))?;
        let group = match group {
            0 => Group::Shown,
            1 => Group::HeldOut,
            _ => return None,
        };
        let at = Timestamp(u64::from_be_bytes(*at));
        let is_good =
            *version == VERSION && of == channel.as_str().as_bytes() && now < at + LIFETIME;
        is_good.then_some(())?;
        Some(Self {
            group,
            id: *id,
            at,
            channel: channel.clone(),
            invitation: std::str::from_utf8(invitation).ok()?.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ticket() -> Ticket {
        Ticket {
            group: Group::HeldOut,
            id: [7; 16],
            at: Timestamp(1_000_000),
            channel: "shop".parse().unwrap(),
            invitation: "pricing".to_owned(),
        }
    }

    #[test]
    fn a_ticket_is_read_back_on_its_channel_for_a_day() {
        let tokens = VisitorTokens::new(&[3; 32]);
        let text = ticket().sealed(&tokens);
        let read = |channel: &str, at: u64| {
            Ticket::read(&tokens, &text, &channel.parse().unwrap(), Timestamp(at))
        };
        assert_eq!(read("shop", 1_000_000), Some(ticket()));
        assert_eq!(read("blog", 1_000_000), None);
        assert_eq!(read("shop", 1_000_000 + LIFETIME.0 - 1), Some(ticket()));
        assert_eq!(read("shop", 1_000_000 + LIFETIME.0), None);
    }

    #[test]
    fn what_somebody_made_or_changed_themselves_is_no_ticket() {
        let tokens = VisitorTokens::new(&[3; 32]);
        let channel = "shop".parse().unwrap();
        let text = ticket().sealed(&tokens);
        let read = |text: &str| Ticket::read(&tokens, text, &channel, Timestamp(1_000_000));
        let others = ticket().sealed(&VisitorTokens::new(&[4; 32]));
        assert_eq!(read(&others), None);
        for at in 0..text.len() {
            let mut changed = text.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            assert_eq!(read(std::str::from_utf8(&changed).unwrap()), None, "{at}");
        }
        assert_eq!(read(""), None);
        assert_eq!(read(&"A".repeat(10_000)), None);
    }
}
