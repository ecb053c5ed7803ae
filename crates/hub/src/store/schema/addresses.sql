-- Networks from which a dealer's or a point's requests may come; without a row, from anywhere.
CREATE TABLE party_network (
  party INTEGER NOT NULL REFERENCES party (id),
  network TEXT NOT NULL,
  PRIMARY KEY (party, network)
) STRICT, WITHOUT ROWID;
