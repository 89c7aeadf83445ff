//! A file that a contact sent: the component says how it is fetched, the host fetches it.

use std::time::Duration;

use frontdesk_engine::ports::FileFault;

use crate::{
    bindings::{
        channel::FileStep,
        http_types::{Exchange, Failure, Request},
        types::{Error, ErrorKind, Payload},
    },
    fault::Fault,
    instance::Instance,
    operation::{Step, Stop, Task},
    plugin::Plugin,
};

/// How long the file itself may take.
const TIME: Duration = Duration::from_mins(1);

struct FetchFile<'a>(&'a str);

impl Task for FetchFile<'_> {
    type Answer = Request;

    async fn pass(
        &self,
        instance: &mut Instance,
        prior: &[Exchange],
    ) -> Result<Result<Step<Request>, Error>, Fault> {
        let Some(channel) = &instance.exports.channel else {
            return Err(Fault::Kind("channel"));
        };
        let answer = channel.fetch_file(&mut instance.store, self.0, prior).await;
        Ok(match instance.end(answer)? {
            Ok(FileStep::Fetch(requests)) => Ok(Step::Fetch(requests)),
            Ok(FileStep::File(request)) => Ok(Step::Done(request)),
            Err(error) => Err(error),
        })
    }
}

impl Plugin {
    /// The file behind a handle, of at most so many bytes.
    pub(crate) async fn fetch_file(
        &self,
        handle: &str,
        bytes_max: usize,
    ) -> Result<Vec<u8>, FileFault> {
        let task = FetchFile(handle);
        let now = self.clock.now();
        let request = self.run_task(&task, handle.as_bytes(), None, now).await;
        let request = request.map_err(|stop| match stop {
            Stop::Reported(error) => of_error(&error),
            Stop::Fault(fault) => FileFault::Unavailable(fault.to_string()),
        })?;
        match self.egress.file(request, bytes_max, TIME).await {
            Ok(response) => Ok(match response.body {
                Payload::Text(text) => text.into_bytes(),
                Payload::Bytes(bytes) => bytes,
            }),
            Err(failure) => Err(of_failure(failure)),
        }
    }
}

fn of_error(error: &Error) -> FileFault {
    match error.kind {
        ErrorKind::Unsupported | ErrorKind::Rejected | ErrorKind::Invalid => FileFault::NotThere,
        ErrorKind::Unauthorized
        | ErrorKind::RateLimited
        | ErrorKind::Transient
        | ErrorKind::Misconfigured
        | ErrorKind::Internal => FileFault::Unavailable(error.message.clone()),
    }
}

fn of_failure(failure: Failure) -> FileFault {
    match failure {
        Failure::Status(response) if matches!(response.status, 404 | 410) => FileFault::NotThere,
        Failure::Status(response) => {
            FileFault::Unavailable(format!("the provider answered {}", response.status))
        }
        Failure::TooLarge(_) => FileFault::TooLarge,
        Failure::Timeout => {
            FileFault::Unavailable("the provider did not answer in time".to_owned())
        }
        Failure::Connect(why) | Failure::Denied(why) => FileFault::Unavailable(why),
    }
}
