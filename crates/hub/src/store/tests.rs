mod crashes;
mod evidence;
mod flow;
mod group;
mod histories;
mod invariants;
mod races;
mod setup;
