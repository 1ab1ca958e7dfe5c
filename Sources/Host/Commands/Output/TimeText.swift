/// Times and durations for people.
package enum TimeText {
    /// A time as `2026-11-23 09:05:00 UTC`.
    ///
    /// - Parameter milliseconds: Since 1970-01-01 UTC.
    /// - Returns: The text.
    package static func utc(_ milliseconds: UInt64) -> String {
        let seconds = milliseconds / 1_000
        let (year, month, day) = date(days: seconds / 86_400)
        let rest = seconds % 86_400
        let time = [rest / 3_600, rest / 60 % 60, rest % 60].map { two($0) }.joined(separator: ":")
        return "\(year)-\(two(month))-\(two(day)) \(time) UTC"
    }

    /// A duration by its two largest units, as `3 h 4 min`.
    package static func duration(milliseconds: UInt64) -> String {
        if milliseconds < 1_000 { return "\(milliseconds) ms" }
        let seconds = milliseconds / 1_000
        switch seconds {
        case ..<60: return "\(seconds).\(milliseconds % 1_000 / 100) s"
        case ..<3_600: return "\(seconds / 60) min \(seconds % 60) s"
        case ..<86_400: return "\(seconds / 3_600) h \(seconds / 60 % 60) min"
        default: return "\(seconds / 86_400) d \(seconds / 3_600 % 24) h"
        }
    }

    private static func two(_ number: UInt64) -> String { number < 10 ? "0\(number)" : String(number) }

    /// The civil date of a day since 1970-01-01, by years that begin in March (Hinnant, "chrono-Compatible Low-Level
    /// Date Algorithms").
    private static func date(days: UInt64) -> (year: UInt64, month: UInt64, day: UInt64) {
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }
}
