//! What an app with a private key signs: a JSON Web Token (RFC 7519, RFC 7523), RS256.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use frontdesk_core::Timestamp;
use ring::{
    rand::{SecureRandom as _, SystemRandom},
    rsa,
    signature::RSA_PKCS1_SHA256,
};
use rustls_pki_types::{PrivateKeyDer, pem::PemObject as _};
use serde_json::{Map, Value, json};

use super::Assertion;
use crate::{secret::SecretValue, signing};

/// Bytes by which a provider tells one assertion from the next.
const ID_BYTES: usize = 16;

/// An RSA key that signs.
pub(super) struct Key(rsa::KeyPair);

impl Key {
    /// Reads a key of at least 2 048 bits in PEM, PKCS #8 or PKCS #1. The error is for the operator, and has
    /// nothing of the key.
    pub(super) fn read(value: &SecretValue) -> Result<Self, String> {
        let key = PrivateKeyDer::from_pem_slice(value.expose());
        let key =
            key.map_err(|_| "is no private key in PEM (-----BEGIN PRIVATE KEY-----)".to_owned())?;
        let pair = if let PrivateKeyDer::Pkcs8(key) = &key {
            rsa::KeyPair::from_pkcs8(key.secret_pkcs8_der())
        } else if let PrivateKeyDer::Pkcs1(key) = &key {
            rsa::KeyPair::from_der(key.secret_pkcs1_der())
        } else {
            // Elliptic curves, which RS256 is not for.
            return Err("is a private key, but not of RSA".to_owned());
        };
        pair.map(Self)
            .map_err(|why| format!("is no RSA key that can sign: {why}"))
    }

    /// The assertion of an app, good from now on.
    pub(super) fn sign(
        &self,
        client_id: &str,
        assertion: &Assertion,
        now: Timestamp,
    ) -> Result<String, String> {
        let unavailable = |_| "no signature could be made".to_owned();
        let random = SystemRandom::new();
        let mut id = [0; ID_BYTES];
        random.fill(&mut id).map_err(unavailable)?;
        let text = unsigned(client_id, assertion, now, &signing::to_hex(&id));
        let mut signature = vec![0; self.0.public().modulus_len()];
        self.0
            .sign(&RSA_PKCS1_SHA256, &random, text.as_bytes(), &mut signature)
            .map_err(unavailable)?;
        Ok([&text, ".", &URL_SAFE_NO_PAD.encode(signature)].concat())
    }
}

fn unsigned(client_id: &str, assertion: &Assertion, now: Timestamp, id: &str) -> String {
    let now = now.0 / 1_000;
    let mut header = Map::new();
    header.insert("alg".to_owned(), "RS256".into());
    header.insert("typ".to_owned(), "JWT".into());
    if let Some(key_id) = &assertion.key_id {
        header.insert("kid".to_owned(), key_id.as_str().into());
    }
    let mut claims = json!({
        "iss": client_id,
        "sub": assertion.subject,
        "aud": assertion.audience,
        "iat": now,
        "exp": now.saturating_add(assertion.lifetime_s.into()),
        "jti": id,
    });
    // Some look for it here, others in the form.
    if let (Some(claims), Some(scope)) = (claims.as_object_mut(), &assertion.scope) {
        claims.insert("scope".to_owned(), scope.as_str().into());
    }
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    [part(&Value::Object(header)), part(&claims)].join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_assertion_says_who_asks_for_whom_and_until_when() {
        let assertion = Assertion {
            subject: "desk@example.com".to_owned(),
            audience: "https://login.example.com".to_owned(),
            lifetime_s: 180,
            key_id: Some("k1".to_owned()),
            scope: None,
        };
        let text = unsigned("app", &assertion, Timestamp(1_700_000_000_999), "id");
        let parts: Vec<Value> = text
            .split('.')
            .map(|part| serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap())
            .collect();
        assert_eq!(
            parts[0],
            json!({ "alg": "RS256", "typ": "JWT", "kid": "k1" })
        );
        assert_eq!(
            parts[1],
            json!({
                "iss": "app", "sub": "desk@example.com", "aud": "https://login.example.com",
                "iat": 1_700_000_000, "exp": 1_700_000_180, "jti": "id",
            })
        );
    }

    const PKCS8: &str = include_str!("../../tests/keys/rsa-pkcs8.pem");
    const PKCS1: &str = include_str!("../../tests/keys/rsa-pkcs1.pem");

    #[test]
    fn a_key_is_read_in_both_of_its_forms() {
        let public = |pem: &str| {
            let key = Key::read(&SecretValue::new(pem.as_bytes())).expect("a key");
            key.0.public().as_ref().to_vec()
        };
        assert_eq!(public(PKCS8), public(PKCS1));
    }

    #[test]
    fn what_is_no_rsa_key_is_told_without_showing_it() {
        for text in [
            "hunter2",
            "-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----",
            "-----BEGIN PRIVATE KEY-----\naHVudGVyMg==\n-----END PRIVATE KEY-----",
            "-----BEGIN EC PRIVATE KEY-----\naHVudGVyMg==\n-----END EC PRIVATE KEY-----",
        ] {
            let error = Key::read(&SecretValue::new(text.as_bytes())).err();
            let error = error.expect("is none");
            assert!(error.starts_with("is "), "{error}");
            assert!(
                !error.contains("hunter2") && !error.contains("aHV"),
                "{error}"
            );
        }
    }
}
