//! What `wit-bindgen` makes of `plugins/wit`. Authors use the names that the crate's root and its
//! modules re-export; this module is public for the export macros only.
#![expect(clippy::pedantic, reason = "generated: the shapes are the contract's")]

/// World `channel-plugin`.
pub mod channel {
    wit_bindgen::generate!({
        path: "../wit/v0.1",
        world: "channel-plugin",
        pub_export_macro: true,
        export_macro_name: "export_channel_world",
        default_bindings_module: "frontdesk_plugin::bindings::channel",
        additional_derives: [PartialEq],
    });
}

/// World `socket-plugin`, over the same types.
pub mod socket {
    wit_bindgen::generate!({
        path: "../wit/v0.1",
        world: "socket-plugin",
        pub_export_macro: true,
        export_macro_name: "export_socket_world",
        default_bindings_module: "frontdesk_plugin::bindings::socket",
        additional_derives: [PartialEq],
        with: {
            "frontdesk:plugin/types@0.1.0": crate::bindings::channel::frontdesk::plugin::types,
            "frontdesk:plugin/host@0.1.0": crate::bindings::channel::frontdesk::plugin::host,
        },
    });
}
