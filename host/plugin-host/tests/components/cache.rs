//! Compiled code on disk: used, checked, replaced.

use std::{
    fs,
    os::unix::fs::{MetadataExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
    sync::Arc,
};

use frontdesk_plugin_host::{LoadOptions, PluginHost, PluginHostConfig, PluginHostError};
use tempfile::TempDir;

use crate::harness::{Hands, component, config};

fn new_host(config: &PluginHostConfig) -> PluginHost {
    PluginHost::new(config, Arc::new(Hands::default())).expect("starts")
}

/// A component's id, as a host of its own loads it.
async fn id_of(name: &str, config: &PluginHostConfig) -> String {
    let host = new_host(config);
    let channel = host
        .load(name, component(name), LoadOptions::default())
        .await
        .expect("loads");
    channel.descriptor().id.clone()
}

fn files(dir: &Path) -> Vec<PathBuf> {
    let mut files: Vec<_> = fs::read_dir(dir)
        .unwrap()
        .map(|file| file.unwrap().path())
        .collect();
    files.sort();
    files
}

/// A cache that holds one component's code: the file, and everything to use it.
async fn filled(name: &str) -> (TempDir, PluginHostConfig, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let config = config(&dir);
    assert_eq!(id_of(name, &config).await, name);
    let mut files = files(&config.cache_dir);
    assert_eq!(
        files.len(),
        1,
        "one component is one file, nothing temporary stays: {files:?}"
    );
    (dir, config, files.remove(0))
}

#[tokio::test]
async fn a_second_start_runs_the_code_of_the_cache() {
    let (_dir, config, file) = filled("trap").await;
    let (_other_dir, _, other) = filled("flood").await;
    // Another component's sound code under this one's name: only a cache that is used shows it.
    fs::copy(other, &file).unwrap();
    assert_eq!(id_of("trap", &config).await, "flood");
}

#[tokio::test]
async fn corrupt_code_is_discarded_and_compiled_anew() {
    let (_dir, config, file) = filled("trap").await;
    let sound = fs::read(&file).unwrap();
    let mut changed = sound.clone();
    changed[sound.len() / 2] ^= 1;
    for corrupt in [&changed[..], &sound[..sound.len() / 2], b"", b"FDAOT"] {
        fs::write(&file, corrupt).unwrap();
        assert_eq!(id_of("trap", &config).await, "trap");
        assert_eq!(
            fs::read(&file).unwrap().len(),
            sound.len(),
            "sound code is back"
        );
    }
}

#[tokio::test]
async fn another_configuration_has_code_of_its_own() {
    let (_dir, config, file) = filled("trap").await;
    let small = PluginHostConfig {
        small_address_space: true,
        ..config.clone()
    };
    assert_eq!(id_of("trap", &small).await, "trap");
    let other = files(&config.cache_dir)
        .into_iter()
        .find(|other| *other != file);
    let other = other.expect("a second file");
    // Code of another configuration, sound in itself, is refused by the engine and replaced.
    fs::copy(&file, &other).unwrap();
    assert_eq!(id_of("trap", &small).await, "trap");
    assert_ne!(fs::read(&other).unwrap(), fs::read(&file).unwrap());
    assert_eq!(id_of("trap", &config).await, "trap");
}

#[tokio::test]
async fn the_folder_and_its_files_are_the_services_alone() {
    let (_dir, config, file) = filled("trap").await;
    assert_eq!(
        fs::metadata(&config.cache_dir).unwrap().mode() & 0o777,
        0o700
    );
    assert_eq!(fs::metadata(file).unwrap().mode() & 0o777, 0o600);
}

#[tokio::test]
async fn a_folder_that_others_can_write_to_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let config = config(&dir);
    fs::create_dir(&config.cache_dir).unwrap();
    fs::set_permissions(&config.cache_dir, fs::Permissions::from_mode(0o770)).unwrap();
    let error = PluginHost::new(&config, Arc::new(Hands::default())).expect_err("is refused");
    assert!(matches!(error, PluginHostError::Cache { .. }), "{error:?}");
}

#[tokio::test]
async fn channels_of_one_component_share_its_code() {
    let dir = tempfile::tempdir().unwrap();
    let config = config(&dir);
    let host = new_host(&config);
    let first = host
        .load("first", component("trap"), LoadOptions::default())
        .await
        .unwrap();
    fs::remove_dir_all(&config.cache_dir).unwrap();
    let second = host
        .load("second", component("trap"), LoadOptions::default())
        .await
        .unwrap();
    assert!(!config.cache_dir.exists(), "nothing was compiled again");
    assert_eq!(first.descriptor(), second.descriptor());
    assert_ne!(first.name(), second.name());
}
