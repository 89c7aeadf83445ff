//! Noticing that the configuration or a component has changed, and hearing SIGHUP.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, SystemTime},
};

use anyhow::{Context as _, Result};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};
use tokio::{
    signal::unix::{SignalKind, signal},
    sync::mpsc,
    time::sleep,
};

use crate::reload::Reloader;

/// How long nothing may change before it is read: a file that is copied in place grows meanwhile.
const QUIET: Duration = Duration::from_millis(500);
/// How often it is looked at while waiting for that.
const LOOK_EVERY: Duration = Duration::from_millis(100);
/// After so long it is read even if something still changes.
const PATIENCE: Duration = Duration::from_mins(1);

/// Reloads at each SIGHUP.
pub(crate) fn hear_hangups(reloader: Arc<Reloader>) -> Result<()> {
    let mut hangups = signal(SignalKind::hangup()).context("listening for SIGHUP")?;
    tokio::spawn(async move {
        while hangups.recv().await.is_some() {
            reloader.reload_and_log("SIGHUP").await;
        }
    });
    Ok(())
}

/// Watches the folders of the configuration and of the components, for as long as it is kept.
pub(crate) struct Watch {
    _watcher: RecommendedWatcher,
}

impl Watch {
    /// Begins to watch. Folders are watched, not files: editors and deployments rename into place.
    pub(crate) fn start(
        config: Option<&Path>,
        components: &Path,
        reloader: Arc<Reloader>,
    ) -> Result<Self> {
        let (noticed, mut changes) = mpsc::channel(1);
        let places = Watched {
            config: config.map(Path::to_owned),
            components: components.to_owned(),
        };
        let filter = places.clone();
        let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            // An error (too many events at once) may hide a change: better look once too often.
            let matters = event.map_or(true, |event| filter.matters(&event));
            if matters {
                // Full: somebody will look already.
                let _is_looked_at_already = noticed.try_send(());
            }
        })
        .context("starting to watch for changes")?;
        // One that comes later would not be noticed.
        fs::create_dir_all(components)
            .with_context(|| format!("making the folder {}", components.display()))?;
        for folder in places.folders() {
            watcher
                .watch(&folder, RecursiveMode::NonRecursive)
                .with_context(|| format!("watching the folder {}", folder.display()))?;
        }
        tokio::spawn(async move {
            // Whether the first change came before or after the configuration was read, nobody knows.
            let mut seen = None;
            while changes.recv().await.is_some() {
                places.wait_until_quiet().await;
                let now = Some(places.look());
                // What was noticed while waiting has been seen.
                let _has_been_seen = changes.try_recv();
                if now != seen {
                    seen = now;
                    reloader.reload_and_log("a change on disk").await;
                }
            }
        });
        Ok(Self { _watcher: watcher })
    }
}

/// What is looked at.
#[derive(Clone)]
struct Watched {
    config: Option<PathBuf>,
    components: PathBuf,
}

/// Size and time of every file that matters.
type Seen = BTreeMap<PathBuf, (u64, Option<SystemTime>)>;

impl Watched {
    fn folders(&self) -> Vec<PathBuf> {
        let config = self.config.as_deref().map(|file| match file.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
            Some(_) | None => PathBuf::from("."),
        });
        let folders = config.into_iter().chain([self.components.clone()]);
        let mut folders: Vec<_> = folders.filter(|folder| folder.is_dir()).collect();
        folders.sort();
        folders.dedup();
        folders
    }

    fn matters(&self, event: &Event) -> bool {
        is_change(event)
            && (event.paths.is_empty() || event.paths.iter().any(|path| self.is_ours(path)))
    }

    fn is_ours(&self, path: &Path) -> bool {
        let is_component = path
            .extension()
            .is_some_and(|extension| extension == "wasm" || extension == "minisig");
        let config = self.config.as_deref().and_then(Path::file_name);
        is_component || (config.is_some() && path.file_name() == config)
    }

    fn look(&self) -> Seen {
        let mut seen = Seen::new();
        for folder in self.folders() {
            for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
                let path = entry.path();
                // Through links: a deployment may swap what a link points to.
                if self.is_ours(&path)
                    && let Ok(meta) = fs::metadata(&path)
                {
                    seen.insert(path, (meta.len(), meta.modified().ok()));
                }
            }
        }
        seen
    }

    async fn wait_until_quiet(&self) {
        let mut seen = self.look();
        let mut quiet = Duration::ZERO;
        let mut waited = Duration::ZERO;
        while quiet < QUIET && waited < PATIENCE {
            sleep(LOOK_EVERY).await;
            waited += LOOK_EVERY;
            quiet += LOOK_EVERY;
            let now = self.look();
            if now != seen {
                seen = now;
                quiet = Duration::ZERO;
            }
        }
    }
}

/// Whether something may be another than before.
pub(crate) const fn is_change(event: &Event) -> bool {
    match event.kind {
        EventKind::Access(_) => false,
        EventKind::Any
        | EventKind::Create(_)
        | EventKind::Modify(_)
        | EventKind::Remove(_)
        | EventKind::Other => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_configuration_and_components_matter() {
        let places = Watched {
            config: Some(PathBuf::from("/etc/fd/frontdesk.toml")),
            components: PathBuf::from("/srv/components"),
        };
        for (path, is_ours) in [
            ("/etc/fd/frontdesk.toml", true),
            ("/etc/fd/plugins.lock", false),
            ("/etc/fd/.frontdesk.toml.swp", false),
            ("/srv/components/sms.wasm", true),
            ("/srv/components/sms.wasm.minisig", true),
            ("/srv/components/.sms.wasm.half", false),
        ] {
            assert_eq!(places.is_ours(Path::new(path)), is_ours, "{path}");
        }
    }

    #[test]
    fn a_changed_file_looks_different() {
        let folder = tempfile::tempdir().unwrap();
        let places = Watched {
            config: None,
            components: folder.path().to_owned(),
        };
        let nothing = places.look();
        fs::write(folder.path().join("a.wasm"), "1").unwrap();
        let one = places.look();
        fs::write(folder.path().join("a.wasm"), "22").unwrap();
        assert!(nothing != one && one != places.look());
    }
}
