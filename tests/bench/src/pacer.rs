//! Due times: an open loop never waits for answers, and never for a timer that is a millisecond off.

use std::{
    sync::mpsc::{self, RecvTimeoutError},
    thread,
    time::Instant,
};

use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

/// Gives the numbers 0, 1, 2 … of `count`, each when it is due: `gap` apart from `start` on.
///
/// The runtime's timers have a grain of a millisecond, the kernel's of a few microseconds, so a
/// thread of its own does the waiting. It sends nothing else and costs next to nothing.
pub fn pace(
    start: Instant,
    per_second: u64,
    count: u64,
) -> (UnboundedReceiver<(u64, Instant)>, mpsc::Sender<()>) {
    let (ticks, due) = unbounded_channel();
    let (stop, stopped) = mpsc::channel();
    thread::spawn(move || {
        for number in 0..count {
            let at = start + due_after(number, per_second);
            let wait = at.saturating_duration_since(Instant::now());
            // An immediate tick skips the wait: the channel's timeout costs a system call.
            let over = !wait.is_zero()
                && matches!(
                    stopped.recv_timeout(wait),
                    Ok(()) | Err(RecvTimeoutError::Disconnected)
                );
            if over || ticks.send((number, at)).is_err() {
                return;
            }
        }
    });
    (due, stop)
}

/// When the `number`th of an even stream is due, after its start.
pub fn due_after(number: u64, per_second: u64) -> std::time::Duration {
    std::time::Duration::from_nanos(number.saturating_mul(1_000_000_000) / per_second.max(1))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test]
    async fn ticks_come_in_order_and_never_early() {
        let start = Instant::now();
        let (mut due, _running) = pace(start, 1_000, 20);
        for expected in 0..20 {
            let (number, at) = due.recv().await.unwrap();
            assert_eq!(number, expected);
            assert!(Instant::now() >= at && at == start + Duration::from_millis(expected));
        }
        assert!(due.recv().await.is_none());
    }
}
