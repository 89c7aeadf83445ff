//! What a contact missed: complete by construction, in order, nothing twice.
//!
//! The seat was taken first, and its standing names the last message of that instant. Everything up
//! to there is read from the store, page by page; everything later comes to the seat.

use frontdesk_core::{ConversationId, Seq};
use frontdesk_engine::ports::{ContactNotice, ContactState};
use frontdesk_store::records::{self, Part};

use super::{
    Closing,
    contact::{self, Contact, Ending},
    line::Line,
};
use crate::hub;

/// Messages read and rendered at once. They stay in memory for as long as a client does not take
/// them, and with long texts each is some 50 KiB of it.
const PAGE: usize = 20;

/// Replays what came after `known`, the conversation and message the client knows, and then says
/// where things stand.
pub(crate) async fn replay(
    contact: &mut Contact,
    line: &mut Line,
    known: Option<(ConversationId, Seq)>,
) -> Result<(), Ending> {
    let (mut wait, mut choices) = (None, None);
    let last = match contact.seat.standing.take() {
        Some(standing) => {
            let id = standing.conversation;
            let after = known
                .filter(|(known, _)| *known == id)
                .map(|(_, after)| after);
            if after.is_none() {
                // The client begins a transcript: it is told first which.
                let state = ContactNotice::State(standing.state.clone());
                let frames = contact.render(&[state]).await?;
                line.feed(frames).await?;
            }
            messages(contact, line, id, after.unwrap_or_default(), standing.head).await?;
            wait = standing
                .estimate
                .map(|estimate| contact::wait(id, Some(estimate)));
            choices =
                (!standing.offered.is_empty()).then(|| contact::choices(id, &standing.offered));
            let mut last = vec![ContactNotice::State(standing.state)];
            if standing.agent_read > Seq(0) {
                last.push(ContactNotice::Read {
                    seq: standing.agent_read,
                });
            }
            last
        }
        None => vec![ContactNotice::State(ended(contact, line, known).await?)],
    };
    let frames = contact.render(&last).await?;
    let own = wait.into_iter().chain(choices);
    line.feed(frames.into_iter().chain(own)).await?;
    Ok(line.flush().await?)
}

/// The rest of a conversation that is over. One that is unknown, or another visitor's, is none: the
/// answer does not say which.
async fn ended(
    contact: &Contact,
    line: &mut Line,
    known: Option<(ConversationId, Seq)>,
) -> Result<ContactState, Ending> {
    let Some((id, after)) = known else {
        return Ok(ContactState::None);
    };
    let store = contact.api.engine().store();
    let kept = records::conversation(&**store, id)
        .await
        .map_err(unreadable)?;
    let session = &contact.session;
    let own = kept.filter(|c| c.channel == session.channel && c.thread == session.thread);
    let Some(kept) = own.filter(|kept| kept.state.is_closed()) else {
        return Ok(ContactState::None);
    };
    messages(contact, line, id, after, kept.last_seq).await?;
    Ok(hub::contact_state(&kept, 0, &contact.api.directory()))
}

/// Sends the messages after `after`, up to `head`.
async fn messages(
    contact: &Contact,
    line: &mut Line,
    id: ConversationId,
    mut after: Seq,
    head: Seq,
) -> Result<(), Ending> {
    let store = contact.api.engine().store();
    while after < head {
        let page = records::messages(&**store, id, Part::After(after), PAGE);
        let page = page.await.map_err(unreadable)?;
        let Some(last) = page.last().map(|message| message.seq) else {
            return Ok(());
        };
        let page = page.iter().filter(|message| message.seq <= head);
        let directory = contact.api.directory();
        let now = contact.api.now();
        let notices = page.map(|message| hub::told(message, &directory, now));
        let notices: Vec<_> = notices.collect();
        let frames = contact.render(&notices).await?;
        line.feed(frames).await?;
        after = last;
    }
    Ok(())
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the shape `map_err` asks for"
)]
fn unreadable(error: frontdesk_store::StoreError) -> Ending {
    tracing::error!(%error, "a transcript could not be read");
    Ending::Close(Closing::Busy)
}
