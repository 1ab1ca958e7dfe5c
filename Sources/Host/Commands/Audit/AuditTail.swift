import ArgumentParser
import Audit
import AuditLog
import JSONText
import LinuxIO

struct AuditTail: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "tail", abstract: "Show the last records.")

    @Option(name: [.customShort("n"), .long], help: "How many.")
    var lines = 20
    @Flag(help: "Print JSON, one record on each line, as it is in the log.")
    var json = false
    @OptionGroup var filter: AuditFilter
    @OptionGroup var options: AuditOptions

    func validate() throws {
        guard (1...1_000_000).contains(lines) else { throw ValidationError("--lines is 1 to 1000000.") }
    }

    func run() throws {
        var last: [AuditLine] = []
        let invocation = Invocation()
        var verifier = AuditVerifier(AuditDigest.sha256)
        try options.read(&verifier) { line in
            guard filter.admits(line, nowMilliseconds: invocation.nowMilliseconds) else { return }
            last.append(line)
            if last.count >= 2 * lines { last.removeFirst(last.count - lines) }
        }
        for line in last.suffix(lines) {
            CurrentProcess.writeOutput(json ? line.source + "\n" : AuditText.line(line, invocation.color))
        }
        AuditVerify.warn(verifier)
    }
}
