//! Clients that speak the gateway's real sockets, and the book they are measured by.
//!
//! [`Visitor`] and [`Agent`] behave as the two protocols ask of a client: they resume, send again
//! what has no answer, and drop what they have seen. [`Gateway`] is the binary under test as a child
//! process. The binary of this package measures with them (see README.md); `tests/crash` checks
//! with them. Nothing here knows how the gateway works inside.

mod agent;
pub mod body;
pub mod cast;
pub mod copies;
pub mod decisions;
pub mod disk;
mod gateway;
mod http;
pub mod ledger;
mod outbox;
pub mod pacer;
pub mod plot;
pub mod process;
pub mod report;
pub mod roster;
pub mod settings;
pub mod socket;
pub mod summary;
pub mod troupe;
mod visitor;
mod watched;
mod witness;

pub use self::{
    agent::{Agent, AgentSetup, AgentState, Held},
    gateway::{Gateway, Refusal, binary, components, other_version},
    http::{Answer, Http},
    settings::Settings,
    visitor::{Acked, PATIENCE, Seen, Stage, Visitor, VisitorSetup, VisitorState},
    watched::Watched,
    witness::{Nobody, Witness},
};
