//! Writes a Frontdesk component in Rust: the contract's types, two traits and two macros.
//!
//! A component answers calls of the host. It opens no socket, reads no file, keeps no state between
//! calls and never sees a secret: [`host`] is all it may ask for. Implement [`Plugin`] and
//! [`Channel`] (and [`SocketChannel`] if contacts hold a live socket to the host) for a unit struct
//! and name it to [`export_channel!`] (or [`export_socket_channel!`]).
//!
//! The contract itself is `plugins/wit`; start at [`SocketChannel`] and `channels/webchat`.

#[doc(hidden)]
pub mod bindings;
pub mod channel;
pub mod error;
mod export;
pub mod host;
mod panic;
pub mod plugin;
pub mod socket;

pub use bindings::channel::frontdesk::plugin::{http_types as http, types};
pub use channel::Channel;
pub use error::{Error, ErrorKind};
pub use plugin::{Descriptor, Kind, Plugin};
pub use socket::SocketChannel;
