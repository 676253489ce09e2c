-- The log of acts as a chain: each row carries the hash of the one before, so a changed, missing or inserted row shows.

drop trigger audit_no_update;
alter table audit add column prev blob check (prev is null or length(prev) = 32);
alter table audit add column hash blob check (hash is null or length(hash) = 32);
-- db/migrations.py computes prev and hash of the rows that are there already, and then makes the triggers of db/audit.py

-- 审计员: reads the log, and nothing else
create table staff_role_new (
  id integer primary key,
  staff_id integer not null references staff(id),
  role text not null check (role in ('admin', 'leader', 'office', 'grade_head', 'auditor')),
  grade integer check (grade between 1 and 12),
  valid_from text not null check (valid_from is date(valid_from, '+0 days')),
  valid_to text check (valid_to is date(valid_to, '+0 days')),
  check ((role = 'grade_head') = (grade is not null))
) strict;
insert into staff_role_new select * from staff_role;
drop table staff_role;
alter table staff_role_new rename to staff_role;
create unique index staff_role_open on staff_role(staff_id, role, coalesce(grade, 0)) where valid_to is null;

create index audit_staff on audit(staff_id, seq);
create index audit_target on audit(target, seq);
