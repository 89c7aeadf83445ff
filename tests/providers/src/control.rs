//! `/control`: what a test, a script or the page tells the providers to do.

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    Account, Faults, Inbound, Phone, Provider, Standing, State as MessageState, events,
    receive::Providers,
};

type Shared = State<Arc<Providers>>;
type Given = Result<Json<Value>, axum::extract::rejection::JsonRejection>;

pub(crate) fn routes() -> Router<Arc<Providers>> {
    Router::new()
        .route("/accounts", get(accounts))
        .route("/events", get(events::stream))
        .route("/phones", get(all_phones))
        .route("/reset", post(reset))
        .route("/{provider}/accounts", post(add_account))
        .route("/{provider}/block", post(block))
        .route("/{provider}/check", post(check))
        .route("/{provider}/faults", post(faults))
        .route("/{provider}/phones", get(phones))
        .route("/{provider}/receipts", post(receipts))
        .route("/{provider}/say", post(say))
}

/// Why an order is not carried out.
struct Refused(StatusCode, String);

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        (self.0, Json(json!({ "error": self.1 }))).into_response()
    }
}

fn invalid(why: &impl ToString) -> Refused {
    Refused(StatusCode::BAD_REQUEST, why.to_string())
}

fn missing(why: &impl ToString) -> Refused {
    Refused(StatusCode::NOT_FOUND, why.to_string())
}

fn provider(name: &str) -> Result<Provider, Refused> {
    Provider::of(name).ok_or_else(|| {
        let names: Vec<_> = Provider::ALL.iter().map(|each| each.name()).collect();
        missing(&format!("there is no {name} here, only {names:?}"))
    })
}

fn read<T: serde::de::DeserializeOwned>(given: Given) -> Result<T, Refused> {
    let Json(value) = given.map_err(|why| invalid(&why))?;
    serde_json::from_value(value).map_err(|why| invalid(&why))
}

fn no_account(provider: Provider) -> Refused {
    let name = provider.name();
    missing(&format!(
        "{name} has no such account: POST /control/{name}/accounts first"
    ))
}

async fn accounts(State(providers): Shared) -> Json<Value> {
    let accounts = providers.world.accounts();
    let of = |provider: &Provider| {
        let own = accounts
            .iter()
            .filter(|account| account.provider == Some(*provider));
        json!({
            "provider": provider, "title": provider.title(),
            "base_url": format!("{}/{}", providers.world.base, provider.prefix()),
            // Without what they sign and send with: the page shows them.
            "accounts": own.map(|account| json!({
                "id": account.id, "address": account.address(), "webhook_url": account.webhook_url,
            })).collect::<Vec<_>>(),
        })
    };
    Json(Provider::ALL.iter().map(of).collect())
}

async fn add_account(
    State(providers): Shared,
    Path(name): Path<String>,
    given: Given,
) -> Result<Json<Value>, Refused> {
    let provider = provider(&name)?;
    let mut account: Account = read(given)?;
    account.provider = Some(provider);
    let answer = json!({
        "id": account.id,
        "base_url": format!("{}/{}", providers.world.base, provider.prefix()),
    });
    providers.world.add_account(account);
    Ok(Json(answer))
}

/// One message or several that go as a batch.
#[derive(Deserialize)]
#[serde(untagged)]
enum Said {
    One(Box<Inbound>),
    Many(Vec<Inbound>),
}

async fn say(
    State(providers): Shared,
    Path(name): Path<String>,
    given: Given,
) -> Result<Json<Value>, Refused> {
    let provider = provider(&name)?;
    let batch = match read(given)? {
        Said::One(inbound) => vec![*inbound],
        Said::Many(batch) => batch,
    };
    let heard = providers.caller.say(provider, batch).await;
    let heard = heard.ok_or_else(|| no_account(provider))?;
    let first = heard.first().map(|heard| heard.message.clone());
    Ok(Json(json!({ "id": first, "heard": heard })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Receipts {
    message: String,
    states: Vec<MessageState>,
}

async fn receipts(
    State(providers): Shared,
    Path(name): Path<String>,
    given: Given,
) -> Result<Json<Value>, Refused> {
    let provider = provider(&name)?;
    let Receipts { message, states } = read(given)?;
    let reported = providers.caller.report(provider, &message, &states).await;
    let reported =
        reported.ok_or_else(|| missing(&format!("the gateway sent no message {message}")))?;
    Ok(Json(json!({ "reported": reported })))
}

async fn faults(
    State(providers): Shared,
    Path(name): Path<String>,
    given: Given,
) -> Result<Json<Value>, Refused> {
    let faults: Faults = read(given)?;
    providers.world.order(provider(&name)?, &faults);
    Ok(Json(json!(faults)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Block {
    from: String,
    account: Option<String>,
    #[serde(default = "blocked")]
    standing: Standing,
}

const fn blocked() -> Standing {
    Standing::Blocked
}

async fn block(
    State(providers): Shared,
    Path(name): Path<String>,
    given: Given,
) -> Result<Json<Value>, Refused> {
    let provider = provider(&name)?;
    let block: Block = read(given)?;
    let heard = providers
        .caller
        .bar(
            provider,
            block.account.as_deref(),
            &block.from,
            block.standing,
        )
        .await;
    let heard = heard.ok_or_else(|| no_account(provider))?;
    Ok(Json(json!({ "heard": heard })))
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Check {
    account: Option<String>,
}

async fn check(
    State(providers): Shared,
    Path(name): Path<String>,
    given: Given,
) -> Result<Json<Value>, Refused> {
    let provider = provider(&name)?;
    let Check { account } = read(given)?;
    let checked = providers.caller.check(provider, account.as_deref()).await;
    let checked = checked.ok_or_else(|| no_account(provider))?;
    Ok(Json(json!(checked)))
}

async fn phones(
    State(providers): Shared,
    Path(name): Path<String>,
) -> Result<Json<Vec<Phone>>, Refused> {
    let provider = provider(&name)?;
    let mut phones = providers.world.phones();
    phones.retain(|phone| phone.provider == provider);
    Ok(Json(phones))
}

async fn all_phones(State(providers): Shared) -> Json<Vec<Phone>> {
    Json(providers.world.phones())
}

async fn reset(State(providers): Shared) -> StatusCode {
    providers.world.reset();
    StatusCode::NO_CONTENT
}
