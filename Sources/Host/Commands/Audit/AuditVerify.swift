import ArgumentParser
import Audit
import AuditLog
import JSONText
import LinuxIO

struct AuditVerify: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Check that the log is as it was written.",
        discussion: """
            Tells every place where a record was changed, taken out, moved or put in again, and whether the end that was \
            noted is there. Exit status: 0 it is as it was written; 1 it is not; 2 it cannot be read.
            """)

    @Option(
        help: ArgumentHelp("An end of the chain that was kept elsewhere; may be repeated.", valueName: "sequence:hash"))
    var head: [String] = []
    @Option(help: ArgumentHelp("Check a file that was exported instead.", valueName: "file"), completion: .file())
    var file: String?
    @Flag(help: "Print JSON.")
    var json = false
    @OptionGroup var options: AuditOptions

    func validate() throws {
        for text in head where AuditHead(text: text) == nil {
            throw ValidationError("'\(text)' is no head: expected what 'audit head' prints.")
        }
    }

    func run() throws {
        var known = head.compactMap { AuditHead(text: $0) }
        if file == nil, let noted = AuditReading(options.location).notedHead { known.append(noted) }
        var verifier = AuditVerifier(known: known, AuditDigest.sha256)
        if let file {
            try Self.read(file, &verifier)
        } else {
            try options.read(&verifier) { _ in }
        }
        verifier.finish()
        CurrentProcess.writeOutput(json ? Self.document(verifier).document : Self.text(verifier, Invocation().color))
        if !verifier.faults.isEmpty { throw ExitCode.failure }
    }

    /// Says on standard error that a log whose records were shown has faults.
    static func warn(_ verifier: AuditVerifier) {
        guard let first = verifier.faults.first else { return }
        CurrentProcess.writeError(
            "bulkhead: the log is not as it was written: \(first.file):\(first.line): \(first.message)\n"
                + "  'bulkhead audit verify' tells everything that is wrong\n")
    }

    private static func read(_ path: String, _ verifier: inout AuditVerifier) throws(CommandFailure) {
        var lines: LineSource
        let lent: OwnedDescriptor
        do {
            lent = try FileSystem.open(path)
        } catch {
            throw CommandFailure("cannot read \(path): \(error.reason)", code: 2)
        }
        verifier.begin(path)
        lines = LineSource(lent.withRaw { $0 }, limit: AuditLine.maximumByteCount + 1)
        while let line = try lines.next() { verifier.read(line) }
        _ = consume lent
    }

    private static func text(_ verifier: AuditVerifier, _ color: ColorMode) -> String {
        var text = ""
        for fault in verifier.faults {
            let place = fault.line > 0 ? "\(fault.file):\(fault.line)" : fault.file
            let record = fault.sequence.map { "record \($0): " } ?? ""
            text += color.paint(place, .bold) + ": " + color.paint(record + fault.message, .bad) + "\n"
        }
        let count = verifier.recordCount
        text += "\(count) \(count == 1 ? "record" : "records")"
        if let first = verifier.firstSequence, first > 1 {
            text += ", the first is number \(first): older files are gone"
        }
        if let head = verifier.head { text += ", head \(head.text)" }
        return text + (verifier.faults.isEmpty ? ", as it was written\n" : ", NOT as it was written\n")
    }

    private static func document(_ verifier: AuditVerifier) -> JSONValue {
        .object([
            "intact": .bool(verifier.faults.isEmpty), "records": .number(verifier.recordCount),
            "first": verifier.firstSequence.map { .number($0) } ?? .null,
            "head": .optional(verifier.head?.text ?? ""),
            "faults": .array(
                verifier.faults.map { fault in
                    .object([
                        "file": .string(fault.file), "line": .number(UInt64(fault.line)),
                        "record": fault.sequence.map { .number($0) } ?? .null, "message": .string(fault.message),
                    ])
                }),
        ])
    }
}
