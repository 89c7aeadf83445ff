//! `kill -9` between a conversation's end and its log in a connected customer system: the log is there once in the
//! end, whatever was done there before the gateway died.

use anyhow::{Context as _, Result, ensure};
use frontdesk_test_bench::{
    Agent, Gateway, Http, PATIENCE, Settings, Visitor,
    cast::{faithful_visitor, seat_signed_in, sign_in_supervisor},
};
use frontdesk_test_crash::customer_system::{Case, Conduct, CustomerSystem};
use serde_json::{Value, json};
use tokio::time::timeout;

/// A conversation that Agent 0 holds.
async fn talk(gateway: &Gateway, agent: &Agent) -> Result<(Visitor, String)> {
    let visitor = Visitor::connect(faithful_visitor(gateway));
    visitor.start("s", "Ann", Some("AT-77"));
    visitor.say("m", "My parcel is lost");
    let held = |state: &frontdesk_test_bench::AgentState| state.held.keys().next().cloned();
    let id = agent.until("a conversation", held).await?;
    agent.say("a", &id, "I will look");
    agent.settled().await?;
    visitor.settled().await?;
    Ok((visitor, id))
}

async fn sent(http: &Http, method: &str, path: &str, body: Option<&Value>) -> Result<Value> {
    let answer = http.send(method, &format!("/api/v1{path}"), body).await?;
    ensure!(
        (200..300).contains(&answer.status),
        "{path}: {}",
        answer.body
    );
    Ok(serde_json::from_str(&answer.body).unwrap_or_default())
}

/// The conversation's link, once its log stands so.
async fn standing(http: &Http, id: &str, state: &str) -> Result<Value> {
    let path = format!("/conversations/{id}/system");
    let waited = async {
        loop {
            let found = sent(http, "GET", &path, None).await?;
            if found.pointer("/link/log/state") == Some(&json!(state)) {
                return anyhow::Ok(found);
            }
        }
    };
    let found = timeout(PATIENCE, waited).await;
    found.with_context(|| format!("the log is never {state}"))?
}

#[tokio::test]
async fn a_log_is_there_once_wherever_the_gateway_died() -> Result<()> {
    let system = CustomerSystem::start().await?;
    let folder = tempfile::tempdir()?;
    let settings = Settings {
        agents: 1,
        sections: system.section("books"),
        ..Settings::default()
    };
    let mut gateway = Gateway::start(folder.path(), &settings).await?;
    let supervisor = sign_in_supervisor(&gateway).await?;
    let cookie = gateway.sign_in(&Settings::agent(0)).await?;
    let agent = seat_signed_in(&gateway, 0, &cookie).await?;
    let (visitor, id) = talk(&gateway, &agent).await?;
    let link = json!({"connector": "books", "person": "p-7"});
    let http = gateway.http().with_cookie(&cookie);
    sent(
        &http,
        "PUT",
        &format!("/conversations/{id}/system"),
        Some(&link),
    )
    .await?;
    let http = gateway.http().with_cookie(&supervisor);

    // The system hears of the closing, and does nothing yet.
    system.conducts(Conduct::Hangs);
    sent(&http, "POST", &format!("/conversations/{id}/close"), None).await?;
    system
        .until("a first try", |inside| inside.requests == 1)
        .await?;
    // Every browser is closed from here on.
    drop((visitor, agent));
    gateway.kill().await?;
    // It opens the case, and nobody hears so.
    system.conducts(Conduct::Forgets);
    gateway.resume().await?;
    system
        .until("a case", |inside| !inside.cases.is_empty())
        .await?;
    gateway.kill().await?;
    // It opens no other, and hears of the end; whether the gateway hears so is anybody's guess.
    system.conducts(Conduct::Answers);
    gateway.resume().await?;
    let has_note = |case: &Case| !case.notes.is_empty();
    system
        .until("a note", |inside| inside.cases.values().any(has_note))
        .await?;
    gateway.kill().await?;
    gateway.resume().await?;
    let found = standing(&http, &id, "logged").await?;
    ensure!(
        found.pointer("/link/name") == Some(&json!("Ann Archer")),
        "{found}"
    );

    let inside = system.until("the end", |_| true).await?;
    let cases: Vec<_> = inside.cases.values().collect();
    let [case] = cases.as_slice() else {
        anyhow::bail!("{} cases", cases.len());
    };
    let text = case.opening.get("text").and_then(Value::as_str);
    let text = text.context("no text")?;
    for said in ["Ann: My parcel is lost", "Agent 0: I will look"] {
        ensure!(text.matches(said).count() == 1, "{said}: {text}");
    }
    let told = |key: &str| case.opening.get(key).cloned().unwrap_or_default();
    ensure!(
        told("queue") == json!("Sales") && told("agent") == json!("Agent 0"),
        "{case:?}"
    );
    ensure!(case.is_closed && case.notes.len() == 1, "{case:?}");
    Ok(())
}
