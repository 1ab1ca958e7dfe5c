import LinuxIO
import Machines

/// The line of a file that a problem is about, with a mark under its column.
struct SourceExcerpt {
    private static let fileLimit = 16 << 20
    private static let width = 160

    /// The file that was read last: problems come sorted by file.
    private var path = ""
    private var lines: [ArraySlice<UInt8>] = []

    /// Two lines, or nothing where the file or the line is not to be had.
    mutating func text(of problem: Problem) -> String {
        if path != problem.file {
            path = problem.file
            let bytes = try? FileSystem.read(path, limit: Self.fileLimit)
            lines = bytes?.split(separator: 0x0A, omittingEmptySubsequences: false) ?? []
        }
        guard lines.indices.contains(problem.line - 1) else { return "" }
        let scalars = String(decoding: lines[problem.line - 1], as: UTF8.self).unicodeScalars
        let column = problem.column - 1
        guard column <= scalars.count else { return "" }
        // A long line is shown around the column.
        let start = max(0, column - Self.width / 2)
        let shown = scalars.dropFirst(start).prefix(Self.width).map(Self.visible)
        let mark = String(repeating: " ", count: column - start) + "^"
        return "  " + String(String.UnicodeScalarView(shown)) + "\n  " + mark + "\n"
    }

    /// One character for each, so that the mark stands where it should.
    private static func visible(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        if scalar == "\t" { return " " }
        return scalar.isASCII && scalar.value >= 0x20 && scalar.value != 0x7f ? scalar : "\u{fffd}"
    }
}
