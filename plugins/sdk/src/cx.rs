//! The context of an operation: it makes requests look like calls.

use crate::{
    Error,
    http::{Exchange, Failure, Request, Response},
};

/// The requests of one operation.
///
/// A component opens no connection. It runs from the top each time the host has something new: a
/// request that was answered before returns its recorded answer at once, the first that was not
/// leaves the function by `?` and the host runs it. Hence the one rule: **the same operation with the
/// same answers makes the same requests**. Settings, [`now`](crate::host::now) and
/// [`random`](crate::host::random) keep still by themselves; do not look at anything else.
#[derive(Debug)]
pub struct Cx {
    reference: String,
    prior: std::vec::IntoIter<Exchange>,
    needed: Option<Vec<Request>>,
}

/// Where the function left: to fetch, or with its result.
pub(crate) enum Left<T> {
    Fetch(Vec<Request>),
    Done(T),
}

impl Cx {
    /// The context of an operation with the exchanges so far. The export makes it; so does a test.
    pub fn new(reference: impl Into<String>, prior: Vec<Exchange>) -> Self {
        Self {
            reference: reference.into(),
            prior: prior.into_iter(),
            needed: None,
        }
    }

    /// The host's name for the operation, the same at every try: what to send as an idempotency key.
    /// Empty for translations.
    pub fn reference(&self) -> &str {
        &self.reference
    }

    /// Runs one request. What is no answer (no connection, no grant, a status that is neither 2xx nor
    /// accepted) is the error that the gateway should see: see [`http::error_of`](crate::http::error_of).
    pub fn fetch(&mut self, request: Request) -> Result<Response, Error> {
        let host = crate::http::host_of(&request.url);
        self.try_fetch(request)?
            .map_err(|failure| crate::http::error_of(&failure, &host))
    }

    /// Runs one request and returns what became of it, good or bad. The outer error only leaves the
    /// function so that the host can run the request.
    pub fn try_fetch(&mut self, request: Request) -> Result<Exchange, Error> {
        if let Some(exchange) = self.recorded() {
            return Ok(exchange);
        }
        Err(self.leave_to_fetch(vec![request]))
    }

    /// Runs requests at the same time, at most four; their answers in order.
    pub fn fetch_all(&mut self, requests: Vec<Request>) -> Result<Vec<Response>, Error> {
        let hosts: Vec<String> = requests
            .iter()
            .map(|request| crate::http::host_of(&request.url))
            .collect();
        let exchanges = self.try_fetch_all(requests)?;
        let answer = |(exchange, host): (Exchange, String)| {
            exchange.map_err(|failure: Failure| crate::http::error_of(&failure, &host))
        };
        exchanges.into_iter().zip(hosts).map(answer).collect()
    }

    /// Runs requests at the same time and returns what became of each.
    pub fn try_fetch_all(&mut self, mut requests: Vec<Request>) -> Result<Vec<Exchange>, Error> {
        let mut exchanges = Vec::with_capacity(requests.len());
        while exchanges.len() < requests.len() {
            let Some(exchange) = self.recorded() else {
                // Those already answered are not run twice.
                let missing = requests.split_off(exchanges.len());
                return Err(self.leave_to_fetch(missing));
            };
            exchanges.push(exchange);
        }
        Ok(exchanges)
    }

    /// Leaves with these requests whatever was answered before: return the error. For the rare
    /// component that keeps count itself; [`fetch`](Self::fetch) and its kin are built on it.
    pub fn leave_to_fetch(&mut self, requests: Vec<Request>) -> Error {
        // The first to leave decides: what runs after it runs without its answer.
        self.needed.get_or_insert(requests);
        Error::internal("the component went on without the answer it asked for")
    }

    /// The next recorded exchange, unless the function is leaving already.
    fn recorded(&mut self) -> Option<Exchange> {
        match self.needed {
            None => self.prior.next(),
            Some(_) => None,
        }
    }

    /// How many recorded exchanges are left.
    pub fn recorded_left(&self) -> usize {
        self.prior.len()
    }

    /// What the export answers: requests once any are needed, even if the function caught the error
    /// that should have left it.
    pub(crate) fn left<T>(self, result: Result<T, Error>) -> Result<Left<T>, Error> {
        match self.needed {
            Some(requests) => Ok(Left::Fetch(requests)),
            None => result.map(Left::Done),
        }
    }
}
