//! `frontdesk plugin add`: from a file to a section that only needs to be filled in.

use std::{fs, path::Path, process::ExitCode};

use anyhow::{Context as _, Result, bail};
use clap::Args;
use frontdesk_config::edit;
use frontdesk_core::Name;
use frontdesk_engine::ports::Clock as _;
use frontdesk_plugin_host::{Descriptor, Digest, Locked};

use super::{Source, draft::draft, take_up};
use crate::{
    announce::say,
    cli::Place,
    clock::WallClock,
    desired,
    place::{Site, replace},
};

#[derive(Clone, Debug, Args)]
pub(super) struct Options {
    /// The component: a `.wasm` file, or `oci://REGISTRY/NAME:TAG`
    pub(super) file: String,
    /// Its name in the configuration [default: the component's id]
    #[arg(long)]
    pub(super) name: Option<String>,
    /// For a channel: the queue that its conversations wait in [default: the first one]
    #[arg(long)]
    pub(super) queue: Option<String>,
    #[command(flatten)]
    pub(super) place: Place,
}

/// Adds a component, or replaces the one that is there under the name.
pub(super) fn run(options: &Options) -> Result<ExitCode> {
    add(options)?;
    Ok(ExitCode::SUCCESS)
}

/// The same; the plugin's name.
pub(super) fn add(options: &Options) -> Result<String> {
    let source = Source::of(&options.file)?;
    let file = source.file();
    let site = options.place.site()?;
    let wasm = fs::read(file).with_context(|| format!("reading {}", file.display()))?;
    let descriptor = super::check::describe(&site.plugin_host()?, &wasm)?;
    let name = options.name.as_deref().unwrap_or(&descriptor.id);
    let name = Name::new(name).with_context(|| {
        format!("\"{name}\" cannot be a plugin's name; choose another one with --name")
    })?;
    let file_name = file_name(file)?;
    let known = site
        .config
        .components()
        .find(|component| *component.name == name)
        .map(|component| component.wasm.to_owned());
    if let Some(known) = &known
        && *known != file_name
    {
        bail!(
            "\"{name}\" runs {known}. To replace it, give the new version the same file name; for one \
             more plugin, choose another name with --name"
        );
    }
    check_signature(&site, file, &wasm)?;
    lock(&site, &name, &file_name, &descriptor, &wasm)?;
    copy(&site, file, &file_name, &wasm)?;
    let version = &descriptor.version;
    if known.is_some() {
        say(&format!(
            "{name}: version {version} is in place and locked.\n"
        ));
        take_up(&site.config.gateway.state)?;
        return Ok(name.to_string());
    }
    let queue = queue(options, &site)?;
    let draft = draft(&name, &file_name, queue.as_deref(), &descriptor);
    let text = fs::read_to_string(&site.file)
        .with_context(|| format!("reading {}", site.file.display()))?;
    let (config, section) = (site.file.display(), draft.section);
    // Added before, and not filled in yet: a second draft would be one too many.
    if !text.contains(&format!("# [{section}.{name}]\n")) {
        let new = edit::add_section(&text, &draft)?;
        replace(&site.file, new.as_bytes())?;
    }
    say(&format!(
        "{name}: version {version} is locked, and {config} has a section for it.\n"
    ));
    if draft.is_active {
        take_up(&site.config.gateway.state)?;
    } else {
        say(&format!(
            "Fill in [{section}.{name}], take the \"# \" away, and save: the running gateway takes it up.\n"
        ));
    }
    Ok(name.to_string())
}

fn file_name(file: &Path) -> Result<String> {
    let name = file.file_name().and_then(|name| name.to_str());
    match name {
        Some(name) if Path::new(name).extension().is_some_and(|it| it == "wasm") => {
            Ok(name.to_owned())
        }
        Some(_) | None => bail!("{}: a component's name ends in .wasm", file.display()),
    }
}

fn queue(options: &Options, site: &Site) -> Result<Option<String>> {
    let Some(wanted) = &options.queue else {
        return Ok(site.config.queues.keys().next().map(ToString::to_string));
    };
    if site
        .config
        .queues
        .keys()
        .any(|queue| queue.as_str() == wanted)
    {
        return Ok(Some(wanted.clone()));
    }
    let known: Vec<_> = site
        .config
        .queues
        .keys()
        .map(frontdesk_core::QueueId::as_str)
        .collect();
    bail!(
        "there is no queue \"{wanted}\"; there is {}",
        known.join(", ")
    )
}

/// As the gateway will check it, before anything is changed.
fn check_signature(site: &Site, file: &Path, wasm: &[u8]) -> Result<()> {
    let rules = desired::rules(&site.config)?;
    rules
        .signatures
        .check_file(file, wasm)
        .map_err(anyhow::Error::msg)
}

fn lock(site: &Site, name: &Name, file: &str, descriptor: &Descriptor, wasm: &[u8]) -> Result<()> {
    let (digest, now) = (Digest::of(wasm), WallClock.now());
    let entry = Locked {
        file: file.to_owned(),
        sha256: digest,
        id: descriptor.id.clone(),
        version: descriptor.version.clone(),
        since_ms: now.0,
        earlier: None,
        passed_over: None,
    };
    let refused = site.lock().change(|entries| {
        let entry = match entries.get(name.as_str()) {
            Some(known) if known.id != entry.id => return Some(known.id.clone()),
            Some(known) => known.next(file, digest, &descriptor.version, now),
            None => entry,
        };
        entries.insert(name.to_string(), entry);
        None
    })?;
    match refused {
        None => Ok(()),
        Some(id) => bail!(
            "plugins.lock has \"{name}\" as the component \"{id}\", and this is \"{}\"; choose another \
             name with --name",
            descriptor.id
        ),
    }
}

fn copy(site: &Site, file: &Path, file_name: &str, wasm: &[u8]) -> Result<()> {
    let dir = &site.config.plugins.dir;
    fs::create_dir_all(dir).with_context(|| format!("making the folder {}", dir.display()))?;
    let target = dir.join(file_name);
    let is_there = |path: &Path| fs::canonicalize(path).ok();
    if is_there(file).is_some() && is_there(file) == is_there(&target) {
        return Ok(());
    }
    // The signature first: the component must never be there without it.
    let signature = file.with_extension("wasm.minisig");
    if let Ok(text) = fs::read(&signature) {
        replace(&target.with_extension("wasm.minisig"), &text)?;
    }
    replace(&target, wasm)
}
