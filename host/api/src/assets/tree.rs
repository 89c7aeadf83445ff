//! The built files, at hand with their compressed siblings, types and tags.

use std::{borrow::Cow, collections::BTreeMap, fmt::Write as _, fs, io, path::Path, sync::Arc};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256, Sha384};

/// What `cargo xtask web` built, as it was when this crate was compiled. In a debug build the files
/// are read from the folder at start.
#[derive(RustEmbed)]
#[folder = "../web/dist"]
struct Dist;

/// The parts of the web package: folders of the build.
const PARTS: [&str; 5] = ["console", "widget", "hosted", "preview", "demo"];

/// The built web package. Cheap to clone.
#[derive(Clone)]
pub struct WebAssets(Arc<Tree>);

struct Tree {
    files: BTreeMap<String, File>,
    pages: BTreeMap<&'static str, File>,
    ids: BTreeMap<&'static str, String>,
}

/// One file.
pub(super) struct File {
    plain: Bytes,
    brotli: Option<Bytes>,
    gzip: Option<Bytes>,
    kind: &'static str,
    etag: String,
}

impl WebAssets {
    /// The package that was built before this crate was compiled; empty if there was none.
    pub fn embedded() -> Self {
        let files = Dist::iter().filter_map(|name| {
            let bytes = match Dist::get(&name)?.data {
                Cow::Borrowed(bytes) => Bytes::from_static(bytes),
                Cow::Owned(bytes) => Bytes::from(bytes),
            };
            Some((name.into_owned(), bytes))
        });
        Self::of(&files.collect())
    }

    /// The package in a folder, as it is now: for work on the web package.
    pub fn from_folder(folder: &Path) -> io::Result<Self> {
        let mut files = BTreeMap::new();
        read(folder, "", &mut files)?;
        Ok(Self::of(&files))
    }

    /// A package of these files, by their path in the build folder.
    pub fn of(files: &BTreeMap<String, Bytes>) -> Self {
        let id = |part: &str| part_id(part, files);
        let ids: BTreeMap<_, _> = PARTS.into_iter().map(|part| (part, id(part))).collect();
        let mut known = BTreeMap::new();
        for (path, plain) in files {
            let compressed = [".br", ".gz"].iter().any(|end| path.ends_with(end));
            if !compressed {
                let sibling = |end: &str| files.get(&format!("{path}{end}")).cloned();
                let file = File {
                    brotli: sibling(".br"),
                    gzip: sibling(".gz"),
                    ..File::plain(path, plain.clone())
                };
                known.insert(path.clone(), file);
            }
        }
        let mut pages = BTreeMap::new();
        for (part, id) in &ids {
            let path = format!("{part}/index.html");
            if let Some(page) = files.get(&path) {
                pages.insert(*part, File::plain(&path, rewritten(part, id, page)));
            }
        }
        Self(Arc::new(Tree {
            files: known,
            pages,
            ids,
        }))
    }

    /// The panel script's address: the same for as long as its content is.
    pub(crate) fn panel_path(&self) -> String {
        format!("/widget/{}/panel.js", self.id("widget"))
    }

    /// The loader's address: the same for as long as its content is.
    pub(crate) fn loader_path(&self) -> String {
        format!("/widget/{}/loader.js", self.id("widget"))
    }

    /// What a page can demand that the loader is (Subresource Integrity).
    pub(crate) fn loader_integrity(&self) -> String {
        let loader = self.file("widget", "loader.js");
        let hash = Sha384::digest(loader.map_or(&b""[..], |file| &file.plain));
        format!("sha384-{}", STANDARD.encode(hash))
    }

    /// The id of a part of this build.
    pub(super) fn id(&self, part: &str) -> &str {
        self.0.ids.get(part).map_or("none", String::as_str)
    }

    /// A part's page, its links pointing below the build's id.
    pub(super) fn page(&self, part: &str) -> Option<&File> {
        self.0.pages.get(part)
    }

    /// A file of a part. The path is looked up, never joined to a folder, so it leads nowhere else.
    pub(super) fn file(&self, part: &str, path: &str) -> Option<&File> {
        self.0.files.get(&format!("{part}/{path}"))
    }
}

impl File {
    fn plain(path: &str, plain: Bytes) -> Self {
        let etag = format!("\"{}\"", hex(&Sha256::digest(&plain), 16));
        Self {
            plain,
            brotli: None,
            gzip: None,
            kind: kind(path),
            etag,
        }
    }

    pub(super) fn etag(&self) -> &str {
        &self.etag
    }

    pub(super) const fn kind(&self) -> &'static str {
        self.kind
    }

    pub(super) fn is_page(&self) -> bool {
        self.kind.starts_with("text/html")
    }

    /// The content in the best encoding among those accepted.
    pub(super) fn encoded(&self, accepts: &str) -> (Option<&'static str>, Bytes) {
        let takes = |name: &str| {
            accepts.split(',').any(|item| {
                let mut parts = item.split(';').map(str::trim);
                parts.next() == Some(name) && !parts.any(|p| matches!(p, "q=0" | "q=0.0"))
            })
        };
        match (&self.brotli, &self.gzip) {
            (Some(bytes), _) if takes("br") => (Some("br"), bytes.clone()),
            (_, Some(bytes)) if takes("gzip") => (Some("gzip"), bytes.clone()),
            (_, _) => (None, self.plain.clone()),
        }
    }
}

fn read(folder: &Path, prefix: &str, files: &mut BTreeMap<String, Bytes>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            read(&entry.path(), &format!("{path}/"), files)?;
        } else {
            files.insert(path, fs::read(entry.path())?.into());
        }
    }
    Ok(())
}

/// The hash of a part's names and contents.
fn part_id(part: &str, files: &BTreeMap<String, Bytes>) -> String {
    let mut hash = Sha256::new();
    let prefix = format!("{part}/");
    for (path, bytes) in files.iter().filter(|(path, _)| path.starts_with(&prefix)) {
        hash.update((path.len() as u64).to_be_bytes());
        hash.update(path);
        hash.update((bytes.len() as u64).to_be_bytes());
        hash.update(bytes);
    }
    hex(&hash.finalize(), 16)
}

/// A page whose links lead below its build's id. The demo's links stay as they are.
fn rewritten(part: &str, id: &str, page: &Bytes) -> Bytes {
    let text = String::from_utf8_lossy(page);
    let text = match part {
        "console" => text.replace("\"./", &format!("\"/console/{id}/")),
        "preview" => text.replace("\"/preview/", &format!("\"/preview/{id}/")),
        "hosted" => text.replace("\"/hosted/", &format!("\"/hosted/{id}/")),
        _ => return page.clone(),
    };
    text.into()
}

fn hex(bytes: &[u8], digits: usize) -> String {
    let mut text = String::with_capacity(digits);
    for byte in bytes.iter().take(digits / 2) {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// The media type by the name's end; unknown ones are downloaded, never run.
fn kind(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "mp3" => "audio/mpeg",
        "wav" => "audio/wav",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
