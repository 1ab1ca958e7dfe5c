import Machines
import TOMLKit

/// Reads one table of one file key by key, and gathers what is wrong with it.
///
/// Every key that is asked for is a known one; ``finish()`` reports the others. A key that is missing or wrong reads as
/// its default, so that reading goes on and all problems come out at once.
struct TableReader {
    /// What is wrong so far.
    private(set) var problems: [Problem] = []

    private let table: TOMLTable?
    private let path: [String]
    private let file: String
    private let positions: TOMLPositions
    private var knownKeys: [String] = []

    /// Makes a reader of the top level of a file.
    ///
    /// - Parameters:
    ///   - table: The table, or nil to read defaults only.
    ///   - file: The path of the file.
    ///   - positions: Where its keys are.
    init(_ table: TOMLTable?, file: String, positions: TOMLPositions) {
        self.init(table, path: [], file: file, positions: positions)
    }

    private init(_ table: TOMLTable?, path: [String], file: String, positions: TOMLPositions) {
        self.table = table
        self.path = path
        self.file = file
        self.positions = positions
    }

    /// Reads a table below this one; without it `body` reads defaults.
    mutating func table<Value>(_ key: String, _ body: (inout TableReader) -> Value) -> Value {
        let value = take(key)
        if let value, value.type != .table {
            reportType(key, value, expected: "a table [\((path + [key]).joined(separator: "."))]")
        }
        var reader = TableReader(value?.table, path: path + [key], file: file, positions: positions)
        let result = body(&reader)
        reader.finish()
        problems += reader.problems
        return result
    }

    /// Reports every key that was not asked for.
    mutating func finish() {
        for key in (table?.keys ?? []) where !knownKeys.contains(key) {
            let isTable = table?[key]?.type == .table
            let within = path.isEmpty ? "" : " in [\(path.joined(separator: "."))]"
            problems.append(
                Problem(
                    file: file, position: positions.key(path + [key]),
                    message: "unknown \(isTable ? "table" : "key") '\(shown(key))'\(within)",
                    expected: "one of " + knownKeys.sorted().joined(separator: ", "),
                    suggestion: NearestWord.find(key, among: knownKeys.sorted())))
        }
    }

    /// Whether the key is there, whatever its value.
    func has(_ key: String) -> Bool {
        table?[key] != nil
    }

    /// Reports a problem with the value of `key`, or with the whole file when the key is not there.
    mutating func report(
        _ key: String, _ message: String, expected: String? = nil, suggestion: String? = nil,
        severity: Problem.Severity = .error
    ) {
        problems.append(
            Problem(
                file: file, position: positions.value(path + [key]), severity: severity, message: message,
                expected: expected, suggestion: suggestion))
    }

    // MARK: Values

    /// Reads `true` or `false`.
    mutating func boolean(_ key: String, default fallback: Bool) -> Bool {
        guard let value = take(key) else { return fallback }
        if let boolean = value.bool { return boolean }
        reportType(key, value, expected: "true or false")
        return fallback
    }

    /// Reads a whole number.
    mutating func integer(_ key: String, in limits: ClosedRange<Int>, default fallback: Int) -> Int {
        guard let value = take(key) else { return fallback }
        let expectation = "a whole number from \(limits.lowerBound) to \(limits.upperBound)"
        guard let integer = value.int else {
            reportType(key, value, expected: expectation)
            return fallback
        }
        guard limits.contains(integer) else {
            report(key, "'\(key)' is \(integer)", expected: expectation)
            return fallback
        }
        return integer
    }

    /// Reads a size in MiB; see ``SizeText``.
    mutating func sizeMiB(_ key: String, in limits: ClosedRange<Int>, default fallback: Int) -> Int {
        guard let value = take(key) else { return fallback }
        let written: String
        let size: Int?
        switch (value.int, value.string) {
        case (let number?, _): (written, size) = ("\(number)", number)
        case (_, let text?): (written, size) = ("'\(shown(text))'", SizeText.mebibytes(text))
        default:
            reportType(key, value, expected: SizeText.expectation)
            return fallback
        }
        guard let size else {
            report(key, "'\(key)' is \(written)", expected: SizeText.expectation)
            return fallback
        }
        guard limits.contains(size) else {
            let least = SizeText.text(mebibytes: limits.lowerBound)
            let most = SizeText.text(mebibytes: limits.upperBound)
            report(key, "'\(key)' is \(written)", expected: "\(least) to \(most)")
            return fallback
        }
        return size
    }

