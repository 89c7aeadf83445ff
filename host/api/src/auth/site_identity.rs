//! What a site vouches for of its visitor: a JSON Web Token (RFC 7519) that the site's server signed with
//! HMAC-SHA256 and the page handed over. The claims are those of OpenID Connect Core 1.0, section 5.1.
//!
//! Only `sub`, which the site itself gives out, is believed as it stands. An address of the visitor's is
//! one only when the site says that it has been verified: otherwise whoever registers there with somebody
//! else's address would be that person here.

use std::sync::Arc;

use frontdesk_core::{Identity, Timestamp, limits};
use frontdesk_directory::address::{EMAIL, PHONE, spelled};
use hmac::{Hmac, Mac};
use jwt::{Token, VerifyWithKey as _};
use serde::Deserialize;
use sha2::Sha256;

/// Characters of the longest token that is looked at.
pub(crate) const TOKEN_CHARS_MAX: usize = 4_096;
/// Bytes of the shortest secret: RFC 7518, section 3.2.
const SECRET_BYTES_MIN: usize = 32;
/// How far two clocks may be apart.
const LEEWAY_S: f64 = 60.0;
/// For how long a token may be good at most: one that is lost is of no use for long.
const LIFETIME_S: f64 = 24.0 * 3_600.0;
/// What a site's own number of a visitor is called.
const CUSTOMER: &str = "customer";

/// Reads the tokens of one site.
#[derive(Clone)]
pub struct SiteIdentity {
    key: Arc<Hmac<Sha256>>,
    /// Empty: nothing is asked of `iss`.
    issuer: Arc<str>,
}

/// A secret that is too short to be one.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error(
    "a secret that signs identities has at least {SECRET_BYTES_MIN} bytes, and this one has {0}"
)]
pub struct ShortSecret(usize);

/// A visitor whom a site vouches for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Vouched {
    /// Who it is to the site.
    pub(crate) subject: Identity,
    /// Their verified addresses.
    pub(crate) addresses: Vec<Identity>,
    pub(crate) name: Option<Box<str>>,
}

/// Why a token says nothing.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct NotVouched {
    /// A sentence for whoever made the page.
    pub(crate) why: &'static str,
    /// Whom it was made out to, if that is certain: it is right, and too old.
    pub(crate) subject: Option<Identity>,
}

#[derive(Deserialize)]
struct Claims {
    sub: String,
    /// Seconds since 1970, as JSON has them.
    exp: f64,
    nbf: Option<f64>,
    iss: Option<String>,
    name: Option<String>,
    email: Option<String>,
    #[serde(default)]
    email_verified: bool,
    phone_number: Option<String>,
    #[serde(default)]
    phone_number_verified: bool,
}

impl SiteIdentity {
    /// `issuer`: what `iss` has to be; empty: nothing is asked of it.
    pub fn new(secret: &str, issuer: &str) -> Result<Self, ShortSecret> {
        let short = ShortSecret(secret.len());
        if secret.len() < SECRET_BYTES_MIN {
            return Err(short);
        }
        let key = Hmac::new_from_slice(secret.as_bytes()).map_err(|_| short)?;
        Ok(Self {
            key: Arc::new(key),
            issuer: issuer.into(),
        })
    }

    /// Whom a token vouches for at `now`.
    pub(crate) fn read(&self, token: &str, now: Timestamp) -> Result<Vouched, NotVouched> {
        let no = |why| NotVouched { why, subject: None };
        if token.len() > TOKEN_CHARS_MAX {
            return Err(no("the identity is longer than 4096 characters"));
        }
        let verified: Result<Token<jwt::Header, Claims, _>, _> = token.verify_with_key(&*self.key);
        let token = verified.map_err(|error| no(in_words(&error)))?;
        let claims = token.claims();
        if !self.issuer.is_empty() && claims.iss.as_deref() != Some(&*self.issuer) {
            return Err(no("the identity's iss is not the issuer of this channel"));
        }
        let subject = self
            .subject(&claims.sub)
            .ok_or_else(|| no("the identity's sub is empty, or longer than 256 bytes"))?;
        in_time(claims, now).map_err(|why| NotVouched {
            why,
            subject: Some(subject.clone()),
        })?;
        Ok(Vouched {
            subject,
            addresses: addresses(claims),
            name: name(claims),
        })
    }

