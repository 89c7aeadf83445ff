//! A site's server, which signs who its visitors are.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use frontdesk_core::Timestamp;
use hmac::{Hmac, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;

use super::SITE_SECRET;

/// A token, made by hand as any library would.
pub(crate) fn signed(header: &Value, claims: &Value, secret: &str) -> String {
    let part = |json: &Value| URL_SAFE_NO_PAD.encode(json.to_string());
    let text = format!("{}.{}", part(header), part(claims));
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(text.as_bytes());
    let mac = URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes());
    format!("{text}.{mac}")
}

/// What the shop says of its customer with this number, for ten minutes from `now`.
pub(crate) fn customer(number: &str, now: Timestamp) -> String {
    let claims = json!({
        "sub": number,
        "exp": now.0 / 1_000 + 600,
        "name": format!("Customer {number}"),
        "email": format!("{number}@example.com"),
        "email_verified": true,
    });
    signed(&json!({"alg": "HS256"}), &claims, SITE_SECRET)
}
