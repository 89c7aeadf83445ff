//! Web chat: what a visitor's frame means, and how the host's notices look on the wire.
//!
//! The wire is `PROTOCOL.md`. A frame is parsed strictly and its texts are cleaned ([`inbound`]); a
//! bad one is refused with a code and never half taken. Notices become frames in [`outbound`].
//! Nothing is remembered between calls, and nothing of a frame is ever logged.

pub mod inbound;
pub mod limits;
pub mod outbound;
pub mod refusal;
pub mod text;

use frontdesk_plugin::{
    Channel, Descriptor, Error, Plugin, SocketChannel, host,
    socket::{Event, Notice, Refusal, Session},
};

/// The component.
#[derive(Debug)]
pub struct WebChat;

impl Plugin for WebChat {
    fn describe() -> Descriptor {
        Descriptor::channel("webchat", env!("CARGO_PKG_VERSION"), "Web chat")
            .settings(include_str!("settings.schema.json"))
            .feature("start")
            .feature("typing")
            .feature("read")
    }

    /// There is nothing to set, so anything set is a mistake the operator should hear of.
    fn validate() -> Result<(), Vec<Error>> {
        match serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(&host::settings())
        {
            Ok(settings) if settings.is_empty() => Ok(()),
            Ok(settings) => Err(settings
                .keys()
                .map(|key| Error::misconfigured(format!("web chat has no setting named {key:?}")))
                .collect()),
            Err(_) => Err(vec![Error::misconfigured("the settings are not a table")]),
        }
    }
}

/// Web chat has a socket only: no webhooks come, and nothing is sent to a provider.
impl Channel for WebChat {}

impl SocketChannel for WebChat {
    fn frame(session: &Session, data: &str, _at: f64) -> Result<Vec<Event>, Refusal> {
        inbound::read(session, data).map(|event| vec![event])
    }

    fn render(_session: &Session, notices: &[Notice]) -> Result<Vec<String>, Error> {
        notices.iter().map(outbound::write).collect()
    }
}

frontdesk_plugin::export_socket_channel!(WebChat);
