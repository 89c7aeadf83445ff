//! Building the components: compiled to core modules by cargo, wrapped as components here.

use std::{fs, path::Path};

use anyhow::{Context as _, Result};
use frontdesk_scaffold::{compile_alike, wrap};

use crate::{files::is_older, prerequisites, step, workspace::Workspace};

/// Core modules that are components' insides begin with one of these.
const PREFIXES: [&str; 5] = [
    "frontdesk_channel_",
    "frontdesk_crm_",
    "frontdesk_example_",
    "frontdesk_guest_",
    "frontdesk_translator_",
];

/// Which components.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Which {
    /// Those the demo needs: every channel, customer system and translator.
    Demo,
    /// The misbehaving ones of the tests too.
    All,
}

/// The packages of the demo, as cargo takes a pattern: the channels, the customer systems, the translators.
const DEMO: [&str; 3] = [
    "--package=frontdesk-channel-*",
    "--package=frontdesk-crm-*",
    "--package=frontdesk-translator-*",
];

/// Builds what is out of date into `plugins/target/components`.
pub(crate) fn build(workspace: &Workspace, which: Which) -> Result<()> {
    prerequisites::wasm_target(workspace)?;
    step::announce("Building the components");
    let mut cargo = workspace.cargo_guests(
        "build",
        &["--release", "--target", "wasm32-unknown-unknown"],
    );
    compile_alike(&mut cargo, &workspace.root);
    match which {
        Which::Demo => cargo.args(DEMO),
        // The test kit is native: it plays the gateway.
        Which::All => cargo.args(["--workspace", "--exclude", "frontdesk-plugin-testkit"]),
    };
    step::run(&mut cargo)?;

    let modules = workspace
        .root
        .join("plugins/target/wasm32-unknown-unknown/release");
    let folder = workspace.components();
    fs::create_dir_all(&folder)?;
    for entry in fs::read_dir(modules)? {
        let module = entry?.path();
        let Some(name) = component_name(&module) else {
            continue;
        };
        let component = folder.join(format!("{name}.wasm"));
        if is_older(&component, &module) {
            wrap(&module, &component).with_context(|| format!("making a component of {name}"))?;
        }
    }
    Ok(())
}

/// `frontdesk_guest_echo_outbox.wasm` holds the component `echo-outbox`.
fn component_name(module: &Path) -> Option<String> {
    let stem = module.file_name()?.to_str()?.strip_suffix(".wasm")?;
    let name = PREFIXES
        .iter()
        .find_map(|prefix| stem.strip_prefix(prefix))?;
    Some(name.replace('_', "-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_component_is_named_after_its_package() {
        let name = |file: &str| component_name(Path::new(file));
        assert_eq!(
            name("frontdesk_channel_webchat.wasm").as_deref(),
            Some("webchat")
        );
        assert_eq!(
            name("x/frontdesk_guest_echo_outbox.wasm").as_deref(),
            Some("echo-outbox")
        );
        assert_eq!(
            name("frontdesk_crm_salesforce.wasm").as_deref(),
            Some("salesforce")
        );
        assert_eq!(name("libfrontdesk_plugin.rlib"), None);
        assert_eq!(name("frontdesk_plugin.wasm"), None);
    }
}
