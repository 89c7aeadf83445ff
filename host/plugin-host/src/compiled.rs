//! A component ready to be instantiated: compiled, its imports allowed, its exports found.

use wasmtime::{
    Engine,
    component::{Component, HasSelf, InstancePre, Linker, types::ComponentItem},
};

use crate::{
    bindings::{EveryPlugin, bot, crm, plugin, socket, translator},
    channel_export::ChannelIndices,
    descriptor::Kind,
    load::{LoadError, Stage},
    state::CallState,
};

/// The package of the contract.
const PACKAGE: &str = "frontdesk:plugin/";
/// The version of everything that has only one: it matches any `0.1.x`.
const VERSION: &str = "0.1";
/// The interfaces of it that a host offers.
const OFFERED: [&str; 4] = ["host", "kv", "types", "http-types"];

/// One component; several named plugins may share it.
pub(crate) struct Compiled {
    pub(crate) pre: InstancePre<CallState>,
    pub(crate) plugin: plugin::GuestIndices,
    pub(crate) channel: Option<ChannelIndices>,
    pub(crate) socket: Option<socket::GuestIndices>,
    pub(crate) crm: Option<crm::GuestIndices>,
    pub(crate) translator: Option<translator::GuestIndices>,
    pub(crate) bot: Option<bot::GuestIndices>,
}

/// The indices of an interface's functions, if the component exports it.
macro_rules! indices {
    ($engine:expr, $component:expr, $pre:expr, $interface:ident) => {
        if exports($engine, $component, stringify!($interface), VERSION) {
            Some($interface::GuestIndices::new($pre).map_err(|error| world(&error))?)
        } else {
            None
        }
    };
}

impl Compiled {
    /// Checks imports and exports.
    pub(crate) fn link(engine: &Engine, component: &Component) -> Result<Self, LoadError> {
        check_imports(engine, component)?;
        let mut linker = Linker::new(engine);
        EveryPlugin::add_to_linker::<_, HasSelf<_>>(&mut linker, |state| state)
            .map_err(|error| LoadError::new(Stage::Imports, format!("{error:#}")))?;
        let pre = linker
            .instantiate_pre(component)
            .map_err(|error| LoadError::new(Stage::Imports, format!("{error:#}")))?;
        let compiled = Self {
            plugin: plugin::GuestIndices::new(&pre).map_err(|error| world(&error))?,
            channel: ChannelIndices::find(engine, component, &pre)
                .map_err(|error| world(&error))?,
            socket: indices!(engine, component, &pre, socket),
            crm: indices!(engine, component, &pre, crm),
            translator: indices!(engine, component, &pre, translator),
            bot: indices!(engine, component, &pre, bot),
            pre,
        };
        if compiled.exports_of().next().is_none() {
            let reason = "it exports none of channel, crm, translator and bot";
            return Err(LoadError::new(Stage::World, reason));
        }
        Ok(compiled)
    }

    /// The table of the operator's TOML that it stands in.
    pub(crate) fn section(&self) -> &'static str {
        self.exports_of().next().map_or("channel", Kind::section)
    }

    /// The kinds of plugin it can be.
    pub(crate) fn exports_of(&self) -> impl Iterator<Item = Kind> {
        let kinds = [
            (Kind::Channel, self.channel.is_some()),
            (Kind::Crm, self.crm.is_some()),
            (Kind::Translator, self.translator.is_some()),
            (Kind::Bot, self.bot.is_some()),
        ];
        kinds
            .into_iter()
            .filter_map(|(kind, is_there)| is_there.then_some(kind))
    }
}

fn world(error: &wasmtime::Error) -> LoadError {
    LoadError::new(Stage::World, format!("{error:#}"))
}

/// A closed list: whatever is not offered refuses the load, all of it named.
fn check_imports(engine: &Engine, component: &Component) -> Result<(), LoadError> {
    let ty = component.component_type();
    let foreign: Vec<&str> = ty
        .imports(engine)
        .map(|(name, _)| name)
        .filter(|name| {
            let mut offered = OFFERED.iter();
            !offered.any(|offered| is_interface(name, offered, VERSION))
        })
        .collect();
    if foreign.is_empty() {
        return Ok(());
    }
    Err(LoadError::new(
        Stage::Imports,
        format!(
            "it imports what no component is given: {}",
            foreign.join(", ")
        ),
    ))
}

/// Whether the component exports this interface in any version that begins with `version`.
pub(crate) fn exports(
    engine: &Engine,
    component: &Component,
    interface: &str,
    version: &str,
) -> bool {
    component
        .component_type()
        .exports(engine)
        .any(|(name, item)| {
            is_interface(name, interface, version)
                && matches!(item.ty, ComponentItem::ComponentInstance(_))
        })
}

fn is_interface(name: &str, interface: &str, version: &str) -> bool {
    name.strip_prefix(PACKAGE)
        .and_then(|rest| rest.strip_prefix(interface))
        .and_then(|rest| rest.strip_prefix('@'))
        .and_then(|rest| rest.strip_prefix(version))
        .is_some_and(|rest| rest.starts_with('.'))
}
