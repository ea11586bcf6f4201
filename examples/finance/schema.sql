-- The bank's tables, in the brokers' database.

create table if not exists account (
  id            text   primary key,
  opening_cents bigint not null,
  balance_cents bigint not null check (balance_cents >= 0),
  last_debit    int    not null default 0
);

-- Apart from the accounts: who asks for a transfer does not wait for the ledger.
create table if not exists transfer_sequence (
  account text primary key references account,
  last    int  not null default 0
);

create table if not exists transfer (
  id      uuid   primary key,
  debtor  text   not null references account,
  payee   text   not null references account,
  cents   bigint not null check (cents > 0),
  n       int    not null, -- of its debtor, without gaps
  state   text   not null default 'requested', -- requested, debited, credited, refused
  unique (debtor, n)
);

-- The audit: rows are added and never changed. ledger is the process that wrote it, attempt the delivery by which it came.
create table if not exists entry (
  id            bigint      generated always as identity primary key,
  transfer_id   uuid        not null references transfer,
  account       text        not null references account,
  cents         bigint      not null,
  balance_cents bigint      not null,
  ledger        int         not null,
  attempt       int         not null,
  redelivered   bool        not null,
  posted_at     timestamptz not null default now(),
  unique (transfer_id, account)
);
