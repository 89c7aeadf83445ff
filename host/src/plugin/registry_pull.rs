//! A component out of an OCI registry: `oci://ghcr.io/acme/sms:1.4`, or by its digest.
//!
//! What is pulled is a file like any other afterwards: the digest is locked, the signature checked, the
//! component tried. The gateway itself never pulls anything (`host/decisions/0009`).

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, anyhow, bail};
use docker_credential::DockerCredential;
use frontdesk_plugin_host::Limits;
use futures_util::StreamExt as _;
use oci_client::{
    Client, Reference,
    client::{ClientConfig, ClientProtocol},
    manifest::{OciDescriptor, OciImageManifest},
    secrets::RegistryAuth,
};
use tempfile::TempDir;

/// Media types of a component's layer: that of the Wasm OCI artifact layout, and the one before it.
const WASM: [&str; 2] = [
    "application/wasm",
    "application/vnd.wasm.content.layer.v1+wasm",
];
/// The annotation with a file's name, as `oras push` writes it.
const TITLE: &str = "org.opencontainers.image.title";
/// Bytes of a signature's file.
const SIGNATURE_BYTES: usize = 16 << 10;

/// A component that was pulled, in a folder that goes with this value.
#[derive(Debug)]
pub(super) struct Pulled {
    /// Where it is. Its signature, if the artifact has one, lies beside it.
    pub(super) file: PathBuf,
    _folder: TempDir,
}

/// Pulls the component that a reference (without `oci://`) names.
pub(super) fn pull(reference: &str) -> Result<Pulled> {
    let parsed: Reference = reference.parse().with_context(|| {
        format!("oci://{reference} is no reference such as oci://ghcr.io/acme/sms:1.4")
    })?;
    let pulled = super::check::runtime()?.block_on(download(&parsed));
    pulled.with_context(|| format!("pulling {parsed}"))
}

async fn download(reference: &Reference) -> Result<Pulled> {
    let registry = reference.resolve_registry();
    let auth = credentials(registry);
    let client = Client::new(ClientConfig {
        protocol: protocol(registry),
        ..ClientConfig::default()
    });
    let (manifest, _) = client.pull_image_manifest(reference, &auth).await?;
    let layer = component(&manifest)?;
    let most = Limits::default().wasm_bytes;
    let wasm = blob(&client, reference, layer, most).await?;
    let folder = tempfile::tempdir().context("making a folder for it")?;
    let name = reference.repository().rsplit('/').next();
    let file = folder
        .path()
        .join(format!("{}.wasm", name.unwrap_or("component")));
    if let Some(layer) = signature(&manifest) {
        let text = blob(&client, reference, layer, SIGNATURE_BYTES).await?;
        fs::write(file.with_extension("wasm.minisig"), text)?;
    }
    fs::write(&file, wasm)?;
    Ok(Pulled {
        file,
        _folder: folder,
    })
}

/// What `docker login` or `oras login` has left for this registry; nobody otherwise.
fn credentials(registry: &str) -> RegistryAuth {
    match docker_credential::get_credential(registry) {
        Ok(DockerCredential::UsernamePassword(user, password)) => {
            RegistryAuth::Basic(user, password)
        }
        Ok(DockerCredential::IdentityToken(token)) => RegistryAuth::Bearer(token),
        Err(_) => RegistryAuth::Anonymous,
    }
}

/// A registry on this machine needs no certificate.
fn protocol(registry: &str) -> ClientProtocol {
    let host = registry.rsplit_once(':').map_or(registry, |(host, _)| host);
    if matches!(host, "localhost" | "127.0.0.1" | "[::1]") {
        ClientProtocol::HttpsExcept(vec![registry.to_owned()])
    } else {
        ClientProtocol::Https
    }
}

fn component(manifest: &OciImageManifest) -> Result<&OciDescriptor> {
    let is_component = |layer: &&OciDescriptor| {
        WASM.contains(&layer.media_type.as_str()) || has_extension(layer, "wasm")
    };
    let mut found = manifest.layers.iter().filter(is_component);
    match (found.next(), found.next()) {
        (Some(layer), None) => Ok(layer),
        (None, _) => {
            let types: Vec<_> = manifest.layers.iter().map(|it| &*it.media_type).collect();
            bail!(
                "it holds no component: a layer of the type {} is one; it has: {}",
                WASM[0],
                types.join(", ")
            )
        }
        (Some(_), Some(_)) => bail!("it holds more than one component; push each by itself"),
    }
}

fn signature(manifest: &OciImageManifest) -> Option<&OciDescriptor> {
    let mut layers = manifest.layers.iter();
    layers.find(|layer| has_extension(layer, "minisig"))
}

fn has_extension(layer: &OciDescriptor, wanted: &str) -> bool {
    let extension = title(layer).and_then(|title| Path::new(title).extension());
    extension.is_some_and(|extension| extension == wanted)
}

fn title(layer: &OciDescriptor) -> Option<&str> {
    Some(layer.annotations.as_ref()?.get(TITLE)?.as_str())
}

/// A layer's bytes, checked against its digest by the client; at most `most` of them.
async fn blob(
    client: &Client,
    reference: &Reference,
    layer: &OciDescriptor,
    most: usize,
) -> Result<Vec<u8>> {
    let mut stream = client.pull_blob_stream(reference, layer).await?;
    let mut bytes = Vec::new();
    while let Some(chunk) = stream.next().await {
        bytes.extend_from_slice(&chunk?);
        if bytes.len() > most {
            return Err(anyhow!("a layer is larger than {most} bytes"));
        }
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn layer(media_type: &str, title: Option<&str>) -> OciDescriptor {
        let annotations = title.map(|title| BTreeMap::from([(TITLE.to_owned(), title.to_owned())]));
        OciDescriptor {
            media_type: media_type.to_owned(),
            annotations,
            ..OciDescriptor::default()
        }
    }

    fn manifest(layers: Vec<OciDescriptor>) -> OciImageManifest {
        OciImageManifest {
            layers,
            ..OciImageManifest::default()
        }
    }

    #[test]
    fn the_component_is_known_by_its_type_or_by_its_name() {
        let other = || layer("application/octet-stream", Some("sms.wasm.minisig"));
        for good in [
            layer(WASM[0], None),
            layer(WASM[1], None),
            layer("application/octet-stream", Some("sms.wasm")),
        ] {
            let manifest = manifest(vec![other(), good.clone()]);
            let found = component(&manifest).unwrap();
            assert_eq!(found.media_type, good.media_type);
            assert_eq!(title(found), title(&good));
            assert_eq!(title(signature(&manifest).unwrap()), title(&other()));
        }
        let none = component(&manifest(vec![other()])).unwrap_err().to_string();
        assert!(none.contains("application/octet-stream"), "{none}");
        let two = manifest(vec![layer(WASM[0], None), layer(WASM[0], None)]);
        assert!(component(&two).is_err());
    }

    #[test]
    fn only_a_registry_on_this_machine_is_asked_without_tls() {
        for (registry, is_plain) in [
            ("127.0.0.1:5000", true),
            ("localhost:5000", true),
            ("ghcr.io", false),
            ("localhost.example.com:5000", false),
            ("10.0.0.1:5000", false),
        ] {
            let is_https = matches!(protocol(registry), ClientProtocol::Https);
            assert_eq!(!is_https, is_plain, "{registry}");
        }
    }
}
