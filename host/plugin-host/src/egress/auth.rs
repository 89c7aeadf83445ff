//! Puts secrets into requests, after it is known where they go.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use url::Url;

use super::headers::is_reserved;
use crate::{
    bindings::{
        http_types::{Auth, Encoding, Signature},
        types::Payload,
    },
    context::Context,
    imports::short,
    secret::{SecretGrant, SecretUse, SecretValue},
    signing,
};

/// Secrets shorter than this are not looked for in answers: they would be found by chance.
const HIDE_BYTES_MIN: usize = 6;

/// What an answer must not bring back to the component.
#[derive(Default)]
pub(crate) struct Sent(Vec<Vec<u8>>);

/// Adds what `auth` says; otherwise why not.
///
/// `token`: what is sent instead of a secret that the host renews.
pub(crate) fn add(
    auth: &Auth,
    token: Option<&SecretValue>,
    context: &Context,
    url: &mut Url,
    headers: &mut HeaderMap,
) -> Result<Sent, String> {
    let secret = |name: &str, url: &Url| secret(name, token, context, url);
    let mut sent = Sent::default();
    match auth {
        Auth::None => {}
        Auth::Bearer(name) => {
            let secret = secret(name, url)?;
            let value = [b"Bearer ", secret.expose()].concat();
            sent.hide(&secret);
            put(headers, AUTHORIZATION, &value, name)?;
        }
        Auth::Basic((user, name)) => {
            if user.contains(':') || user.chars().any(char::is_control) {
                return Err("a user's name has no colon and no control character".to_owned());
            }
            let secret = secret(name, url)?;
            let pair = [user.as_bytes(), b":", secret.expose()].concat();
            let pair = STANDARD.encode(pair);
            sent.hide(&secret);
            sent.0.push(pair.as_bytes().to_vec());
            put(
                headers,
                AUTHORIZATION,
                format!("Basic {pair}").as_bytes(),
                name,
            )?;
        }
        Auth::Header((header, name)) => {
            let header = header_name(header)?;
            let secret = secret(name, url)?;
            sent.hide(&secret);
            put(headers, header, secret.expose(), name)?;
        }
        Auth::Query((parameter, name)) => {
            let secret = secret(name, url)?;
            let text = std::str::from_utf8(secret.expose()).map_err(|_| unusable(name))?;
            sent.hide(&secret);
            let encoded = url::form_urlencoded::byte_serialize(text.as_bytes());
            sent.0.push(encoded.collect::<String>().into_bytes());
            url.query_pairs_mut().append_pair(parameter, text);
        }
        Auth::Signed(signature) => {
            let header = header_name(&signature.header)?;
            let secret = secret(&signature.secret, url)?;
            let value = format!("{}{}", signature.prefix, code(signature, &secret));
            put(headers, header, value.as_bytes(), &signature.secret)?;
        }
    }
    sent.0.retain(|value| value.len() >= HIDE_BYTES_MIN);
    Ok(sent)
}

/// Puts secrets into a URL's path, where it says `{name}`: some providers want one there (a bot's
/// token). Its own braces are encoded by whoever means them.
pub(crate) fn fill_path(context: &Context, url: &mut Url, sent: &mut Sent) -> Result<(), String> {
    // As the parser writes them.
    const OPEN: &str = "%7B";
    const CLOSE: &str = "%7D";
    if !url.path().contains(OPEN) {
        return Ok(());
    }
    let path = url.path().to_owned();
    let mut filled = String::with_capacity(path.len());
    let mut rest = path.as_str();
    while let Some((before, behind)) = rest.split_once(OPEN) {
        let Some((name, after)) = behind.split_once(CLOSE) else {
            return Err("a URL's path has an opening brace and no closing one".to_owned());
        };
        let secret = secret(name, None, context, url)?;
        let text = std::str::from_utf8(secret.expose()).map_err(|_| unusable(name))?;
        let fits = !text.is_empty() && text.bytes().all(is_plain_in_path);
        if !fits {
            return Err(unusable(name));
        }
        if text.len() >= HIDE_BYTES_MIN {
            sent.hide(&secret);
        }
        filled.push_str(before);
        filled.push_str(text);
        rest = after;
    }
    filled.push_str(rest);
    url.set_path(&filled);
    Ok(())
}

/// What stands in a segment of a path as it is: nothing that could end the segment.
const fn is_plain_in_path(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b':')
}

