-- The shop's own tables. howdah_outbox and howdah_inbox are created beside them.

create table if not exists orders (
  id         uuid        primary key,
  sku        text        not null,
  quantity   int         not null,
  cents      int         not null,
  card       text        not null,
  email      text        not null,
  state      text        not null default 'placed',
  mail       text        not null default 'none', -- none, sent or failed
  placed_at  timestamptz not null default now()
);

create table if not exists payment (
  order_id uuid primary key references orders,
  cents    int  not null,
  refunded bool not null default false
);

create table if not exists stock (
  sku       text primary key,
  delivered int  not null,
  on_hand   int  not null check (on_hand >= 0)
);

-- What the company that charges cards has in its books. In reality it is somebody else's database.
create table if not exists card_charge (
  key      text primary key,
  cents    int  not null,
  refunded bool not null default false
);
