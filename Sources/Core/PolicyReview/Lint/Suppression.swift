import Policy

/// A comment that allows a finding on the next line: `# lint: allow ID reason`.
struct Suppression {
    let file: String
    /// The line of the comment.
    let line: Int
    /// The line that it speaks of.
    let subject: Int
    /// What is allowed; nil when the name is none.
    let rule: LintRule?
    /// What was written for it.
    let name: String
    /// Why.
    let reason: String

    private static let prefix = Array("lint:".utf8)

    /// All such comments of a file; several before one line all speak of it.
    static func all(in bytes: [UInt8], file: String) -> [Suppression] {
        var found: [(line: Int, words: [String])] = []
        var result: [Suppression] = []
        var number = 0
        for line in bytes.split(omittingEmptySubsequences: false, whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
            number += 1
            if let words = words(line) {
                found.append((number, words))
                continue
            }
            for comment in found { result.append(Self(file, comment.line, subject: number, comment.words)) }
            found = []
        }
        for comment in found { result.append(Self(file, comment.line, subject: 0, comment.words)) }
        return result
    }

    private init(_ file: String, _ line: Int, subject: Int, _ words: [String]) {
        self.file = file
        self.line = line
        self.subject = subject
        name = words.first ?? ""
        rule = LintRule(rawValue: name)
        reason = words.dropFirst().joined(separator: " ")
    }

    /// The words after `# lint: allow`, or nil when the line is something else.
    private static func words(_ line: ArraySlice<UInt8>) -> [String]? {
        let trimmed = line.drop { $0 == 0x20 || $0 == 0x09 }
        guard trimmed.first == UInt8(ascii: "#") else { return nil }
        let fields = trimmed.dropFirst().split { $0 == 0x20 || $0 == 0x09 }.prefix(64)
        guard fields.count >= 2, fields[fields.startIndex].elementsEqual(prefix),
            fields[fields.startIndex + 1].elementsEqual("allow".utf8)
        else { return nil }
        return fields.dropFirst(2).map { String(decoding: $0, as: UTF8.self) }
    }
}
