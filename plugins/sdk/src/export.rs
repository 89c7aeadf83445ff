//! From the traits to the component's exports.

use crate::{
    Channel, Descriptor, Error, Plugin, SocketChannel,
    bindings::{
        channel::exports::frontdesk::plugin::{channel as channel_world, plugin as plugin_world},
        socket::exports::frontdesk::plugin::socket as socket_world,
    },
    channel::{Exchange, Inbound, Message, SendStep, Webhook},
    panic::install_hook,
    socket::{Event, Notice, Refusal, Session},
};

impl<T: Plugin> plugin_world::Guest for T {
    fn describe() -> Descriptor {
        install_hook();
        T::describe()
    }

    fn validate() -> Result<(), Vec<Error>> {
        install_hook();
        T::validate()
    }
}

impl<T: Channel> channel_world::Guest for T {
    fn receive(call: Webhook) -> Result<Inbound, Error> {
        install_hook();
        T::receive(call)
    }

    fn send(message: Message, prior: Vec<Exchange>) -> Result<SendStep, Error> {
        install_hook();
        T::send(message, prior)
    }
}

impl<T: SocketChannel> socket_world::Guest for T {
    fn frame(session: Session, data: String, at: f64) -> Result<Vec<Event>, Refusal> {
        install_hook();
        T::frame(&session, &data, at)
    }

    fn render(session: Session, notices: Vec<Notice>) -> Result<Vec<String>, Error> {
        install_hook();
        T::render(&session, &notices)
    }
}

/// Exports a type that implements [`Channel`] as a component of world `channel-plugin`.
#[macro_export]
macro_rules! export_channel {
    ($component:ident) => {
        // A native build (tests) has no use for the exports, and its linker no word for their names.
        #[cfg(target_arch = "wasm32")]
        #[expect(unsafe_code, reason = "the component ABI is raw memory")]
        const _: () = {
            $crate::bindings::channel::export_channel_world!(
                $component with_types_in $crate::bindings::channel
            );
        };
    };
}

/// Exports a type that implements [`SocketChannel`] as a component of world
/// `socket-channel-plugin`.
#[macro_export]
macro_rules! export_socket_channel {
    ($component:ident) => {
        $crate::export_channel!($component);
        // A native build (tests) has no use for the exports, and its linker no word for their names.
        #[cfg(target_arch = "wasm32")]
        #[expect(unsafe_code, reason = "the component ABI is raw memory")]
        const _: () = {
            $crate::bindings::socket::export_socket_world!(
                $component with_types_in $crate::bindings::socket
            );
        };
    };
}
