//! A host that all tests share, and short ways to say things.

use std::{
    path::PathBuf,
    sync::{
        Arc, LazyLock,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use frontdesk_core::{ChannelId, Name, ThreadId, Timestamp};
use frontdesk_engine::ports::{
    Clock, ContactEvent, ContactNotice, ContactSession, FrameFault, SocketChannel,
};
use frontdesk_plugin_host::{
    ComponentSource, Limits, LoadError, LoadOptions, Plugin, PluginHost, PluginHostConfig,
};
use tempfile::TempDir;

/// A clock that stands until it is set.
#[derive(Debug, Default)]
pub(crate) struct Hands(AtomicU64);

impl Hands {
    pub(crate) fn advance(&self, ms: u64) {
        self.0.fetch_add(ms, Ordering::Relaxed);
    }
}

impl Clock for Hands {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::Relaxed))
    }
}

struct Shared {
    host: PluginHost,
    _cache: TempDir,
}

static SHARED: LazyLock<Shared> = LazyLock::new(|| {
    let cache = tempfile::tempdir().expect("a temporary folder");
    let host = PluginHost::new(&config(&cache), Arc::new(Hands::default())).expect("starts");
    Shared {
        host,
        _cache: cache,
    }
});

/// A host whose clock stands still; components are compiled once for all tests.
pub(crate) fn host() -> &'static PluginHost {
    &SHARED.host
}

pub(crate) fn config(cache: &TempDir) -> PluginHostConfig {
    PluginHostConfig {
        cache_dir: cache.path().join("aot"),
        instances: 64,
        ..PluginHostConfig::default()
    }
}

/// A component as `cargo xtask plugins` builds it.
pub(crate) fn component(name: &str) -> ComponentSource {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../plugins/target/components")
        .join(name)
        .with_extension("wasm");
    assert!(
        path.exists(),
        "{} is missing: run `cargo xtask plugins`",
        path.display()
    );
    ComponentSource::Path(path)
}

pub(crate) async fn load(name: &str) -> Arc<Plugin> {
    load_with(name, LoadOptions::default())
        .await
        .expect("is loaded")
}

pub(crate) async fn load_with(name: &str, options: LoadOptions) -> Result<Arc<Plugin>, LoadError> {
    host().load(name, component(name), options).await
}

/// For guests that work hard before they fail: a busy machine must not cut them first.
pub(crate) fn patient() -> LoadOptions {
    let limits = Limits {
        call: Duration::from_secs(5),
        ..Limits::default()
    };
    LoadOptions {
        limits,
        ..LoadOptions::default()
    }
}

pub(crate) fn with_settings(json: &str) -> LoadOptions {
    LoadOptions {
        settings_json: json.to_owned(),
        ..LoadOptions::default()
    }
}

pub(crate) fn channel_id() -> ChannelId {
    ChannelId(Name::new("shop-chat").expect("a name"))
}

pub(crate) fn session() -> ContactSession {
    ContactSession {
        channel: channel_id(),
        thread: ThreadId::new("vis_1").expect("a thread"),
        locale: "en".to_owned(),
    }
}

pub(crate) async fn frame(channel: &Plugin, data: &str) -> Result<Vec<ContactEvent>, FrameFault> {
    channel.frame(&session(), data, Timestamp(1)).await
}

pub(crate) async fn render(channel: &Plugin, notices: usize) -> Result<Vec<String>, FrameFault> {
    let notices = vec![ContactNotice::Typing { on: true }; notices];
    channel.render(&session(), &notices).await
}

/// The sentence of a component's fault.
pub(crate) fn fault<T>(answer: Result<T, FrameFault>) -> String {
    match answer {
        Err(FrameFault::Component(sentence)) => sentence,
        Ok(_) => panic!("an answer, not a fault"),
        Err(other) => panic!("not a component's fault: {other}"),
    }
}
