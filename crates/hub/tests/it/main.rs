//! The hub as dealers meet it: over real sockets, with real keys, bank and provider of the demo behind it.

#[cfg(test)]
mod access;
#[cfg(test)]
mod addresses;
#[cfg(test)]
mod bank_line;
#[cfg(test)]
mod bank_orders;
#[cfg(test)]
mod bank_sale;
#[cfg(test)]
mod bankside;
#[cfg(test)]
mod bodies;
#[cfg(test)]
mod books;
#[cfg(test)]
mod command;
#[cfg(test)]
mod days;
#[cfg(test)]
mod door;
#[cfg(test)]
mod enrol;
#[cfg(test)]
mod field;
#[cfg(test)]
mod habits;
#[cfg(test)]
mod hub;
#[cfg(test)]
mod load;
#[cfg(test)]
mod money;
#[cfg(test)]
mod network;
#[cfg(test)]
mod operator;
#[cfg(all(test, feature = "planted"))]
mod planted;
#[cfg(test)]
mod provider;
#[cfg(test)]
mod registry;
#[cfg(test)]
mod review;
#[cfg(test)]
mod sale;
#[cfg(test)]
mod small_provider;
#[cfg(test)]
mod staff;
#[cfg(test)]
mod terms;
#[cfg(test)]
mod till;
#[cfg(test)]
mod tls;
#[cfg(test)]
mod unchecked;
#[cfg(test)]
mod watched;
#[cfg(test)]
mod wire;
