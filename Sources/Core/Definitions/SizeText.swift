/// Sizes as people write them: `512` (MiB), `"512MiB"`, `"2GiB"`, `"1TiB"`.
enum SizeText {
    /// What is accepted, for problems.
    static let expectation = #"a size such as 512 (MiB), "512MiB" or "2GiB""#

    /// Reads a size with a unit.
    ///
    /// - Parameter text: Digits and one of `MiB`, `GiB`, `TiB`, with nothing between, before or after.
    /// - Returns: The size in MiB, or nil when the text is no size or too big for any machine.
    static func mebibytes(_ text: String) -> Int? {
        for (unit, factor) in [("MiB", 1), ("GiB", 1024), ("TiB", 1024 * 1024)] where text.hasSuffix(unit) {
            let digits = text.dropLast(unit.count)
            // Int accepts a sign; a size has none.
            guard digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
                let number = Int(digits)
            else { return nil }
            let (product, overflow) = number.multipliedReportingOverflow(by: factor)
            return overflow ? nil : product
        }
        return nil
    }

    /// Writes a size with the largest unit that divides it.
    static func text(mebibytes: Int) -> String {
        for (unit, factor) in [("TiB", 1024 * 1024), ("GiB", 1024)] where mebibytes > 0 && mebibytes % factor == 0 {
            return "\(mebibytes / factor)\(unit)"
        }
        return "\(mebibytes)MiB"
    }
}
