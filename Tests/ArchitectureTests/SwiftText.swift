/// The code of a Swift file without its comments and the text of its string literals; line breaks stay.
///
/// Code inside `\(…)` of a string literal counts as code.
struct SwiftText {
    let code: String

    init(_ source: String) {
        var reader = Reader(rest: Array(source)[...])
        reader.readCode(untilParenthesis: false)
        code = String(reader.output)
    }

    var lines: [Substring] { code.split(separator: "\n", omittingEmptySubsequences: false) }

    private struct Reader {
        var rest: ArraySlice<Character>
        var output: [Character] = []

        private func startsWith(_ text: String) -> Bool { rest.starts(with: text) }

        mutating func readCode(untilParenthesis: Bool) {
            var depth = 0
            while let character = rest.first {
                if startsWith("//") {
                    rest = rest.drop { $0 != "\n" }
                } else if startsWith("/*") {
                    skipComment()
                } else if let hashes = literalStart() {
                    readLiteral(hashes: hashes)
                } else {
                    if character == "(" { depth += 1 }
                    if character == ")" {
                        if untilParenthesis, depth == 0 { return }
                        depth -= 1
                    }
                    output.append(character)
                    rest.removeFirst()
                }
            }
        }

        /// How many `#` stand before the quotation mark that comes next; nil if none comes next.
        private func literalStart() -> Int? {
            let hashes = rest.prefix { $0 == "#" }.count
            return rest.dropFirst(hashes).first == "\"" ? hashes : nil
        }

        private mutating func skipComment() {
            var depth = 0
            repeat {
                if startsWith("/*") {
                    depth += 1
                    rest = rest.dropFirst(2)
                } else if startsWith("*/") {
                    depth -= 1
                    rest = rest.dropFirst(2)
                } else if let character = rest.popFirst(), character == "\n" {
                    output.append(character)
                }
            } while depth > 0 && !rest.isEmpty
            output.append(" ")
        }

        private mutating func readLiteral(hashes: Int) {
            let marks = String(repeating: "#", count: hashes)
            rest = rest.dropFirst(hashes)
            let quotes = startsWith("\"\"\"") ? "\"\"\"" : "\""
            rest = rest.dropFirst(quotes.count)
            output.append("\"")
            while let character = rest.first {
                if startsWith(quotes + marks) {
                    rest = rest.dropFirst(quotes.count + hashes)
                    output.append("\"")
                    return
                }
                if startsWith("\\" + marks + "(") {
                    rest = rest.dropFirst(hashes + 2)
                    output += "\" ("
                    readCode(untilParenthesis: true)
                    rest = rest.dropFirst()
                    output += ") \""
                } else if startsWith("\\" + marks) {
                    rest = rest.dropFirst(hashes + 2)
                } else {
                    if character == "\n" { output.append(character) }
                    rest.removeFirst()
                }
            }
        }
    }
}
