import ArgumentParser
import Audit
import AuditLog
import JSONText
import LinuxIO
import Policy

/// How often each rule has decided a call.
struct PolicyUsage: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "usage", abstract: "Show how often each rule has decided a call, and which rules nobody needs.",
        discussion: """
            Counts the decisions of the audit log, by the words of each rule: a rule that moved to another line is the \
            same, one whose words were changed begins at zero. A deny that was never used may have kept somebody from \
            trying.
            """)

    private static let dayMilliseconds: UInt64 = 86_400_000

    @Argument(help: "The folder of the configuration, or one with .policy files.", completion: .directory)
    var policy: String?
    @Flag(help: "Only rules that have not been used for --days.")
    var unused = false
    @Option(help: "How many days without use make a rule unused.")
    var days: UInt64 = 90
    @Flag(help: "Print JSON.")
    var json = false
    @OptionGroup var options: PolicyOptions
    @OptionGroup var log: AuditOptions

    private struct Use {
        var count: UInt64 = 0
        var lastMilliseconds: UInt64 = 0
    }

    func validate() throws {
        guard (1...36_500).contains(days) else { throw ValidationError("--days is 1 to 36500.") }
    }

    func run() throws {
        let rules = try options.load(policy).rules
        let invocation = Invocation()
        var uses: [String: Use] = [:]
        var verifier = AuditVerifier(AuditDigest.sha256)
        try log.read(&verifier) { line in
            guard line.event == AuditEvent.callDecided.rawValue, let text = line.text("rule_text") else { return }
            uses[text, default: Use()].count += 1
            uses[text]?.lastMilliseconds = line.timeMilliseconds
        }
        let since = invocation.nowMilliseconds - min(invocation.nowMilliseconds, days * Self.dayMilliseconds)
        let rows = rules.rules.indices.map { (index: $0, use: uses[rules.line(of: $0)] ?? Use()) }
            .filter { !unused || $0.use.lastMilliseconds < since }
        if json {
            let items = rows.map { row in
                JSONValue.object([
                    "rule": .string(rules.place(of: row.index)), "rule_text": .string(rules.line(of: row.index)),
                    "calls": .number(row.use.count),
                    "last_ms": row.use.count == 0 ? .null : .number(row.use.lastMilliseconds),
                    "is_unused": .bool(row.use.lastMilliseconds < since),
                ])
            }
            CurrentProcess.writeOutput(JSONValue.array(items).document)
        } else {
            let table = Table(
                columns: [
                    .init(title: "PLACE"), .init(title: "CALLS", isNumeric: true), .init(title: "LAST"),
                    .init(title: "RULE"),
                ],
                rows: rows.map { row in
                    [
                        Table.Cell(rules.place(of: row.index), .dim), Table.Cell("\(row.use.count)"),
                        row.use.count == 0
                            ? Table.Cell("never", .warning) : Table.Cell(TimeText.utc(row.use.lastMilliseconds)),
                        Table.Cell(rules.line(of: row.index).replacing("\t", with: "  ")),
                    ]
                })
            CurrentProcess.writeOutput(table.text(invocation.color))
        }
        AuditVerify.warn(verifier)
    }
}
