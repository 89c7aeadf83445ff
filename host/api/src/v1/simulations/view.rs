//! What came of a run, as the API shows it.

use frontdesk_simulate::{Column, Figures, Interval, Learned, Spread, Within};
use frontdesk_wire::simulation::{
    SimulatedColumn, SimulatedColumnKind, SimulatedFigures, SimulatedInterval, SimulatedPoint,
    SimulatedRecord, SimulatedSpread,
};

pub(super) const fn record(of: &Learned) -> SimulatedRecord {
    SimulatedRecord {
        left: of.left,
        patience_mean_s: of.patience_mean_s,
        accept_mean_s: of.accept_mean_s,
    }
}

pub(super) fn column(kind: SimulatedColumnKind, of: Column) -> SimulatedColumn {
    let queues = of.queues.into_iter();
    let left_out = of.no_channel.into_iter();
    SimulatedColumn {
        kind,
        agents: of.agents,
        total: figures(&of.total),
        queues: queues
            .map(|(id, of)| (id.to_string(), figures(&of)))
            .collect(),
        answered_within: of.answered_within.into_iter().map(point).collect(),
        interval_s: of.interval_s,
        intervals: of.intervals.into_iter().map(interval).collect(),
        left_out: left_out
            .map(|(channel, number)| (channel.to_string(), number))
            .collect(),
    }
}

fn figures(of: &Figures) -> SimulatedFigures {
    SimulatedFigures {
        offered: of.offered,
        answered: of.answered,
        abandoned: of.abandoned,
        closed_unanswered: of.closed_unanswered,
        never_answered: of.never_answered,
        turned_away: of.turned_away,
        service_level_percent: of.service_level_percent,
        abandoned_percent: of.abandoned_percent,
        wait_s: spread(of.wait_s),
        left_after_s: spread(of.left_after_s),
        occupancy_percent: of.occupancy_percent,
        places_taken_percent: of.places_taken_percent,
        longest_line: of.longest_line,
    }
}

const fn spread(of: Spread) -> SimulatedSpread {
    SimulatedSpread {
        mean: of.mean,
        p50: of.p50,
        p90: of.p90,
        p95: of.p95,
        p99: of.p99,
        max: of.max,
    }
}

const fn point(of: Within) -> SimulatedPoint {
    SimulatedPoint {
        s: of.s,
        percent: of.percent,
    }
}

const fn interval(of: Interval) -> SimulatedInterval {
    SimulatedInterval {
        offered: of.offered,
        answered: of.answered,
        within_target: of.within_target,
        abandoned: of.abandoned,
    }
}
