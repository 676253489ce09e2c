-- Who may read a record told in confidence besides its author. None: the author alone.

create table interaction_reader (
  interaction_id integer not null references interaction(id),
  staff_id integer not null references staff(id),
  primary key (interaction_id, staff_id)
) strict, without rowid;
create index interaction_reader_staff on interaction_reader(staff_id);