    fn subject(&self, sub: &str) -> Option<Identity> {
        let kind = if self.issuer.is_empty() {
            CUSTOMER.into()
        } else {
            format!("{CUSTOMER}:{}", self.issuer).into()
        };
        let is_one = !sub.trim().is_empty() && sub.len() <= limits::IDENTITY_BYTES;
        is_one.then(|| Identity {
            kind,
            value: sub.into(),
        })
    }
}

/// In time, give or take what clocks differ by.
fn in_time(claims: &Claims, now: Timestamp) -> Result<(), &'static str> {
    #[expect(
        clippy::cast_precision_loss,
        reason = "milliseconds since 1970 fit into 53 bits for a while"
    )]
    let now = now.0 as f64 / 1_000.0;
    if claims.exp <= now - LEEWAY_S {
        return Err("the identity has expired");
    }
    if claims.exp > now + LIFETIME_S + LEEWAY_S {
        return Err("the identity is good for more than a day: give it an earlier exp");
    }
    match claims.nbf {
        Some(from) if from > now + LEEWAY_S => Err("the identity is not good yet (nbf)"),
        Some(_) | None => Ok(()),
    }
}

fn addresses(claims: &Claims) -> Vec<Identity> {
    let email = claims.email.as_deref().filter(|_| claims.email_verified);
    let phone = claims.phone_number.as_deref();
    let phone = phone.filter(|_| claims.phone_number_verified);
    let given = [(EMAIL, email), (PHONE, phone)];
    // One that is none is left out: the site's customer is known without it.
    let spelled = |(kind, value): (&str, Option<&str>)| spelled(kind, value?).ok();
    given.into_iter().filter_map(spelled).collect()
}

fn name(claims: &Claims) -> Option<Box<str>> {
    let name = claims.name.as_deref()?.trim();
    let is_one = !name.is_empty()
        && name.len() <= limits::CONTACT_FIELD_BYTES
        && !name.chars().any(char::is_control);
    is_one.then(|| name.into())
}

