//! What every implementation of [`Store`] is held to: one function per sentence.
//!
//! An implementation brings a [`World`] and calls [`store_suite!`](crate::store_suite) in a test
//! module; each sentence becomes a test of its own.

use std::{error::Error, sync::Arc};

use async_trait::async_trait;

use crate::{
    Batch, Committed, Key, KeyRange, Page, Precondition, Store, StoreError, Value, Versioned,
    codec, keys,
};

/// Where an implementation's stores live while a test runs.
#[async_trait]
pub trait World: Send + Sync {
    /// Opens the one store of this world, empty at first.
    async fn open(&self) -> Arc<dyn Store>;

    /// Ends `store` as hard as a test can, without closing it, and opens what is left.
    async fn crash(&self, store: Arc<dyn Store>) -> Arc<dyn Store>;
}

/// A sentence passes or says why not.
pub type Verdict = Result<(), Box<dyn Error + Send + Sync>>;

/// Makes a test of every sentence, given an expression that makes a [`World`].
#[macro_export]
macro_rules! store_suite {
    ($world:expr) => {
        $crate::store_suite! { $world;
            a_batch_is_there_as_a_whole_or_not_at_all
            a_broken_precondition_names_what_was_found
            a_version_is_the_position_of_the_batch_that_wrote_the_value
            batches_are_numbered_one_after_the_other
            the_last_write_to_a_key_in_a_batch_counts
            an_empty_batch_takes_no_position_and_checks_its_requirements
            ranges_are_read_in_key_order_both_ways
            pages_join_without_a_gap_or_an_overlap
            a_prefix_holds_its_own_keys_only
            the_largest_values_come_back_whole
            what_is_too_large_is_refused_and_the_store_goes_on
            hostile_texts_in_keys_do_not_meet
            what_was_acknowledged_outlives_a_crash
            positions_go_on_after_a_crash
            commits_at_the_same_time_get_one_position_each
            of_two_commits_that_require_absence_one_wins
            a_closed_store_refuses_everything
            free_space_is_known_or_without_limit
        }
    };
    ($world:expr; $($sentence:ident)*) => {$(
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $sentence() {
            let world = $world;
            if let Err(error) = $crate::suite::$sentence(&world).await {
                panic!("{error}");
            }
        }
    )*};
}

fn key(name: &str) -> Key {
    keys::meta(name)
}

fn value(text: &str) -> Value {
    Value::from_bytes(text.as_bytes().to_vec())
}

async fn put(store: &dyn Store, name: &str, text: &str) -> Result<Committed, StoreError> {
    let mut batch = Batch::new();
    batch.put(key(name), value(text));
    store.commit(batch).await
}

async fn text_of(store: &dyn Store, name: &str) -> Result<Option<String>, StoreError> {
    let found = store.get(&key(name)).await?;
    Ok(found.map(|found| String::from_utf8_lossy(found.value.as_bytes()).into_owned()))
}

async fn names(store: &dyn Store, range: KeyRange, page: Page) -> Result<Vec<Key>, StoreError> {
    Ok(store
        .scan(range, page)
        .await?
        .into_iter()
        .map(|(key, _)| key)
        .collect())
}

/// All writes of a batch, or none of them when a precondition fails.
pub async fn a_batch_is_there_as_a_whole_or_not_at_all(world: &dyn World) -> Verdict {
    let store = world.open().await;
    put(&*store, "old", "1").await?;
    let mut batch = Batch::new();
    batch
        .put(key("a"), value("1"))
        .put(key("b"), value("2"))
        .delete(key("old"));
    let whole = batch.clone();
    batch.require_absent(key("old"));
    assert!(matches!(
        store.commit(batch).await,
        Err(StoreError::Conflict { .. })
    ));
    assert_eq!(text_of(&*store, "a").await?, None);
    assert_eq!(text_of(&*store, "old").await?.as_deref(), Some("1"));
    store.commit(whole).await?;
    assert_eq!(text_of(&*store, "a").await?.as_deref(), Some("1"));
    assert_eq!(text_of(&*store, "b").await?.as_deref(), Some("2"));
    assert_eq!(text_of(&*store, "old").await?, None);
    Ok(())
}

