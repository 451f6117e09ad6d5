// TimeZones: what the clocks of a place show, and when its days, weeks and months begin.
//
// `Zone.named` reads the machine's time zone database (RFC 8536) without changing anything of the process; `CivilCalendar`
// says in which day, week or month of a zone a time lies. `CivilDate` is the Gregorian calendar.
// Pure but for that one file. Trusts nothing in it: every count is compared with the bytes that there are.
// Refuses names that lead out of the database, files of zones with leap seconds, damaged files.
