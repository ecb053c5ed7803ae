//! The rules of the trade, tried on the till's core with a disk, a server, a printer and a cashier made of
//! memory.

mod afterwards;
mod consent;
mod disk;
mod drawer;
mod enrolment;
mod facts;
mod fences;
mod histories;
mod line;
mod outage;
#[cfg(feature = "planted")]
mod planted;
mod printing;
mod pulse;
mod repeat;
mod restarts;
mod rig;
mod running;
mod sale;
mod server;
mod silence;
mod street;
