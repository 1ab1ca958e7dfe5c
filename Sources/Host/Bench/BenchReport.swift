import FoundationEssentials

/// What a bench has found.
protocol BenchReport: Encodable {
    /// The report for people, with a newline at its end.
    var table: String { get }
}

extension BenchReport {
    /// The report as JSON, keys sorted, with a newline at its end.
    var json: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
            return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
        }
    }
}
