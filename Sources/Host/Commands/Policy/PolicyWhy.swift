import ArgumentParser
import Audit
import AuditLog
import JSONText
import LinuxIO

struct PolicyWhy: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "why", abstract: "Show why the last calls were denied.",
        discussion: """
            Reads the audit log: each call with the rule that denied it, or with the reason where none did; the same \
            call again and again is shown once, with how often. 'bulkhead policy explain' tells of one call which rules \
            were considered, and which line would change it.
            """)

    @Option(name: [.customShort("n"), .long], help: "How many.")
    var lines = 10
    @Flag(help: "Print JSON, one record on each line, as it is in the log.")
    var json = false
    @OptionGroup var log: AuditOptions

    func validate() throws {
        guard (1...1_000_000).contains(lines) else { throw ValidationError("--lines is 1 to 1000000.") }
    }

    func run() throws {
        var denied: [AuditLine] = []
        var verifier = AuditVerifier(AuditDigest.sha256)
        try log.read(&verifier) { line in
            guard line.event == AuditEvent.callDecided.rawValue, line.text("outcome") == "deny" else { return }
            denied.append(line)
            if denied.count >= 2 * lines { denied.removeFirst(denied.count - lines) }
        }
        if json {
            for line in denied.suffix(lines) { CurrentProcess.writeOutput(line.source + "\n") }
        } else {
            let color = Invocation().color
            for group in DenialText.groups(denied).suffix(lines) { CurrentProcess.writeOutput(group.text(color)) }
        }
        if denied.isEmpty, !json {
            CurrentProcess.writeError(
                "bulkhead: the audit log has no denied call\n"
                    + "  ask 'bulkhead policy explain SOURCE TARGET SERVICE' about a call\n")
        }
        AuditVerify.warn(verifier)
    }
}
