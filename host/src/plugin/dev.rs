//! `frontdesk plugin dev`: build, add, reload and show the log, at each change of a project.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel},
    thread,
    time::Duration,
};

use anyhow::{Context as _, Result, bail};
use clap::Args;
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher as _};

use super::add;
use crate::{
    announce::say,
    cli::{Place, complain},
    control::{self, Ask},
    watch::is_change,
};

/// An editor writes several files for one save.
const QUIET: Duration = Duration::from_millis(300);
/// How often a log is asked for that cannot be followed yet, because no gateway runs or none has the
/// plugin.
const LOG_AGAIN: Duration = Duration::from_secs(1);
/// Folders that building fills, in any of the languages; hidden ones are left out too.
const BUILT: [&str; 4] = ["target", "dist", "node_modules", "__pycache__"];

#[derive(Clone, Debug, Args)]
pub(super) struct Options {
    /// The project's folder
    #[arg(default_value = ".")]
    folder: PathBuf,
    /// Its name in the configuration [default: the component's id]
    #[arg(long)]
    name: Option<String>,
    /// For a channel: the queue that its conversations wait in [default: the first one]
    #[arg(long)]
    queue: Option<String>,
    #[command(flatten)]
    place: Place,
}

/// Goes on until it is interrupted. What does not build, or is refused, is said; the version before it
/// runs on.
pub(super) fn run(options: &Options) -> Result<ExitCode> {
    let folder = &options.folder;
    if !folder.is_dir() {
        bail!("{} is no folder", folder.display());
    }
    // Before the first build: what changes meanwhile is built next.
    let (noticed, changes) = sync_channel(1);
    let _watcher = watch(folder, noticed)?;
    let mut log = None;
    loop {
        match renew(options) {
            Ok(name) => {
                log.get_or_insert_with(|| follow(options, name));
            }
            Err(error) => complain(&error),
        }
        say(&format!("Waiting for a change in {} …\n", folder.display()));
        if !wait(&changes) {
            bail!("the folder {} is not watched any more", folder.display());
        }
    }
}

/// Builds the project and gives it to the gateway; its name there.
fn renew(options: &Options) -> Result<String> {
    let component = frontdesk_scaffold::build(&options.folder)?;
    let component = component
        .to_str()
        .context("the component's path is not UTF-8")?;
    let options = add::Options {
        file: component.to_owned(),
        name: options.name.clone(),
        queue: options.queue.clone(),
        place: options.place.clone(),
    };
    add::add(&options)
}

fn watch(folder: &Path, noticed: SyncSender<()>) -> Result<RecommendedWatcher> {
    // As the events name it: the folder's own place may be hidden, what is in it may not.
    let root = fs::canonicalize(folder)
        .with_context(|| format!("looking at the folder {}", folder.display()))?;
    let inside = root.clone();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
        // An error (too many events at once) may hide a change.
        let matters = event.map_or(true, |event| {
            let is_ours = |path: &PathBuf| is_source(&root, path);
            // Without a path: something was missed.
            is_change(&event) && (event.paths.is_empty() || event.paths.iter().any(is_ours))
        });
        if matters {
            // Full: it will be looked at already.
            let _is_looked_at_already = noticed.try_send(());
        }
    })
    .context("starting to watch for changes")?;
    watcher
        .watch(&inside, RecursiveMode::Recursive)
        .with_context(|| format!("watching the folder {}", folder.display()))?;
    Ok(watcher)
}

fn is_source(root: &Path, path: &Path) -> bool {
    let inside = path.strip_prefix(root).unwrap_or(path);
    inside.iter().all(|part| {
        let part = part.to_string_lossy();
        !part.starts_with('.') && !part.ends_with('~') && !BUILT.contains(&&*part)
    })
}

/// Waits for a change and then until nothing changes; `false`: none will come.
fn wait(changes: &Receiver<()>) -> bool {
    if changes.recv().is_err() {
        return false;
    }
    loop {
        match changes.recv_timeout(QUIET) {
            Ok(()) => {}
            Err(RecvTimeoutError::Timeout) => return true,
            Err(RecvTimeoutError::Disconnected) => return false,
        }
    }
}

/// Shows what the plugin logs, from its first line on, whenever a gateway runs it.
fn follow(options: &Options, name: String) {
    let place = options.place.clone();
    // Ends with the process.
    thread::spawn(move || {
        loop {
            let name = name.clone();
            let ask = Ask::Logs { name, follow: true };
            let followed = place
                .state()
                .and_then(|state| control::ask(&state, &ask, |line| say(&format!("{line}\n"))));
            // No gateway, or none with this plugin: there will be one.
            drop(followed);
            thread::park_timeout(LOG_AGAIN);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_building_writes_is_no_change() {
        let root = Path::new("/home/ann/acme");
        for (path, is_it) in [
            ("src/lib.rs", true),
            ("tests/finds.json", true),
            ("settings.schema.json", true),
            ("target/release/x.wasm", false),
            ("dist/acme.wasm", false),
            ("node_modules/a/b.js", false),
            ("src/__pycache__/app.pyc", false),
            (".venv/bin/python", false),
            (".git/index", false),
            ("src/lib.rs~", false),
            ("src/.lib.rs.swp", false),
        ] {
            assert_eq!(is_source(root, &root.join(path)), is_it, "{path}");
        }
        // The project's own folder may have any name.
        let root = Path::new("/home/.ann/target");
        assert!(is_source(root, &root.join("src/lib.rs")));
    }
}
