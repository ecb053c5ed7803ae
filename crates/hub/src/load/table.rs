//! The result on one page.

use std::fmt::{self, Display, Formatter};

use super::report::{Report, Spread};

/// Microseconds as milliseconds with one digit behind the point.
struct Ms(u64);

impl Display for Ms {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let tenths = self.0.div_ceil(100);
        let text = format!("{}.{}", tenths / 10, tenths % 10);
        f.pad(&text)
    }
}

impl Report {
    /// The result for people.
    #[must_use]
    pub fn table(&self) -> String {
        self.to_string()
    }
}

impl Display for Report {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.write_rates(f)?;
        writeln!(f)?;
        self.write_latency(f)?;
        writeln!(f)?;
        self.write_proof(f)?;
        writeln!(f, "{}", if self.is_good() { "sound" } else { "NOT SOUND" })
    }
}

impl Report {
    fn write_rates(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let limits = &self.limits;
        writeln!(
            f,
            "{} payments of {} points ({}) on {} connections in {} s",
            self.acknowledged, self.points, self.profile, self.clients, self.seconds
        )?;
        match self.rate {
            None => writeln!(
                f,
                "a connection begins a payment when its last one has ended"
            )?,
            Some(rate) => writeln!(f, "{rate} payments begin every second, late or not")?,
        }
        writeln!(f)?;
        writeln!(f, "payments per second        {}", self.payments_per_second)?;
        writeln!(f, "signed answers per second  {}", self.replies_per_second)?;
        writeln!(
            f,
            "signing limit of {} cores   {} per second, {} of it used",
            limits.cores, limits.signs_per_second, self.share_of_signing
        )?;
        let (median, tail) = (Ms(limits.sync_us.p50), Ms(limits.sync_us.p95));
        writeln!(
            f,
            "a sync of the disk         {median} ms, 95 of 100 within {tail} ms"
        )?;
        let [hub, own] = self.processor_ms_per_payment;
        writeln!(
            f,
            "processor per payment      {hub} ms the hub, {own} ms its clients"
        )
    }

    fn write_latency(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "ms         50 %     95 %     99 %      max")?;
        let latency = &self.latency_us;
        for (name, spread) in [
            ("check", latency.check),
            ("pay", latency.pay),
            ("status", latency.status),
            ("payment", latency.payment),
        ] {
            let Spread { p50, p95, p99, max } = spread;
            let (p50, p95, p99, max) = (Ms(p50), Ms(p95), Ms(p99), Ms(max));
            writeln!(f, "{name:<8}{p50:>7}  {p95:>7}  {p99:>7}  {max:>7}")?;
        }
        Ok(())
    }

    fn write_proof(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let books = &self.books;
        writeln!(
            f,
            "answers    {} signatures hold, {} do not; {} errors",
            self.signatures_good, self.signatures_bad, self.errors
        )?;
        for (kind, count) in &self.error_kinds {
            writeln!(f, "           {count} x {kind}")?;
        }
        writeln!(
            f,
            "books      {} captured, {} credited by the provider, {} besides, {} not captured, {} before",
            books.captured,
            books.credited,
            books.credited_besides,
            books.not_captured,
            books.stored_before
        )?;
        match self.drained_ms {
            Some(ms) => writeln!(
                f,
                "bank       had all its orders {ms} ms after the last answer"
            )?,
            None => writeln!(f, "bank       {} orders are still open", books.orders_open)?,
        }
        let rules = books.broken_rules;
        writeln!(
            f,
            "ledger     {rules} broken rules, checked in {} ms",
            books.check_ms
        )
    }
}
