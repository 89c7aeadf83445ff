//! A disk that loses its power, and a disk that is full.

use std::fs;

use frontdesk_store::{Batch, SledOptions, Store, StoreError, codec, keys};

use crate::{
    disk_image::{DiskImage, occupy},
    writer::{Acknowledged, Writer, next_random, verify},
};

const ROUNDS: u32 = 10;

#[tokio::test]
async fn ten_power_cuts_lose_nothing_that_was_acknowledged() {
    let name = "ten_power_cuts_lose_nothing_that_was_acknowledged";
    let Some(disk) = DiskImage::mount_new(name, 1024) else {
        return;
    };
    let state = disk.mount_point().join("state");
    let mut random = 11;
    let mut rounds: Vec<Acknowledged> = Vec::new();
    for round in 0..ROUNDS {
        let cut = disk.prepare_cut();
        let mut writer = Writer::start(&state, round);
        assert!(
            writer.wait_for(1 + next_random(&mut random) % 300),
            "the writer ended by itself"
        );
        cut.now();
        let (acknowledged, poisoned) = writer.wait_until_it_ends();
        assert!(poisoned, "a store without a disk goes on committing");
        rounds.push(acknowledged);
        disk.remount();
        let store = crate::open_with(SledOptions::new(&state)).await.unwrap();
        for (round, acknowledged) in (0..).zip(&rounds) {
            verify(&store, round, acknowledged).await;
        }
        store.close().await;
    }
}

#[tokio::test]
async fn a_full_disk_refuses_commits_until_there_is_room_again() {
    let name = "a_full_disk_refuses_commits_until_there_is_room_again";
    let Some(disk) = DiskImage::mount_new(name, 192) else {
        return;
    };
    let store = crate::open_with(SledOptions::new(disk.mount_point().join("state")))
        .await
        .unwrap();
    let (key, ballast) = (keys::meta("a"), disk.mount_point().join("ballast"));
    let commit = async |number: u32| {
        let mut batch = Batch::new();
        batch.put(key.clone(), codec::encode(&key, &number).unwrap());
        store.commit(batch).await
    };
    commit(1).await.unwrap();
    let free = store.free_space().unwrap().unwrap();
    occupy(&ballast, free - SledOptions::FREE_SPACE_MIN / 2);
    let error = commit(2).await.unwrap_err();
    assert!(
        matches!(error, StoreError::NoSpace { .. }) && error.is_refusal(),
        "{error}"
    );
    let found = store.get(&key).await.unwrap().unwrap();
    assert_eq!(codec::decode::<u32>(&key, &found.value).unwrap(), 1);
    fs::remove_file(ballast).unwrap();
    commit(3).await.unwrap();
    store.close().await;
}
