//! Makes clients for a gateway: everyone on stage is hired here.

use std::sync::Arc;

use anyhow::Result;

use crate::{
    agent::{Agent, AgentSetup},
    gateway::Gateway,
    settings::{CHANNEL, SUPERVISOR, Settings},
    socket::Target,
    visitor::VisitorSetup,
    witness::{Nobody, Witness},
};

/// Where visitors connect.
pub fn visitor_target(gateway: &Gateway) -> Target {
    Target {
        addr: gateway.addr(),
        path: format!("/api/v1/channels/{CHANNEL}/socket"),
        origin: gateway.http().origin(),
        cookie: None,
        from: None,
    }
}

/// Where consoles connect.
pub fn console_target(gateway: &Gateway, cookie: &str) -> Target {
    Target {
        addr: gateway.addr(),
        path: "/api/v1/console/socket".to_owned(),
        origin: gateway.http().origin(),
        cookie: Some(cookie.to_owned()),
        from: None,
    }
}

/// A visitor who comes back and remembers everything.
pub fn faithful_visitor(gateway: &Gateway) -> VisitorSetup {
    VisitorSetup {
        target: visitor_target(gateway),
        reconnects: true,
        remembers: true,
        witness: Arc::new(Nobody),
    }
}

/// A visitor for measuring: remembers places only.
pub fn light_visitor(gateway: &Gateway, witness: &Arc<dyn Witness>) -> VisitorSetup {
    VisitorSetup {
        target: visitor_target(gateway),
        reconnects: true,
        remembers: false,
        witness: Arc::clone(witness),
    }
}

/// An agent who comes back, accepts everything and remembers everything.
pub fn faithful_agent(gateway: &Gateway, number: usize, cookie: &str) -> AgentSetup {
    AgentSetup {
        number,
        target: console_target(gateway, cookie),
        reconnects: true,
        accepts: true,
        finishes: true,
        remembers: true,
        witness: Arc::new(Nobody),
    }
}

/// Signs an agent in by the printed link, connects the console, and becomes available.
pub async fn seat_agent(gateway: &Gateway, number: usize) -> Result<Agent> {
    let cookie = gateway.sign_in(&Settings::agent(number)).await?;
    seat_signed_in(gateway, number, &cookie).await
}

/// Connects the console of an agent who is signed in, available.
pub async fn seat_signed_in(gateway: &Gateway, number: usize, cookie: &str) -> Result<Agent> {
    let agent = Agent::connect(faithful_agent(gateway, number, cookie));
    agent.available(&format!("ready-{number}"));
    agent.settled().await?;
    Ok(agent)
}

/// Signs the supervisor in and returns the session cookie.
pub async fn sign_in_supervisor(gateway: &Gateway) -> Result<String> {
    gateway.sign_in(SUPERVISOR).await
}
