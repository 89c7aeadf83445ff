//! The core's records: where they go and how they come back.
#![cfg(test)]

use frontdesk_core::{
    AgentId, AgentRecord, Author, Content, Conversation, ConversationId, ConversationState,
    Counters, Ended, EndedBy, Message, Presence, Record, Seq, Step, StepKind, Timestamp,
};
use frontdesk_store::{
    Batch, MemoryStore, Store, keys,
    records::{self, ClosedEntry, Part},
};

fn id(number: u64) -> ConversationId {
    ConversationId::new(number).unwrap()
}

fn bea() -> AgentId {
    "bea".parse().unwrap()
}

/// A conversation that has just entered its queue, read from its stored form so that fields added
/// to the core's type later do not matter here.
fn queued(number: u64) -> Conversation {
    let stored = serde_json::json!({
        "id": number, "channel": "shop-chat", "thread": "visitor", "queue": "sales",
        "contact": { "name": "Ana", "account_number": null, "locale": null, "fields": {} },
        "opened_at": 1_000, "state": { "Queued": { "since": 1_000, "passed": [] } },
        "last_seq": 0, "contact_read": 0, "agent_read": 0, "unanswered_since": null,
        "first_assigned_at": null, "next_step": 1,
    });
    serde_json::from_value(stored).unwrap()
}

fn closed(number: u64, closed_at: u64) -> Conversation {
    let ended = Ended {
        closed_at: Timestamp(closed_at),
        by: EndedBy::Agent(bea()),
        abandoned: false,
        agent: Some(bea()),
        disposition: Some("sold".into()),
        note: None,
    };
    Conversation {
        state: ConversationState::Closed(ended),
        ..queued(number)
    }
}

fn message(conversation: u64, seq: u32) -> Message {
    Message {
        conversation: id(conversation),
        seq: Seq(seq),
        at: Timestamp(u64::from(seq)),
        author: Author::Contact,
        content: Content::Text(format!("text {seq} \0 \u{202e}").into()),
        client_id: Some("c-1".into()),
    }
}

async fn save(store: &dyn Store, records: &[Record]) {
    let mut batch = Batch::new();
    for record in records {
        records::stage_record(&mut batch, record).unwrap();
    }
    store.commit(batch).await.unwrap();
}

#[tokio::test]
async fn a_floor_gets_back_its_counters_agents_and_open_conversations() {
    let store = MemoryStore::new();
    let agent = AgentRecord {
        id: bea(),
        presence: Presence::Away {
            reason: "lunch".into(),
        },
        presence_since: Timestamp(5),
        capacity_override: None,
        plan_capacity: 3,
        idle_since: Timestamp(4),
        last_offer: None,
        stops_new: false,
        returns_at: None,
    };
    let counters = Counters {
        next_conversation: 700,
        next_offer: 1,
    };
    let mut saved = vec![Record::Counters(counters), Record::Agent(agent)];
    saved.extend((1..=600).map(|number| Record::Conversation(queued(number))));
    save(&store, &saved).await;
    save(&store, &[Record::Conversation(closed(601, 9_000))]).await;
    assert_eq!(records::load_floor_records(&store).await.unwrap(), saved);
}