/// A conflict carries key, requirement and finding, and is a refusal.
pub async fn a_broken_precondition_names_what_was_found(world: &dyn World) -> Verdict {
    let store = world.open().await;
    let Committed { position } = put(&*store, "a", "1").await?;
    let mut batch = Batch::new();
    batch.put(key("a"), value("2")).require_absent(key("a"));
    let error = store
        .commit(batch)
        .await
        .err()
        .ok_or("a conflict was expected")?;
    assert!(error.is_refusal());
    let StoreError::Conflict {
        key: of,
        required,
        found,
    } = error
    else {
        return Err(error.into());
    };
    assert_eq!(
        (of, required, found),
        (key("a"), Precondition::Absent, Some(position))
    );
    Ok(())
}

/// Compare-and-set works with the version that a read returned.
pub async fn a_version_is_the_position_of_the_batch_that_wrote_the_value(
    world: &dyn World,
) -> Verdict {
    let store = world.open().await;
    let first = put(&*store, "a", "1").await?;
    put(&*store, "other", "1").await?;
    let read = store.get(&key("a")).await?.ok_or("it was just written")?;
    assert_eq!(
        read,
        Versioned {
            value: value("1"),
            version: first.position
        }
    );
    let mut batch = Batch::new();
    batch
        .put(key("a"), value("2"))
        .require_unchanged(key("a"), &read);
    store.commit(batch.clone()).await?;
    assert!(matches!(
        store.commit(batch).await,
        Err(StoreError::Conflict { .. })
    ));
    assert_eq!(text_of(&*store, "a").await?.as_deref(), Some("2"));
    Ok(())
}

/// Positions have no holes, also after a refusal.
pub async fn batches_are_numbered_one_after_the_other(world: &dyn World) -> Verdict {
    let store = world.open().await;
    let first = put(&*store, "a", "1").await?.position;
    let mut refused = Batch::new();
    refused.put(key("a"), value("2")).require_absent(key("a"));
    assert!(store.commit(refused).await.is_err());
    assert_eq!(put(&*store, "a", "2").await?.position, first + 1);
    assert_eq!(put(&*store, "a", "3").await?.position, first + 2);
    Ok(())
}

/// Steps of one input, or of several, can be joined.
pub async fn the_last_write_to_a_key_in_a_batch_counts(world: &dyn World) -> Verdict {
    let store = world.open().await;
    let mut batch = Batch::new();
    batch.put(key("a"), value("1")).delete(key("a"));
    batch.delete(key("b")).put(key("b"), value("1"));
    let mut later = Batch::new();
    later.put(key("b"), value("2")).put(key("c"), value("1"));
    batch.append(later);
    assert_eq!(batch.staged(&key("a")), Some(None));
    assert_eq!(batch.staged(&key("b")), Some(Some(&value("2"))));
    assert_eq!(batch.staged(&key("d")), None);
    store.commit(batch).await?;
    assert_eq!(text_of(&*store, "a").await?, None);
    assert_eq!(text_of(&*store, "b").await?.as_deref(), Some("2"));
    Ok(())
}

/// A batch may only ask.
pub async fn an_empty_batch_takes_no_position_and_checks_its_requirements(
    world: &dyn World,
) -> Verdict {
    let store = world.open().await;
    let last = put(&*store, "a", "1").await?;
    assert_eq!(store.commit(Batch::new()).await?, last);
    let mut batch = Batch::new();
    batch.require_absent(key("a"));
    assert!(matches!(
        store.commit(batch).await,
        Err(StoreError::Conflict { .. })
    ));
    Ok(())
}

/// Forward and backward are the same entries.
pub async fn ranges_are_read_in_key_order_both_ways(world: &dyn World) -> Verdict {
    let store = world.open().await;
    let mut batch = Batch::new();
    for name in ["b", "", "a\u{ff}", "c", "a", "\0"] {
        batch.put(key(name), value(name));
    }
    store.commit(batch).await?;
    let range = || KeyRange::prefix(key("").as_bytes());
    let forward = names(&*store, range(), Page::first(10)).await?;
    assert_eq!(forward, ["", "\0", "a", "a\u{ff}", "b", "c"].map(key));
    let mut backward = names(&*store, range(), Page::last(10)).await?;
    backward.reverse();
    assert_eq!(forward, backward);
    let between = KeyRange::between(key("a"), key("b"));
    assert_eq!(
        names(&*store, between, Page::first(10)).await?,
        ["a", "a\u{ff}"].map(key)
    );
    Ok(())
}

