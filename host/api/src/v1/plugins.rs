//! Plugins, for operators.

pub(crate) mod dead_letters;
pub(crate) mod list;
pub(crate) mod logs;
pub(crate) mod restart;
pub(crate) mod rollback;
pub(crate) mod show;
mod view;

use frontdesk_engine::ports::{PluginAdmin, PluginRefusal, PluginStatus};

use crate::{api::Api, problem::Fault};

/// Who knows the plugins.
fn admin(api: &Api) -> Result<&dyn PluginAdmin, Fault> {
    let missing = Fault::NotOffered("this gateway was started without plugins to steer");
    api.administration()
        .map(|held| &*held.plugins)
        .ok_or(missing)
}

/// The plugin of this name.
fn status(admin: &dyn PluginAdmin, name: &str) -> Result<PluginStatus, Fault> {
    let mut all = admin.list().into_iter();
    all.find(|status| status.name == name)
        .ok_or_else(|| PluginRefusal::Unknown(name.to_owned()).into())
}

/// Whatever waited or was given up because of the component before is tried again.
fn component_changed(api: &Api, plugin: &str) {
    if let Ok(channel) = plugin.parse() {
        api.component_changed(&channel);
    }
}
