//! The macros that make a component of a unit struct.

/// One part of a component. Nothing on a native target: tests have no use for the exports, and the
/// linker no word for their names.
#[doc(hidden)]
#[macro_export]
macro_rules! export_part {
    ($component:ident, $world:ident, $export:ident) => {
        #[cfg(target_arch = "wasm32")]
        #[expect(unsafe_code, reason = "the component ABI is raw memory")]
        const _: () = {
    $crate::bindings::$world::$export!($component with_types_in $crate::bindings::$world);
        };
    };
}

/// Exports a type that implements [`Channel`](crate::Channel) as a component of world `channel-plugin`.
#[macro_export]
macro_rules! export_channel {
    ($component:ident) => {
        $crate::export_part!($component, plugin, export_plugin_world);
        $crate::export_part!($component, channel, export_channel_world);
    };
}

/// Exports a type that implements [`SocketChannel`](crate::SocketChannel) as a component of world
/// `socket-channel-plugin`.
#[macro_export]
macro_rules! export_socket_channel {
    ($component:ident) => {
        $crate::export_channel!($component);
        $crate::export_part!($component, socket, export_socket_world);
    };
}

/// Exports a type that implements [`Crm`](crate::Crm) as a component of world `crm-plugin`.
#[macro_export]
macro_rules! export_crm {
    ($component:ident) => {
        $crate::export_part!($component, plugin, export_plugin_world);
        $crate::export_part!($component, crm, export_crm_world);
    };
}

/// Exports a type that implements [`Translator`](crate::Translator) as a component of world
/// `translator-plugin`.
#[macro_export]
macro_rules! export_translator {
    ($component:ident) => {
        $crate::export_part!($component, plugin, export_plugin_world);
        $crate::export_part!($component, translator, export_translator_world);
    };
}

/// Exports a type that implements [`Bot`](crate::Bot) as a component of world `bot-plugin`.
#[macro_export]
macro_rules! export_bot {
    ($component:ident) => {
        $crate::export_part!($component, plugin, export_plugin_world);
        $crate::export_part!($component, bot, export_bot_world);
    };
}
