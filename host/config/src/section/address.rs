//! Addresses that requests with secrets go to.

use crate::{granted_host::GrantedHost, place::Place, read::Table};

/// What a secret goes to: the same rules as for hosts that a component is granted.
pub(crate) fn check(table: &mut Table<'_>, place: &Place, url: &str, private_networks: bool) {
    if url.is_empty() {
        return;
    }
    let path = url.find("://").and_then(|scheme| {
        let begin = scheme + "://".len();
        url.get(begin..)?.find(['/', '?']).map(|at| begin + at)
    });
    let origin = path.and_then(|path| url.get(..path)).unwrap_or(url);
    let message = match origin.parse::<GrantedHost>() {
        Ok(_) if origin.contains('*') || url.contains(['#', ' ']) => {
            "url is one address, such as https://api.example.com/v1/orders".to_owned()
        }
        Ok(host) if host.is_plain() && !private_networks => {
            "url is on this machine, which needs `private_networks = true`".to_owned()
        }
        Ok(_) => return,
        Err(error) => format!("url: {error}"),
    };
    table.problem(place, message);
}
