//! Components out of an OCI registry: Debian's `docker-registry`, on a port of this machine.

use std::{
    fs,
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::Instant,
};

use oci_client::{
    Client,
    client::{ClientConfig, ClientProtocol, Config, ImageLayer},
    secrets::RegistryAuth,
};
use tempfile::TempDir;

use crate::site::{BASE, NOT_WATCHED, PATIENCE, Site, component, version};

/// A registry, and the folder of what was pushed to it.
struct Registry {
    folder: TempDir,
    port: u16,
    child: Child,
}

impl Registry {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        drop(listener);
        let config = folder.path().join("config.yml");
        let root = folder.path().join("blobs");
        let text = format!(
            "version: 0.1\nlog: {{ level: error }}\nstorage: {{ filesystem: {{ rootdirectory: \"{}\" }} }}\n\
             http: {{ addr: \"127.0.0.1:{port}\" }}\n",
            root.display()
        );
        fs::write(&config, text).unwrap();
        let started = Command::new("docker-registry")
            .arg("serve")
            .arg(&config)
            .env_clear()
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let child = started.expect("a registry is needed: sudo apt-get install docker-registry");
        let registry = Self {
            folder,
            port,
            child,
        };
        let deadline = Instant::now() + PATIENCE;
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(Instant::now() < deadline, "the registry does not listen");
            thread::yield_now();
        }
        registry
    }

    fn reference(&self, name: &str) -> String {
        format!("127.0.0.1:{}/{name}", self.port)
    }

    /// Pushes one layer, as `oras push` and `wkg oci push` do.
    fn push(&self, name: &str, bytes: &[u8], media_type: &str) {
        let client = Client::new(ClientConfig {
            protocol: ClientProtocol::Http,
            ..ClientConfig::default()
        });
        let layer = ImageLayer::new(bytes.to_vec(), media_type.to_owned(), None);
        let config = Config::new(
            b"{}".to_vec(),
            "application/vnd.wasm.config.v0+json".to_owned(),
            None,
        );
        let reference = self.reference(name).parse().unwrap();
        let layers = [layer];
        let push = client.push(&reference, &layers, config, &RegistryAuth::Anonymous, None);
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(push).unwrap();
    }

    /// Changes a byte of what it keeps, without telling it.
    fn tamper(&self, bytes: &[u8]) {
        let found = find(self.folder.path(), bytes).expect("it is kept");
        let mut bytes = fs::read(&found).unwrap();
        if let Some(last) = bytes.last_mut() {
            *last ^= 1;
        }
        fs::write(found, bytes).unwrap();
    }
}

impl Drop for Registry {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// The file under a folder that holds these bytes.
fn find(folder: &Path, bytes: &[u8]) -> Option<PathBuf> {
    let paths = fs::read_dir(folder).unwrap();
    paths.map(|entry| entry.unwrap().path()).find_map(|path| {
        if path.is_dir() {
            return find(&path, bytes);
        }
        (fs::read(&path).unwrap() == bytes).then_some(path)
    })
}

#[test]
fn a_component_is_added_from_a_registry_and_replaced_by_its_next_version() {
    let registry = Registry::start();
    registry.push("acme/webchat:1", &component("webchat"), "application/wasm");
    let site = Site::started(&format!("{BASE}{NOT_WATCHED}"));
    let reference = |tag| format!("oci://{}", registry.reference(tag));
    site.tell(&["plugin", "add", &reference("acme/webchat:1")]);
    let first = site.digest("webchat");
    let next = version("webchat", 2);
    registry.push("acme/webchat:2", &next, "application/wasm");
    site.tell(&["plugin", "add", &reference("acme/webchat:2")]);
    assert_ne!(site.digest("webchat"), first);
    assert_eq!(
        fs::read(site.path("components/webchat.wasm")).unwrap(),
        next
    );
    let mut check = Command::new(env!("CARGO_BIN_EXE_frontdesk"));
    check.args(["plugin", "check", &reference("acme/webchat:1")]);
    let report = check.output().unwrap();
    assert_eq!(report.status.code(), Some(0), "{report:?}");
}

#[test]
fn what_a_registry_does_not_have_or_holds_otherwise_is_refused_and_nothing_changes() {
    let registry = Registry::start();
    let wasm = component("webchat");
    registry.push("acme/webchat:1", &wasm, "application/wasm");
    registry.push("acme/text:1", b"hello", "text/plain");
    let site = Site::new(&format!("{BASE}{NOT_WATCHED}"));
    let refused = |name: &str| {
        let reference = format!("oci://{}", registry.reference(name));
        site.refused(&["plugin", "add", &reference])
    };
    let said = refused("acme/text:1");
    assert!(
        said.contains("no component") && said.contains("text/plain"),
        "{said}"
    );
    let said = refused("acme/nowhere:1");
    assert!(said.contains("acme/nowhere:1"), "{said}");
    registry.tamper(&wasm);
    let said = refused("acme/webchat:1").to_lowercase();
    assert!(said.contains("digest"), "{said}");
    assert_eq!(site.configuration(), format!("{BASE}{NOT_WATCHED}"));
    assert!(!site.path("plugins.lock").exists());
}
