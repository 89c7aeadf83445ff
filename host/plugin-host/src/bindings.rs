//! What wasmtime makes of `plugins/wit`: the host's side of the contract.
//!
//! One world holds every interface, so that all kinds of plugin share their types; which of the
//! exports a component has is found by name.

wasmtime::component::bindgen!({
    path: "../../plugins/wit/v0.1",
    inline: "
        package frontdesk:runtime;
        world every-plugin {
            import frontdesk:plugin/host@0.1.0;
            import frontdesk:plugin/kv@0.1.0;
            export frontdesk:plugin/plugin@0.1.0;
            export frontdesk:plugin/channel@0.1.0;
            export frontdesk:plugin/socket@0.1.0;
            export frontdesk:plugin/crm@0.1.0;
            export frontdesk:plugin/translator@0.1.0;
            export frontdesk:plugin/bot@0.1.0;
        }
    ",
    world: "frontdesk:runtime/every-plugin",
    exports: { default: async },
});

pub(crate) use exports::frontdesk::plugin::{bot, channel, crm, plugin, socket, translator};
pub(crate) use frontdesk::plugin::{host, http_types, kv, types};
