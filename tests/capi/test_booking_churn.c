/*
 * Places that are taken, held, left, confirmed late and moved into, by many at once, while the
 * clock goes on and the calendar changes its mind about how many it has: no slot ever has more than
 * its places, nobody loses what it was told that it has, and no place is lost.
 */
#define _GNU_SOURCE
#include "race.h"

#define SLOTS 4
#define PLACES 5
#define STEPS 120
#define CALENDAR 1

typedef enum place { HELD, CONFIRMED, CANCELLED } place;
typedef struct own {
  pmm_id id;
  place state;
  int slot;
} own;
typedef struct player {
  pmm_session* s;
  uint64_t dice;
  own all[STEPS];
  int count;
} player;

static int64_t start_of(int slot) { return CHECK_FRIDAY + slot * 30 * CHECK_MINUTE; }

static pmm_status advance_quietly(pmm_session* s, pmm_id id, const char* verb) {
  return pmm_appointment_advance(s, id, pmm_string(verb), NULL, NULL, NULL);
}

static void take(player* p, int hold) {
  own mine = {0, CONFIRMED, 0};
  pmm_appointment_input in;
  pmm_status status;
  mine.slot = (int)race_roll(&p->dice, SLOTS);
  mine.state = hold ? HELD : CONFIRMED;
  in = booking(CALENDAR, start_of(mine.slot), 0);
  status = hold ? pmm_appointment_hold(p->s, &in, NULL, &mine.id, NULL)
                : pmm_appointment_book(p->s, &in, NULL, &mine.id, NULL);
  CHECK(status == PMM_OK || status == PMM_E_CONFLICT);
  if (status == PMM_OK) p->all[p->count++] = mine;
}

/* Refused only where the time for it is over. */
static void confirm(player* p, own* mine) {
  pmm_result* row = appointment(p->s, mine->id);
  const int64_t until = int_cell(row, 0, "held_until");
  const pmm_status status = advance_quietly(p->s, mine->id, "confirm");
  pmm_result_free(row);
  if (status == PMM_OK)
    mine->state = CONFIRMED;
  else
    CHECK(status == PMM_E_CONFLICT && race_clock(NULL) >= until);
}

static void change(player* p) {
  own* mine;
  int slot;
  pmm_status status;
  if (p->count == 0) return;
  mine = &p->all[race_roll(&p->dice, p->count)];
  if (mine->state == HELD) {
    confirm(p, mine);
    return;
  }
  if (mine->state == CANCELLED) return;
  if (race_roll(&p->dice, 3) == 0) {
    CHECK(advance_quietly(p->s, mine->id, "cancel") == PMM_OK);
    mine->state = CANCELLED;
    return;
  }
  slot = (int)race_roll(&p->dice, SLOTS);
  status = pmm_appointment_move(p->s, mine->id, 0, start_of(slot), NULL, NULL, NULL);
  CHECK(status == PMM_OK || status == PMM_E_CONFLICT);
  if (status == PMM_OK) mine->slot = slot;
}

static void change_capacity(pmm_session* s, int64_t capacity) {
  pmm_calendar_input in = PMM_CALENDAR_INPUT_INIT;
  in.set_fields = PMM_CALENDAR_CAPACITY;
  in.capacity = capacity;
  CHECK(pmm_calendar_update(s, CALENDAR, &in, NULL, NULL, NULL) == PMM_OK);
}

