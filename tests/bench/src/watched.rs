//! A value that others wait on: never a sleep, always a condition.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use anyhow::{Result, bail};
use tokio::{sync::Notify, time::timeout};

/// A value and a bell that rings when it changes.
#[derive(Debug, Default)]
pub struct Watched<T> {
    value: Mutex<T>,
    changed: Notify,
}

impl<T> Watched<T> {
    /// Looks at the value.
    pub fn read<R>(&self, look: impl FnOnce(&T) -> R) -> R {
        look(&self.value.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes the value and wakes everyone who waits on it.
    pub fn change<R>(&self, change: impl FnOnce(&mut T) -> R) -> R {
        let result = change(&mut self.value.lock().unwrap_or_else(PoisonError::into_inner));
        self.changed.notify_waiters();
        result
    }

    /// Waits until `condition` gives something; `what` names it when it does not within `limit`.
    pub async fn until<R>(
        &self,
        what: &str,
        limit: Duration,
        mut condition: impl FnMut(&T) -> Option<R>,
    ) -> Result<R> {
        let wait = async {
            loop {
                let mut bell = Box::pin(self.changed.notified());
                bell.as_mut().enable();
                if let Some(found) = self.read(&mut condition) {
                    return found;
                }
                bell.await;
            }
        };
        match timeout(limit, wait).await {
            Ok(found) => Ok(found),
            Err(_) => bail!("waited {limit:?} in vain: {what}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[tokio::test]
    async fn a_waiter_wakes_when_the_condition_holds() {
        let watched = Arc::new(Watched::<u32>::default());
        let other = Arc::clone(&watched);
        let setter = tokio::spawn(async move { other.change(|value| *value = 7) });
        let limit = Duration::from_secs(5);
        let seen = watched
            .until("seven", limit, |value| (*value == 7).then_some(*value))
            .await;
        setter.await.unwrap();
        assert_eq!(seen.unwrap(), 7);
    }

    #[tokio::test]
    async fn a_condition_that_never_holds_is_named() {
        let watched = Watched::<u32>::default();
        let vain = watched
            .until("the moon", Duration::from_millis(1), |_| None::<()>)
            .await;
        assert!(vain.unwrap_err().to_string().contains("the moon"));
    }
}
