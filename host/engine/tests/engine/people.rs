//! Who is who: one person, whatever address they write from.

use frontdesk_core::{Input, PersonId, Seq};
use frontdesk_engine::Command;
use frontdesk_store::{MemoryStore, keys, people};

use crate::{
    bench::mark,
    desk::{Contact, Desk, Disk, identity, over_both_stores},
    provider::Provider,
};

async fn a_first_message_makes_a_person(place: Disk) {
    let provider = Provider::willing();
    let desk = Desk::on(place, &provider).await;
    let mut ann = Contact::sms();
    ann.name = Some("Ann".into());
    assert_eq!(desk.person(&ann).await, None);
    let opened = desk.wrote(&ann, "Hello").await.conversation.unwrap();
    let person = desk.person(&ann).await.unwrap();
    assert_eq!(person.name.as_deref(), Some("Ann"));
    assert_eq!(person.identities.len(), 2);
    assert_eq!(desk.conversations(&ann).await, [opened]);
    // A second one, and a restart, make nobody new.
    desk.wrote(&ann, "Anybody there?").await;
    let desk = desk.crash(&provider).await;
    desk.wrote(&ann, "Hello again").await;
    assert_eq!(desk.person(&ann).await, Some(person));
    assert_eq!(desk.wrote(&ann, "?").await.conversation, Some(opened));
    let bob = Contact::on("sms", "+15550200").known("phone", "+15550200");
    desk.wrote(&bob, "Hello").await;
    assert_eq!(desk.person_id(&bob).await, PersonId::new(2));
}
over_both_stores!(a_first_message_makes_a_person);

async fn sixty_four_racing_first_messages_are_one_person_in_one_conversation(place: Disk) {
    let desk = Desk::on(place, &Provider::willing()).await;
    let submit = |n: u32| {
        let engine = desk.engine.clone();
        let input = Contact::sms().writes(&n.to_string());
        let mark = Some(mark(&n.to_string()));
        tokio::spawn(async move { engine.submit(Command { input, mark }).await })
    };
    let all: Vec<_> = (0..64).map(submit).collect();
    let mut seqs = Vec::new();
    for one in all {
        let outcome = one.await.unwrap().unwrap();
        seqs.push((outcome.conversation.unwrap().number(), outcome.seq.unwrap()));
    }
    seqs.sort_unstable();
    let expected: Vec<_> = (1..=64).map(|seq| (1, Seq(seq))).collect();
    assert_eq!(seqs, expected);
    assert_eq!(desk.person_id(&Contact::sms()).await, PersonId::new(1));
    let other = people::person(&*desk.store, PersonId::new(2).unwrap()).await;
    assert_eq!(other.unwrap(), None);
    assert_eq!(desk.conversations(&Contact::sms()).await.len(), 1);
}
over_both_stores!(sixty_four_racing_first_messages_are_one_person_in_one_conversation);

async fn a_phone_number_links_what_comes_by_two_channels(place: Disk) {
    let desk = Desk::on(place, &Provider::willing()).await;
    let sms = desk.wrote(&Contact::sms(), "Hello").await.conversation;
    let whatsapp = desk.wrote(&Contact::whatsapp(), "Hello").await.conversation;
    let person = desk.person(&Contact::sms()).await.unwrap();
    assert_eq!(desk.person(&Contact::whatsapp()).await.unwrap(), person);
    // The two addresses, the phone number, and the name that WhatsApp has for her.
    assert_eq!(person.identities.len(), 4);
    let both = [whatsapp.unwrap(), sms.unwrap()];
    assert_eq!(desk.conversations(&Contact::sms()).await, both);
}
over_both_stores!(a_phone_number_links_what_comes_by_two_channels);

async fn a_number_that_is_told_later_belongs_to_the_person_who_wrote_before(place: Disk) {
    let desk = Desk::on(place, &Provider::willing()).await;
    let opened = desk.wrote(&Contact::hidden(), "Hello").await.conversation;
    let first = desk.person(&Contact::hidden()).await.unwrap();
    // In the open conversation.
    assert_eq!(
        desk.wrote(&Contact::whatsapp(), "It's me")
            .await
            .conversation,
        opened
    );
    let sms = desk.wrote(&Contact::sms(), "And here").await.conversation;
    let person = desk.person(&Contact::sms()).await.unwrap();
    assert_eq!((person.id, person.absorbed.len()), (first.id, 0));
    let both = [sms.unwrap(), opened.unwrap()];
    assert_eq!(desk.conversations(&Contact::hidden()).await, both);
}
over_both_stores!(a_number_that_is_told_later_belongs_to_the_person_who_wrote_before);

