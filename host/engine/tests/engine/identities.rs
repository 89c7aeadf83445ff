//! Addresses over the limits: they harm nobody, and nobody is lost over them.

use frontdesk_core::{ThreadId, limits};
use frontdesk_engine::{Refusal, Status};
use frontdesk_store::records;

use crate::{
    desk::{Contact, Desk, Disk, over_both_stores},
    provider::Provider,
};

#[tokio::test(start_paused = true)]
async fn an_address_that_no_record_has_room_for_harms_nobody() {
    let desk = Desk::with(&Provider::willing()).await;
    let long = "x".repeat(100_000);
    let ann = Contact::sms();
    let mut named = ann.clone();
    named.name = Some(long.as_str().into());
    let mut many = ann.clone();
    for n in 0..5_000 {
        many = many.known("email", &format!("{n}@example.com"));
    }
    let mut far = ann.clone();
    far.thread = ThreadId(long.as_str().into());
    let over = [
        ann.clone().known("phone", &long),
        ann.clone().known(&long, "1"),
        named,
        many,
        far,
    ];
    // As the first message of a conversation, and within an open one.
    for contact in &over {
        let refused = desk.submit(contact.writes("Hello")).await;
        assert!(matches!(refused, Err(Refusal::Rejected(_))), "{refused:?}");
    }
    let opened = desk.wrote(&ann, "Hello").await.conversation;
    for contact in over.iter().take(4) {
        assert_eq!(desk.wrote(contact, "Hello").await.conversation, opened);
    }
    assert_eq!(desk.engine.status(), Status::Ready);
    let person = desk.person(&ann).await.unwrap();
    assert_eq!(person.identities.len(), limits::IDENTITIES);
    assert_eq!(person.name, None);
}

async fn who_has_more_addresses_than_a_record_takes_is_still_one_person(place: Disk) {
    let provider = Provider::willing();
    let desk = Desk::on(place, &provider).await;
    let contact = |n: usize| Contact::on("sms", &format!("+1555{n:04}")).known("phone", "+1");
    let last = limits::IDENTITIES + 8;
    for n in 0..last {
        desk.wrote(&contact(n), "Hello").await;
    }
    let id = desk.person_id(&contact(0)).await.unwrap();
    let beyond = Contact::on("sms", &format!("+1555{:04}", last - 1));
    let desk = desk.crash(&provider).await;
    // The channel does not vouch for anything else this time.
    let open = desk.wrote(&beyond, "Hello").await.conversation.unwrap();
    assert_eq!(desk.person_id(&beyond).await, Some(id));
    assert_eq!(desk.conversations(&beyond).await.len(), last);
    desk.wrote(&contact(0), "STOP").await;
    let told = records::conversation(&*desk.store, open).await.unwrap();
    assert!(told.unwrap().contact.stopped_at.is_some());
}
over_both_stores!(who_has_more_addresses_than_a_record_takes_is_still_one_person);
