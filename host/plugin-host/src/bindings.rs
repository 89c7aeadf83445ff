//! What wasmtime makes of `plugins/wit`: the host's side of the contract.

wasmtime::component::bindgen!({
    path: "../../plugins/wit/v0.1",
    world: "socket-channel-plugin",
    exports: { default: async },
});

pub(crate) use exports::frontdesk::plugin::{channel, plugin, socket};
pub(crate) use frontdesk::plugin::{host, http_types, types};
