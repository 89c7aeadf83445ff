//! Files that agents send: whose they are, and that they wait until they are in a message.
#![cfg(test)]

use frontdesk_core::{Attachment, Author, Content, ConversationId, Media, Message, Seq, Timestamp};
use frontdesk_store::{
    Batch, MemoryStore, Store,
    files::{self, FileId, FileRecord},
    records,
};

const ID: FileId = FileId([9; 16]);

fn record() -> FileRecord {
    FileRecord {
        conversation: ConversationId::new(1).unwrap(),
        agent: Some("bea".parse().unwrap()),
        at: Timestamp(5_000),
        media: Media::Image,
        mime: "image/png".into(),
        name: "cat.png".into(),
        bytes: 12,
    }
}

fn message(author: Author) -> Message {
    Message {
        conversation: ConversationId::new(1).unwrap(),
        seq: Seq(1),
        at: Timestamp(6_000),
        author,
        content: Content::Files {
            text: "".into(),
            attachments: vec![Attachment {
                media: Media::Image,
                handle: ID.to_string().into(),
                mime: None,
                name: None,
                bytes: None,
            }],
        },
        client_id: None,
    }
}

async fn uploaded() -> MemoryStore {
    let store = MemoryStore::new();
    let mut batch = Batch::new();
    files::stage_uploaded(&mut batch, ID, &record()).unwrap();
    store.commit(batch).await.unwrap();
    store
}

async fn written(store: &MemoryStore, author: Author) {
    let mut batch = Batch::new();
    records::stage_message(&mut batch, &message(author)).unwrap();
    store.commit(batch).await.unwrap();
}

#[tokio::test]
async fn a_file_waits_until_the_message_that_names_it_is_durable() {
    let store = uploaded().await;
    assert_eq!(files::file(&store, ID).await.unwrap(), Some(record()));
    let waiting = files::waiting(&store).await.unwrap();
    assert_eq!(waiting, [(ID, Timestamp(5_000))]);
    assert!(files::is_waiting(&store, ID).await.unwrap());
    written(&store, Author::Agent("bea".parse().unwrap())).await;
    assert_eq!(files::waiting(&store).await.unwrap(), []);
    assert_eq!(files::file(&store, ID).await.unwrap(), Some(record()));
}

#[tokio::test]
async fn a_visitors_file_is_in_their_message_as_an_agents_is_and_a_channels_handle_is_none_of_ours()
{
    let store = uploaded().await;
    written(&store, Author::Contact).await;
    assert!(!files::is_waiting(&store, ID).await.unwrap());
    assert_eq!(files::sent_in(&message(Author::Contact)).count(), 1);
    let mut theirs = message(Author::Contact);
    let Content::Files { attachments, .. } = &mut theirs.content else {
        unreachable!("it is one with files")
    };
    attachments[0].handle = "MM0123".into();
    assert_eq!(files::sent_in(&theirs).count(), 0);
}

#[tokio::test]
async fn what_is_removed_is_unknown() {
    let store = uploaded().await;
    let mut batch = Batch::new();
    files::stage_removed(&mut batch, ID);
    store.commit(batch).await.unwrap();
    assert_eq!(files::file(&store, ID).await.unwrap(), None);
    assert_eq!(files::waiting(&store).await.unwrap(), []);
}
