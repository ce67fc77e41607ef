// Reads a calendar from standard input, prints the dates that ical.js makes of it up to a day (argument) as JSON:
// {uid: [[start, end], …]}, in UTC, or as dates (the end excluded) where they are all-day.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const horizon = ICAL.Time.fromDateTimeString(`${process.argv[2]}T23:59:59`);
const calendar = new ICAL.Component(ICAL.parse(readFileSync(0, "utf8")));
calendar.getAllSubcomponents("vtimezone").forEach((component) => ICAL.TimezoneService.register(component));

const text = (time) => (time.isDate ? time.toString() : time.convertToZone(ICAL.Timezone.utcTimezone).toString());

const masters = new Map();
const exceptions = [];
for (const component of calendar.getAllSubcomponents("vevent")) {
  const event = new ICAL.Event(component, { strictExceptions: true, exceptions: [] });
  if (event.isRecurrenceException()) exceptions.push(event);
  else masters.set(event.uid, event);
}
exceptions.forEach((exception) => masters.get(exception.uid).relateException(exception));

const dates = {};
for (const [uid, event] of masters) {
  if (!event.isRecurring()) {
    dates[uid] = [[text(event.startDate), text(event.endDate)]];
    continue;
  }
  dates[uid] = [];
  const iterator = event.iterator();
  for (let start = iterator.next(); start && start.compareDateOnlyTz(horizon, ICAL.Timezone.localTimezone) <= 0; start = iterator.next()) {
    const found = event.getOccurrenceDetails(start);
    dates[uid].push([text(found.startDate), text(found.endDate)]);
  }
}

process.stdout.write(JSON.stringify(dates));
