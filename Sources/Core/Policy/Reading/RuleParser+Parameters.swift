import Machines

extension RuleParser {
    /// Reads the `KEY=VALUE` part of a rule.
    ///
    /// - Parameters:
    ///   - line: The line.
    ///   - fields: Where its parameters are.
    ///   - action: The rule's action, or nil when that is wrong.
    ///   - problems: Where to tell what is wrong.
    /// - Returns: The number of the parameter list, or nil when something is wrong.
    mutating func readParameters(
        _ line: Span<UInt8>, _ fields: ArraySlice<Range<Int>>, of action: Action?, problems: inout ReadingProblems
    ) -> UInt32? {
        var parameters = RuleParameters()
        var seen: UInt16 = 0
        var isRight = true
        for field in fields {
            guard let equals = Self.equalsSign(line, field) else {
                tellNoValue(line, field, of: action, problems: &problems)
                isRight = false
                // What follows is the rest of the comment.
                if line[field.lowerBound] == UInt8(ascii: "#") { break }
                continue
            }
            guard let key = key(line, field.lowerBound..<equals, of: action, problems: &problems) else {
                isRight = false
                continue
            }
            let bit = UInt16(1) << key.bit
            guard seen & bit == 0 else {
                problems.error(
                    .syntax, column: FieldSplitter.column(of: field.lowerBound, in: line),
                    "the parameter \(key.rawValue)= is there twice")
                isRight = false
                continue
            }
            seen |= bit
            let value = (equals + 1)..<field.upperBound
            if !set(key, line, value, in: &parameters, problems: &problems) { isRight = false }
        }
        return isRight ? number(of: parameters) : nil
    }

    private static func equalsSign(_ line: Span<UInt8>, _ field: Range<Int>) -> Int? {
        for index in field where line[index] == UInt8(ascii: "=") { return index }
        return nil
    }

    private func key(
        _ line: Span<UInt8>, _ range: Range<Int>, of action: Action?, problems: inout ReadingProblems
    ) -> ParameterKey? {
        let key: ParameterKey? =
            switch ShortWord(line.extracting(range)) {
            case words.target: .target
            case words.defaultTarget: .defaultTarget
            case words.user: .user
            case words.autostart: .autostart
            case words.notify: .notify
            case words.oneWay: .oneWay
            case words.maximumBytes: .maximumBytes
            case words.maximumSeconds: .maximumSeconds
            default: nil
            }
        guard let key, mode == .strict || !key.isOurs, action.map(key.isFor) ?? true else {
            tellKey(line, range, known: key, of: action, problems: &problems)
            return nil
        }
        return key
    }

    private mutating func set(
        _ key: ParameterKey, _ line: Span<UInt8>, _ value: Range<Int>, in parameters: inout RuleParameters,
        problems: inout ReadingProblems
    ) -> Bool {
        switch key {
        case .target:
            parameters.target = readToken(line, value, in: .redirect, problems: &problems)
            return parameters.target != nil
        case .defaultTarget:
            parameters.defaultTarget = readToken(line, value, in: .redirect, problems: &problems)
            return parameters.defaultTarget != nil
        case .user:
            parameters.user = value.isEmpty ? nil : vocabulary.intern(line.extracting(value))
            return true
        case .autostart:
            parameters.autostart = readBoolean(key, line, value, problems: &problems)
            return parameters.autostart != nil
        case .notify:
            parameters.notify = readBoolean(key, line, value, problems: &problems)
            return parameters.notify != nil
        case .oneWay:
            parameters.oneWay = readBoolean(key, line, value, problems: &problems)
            return parameters.oneWay != nil
        case .maximumBytes:
            parameters.maximumBytes = readNumber(key, line, value, problems: &problems)
            return parameters.maximumBytes != nil
        case .maximumSeconds:
            parameters.maximumSeconds = readNumber(key, line, value, problems: &problems)
            return parameters.maximumSeconds != nil
        }
    }

    private func readBoolean(
        _ key: ParameterKey, _ line: Span<UInt8>, _ value: Range<Int>, problems: inout ReadingProblems
    ) -> Bool? {
        switch ShortWord(line.extracting(value)) {
        case words.yes: return true
        case words.no: return false
        default:
            problems.error(
                .syntax, column: FieldSplitter.column(of: value.lowerBound, in: line),
                "\(key.rawValue)= is '\(FieldSplitter.shown(line, value))'", expected: "yes or no")
            return nil
        }
    }

    /// A whole number from 1 that fits its type.
    private func readNumber<Number: FixedWidthInteger>(
        _ key: ParameterKey, _ line: Span<UInt8>, _ value: Range<Int>, problems: inout ReadingProblems
    ) -> Number? {
        var number: Number? = value.isEmpty ? nil : 0
        for index in value {
            guard let digit = Self.digit(line[index]), let soFar = number else {
                number = nil
                break
            }
            let (product, tooBig) = soFar.multipliedReportingOverflow(by: 10)
            let (sum, stillTooBig) = product.addingReportingOverflow(Number(digit))
            number = tooBig || stillTooBig ? nil : sum
        }
        if let number, number > 0 { return number }
        problems.error(
            .syntax, column: FieldSplitter.column(of: value.lowerBound, in: line),
            "\(key.rawValue)= is '\(FieldSplitter.shown(line, value))'",
            expected: "a whole number from 1 to \(Number.max)")
        return nil
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) ? byte - UInt8(ascii: "0") : nil
    }
}

extension ParameterKey {
    /// Its place among the keys.
    fileprivate var bit: Int {
        switch self {
        case .target: 0
        case .defaultTarget: 1
        case .user: 2
        case .autostart: 3
        case .notify: 4
        case .oneWay: 5
        case .maximumBytes: 6
        case .maximumSeconds: 7
        }
    }
}
