/// A time such as `90s`, `10m`, `2h` or `1d`.
struct ShortDuration: Hashable {
    let seconds: UInt32

    /// Nil when it is no such text, or longer than 2³² seconds.
    init?(_ text: String) {
        let units: [Character: UInt32] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400]
        guard let last = text.last, let unit = units[last], let number = UInt32(text.dropLast()), number > 0 else {
            return nil
        }
        let (product, overflow) = number.multipliedReportingOverflow(by: unit)
        guard !overflow else { return nil }
        seconds = product
    }
}
