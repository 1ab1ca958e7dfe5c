/// What no file under `Sources` may say.
enum CodeRule {
    /// Longest file in lines.
    static let maximumLines = 500

    private static let banned = [
        (text: "@_exported", reason: "an import must be seen where it is used"),
        (text: "@testable", reason: "tests use what the package declares"),
        (text: "@unchecked Sendable", reason: "the compiler has to check it: Mutex, actors, noncopyable values"),
        (text: "try!", reason: "a failure must be handled"),
        (text: "fatalError(", reason: "a guest or a file must never end the program"),
    ]

    /// Everything in a file that is banned, as `PATH:LINE: TEXT: REASON`.
    static func violations(in file: SourceFile) -> [String] {
        file.text.lines.enumerated().flatMap { index, line in
            let place = "\(file.path):\(index + 1): "
            var found = banned.filter { line.contains($0.text) }.map { "\(place)\($0.text): \($0.reason)" }
            if hasForceUnwrap(line) { found.append("\(place)force unwrap: use guard, ?? or a type without nil") }
            return found
        }
    }

    /// Whether a `!` stands behind a value or a type, as in `a!`, `f()!`, `x as! T` and `var a: T!`.
    private static func hasForceUnwrap(_ line: Substring) -> Bool {
        let characters = Array(line)
        return characters.indices.dropFirst().contains { index in
            guard characters[index] == "!" else { return false }
            // `a!=b` compares, and `try!` has a rule of its own.
            if index + 1 < characters.count, characters[index + 1] == "=" { return false }
            if characters[..<index].suffix(3).elementsEqual("try") { return false }
            let before = characters[index - 1]
            return before.isLetter || before.isNumber || "_`)]}?>\"".contains(before)
        }
    }
}
