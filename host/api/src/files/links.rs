//! Public addresses of agents' files, for providers that fetch them and contacts who open them.
//!
//! ```text
//! {public_url}/files/ base64url( version 1 | file 16 bytes | expires 8 | HMAC-SHA256 32 ) / name
//! ```
//! Whoever has the address may open the file until it expires. The name is for people and for what a
//! provider makes of it; it is not signed and not believed.

use std::{
    fmt,
    sync::{PoisonError, RwLock},
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use frontdesk_core::{Span, Timestamp};
use frontdesk_store::files::FileId;
use hmac::{Hmac, Mac, digest::generic_array::GenericArray};
use sha2::Sha256;

use super::name::in_address;

const VERSION: u8 = 1;
const ID_BYTES: usize = 16;
const MAC_BYTES: usize = 32;
/// Characters of a token: what has more or fewer is not looked at.
const TOKEN_CHARS: usize = ((1 + ID_BYTES + 8 + MAC_BYTES) * 4).div_ceil(3);
/// What the key for addresses is made from, so that no token of another kind passes for one.
const PURPOSE: &[u8] = b"frontdesk addresses of files, version 1";
/// For so long after a message its files keep the same address, so that a send that is repeated says the
/// same, letter for letter.
const SAME: Span = Span::seconds(24 * 3_600);

/// Makes and checks these addresses.
pub struct FileLinks {
    mac: Hmac<Sha256>,
    set: RwLock<(String, Span)>,
}

impl fmt::Debug for FileLinks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FileLinks(…)")
    }
}

impl FileLinks {
    /// From the gateway's key; where it is reached is said by [`Self::set`].
    pub fn new(key: &[u8; 32]) -> Self {
        let purpose = mac(key).chain_update(PURPOSE).finalize().into_bytes();
        Self {
            mac: mac(&purpose),
            set: RwLock::default(),
        }
    }

    /// Where the gateway is reached, and how long an address is good.
    pub fn set(&self, public_url: &str, lifetime: Span) {
        let mut set = self.set.write().unwrap_or_else(PoisonError::into_inner);
        *set = (public_url.trim_end_matches('/').to_owned(), lifetime);
    }

    /// The address of a file in a message that was written at this time.
    pub fn address(&self, id: FileId, name: &str, written: Timestamp, now: Timestamp) -> String {
        let set = self.set.read().unwrap_or_else(PoisonError::into_inner);
        let (public_url, lifetime) = &*set;
        let from = if now.since(written) < SAME {
            written
        } else {
            now
        };
        let token = self.token(id, from + *lifetime);
        format!("{public_url}/files/{token}/{}", in_address(name))
    }

    fn token(&self, id: FileId, expires: Timestamp) -> String {
        let mut bytes = Vec::with_capacity(1 + ID_BYTES + 8 + MAC_BYTES);
        bytes.push(VERSION);
        bytes.extend(id.0);
        bytes.extend(expires.0.to_be_bytes());
        let mac = self.mac.clone().chain_update(&bytes).finalize();
        bytes.extend(mac.into_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// The file of a token. `None`: forged or expired. Signatures are compared in constant time.
    pub fn verify(&self, token: &str, now: Timestamp) -> Option<FileId> {
        if token.len() > TOKEN_CHARS {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
        let (signed, mac) = bytes.split_last_chunk::<MAC_BYTES>()?;
        let check = self.mac.clone().chain_update(signed);
        check.verify_slice(mac).ok()?;
        let (version, rest) = signed.split_first()?;
        let (id, expires) = rest.split_first_chunk::<ID_BYTES>()?;
        let expires = Timestamp(u64::from_be_bytes(expires.try_into().ok()?));
        (*version == VERSION && now < expires).then_some(FileId(*id))
    }
}

fn mac(key: &[u8]) -> Hmac<Sha256> {
    // A key of any length fits; the other branch keeps this total.
    Hmac::new_from_slice(key).unwrap_or_else(|_| Hmac::new(&GenericArray::default()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::visitor_token::{Known, VisitorId, VisitorTokens};

    const NOW: Timestamp = Timestamp(1_700_000_000_000);
    const WEEK: Span = Span::seconds(7 * 24 * 3_600);
    const ID: FileId = FileId([9; 16]);

    fn links() -> FileLinks {
        let links = FileLinks::new(&[7; 32]);
        links.set("https://desk.example.com/", WEEK);
        links
    }

    fn token(address: &str) -> &str {
        address.split('/').nth(4).unwrap()
    }

    #[test]
    fn an_address_opens_its_file_until_it_expires() {
        let address = links().address(ID, "a cat.png", NOW, NOW);
        assert!(address.starts_with("https://desk.example.com/files/"));
        assert!(address.ends_with("/a%20cat.png"), "{address}");
        let verify = |now| links().verify(token(&address), now);
        assert_eq!(verify(NOW), Some(ID));
        assert_eq!(verify(Timestamp((NOW + WEEK).0 - 1)), Some(ID));
        assert_eq!(verify(NOW + WEEK), None);
    }

    #[test]
    fn a_repeated_send_says_the_same_and_a_late_one_something_good() {
        let at = |now| links().address(ID, "a.png", NOW, now);
        assert_eq!(at(NOW), at(NOW + Span::seconds(3_600)));
        let late = NOW + WEEK + WEEK;
        assert_eq!(links().verify(token(&at(late)), late), Some(ID));
    }

    #[test]
    fn no_bit_of_a_token_can_be_changed_and_no_other_key_makes_one() {
        let address = links().address(ID, "a.png", NOW, NOW);
        let bytes = URL_SAFE_NO_PAD.decode(token(&address)).unwrap();
        for place in 0..bytes.len() {
            let mut forged = bytes.clone();
            forged[place] ^= 1;
            let forged = URL_SAFE_NO_PAD.encode(forged);
            assert_eq!(links().verify(&forged, NOW), None, "byte {place}");
        }
        assert_eq!(FileLinks::new(&[8; 32]).verify(token(&address), NOW), None);
        // The same key signs visitors' tokens.
        let visitor = VisitorTokens::new(&[7; 32]);
        let visitor = visitor.issue(
            Known::anyone(VisitorId([9; 16])),
            &"shop".parse().unwrap(),
            NOW,
        );
        assert_eq!(links().verify(&visitor, NOW), None);
    }

    #[test]
    fn rubbish_is_no_token() {
        for bad in ["", "a", "====", "\0", &"A".repeat(76), &"A".repeat(10_000)] {
            assert_eq!(links().verify(bad, NOW), None);
        }
    }
}
