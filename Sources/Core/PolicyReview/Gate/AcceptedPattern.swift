/// One line of a list of accepted differences.
struct AcceptedPattern: Hashable, Sendable {
    /// What it speaks of.
    enum Subject: Hashable, Sendable {
        /// One difference by its name.
        case identifier(String)
        /// `KIND:CALL:SOURCE:TARGET`, each with `*` for any text.
        case glob(kind: String, call: String, source: String, target: String)
    }

    let subject: Subject
    /// The line of the file.
    let line: Int
    /// Why it is accepted.
    let reason: String

    /// Reads the word after `accept`; nil when it is neither a name nor a pattern.
    init?(_ word: String, line: Int, reason: String) {
        self.line = line
        self.reason = reason
        // The last part may hold colons: `@dispvm:NAME`.
        let parts = word.split(separator: ":", maxSplits: 3, omittingEmptySubsequences: false).map(String.init)
        if parts.count == 4, parts.allSatisfy({ !$0.isEmpty }) {
            subject = .glob(kind: parts[0], call: parts[1], source: parts[2], target: parts[3])
        } else if word.utf8.count == 13, word.hasPrefix("d") || word.hasPrefix("r"),
            word.dropFirst().allSatisfy(\.isHexDigit)
        {
            subject = .identifier(word)
        } else {
            return nil
        }
    }

    /// Whether `text` is what the pattern describes, `*` standing for any text.
    static func matches(_ pattern: String, _ text: String) -> Bool {
        let pattern = Array(pattern.utf8)
        let text = Array(text.utf8)
        var (place, other) = (0, 0)
        var star: (pattern: Int, text: Int)?
        while other < text.count {
            if place < pattern.count, pattern[place] == UInt8(ascii: "*") {
                star = (place, other)
                place += 1
            } else if place < pattern.count, pattern[place] == text[other] {
                place += 1
                other += 1
            } else if let last = star {
                // One byte more for the last star.
                star = (last.pattern, last.text + 1)
                place = last.pattern + 1
                other = last.text + 1
            } else {
                return false
            }
        }
        return pattern[place...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}
