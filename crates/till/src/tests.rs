//! The rules of the trade, tried on the till's core with a disk, a server, a printer and a cashier made of
//! memory.

mod consent;
mod disk;
mod fences;
mod histories;
mod line;
mod printing;
mod restarts;
mod rig;
mod running;
mod sale;
mod server;
mod silence;
mod street;
