/// What is run with every change of how things stand.
struct StandingStatements {
    let forgetHealth = KeptStatement("DELETE FROM health WHERE key = ?")
    let addHealth = KeptStatement("INSERT INTO health VALUES (?, ?, ?, ?, ?, ?, ?)")
    let setMoney = KeptStatement(
        "INSERT OR REPLACE INTO money VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    let addReports = KeptStatement(
        """
        INSERT INTO reports (number, issued, leases)
        SELECT coalesce(max(number), 0) + ?, ?, ? FROM reports
        """)
    let forgetReports = KeptStatement(
        "DELETE FROM reports WHERE number <= (SELECT max(number) FROM reports) - ?")
    let addDecisions = KeptStatement(
        """
        INSERT INTO decisions (number, requests)
        SELECT coalesce(max(number), 0) + ?, ? FROM decisions
        """)
    let forgetDecisions = KeptStatement(
        "DELETE FROM decisions WHERE number <= (SELECT max(number) FROM decisions) - ?")
}
