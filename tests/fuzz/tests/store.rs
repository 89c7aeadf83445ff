//! The bytes of the store.
#![expect(clippy::unwrap_used, reason = "test code: helpers of tests are tests")]

use frontdesk_core::{
    AgentId, AgentRecord, Author, Content, ConversationId, Counters, Message, Name, Presence,
    Record, Seq, Timestamp,
};
use frontdesk_store::{Key, StoreError, Value, codec, keys};
use frontdesk_test_fuzz::{CASES, Mutator};

fn key() -> Key {
    keys::meta("fuzz")
}

fn records() -> Vec<Record> {
    let bea = AgentId(Name::new("bea").unwrap());
    let presence = Presence::Away {
        reason: "missed_offer".into(),
    };
    vec![
        Record::Counters(Counters {
            next_conversation: 17,
            next_offer: u64::MAX,
        }),
        Record::Agent(AgentRecord {
            id: bea,
            presence,
            presence_since: Timestamp(1_730_000_000_000),
            capacity_override: Some(4),
            plan_capacity: 6,
            idle_since: Timestamp::default(),
            last_offer: None,
            stops_new: true,
            returns_at: Some(Timestamp(1)),
        }),
    ]
}

fn message(text: &str) -> Message {
    Message {
        conversation: ConversationId::new(3).unwrap(),
        seq: Seq(7),
        at: Timestamp(1_730_000_000_000),
        author: Author::Contact,
        content: Content::Text(text.into()),
        client_id: Some("u-1".into()),
    }
}

#[test]
fn a_value_that_was_changed_anywhere_is_never_read() {
    for record in records() {
        let good = codec::encode(&key(), &record).unwrap();
        assert_eq!(codec::decode::<Record>(&key(), &good).unwrap(), record);
        for number in 0..CASES {
            let bytes = Mutator::seeded(number).bytes(good.as_bytes());
            if bytes == good.as_bytes() {
                continue;
            }
            let read = codec::decode::<Record>(&key(), &Value::from_bytes(bytes));
            assert!(matches!(
                read,
                Err(StoreError::Corrupt { .. } | StoreError::Newer { .. })
            ));
        }
    }
}

#[test]
fn any_text_comes_back_as_it_was() {
    for number in 0..CASES {
        let message = message(&Mutator::seeded(number).nonsense(12));
        let value = codec::encode(&key(), &message).unwrap();
        let read: Message = codec::decode(&key(), &value).unwrap();
        assert_eq!(read, message);
        assert_eq!(
            codec::version(&key(), &value).unwrap(),
            codec::SCHEMA_VERSION
        );
    }
}

#[test]
fn bytes_of_any_kind_are_an_error_and_not_a_panic() {
    for number in 0..CASES {
        let bytes = Mutator::seeded(number).bytes(b"\x01\x00\x01\x00\x00\x00\x00\x81\xa5");
        assert!(codec::decode::<Record>(&key(), &Value::from_bytes(bytes)).is_err());
    }
}

#[test]
fn the_keys_of_two_scopes_never_meet() {
    for number in 0..CASES {
        let mut mutator = Mutator::seeded(number);
        let scopes = ["contact/shop/vis_1", "agent/bea", "agent/be"];
        let (scope, id) = (mutator.text(&scopes), mutator.nonsense(3));
        let (other, other_id) = (mutator.text(&scopes), mutator.nonsense(3));
        if (&scope, &id) != (&other, &other_id) {
            assert_ne!(
                keys::mark(&scope, &id),
                keys::mark(&other, &other_id),
                "{scope} {id}"
            );
        }
    }
}
