//! A contact who writes again after the end: the same conversation, over repeats and crashes.

use std::sync::Arc;

use frontdesk_core::{ChannelId, EndedBy, Input, RoutingPlan, Seq, Span};
use frontdesk_store::{keys, records};

use crate::{
    bench::{agent, plan},
    desk::{Contact, Desk, Disk, over_both_stores},
    provider::Provider,
};

fn taking_up_again() -> RoutingPlan {
    let mut plan = plan();
    let sms: ChannelId = "sms".parse().unwrap();
    plan.channels.get_mut(&sms).unwrap().reopen_within = Span::seconds(3_600);
    plan
}

async fn a_conversation_goes_on_where_it_ended(place: Disk) {
    let provider = Provider::willing();
    let desk = Desk::planned(place, taking_up_again(), &Arc::clone(&provider)).await;
    let first = desk.talk(&Contact::sms()).await;
    let close = Input::ConversationClosed {
        conversation: first,
        by: EndedBy::System,
    };
    desk.submit(close).await.unwrap();
    let ended = records::conversation(&*desk.store, first)
        .await
        .unwrap()
        .unwrap();
    assert!(ended.state.is_closed());

    let desk = desk.crash(&provider).await;
    desk.webhook("again", Contact::sms().writes("One more thing"))
        .await;
    desk.webhook("again", Contact::sms().writes("One more thing"))
        .await;
    let open = records::conversation(&*desk.store, first)
        .await
        .unwrap()
        .unwrap();
    assert!(!open.state.is_closed());
    assert_eq!(open.opened_at, ended.opened_at);
    let said = records::messages(
        &*desk.store,
        first,
        records::Part::After(ended.last_seq),
        10,
    );
    let said = said.await.unwrap();
    assert_eq!(said[0].seq, Seq(ended.last_seq.0 + 1));
    assert_eq!(said[0].content.text(), Some("One more thing"));
    assert_eq!(desk.count(keys::closed_conversations()).await, 0);
    assert_eq!(
        desk.count(keys::closed_of_agent_all(&agent("ana"))).await,
        0
    );
    assert_eq!(desk.count(keys::open_conversations()).await, 1);

    // It is there after a crash too, and ends as any other.
    let desk = desk.crash(&provider).await;
    let close = Input::ConversationClosed {
        conversation: first,
        by: EndedBy::System,
    };
    desk.submit(close).await.unwrap();
    assert_eq!(desk.count(keys::closed_conversations()).await, 1);
    assert_eq!(desk.count(keys::open_conversations()).await, 0);
}
over_both_stores!(a_conversation_goes_on_where_it_ended);
