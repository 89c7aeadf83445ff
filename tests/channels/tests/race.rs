//! Many first messages at once.

use anyhow::{Result, ensure};
use frontdesk_test_channels::{Stage, accounts, channel_of, contact_of};
use frontdesk_test_providers::{Inbound, Provider, SignedCall, inbound};
use frontdesk_wire::rest::ConversationPage;
use futures_util::future::join_all;

/// Racing messages.
const MESSAGES: usize = 64;

#[tokio::test(flavor = "multi_thread")]
async fn sixty_four_racing_first_messages_are_one_conversation_with_all_of_them() -> Result<()> {
    let stage = Stage::start().await?;
    let address = format!("http://{}", stage.gateway.addr());
    let cookie = stage.gateway.sign_in("sam").await?;
    let supervisor = stage.gateway.http().with_cookie(&cookie);
    for provider in [Provider::Twilio, Provider::WhatsApp, Provider::Telegram] {
        let account = accounts(&address)?
            .into_iter()
            .find(|account| account.provider == Some(provider));
        let account = account.ok_or_else(|| anyhow::anyhow!("no account"))?;
        let contact = contact_of(provider, 1);
        let calls: Vec<SignedCall> = (0..MESSAGES)
            .map(|number| {
                let message = Inbound::text(&contact, &format!("message {number}"));
                inbound(provider, &account, &message)
            })
            .collect();
        let http = stage.gateway.http();
        let made = calls
            .iter()
            .map(|call| http.raw(&call.method, &call.url, &call.headers, &call.body));
        for answer in join_all(made).await {
            let answer = answer?;
            ensure!(answer.status < 300, "{}: {}", answer.status, answer.body);
        }
        let held = stage
            .held(provider, "all of them", |held| {
                held.texts().len() >= MESSAGES
            })
            .await?;
        let mut texts: Vec<String> = held.texts().iter().map(ToString::to_string).collect();
        texts.sort_unstable();
        let mut expected: Vec<String> = (0..MESSAGES).map(|n| format!("message {n}")).collect();
        expected.sort_unstable();
        ensure!(texts == expected, "{}: {texts:?}", provider.name());
        let seqs = held.messages.iter().map(|message| message.seq);
        ensure!(seqs.is_sorted(), "{}: out of order", provider.name());
        // There is no second one, open or closed.
        let open: ConversationPage = supervisor
            .get("/api/v1/conversations?scope=open")
            .await?
            .json()?;
        let here = |view: &&frontdesk_wire::view::ConversationView| {
            view.channel.0.as_str() == channel_of(provider)
        };
        let count = open.items.iter().filter(here).count();
        ensure!(count == 1, "{}: {count} conversations", provider.name());
    }
    Ok(())
}
