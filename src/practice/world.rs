//! The whole of practice, put together: three exchanges on loopback, a proxy for each machine, and the fleet planted.

use super::{Fleet, Kind, Page, PlannedHost, Proxy, Running, Site, Venue, Venues};
use crate::domain::{Account, Chance, Clock, HostName, Problem, Way};
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use tokio::runtime::Handle;

/// Practice, running. Dropping it stops everything.
#[derive(Debug)]
pub struct World {
    /// The plan of the made-up fleet, whose keys exist here.
    pub fleet: Fleet,
    venues: Venues,
    running: Vec<Running>,
    machines: Vec<(HostName, Option<Proxy>)>,
}

impl World {
    /// Starts the exchanges and the machines, and plants the fleet. This computer is seen from the address of `home`.
    ///
    /// # Errors
    /// No port could be had, or chance failed.
    pub fn start(runtime: &Handle, clock: &Arc<dyn Clock>, chance: &Arc<dyn Chance>) -> Result<Self, Problem> {
        let venues = Venues::new(clock, chance);
        let running = venues.serve(runtime)?;
        let planned = Fleet::machines()?;
        let machines = planned.iter().map(|host| machine(runtime, host, &running)).collect::<Result<Vec<_>, _>>()?;
        for home in planned.iter().filter(|host| host.here) {
            for kind in Kind::ALL {
                venues.of(kind).seen_as(IpAddr::from(Ipv4Addr::LOCALHOST), home.address);
            }
        }
        let fleet = Fleet::plan(clock.now(), chance.as_ref(), &|host| way(&machines, host))?;
        fleet.plant(&venues)?;
        Ok(Self { fleet, venues, running, machines })
    }

    /// One of the exchanges.
    pub const fn venue(&self, kind: Kind) -> &Arc<Venue> {
        self.venues.of(kind)
    }

    /// What `[exchange.*] base_url` says for an exchange.
    pub fn base_url(&self, kind: Kind) -> Option<String> {
        self.running.iter().find(|running| running.venue().kind() == kind).map(Running::base_url)
    }

    /// How a machine is asked through: its proxy, or directly where it is this computer.
    pub fn way(&self, host: &HostName) -> Way {
        way(&self.machines, host)
    }

    /// The exchange's page of an account.
    pub fn page(&self, kind: Kind, site: Site, account: &Account) -> Option<Page> {
        Page::open(Arc::clone(self.venue(kind)), site, account)
    }
}

fn machine(runtime: &Handle, host: &PlannedHost, running: &[Running]) -> Result<(HostName, Option<Proxy>), Problem> {
    let exchanges: Vec<&Running> = running.iter().collect();
    let proxy = if host.here { None } else { Some(Proxy::start(runtime, host.address, &exchanges)?) };
    Ok((host.name.clone(), proxy))
}

fn way(machines: &[(HostName, Option<Proxy>)], host: &HostName) -> Way {
    let proxy = machines.iter().find(|(name, _)| name == host).and_then(|(_, proxy)| proxy.as_ref());
    proxy.and_then(|proxy| proxy.way().ok()).unwrap_or(Way::Direct)
}
