-- The second step: a code from one's phone before acts that must not follow from a password alone.

create table second_step (
  account_id integer primary key references account(id),
  secret blob not null,                      -- sealed with a key that comes from the school's
  last_counter integer not null,             -- of the last code taken: a code is good once
  wrong_codes integer not null default 0,    -- one after the other
  wait_until text                            -- after too many of them
) strict;

-- For the day the phone is lost; each is good once and then goes.
create table spare_code (
  id integer primary key,
  account_id integer not null references second_step(account_id) on delete cascade,
  code_hash text not null
) strict;
create unique index spare_code_of_account on spare_code(account_id, code_hash);

alter table session add column stepped_up_at text;  -- when a code was last given in this session