async fn two_persons_who_turn_out_to_be_one_have_everything_of_both(place: Disk) {
    let provider = Provider::willing();
    let desk = Desk::on(place, &provider).await;
    let sms = desk.wrote(&Contact::sms(), "Hello").await.conversation;
    let hidden = desk.wrote(&Contact::hidden(), "Hello").await.conversation;
    let older = desk.person_id(&Contact::sms()).await.unwrap();
    let newer = desk.person_id(&Contact::hidden()).await.unwrap();
    assert_ne!(older, newer);
    desk.wrote(&Contact::whatsapp(), "By the way, it is me")
        .await;

    let check = async |desk: &Desk| {
        let person = desk.person(&Contact::hidden()).await.unwrap();
        assert_eq!((person.id, &*person.absorbed), (older, &[newer][..]));
        let by_newer = people::person(&*desk.store, newer).await.unwrap();
        assert_eq!(by_newer, Some(person));
        let both = [hidden.unwrap(), sms.unwrap()];
        assert_eq!(desk.conversations(&Contact::sms()).await, both);
        assert_eq!(desk.conversations(&Contact::hidden()).await, both);
    };
    check(&desk).await;
    let desk = desk.crash(&provider).await;
    check(&desk).await;
    // Page by page, over the entries of both.
    let person = desk.person(&Contact::sms()).await.unwrap();
    let page = async |before, limit| {
        people::conversations_of_person(&*desk.store, &person, before, limit)
            .await
            .unwrap()
    };
    assert_eq!(page(None, 1).await, [hidden.unwrap()]);
    assert_eq!(page(hidden, 1).await, [sms.unwrap()]);
    assert_eq!(page(sms, 1).await, []);
}
over_both_stores!(two_persons_who_turn_out_to_be_one_have_everything_of_both);

/// The newest is found to be the one before it, and so on down to the first.
async fn a_chain_of_persons_ends_at_the_first(place: Disk) {
    const PERSONS: u64 = 12;
    let provider = Provider::willing();
    let desk = Desk::on(place, &provider).await;
    let contact = |n: u64| {
        let address = format!("+1555{n:04}");
        Contact::on("sms", &address).known("phone", &address)
    };
    for n in 1..=PERSONS {
        desk.wrote(&contact(n), "Hello").await;
    }
    for n in (2..=PERSONS).rev() {
        let before = format!("+1555{:04}", n - 1);
        desk.wrote(&contact(n).known("phone", &before), "Me too")
            .await;
    }
    let desk = desk.crash(&provider).await;
    let first = PersonId::new(1).unwrap();
    for n in 1..=PERSONS {
        let person = people::person(&*desk.store, PersonId::new(n).unwrap()).await;
        assert_eq!(person.unwrap().unwrap().id, first, "{n}");
        assert_eq!(desk.person_id(&contact(n)).await, Some(first));
    }
    let all = desk.conversations(&contact(PERSONS)).await;
    assert_eq!(all.len() as u64, PERSONS);
    // Whoever opened a conversation before that is still who it belongs to.
    desk.wrote(&contact(PERSONS), "STOP").await;
    let person = desk.person(&contact(1)).await.unwrap();
    assert!(person.stopped_at.is_some());
}
over_both_stores!(a_chain_of_persons_ends_at_the_first);

#[tokio::test(start_paused = true)]
async fn persons_that_meet_within_one_commit_are_one() {
    let desk = Desk::with(&Provider::willing()).await;
    let before = desk.memory().position();
    desk.memory().hold();
    let bob = Contact::on("sms", "+15550200");
    let submit = |contact: &Contact, words: &str| {
        let (engine, input) = (desk.engine.clone(), contact.writes(words));
        tokio::spawn(async move { engine.submit(Command { input, mark: None }).await })
    };
    // One flies; the others are staged behind it, none of them durable.
    let mut all = vec![submit(&bob, "Hello")];
    desk.memory().wait_until_held().await;
    all.push(submit(&Contact::sms(), "Hello"));
    all.push(submit(&Contact::hidden(), "Hello"));
    all.push(submit(&Contact::whatsapp(), "It is me"));
    all.push(submit(&Contact::sms(), "STOP"));
    all.push(submit(
        &bob.clone().known("whatsapp-user", "US.1349"),
        "And me",
    ));
    for _ in 0..10 {
        tokio::task::yield_now().await;
    }
    assert_eq!(desk.memory().position(), before);
    desk.memory().release();
    for one in all {
        one.await.unwrap().unwrap();
    }
    assert_eq!(desk.memory().position() - before, 2);

    let check = async |desk: &Desk| {
        let person = desk.person(&bob).await.unwrap();
        assert_eq!(person.id, PersonId::new(1).unwrap());
        let mut absorbed = person.absorbed.clone();
        absorbed.sort_unstable();
        assert_eq!(absorbed, [2, 3].map(|id| PersonId::new(id).unwrap()));
        assert!(person.stopped_at.is_some());
        for contact in [Contact::sms(), Contact::hidden()] {
            assert_eq!(desk.person(&contact).await, Some(person.clone()));
        }
        assert_eq!(desk.conversations(&bob).await.len(), 3);
    };
    check(&desk).await;
    check(&desk.crash(&Provider::willing()).await).await;
}

