//! What was promised, held against what is shown.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result, ensure};
use frontdesk_test_bench::{AgentState, Stage, Visitor, VisitorState};
use frontdesk_wire::view::{AuthorView, StateView};

use crate::{answers::every_message_is_answered, crew::Crew, transcript::Transcript};

/// Every promise about messages, over all that happened since the crew was hired. Everybody must
/// have settled.
pub async fn verify(crew: &Crew) -> Result<usize> {
    let mut transcripts = BTreeMap::new();
    for conversation in conversations(crew) {
        let transcript = Transcript::read(&crew.http, &conversation).await?;
        transcripts.insert(conversation, transcript);
    }
    for (number, visitor) in crew.visitors.iter().enumerate() {
        hears_the_rest(visitor, &transcripts).await;
        visitor
            .state()
            .read(|state| visitor_was_told_the_truth(state, &transcripts, &crew.sent))
            .with_context(|| format!("visitor {number}"))?;
    }
    for (number, agent) in crew.agents.iter().enumerate() {
        agent
            .state()
            .read(|state| agent_was_told_the_truth(state, &transcripts, &crew.sent))
            .with_context(|| format!("agent {number}"))?;
    }
    for transcript in transcripts.values() {
        each_sender_is_in_order(transcript)?;
    }
    every_message_is_answered(crew)?;
    Ok(transcripts
        .values()
        .map(|transcript| transcript.messages.len())
        .sum())
}

/// What others said last may still be on its way. A visitor that never hears of it is found below.
async fn hears_the_rest(visitor: &Visitor, transcripts: &BTreeMap<String, Transcript>) {
    let has_all = |state: &VisitorState| {
        let conversation = state.conversation.as_ref();
        let transcript = conversation.and_then(|id| transcripts.get(id));
        let messages = transcript.map_or(0, |transcript| transcript.messages.len());
        let is_shown = !matches!(state.stage, Stage::None);
        (!is_shown || state.last_seq as usize >= messages).then_some(())
    };
    drop(visitor.until("the rest of a conversation", has_all).await);
}

fn conversations(crew: &Crew) -> BTreeSet<String> {
    let acked = |state: &VisitorState| -> Vec<String> {
        state
            .acked
            .iter()
            .map(|acked| acked.conversation.clone())
            .collect()
    };
    crew.visitors
        .iter()
        .flat_map(|visitor| visitor.state().read(acked))
        .collect()
}

fn visitor_was_told_the_truth(
    state: &VisitorState,
    transcripts: &BTreeMap<String, Transcript>,
    sent: &BTreeMap<String, String>,
) -> Result<()> {
    ensure!(
        state.faults.is_empty(),
        "broken protocol: {:?}",
        state.faults
    );
    for acked in &state.acked {
        let Some(seq) = acked.seq else { continue };
        let transcript = transcripts
            .get(&acked.conversation)
            .context("no transcript")?;
        let places = transcript.places_of(&acked.id);
        ensure!(
            places == [seq],
            "{} was acknowledged at {seq}, is at {places:?}",
            acked.id
        );
        let text = transcript.text_at(seq);
        ensure!(
            text == sent.get(&acked.id).map(String::as_str),
            "{} reads {text:?}",
            acked.id
        );
    }
    for (id, code) in &state.refused {
        let Some(id) = id else { continue };
        let kept = transcripts
            .values()
            .any(|transcript| !transcript.places_of(id).is_empty());
        ensure!(!kept, "{id} was refused ({code}) and is kept all the same");
    }
    let mut seen = BTreeSet::new();
    for message in &state.seen {
        let transcript = transcripts.get(&message.conversation).with_context(|| {
            format!(
                "message {} of {:?} is of no acknowledged conversation",
                message.seq, message.conversation
            )
        })?;
        ensure!(
            seen.insert((&message.conversation, message.seq)),
            "seen twice: {message:?}"
        );
        if message.from != "system" {
            let text = transcript.text_at(message.seq);
            ensure!(
                text == Some(message.text.as_str()),
                "{message:?} reads {text:?}"
            );
        }
    }
    if let (Some(conversation), false) = (&state.conversation, matches!(state.stage, Stage::None))
        && let Some(transcript) = transcripts.get(conversation)
    {
        let (has, shown) = (transcript.messages.len(), state.last_seq as usize);
        ensure!(
            has == shown,
            "{conversation} has {has} messages, {shown} were shown, after\n{}",
            state.story()
        );
    }
    Ok(())
}

