//! `[plugins]`: where components are, and which are trusted.

use std::path::PathBuf;

use crate::{
    read::{Integer, Special, Switch, Table, Text},
    reference::SectionReference,
};

const DIR: Text = Text {
    name: "dir",
    default: Some("components"),
    chars_max: 4096,
    meaning: "Folder of the `.wasm` components that channels and connectors name.",
};
const CACHE: Text = Text {
    name: "cache",
    default: Some(""),
    chars_max: 4096,
    meaning: "Folder of compiled components, readable by the gateway's user only. Left out: \
              `components` in the state's folder.",
};
const WATCH: Switch = Switch {
    name: "watch",
    default: true,
    meaning: "Whether a changed component or configuration is taken up by itself. `frontdesk reload` and \
              SIGHUP take it up in any case.",
};
const LOCKED: Switch = Switch {
    name: "locked",
    default: false,
    meaning: "Whether only what `plugins.lock` names may run, byte for byte: a changed or new component is \
              refused until `frontdesk plugin add` or `frontdesk plugin lock` says that it is meant. \
              Otherwise it is taken, and the lock keeps what ran before.",
};
const REQUIRE_SIGNATURE: Switch = Switch {
    name: "require_signature",
    default: false,
    meaning: "Whether a component is loaded only with a signature by one of `trusted_keys` beside it \
              (`X.wasm.minisig`).",
};
const TRUSTED_KEYS: Special = Special {
    name: "trusted_keys",
    takes: "a list of minisign public keys such as `[\"RWQ…\"]`",
    default: "`[]`",
    meaning: "Whose signatures count. A signature that is there is checked in any case.",
};
const MEMORY_TOTAL: Integer = Integer {
    name: "memory_total_mib",
    default: 2_048,
    range: 64..=1_048_576,
    unit: "MiB",
    meaning: "Memory of all components' instances together; one component's may have half of it. A call that \
              wants more is given up and its work tried again later.",
};

pub(crate) const REFERENCE: SectionReference = SectionReference::new(
    "[plugins]",
    "Where components are, and which are trusted.",
    &[
        &DIR,
        &CACHE,
        &WATCH,
        &LOCKED,
        &REQUIRE_SIGNATURE,
        &TRUSTED_KEYS,
        &MEMORY_TOTAL,
    ],
);

/// Characters of a minisign public key: 42 bytes in base64.
const KEY_CHARS: usize = 56;
/// How each of them begins: the letters that name the algorithm.
const KEY_BEGINS: &str = "RW";

/// Where components are, and which are trusted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plugins {
    /// Folder of the components.
    pub dir: PathBuf,
    /// Folder of compiled components; `None`: in the state's folder.
    pub cache: Option<PathBuf>,
    /// Whether what changes is taken up by itself.
    pub watch: bool,
    /// Whether only what is locked may run.
    pub locked: bool,
    /// Whether a component needs a signature.
    pub require_signature: bool,
    /// Minisign public keys, as minisign writes them.
    pub trusted_keys: Vec<String>,
    /// Memory of all instances together.
    pub memory_total_mib: u32,
}

impl Plugins {
    pub(crate) fn read(mut table: Table<'_>) -> Self {
        let (_, dir) = table.text(&DIR);
        let (_, cache) = table.text(&CACHE);
        let watch = table.switch(&WATCH);
        let locked = table.switch(&LOCKED);
        let trusted_keys = read_keys(&mut table);
        let place = table.place_of(REQUIRE_SIGNATURE.name);
        let require_signature = table.switch(&REQUIRE_SIGNATURE);
        if require_signature && trusted_keys.is_empty() {
            let message = "require_signature needs trusted_keys: whose signatures count. `minisign -G` \
                           makes a key, and its .pub file holds what belongs here";
            table.problem(&place, message);
        }
        let memory_total_mib = table.integer(&MEMORY_TOTAL);
        table.finish();
        Self {
            dir: dir.into(),
            cache: (!cache.is_empty()).then(|| cache.into()),
            watch,
            locked,
            require_signature,
            trusted_keys,
            memory_total_mib,
        }
    }
}

fn read_keys(table: &mut Table<'_>) -> Vec<String> {
    let mut keys: Vec<String> = Vec::new();
    for (place, key) in table.texts(&TRUSTED_KEYS).unwrap_or_default() {
        let base64 = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/');
        if key.len() != KEY_CHARS || !key.starts_with(KEY_BEGINS) || !key.bytes().all(base64) {
            let message = format!(
                "this is no minisign public key, which is {KEY_CHARS} characters that begin with \
                 {KEY_BEGINS}: the second line of the .pub file"
            );
            table.problem(&place, message);
        } else if keys.contains(&key) {
            table.problem(&place, "this key is in the list twice");
        }
        keys.push(key);
    }
    keys
}
