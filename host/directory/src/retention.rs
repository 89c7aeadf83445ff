//! What is over goes once it is old enough.

use frontdesk_core::{
    Conversation, ConversationId, ConversationState, CustomerId, Span, Timestamp,
};
use frontdesk_store::{
    Batch, Page, Store, StoreError,
    forget::{self, Forgetting},
    keys, records,
};

use crate::case;

/// Conversations that are looked at together.
const TOGETHER: usize = 100;

/// What is old enough, or will be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// This conversation goes.
    Now(ConversationId),
    /// The next goes at this moment at the earliest.
    At(Timestamp),
    /// None is closed.
    Never,
}

/// The first closed conversation behind `after` that was closed `kept` ago or longer. It reads those that go, and those
/// that began before the oldest that stays: they are listed by when they began.
pub async fn due(
    store: &dyn Store,
    kept: Span,
    now: Timestamp,
    after: Option<ConversationId>,
) -> Result<Due, StoreError> {
    let mut page = Page {
        after: after.map(keys::closed_conversation),
        ..Page::first(TOGETHER)
    };
    let mut next: Option<Timestamp> = None;
    let mut soonest = |at: Timestamp| next = Some(next.map_or(at, |next| next.min(at)));
    loop {
        let range = keys::closed_conversations();
        let some = records::load_page::<Conversation>(store, range, page.clone()).await?;
        for (_, conversation) in &some {
            let ConversationState::Closed(ended) = &conversation.state else {
                continue;
            };
            let goes_at = ended.closed_at + kept;
            if goes_at <= now {
                return Ok(Due::Now(conversation.id));
            }
            soonest(goes_at);
            // Whatever began later was closed later than that.
            let earliest = conversation.opened_at + kept;
            if earliest > now {
                soonest(earliest);
                return Ok(next.map_or(Due::Never, Due::At));
            }
        }
        let Some((last, _)) = some.last().filter(|_| some.len() == TOGETHER) else {
            return Ok(next.map_or(Due::Never, Due::At));
        };
        page.after = Some(last.clone());
    }
}

/// The next part of a closed conversation that goes, with what the Local CRM knows of it.
pub async fn part(store: &dyn Store, id: ConversationId) -> Result<Forgetting, StoreError> {
    let mut part = forget::conversation(store, id).await?;
    if part.is_last {
        unlink(store, &mut part.batch, id).await?;
    }
    Ok(part)
}

/// A conversation is nobody's any more, and no case is about it.
pub(crate) async fn unlink(
    store: &dyn Store,
    batch: &mut Batch,
    conversation: ConversationId,
) -> Result<(), StoreError> {
    let key = keys::customer_of_conversation(conversation);
    if let Some(customer) = records::load::<CustomerId>(store, &key).await? {
        batch.delete(keys::conversation_of_customer(customer, conversation));
        batch.delete(key);
    }
    case::unlink(store, batch, conversation).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        case, change, find,
        testing::{Book, by, draft},
    };
    use frontdesk_core::CaseId;

    const KEPT: Span = Span(1_000);

    fn id(number: u64) -> ConversationId {
        ConversationId::new(number).unwrap()
    }

    async fn closed(book: &Book, number: u64, opened_at: u64, closed_at: u64) {
        let stored = serde_json::json!({
            "id": number, "channel": "shop-chat", "thread": "visitor", "queue": "sales",
            "contact": { "name": "Ana", "account_number": null, "locale": null, "fields": {} },
            "opened_at": opened_at,
            "state": { "Closed": { "closed_at": closed_at, "by": "Contact", "abandoned": false,
                "agent": null, "disposition": null, "note": null } },
            "last_seq": 0, "contact_read": 0, "agent_read": 0, "unanswered_since": null,
            "first_assigned_at": null, "next_step": 1,
        });
        let conversation: Conversation = serde_json::from_value(stored).unwrap();
        let mut batch = Batch::new();
        let key = keys::closed_conversation(id(number));
        records::stage(&mut batch, key, &conversation).unwrap();
        book.write(batch).await.unwrap();
    }

    async fn due_at(book: &Book, now: u64) -> Due {
        due(&book.store, KEPT, Timestamp(now), None).await.unwrap()
    }

    #[tokio::test]
    async fn a_conversation_goes_by_when_it_was_closed_not_by_when_it_began() {
        let book = Book::new();
        assert_eq!(due_at(&book, 9_000).await, Due::Never);
        closed(&book, 1, 100, 5_000).await;
        closed(&book, 2, 200, 300).await;
        assert_eq!(due_at(&book, 1_299).await, Due::At(Timestamp(1_300)));
        assert_eq!(due_at(&book, 1_300).await, Due::Now(id(2)));
        let behind = due(&book.store, KEPT, Timestamp(1_300), Some(id(2))).await;
        assert_eq!(behind.unwrap(), Due::Never);
        assert_eq!(due_at(&book, 6_000).await, Due::Now(id(1)));
    }

    #[tokio::test]
    async fn the_next_look_is_at_the_first_moment_at_which_one_may_go() {
        let book = Book::new();
        closed(&book, 1, 100, 900).await;
        closed(&book, 2, 500, 550).await;
        closed(&book, 3, 600, 610).await;
        // The second began too late to have gone by now, and may have been closed at once.
        assert_eq!(due_at(&book, 1_400).await, Due::At(Timestamp(1_500)));
        assert_eq!(due_at(&book, 1_500).await, Due::At(Timestamp(1_550)));
        assert_eq!(due_at(&book, 1_550).await, Due::Now(id(2)));
    }

    #[tokio::test]
    async fn old_ones_are_found_behind_many_that_were_closed_late() {
        let book = Book::new();
        for number in 1..=250 {
            closed(&book, number, 100, 90_000).await;
        }
        closed(&book, 251, 100, 200).await;
        assert_eq!(due_at(&book, 1_200).await, Due::Now(id(251)));
    }

    #[tokio::test]
    async fn what_goes_is_nobodys_any_more_and_the_customer_and_their_case_stay() {
        let book = Book::new();
        closed(&book, 3, 100, 200).await;
        let ann = book.create(draft("Ann", "AT-1", "")).await;
        let link = change::link(&book.store, id(3), ann, &[], by("bea"));
        book.write(link.await.unwrap().batch).await.unwrap();
        let about = case::CaseDraft {
            subject: "Lost".into(),
            ..case::CaseDraft::default()
        };
        let made = case::create(&book.store, ann, about, Some(id(3)), by("bea"));
        let made = made.await.unwrap();
        book.write(made.batch).await.unwrap();
        let part = part(&book.store, id(3)).await.unwrap();
        assert!(part.is_last);
        book.write(part.batch).await.unwrap();
        assert_eq!(due_at(&book, 9_000).await, Due::Never);
        assert_eq!(book.count(keys::conversations_of_customer(ann)).await, 0);
        assert!(change::linked(&book.store, id(3)).await.unwrap().is_none());
        assert!(find::by_id(&book.store, ann).await.unwrap().is_some());
        let kept: CaseId = made.case.id;
        let kept = case::by_id(&book.store, kept).await.unwrap().unwrap();
        assert_eq!(kept.case.conversations, []);
        assert_eq!(&*kept.case.draft.subject, "Lost");
    }
}
