//! The HTTP clients: two for the whole host, because a connection that one plugin may have must not
//! be waiting for another that may not.

use std::{
    fmt,
    sync::{Arc, OnceLock},
    time::Duration,
};

use reqwest::{Certificate, Client, redirect::Policy};

use super::resolver::{Guard, Resolver, SystemResolver};

/// How long a connection without a request is kept.
const IDLE: Duration = Duration::from_mins(1);
/// Connections without a request that are kept for each host.
const IDLE_PER_HOST: usize = 8;

/// How requests reach their hosts.
#[derive(Clone)]
pub struct Network {
    /// Looks names up.
    pub resolver: Arc<dyn Resolver>,
    /// Certificates of authorities that are trusted besides the public ones, each as PEM.
    pub authorities: Vec<Vec<u8>>,
}

impl Default for Network {
    fn default() -> Self {
        Self {
            resolver: Arc::new(SystemResolver),
            authorities: Vec::new(),
        }
    }
}

impl fmt::Debug for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Network")
            .field("authorities", &self.authorities.len())
            .finish_non_exhaustive()
    }
}

/// One client for each of the two reaches, made when first needed.
pub(crate) struct Clients {
    network: Network,
    public: OnceLock<Result<Client, String>>,
    private: OnceLock<Result<Client, String>>,
}

impl Clients {
    pub(crate) const fn new(network: Network) -> Self {
        Self {
            network,
            public: OnceLock::new(),
            private: OnceLock::new(),
        }
    }

    /// The client whose connections may, or may not, reach private networks.
    pub(crate) fn of(&self, private_networks: bool) -> Result<&Client, String> {
        let client = if private_networks {
            &self.private
        } else {
            &self.public
        };
        let built = client.get_or_init(|| {
            build(&self.network, private_networks)
                .map_err(|error| format!("the HTTP client does not start: {error}"))
        });
        built.as_ref().map_err(Clone::clone)
    }
}

fn build(network: &Network, private_networks: bool) -> reqwest::Result<Client> {
    let guard = Guard {
        resolver: Arc::clone(&network.resolver),
        private_networks,
    };
    let mut client = Client::builder()
        .dns_resolver(Arc::new(guard))
        .redirect(Policy::none())
        .referer(false)
        .no_proxy()
        .http1_only()
        .pool_idle_timeout(IDLE)
        .pool_max_idle_per_host(IDLE_PER_HOST)
        .user_agent(concat!("frontdesk/", env!("CARGO_PKG_VERSION")));
    for authority in &network.authorities {
        client = client.add_root_certificate(Certificate::from_pem(authority)?);
    }
    client.build()
}
