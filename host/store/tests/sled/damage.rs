//! Damaged, foreign and busy states: refused with place, finding and remedy, never opened in part.

use std::{fs, path::Path};

use frontdesk_store::{
    Batch, SledOptions, SledStore, Store, StoreError, Value, codec, keys, records,
};

use crate::OnDisk;

const RECORDS: u32 = 200;

async fn open(path: &Path) -> Result<SledStore, StoreError> {
    crate::open_with(SledOptions::new(path)).await
}

/// A state with records, as an orderly end leaves it.
async fn filled() -> OnDisk {
    let world = OnDisk::new();
    let store = open(&world.path()).await.unwrap();
    for number in 0..RECORDS {
        let key = keys::meta(&number.to_string());
        let mut batch = Batch::new();
        batch.put(
            key.clone(),
            codec::encode(&key, &(number, "x".repeat(300))).unwrap(),
        );
        store.commit(batch).await.unwrap();
    }
    store.close().await;
    world
}

async fn all_is_there(store: &dyn Store) -> Result<(), StoreError> {
    for number in 0..RECORDS {
        let key = keys::meta(&number.to_string());
        let found: Option<(u32, String)> = records::load(store, &key).await?;
        assert_eq!(
            found,
            Some((number, "x".repeat(300))),
            "{key} changed in silence"
        );
    }
    Ok(())
}

/// The error names the folder and a remedy.
fn is_helpful(error: &StoreError, path: &Path) -> bool {
    let text = error.to_string();
    let names_place = text.contains(&path.display().to_string());
    let names_remedy = text.contains("a copy of the state folder");
    (names_place || matches!(error, StoreError::Corrupt { .. })) && names_remedy
}

#[tokio::test]
async fn a_second_process_on_the_same_state_is_refused_by_name() {
    let world = filled().await;
    let first = open(&world.path()).await.unwrap();
    let error = open(&world.path()).await.unwrap_err();
    let StoreError::Locked { path, holder } = &error else {
        panic!("{error}")
    };
    assert_eq!((path, *holder), (&world.path(), Some(std::process::id())));
    assert!(error.to_string().contains("another frontdesk"), "{error}");
    all_is_there(&first).await.unwrap();
    first.close().await;
    open(&world.path()).await.unwrap().close().await;
}

#[tokio::test]
async fn a_value_with_one_changed_byte_is_a_typed_error_that_names_the_record() {
    let world = OnDisk::new();
    let store = open(&world.path()).await.unwrap();
    let key = keys::meta("a");
    let good = codec::encode(&key, &"text").unwrap();
    for place in 0..good.as_bytes().len() {
        let mut bytes = good.as_bytes().to_vec();
        bytes[place] ^= 0x10;
        let mut batch = Batch::new();
        batch.put(key.clone(), Value::from_bytes(bytes));
        store.commit(batch).await.unwrap();
        let error = records::load::<String>(&store, &key).await.unwrap_err();
        assert!(
            matches!(&error, StoreError::Corrupt { key: of, .. } if *of == key),
            "{error}"
        );
        assert!(
            error.to_string().contains("a copy of the state folder"),
            "{error}"
        );
    }
    store.close().await;
}

#[tokio::test]
async fn a_flipped_byte_anywhere_in_the_log_is_noticed_or_harmless() {
    let world = filled().await;
    let log = world.path().join("sled/db");
    let whole = fs::read(&log).unwrap();
    let used = whole.iter().rposition(|byte| *byte != 0).unwrap();
    for place in (0..=used).step_by(used / 24) {
        let copy = OnDisk::new();
        copy_folder(&world.path(), &copy.path());
        let mut bytes = whole.clone();
        bytes[place] ^= 0xff;
        fs::write(copy.path().join("sled/db"), bytes).unwrap();
        let result = match open(&copy.path()).await {
            Ok(store) => {
                let result = all_is_there(&store).await;
                store.close().await;
                result
            }
            Err(error) => Err(error),
        };
        if let Err(error) = result {
            assert!(is_helpful(&error, &copy.path()), "byte {place}: {error}");
        }
    }
}

#[tokio::test]
async fn a_log_without_its_end_is_refused() {
    let world = filled().await;
    // Without sled's own snapshot it trusts the log alone, and a shorter log is a fine log to it.
    for entry in fs::read_dir(world.path().join("sled")).unwrap() {
        let path = entry.unwrap().path();
        if path
            .file_name()
            .unwrap()
            .to_string_lossy()
            .starts_with("snap")
        {
            fs::remove_file(path).unwrap();
        }
    }
    let log = world.path().join("sled/db");
    let mut bytes = fs::read(&log).unwrap();
    let used = bytes.iter().rposition(|byte| *byte != 0).unwrap();
    bytes[used / 2..].fill(0);
    fs::write(&log, bytes).unwrap();
    let error = open(&world.path()).await.unwrap_err();
    assert!(is_helpful(&error, &world.path()), "{error}");
    assert!(error.to_string().contains("was acknowledged"), "{error}");
}

#[tokio::test]
async fn rubbish_in_place_of_sleds_files_is_refused() {
    for name in ["db", "conf"] {
        let world = filled().await;
        let path = world.path().join("sled").join(name);
        let rubbish = b"rubbish ".repeat(fs::read(&path).unwrap().len() / 8);
        fs::write(&path, rubbish).unwrap();
        let error = open(&world.path()).await.unwrap_err();
        assert!(is_helpful(&error, &world.path()), "{name}: {error}");
    }
}

#[tokio::test]
async fn a_file_in_place_of_the_folder_is_refused() {
    let world = OnDisk::new();
    fs::write(world.path(), "").unwrap();
    let error = open(&world.path()).await.unwrap_err();
    assert!(matches!(error, StoreError::Io { .. }), "{error}");
}

#[tokio::test]
async fn too_little_room_refuses_commits_and_still_reads() {
    let world = filled().await;
    let options = SledOptions {
        free_space_min: u64::MAX,
        ..SledOptions::new(world.path())
    };
    let store = crate::open_with(options).await.unwrap();
    for _ in 0..2 {
        let mut batch = Batch::new();
        batch.delete(keys::meta("0"));
        assert!(matches!(
            store.commit(batch).await,
            Err(StoreError::NoSpace { .. })
        ));
    }
    all_is_there(&store).await.unwrap();
    store.close().await;
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
