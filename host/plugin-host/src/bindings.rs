//! What wasmtime makes of `plugins/wit`: the host's side of the contract.
//!
//! One world holds every interface of every version, so that all kinds of plugin share their types;
//! which of the exports a component has is found by name. The host works with the newest version of an
//! interface; `channel_export` brings older ones to it.

wasmtime::component::bindgen!({
    path: ["../../plugins/wit/v0.1", "../../plugins/wit/v0.2"],
    inline: "
        package frontdesk:runtime;
        world every-plugin {
            import frontdesk:plugin/host@0.1.0;
            import frontdesk:plugin/kv@0.1.0;
            export frontdesk:plugin/plugin@0.1.0;
            export frontdesk:plugin/channel@0.1.0;
            export frontdesk:plugin/channel@0.2.0;
            export frontdesk:plugin/socket@0.1.0;
            export frontdesk:plugin/crm@0.1.0;
            export frontdesk:plugin/translator@0.1.0;
            export frontdesk:plugin/bot@0.1.0;
        }
    ",
    world: "frontdesk:runtime/every-plugin",
    exports: { default: async },
});

/// Interfaces of version 0.1 that a newer one has taken the place of.
pub(crate) mod v0_1 {
    pub(crate) use super::exports::frontdesk::plugin0_1_0::channel;
}

pub(crate) use exports::frontdesk::{
    plugin0_1_0::{bot, crm, plugin, socket, translator},
    plugin0_2_0::channel,
};
pub(crate) use frontdesk::plugin0_1_0::{host, http_types, kv, types};
