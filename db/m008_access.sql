-- 申请查看: reading about a student outside one's circle, asked with a reason, granted by a named person, over at a moment

create table access_request (
  id integer primary key,
  student_id integer not null references student(id),
  asked_by integer not null references staff(id),
  asked_at text not null,
  reason text not null,
  days integer not null check (days between 1 and 14),          -- as asked for
  state text not null default 'open' check (state in ('open', 'granted', 'refused', 'withdrawn', 'ended')),
  decided_by integer references staff(id),
  decided_at text,
  words text not null default '',                               -- of who decided, for who asked
  ends_at text,                                                 -- granted: the moment it is over, without anybody's doing
  ended_by integer references staff(id),                        -- before that moment
  ended_at text,
  read_at text,                                                 -- when the archive was last opened by it
  version integer not null default 1,
  check (decided_by is null or decided_by <> asked_by),         -- nobody grants oneself anything, whatever the program says
  check (state not in ('granted', 'ended') or (decided_by is not null and ends_at is not null))
) strict;
create unique index access_request_open on access_request(asked_by, student_id) where state = 'open';
create index access_granted on access_request(asked_by, ends_at, student_id) where state = 'granted';
create index access_granted_student on access_request(student_id, ends_at) where state = 'granted';

-- Whoever gains or loses a role signs in anew, however that came about: by hand, by an import or its undoing, by leaving.
create trigger role_given after insert on staff_role begin
  update account set password_epoch = password_epoch + 1 where staff_id = new.staff_id;
end;
create trigger role_changed after update on staff_role begin
  update account set password_epoch = password_epoch + 1 where staff_id in (old.staff_id, new.staff_id);
end;
create trigger role_taken after delete on staff_role begin
  update account set password_epoch = password_epoch + 1 where staff_id = old.staff_id;
end;