#[tokio::test(start_paused = true)]
async fn the_next_conversation_after_a_wrap_up_knows_whose_it_is() {
    let provider = Provider::willing();
    let mut plan = crate::bench::plan();
    for queue in plan.queues.values_mut() {
        queue.wrap_up = frontdesk_core::Span::seconds(60);
    }
    let desk = Desk::planned(Disk::Memory(MemoryStore::new()), plan, &provider).await;
    let ann = Contact::sms();
    let first = desk.talk(&ann).await;
    desk.wrote(&ann, "STOP").await;
    let end = Input::AgentEnded {
        conversation: first,
        agent: crate::bench::agent("ana"),
    };
    desk.submit(end).await.unwrap();
    let second = desk.talk(&ann).await;
    assert_ne!(second, first);
    assert_eq!(desk.conversations(&ann).await, [second, first]);
    let refused = desk.reply(second, "Hello?").await;
    assert!(refused.is_err(), "{refused:?}");
}

#[tokio::test(start_paused = true)]
async fn contacts_with_a_live_socket_are_nobody_in_particular() {
    let desk = Desk::with(&Provider::willing()).await;
    let visitor = Contact::on("chat", "visitor").known("phone", "+15550100");
    desk.wrote(&visitor, "Hello").await;
    assert_eq!(desk.person(&visitor).await, None);
    let all = desk.count(keys::conversations_of_person(PersonId::new(1).unwrap()));
    assert_eq!(all.await, 0);
}

/// Ann on a page of the shop, where she has signed in with her number.
fn signed_in() -> Contact {
    Contact::on("chat", "visitor")
        .known("customer", "1042")
        .known("phone", "+15550100")
}

fn opens(contact: &Contact) -> Input {
    let Input::ContactWrote {
        channel,
        thread,
        contact,
        ..
    } = contact.writes("")
    else {
        unreachable!("it writes")
    };
    Input::ConversationOpened {
        channel,
        thread,
        contact,
        first_message: None,
    }
}

async fn whoever_is_signed_in_on_a_page_is_the_person_who_sent_text_messages(place: Disk) {
    let provider = Provider::willing();
    let desk = Desk::on(place, &provider).await;
    let sms = desk.wrote(&Contact::sms(), "Hello").await.conversation;
    let ann = desk.person_id(&Contact::sms()).await;
    let opened = desk.submit(opens(&signed_in())).await.unwrap();
    let (web, sms) = (opened.conversation.unwrap(), sms.unwrap());
    assert_eq!(desk.conversations(&Contact::sms()).await, [web, sms]);
    let desk = desk.crash(&provider).await;
    let known = people::person_by(&*desk.store, &identity("customer", "1042")).await;
    assert_eq!(known.unwrap().map(|person| person.id), ann);
    // A page has no address that stays: whoever has it next may be somebody else.
    assert_eq!(desk.person(&signed_in()).await, None);
}
over_both_stores!(whoever_is_signed_in_on_a_page_is_the_person_who_sent_text_messages);

async fn whoever_signs_in_during_a_conversation_has_it_among_theirs(place: Disk) {
    let desk = Desk::on(place, &Provider::willing()).await;
    let sms = desk.wrote(&Contact::sms(), "Hello").await.conversation;
    let nobody = Contact::on("chat", "visitor");
    let opened = desk.submit(opens(&nobody)).await.unwrap();
    assert_eq!(desk.conversations(&Contact::sms()).await, [sms.unwrap()]);
    let Input::ContactWrote { contact, .. } = signed_in().writes("") else {
        unreachable!("it writes")
    };
    let conversation = opened.conversation.unwrap();
    let identified = Input::ContactIdentified {
        conversation,
        subject: identity("customer", "1042"),
        contact,
    };
    desk.submit(identified).await.unwrap();
    let both = [conversation, sms.unwrap()];
    assert_eq!(desk.conversations(&Contact::sms()).await, both);
}
over_both_stores!(whoever_signs_in_during_a_conversation_has_it_among_theirs);

async fn whoever_wants_no_messages_is_answered_on_the_page_that_they_opened(place: Disk) {
    let desk = Desk::on(place, &Provider::willing()).await;
    desk.wrote(&Contact::sms(), "STOP").await;
    let opened = desk.submit(opens(&signed_in())).await.unwrap();
    let conversation = opened.conversation.unwrap();
    desk.accept(conversation).await;
    desk.reply(conversation, "Hello, Ann").await.unwrap();
    assert!(
        desk.person(&Contact::sms())
            .await
            .unwrap()
            .stopped_at
            .is_some()
    );
}
over_both_stores!(whoever_wants_no_messages_is_answered_on_the_page_that_they_opened);