fn in_words(error: &jwt::Error) -> &'static str {
    use jwt::Error::{AlgorithmMismatch, InvalidSignature, Json, RustCryptoMac};
    if matches!(error, InvalidSignature | RustCryptoMac(_)) {
        "the identity is not signed with this channel's secret"
    } else if matches!(error, AlgorithmMismatch(..)) {
        "the identity has to be signed with HS256"
    } else if matches!(error, Json(_)) {
        "the identity's header or claims cannot be read: alg is HS256, sub a text, exp a number of seconds"
    } else {
        "the identity is no JSON Web Token: three parts in base64url, with dots between them"
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::testing::{SITE_SECRET, site::signed};

    const NOW: Timestamp = Timestamp(1_800_000_000_000);
    const SOON: u64 = 1_800_000_600;

    fn token(claims: &Value) -> String {
        signed(&json!({"alg": "HS256", "typ": "JWT"}), claims, SITE_SECRET)
    }

    fn site(issuer: &str) -> SiteIdentity {
        SiteIdentity::new(SITE_SECRET, issuer).unwrap()
    }

    fn read(claims: &Value) -> Result<Vouched, NotVouched> {
        site("").read(&token(claims), NOW)
    }

    fn identity(kind: &str, value: &str) -> Identity {
        Identity {
            kind: kind.into(),
            value: value.into(),
        }
    }

    #[test]
    fn a_token_made_elsewhere_is_read() {
        // By Python's `hmac` and `base64`.
        let token = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.\
                     eyJzdWIiOiIxMDQyIiwiZXhwIjoxODAwMDAwNjAwfQ.\
                     pwu76QhD7fDmHTjIwX0U5vH4BDwNioghmWtc1ZBgFWk";
        let vouched = site("").read(token, NOW).unwrap();
        assert_eq!(vouched.subject, identity("customer", "1042"));
    }

    #[test]
    fn a_site_vouches_for_its_customer_and_for_addresses_that_it_has_verified() {
        let vouched = read(&json!({
            "sub": "1042", "exp": SOON, "name": " Ana Lima ", "more": {"of": "it"},
            "email": "Ana@Example.com", "email_verified": true,
            "phone_number": "+15550100123", "phone_number_verified": true,
        }));
        let vouched = vouched.unwrap();
        assert_eq!(vouched.subject, identity("customer", "1042"));
        assert_eq!(vouched.name.as_deref(), Some("Ana Lima"));
        let addresses = [
            identity("email", "ana@example.com"),
            identity("phone", "+15550100123"),
        ];
        assert_eq!(vouched.addresses, addresses);
    }

    #[test]
    fn an_address_that_nobody_verified_or_that_is_none_counts_for_nothing() {
        for claims in [
            json!({"email": "ana@example.com"}),
            json!({"email": "ana@example.com", "email_verified": false}),
            json!({"email": "ana", "email_verified": true}),
            json!({"email": "a na@example.com", "email_verified": true}),
            json!({"phone_number": "+15550100123"}),
            json!({"phone_number": "5550100123", "phone_number_verified": true}),
            json!({"phone_number": "+1 555", "phone_number_verified": true}),
        ] {
            let mut all = json!({"sub": "1", "exp": SOON});
            let (all_of, more) = (all.as_object_mut().unwrap(), claims.as_object().unwrap());
            all_of.extend(more.clone());
            assert_eq!(read(&all).unwrap().addresses, [], "{claims}");
        }
    }

    #[test]
    fn a_token_is_good_for_its_time_and_for_a_day_at_most() {
        let at = |exp: Value| read(&json!({"sub": "1", "exp": exp})).map(|_| ());
        assert_eq!(at(json!(SOON)), Ok(()));
        assert_eq!(at(json!(1_799_999_941.5)), Ok(()), "clocks differ");
        let late = at(json!(1_799_999_940)).unwrap_err();
        assert_eq!(late.why, "the identity has expired");
        assert_eq!(late.subject, Some(identity("customer", "1")));
        assert!(at(json!(1_800_000_000_u64 + 24 * 3_600)).is_ok());
        assert!(at(json!(1_800_000_000_u64 + 25 * 3_600)).is_err());
        assert!(at(json!(1e300)).is_err());
        assert!(at(json!(null)).is_err());
        assert!(read(&json!({"sub": "1", "exp": SOON, "nbf": SOON})).is_err());
        assert!(read(&json!({"sub": "1"})).is_err(), "without an end");
    }

    #[test]
    fn the_issuer_decides_whose_customers_they_are() {
        let claims = json!({"sub": "1", "exp": SOON, "iss": "shop"});
        let read = |issuer: &str| site(issuer).read(&token(&claims), NOW);
        assert_eq!(
            read("shop").unwrap().subject,
            identity("customer:shop", "1")
        );
        assert_eq!(read("").unwrap().subject, identity("customer", "1"));
        assert!(read("other").is_err());
        let nobody = json!({"sub": "1", "exp": SOON});
        assert!(site("shop").read(&token(&nobody), NOW).is_err());
    }

    #[test]
    fn nothing_but_this_secret_and_this_algorithm_will_do() {
        let claims = json!({"sub": "1", "exp": SOON});
        let other = "f".repeat(32);
        let why = |token: &str| site("").read(token, NOW).unwrap_err().why;
        let hs256 = json!({"alg": "HS256"});
        assert!(why(&signed(&hs256, &claims, &other)).contains("not signed"));
        for alg in ["none", "None", "HS384", "RS256", ""] {
            why(&signed(&json!({"alg": alg}), &claims, SITE_SECRET));
        }
        let good = token(&claims);
        let unsigned = good.rsplit_once('.').unwrap().0;
        why(&format!("{unsigned}."));
        why(unsigned);
    }

    #[test]
    fn no_character_of_a_token_can_be_changed() {
        let good = token(&json!({"sub": "1", "exp": SOON}));
        // The last character holds bits that mean nothing.
        for place in 0..good.len() - 1 {
            let mut forged = good.clone().into_bytes();
            forged[place] = if forged[place] == b'A' { b'B' } else { b'A' };
            let forged = String::from_utf8(forged).unwrap();
            assert!(site("").read(&forged, NOW).is_err(), "character {place}");
        }
    }

    #[test]
    fn rubbish_is_no_token_and_a_short_secret_no_secret() {
        for bad in ["", ".", "..", "a.b.c", "\0", &"A".repeat(10_000)] {
            assert!(site("").read(bad, NOW).is_err());
        }
        for sub in ["", "   ", &"x".repeat(257)] {
            assert!(read(&json!({"sub": sub, "exp": SOON})).is_err());
        }
        assert_eq!(SiteIdentity::new("short", "").err(), Some(ShortSecret(5)));
    }
}
