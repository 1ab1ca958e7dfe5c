import ArgumentParser
import Audit
import AuditLog
import JSONText
import LinuxIO

struct AuditStats: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats", abstract: "Count the records by event and VM.")

    @Flag(help: "Print JSON.")
    var json = false
    @OptionGroup var filter: AuditFilter
    @OptionGroup var options: AuditOptions

    func run() throws {
        let invocation = Invocation()
        var events: [String: UInt64] = [:]
        var machines: [String: UInt64] = [:]
        var verifier = AuditVerifier(AuditDigest.sha256)
        try options.read(&verifier) { line in
            guard filter.admits(line, nowMilliseconds: invocation.nowMilliseconds) else { return }
            events[line.event, default: 0] += 1
            if let machine = line.text("vm") { machines[machine, default: 0] += 1 }
        }
        if json {
            let document = JSONValue.object([
                "events": .object(events.mapValues { .number($0) }), "vms": .object(machines.mapValues { .number($0) }),
            ])
            CurrentProcess.writeOutput(document.document)
            return
        }
        for (title, counts) in [("EVENT", events), ("VM", machines)] where !counts.isEmpty {
            let table = Table(
                columns: [.init(title: title), .init(title: "RECORDS", isNumeric: true)],
                rows: counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map {
                    [.init($0.key), .init("\($0.value)")]
                })
            CurrentProcess.writeOutput(table.text(invocation.color) + "\n")
        }
    }
}