#[tokio::test]
async fn a_new_state_holds_no_records() {
    assert!(
        records::load_floor_records(&MemoryStore::new())
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn a_closed_conversation_moves_and_joins_its_agents_list() {
    let store = MemoryStore::new();
    save(&store, &[Record::Conversation(queued(1))]).await;
    assert_eq!(
        records::conversation(&store, id(1)).await.unwrap(),
        Some(queued(1))
    );
    save(&store, &[Record::Conversation(closed(1, 9_000))]).await;
    assert!(
        store
            .get(&keys::open_conversation(id(1)))
            .await
            .unwrap()
            .is_none()
    );
    assert_eq!(
        records::conversation(&store, id(1)).await.unwrap(),
        Some(closed(1, 9_000))
    );
    assert_eq!(records::conversation(&store, id(2)).await.unwrap(), None);
    let list = records::closed_of_agent(&store, &bea(), None, 10)
        .await
        .unwrap();
    assert_eq!(
        list,
        [ClosedEntry {
            conversation: id(1),
            closed_at: Timestamp(9_000)
        }]
    );
}

#[tokio::test]
async fn opening_and_closing_in_one_batch_leaves_the_closed_one() {
    let store = MemoryStore::new();
    save(
        &store,
        &[
            Record::Conversation(queued(1)),
            Record::Conversation(closed(1, 9_000)),
        ],
    )
    .await;
    assert!(
        records::load_floor_records(&store)
            .await
            .unwrap()
            .is_empty()
    );
    assert_eq!(
        records::conversation(&store, id(1)).await.unwrap(),
        Some(closed(1, 9_000))
    );
}

#[tokio::test]
async fn an_agents_day_is_read_newest_first_and_page_by_page() {
    let store = MemoryStore::new();
    for number in 1..=5 {
        save(
            &store,
            &[Record::Conversation(closed(number, 1_000 * (number / 2)))],
        )
        .await;
    }
    let page = async |before, limit| {
        records::closed_of_agent(&store, &bea(), before, limit)
            .await
            .unwrap()
    };
    let first = page(None, 3).await;
    assert_eq!(
        first
            .iter()
            .map(|entry| entry.conversation.number())
            .collect::<Vec<_>>(),
        [5, 4, 3]
    );
    let second = page(first.last().copied(), 3).await;
    assert_eq!(
        second
            .iter()
            .map(|entry| entry.conversation.number())
            .collect::<Vec<_>>(),
        [2, 1]
    );
    let other: AgentId = "be".parse().unwrap();
    assert!(
        records::closed_of_agent(&store, &other, None, 9)
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn a_transcript_is_read_from_either_end_and_from_a_cursor() {
    let store = MemoryStore::new();
    let mut batch = Batch::new();
    for seq in 1..=300 {
        records::stage_message(&mut batch, &message(7, seq)).unwrap();
    }
    records::stage_message(&mut batch, &message(8, 1)).unwrap();
    store.commit(batch).await.unwrap();
    let read = async |part, limit| {
        let messages = records::messages(&store, id(7), part, limit).await.unwrap();
        messages
            .into_iter()
            .map(|message| message.seq.0)
            .collect::<Vec<_>>()
    };
    assert_eq!(read(Part::After(Seq(0)), 3).await, [1, 2, 3]);
    assert_eq!(read(Part::After(Seq(298)), 9).await, [299, 300]);
    assert_eq!(read(Part::After(Seq(300)), 9).await, [0; 0]);
    assert_eq!(read(Part::Latest, 2).await, [299, 300]);
    assert_eq!(read(Part::Before(Seq(299)), 2).await, [297, 298]);
    assert_eq!(read(Part::Before(Seq(1)), 2).await, [0; 0]);
    assert_eq!(
        records::messages(&store, id(8), Part::Latest, 9)
            .await
            .unwrap(),
        [message(8, 1)]
    );
}

#[tokio::test]
async fn a_history_is_read_from_any_step_on() {
    let store = MemoryStore::new();
    let step = |number| Step {
        conversation: id(7),
        number,
        at: Timestamp(1),
        kind: StepKind::Assigned { agent: bea() },
    };
    let mut batch = Batch::new();
    for number in 0..5 {
        records::stage_step(&mut batch, &step(number)).unwrap();
    }
    store.commit(batch).await.unwrap();
    assert_eq!(
        records::steps(&store, id(7), 0, 2).await.unwrap(),
        [step(0), step(1)]
    );
    assert_eq!(
        records::steps(&store, id(7), 3, 9).await.unwrap(),
        [step(3), step(4)]
    );
}
