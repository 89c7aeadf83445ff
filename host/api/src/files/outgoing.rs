//! Files on their way to a contact: what a channel's component is told of them, and what a visitor's page is.

use std::sync::Arc;

use async_trait::async_trait;
use frontdesk_core::{Attachment, Content, Message, Timestamp};
use frontdesk_engine::ports::{
    ChannelFeatures, Clock, Dispatch, FileFault, Outbound, OutgoingFile, Receipt, SendFault,
};
use frontdesk_store::files::{self, FileId};

use super::FileLinks;

/// Where the addresses come from.
#[derive(Clone)]
pub struct FileSource {
    /// Signs them.
    pub links: Arc<FileLinks>,
    /// Says how long they are good.
    pub clock: Arc<dyn Clock>,
}

/// A component that is told the addresses of the files in its messages.
pub struct WithFiles {
    /// The component.
    pub component: Arc<dyn Outbound>,
    /// Where the addresses come from.
    pub source: FileSource,
}

#[async_trait]
impl Outbound for WithFiles {
    async fn send(&self, dispatch: &Dispatch) -> Result<Receipt, SendFault> {
        let now = self.source.clock.now();
        let files = addressed(&dispatch.message, &self.source.links, now);
        if files.is_empty() {
            return self.component.send(dispatch).await;
        }
        let dispatch = Dispatch {
            files,
            ..dispatch.clone()
        };
        self.component.send(&dispatch).await
    }

    fn features(&self) -> Arc<ChannelFeatures> {
        self.component.features()
    }

    async fn file(&self, handle: &str, bytes_max: usize) -> Result<Vec<u8>, FileFault> {
        self.component.file(handle, bytes_max).await
    }
}

/// Our own files in a message, each with an address.
pub(crate) fn addressed(message: &Message, links: &FileLinks, now: Timestamp) -> Vec<OutgoingFile> {
    let ids: Vec<FileId> = files::sent_in(message).collect();
    let attachments = message.content.attachments();
    if ids.len() != attachments.len() {
        return Vec::new();
    }
    let file = |(id, file): (FileId, &Attachment)| {
        let name = file.name.as_deref().unwrap_or("file");
        OutgoingFile {
            media: file.media,
            url: links.address(id, name, message.at, now),
            mime: file
                .mime
                .as_deref()
                .unwrap_or("application/octet-stream")
                .to_owned(),
            name: name.to_owned(),
            bytes: file.bytes.unwrap_or_default(),
        }
    };
    ids.into_iter().zip(attachments).map(file).collect()
}

/// A message as a visitor's page reads it: the address of each file is a line of the text, and the widget
/// shows what stands there. A page that knows nothing of it has an address that opens.
pub(crate) fn in_words(message: &Message, links: &FileLinks, now: Timestamp) -> Message {
    let files = addressed(message, links, now);
    if files.is_empty() {
        return message.clone();
    }
    let text = message.content.text().unwrap_or_default();
    let addresses = files.iter().map(|file| file.url.as_str());
    let words = Some(text).filter(|text| !text.is_empty());
    let all: Vec<&str> = words.into_iter().chain(addresses).collect();
    Message {
        content: Content::Text(all.join("\n").into()),
        ..message.clone()
    }
}

#[cfg(test)]
mod tests {
    use frontdesk_core::{Author, ConversationId, Media, Seq, Span};

    use super::*;

    const NOW: Timestamp = Timestamp(1_700_000_000_000);

    fn links() -> FileLinks {
        let links = FileLinks::new(&[7; 32]);
        links.set("https://desk.example.com", Span::seconds(60));
        links
    }

    fn message(author: Author, handles: &[&str]) -> Message {
        let file = |handle: &&str| Attachment {
            media: Media::Image,
            handle: (*handle).into(),
            mime: Some("image/png".into()),
            name: Some("cat.png".into()),
            bytes: Some(12),
        };
        Message {
            conversation: ConversationId::new(1).unwrap(),
            seq: Seq(1),
            at: NOW,
            author,
            content: Content::Files {
                text: "look".into(),
                attachments: handles.iter().map(file).collect(),
            },
            client_id: None,
        }
    }

    #[test]
    fn each_of_our_files_has_an_address_that_opens_it() {
        let ids = [FileId([1; 16]), FileId([2; 16])];
        let handles = ids.map(|id| id.to_string());
        let handles: Vec<&str> = handles.iter().map(String::as_str).collect();
        let bea = || Author::Agent("bea".parse().unwrap());
        let files = addressed(&message(bea(), &handles), &links(), NOW);
        let opened = files.iter().map(|file| {
            let token = file.url.split('/').nth(4).unwrap();
            links().verify(token, NOW).unwrap()
        });
        assert!(opened.eq(ids));
        let shown = in_words(&message(bea(), &handles), &links(), NOW);
        let text = shown.content.text().unwrap().to_owned();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines, ["look", &files[0].url, &files[1].url]);
    }

    #[test]
    fn what_a_provider_has_has_none() {
        for message in [
            message(Author::Contact, &["MM0123"]),
            message(Author::Agent("bea".parse().unwrap()), &["MM0123"]),
        ] {
            assert!(addressed(&message, &links(), NOW).is_empty());
            assert_eq!(in_words(&message, &links(), NOW), message);
        }
    }
}
