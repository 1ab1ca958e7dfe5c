import Machines
import TOMLKit

/// A file as far as TOML goes: its table and where its keys are, or what is wrong with it.
struct ParsedFile {
    /// The path of the file.
    let path: String
    /// What it says; nil when it is no TOML.
    let table: TOMLTable?
    /// Where its keys are.
    let positions: TOMLPositions
    /// What is wrong with its text.
    let problems: [Problem]

    init(_ file: SourceFile) {
        path = file.path
        do throws(Problem) {
            let text = try Self.text(of: file)
            let positions = TOMLPositions(text)
            if let position = positions.overlongKeys.first {
                throw Problem(
                    file: file.path, position: position,
                    message: "a key of more than \(TOMLPositions.maximumKeyParts) parts", expected: "a shorter key")
            }
            let table = try Self.table(of: text, file: file.path)
            // TOMLKit hands strings over as C strings and would cut them here, unseen: none of them can be believed.
            self.positions = positions
            self.table = positions.nullCharacters.isEmpty ? table : nil
            problems = positions.nullCharacters.map { position in
                Problem(
                    file: file.path, position: position, message: "the character U+0000 in a string",
                    expected: "text without it")
            }
        } catch {
            table = nil
            positions = TOMLPositions("")
            problems = [error]
        }
    }

    private static func text(of file: SourceFile) throws(Problem) -> String {
        guard file.bytes.count <= SourceFile.maximumByteCount else {
            throw Problem(
                file: file.path, position: .start, message: "the file has \(file.bytes.count) bytes",
                expected: "at most \(SourceFile.maximumByteCount)")
        }
        guard let text = String(validating: file.bytes, as: UTF8.self) else {
            throw Problem(
                file: file.path, position: endOfValidText(file.bytes), message: "bytes that are not UTF-8",
                expected: "UTF-8 text")
        }
        // TOMLKit takes a C string: what follows a null would be ignored.
        if let null = file.bytes.firstIndex(of: 0) {
            let before = String(decoding: file.bytes[..<null], as: UTF8.self)
            throw Problem(
                file: file.path, position: end(of: before), message: "the character U+0000",
                expected: "text without it")
        }
        return text
    }

    private static func table(of text: String, file: String) throws(Problem) -> TOMLTable {
        do {
            return try TOMLTable(string: text)
        } catch let error as TOMLParseError {
            let begin = error.source.begin
            throw Problem(
                file: file, position: SourcePosition(line: max(1, begin.line), column: max(1, begin.column)),
                message: "not TOML: \(error.description.sanitizedForDisplay(limit: 200))")
        } catch {
            throw Problem(file: file, position: .start, message: "not TOML")
        }
    }

    /// Where the first byte that is not UTF-8 stands.
    private static func endOfValidText(_ bytes: [UInt8]) -> SourcePosition {
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        var valid = String.UnicodeScalarView()
        while case .scalarValue(let scalar) = decoder.decode(&iterator) {
            valid.append(scalar)
        }
        return end(of: String(valid))
    }

    private static func end(of text: String) -> SourcePosition {
        var line = 1
        var column = 1
        for scalar in text.unicodeScalars {
            (line, column) = scalar == "\n" ? (line + 1, 1) : (line, column + 1)
        }
        return SourcePosition(line: line, column: column)
    }
}
