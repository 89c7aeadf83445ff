//! What scripts ask the Local CRM.

use std::sync::Arc;

use async_trait::async_trait;
use frontdesk_core::{ContactCard, script::Answer};
use frontdesk_directory::pop;
use frontdesk_engine::ports::Questions;
use frontdesk_store::Store;

/// Answers from the customers that the gateway keeps.
pub struct LocalCrmAnswers(pub Arc<dyn Store>);

#[async_trait]
impl Questions for LocalCrmAnswers {
    /// As the screen pop finds them: by whatever the contact is known by, or said. If exactly one of several
    /// was found by something that is vouched for, it is that one.
    async fn is_customer(&self, contact: &ContactCard) -> Answer {
        match pop::matches(&*self.0, contact).await {
            Ok(found) => {
                let verified = found.iter().filter(|one| one.verified).count();
                match (found.len(), verified) {
                    (0, _) => Answer::None,
                    (1, _) | (_, 1) => Answer::Found,
                    (_, _) => Answer::Many,
                }
            }
            Err(error) => {
                let error = &error as &dyn std::error::Error;
                tracing::error!(error, "customers cannot be read for a script");
                Answer::Failed
            }
        }
    }
}
