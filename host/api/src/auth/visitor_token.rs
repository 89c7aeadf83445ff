//! A visitor's token: who they are, signed, without a cookie and without an account.
//!
//! ```text
//! base64url( version 1 | visitor 16 bytes | issued 8 | expires 8 | channel … | HMAC-SHA256 32 )
//! base64url( version 2 | visitor 16 bytes | issued 8 | expires 8 | owner 16 | channel … | HMAC-SHA256 32 )
//! ```
//! It is good for one channel and thirty days from its last use. It travels in the socket's first
//! frame, never in an address. The second kind belongs to somebody whom their site vouched for: nobody else
//! who signs in there, in the same browser, gets at their conversations with it.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use frontdesk_core::{ChannelId, Identity, Span, ThreadId, Timestamp};
use hmac::{Hmac, Mac, digest::generic_array::GenericArray};
use sha2::Sha256;

const VERSION: u8 = 1;
const VERSION_OWNED: u8 = 2;
const LIFETIME: Span = Span::seconds(30 * 24 * 3_600);
const VISITOR_BYTES: usize = 16;
const OWNER_BYTES: usize = 16;
const MAC_BYTES: usize = 32;
const HEAD_BYTES: usize = 1 + VISITOR_BYTES + 8 + 8;
/// No token is longer; what is longer is not looked at.
const TOKEN_CHARS_MAX: usize = 256;

/// A visitor: 128 random bits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct VisitorId(pub(crate) [u8; VISITOR_BYTES]);

impl VisitorId {
    /// The thread on which this visitor's conversations are.
    pub(crate) fn thread(self) -> ThreadId {
        use std::fmt::Write as _;
        let mut text = String::with_capacity(VISITOR_BYTES * 2);
        for byte in self.0 {
            // Writing to a string cannot fail.
            let _ = write!(text, "{byte:02x}");
        }
        ThreadId(text.into())
    }
}

/// Who owns a token, as far as it has to be told apart from others.
pub(crate) type Owner = [u8; OWNER_BYTES];

/// What a token says.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Known {
    pub(crate) visitor: VisitorId,
    /// `None`: whoever has it.
    pub(crate) owner: Option<Owner>,
}

impl Known {
    /// A visitor who is nobody in particular.
    pub(crate) const fn anyone(visitor: VisitorId) -> Self {
        let owner = None;
        Self { visitor, owner }
    }

    /// Whether somebody may use a token that says this.
    pub(crate) fn admits(self, who: Owner) -> bool {
        self.owner.is_none_or(|owner| owner == who)
    }
}

/// Makes and checks visitors' tokens.
pub(crate) struct VisitorTokens {
    mac: Hmac<Sha256>,
}

impl VisitorTokens {
    pub(crate) fn new(key: &[u8; 32]) -> Self {
        // A key of 32 bytes fits; the other branch keeps this total.
        let mac = Hmac::new_from_slice(key).unwrap_or_else(|_| Hmac::new(&GenericArray::default()));
        Self { mac }
    }

    /// Somebody as the owner of a token: a token shows nobody's number.
    pub(crate) fn owner(&self, subject: &Identity) -> Owner {
        let mac = self.mac.clone().chain_update(b"owner\0");
        let mac = mac.chain_update(subject.kind.as_bytes());
        let mac = mac.chain_update(b"\0").chain_update(&*subject.value);
        let mut owner = Owner::default();
        for (to, from) in owner.iter_mut().zip(mac.finalize().into_bytes()) {
            *to = from;
        }
        owner
    }

    /// Bytes with a signature over them and what they are for, as text.
    pub(crate) fn seal(&self, purpose: &[u8], bytes: &[u8]) -> String {
        let mac = self.mac.clone().chain_update(purpose).chain_update(b"\0");
        let mac = mac.chain_update(bytes).finalize().into_bytes();
        URL_SAFE_NO_PAD.encode([bytes, &mac[..]].concat())
    }

