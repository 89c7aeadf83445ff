//! What becomes of an answer when its provider fails: never lost; doubled only where the provider cannot
//! recognise a message, and then the agent is told.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use frontdesk_test_channels::{Held, Stage, contact_of};
use frontdesk_test_providers::{Fault, Faults, Inbound, Provider, Standing};
use frontdesk_wire::view::DeliveryStateView;

/// The conversation of a contact who has just written.
async fn talk(stage: &Stage, provider: Provider, number: u32) -> Result<(String, Held)> {
    let contact = contact_of(provider, number);
    let hello = format!("hello {number}");
    stage.say(provider, Inbound::text(&contact, &hello)).await?;
    let held = stage
        .held(provider, "a conversation", |held| {
            held.texts().contains(&hello.as_str())
        })
        .await?;
    Ok((contact, held))
}

/// How far the answer came, once it is further than on its way.
async fn came(stage: &Stage, provider: Provider, text: &str) -> Result<DeliveryStateView> {
    let held = stage
        .held(provider, "an outcome", |held| {
            held.delivery_of(text).is_some()
        })
        .await?;
    held.delivery_of(text).context("no outcome")
}

async fn over(stage: &Stage, held: &Held, name: &str) -> Result<()> {
    stage.agent.end(&format!("end-{name}"), &held.id);
    stage.agent.settled().await
}

fn times(stage: &Stage, provider: Provider, contact: &str, text: &str) -> usize {
    let phone = stage.providers.phone(provider, contact);
    phone.map_or(0, |phone| {
        let received = phone.received();
        received.filter(|m| m.content.text() == text).count()
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_taken_is_sent_again_until_it_is() -> Result<()> {
    let stage = Stage::start().await?;
    for (number, provider) in (1..).zip(Provider::ALL.iter().copied()) {
        // Meta says when to come back in whole minutes.
        let is_meta = matches!(
            provider,
            Provider::WhatsApp | Provider::Messenger | Provider::Instagram
        );
        let too_many = (!is_meta).then_some(Fault::TooMany);
        for fault in too_many.into_iter().chain([Fault::Internal]) {
            let name = format!("{}-{fault:?}", provider.name());
            let number = number * 10 + u32::from(fault == Fault::Internal);
            let (contact, held) = talk(&stage, provider, number).await?;
            stage.providers.faults(provider, &Faults::next(fault, 2));
            stage.agent.say(&name, &held.id, &name);
            stage
                .phone(provider, &contact, |phone| {
                    phone.received().next().is_some()
                })
                .await
                .with_context(|| name.clone())?;
            let far = came(&stage, provider, &name).await?;
            ensure!(
                !matches!(
                    far,
                    DeliveryStateView::Failed | DeliveryStateView::Uncertain
                ),
                "{name}: {far:?}"
            );
            let count = times(&stage, provider, &contact, &name);
            ensure!(count == 1, "{name}: {count} times");
            over(&stage, &held, &name).await?;
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_lost_after_the_message_was_taken_is_never_a_second_message() -> Result<()>
{
    let stage = Stage::start().await?;
    for (number, provider) in (1..).zip(Provider::ALL.iter().copied()) {
        let (contact, held) = talk(&stage, provider, number).await?;
        let name = format!("{}-half", provider.name());
        stage
            .providers
            .faults(provider, &Faults::next(Fault::Half, 1));
        stage.agent.say(&name, &held.id, &name);
        stage
            .phone(provider, &contact, |phone| {
                phone.received().next().is_some()
            })
            .await
            .with_context(|| name.clone())?;
        // Nobody knows, or a report or the provider's own memory has told.
        came(&stage, provider, &name).await?;
        let count = times(&stage, provider, &contact, &name);
        ensure!(count == 1, "{name}: {count} times");
        over(&stage, &held, &name).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contact_who_cannot_be_written_to_is_told_to_the_agent_with_the_reason() -> Result<()> {
    let stage = Stage::start().await?;
    for (number, provider) in (1..).zip(Provider::ALL.iter().copied()) {
        // LINE takes messages to those who have blocked the account, and says nothing.
        if provider == Provider::Line {
            continue;
        }
        let (contact, held) = talk(&stage, provider, number).await?;
        stage
            .providers
            .bar(provider, &contact, Standing::Gone)
            .await;
        let name = format!("{}-gone", provider.name());
        stage.agent.say(&name, &held.id, &name);
        let failed = stage
            .held(provider, "a failure", |held| {
                held.delivery_of(&name) == Some(DeliveryStateView::Failed)
            })
            .await?;
        let message = failed
            .messages
            .iter()
            .rev()
            .find(|message| message.delivery.is_some());
        let reason = message
            .and_then(|message| message.delivery.as_ref()?.reason.as_ref())
            .with_context(|| format!("{name}: no reason"))?;
        ensure!(!reason.message.is_empty(), "{name}: {reason:?}");
        over(&stage, &held, &name).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_before_or_after_the_providers_answer_loses_nothing() -> Result<()> {
    let mut stage = Stage::start().await?;
    for (number, provider) in (1..).zip([
        Provider::Telegram,
        Provider::Twilio,
        Provider::WhatsApp,
        Provider::Line,
    ]) {
        let (contact, held) = talk(&stage, provider, number).await?;
        let name = format!("{}-crash", provider.name());
        // Taken, and never answered: the crash comes before the answer.
        stage
            .providers
            .faults(provider, &Faults::next(Fault::Silent, 1));
        stage.agent.say(&name, &held.id, &name);
        stage
            .phone(provider, &contact, |phone| {
                phone.received().next().is_some()
            })
            .await?;
        stage.gateway.kill().await?;
        stage.gateway.resume().await?;
        stage.agent.connected().await?;
        let far = came(&stage, provider, &name).await?;
        ensure!(far != DeliveryStateView::Failed, "{name}: {far:?}");
        let count = times(&stage, provider, &contact, &name);
        // LINE recognises the message; the others cannot, so it may have come twice, under one reference.
        let most = if provider == Provider::Line { 1 } else { 2 };
        ensure!((1..=most).contains(&count), "{name}: {count} times");
        // And after the answer: it is not sent again.
        let after = format!("{name}-after");
        let held = stage
            .held(provider, "the conversation", |held| {
                held.delivery_of(&name).is_some()
            })
            .await?;
        stage.agent.say(&after, &held.id, &after);
        came(&stage, provider, &after).await?;
        stage.gateway.kill().await?;
        stage.gateway.resume().await?;
        stage.agent.connected().await?;
        came(&stage, provider, &after).await?;
        tokio::time::timeout(Duration::from_secs(30), stage.agent.settled()).await??;
        let count = times(&stage, provider, &contact, &after);
        ensure!(count == 1, "{after}: {count} times");
        let held = stage
            .held(provider, "the conversation", |held| {
                held.delivery_of(&after).is_some()
            })
            .await?;
        over(&stage, &held, &name).await?;
    }
    Ok(())
}
