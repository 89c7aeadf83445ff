//! Persons and how far messages came: where they are, and how they are read page by page.
#![cfg(test)]

use frontdesk_core::{
    ConversationId, DeliveryState, Identity, MessageDelivery, PersonId, Seq, Timestamp,
};
use frontdesk_store::{
    Batch, MemoryStore, Store, keys,
    people::{self, Person},
    records,
};

fn id(number: u64) -> PersonId {
    PersonId::new(number).unwrap()
}

fn conversation(number: u64) -> ConversationId {
    ConversationId::new(number).unwrap()
}

fn person(number: u64, absorbed_by: Option<u64>) -> Person {
    Person {
        id: id(number),
        name: None,
        identities: vec![phone(number)],
        stopped_at: None,
        helped_at: None,
        absorbed: Vec::new(),
        absorbed_by: absorbed_by.map(id),
    }
}

fn phone(number: u64) -> Identity {
    Identity {
        kind: "phone".into(),
        value: number.to_string().into(),
    }
}

async fn store(persons: &[Person]) -> MemoryStore {
    let (store, mut batch) = (MemoryStore::new(), Batch::new());
    for person in persons {
        records::stage(&mut batch, keys::person(person.id), person).unwrap();
        for identity in &person.identities {
            records::stage(&mut batch, keys::identity(identity), &person.id).unwrap();
        }
    }
    store.commit(batch).await.unwrap();
    store
}

#[tokio::test]
async fn whoever_turned_out_to_be_another_is_found_as_the_other() {
    let all = [person(1, None), person(2, Some(1)), person(3, Some(2))];
    let store = store(&all).await;
    for number in 1..=3 {
        let by_id = people::person(&store, id(number)).await.unwrap();
        let by_address = people::person_by(&store, &phone(number)).await.unwrap();
        assert_eq!(by_id.map(|found| found.id), Some(id(1)));
        assert_eq!(by_address.map(|found| found.id), Some(id(1)));
    }
    assert_eq!(people::person(&store, id(4)).await.unwrap(), None);
    assert_eq!(people::person_by(&store, &phone(4)).await.unwrap(), None);
}

#[tokio::test]
async fn a_record_that_leads_nowhere_or_in_a_circle_ends_the_search() {
    let circle = [person(1, Some(2)), person(2, Some(1)), person(3, Some(3))];
    let store = store(&circle).await;
    for number in 1..=3 {
        let found = people::person(&store, id(number)).await.unwrap();
        assert!(
            found.is_some_and(|found| found.id <= id(number)),
            "{number}"
        );
    }
}

#[tokio::test]
async fn the_conversations_of_a_person_and_of_whom_they_absorbed_come_newest_first() {
    let mut ann = person(1, None);
    ann.absorbed = vec![id(2)];
    let store = store(&[ann.clone(), person(2, Some(1)), person(3, None)]).await;
    let mut batch = Batch::new();
    for (of, number) in [(1, 1), (2, 2), (1, 300), (2, 4), (3, 5), (1, 6)] {
        let (of, conversation) = (id(of), conversation(number));
        let key = keys::conversation_of_person(of, conversation);
        records::stage(&mut batch, key, &conversation).unwrap();
    }
    store.commit(batch).await.unwrap();
    let page = async |before: Option<u64>, limit| {
        let before = before.map(conversation);
        let found = people::conversations_of_person(&store, &ann, before, limit).await;
        let found = found.unwrap().into_iter();
        found.map(ConversationId::number).collect::<Vec<_>>()
    };
    assert_eq!(page(None, 9).await, [300, 6, 4, 2, 1]);
    assert_eq!(page(None, 2).await, [300, 6]);
    assert_eq!(page(Some(6), 2).await, [4, 2]);
    assert_eq!(page(Some(2), 2).await, [1]);
    assert_eq!(page(Some(1), 2).await, [0; 0]);
}

#[tokio::test]
async fn how_far_messages_came_is_read_from_place_to_place() {
    let (store, mut batch) = (MemoryStore::new(), Batch::new());
    let sent = |seq: u32| MessageDelivery::sent(Timestamp(u64::from(seq)), []);
    let kept: Vec<u32> = (1..=1_200).filter(|seq| seq % 2 == 0).collect();
    for seq in &kept {
        let key = keys::delivery(conversation(7), Seq(*seq));
        records::stage(&mut batch, key, &sent(*seq)).unwrap();
    }
    let other = keys::delivery(conversation(8), Seq(3));
    records::stage(&mut batch, other, &sent(3)).unwrap();
    store.commit(batch).await.unwrap();
    let read = async |from, to| {
        let found = records::deliveries(&store, conversation(7), Seq(from), Seq(to)).await;
        let found = found.unwrap().into_iter();
        let checked = found.map(|(seq, delivery)| {
            assert_eq!(delivery, sent(seq.0));
            assert_eq!(delivery.state, DeliveryState::Sent);
            seq.0
        });
        checked.collect::<Vec<_>>()
    };
    assert_eq!(read(1, u32::MAX).await, kept, "over several pages");
    assert_eq!(read(3, 8).await, [4, 6, 8]);
    assert_eq!(read(4, 4).await, [4]);
    assert_eq!(read(5, 5).await, [0; 0]);
    assert_eq!(read(0, 8).await, [0; 0], "places begin at 1");
    assert_eq!(read(9, 8).await, [0; 0]);
}
