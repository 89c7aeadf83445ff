//! What `wit-bindgen` makes of `plugins/wit`. Authors use the names that the crate's root and its
//! modules re-export; this module is public for the export macros only.
//!
//! One small world for what every component has, and one for each interface it may export beside
//! it, all over the same Rust types. A component is the union of those it exports, which is then one
//! of the contract's worlds (`channel-plugin`, `crm-plugin` ...).
#![expect(clippy::pedantic, reason = "generated: the shapes are the contract's")]

/// The imports, and the export `plugin`.
pub mod plugin {
    wit_bindgen::generate!({
        path: "../wit/v0.1",
        inline: "
            package frontdesk:sdk;
            world every-plugin {
                import frontdesk:plugin/types@0.1.0;
                import frontdesk:plugin/http-types@0.1.0;
                import frontdesk:plugin/host@0.1.0;
                import frontdesk:plugin/kv@0.1.0;
                export frontdesk:plugin/plugin@0.1.0;
            }
        ",
        generate_all,
        pub_export_macro: true,
        export_macro_name: "export_plugin_world",
        default_bindings_module: "frontdesk_plugin::bindings::plugin",
        additional_derives: [PartialEq],
    });
}

macro_rules! world {
    ($(#[$doc:meta])* $name:ident, $paths:tt, $wit:literal, $export:literal, $module:literal) => {
        $(#[$doc])*
        pub mod $name {
            wit_bindgen::generate!({
                path: $paths,
                inline: $wit,
                pub_export_macro: true,
                export_macro_name: $export,
                default_bindings_module: $module,
                additional_derives: [PartialEq],
                with: {
                    "frontdesk:plugin/types@0.1.0": crate::bindings::plugin::frontdesk::plugin::types,
                    "frontdesk:plugin/http-types@0.1.0": crate::bindings::plugin::frontdesk::plugin::http_types,
                },
            });
        }
    };
}

world!(
    /// The export `channel`.
    channel,
    ["../wit/v0.1", "../wit/v0.2"],
    "package frontdesk:sdk; world of-channel { export frontdesk:plugin/channel@0.2.0; }",
    "export_channel_world",
    "frontdesk_plugin::bindings::channel"
);
world!(
    /// The export `socket`.
    socket,
    ["../wit/v0.1"],
    // It speaks of no request; the import, which leaves no trace, lets it share the macro.
    "package frontdesk:sdk; world of-socket {
        import frontdesk:plugin/http-types@0.1.0;
        export frontdesk:plugin/socket@0.1.0;
    }",
    "export_socket_world",
    "frontdesk_plugin::bindings::socket"
);
world!(
    /// The export `crm`.
    crm,
    ["../wit/v0.1"],
    "package frontdesk:sdk; world of-crm { export frontdesk:plugin/crm@0.1.0; }",
    "export_crm_world",
    "frontdesk_plugin::bindings::crm"
);
world!(
    /// The export `translator`.
    translator,
    ["../wit/v0.1"],
    "package frontdesk:sdk; world of-translator { export frontdesk:plugin/translator@0.1.0; }",
    "export_translator_world",
    "frontdesk_plugin::bindings::translator"
);
world!(
    /// The export `bot`.
    bot,
    ["../wit/v0.1"],
    "package frontdesk:sdk; world of-bot { export frontdesk:plugin/bot@0.1.0; }",
    "export_bot_world",
    "frontdesk_plugin::bindings::bot"
);
