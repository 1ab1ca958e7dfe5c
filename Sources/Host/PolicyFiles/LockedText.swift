import Machines

/// Reads the small text files of the locked layer.
enum LockedText {
    /// The file as lines without their ends; nil when it is no ASCII text.
    static func lines(_ file: [UInt8]) -> [Substring]? {
        guard file.allSatisfy({ (0x20...0x7e).contains($0) || $0 == 0x0a }) else { return nil }
        return String(decoding: file, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    }

    /// The bytes on the one line of a key file.
    ///
    /// - Parameters:
    ///   - file: The file's bytes.
    ///   - word: The word that the line begins with.
    ///   - count: How many bytes there must be.
    ///   - path: The file's path, for messages.
    /// - Returns: The bytes.
    /// - Throws: A `Problem` that names the line, and shows nothing of it: it may be a secret.
    static func hexadecimal(
        _ file: [UInt8], word: String, count: Int, path: String
    ) throws(Problem) -> [UInt8] {
        let expected = "one line: \(word) and \(2 * count) lower-case hexadecimal digits"
        guard let lines = lines(file) else {
            throw Problem(file: path, position: .start, message: "not plain ASCII text", expected: expected)
        }
        var found: [UInt8]?
        for (index, line) in lines.enumerated() where !line.isEmpty && !line.hasPrefix("#") {
            let place = SourcePosition(line: index + 1, column: 1)
            let fields = line.split(separator: " ", omittingEmptySubsequences: false)
            guard fields.first == word[...] else {
                throw Problem(file: path, position: place, message: "not a key of this kind", expected: expected)
            }
            guard fields.count == 2, let bytes = LockedHexadecimal.bytes(fields[1], count: count) else {
                throw Problem(
                    file: path, position: SourcePosition(line: index + 1, column: word.utf8.count + 2),
                    message: "not \(2 * count) lower-case hexadecimal digits", expected: expected)
            }
            guard found == nil else {
                throw Problem(file: path, position: place, message: "a second key", expected: expected)
            }
            found = bytes
        }
        guard let found else {
            throw Problem(file: path, position: .start, message: "no key in the file", expected: expected)
        }
        return found
    }
}
