//! `POST /api/v1/session`: sign in, with a password or a one-time link.

use std::net::IpAddr;

use axum::{
    extract::{FromRequest, Request, State},
    http::header,
    response::{IntoResponse, Response},
};
use frontdesk_core::AgentId;
use frontdesk_store::Batch;
use frontdesk_wire::{
    At,
    problem::Problem,
    rest::{SessionView, SignIn},
};

use crate::{
    api::Api,
    auth::{
        session::{self, Principal},
        sign_in_link,
    },
    body::Json,
    peer,
    problem::Fault,
    view,
};

/// Signs in.
///
/// One answer for an unknown agent, a wrong password and a link that was used or is too old; the
/// time it takes does not tell them apart either. After ten failures from one address within five
/// minutes the answer is 429.
#[utoipa::path(
    post,
    path = "/api/v1/session",
    operation_id = "session_open",
    tag = "session",
    request_body = SignIn,
    responses(
        (status = 200, description = "Signed in; the cookie `frontdesk_session` is set", body = SessionView),
        (status = 401, description = "Not accepted", body = Problem),
        (status = 403, description = "Not from the gateway's own pages", body = Problem),
        (status = 429, description = "Too many attempts", body = Problem),
    )
)]
pub(crate) async fn handle(State(api): State<Api>, request: Request) -> Result<Response, Fault> {
    let address = peer::client_address(&api, &request);
    let Json(sign_in) = Json::<SignIn>::from_request(request, &api).await?;
    let result = sign_in_from(&api, address, sign_in).await;
    let outcome = match &result {
        Ok(_) => "done",
        Err(Fault::TooManyAttempts(_)) => "throttled",
        Err(_) => "refused",
    };
    metrics::counter!(crate::metric_names::SIGN_INS, "outcome" => outcome).increment(1);
    let (token, who) = result?;
    let mut response = axum::Json(session_view(&api, &who)).into_response();
    if let Some(cookie) = session::set_cookie(&api, &token, who.expires_at) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

async fn sign_in_from(
    api: &Api,
    address: IpAddr,
    sign_in: SignIn,
) -> Result<(String, Principal), Fault> {
    let now = api.now();
    let name = match &sign_in {
        SignIn::Password { agent, .. } => Some(agent.clone()),
        SignIn::Link { .. } => None,
    };
    api.attempts()
        .admit(address, name.as_deref(), now)
        .map_err(Fault::TooManyAttempts)?;
    let result = match sign_in {
        SignIn::Password { agent, password } => by_password(api, &agent, password).await,
        SignIn::Link { token } => sign_in_link::spend(api, &token).await,
    };
    if result
        .as_ref()
        .is_err_and(|fault| *fault == Fault::SignInFailed)
    {
        api.attempts().failed(address, name.as_deref(), now);
    }
    result
}

async fn by_password(
    api: &Api,
    agent: &str,
    password: String,
) -> Result<(String, Principal), Fault> {
    let agent: Option<AgentId> = agent.parse().ok();
    let setup = api.setup();
    let account = agent
        .as_ref()
        .and_then(|agent| setup.config.accounts.get(agent));
    let hash = account.and_then(|account| account.password_hash.as_deref());
    let right = setup.passwords.check(hash, password).await?;
    let agent = agent.filter(|_| right).ok_or(Fault::SignInFailed)?;
    let mut batch = Batch::new();
    let signed_in = session::stage_new(api, &mut batch, agent)?;
    api.engine().keep(batch).await?;
    Ok(signed_in)
}

/// A session as its owner sees it.
pub(super) fn session_view(api: &Api, who: &Principal) -> SessionView {
    let agent = api.hub().agent(&who.agent);
    SessionView {
        agent: agent.unwrap_or_else(|| view::stranger(&who.agent, &api.directory())),
        expires_at: At(who.expires_at),
    }
}
