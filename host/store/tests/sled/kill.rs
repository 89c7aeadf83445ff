//! `kill -9` at random moments: what was acknowledged is there afterwards.

use frontdesk_store::{SledOptions, Store};

use crate::{
    OnDisk,
    writer::{Acknowledged, Writer, next_random, verify},
};

const ROUNDS: u32 = 20;

#[tokio::test]
async fn twenty_kills_lose_nothing_that_was_acknowledged() {
    let world = OnDisk::new();
    let mut random = 7;
    let mut rounds: Vec<Acknowledged> = Vec::new();
    for round in 0..ROUNDS {
        let mut writer = Writer::start(&world.path(), round);
        assert!(
            writer.wait_for(1 + next_random(&mut random) % 200),
            "the writer ended by itself"
        );
        rounds.push(writer.kill());
        let store = crate::open_with(SledOptions::new(world.path()))
            .await
            .unwrap();
        verify(&store, round, rounds.last().unwrap()).await;
        store.close().await;
    }
    let store = crate::open_with(SledOptions::new(world.path()))
        .await
        .unwrap();
    for (round, acknowledged) in (0..).zip(&rounds) {
        verify(&store, round, acknowledged).await;
    }
    store.close().await;
}
