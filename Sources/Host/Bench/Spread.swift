/// The middle and the ends of some measurements.
struct Spread: Codable, Hashable, Sendable {
    let median: Double
    let minimum: Double
    let maximum: Double

    /// Nil when nothing was measured.
    init?(_ values: [Double]) {
        let sorted = values.sorted()
        guard let first = sorted.first, let last = sorted.last else { return nil }
        let middle = sorted.count / 2
        median = sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
        minimum = first
        maximum = last
    }

    /// Median, smallest and largest as columns of a table.
    func columns(digits: Int) -> String {
        [median, minimum, maximum].map { Self.text($0, digits: digits).leftPadded(to: 9) }.joined()
    }

    /// A number with a fixed count of digits behind the point.
    static func text(_ value: Double, digits: Int) -> String {
        let scale = (0..<digits).reduce(1.0) { power, _ in power * 10 }
        let number = Int((value * scale).rounded())
        guard digits > 0 else { return String(number) }
        let fraction = String(number % Int(scale))
        return "\(number / Int(scale))." + String(repeating: "0", count: digits - fraction.count) + fraction
    }
}

extension String {
    func leftPadded(to width: Int) -> String { String(repeating: " ", count: max(0, width - count)) + self }
    func rightPadded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
