//! HTTP and sockets: sign-in, consoles, contacts, documentation and the embedded web package.
//!
//! This crate translates and guards. It says who someone is and whether they may try something; what
//! then happens is the engine's business, and no routing rule lives here. It never shows what is not
//! durable, never believes a `Host` header, and never logs an address, a token or a text.
//!
//! Start at [`Api::new`] and [`router`]; [`Hub`] is the engine's outlet; [`serve`] accepts
//! connections. `routes.rs` lists every address with who may use it.
#![forbid(unsafe_code)]

mod api;
mod assets;
mod auth;
mod body;
mod config;
mod crm;
mod design;
mod files;
mod form;
mod hub;
mod invitations;
mod limits;
mod links;
pub mod metric_names;
mod offline;
mod openapi;
mod outgoing;
mod past;
mod peer;
mod plugin_watch;
mod problem;
mod request;
mod requests;
mod rounds;
mod routes;
mod scripts;
mod server;
mod setup;
mod sightings;
mod socket;
mod systems;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod v1;
mod view;
mod webhook;

pub use self::{
    api::{Administration, Api, ApiError},
    assets::WebAssets,
    auth::{
        sign_in_link::issue_sign_in_link,
        site_identity::{ShortSecret, SiteIdentity},
    },
    config::{
        Account, ApiConfig, ConnectedSystem, ContactChannel, MetricsPage, Survey, WebhookEntrance,
    },
    crm::CrmConfig,
    design::{Design, DesignTrial, Picture, Words},
    files::{FileConfig, FileLinks, FileSource, Kind, WithFiles},
    form::{FormQuestion, MatchIn},
    hub::Hub,
    invitations::OfferedInvitation,
    limits::Limits,
    offline::OfflineChannel,
    past::past_conversations,
    routes::router,
    scripts::{Outside, ScriptAnswers},
    server::serve,
    webhook::Replayed,
};
