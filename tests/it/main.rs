//! The programs as a shop meets them: the till's command line, a hub in a process of its own, real files, real
//! sockets, and every way in which they can fail.

#[cfg(test)]
mod cheque;
#[cfg(test)]
mod copies;
#[cfg(test)]
mod devices;
#[cfg(test)]
mod doctor;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod first_key;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod input;
#[cfg(test)]
mod ipriv;
#[cfg(test)]
mod kill;
#[cfg(test)]
mod printer;
#[cfg(test)]
mod profiles;
#[cfg(test)]
mod proxy;
#[cfg(test)]
mod reconcile;
#[cfg(test)]
mod rig;
#[cfg(test)]
mod sale;
#[cfg(test)]
mod storage;
#[cfg(test)]
mod template;
#[cfg(test)]
mod tidy;