/// The secret that is named, if there is one.
pub(crate) fn named(auth: &Auth) -> Option<&str> {
    match auth {
        Auth::None => None,
        Auth::Bearer(name)
        | Auth::Basic((_, name))
        | Auth::Header((_, name))
        | Auth::Query((_, name)) => Some(name),
        Auth::Signed(signature) => Some(&signature.secret),
    }
}

/// The secret, if it may go to this URL.
fn secret(
    name: &str,
    token: Option<&SecretValue>,
    context: &Context,
    url: &Url,
) -> Result<SecretValue, String> {
    let grant = granted(name, context, url)?;
    if grant.renewal.is_none() {
        return Ok(grant.value.clone());
    }
    token.cloned().ok_or_else(|| {
        format!(
            "the secret \"{}\" is renewed, which is for a request's `auth` in a running gateway only",
            short(name),
        )
    })
}

/// The grant of a secret that may go to this URL.
pub(crate) fn granted<'a>(
    name: &str,
    context: &'a Context,
    url: &Url,
) -> Result<&'a SecretGrant, String> {
    let Some(grant) = context.grants.secret(name, SecretUse::Send) else {
        return Err(context.missing_secret(name, SecretUse::Send));
    };
    if grant.hosts.iter().any(|pattern| pattern.matches(url)) {
        return Ok(grant);
    }
    let host = url.host_str().unwrap_or_default();
    Err(format!(
        "the secret \"{}\" may not go to {host}: its `hosts` in the operator's configuration must \
         have it",
        short(name),
    ))
}

fn header_name(name: &str) -> Result<HeaderName, String> {
    let header = HeaderName::from_bytes(name.as_bytes())
        .map_err(|_| "the name of the secret's header is not valid in HTTP".to_owned())?;
    // A secret of its own scheme may stand in `authorization`; the rest stays reserved.
    if is_reserved(&header) && header != AUTHORIZATION {
        return Err(format!("no secret goes into the header {header}"));
    }
    Ok(header)
}

fn put(
    headers: &mut HeaderMap,
    header: HeaderName,
    value: &[u8],
    secret: &str,
) -> Result<(), String> {
    let mut value = HeaderValue::from_bytes(value).map_err(|_| unusable(secret))?;
    value.set_sensitive(true);
    headers.insert(header, value);
    Ok(())
}

fn unusable(secret: &str) -> String {
    format!(
        "the secret \"{}\" has a character that cannot be sent so, such as a newline at its end",
        short(secret),
    )
}

fn code(signature: &Signature, secret: &SecretValue) -> String {
    let message = match &signature.message {
        Payload::Text(text) => text.as_bytes(),
        Payload::Bytes(bytes) => bytes.as_slice(),
    };
    let code = signing::code(signature.hash, secret.expose(), [message]);
    match signature.encoding {
        Encoding::Hex => signing::to_hex(&code),
        Encoding::Base64 => STANDARD.encode(code),
    }
}

impl Sent {
    pub(crate) fn hide(&mut self, secret: &SecretValue) {
        self.0.push(secret.expose().to_vec());
    }

    /// Takes out of an answer what was sent: a peer that echoes a request must not hand the
    /// component what it may not see.
    pub(crate) fn redact(&self, bytes: Vec<u8>) -> Vec<u8> {
        let mut bytes = bytes;
        for secret in &self.0 {
            if find(&bytes, secret).is_some() {
                bytes = replace(&bytes, secret);
            }
        }
        bytes
    }
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes
        .windows(wanted.len().max(1))
        .position(|window| window == wanted)
}

fn replace(bytes: &[u8], secret: &[u8]) -> Vec<u8> {
    let mut clean = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(at) = find(rest, secret) {
        let (before, after) = rest.split_at(at);
        clean.extend(before);
        clean.extend(b"[redacted]");
        rest = after.get(secret.len()..).unwrap_or_default();
    }
    clean.extend(rest);
    clean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_sent_is_taken_out_of_an_answer_wherever_it_stands() {
        let sent = Sent(vec![b"s3cr3t-value".to_vec()]);
        assert_eq!(
            sent.redact(b"s3cr3t-value, s3cr3t-valu, xs3cr3t-values3cr3t-value".to_vec()),
            b"[redacted], s3cr3t-valu, x[redacted][redacted]",
        );
        assert_eq!(sent.redact(b"abc".to_vec()), b"abc");
        assert!(Sent::default().redact(Vec::new()).is_empty());
    }
}