    /// The bytes that were sealed for this purpose. `None`: forged, or for another.
    pub(crate) fn unseal(&self, purpose: &[u8], text: &str) -> Option<Vec<u8>> {
        if text.len() > TOKEN_CHARS_MAX {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (signed, mac) = bytes.split_last_chunk::<MAC_BYTES>()?;
        let expected = self.mac.clone().chain_update(purpose).chain_update(b"\0");
        expected.chain_update(signed).verify_slice(mac).ok()?;
        Some(signed.to_vec())
    }

    /// A token for a visitor of a channel, good from now on.
    pub(crate) fn issue(&self, known: Known, channel: &ChannelId, now: Timestamp) -> String {
        let Known { visitor, owner } = known;
        let mut bytes =
            Vec::with_capacity(HEAD_BYTES + OWNER_BYTES + channel.as_str().len() + MAC_BYTES);
        bytes.push(owner.map_or(VERSION, |_| VERSION_OWNED));
        bytes.extend(visitor.0);
        bytes.extend(now.0.to_be_bytes());
        bytes.extend((now + LIFETIME).0.to_be_bytes());
        bytes.extend(owner.into_iter().flatten());
        bytes.extend(channel.as_str().as_bytes());
        let mac = self
            .mac
            .clone()
            .chain_update(&bytes)
            .finalize()
            .into_bytes();
        bytes.extend(mac);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Whose token this is. `None`: forged, expired, or of another channel. Signatures are compared
    /// in constant time.
    pub(crate) fn verify(&self, token: &str, channel: &ChannelId, now: Timestamp) -> Option<Known> {
        if token.len() > TOKEN_CHARS_MAX {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
        let (signed, mac) = bytes.split_last_chunk::<MAC_BYTES>()?;
        self.mac
            .clone()
            .chain_update(signed)
            .verify_slice(mac)
            .ok()?;
        let (head, of) = signed.split_first_chunk::<HEAD_BYTES>()?;
        let (version, rest) = head.split_first()?;
        let (visitor, times) = rest.split_first_chunk::<VISITOR_BYTES>()?;
        let (_issued, expires) = times.split_first_chunk::<8>()?;
        let expires = Timestamp(u64::from_be_bytes(expires.try_into().ok()?));
        let (owner, of) = match *version {
            VERSION => (None, of),
            VERSION_OWNED => {
                let (owner, of) = of.split_first_chunk::<OWNER_BYTES>()?;
                (Some(*owner), of)
            }
            _ => return None,
        };
        let good = of == channel.as_str().as_bytes() && now < expires;
        let visitor = VisitorId(*visitor);
        good.then_some(Known { visitor, owner })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_700_000_000_000);

    fn channel(name: &str) -> ChannelId {
        name.parse().unwrap()
    }

    fn tokens() -> VisitorTokens {
        VisitorTokens::new(&[7; 32])
    }

    fn anyone() -> Known {
        Known::anyone(VisitorId([9; 16]))
    }

    fn owned(by: &str) -> Known {
        let owner = tokens().owner(&Identity {
            kind: "customer".into(),
            value: by.into(),
        });
        Known {
            owner: Some(owner),
            ..anyone()
        }
    }

    #[test]
    fn a_token_names_its_visitor_on_its_channel_until_it_expires() {
        for known in [anyone(), owned("1042")] {
            let token = tokens().issue(known, &channel("shop"), NOW);
            let verify = |name, now| tokens().verify(&token, &channel(name), now);
            assert!(verify("shop", NOW) == Some(known));
            assert!(verify("shop2", NOW).is_none());
            assert!(verify("sho", NOW).is_none());
            assert!(verify("shop", NOW + LIFETIME).is_none());
        }
    }

    #[test]
    fn an_owner_is_told_apart_from_every_other() {
        let owner = |kind: &str, value: &str| {
            tokens().owner(&Identity {
                kind: kind.into(),
                value: value.into(),
            })
        };
        assert_eq!(owner("customer", "1"), owner("customer", "1"));
        for (kind, value) in [("customer", "2"), ("customer:shop", "1"), ("custome", "r1")] {
            assert_ne!(owner("customer", "1"), owner(kind, value));
        }
    }

    #[test]
    fn no_bit_of_a_token_can_be_changed() {
        no_bit_can_be_changed(anyone());
        no_bit_can_be_changed(owned("1042"));
    }

    fn no_bit_can_be_changed(known: Known) {
        let token = tokens().issue(known, &channel("shop"), NOW);
        let bytes = URL_SAFE_NO_PAD.decode(&token).unwrap();
        for place in 0..bytes.len() {
            let mut forged = bytes.clone();
            forged[place] ^= 1;
            let forged = URL_SAFE_NO_PAD.encode(forged);
            assert!(
                tokens().verify(&forged, &channel("shop"), NOW).is_none(),
                "byte {place}"
            );
        }
        let other = VisitorTokens::new(&[8; 32]).issue(known, &channel("shop"), NOW);
        assert!(tokens().verify(&other, &channel("shop"), NOW).is_none());
    }

    #[test]
    fn rubbish_is_no_token() {
        for bad in [
            "",
            "a",
            "====",
            "\0",
            &"A".repeat(10_000),
            "AQ",
            &"A".repeat(88),
        ] {
            assert!(tokens().verify(bad, &channel("shop"), NOW).is_none());
        }
    }

    #[test]
    fn a_visitors_thread_is_its_id_in_hex() {
        assert_eq!(&*VisitorId([0xab; 16]).thread().0, "ab".repeat(16));
    }
}