/// Page by page gives what one page gives.
pub async fn pages_join_without_a_gap_or_an_overlap(world: &dyn World) -> Verdict {
    let store = world.open().await;
    let mut batch = Batch::new();
    for number in 0..50 {
        batch.put(key(&format!("{number:02}")), value("x"));
    }
    store.commit(batch).await?;
    let range = || KeyRange::prefix(key("").as_bytes());
    for reverse in [false, true] {
        let whole = names(
            &*store,
            range(),
            Page {
                limit: 99,
                reverse,
                after: None,
            },
        )
        .await?;
        assert_eq!(whole.len(), 50);
        let mut joined: Vec<Key> = Vec::new();
        loop {
            let page = Page {
                limit: 7,
                reverse,
                after: joined.last().cloned(),
            };
            let next = names(&*store, range(), page).await?;
            let last = next.len() < 7;
            joined.extend(next);
            if last {
                break;
            }
        }
        assert_eq!(joined, whole, "reverse: {reverse}");
    }
    assert!(names(&*store, range(), Page::first(0)).await?.is_empty());
    Ok(())
}

/// A conversation's transcript ends where the next one's begins.
pub async fn a_prefix_holds_its_own_keys_only(world: &dyn World) -> Verdict {
    use frontdesk_core::{ConversationId, Seq};
    let store = world.open().await;
    let ids: Vec<_> = [1, 255, 256, 257, u64::MAX]
        .into_iter()
        .filter_map(ConversationId::new)
        .collect();
    let mut batch = Batch::new();
    for id in &ids {
        for seq in [1, 2, u32::MAX] {
            batch.put(keys::message(*id, Seq(seq)), value("x"));
        }
    }
    store.commit(batch).await?;
    for id in ids {
        let found = names(&*store, keys::messages(id), Page::first(10)).await?;
        assert_eq!(
            found,
            [1, 2, u32::MAX].map(|seq| keys::message(id, Seq(seq)))
        );
    }
    Ok(())
}

/// Values up to the limit, many of them side by side.
pub async fn the_largest_values_come_back_whole(world: &dyn World) -> Verdict {
    let store = world.open().await;
    let large = |number: u8| {
        let bytes = (0..=u8::MAX)
            .map(|place| place.wrapping_mul(number))
            .cycle();
        Value::from_bytes(bytes.take(Value::BYTES_MAX).collect())
    };
    for number in 1..=40 {
        let mut batch = Batch::new();
        batch.put(key(&format!("{number:02}")), large(number));
        store.commit(batch).await?;
    }
    let store = world.crash(store).await;
    for number in 1..=40 {
        let found = store
            .get(&key(&format!("{number:02}")))
            .await?
            .ok_or("it was acknowledged")?;
        assert!(found.value == large(number), "value {number} changed");
    }
    Ok(())
}

/// A limit is a typed refusal, before anything is written.
pub async fn what_is_too_large_is_refused_and_the_store_goes_on(world: &dyn World) -> Verdict {
    let store = world.open().await;
    let mut value_over = Batch::new();
    value_over.put(key("a"), Value::from_bytes(vec![0; Value::BYTES_MAX + 1]));
    let mut key_over = Batch::new();
    key_over.put(key(&"k".repeat(Key::BYTES_MAX)), value("x"));
    let mut batch_over = Batch::new();
    for number in 0..=Batch::BYTES_MAX / Value::BYTES_MAX {
        let name = format!("{number}");
        batch_over.put(key(&name), Value::from_bytes(vec![0; Value::BYTES_MAX]));
    }
    for batch in [value_over, key_over, batch_over] {
        let error = store
            .commit(batch)
            .await
            .err()
            .ok_or("a refusal was expected")?;
        assert!(
            matches!(error, StoreError::TooLarge { .. }) && error.is_refusal(),
            "{error}"
        );
    }
    put(&*store, "a", "1").await?;
    assert!(store.get(&key(&"k".repeat(5_000))).await?.is_none());
    Ok(())
}