    /// Reads a string.
    mutating func string(_ key: String, expected: String) -> String? {
        guard let value = take(key) else { return nil }
        if let text = value.string { return text }
        reportType(key, value, expected: expected)
        return nil
    }

    /// Reads one word of a fixed set; nil when it is missing or wrong.
    mutating func word<Word: RawRepresentable & CaseIterable>(_ key: String) -> Word? where Word.RawValue == String {
        let words = Word.allCases.map(\.rawValue)
        let expectation = "one of " + words.joined(separator: ", ")
        guard let text = string(key, expected: expectation) else { return nil }
        if let word = Word(rawValue: text) { return word }
        report(
            key, "unknown \(key) '\(shown(text))'", expected: expectation,
            suggestion: NearestWord.find(text, among: words))
        return nil
    }

    /// Reads one word of a fixed set that must be there; nil when it is missing or wrong.
    mutating func requiredWord<Word: RawRepresentable & CaseIterable>(
        _ key: String
    ) -> Word? where Word.RawValue == String {
        if table != nil && !has(key) {
            report(
                key, "missing key '\(key)'",
                expected: "one of " + Word.allCases.map(\.rawValue).joined(separator: ", "))
        }
        return word(key)
    }

    /// Reads the name of a VM or template.
    mutating func name(_ key: String) -> MachineName? {
        guard let text = string(key, expected: "the name of a VM, [a-z][a-z0-9-]{0,30}") else { return nil }
        do throws(NameError) {
            return try MachineName(text)
        } catch .empty {
            report(key, "'\(key)' is empty", expected: "a name; leave the key out for none")
        } catch {
            report(key, error.description, expected: "[a-z][a-z0-9-]{0,30}")
        }
        return nil
    }

    /// Reads a list of tags; of more than `limit` the rest is left out.
    mutating func tags(_ key: String, limit: Int) -> Set<Tag> {
        guard let value = take(key) else { return [] }
        guard let array = value.array else {
            reportType(key, value, expected: "a list of tags such as [\"work\"]")
            return []
        }
        var tags: Set<Tag> = []
        if array.count > limit { report(key, "\(array.count) tags", expected: "at most \(limit)") }
        for (index, element) in array.prefix(limit).enumerated() {
            let position = positions.value(path + [key, String(index)])
            guard let text = element.string else {
                let message = "a tag is \(Self.kind(element))"
                problems.append(Problem(file: file, position: position, message: message, expected: "a string"))
                continue
            }
            do throws(NameError) {
                let tag = try Tag(text)
                if !tags.insert(tag).inserted {
                    problems.append(
                        Problem(
                            file: file, position: position, message: "duplicate tag '\(tag)'",
                            expected: "each tag once"))
                }
            } catch {
                problems.append(
                    Problem(
                        file: file, position: position, message: "bad tag: \(error)", expected: "[a-z][a-z0-9-]{0,30}"))
            }
        }
        return tags
    }

    /// Reads a list of strings; of more than `limit` the rest is left out.
    mutating func strings(_ key: String, limit: Int, expected: String) -> [String] {
        guard let value = take(key) else { return [] }
        guard let array = value.array else {
            reportType(key, value, expected: expected)
            return []
        }
        if array.count > limit { report(key, "\(array.count) values in '\(key)'", expected: "at most \(limit)") }
        let texts = array.prefix(limit).compactMap(\.string)
        if texts.count < min(array.count, limit) { report(key, "a value in '\(key)' is no string", expected: expected) }
        return texts
    }

    // MARK: Help

    private mutating func take(_ key: String) -> (any TOMLValueConvertible)? {
        knownKeys.append(key)
        return table?[key]
    }

    private mutating func reportType(_ key: String, _ value: any TOMLValueConvertible, expected: String) {
        report(key, "'\(key)' is \(Self.kind(value))", expected: expected)
    }

    private static func kind(_ value: any TOMLValueConvertible) -> String {
        switch value.type {
        case .array: "an array"
        case .int: "an integer"
        case .bool: "a boolean"
        default: "a \(value.type.description)"
        }
    }

    private func shown(_ text: String) -> String {
        text.sanitizedForDisplay(limit: 60)
    }
}
