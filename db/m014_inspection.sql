-- 督导检查: mentors drawn or chosen, what was found, what is to be mended until when, and every step of it

create table inspection (
  id integer primary key,                                       -- also what the draw is made with
  name text not null,
  since text not null,                                          -- the days looked at, both inclusive
  until text not null check (until >= since),
  begun_by integer references staff(id),
  begun_at text not null
) strict;

create table inspected (
  id integer primary key,
  inspection_id integer not null references inspection(id),
  mentor_id integer not null references staff(id),
  way text not null check (way in ('drawn', 'chosen')),
  state text not null default 'waiting'
    check (state in ('waiting', 'fine', 'improve', 'mend', 'answered', 'closed', 'removed')),
  due_on text,                                                  -- 限期整改: the last day
  version integer not null default 1,
  unique (inspection_id, mentor_id),
  unique (id, mentor_id),
  check (state not in ('mend', 'answered') or due_on is not null)
) strict;
create index inspected_to_mend on inspected(mentor_id) where state = 'mend';
create index inspected_open on inspected(state, due_on) where state in ('mend', 'answered');
create index inspected_mentor on inspected(mentor_id);

-- Only grows. `sealed` holds what was written, for findings about a mentor may quote children.
create table inspection_step (
  id integer primary key,
  inspected_id integer not null,
  mentor_id integer not null,
  version integer not null,                                     -- of the row in `inspected` after this step
  act text not null check (act in ('added', 'removed', 'fine', 'improve', 'mend', 'answered', 'passed', 'failed')),
  due_on text,
  sealed blob,
  by_staff integer references staff(id),
  at text not null,
  unique (inspected_id, version),
  foreign key (inspected_id, mentor_id) references inspected(id, mentor_id),
  check ((act = 'answered') = (by_staff is mentor_id))          -- nobody inspects oneself, and nobody answers for another
) strict;
create trigger inspection_step_stays before update on inspection_step begin
  select raise(abort, 'a step of an inspection stays as it was');
end;
create trigger inspection_step_remains before delete on inspection_step begin
  select raise(abort, 'a step of an inspection stays as it was');
end;
