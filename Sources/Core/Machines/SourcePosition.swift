/// A place in a text.
package struct SourcePosition: Hashable, Comparable, Sendable {
    /// The beginning of a text; also stands for the text as a whole.
    package static let start = Self(line: 1, column: 1)

    /// The line, from 1.
    package let line: Int
    /// The column, in Unicode scalars, from 1.
    package let column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    package static func < (left: Self, right: Self) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}
