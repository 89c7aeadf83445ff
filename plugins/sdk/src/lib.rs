//! Writes a Frontdesk component in Rust: the contract's types, a trait and a macro for each kind.
//!
//! A component answers calls of the host. It opens no socket, reads no file, keeps no state between
//! calls and never sees a secret. Implement [`Plugin`] and the trait of its kind for a unit struct
//! and name it to the kind's macro:
//!
//! | kind | trait | macro |
//! |---|---|---|
//! | a channel over a provider's HTTP API | [`Channel`] | [`export_channel!`] |
//! | a channel with a live socket | [`SocketChannel`] | [`export_socket_channel!`] |
//! | a customer system | [`Crm`] | [`export_crm!`] |
//! | a translation service | [`Translator`] | [`export_translator!`] |
//! | a bot | [`Bot`] | [`export_bot!`] |
//!
//! Requests go through [`Cx`]; settings come from [`settings()`]; [`host`], [`kv`], [`webhook`], [`text`], [`told`],
//! [`outbound`] and [`sms`] are what else there is. The contract itself is `plugins/wit`.

#[doc(hidden)]
pub mod bindings;
pub mod bot;
pub mod channel;
pub mod crm;
mod cx;
pub mod error;
mod export;
pub mod host;
pub mod http;
pub mod kv;
mod log;
#[cfg(not(target_arch = "wasm32"))]
pub mod native;
pub mod outbound;
mod panic;
pub mod plugin;
pub mod settings;
pub mod sms;
pub mod socket;
pub mod text;
pub mod told;
pub mod translator;
pub mod types;
pub mod webhook;

#[doc(hidden)]
pub use bindings::plugin::frontdesk::plugin::http_types;
pub use bot::Bot;
pub use channel::Channel;
pub use crm::Crm;
pub use cx::Cx;
pub use error::{Error, ErrorKind};
pub use http::{Request, Response};
pub use plugin::{Descriptor, Kind, Plugin, SecretNeed, SecretUse};
pub use settings::{settings, settings_problems};
pub use socket::SocketChannel;
pub use translator::Translator;
pub use types::Field;

/// What the README shows, compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
