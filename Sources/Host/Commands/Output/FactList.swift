import Machines

/// Names and values, one line each, the values under one another.
struct FactList: Hashable, Sendable {
    private var facts: [(name: String, value: String, style: TextStyle)] = []

    static func == (left: FactList, right: FactList) -> Bool { left.text(.plain) == right.text(.plain) }

    func hash(into hasher: inout Hasher) { hasher.combine(text(.plain)) }

    /// Adds a fact; an empty value becomes a dash.
    mutating func add(_ name: String, _ value: String, _ style: TextStyle = .plain) {
        facts.append((name, value.isEmpty ? "-" : value.sanitizedForDisplay(limit: 1_024), style))
    }

    /// The lines.
    func lines(_ color: ColorMode) -> [String] {
        let width = facts.reduce(0) { max($0, $1.name.count) }
        return facts.map { fact in
            let padding = String(repeating: " ", count: width - fact.name.count + 2)
            return color.paint(fact.name, .bold) + padding + color.paint(fact.value, fact.style)
        }
    }

    /// The list as text.
    func text(_ color: ColorMode) -> String { lines(color).joined(separator: "\n") + "\n" }
}
