//! One-time links: a way in without a password. Random, kept as a hash, good once and for a day.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use frontdesk_core::{AgentId, Span, Timestamp};
use frontdesk_engine::{Engine, Refusal};
use frontdesk_store::{Batch, codec, keys, records};
use rand::CryptoRng;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::session::{Principal, hash_of, stage_new};
use crate::{api::Api, problem::Fault};

/// How long a link may be used.
const LIFETIME: Span = Span::seconds(24 * 3_600);

/// What is kept of a link.
#[derive(Serialize, Deserialize)]
struct LinkRecord {
    agent: AgentId,
    expires_at: Timestamp,
}

/// Makes a one-time sign-in link's token for an agent, durably. It goes behind `#link=` of the
/// console's address and is good for 24 hours.
pub async fn issue_sign_in_link(
    engine: &Engine,
    agent: &AgentId,
    now: Timestamp,
    chance: &mut (dyn CryptoRng + Send),
) -> Result<String, Refusal> {
    let mut secret = [0; 32];
    chance.fill_bytes(&mut secret);
    let hash: [u8; 32] = Sha256::digest(secret).into();
    let record = LinkRecord {
        agent: agent.clone(),
        expires_at: now + LIFETIME,
    };
    let mut batch = Batch::new();
    records::stage(&mut batch, keys::sign_in_link(&hash), &record)
        .map_err(|_| Refusal::TooLarge)?;
    engine.keep(batch).await?;
    Ok(URL_SAFE_NO_PAD.encode(secret))
}

/// Spends a link for a session. The link goes and the session comes in one batch that requires the
/// link to be unspent, so of two browsers that open it at once one gets in.
pub(crate) async fn spend(api: &Api, token: &str) -> Result<(String, Principal), Fault> {
    let key = keys::sign_in_link(&hash_of(token).ok_or(Fault::SignInFailed)?);
    let found = api
        .engine()
        .store()
        .get(&key)
        .await?
        .ok_or(Fault::SignInFailed)?;
    let record: LinkRecord = codec::decode(&key, &found.value)?;
    if api.now() >= record.expires_at {
        return Err(Fault::SignInFailed);
    }
    let mut batch = Batch::new();
    batch.require_unchanged(key.clone(), &found).delete(key);
    let signed_in = stage_new(api, &mut batch, record.agent)?;
    match api.engine().keep(batch).await {
        Ok(()) => Ok(signed_in),
        Err(Refusal::Conflict) => Err(Fault::SignInFailed),
        Err(refusal) => Err(refusal.into()),
    }
}
