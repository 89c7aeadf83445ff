//! A contact of each provider writes, an agent answers.

use anyhow::{Context as _, Result, ensure};
use frontdesk_test_channels::{Stage, channel_of, contact_of};
use frontdesk_test_providers::{Content, Inbound, Location, Media, Phone, Provider, State};
use frontdesk_wire::{console::Command, rest::UploadedFile, view::DeliveryStateView};

#[tokio::test(flavor = "multi_thread")]
async fn a_contact_of_every_provider_writes_and_is_answered_and_the_agent_sees_how_far_it_came()
-> Result<()> {
    let stage = Stage::start().await?;
    for (number, provider) in (1..).zip(Provider::ALL.iter().copied()) {
        let contact = contact_of(provider, number);
        stage
            .say(
                provider,
                Inbound::text(&contact, "Is it still open?").named("Ann"),
            )
            .await?;
        let held = stage
            .held(provider, "the question", |held| {
                held.texts().contains(&"Is it still open?")
            })
            .await?;
        let answer = format!("Until six — {}", provider.name());
        stage.agent.say(&format!("a-{number}"), &held.id, &answer);
        let phone = stage
            .phone(provider, &contact, |phone| {
                phone.received().next().is_some()
            })
            .await?;
        let received: Vec<_> = phone
            .received()
            .map(|message| message.content.text())
            .collect();
        ensure!(
            received == [answer.as_str()],
            "{}: {received:?}",
            provider.name()
        );
        // Some providers report by themselves; what none reports stays at "sent".
        let reports = phone
            .received()
            .any(|message| message.states.contains(&State::Delivered));
        let expected = |state| match state {
            Some(DeliveryStateView::Delivered | DeliveryStateView::Read) => true,
            Some(DeliveryStateView::Sent) => !reports,
            Some(DeliveryStateView::Uncertain | DeliveryStateView::Failed) | None => false,
        };
        stage
            .held(provider, "the answer on its way", |held| {
                expected(held.delivery_of(&answer))
            })
            .await?;
        stage.agent.end(&format!("e-{number}"), &held.id);
        stage.agent.settled().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_addresses_pass_the_checks_of_those_who_make_them() -> Result<()> {
    let stage = Stage::start().await?;
    for provider in [
        Provider::WhatsApp,
        Provider::Messenger,
        Provider::Instagram,
        Provider::X,
    ] {
        let checked = stage.providers.check(provider).await;
        let passed = checked.as_ref().is_some_and(|checked| checked.is_passed);
        ensure!(passed, "{}: {checked:?}", provider.name());
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_a_contact_sends_is_dropped() -> Result<()> {
    let stage = Stage::start().await?;
    for (number, provider) in (1..).zip(Provider::ALL.iter().copied()) {
        let contact = contact_of(provider, 100 + number);
        let place = Location {
            latitude: 52.52,
            longitude: 13.405,
            name: Some("Shop".to_owned()),
        };
        let contents = [
            Content::Text("first".to_owned()),
            Content::Location(place),
            Content::Unknown("poll".to_owned()),
            Content::Text("last".to_owned()),
        ];
        let mut sent = 0;
        for content in contents {
            // An event of X's that is of no known kind is no message either.
            if provider == Provider::X && matches!(content, Content::Unknown(_)) {
                continue;
            }
            // What a provider has no word for is not sent: SMS has no polls.
            let heard = stage
                .heard(provider, Inbound::of(&contact, content))
                .await?;
            let taken = heard
                .iter()
                .all(|heard| heard.status.is_some_and(|status| status < 300));
            ensure!(taken, "{}: {heard:?}", provider.name());
            sent += usize::from(!heard.is_empty());
        }
        let held = stage
            .held(provider, "the last of it", |held| {
                held.texts().contains(&"last")
            })
            .await?;
        ensure!(
            held.texts().len() == sent,
            "{}: {sent} were sent: {:?}",
            provider.name(),
            held.texts()
        );
        stage.agent.end(&format!("e-{number}"), &held.id);
        stage.agent.settled().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_is_fetched_from_its_provider_when_somebody_looks() -> Result<()> {
    let stage = Stage::start().await?;
    let cookie = stage.gateway.sign_in("sam").await?;
    let http = stage.gateway.http().with_cookie(&cookie);
    for (number, provider) in (1..).zip(Provider::ALL.iter().copied()) {
        let contact = contact_of(provider, 200 + number);
        let picture = Content::Media(Media {
            caption: Some("my cat".to_owned()),
            ..Media::default()
        });
        let heard = stage
            .heard(provider, Inbound::of(&contact, picture))
            .await?;
        if heard.is_empty() {
            continue;
        }
        let held = stage
            .held(provider, "the picture", |held| !held.texts().is_empty())
            .await?;
        let files = held.messages.iter().filter_map(|message| {
            let json = serde_json::to_value(&message.content).ok()?;
            let attachment = json["attachments"].get(0)?;
            Some((message.seq, attachment["number"].as_u64()?))
        });
        let files: Vec<_> = files.collect();
        // Where a provider's pages are elsewhere the link stands in the text.
        if let Some((seq, file)) = files.first() {
            let path = format!(
                "/api/v1/conversations/{}/messages/{seq}/files/{file}",
                held.id
            );
            let answer = http.get(&path).await?;
            ensure!(
                answer.status == 200,
                "{}: {} {}\n{}",
                channel_of(provider),
                answer.status,
                answer.body,
                stage.gateway.log()
            );
        }
        stage.agent.end(&format!("e-{number}"), &held.id);
        stage.agent.settled().await?;
    }
    Ok(())
}

/// The smallest picture that is one by its bytes, and then some.
fn picture() -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    bytes.extend([7; 4_000]);
    bytes
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_from_an_agent_reaches_the_contact_of_every_provider_that_takes_one() -> Result<()>
{
    let stage = Stage::start().await?;
    for (number, provider) in (1..).zip(Provider::ALL.iter().copied()) {
        let contact = contact_of(provider, 300 + number);
        stage
            .say(provider, Inbound::text(&contact, "How does it look?"))
            .await?;
        let held = stage
            .held(provider, "the question", |held| !held.texts().is_empty())
            .await?;
        let uploaded = stage.upload(&held, "a lamp.png", picture()).await?;
        if provider == Provider::X {
            // It takes files by upload only.
            ensure!(uploaded.status == 415, "{uploaded:?}");
            continue;
        }
        ensure!(uploaded.status == 201, "{}: {uploaded:?}", provider.name());
        let file: UploadedFile = serde_json::from_str(&uploaded.body)?;
        let command = Command::SendFiles {
            conversation: held.conversation.id,
            text: "Like this".to_owned(),
            files: vec![file.id],
        };
        stage.agent.command(&format!("f-{number}"), command);
        // Where a provider brings no files, their address is in the words.
        let is_there = |phone: &Phone| address_in(phone).is_some();
        let phone = stage.phone(provider, &contact, is_there).await?;
        let words: Vec<&str> = phone
            .received()
            .map(|message| message.content.text())
            .collect();
        ensure!(
            words.iter().any(|words| words.starts_with("Like this")),
            "{}: {words:?}",
            provider.name()
        );
        let address = address_in(&phone).context("no address")?;
        let path = address
            .find("/files/")
            .and_then(|at| address.get(at..))
            .context("an address of somebody else's")?;
        let opened = stage.gateway.http().get(path).await?;
        ensure!(
            opened.status == 200 && opened.header("content-type") == Some("image/png"),
            "{}: {} {address}",
            provider.name(),
            opened.status
        );
        stage
            .held(provider, "the picture on its way", |held| {
                matches!(
                    held.delivery_of("Like this"),
                    Some(
                        DeliveryStateView::Sent
                            | DeliveryStateView::Delivered
                            | DeliveryStateView::Read
                    )
                )
            })
            .await?;
        stage.agent.end(&format!("e-{number}"), &held.id);
        stage.agent.settled().await?;
    }
    Ok(())
}

/// The address of a picture that a contact was sent.
fn address_in(phone: &Phone) -> Option<String> {
    phone.received().find_map(|message| match &message.content {
        Content::Media(media) => Some(media.url.clone()),
        Content::Text(words) => words
            .lines()
            .find(|line| line.contains("/files/"))
            .map(str::to_owned),
        Content::Location(_) | Content::Contact(_) | Content::Button(_) | Content::Unknown(_) => {
            None
        }
    })
}
