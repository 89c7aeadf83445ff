//! Makes sure that the folder of the built web package exists, so that this crate compiles before
//! (or without) `cargo xtask web`. What is in it is embedded as it is found.

use std::{env, fs, path::Path};

fn main() -> std::io::Result<()> {
    let here = env::var("CARGO_MANIFEST_DIR").unwrap_or_else(|_| ".".to_owned());
    let dist = Path::new(&here).join("../web/dist");
    fs::create_dir_all(&dist)?;
    println!("cargo::rerun-if-changed={}", dist.display());
    println!("cargo::rerun-if-changed=build.rs");
    Ok(())
}
