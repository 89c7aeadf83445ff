//! The operator's settings, as a type.

use serde::de::DeserializeOwned;

use crate::{Error, host};

/// The settings as a type of the component's own. An error names the key that is wrong or missing.
pub fn settings<T: DeserializeOwned>() -> Result<T, Error> {
    serde_json::from_str(&host::settings())
        .map_err(|error| Error::misconfigured(format!("the settings: {error}")))
}

/// What [`validate`](crate::Plugin::validate) answers when the type says all there is to say.
pub fn settings_problems<T: DeserializeOwned>() -> Result<(), Vec<Error>> {
    settings::<T>().map(drop).map_err(|error| vec![error])
}
