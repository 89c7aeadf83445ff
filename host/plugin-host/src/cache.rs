//! Compiled code kept on disk, so that a start compiles nothing.
//!
//! A file's name is the hash of the component and the hash of everything the engine's code depends
//! on (wasmtime's version, configuration, target, processor), so a file can be corrupt but never
//! stale. Its content is native code: the folder belongs to the service and nobody else may write
//! there, and each file carries a checksum that is verified before the code is trusted.

use std::{
    fs::{self, DirBuilder, OpenOptions},
    hash::{Hash, Hasher},
    io::{self, Write as _},
    os::unix::fs::{
        DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _,
    },
    path::{Path, PathBuf},
    process,
    sync::atomic::{AtomicU64, Ordering},
};

use sha2::{Digest as _, Sha256};
use wasmtime::{Engine, component::Component};

/// First bytes of a file.
const MAGIC: &[u8; 8] = b"FDAOT\x01\0\0";
/// Bytes before the code: the magic and the code's SHA-256.
const HEADER_BYTES: usize = 8 + 32;

/// The folder.
#[derive(Debug)]
pub(crate) struct Cache {
    dir: PathBuf,
    engine_hash: String,
    temporary: AtomicU64,
}

impl Cache {
    /// Opens the folder, creating it with mode 0700. A folder that others could have written to is
    /// refused.
    pub(crate) fn open(dir: &Path, engine: &Engine) -> io::Result<Self> {
        DirBuilder::new().recursive(true).mode(0o700).create(dir)?;
        let meta = fs::symlink_metadata(dir)?;
        let ours = meta.is_dir() && meta.uid() == rustix::process::geteuid().as_raw();
        if !ours || meta.mode() & 0o022 != 0 {
            return Err(io::Error::new(
                io::ErrorKind::PermissionDenied,
                "the folder must be a real one, belong to the service and be writable by it alone \
                 (chmod 700), because native code is loaded from it; empty it before changing that",
            ));
        }
        if meta.mode() & 0o077 != 0 {
            fs::set_permissions(dir, fs::Permissions::from_mode(0o700))?;
        }
        let mut hasher = StableHasher(Sha256::new());
        engine.precompile_compatibility_hash().hash(&mut hasher);
        Ok(Self {
            dir: dir.to_owned(),
            engine_hash: hex(&hasher.0.finalize()),
            temporary: AtomicU64::new(0),
        })
    }

    /// The code of this component, if it is there and sound. What is not sound is discarded.
    pub(crate) fn read(&self, engine: &Engine, wasm_hash: &[u8; 32]) -> Option<Component> {
        let path = self.path(wasm_hash);
        let bytes = fs::read(&path).ok()?;
        let component = match verified(&bytes) {
            Some(code) => deserialize(engine, code).map_err(|error| format!("{error:#}")),
            None => Err("its checksum does not match".to_owned()),
        };
        match component {
            Ok(component) => Some(component),
            Err(reason) => {
                tracing::warn!(path = %path.display(), reason, "compiled code is discarded");
                let _best_effort = fs::remove_file(&path);
                None
            }
        }
    }

    /// Keeps the code: whole or not at all.
    pub(crate) fn write(&self, wasm_hash: &[u8; 32], code: &[u8]) -> io::Result<()> {
        let path = self.path(wasm_hash);
        let number = self.temporary.fetch_add(1, Ordering::Relaxed);
        let temporary = self.dir.join(format!(".{}-{number}.tmp", process::id()));
        let written = write_new(&temporary, code).and_then(|()| fs::rename(&temporary, &path));
        if written.is_err() {
            let _best_effort = fs::remove_file(&temporary);
        }
        written?;
        fs::File::open(&self.dir)?.sync_all()
    }

    fn path(&self, wasm_hash: &[u8; 32]) -> PathBuf {
        self.dir
            .join(format!("{}-{}.cwasm", hex(wasm_hash), self.engine_hash))
    }
}

fn write_new(path: &Path, code: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(MAGIC)?;
    file.write_all(&Sha256::digest(code))?;
    file.write_all(code)?;
    file.sync_all()
}

/// The code, if the file is whole.
fn verified(bytes: &[u8]) -> Option<&[u8]> {
    let (header, code) = bytes.split_at_checked(HEADER_BYTES)?;
    let (magic, sum) = header.split_at_checked(MAGIC.len())?;
    (magic == MAGIC && sum == Sha256::digest(code).as_slice()).then_some(code)
}

#[expect(
    unsafe_code,
    reason = "wasmtime cannot prove that native code is what it compiled. It is: the folder is \
              ours, 0700 and checked at opening; the name binds component and engine; the checksum \
              has been verified"
)]
fn deserialize(engine: &Engine, code: &[u8]) -> wasmtime::Result<Component> {
    // SAFETY: `code` was made by `Component::serialize` in this crate, see the reason above.
    unsafe { Component::deserialize(engine, code) }
}

/// The hash of a component's bytes.
pub(crate) fn hash(wasm: &[u8]) -> [u8; 32] {
    Sha256::digest(wasm).into()
}

fn hex(hash: &[u8]) -> String {
    use std::fmt::Write as _;
    hash.iter()
        .fold(String::with_capacity(hash.len() * 2), |mut text, byte| {
            let _infallible = write!(text, "{byte:02x}");
            text
        })
}

/// The same on every run and every machine, unlike the standard library's hashers.
struct StableHasher(Sha256);

impl Hasher for StableHasher {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// Not used: the digest is taken instead.
    fn finish(&self) -> u64 {
        0
    }
}