/* How many have a place for sure: a hold may lapse while we look. */
static int taken(pmm_session* s, int slot) {
  pmm_appointment_filter filter = PMM_APPOINTMENT_FILTER_INIT;
  pmm_page page = PMM_PAGE_INIT;
  pmm_result* rows = NULL;
  int64_t i, now;
  int count = 0;
  filter.set_fields = PMM_APPOINTMENT_FILTER_FROM_US | PMM_APPOINTMENT_FILTER_TO_US;
  filter.from_us = start_of(slot);
  filter.to_us = filter.from_us + 1;
  page.limit = 10000;
  CHECK(pmm_appointment_list(s, &filter, &page, NULL, &rows, NULL) == PMM_OK);
  now = race_clock(NULL);
  for (i = 0; i < pmm_result_rows(rows); ++i) {
    const pmm_str state = pmm_result_text(rows, i, column_of(rows, "state"));
    count += same_text(state, "confirmed") ||
             (same_text(state, "held") && int_cell(rows, i, "held_until") > now);
  }
  pmm_result_free(rows);
  return count;
}

static void check_own(player* p) {
  int i;
  for (i = 0; i < p->count; ++i) {
    const own* mine = &p->all[i];
    pmm_result* row = appointment(p->s, mine->id);
    const pmm_str state = pmm_result_text(row, 0, column_of(row, "state"));
    if (mine->state == CONFIRMED) CHECK(same_text(state, "confirmed"));
    if (mine->state == CANCELLED) CHECK(same_text(state, "cancelled"));
    if (mine->state == HELD) CHECK(same_text(state, "held") || same_text(state, "expired"));
    CHECK(int_cell(row, 0, "starts") == start_of(mine->slot));
    pmm_result_free(row);
  }
}

static void play(racer* r, pmm_session* s) {
  player p;
  int step;
  memset(&p, 0, sizeof p);
  p.s = s;
  p.dice = (uint64_t)r->number * 7919 + (uint64_t)getpid();
  for (step = 0; step < STEPS; ++step) {
    switch (race_roll(&p.dice, 8)) {
      case 0:
      case 1:
        take(&p, 0);
        break;
      case 2:
        take(&p, 1);
        break;
      case 3:
        race_pass(race_roll(&p.dice, 4) * CHECK_MINUTE);
        break;
      case 4:
        if (r->number == 0) change_capacity(s, PLACES - race_roll(&p.dice, 3));
        break;
      case 5:
        CHECK(pmm_tick(r->db, NULL, NULL, NULL) == PMM_OK);
        break;
      default:
        change(&p);
    }
    CHECK(taken(s, (int)race_roll(&p.dice, SLOTS)) <= PLACES);
  }
  check_own(&p);
}

static void make_calendar(void) {
  pmm_session* session = NULL;
  pmm_db* db = race_open(PMM_OPEN_CREATE);
  pmm_calendar_input in;
  CHECK_OK(pmm_session_open(db, PMM_ACTOR_ADMINISTRATOR, &session, &check_error));
  in = calendar_input(make_office(session, "registry"), "desk");
  in.set_fields |= PMM_CALENDAR_CAPACITY;
  in.capacity = PLACES;
  CHECK(new_calendar(session, in) == CALENDAR);
  close_memory(db, session);
}

/* What is left of each slot can be had, and no more. */
static void check_places(void) {
  pmm_session* session = NULL;
  pmm_result* rows = NULL;
  pmm_db* db = race_open(0);
  int slot;
  CHECK_OK(pmm_session_open(db, PMM_ACTOR_ADMINISTRATOR, &session, &check_error));
  change_capacity(session, PLACES);
  CHECK_OK(pmm_calendar_conflicts(session, CALENDAR, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 0);
  pmm_result_free(rows);
  for (slot = 0; slot < SLOTS; ++slot) {
    const pmm_appointment_input in = booking(CALENDAR, start_of(slot), 0);
    int before = taken(session, slot);
    pmm_id id = 0;
    for (; before < PLACES; ++before)
      CHECK_OK(pmm_appointment_book(session, &in, NULL, &id, &check_error));
    CHECK_STATUS(pmm_appointment_book(session, &in, NULL, &id, &check_error), PMM_E_CONFLICT);
  }
  close_memory(db, session);
}

int main(void) {
  race_begin();
  make_calendar();
  race_all(play);
  check_places();
  race_end();
  return 0;
}
