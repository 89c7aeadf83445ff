//! A gateway's folders, with one plugin named `shop` in them.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, LazyLock},
};

use frontdesk_core::Timestamp;
use frontdesk_engine::ports::{
    Clock, PluginAdmin as _, PluginStatus, PluginValue, PluginValues, ValueChange, ValuesFault,
};
use frontdesk_plugin_host::{
    Desired, Grants, Limits, LockFile, PluginHost, PluginHostConfig, PluginSpec, PrepareError,
    Registry, RegistryConfig, Rules, Swap,
};
use tempfile::TempDir;

/// Compiled code, shared: each component is compiled once for all tests.
static CACHE: LazyLock<TempDir> = LazyLock::new(|| tempfile::tempdir().expect("a folder"));

/// A clock that stands.
struct Standing;

impl Clock for Standing {
    fn now(&self) -> Timestamp {
        Timestamp(1_000)
    }
}

/// Keeps nothing.
struct NoStore;

#[async_trait::async_trait]
impl PluginValues for NoStore {
    async fn load(&self, _: &str, _: Timestamp) -> Result<Vec<PluginValue>, ValuesFault> {
        Ok(Vec::new())
    }

    async fn keep(&self, _: &str, _: Vec<ValueChange>) -> Result<(), ValuesFault> {
        Ok(())
    }
}

/// A plugin host of its own, on the shared cache.
pub(crate) fn host() -> PluginHost {
    let config = PluginHostConfig {
        cache_dir: CACHE.path().join("aot"),
        instances: 64,
        ..PluginHostConfig::default()
    };
    PluginHost::new(&config, Arc::new(Standing)).expect("starts")
}

/// A component as `cargo xtask plugins` builds it.
pub(crate) fn component(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../plugins/target/components")
        .join(format!("{name}.wasm"));
    let read = fs::read(&path);
    read.unwrap_or_else(|error| panic!("{}: {error}: run `cargo xtask plugins`", path.display()))
}

/// The same component as another version: a custom section says nothing to anybody.
pub(crate) fn version(name: &str, mark: u8) -> Vec<u8> {
    let mut wasm = component(name);
    wasm.extend([0, 4, 2, b'f', b'd', mark]);
    wasm
}

/// The folders.
pub(crate) struct Site {
    folder: TempDir,
    pub(crate) registry: Registry,
}

impl Site {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let registry = open(folder.path());
        Self { folder, registry }
    }

    /// With this component running.
    pub(crate) async fn running(name: &str) -> Self {
        let site = Self::new();
        site.put(&component(name));
        site.apply("{}").await.expect("is taken");
        site
    }

    /// As after a restart.
    pub(crate) fn reopen(&mut self) {
        self.registry = open(self.folder.path());
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.path("shop.wasm")
    }

    /// Puts a component there, as a deployment does.
    pub(crate) fn put(&self, wasm: &[u8]) {
        let half = self.path("half");
        fs::write(&half, wasm).expect("is written");
        fs::rename(half, self.file()).expect("is renamed");
    }

    pub(crate) fn desired(&self, settings: &str, rules: Rules) -> Desired {
        let spec = PluginSpec {
            name: "shop".to_owned(),
            is_channel: true,
            file: self.file(),
            settings_json: settings.to_owned(),
            grants: Grants::default(),
            limits: Limits::default(),
        };
        Desired {
            plugins: vec![spec],
            rules,
        }
    }

    pub(crate) async fn apply(&self, settings: &str) -> Result<Vec<Swap>, PrepareError> {
        let desired = self.desired(settings, Rules::default());
        self.registry.apply(desired).await
    }

    pub(crate) async fn apply_strictly(&self) -> Result<Vec<Swap>, PrepareError> {
        let rules = Rules {
            strict: true,
            ..Rules::default()
        };
        self.registry.apply(self.desired("{}", rules)).await
    }

    pub(crate) fn status(&self) -> PluginStatus {
        let mut list = self.registry.list();
        assert_eq!(list.len(), 1);
        list.remove(0)
    }

    pub(crate) fn digest(&self) -> String {
        self.status().component.digest
    }
}

fn open(folder: &Path) -> Registry {
    let config = RegistryConfig {
        host: host(),
        clock: Arc::new(Standing),
        values: Arc::new(NoStore),
        lock: LockFile::new(folder.join("plugins.lock")),
    };
    Registry::open(config, &folder.join("shelf")).expect("opens")
}