fn agent_was_told_the_truth(
    state: &AgentState,
    transcripts: &BTreeMap<String, Transcript>,
    sent: &BTreeMap<String, String>,
) -> Result<()> {
    ensure!(
        state.faults.is_empty(),
        "broken protocol: {:?}",
        state.faults
    );
    let mut done = BTreeSet::new();
    for (id, seq) in &state.done {
        let Some(seq) = *seq else { continue };
        if !done.insert(id) {
            continue;
        }
        let kept = transcripts
            .values()
            .filter(|transcript| !transcript.places_of(id).is_empty());
        let kept: Vec<_> = kept.collect();
        ensure!(
            kept.len() == 1,
            "{id} was done and is in {} transcripts",
            kept.len()
        );
        let transcript = kept.first().context("no transcript")?;
        let places = transcript.places_of(id);
        ensure!(places == [seq], "{id} was done at {seq}, is at {places:?}");
        ensure!(
            transcript.text_at(seq) == sent.get(id).map(String::as_str),
            "{id} reads otherwise"
        );
    }
    for (id, code) in &state.refused {
        let Some(id) = id else { continue };
        let kept = transcripts
            .values()
            .any(|transcript| !transcript.places_of(id).is_empty());
        ensure!(!kept, "{id} was refused ({code}) and is kept all the same");
    }
    for (conversation, held) in state.held.iter().chain(&state.left) {
        let transcript = transcripts
            .get(conversation)
            .context("held, never acknowledged")?;
        let mut last = None;
        for message in &held.messages {
            ensure!(
                last.is_none_or(|last| message.seq > last),
                "{conversation}: out of order"
            );
            last = Some(message.seq);
            let shown = transcript
                .messages
                .iter()
                .find(|shown| shown.seq == message.seq);
            ensure!(
                shown == Some(message),
                "{conversation}: {} differs",
                message.seq
            );
        }
    }
    Ok(())
}

/// Ids grow as they are sent, so within a conversation each sender's own ids must grow.
fn each_sender_is_in_order(transcript: &Transcript) -> Result<()> {
    let sorted = |ids: &[&str]| ids.is_sorted();
    let contact = transcript.ids_by(|author| matches!(author, AuthorView::Contact));
    ensure!(sorted(&contact), "{}: {contact:?}", transcript.conversation);
    let agents: BTreeSet<_> = transcript
        .messages
        .iter()
        .filter_map(|message| match &message.author {
            AuthorView::Agent { agent, .. } => Some(agent.clone()),
            AuthorView::Contact | AuthorView::System => None,
        })
        .collect();
    for agent in agents {
        let own = |author: &AuthorView| matches!(author, AuthorView::Agent { agent: other, .. } if *other == agent);
        let ids = transcript.ids_by(own);
        ensure!(sorted(&ids), "{}: {ids:?}", transcript.conversation);
    }
    Ok(())
}

/// Every promise about places: since when each conversation waits, and who is offered what.
///
/// `waits` remembers, by conversation, since when it waited when last seen.
pub fn verify_floor(crew: &Crew, waits: &mut BTreeMap<String, u64>) -> Result<()> {
    let floor = crew.supervisor.state().read(|state| state.floor.clone());
    let floor = floor.context("the supervisor sees no floor")?;
    for conversation in &floor.conversations {
        let id = conversation.id.0.to_string();
        let since = match &conversation.state {
            StateView::Queued { since_at } | StateView::Offered { since_at, .. } => since_at.0.0,
            StateView::Scripted { .. }
            | StateView::Assigned { .. }
            | StateView::Parked { .. }
            | StateView::WrapUp { .. }
            | StateView::Closed { .. } => {
                continue;
            }
        };
        let before = *waits.entry(id.clone()).or_insert(since);
        ensure!(
            before == since,
            "{id} waited since {before}, now since {since}"
        );
    }
    for (number, agent) in crew.agents.iter().enumerate() {
        let (offers, load, capacity) = agent.state().read(|state| {
            let me = state.me.as_ref();
            (
                state.offers.len(),
                me.map_or(0, |me| me.load),
                me.map_or(0, |me| me.capacity),
            )
        });
        ensure!(
            load <= capacity,
            "agent {number} holds {load} of {capacity}"
        );
        ensure!(
            offers <= usize::from(capacity),
            "agent {number} has {offers} offers"
        );
    }
    Ok(())
}
