//! Collecting the metrics, and the page that shows them.

use metrics::{Unit, describe_counter, describe_gauge, describe_histogram};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};

use crate::metric_definitions::{DEFINITIONS, Kind};

/// The collected metrics. Cheap to clone.
#[derive(Clone)]
pub struct Measures(PrometheusHandle);

/// Why metrics cannot be collected.
#[derive(Debug, thiserror::Error)]
#[error("metrics cannot be collected")]
pub struct MeasuresError(#[from] BuildError);

/// Begins to collect the metrics of this process.
pub fn start() -> Result<Measures, MeasuresError> {
    let mut builder = PrometheusBuilder::new();
    for definition in DEFINITIONS {
        if let Kind::Histogram(bounds) = definition.kind {
            let name = Matcher::Full(definition.name.to_owned());
            builder = builder.set_buckets_for_metric(name, bounds)?;
        }
    }
    let handle = builder.install_recorder()?;
    for definition in DEFINITIONS {
        let unit = if definition.unit == "s" {
            Unit::Seconds
        } else {
            Unit::Count
        };
        match definition.kind {
            Kind::Counter => describe_counter!(definition.name, unit, definition.description),
            Kind::Gauge => describe_gauge!(definition.name, unit, definition.description),
            Kind::Histogram(_) => {
                describe_histogram!(definition.name, unit, definition.description);
            }
        }
    }
    Ok(Measures(handle))
}

impl Measures {
    /// The page, in Prometheus' text format.
    pub fn render(&self) -> String {
        self.0.render()
    }

    /// Folds what was recorded since the last call. To be called every few seconds: between calls
    /// every single value of a histogram is kept.
    pub fn fold(&self) {
        self.0.run_upkeep();
    }
}
