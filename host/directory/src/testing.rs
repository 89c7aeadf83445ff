//! A store with customers in it.

use frontdesk_core::{AgentId, CustomerId, Identity, Timestamp};
use frontdesk_store::{Batch, Committed, KeyRange, MemoryStore, Page, Store as _, StoreError};

use crate::{
    change::{self, By},
    customer::Draft,
    find,
};

pub(crate) fn by(agent: &str) -> By {
    By {
        agent: agent.parse::<AgentId>().unwrap(),
        at: Timestamp(1_700_000_000_000),
    }
}

pub(crate) fn identity(kind: &str, value: &str) -> Identity {
    Identity {
        kind: kind.into(),
        value: value.into(),
    }
}

/// Somebody of this name; an empty account number or phone is none.
pub(crate) fn draft(name: &str, account: &str, phone: &str) -> Draft {
    let phone = (!phone.is_empty()).then(|| identity("phone", phone));
    Draft {
        account_number: Some(account.into()),
        name: name.into(),
        addresses: phone.into_iter().collect(),
        ..Draft::default()
    }
}

pub(crate) struct Book {
    pub(crate) store: MemoryStore,
}

impl Book {
    pub(crate) fn new() -> Self {
        let store = MemoryStore::new();
        Self { store }
    }

    pub(crate) async fn write(&self, batch: Batch) -> Result<Committed, StoreError> {
        self.store.commit(batch).await
    }

    pub(crate) async fn create(&self, draft: Draft) -> CustomerId {
        let change = change::create(&self.store, draft, None, by("bea"))
            .await
            .unwrap();
        self.write(change.batch).await.unwrap();
        change.customer.id
    }

    pub(crate) async fn replace(&self, id: CustomerId, draft: Draft) {
        let seen = find::by_id(&self.store, id).await.unwrap().unwrap().version;
        let change = change::replace(&self.store, id, seen, draft, by("bea")).await;
        self.write(change.unwrap().batch).await.unwrap();
    }

    pub(crate) async fn count(&self, range: KeyRange) -> usize {
        self.store
            .scan(range, Page::first(100))
            .await
            .unwrap()
            .len()
    }
}
