//! A contact who owes an answer is reminded in the queue's words, once, over crashes.

use frontdesk_core::{
    ConversationId, DeliveryState::Sent, Effect, Language, RoutingPlan, Seq, Span, Wording,
};

use crate::{
    bench::plan,
    desk::{Contact, Desk, Disk, by_itself, over_both_stores},
    provider::Provider,
};

const REMINDER: &str = "Noch da?";

fn reminding() -> RoutingPlan {
    let mut plan = plan();
    for queue in plan.queues.values_mut() {
        queue.silence.contact_warn = Span::seconds(60);
        queue.reminder = Wording::new([(Language::new("de").unwrap(), REMINDER.into())]);
    }
    plan
}

/// Where the gateway itself wrote something.
async fn written(desk: &Desk, of: ConversationId) -> (Seq, String) {
    let found = |effects: &[Effect]| effects.iter().find_map(|effect| by_itself(effect, of));
    desk.shown.until(found).await
}

async fn a_silent_contact_is_reminded_once_over_a_crash(place: Disk) {
    let provider = Provider::willing();
    let desk = Desk::planned(place, reminding(), &provider).await;
    let open = desk.talk(&Contact::sms()).await;
    let asked = desk.reply(open, "What is the number?").await.unwrap();
    desk.until(open, asked, Sent).await;
    let (seq, text) = written(&desk, open).await;
    assert_eq!(text, REMINDER);
    desk.until(open, seq, Sent).await;

    let desk = desk.crash(&provider).await;
    desk.wrote(&Contact::sms(), "It is 12").await;
    let thanks = desk.reply(open, "Thanks").await.unwrap();
    desk.until(open, thanks, Sent).await;
    assert_eq!(
        provider.texts(),
        ["What is the number?", REMINDER, "Thanks"]
    );
}
over_both_stores!(a_silent_contact_is_reminded_once_over_a_crash);
