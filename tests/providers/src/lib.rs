//! The messaging providers as the gateway sees them, all on one loopback port, without their networks.
//!
//! [`Providers::start`] listens. What the gateway sends is validated, answered and refused in each
//! provider's own words and codes; what contacts write, and reports on what was sent, go to the gateway
//! in calls signed as the provider signs them. Faults are ordered ([`Faults`]), and every message that
//! was taken stands on a [`Phone`], also when the answer to it was lost. [`inbound`] makes a signed call
//! without sending it. Nothing here knows how the gateway works, and nothing leaves this machine except
//! calls to the addresses that accounts name. README.md has the same over HTTP.
#![forbid(unsafe_code)]

mod account;
mod call;
mod clock;
mod content;
mod control;
mod deliver;
pub mod demo;
mod dialect;
mod events;
mod faults;
mod fetch;
mod ids;
mod media;
mod page;
mod phones;
mod provider;
mod receive;
mod server;
mod sign;
mod stand;
mod world;

pub use self::{
    account::{Account, Api, Receipts, Refusals},
    call::SignedCall,
    content::{Card, Choice, Content, Inbound, Location, Media},
    deliver::{Checked, Heard, Reported},
    faults::{Fault, Faults, WebhookFaults},
    fetch::{Fetched, Problem},
    phones::{Message, Phone, Side, Standing, State},
    provider::Provider,
    stand::{Providers, inbound},
};
