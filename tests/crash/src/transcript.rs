//! A conversation as the gateway shows it over HTTP.

use anyhow::{Result, ensure};
use frontdesk_test_bench::Http;
use frontdesk_wire::{
    rest::MessagePage,
    view::{AuthorView, ContentView, MessageView},
};

/// All messages of one conversation, in order.
#[derive(Clone, Debug)]
pub struct Transcript {
    /// The conversation.
    pub conversation: String,
    /// Its messages.
    pub messages: Vec<MessageView>,
}

impl Transcript {
    /// Reads all pages, as a supervisor.
    pub async fn read(supervisor: &Http, conversation: &str) -> Result<Self> {
        let mut messages: Vec<MessageView> = Vec::new();
        loop {
            let after = messages.last().map_or(0, |message| message.seq);
            let path = format!("/api/v1/conversations/{conversation}/messages?after={after}");
            let page: MessagePage = supervisor.get(&path).await?.json()?;
            let more = page.has_later && !page.items.is_empty();
            messages.extend(page.items);
            if !more {
                break;
            }
        }
        let this = Self {
            conversation: conversation.to_owned(),
            messages,
        };
        this.has_no_holes()?;
        Ok(this)
    }

    fn has_no_holes(&self) -> Result<()> {
        for (seq, message) in (1..).zip(&self.messages) {
            ensure!(
                message.seq == seq,
                "{}: {seq} is {}",
                self.conversation,
                message.seq
            );
        }
        Ok(())
    }

    /// The places of the messages with this id of a client's own.
    pub fn places_of(&self, client_id: &str) -> Vec<u32> {
        let own = |message: &&MessageView| message.client_id.as_deref() == Some(client_id);
        self.messages
            .iter()
            .filter(own)
            .map(|message| message.seq)
            .collect()
    }

    /// The text at a place; `None` for a notice.
    pub fn text_at(&self, seq: u32) -> Option<&str> {
        let message = self.messages.iter().find(|message| message.seq == seq)?;
        match &message.content {
            ContentView::Text { text, .. } => Some(text),
            ContentView::AgentJoined { .. }
            | ContentView::Requeued
            | ContentView::AnswerAwaited
            | ContentView::Stopped { .. }
            | ContentView::Resumed { .. }
            | ContentView::Ended { .. } => None,
        }
    }

    /// The client ids of the messages of one kind of author, in order of place.
    pub fn ids_by(&self, author: impl Fn(&AuthorView) -> bool) -> Vec<&str> {
        let by = |message: &&MessageView| author(&message.author);
        self.messages
            .iter()
            .filter(by)
            .filter_map(|message| message.client_id.as_deref())
            .collect()
    }
}
