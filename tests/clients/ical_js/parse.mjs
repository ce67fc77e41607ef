// Reads a calendar from standard input, prints what ical.js understood as JSON.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const warnings = [];
const parsed = ICAL.parse(readFileSync(0, "utf8"));
const calendar = new ICAL.Component(Array.isArray(parsed[0]) ? parsed[0] : parsed);

const timezones = calendar.getAllSubcomponents("vtimezone").map((component) => {
  const tzid = component.getFirstPropertyValue("tzid");
  ICAL.TimezoneService.register(component);
  return tzid;
});

const events = calendar.getAllSubcomponents("vevent").map((component) => {
  const event = new ICAL.Event(component);
  const tzid = component.getFirstProperty("dtstart")?.getParameter("tzid");
  if (tzid && !timezones.includes(tzid)) warnings.push(`TZID ${tzid} has no VTIMEZONE`);
  return {
    uid: event.uid,
    summary: event.summary,
    location: event.location,
    description: event.description,
    sequence: event.sequence,
    start: event.startDate.isDate ? null : event.startDate.toJSDate().toISOString(),
    organizer: event.organizer,
  };
});

const properties = Object.fromEntries(
  calendar.getAllProperties().map((property) => [property.name, String(property.getFirstValue())]),
);

process.stdout.write(JSON.stringify({ properties, timezones, events, warnings }));
