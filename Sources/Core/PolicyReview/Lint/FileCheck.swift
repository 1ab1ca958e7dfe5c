import Machines
import Policy

/// Files that are read in another order than their numbers say, or not at all.
enum FileCheck {
    static func findings(_ context: LintContext) -> [LintFinding] {
        var findings: [LintFinding] = []
        var highest: (number: UInt64, file: String)?
        var seen: Set<String> = []
        let lockedFiles = Set(context.rules.rules.prefix(context.rules.lockedCount).map(\.file))
        for (index, file) in context.rules.files.enumerated() {
            guard file.hasSuffix(".policy"), !lockedFiles.contains(UInt32(index)), seen.insert(file).inserted,
                let number = leadingNumber(file)
            else { continue }
            if let before = highest, before.number > number {
                findings.append(
                    LintFinding(
                        rule: .fileOrder, severity: .warning, place: .init(file: file, line: 0),
                        message:
                            "the file is read after \(name(before.file)): names are sorted as texts, not as numbers",
                        related: [.init(place: .init(file: before.file, line: 0), text: "read before")],
                        suggestion: "give all numbers the same length"))
            } else {
                highest = (number, file)
            }
        }
        return findings
    }

    private static func name(_ path: String) -> String {
        let start = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
        return String(path[start...]).sanitizedForDisplay(limit: 120)
    }

    private static func leadingNumber(_ path: String) -> UInt64? {
        UInt64(name(path).prefix { $0.isASCII && $0.isNumber })
    }
}
