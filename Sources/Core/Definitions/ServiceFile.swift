import FlowAnalysis
import Machines
import TOMLKit

/// One file of `services.d` as values: a table for each service.
struct ServiceFile {
    /// The longest description, in bytes.
    static let maximumAboutLength = 400

    /// The services; those with a mistake are not among them.
    let entries: [ServiceEntry]
    /// What is wrong with the file.
    let problems: [Problem]

    init(_ file: SourceFile) {
        let parsed = ParsedFile(file)
        var reader = TableReader(parsed.table, file: file.path, positions: parsed.positions)
        var problems = parsed.problems
        var entries: [ServiceEntry] = []
        for key in parsed.table?.keys ?? [] {
            guard let pattern = ServicePattern(key) else {
                problems.append(Self.badName(key, parsed))
                continue
            }
            if let inner = parsed.table?[key]?.table,
                let nested = inner.keys.first(where: { inner[$0]?.type == .table })
            {
                problems.append(Self.unquoted(key, nested, parsed))
                continue
            }
            let count = reader.problems.count
            let entry = reader.table(key) { Self.read(&$0, pattern) }
            if reader.problems.count == count { entries.append(entry) }
        }
        self.entries = entries
        self.problems = problems + reader.problems
    }

    private static func read(_ reader: inout TableReader, _ pattern: ServicePattern) -> ServiceEntry {
        let data: ServiceDirection? = reader.requiredWord("data")
        let control: ControlLevel? = reader.requiredWord("control")
        let bandwidth: ServiceBandwidth? = reader.word("bandwidth")
        let group: ServiceClass? = reader.word("group")
        let risk: ServiceRisk? = reader.word("risk")
        let about = reader.string("about", expected: "one sentence about the service") ?? ""
        if about.utf8.count > maximumAboutLength {
            reader.report("about", "'about' has \(about.utf8.count) bytes", expected: "at most \(maximumAboutLength)")
        }
        if about.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7f }) {
            reader.report("about", "'about' holds control characters", expected: "one line of text")
        }
        return ServiceEntry(
            pattern: pattern, data: data ?? .both, control: control ?? .full, bandwidth: bandwidth ?? .high,
            group: group ?? .other, risk: risk ?? .medium, about: about,
            isSanitizer: reader.boolean("sanitizer", default: false),
            isOracle: reader.boolean("oracle", default: false))
    }

    private static func badName(_ key: String, _ parsed: ParsedFile) -> Problem {
        Problem(
            file: parsed.path, position: parsed.positions.key([key]),
            message: "'\(key.sanitizedForDisplay(limit: 60))' is no name of a service",
            expected: "a service, a service+argument, or a beginning such as \"admin.vm.*\", in quotes")
    }

    private static func unquoted(_ key: String, _ nested: String, _ parsed: ParsedFile) -> Problem {
        let name = "\(key).\(nested)".sanitizedForDisplay(limit: 60)
        return Problem(
            file: parsed.path, position: parsed.positions.key([key]),
            message: "the name of a service with dots stands in quotes", expected: "[\"\(name)\"]")
    }
}
