//! Sessions: a random token in a cookie, its hash in the store, so that they survive a restart and
//! a stolen store opens no door.

use axum::http::{HeaderMap, HeaderValue, header};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use frontdesk_core::{AgentId, Span, Timestamp};
use frontdesk_store::{Batch, codec, keys, records};
use frontdesk_wire::view::Role;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{api::Api, problem::Fault};

const COOKIE: &str = "frontdesk_session";
/// A session in use is prolonged, but written at most this often.
pub(crate) const RENEW_EVERY: Span = Span::seconds(3_600);

/// The hash of a session's token: its name inside the gateway.
pub(crate) type SessionHash = [u8; 32];

/// What is kept of a session.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct SessionRecord {
    agent: AgentId,
    opened_at: Timestamp,
    renewed_at: Timestamp,
    expires_at: Timestamp,
}

/// Somebody who is signed in.
#[derive(Clone, Debug)]
pub(crate) struct Principal {
    /// Who.
    pub(crate) agent: AgentId,
    /// What they may do.
    pub(crate) role: Role,
    /// By which session.
    pub(crate) session: SessionHash,
    /// Until when, if it is not used again.
    pub(crate) expires_at: Timestamp,
}

/// A new token: for the cookie as text, for the store as hash.
pub(crate) fn new_token(bytes: [u8; 32]) -> (String, SessionHash) {
    (URL_SAFE_NO_PAD.encode(bytes), Sha256::digest(bytes).into())
}

/// The hash of a token as it came in.
pub(crate) fn hash_of(token: &str) -> Option<SessionHash> {
    let bytes: [u8; 32] = URL_SAFE_NO_PAD.decode(token).ok()?.try_into().ok()?;
    Some(Sha256::digest(bytes).into())
}

/// Adds a new session to a batch; answers its cookie's token and the principal.
pub(crate) fn stage_new(
    api: &Api,
    batch: &mut Batch,
    agent: AgentId,
) -> Result<(String, Principal), Fault> {
    let setup = api.setup();
    let account = setup
        .config
        .accounts
        .get(&agent)
        .ok_or(Fault::SignInFailed)?;
    let now = api.now();
    let expires_at = now + setup.config.session_lifetime;
    let (token, session) = new_token(api.random());
    let record = SessionRecord {
        agent: agent.clone(),
        opened_at: now,
        renewed_at: now,
        expires_at,
    };
    records::stage(batch, keys::session(&session), &record)?;
    Ok((
        token,
        Principal {
            agent,
            role: account.role,
            session,
            expires_at,
        },
    ))
}

/// Who a request's cookie belongs to. `None`: nobody.
pub(crate) async fn of_request(api: &Api, headers: &HeaderMap) -> Result<Option<Principal>, Fault> {
    match cookie(headers).and_then(hash_of) {
        Some(session) => of_session(api, session).await,
        None => Ok(None),
    }
}

/// Whose session this is, prolonging it when it is time to. `None`: it ended, or its agent is not
/// configured any more.
pub(crate) async fn of_session(
    api: &Api,
    session: SessionHash,
) -> Result<Option<Principal>, Fault> {
    let key = keys::session(&session);
    let Some(found) = api.engine().store().get(&key).await? else {
        return Ok(None);
    };
    let mut record: SessionRecord = codec::decode(&key, &found.value)?;
    let now = api.now();
    let setup = api.setup();
    let Some(account) = setup.config.accounts.get(&record.agent) else {
        return Ok(None);
    };
    if now >= record.expires_at {
        return Ok(None);
    }
    if now.since(record.renewed_at) >= RENEW_EVERY {
        record.renewed_at = now;
        record.expires_at = now + setup.config.session_lifetime;
        let mut batch = Batch::new();
        records::stage(&mut batch, key.clone(), &record)?;
        batch.require_unchanged(key, &found);
        // Signed out, or prolonged by another request meanwhile: this request was still in time.
        if let Err(refusal) = api.engine().keep(batch).await {
            tracing::debug!(%refusal, "a session was not prolonged");
        }
    }
    let SessionRecord {
        agent, expires_at, ..
    } = record;
    Ok(Some(Principal {
        agent,
        role: account.role,
        session,
        expires_at,
    }))
}

/// Ends a session, durably.
pub(crate) async fn end(api: &Api, session: &SessionHash) -> Result<(), Fault> {
    let mut batch = Batch::new();
    batch.delete(keys::session(session));
    Ok(api.engine().keep(batch).await?)
}

/// The value of our cookie.
fn cookie(headers: &HeaderMap) -> Option<&str> {
    let all = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok());
    let mut pairs = all
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.split_once('='));
    pairs
        .find(|(name, _)| name.trim() == COOKIE)
        .map(|(_, value)| value.trim())
}

/// The header that sets the cookie.
pub(crate) fn set_cookie(api: &Api, token: &str, expires_at: Timestamp) -> Option<HeaderValue> {
    let seconds = expires_at.since(api.now()).0 / 1_000;
    // On loopback there is no TLS, and nobody in between who could listen.
    let setup = api.setup();
    let plain = setup.public.is_loopback() && !setup.public.is_https();
    let secure = if plain { "" } else { "; Secure" };
    let text =
        format!("{COOKIE}={token}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::try_from(text).ok()
}

/// The token in a request's cookie, to send it again with a later end.
pub(crate) fn token(headers: &HeaderMap) -> Option<&str> {
    cookie(headers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        assert_eq!(cookie(&headers), None);
        headers.append(
            header::COOKIE,
            "a=b; x_frontdesk_session=no".parse().unwrap(),
        );
        assert_eq!(cookie(&headers), None);
        headers.append(
            header::COOKIE,
            "c=d; frontdesk_session=yes".parse().unwrap(),
        );
        assert_eq!(cookie(&headers), Some("yes"));
    }

    #[test]
    fn a_token_is_not_its_hash() {
        let (token, hash) = new_token([5; 32]);
        assert_eq!(hash_of(&token), Some(hash));
        assert_ne!(hash, [5; 32]);
        let shorter: String = token.chars().skip(1).collect();
        for bad in ["", "abc", "\0", &shorter, &format!("{token}A")] {
            assert_eq!(hash_of(bad), None);
        }
    }
}
