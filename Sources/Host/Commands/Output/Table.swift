import Machines

/// Rows under headings, as wide as what is in them.
struct Table: Hashable, Sendable {
    /// A heading, and on which side its column is aligned.
    struct Column: Hashable, Sendable {
        let title: String
        var isNumeric = false
    }

    /// One field; its text holds nothing that a terminal would obey.
    struct Cell: Hashable, Sendable {
        let text: String
        let style: TextStyle

        init(_ text: String, _ style: TextStyle = .plain, prefix: String = "") {
            self.text = prefix + (text.isEmpty ? "-" : text.sanitizedForDisplay(limit: 256))
            self.style = style
        }
    }

    let columns: [Column]
    let rows: [[Cell]]

    /// The lines, the headings first.
    func lines(_ color: ColorMode) -> [String] {
        let widths = columns.enumerated().map { index, column in
            rows.reduce(column.title.count) { max($0, $1[index].text.count) }
        }
        let head = columns.map { Cell($0.title, .bold) }
        return ([head] + rows).map { row in
            var line = ""
            for (index, cell) in row.enumerated() {
                let padding = String(repeating: " ", count: widths[index] - cell.text.count)
                let text = color.paint(cell.text, cell.style)
                let isLast = index == row.count - 1
                if index > 0 { line += "  " }
                line += columns[index].isNumeric ? padding + text : text + (isLast ? "" : padding)
            }
            return line
        }
    }

    /// The table as text.
    func text(_ color: ColorMode) -> String { lines(color).joined(separator: "\n") + "\n" }
}
