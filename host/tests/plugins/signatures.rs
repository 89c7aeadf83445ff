//! Signed components, as minisign itself signs them.

use std::{
    fs,
    process::{Command, Stdio},
};

use crate::site::{BASE, Site, WEB, version};

/// A pair of keys, made for one test.
struct Signer {
    folder: tempfile::TempDir,
}

impl Signer {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let signer = Self { folder };
        signer.minisign(&["-G", "-W", "-p", "key.pub", "-s", "key.sec"]);
        signer
    }

    /// The line that belongs into the configuration.
    fn public_key(&self) -> String {
        let text = fs::read_to_string(self.folder.path().join("key.pub")).unwrap();
        text.lines().nth(1).unwrap().to_owned()
    }

    /// Signs what lies in the folder of components.
    fn sign(&self, site: &Site, file: &str) {
        let file = site.path("components").join(file);
        let file = file.to_str().unwrap();
        self.minisign(&["-S", "-W", "-s", "key.sec", "-m", file]);
    }

    fn minisign(&self, words: &[&str]) {
        let mut minisign = Command::new("minisign");
        minisign.current_dir(self.folder.path()).args(words);
        let output = minisign.stdin(Stdio::null()).output();
        let output = output.expect("minisign is needed: sudo apt-get install minisign");
        assert!(output.status.success(), "{output:?}");
    }
}

#[test]
fn only_what_a_trusted_key_has_signed_is_run() {
    let (ours, theirs) = (Signer::new(), Signer::new());
    let rules = format!(
        "\n[plugins]\nwatch = false\nrequire_signature = true\ntrusted_keys = [\"{}\"]\n",
        ours.public_key()
    );
    let mut site = Site::new(&format!("{BASE}{WEB}{rules}"));
    let said = site.refused(&["serve", "--listen", "127.0.0.1:0"]);
    assert!(said.contains("minisign -Sm"), "{said}");
    ours.sign(&site, "webchat.wasm");
    site.start();
    let first = site.digest("web");

    // The new version, still with the signature of the one before it; then with somebody else's.
    site.put("webchat.wasm", &version("webchat", 1));
    let said = site.refused(&["reload"]);
    assert!(said.contains("trusted_keys"), "{said}");
    theirs.sign(&site, "webchat.wasm");
    let said = site.refused(&["reload"]);
    assert!(said.contains("trusted_keys"), "{said}");
    assert_eq!(site.digest("web"), first, "the old one runs on");
    ours.sign(&site, "webchat.wasm");
    site.tell(&["reload"]);
    assert_ne!(site.digest("web"), first);
}
