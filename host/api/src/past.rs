//! Past conversations for a dry run: when they came and how long things took, no word and no address.

use frontdesk_core::{Conversation, Timestamp};
use frontdesk_simulate::Past;
use frontdesk_store::{Key, Page, Store, StoreError, keys, records};

/// Conversations that are read at once.
const PAGE: usize = 256;
/// Steps of one conversation that are looked at: more is nobody's waiting any more.
const STEPS: usize = 1_000;

/// What is left of the closed conversations that began at `since` or later, the last first; `None` when
/// there are more than `most`.
pub async fn past_conversations(
    store: &dyn Store,
    since: Timestamp,
    most: usize,
) -> Result<Option<Vec<Past>>, StoreError> {
    let mut past = Vec::new();
    let mut after: Option<Key> = None;
    loop {
        let page = Page {
            after: after.take(),
            ..Page::last(PAGE)
        };
        let range = keys::closed_conversations();
        let read = records::load_page::<Conversation>(store, range, page).await?;
        let is_last = read.len() < PAGE;
        for (key, conversation) in read {
            // Numbers are given in the order of time.
            if conversation.opened_at < since {
                return Ok(Some(past));
            }
            let steps = records::steps(store, conversation.id, 0, STEPS).await?;
            past.extend(Past::of(&conversation, &steps));
            if past.len() > most {
                return Ok(None);
            }
            after = Some(key);
        }
        if is_last {
            return Ok(Some(past));
        }
    }
}
