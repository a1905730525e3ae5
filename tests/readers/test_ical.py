"""Calendars for other programs, read by icalendar and by vobject."""

import datetime
import zoneinfo

import icalendar
import vobject

import readers

ROME = zoneinfo.ZoneInfo("Europe/Rome")
# Over a line of 75 bytes in the middle of letters; with everything that is escaped.
NOTE = "Perché «due»; documenti, \\ e una riga\nnuova " + "àèìòù" * 40 + " fine"


class Ical(readers.ReaderTest):
    def setUp(self) -> None:
        super().setUp()
        self.make_store()
        mapping = dict(readers.harness.CASES_MAPPING,
                       columns=dict(readers.harness.CASES_MAPPING["columns"], office="UFF"))
        self.run_command(
            "import", self.store,
            self.write("office.csv", "PRATICA;SERVIZIO;CANALE;STATO;DAL;AL;CF;OGGETTO;UFF\n"
                       "P9;visure;web;open;2007-12-11 10:00:00;;SPSCML74E54F839G;;anagrafe\n"),
            "--mapping", self.write("office.json", mapping))
        self.run_command("calendar", self.store, "--create", "desk", "--office", "1", "--place",
                         "Via Verdi 1; scala B, piano 2", "--name", "Sportello «A»")
        self.run_command("calendar", self.store, "1", "--open", "1-5", "--hours", "09:00-10:00")

    def book(self, at: str) -> str:
        answer = self.json("appointment", self.store, "--book", "1", "--at", at, "--subject", "1",
                           "--note", NOTE)
        return self.rows(answer)[0]["code"]

    def write_ics(self, what: str, *arguments: str) -> bytes:
        self.run_command("export", self.store, what, self.path("out.ics"), *arguments)
        return (self.directory / "out.ics").read_bytes()

    def events(self, data: bytes) -> list:
        return icalendar.Calendar.from_ical(data).walk("VEVENT")

    def test_lines_are_folded_and_texts_come_back(self):
        self.book("2035-03-26 09:00")
        data = self.write_ics("appointment:1")
        self.assertTrue(data.endswith(b"\r\n"))
        self.assertNotIn(b"\n", data.replace(b"\r\n", b""))
        for line in data.split(b"\r\n"):
            self.assertLessEqual(len(line), 75)
            line.decode()  # no letter is cut
        [event] = self.events(data)
        other = vobject.readOne(data.decode()).vevent
        self.assertIn(NOTE, str(event["description"]))
        self.assertIn(NOTE, other.description.value)
        self.assertEqual(str(event["location"]), "Via Verdi 1; scala B, piano 2")
        self.assertEqual(other.location.value, "Via Verdi 1; scala B, piano 2")
        self.assertEqual(str(event["summary"]), "Sportello «A»")

    def test_hours_are_right_on_both_sides_of_a_change_of_the_clock(self):
        for day in ("2034-10-27", "2034-10-30", "2035-03-23", "2035-03-26"):
            self.book(day + " 09:30")
        data = self.write_ics("calendar:1")
        wanted = [datetime.datetime(2034, 10, 27, 9, 30, tzinfo=ROME),
                  datetime.datetime(2034, 10, 30, 9, 30, tzinfo=ROME),
                  datetime.datetime(2035, 3, 23, 9, 30, tzinfo=ROME),
                  datetime.datetime(2035, 3, 26, 9, 30, tzinfo=ROME)]
        self.assertEqual([event["dtstart"].dt for event in self.events(data)], wanted)
        # vobject takes the zone from the rules in the file.
        read = vobject.readOne(data.decode())
        self.assertEqual([event.dtstart.value.astimezone(datetime.timezone.utc)
                          for event in read.vevent_list],
                         [one.astimezone(datetime.timezone.utc) for one in wanted])
        [zone] = icalendar.Calendar.from_ical(data).walk("VTIMEZONE")
        self.assertEqual(zone["tzid"], "Europe/Rome")
        self.assertEqual({str(part.name): part["rrule"].to_ical() for part in zone.subcomponents},
                         {"DAYLIGHT": b"FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3",
                          "STANDARD": b"FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10"})
        # The zone of the file alone, against the system's, every three hours of two years.
        told = zone.to_tz(lookup_tzid=False)
        at = datetime.datetime(2034, 6, 1)
        while at < datetime.datetime(2036, 6, 1):
            local = at.replace(tzinfo=ROME)
            if local.astimezone(datetime.timezone.utc).astimezone(ROME).replace(
                    tzinfo=None) == at and local.replace(fold=1).utcoffset() == local.utcoffset():
                self.assertEqual(at.replace(tzinfo=told).utcoffset(), local.utcoffset(), at)
            at += datetime.timedelta(hours=3)

    def test_uid_stays_and_sequence_grows(self):
        code = self.book("2035-03-26 09:00")
        [before] = self.events(self.write_ics("appointment:1"))
        self.run_command("appointment", self.store, code, "--move", "2035-03-27 09:30")
        [moved] = self.events(self.write_ics("appointment:1"))
        self.run_command("appointment", self.store, code, "--verb", "cancel")
        data = self.write_ics("appointment:1")
        [cancelled] = self.events(data)
        self.assertEqual({str(one["uid"]) for one in (before, moved, cancelled)},
                         {str(before["uid"])})
        self.assertEqual([int(one["sequence"]) for one in (before, moved, cancelled)], [0, 1, 2])
        self.assertEqual([str(one["status"]) for one in (before, moved, cancelled)],
                         ["CONFIRMED", "CONFIRMED", "CANCELLED"])
        self.assertEqual(str(icalendar.Calendar.from_ical(data)["method"]), "CANCEL")
        self.assertEqual(moved["dtstart"].dt, datetime.datetime(2035, 3, 27, 9, 30, tzinfo=ROME))

    def test_only_a_single_appointment_is_a_message_of_its_office(self):
        self.book("2035-03-26 09:00")
        data = self.write_ics("appointment:1")
        read = icalendar.Calendar.from_ical(data)
        [event] = self.events(data)
        self.assertEqual(str(read["method"]), "PUBLISH")
        self.assertTrue(str(event["organizer"]).startswith("urn:uuid:"))
        self.assertEqual(event["organizer"].params["CN"], "anagrafe")
        for what in ("subject:1", "calendar:1"):
            data = self.write_ics(what)
            self.assertNotIn("method", icalendar.Calendar.from_ical(data))
            for event in self.events(data):
                self.assertNotIn("organizer", event)
                self.assertEqual(str(event["class"]), "PRIVATE")

    def test_a_calendar_tells_nothing_of_persons_unless_asked(self):
        code = self.book("2035-03-26 09:00")
        token = self.rows(self.json("appointment", self.store, code))[0]["token"]
        data = self.write_ics("calendar:1").decode()
        self.assertNotIn(token, self.write_ics("subject:1").decode().replace("\r\n ", ""))
        for word in ("Esposito", "Carmela", code, "Perch", token):
            self.assertNotIn(word, data)
        data = self.write_ics("calendar:1", "--persons").decode()
        self.assertIn("Carmela Esposito", data)
        self.assertIn(code, data)

    def test_deadlines_are_whole_days(self):
        self.book("2035-03-26 09:00")
        self.run_command("reminder", self.store, "1", "--note", "Rinnovo", "--due",
                         "2035-06-01 12:00")
        data = self.write_ics("subject:1")
        [one] = [event for event in self.events(data) if event["summary"] == "Rinnovo"]
        self.assertEqual((one["dtstart"].dt, one["dtend"].dt, str(one["transp"])),
                         (datetime.date(2035, 6, 1), datetime.date(2035, 6, 2), "TRANSPARENT"))
        self.assertEqual(len(vobject.readOne(data.decode()).vevent_list), 2)


if __name__ == "__main__":
    readers.main()