/// Texts from outside cannot collide or leave their range.
pub async fn hostile_texts_in_keys_do_not_meet(world: &dyn World) -> Verdict {
    let store = world.open().await;
    let texts = [
        "",
        "\0",
        "\0\0\0\u{1}",
        "a",
        "a\0",
        "\u{202e}",
        "\u{7f}\u{80}",
        "\u{10ffff}",
        "'; --",
        "../..",
    ];
    let mut batch = Batch::new();
    for scope in texts {
        for id in texts {
            batch.put(keys::mark(scope, id), value(&format!("{scope}|{id}")));
        }
    }
    assert_eq!(batch.writes().len(), texts.len() * texts.len());
    store.commit(batch).await?;
    for scope in texts {
        assert_eq!(
            store.scan(keys::marks(scope), Page::first(99)).await?.len(),
            texts.len()
        );
        for id in texts {
            let found = store
                .get(&keys::mark(scope, id))
                .await?
                .ok_or("it was just written")?;
            assert_eq!(found.value, value(&format!("{scope}|{id}")));
        }
    }
    Ok(())
}

/// Nothing acknowledged is lost, and records read back.
pub async fn what_was_acknowledged_outlives_a_crash(world: &dyn World) -> Verdict {
    let mut store = world.open().await;
    for round in 0..3_u32 {
        for number in 0..100_u32 {
            let at = key(&format!("{round}/{number}"));
            let record = codec::encode(&at, &(round, number))?;
            let mut batch = Batch::new();
            batch
                .put(at, record)
                .delete(key(&format!("{round}/{}", number.wrapping_sub(10))));
            store.commit(batch).await?;
        }
        store = world.crash(store).await;
        for number in 0..100_u32 {
            let at = key(&format!("{round}/{number}"));
            let found = store.get(&at).await?;
            assert_eq!(
                found.is_some(),
                number >= 90,
                "record {number} of round {round}"
            );
            if let Some(found) = found {
                assert_eq!(
                    codec::decode::<(u32, u32)>(&at, &found.value)?,
                    (round, number)
                );
            }
        }
    }
    Ok(())
}

/// No position is given twice.
pub async fn positions_go_on_after_a_crash(world: &dyn World) -> Verdict {
    let store = world.open().await;
    let before = put(&*store, "a", "1").await?.position;
    let store = world.crash(store).await;
    assert_eq!(put(&*store, "a", "2").await?.position, before + 1);
    Ok(())
}

/// Many callers, one order.
pub async fn commits_at_the_same_time_get_one_position_each(world: &dyn World) -> Verdict {
    let store = world.open().await;
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..200 {
        let store = store.clone();
        tasks.spawn(async move { put(&*store, &number.to_string(), "x").await });
    }
    let mut positions = Vec::new();
    while let Some(done) = tasks.join_next().await {
        positions.push(done??.position);
    }
    positions.sort_unstable();
    positions.dedup();
    assert_eq!(positions.len(), 200);
    let all = store
        .scan(KeyRange::prefix(key("").as_bytes()), Page::first(999))
        .await?;
    assert_eq!(all.len(), 200);
    Ok(())
}

/// Insert-if-absent holds between callers.
pub async fn of_two_commits_that_require_absence_one_wins(world: &dyn World) -> Verdict {
    let store = world.open().await;
    for round in 0..20 {
        let name = round.to_string();
        let attempt = |text: &str| {
            let mut batch = Batch::new();
            batch
                .put(key(&name), value(text))
                .require_absent(key(&name));
            store.commit(batch)
        };
        let (one, two) = tokio::join!(attempt("one"), attempt("two"));
        assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
        let winner = if one.is_ok() { "one" } else { "two" };
        assert_eq!(text_of(&*store, &name).await?.as_deref(), Some(winner));
    }
    Ok(())
}

/// After close there is an error, not a hang; closing twice is fine.
pub async fn a_closed_store_refuses_everything(world: &dyn World) -> Verdict {
    let store = world.open().await;
    put(&*store, "a", "1").await?;
    store.close().await;
    store.close().await;
    assert!(matches!(
        put(&*store, "a", "2").await,
        Err(StoreError::Closed)
    ));
    assert!(matches!(
        store.get(&key("a")).await,
        Err(StoreError::Closed)
    ));
    let scanned = store.scan(KeyRange::all(), Page::first(1)).await;
    assert!(matches!(scanned, Err(StoreError::Closed)));
    Ok(())
}

/// The disk-full guard has a number to look at.
pub async fn free_space_is_known_or_without_limit(world: &dyn World) -> Verdict {
    let store = world.open().await;
    assert_ne!(store.free_space()?, Some(0));
    put(&*store, "a", "1").await?;
    store.size_on_disk()?;
    Ok(())
}
