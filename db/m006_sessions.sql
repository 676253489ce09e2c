-- Signing in: one's own sessions as a list, and a computer that tries many names.

alter table session add column device text not null default '';           -- 手机, 电脑: never more of what a browser tells
alter table sign_in_attempt add column address text not null default '';  -- empty: unknown, and then nobody is held up by it
create index sign_in_attempt_address on sign_in_attempt(address, at) where address <> '';
