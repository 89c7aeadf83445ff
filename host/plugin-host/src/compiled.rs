//! A component ready to be instantiated: compiled, its imports allowed, its exports found.

use wasmtime::{
    Engine,
    component::{Component, HasSelf, InstancePre, Linker, types::ComponentItem},
};

use crate::{
    bindings::{SocketChannelPlugin, channel, plugin, socket},
    load::{LoadError, Stage},
    state::CallState,
};

/// The package whose interfaces a component may import, and its version: `0.1` matches any `0.1.x`.
const PACKAGE: &str = "frontdesk:plugin/";
const VERSION: &str = "@0.1.";
/// The interfaces of it that a host offers.
const OFFERED: [&str; 3] = ["host", "types", "http-types"];

/// One component; several named channels may share it.
pub(crate) struct Compiled {
    pub(crate) pre: InstancePre<CallState>,
    pub(crate) plugin: plugin::GuestIndices,
    pub(crate) channel: channel::GuestIndices,
    pub(crate) socket: Option<socket::GuestIndices>,
}

impl Compiled {
    /// Checks imports and exports.
    pub(crate) fn link(engine: &Engine, component: &Component) -> Result<Self, LoadError> {
        check_imports(engine, component)?;
        let mut linker = Linker::new(engine);
        SocketChannelPlugin::add_to_linker::<_, HasSelf<_>>(&mut linker, |state| state)
            .map_err(|error| LoadError::new(Stage::Imports, format!("{error:#}")))?;
        let pre = linker
            .instantiate_pre(component)
            .map_err(|error| LoadError::new(Stage::Imports, format!("{error:#}")))?;
        let world = |error: wasmtime::Error| LoadError::new(Stage::World, format!("{error:#}"));
        let has_socket = exports(engine, component, "socket");
        Ok(Self {
            plugin: plugin::GuestIndices::new(&pre).map_err(world)?,
            channel: channel::GuestIndices::new(&pre).map_err(world)?,
            socket: if has_socket {
                Some(socket::GuestIndices::new(&pre).map_err(world)?)
            } else {
                None
            },
            pre,
        })
    }
}

/// A closed list: whatever is not offered refuses the load, all of it named.
fn check_imports(engine: &Engine, component: &Component) -> Result<(), LoadError> {
    let ty = component.component_type();
    let foreign: Vec<&str> = ty
        .imports(engine)
        .map(|(name, _)| name)
        .filter(|name| !OFFERED.iter().any(|offered| is_interface(name, offered)))
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

fn exports(engine: &Engine, component: &Component, interface: &str) -> bool {
    component
        .component_type()
        .exports(engine)
        .any(|(name, item)| {
            is_interface(name, interface) && matches!(item.ty, ComponentItem::ComponentInstance(_))
        })
}

fn is_interface(name: &str, interface: &str) -> bool {
    name.strip_prefix(PACKAGE)
        .and_then(|rest| rest.strip_prefix(interface))
        .is_some_and(|version| version.starts_with(VERSION))
}
