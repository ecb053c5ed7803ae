mod crashes;
mod decisions;
mod evidence;
mod flow;
mod group;
mod histories;
mod invariants;
mod limits;
mod migrations;
#[cfg(feature = "planted")]
mod planted;
mod races;
mod setup;
