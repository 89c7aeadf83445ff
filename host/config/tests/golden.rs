//! Every file of `ui/invalid` fails with exactly the problems in its `.err`; every file of
//! `ui/valid` loads. With `UPDATE_GOLDEN=1` the `.err` files are written anew, for review.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

use std::{
    fs,
    path::{Path, PathBuf},
};

use frontdesk_config::{Config, Layers, Problems};

fn files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/ui")
        .join(folder);
    let entries = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = entries
        .filter(|path| path.extension().is_some_and(|e| e == "toml"))
        .collect();
    files.sort();
    assert!(!files.is_empty());
    files
}

fn load(path: &Path) -> Result<Config, Problems> {
    let text = fs::read_to_string(path).unwrap();
    let name = path.file_name().unwrap().to_str().unwrap();
    Layers {
        name,
        text: &text,
        ..Layers::default()
    }
    .load()
}

#[test]
fn every_valid_file_loads() {
    for path in files("valid") {
        if let Err(problems) = load(&path) {
            panic!("{}:\n{problems}", path.display());
        }
    }
}

#[test]
fn every_invalid_file_fails_with_exactly_the_problems_beside_it() {
    let update = std::env::var_os("UPDATE_GOLDEN").is_some();
    let mut different = String::new();
    for path in files("invalid") {
        let problems = load(&path).err().map(|problems| format!("{problems}\n"));
        let problems = problems.unwrap_or_else(|| panic!("{} loads", path.display()));
        let golden = path.with_extension("err");
        if update {
            fs::write(&golden, &problems).unwrap();
        } else if fs::read_to_string(&golden).unwrap_or_default() != problems {
            different.push_str(&problems);
        }
    }
    assert!(
        different.is_empty(),
        "differs from what is beside the file:\n{different}"
    );
}
