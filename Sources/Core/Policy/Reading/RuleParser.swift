import Machines

/// Makes rules of the words of lines, and keeps them.
struct RuleParser {
    let mode: PolicyMode
    let limits: ReadingLimits
    let words = PolicyWords()
    private let tokens = TokenReader()

    var vocabulary = Vocabulary()
    private(set) var rules: [Rule] = []
    private var parameters = ParameterTable()
    /// The distinct parameter lists, by number.
    var parameterSets: [RuleParameters] { parameters.lists }

    init(mode: PolicyMode, limits: ReadingLimits) {
        self.mode = mode
        self.limits = limits
    }

    /// Which calls a rule is for.
    struct Call {
        let service: Symbol?
        let argument: Symbol?
        /// Whether no call can be meant: a file of the old format may be named `+ARGUMENT`, and no service is nameless.
        var isForNothing = false
    }

    /// Adds the rule of a line in the current format.
    ///
    /// - Parameters:
    ///   - line: The line.
    ///   - fields: Where its words are.
    ///   - file: The number of the file.
    ///   - problems: Where to tell what is wrong; then no rule is added.
    mutating func addRule(
        _ line: Span<UInt8>, _ fields: [Range<Int>], file: UInt32, problems: inout ReadingProblems
    ) {
        guard fields.count >= 5 else { return tellFieldCount(line, fields, problems: &problems) }
        let call = readCall(line, service: fields[0], argument: fields[1], problems: &problems)
        addRule(line, fields[2...], call: call, file: file, problems: &problems)
    }

    /// Adds the rule of what follows the service and argument in a line, or of a line in the old format.
    ///
    /// - Parameters:
    ///   - line: The line.
    ///   - fields: Where its words are, the source first; at least three.
    ///   - call: The service and argument, or nil when something was wrong with them.
    ///   - file: The number of the file.
    ///   - problems: Where to tell what is wrong; then no rule is added.
    mutating func addRule(
        _ line: Span<UInt8>, _ fields: ArraySlice<Range<Int>>, call: Call?, file: UInt32,
        problems: inout ReadingProblems
    ) {
        let first = fields.startIndex
        let source = readToken(line, fields[first], in: .source, problems: &problems)
        let target = readToken(line, fields[first + 1], in: .target, problems: &problems)
        let action = readAction(line, fields[first + 2], problems: &problems)
        var number: UInt32? = 0
        if fields.count > 3 {
            number = readParameters(line, fields[(first + 3)...], of: action, problems: &problems)
        }
        guard let call, let source, let target, let action, let number else { return }
        if action == .allow && target == .unspecified && parameterSets[Int(number)].target == nil {
            return problems.error(
                .syntax, column: FieldSplitter.column(of: fields[first + 2].lowerBound, in: line),
                "a rule that allows calls to @default does not say where they go", expected: "target=")
        }
        guard !call.isForNothing else { return }
        rules.append(
            Rule(
                service: call.service, argument: call.argument, source: source, target: target, action: action,
                parameters: number, file: file, line: UInt32(clamping: problems.line)))
    }

    /// Adds the rule of a line in the format of Qubes R4.0, which names no service.
    ///
    /// - Parameters:
    ///   - line: The line, translated.
    ///   - fields: Where its words are.
    ///   - call: The service and argument, or nil when something was wrong with them.
    ///   - file: The number of the file.
    ///   - problems: Where to tell what is wrong; then no rule is added.
    mutating func addLegacyRule(
        _ line: Span<UInt8>, _ fields: [Range<Int>], call: Call?, file: UInt32, problems: inout ReadingProblems
    ) {
        guard fields.count >= 3 else { return tellOldFieldCount(line, fields, problems: &problems) }
        addRule(line, fields[...], call: call, file: file, problems: &problems)
    }

    /// The service and argument of a file whose name says them; `*` is any argument.
    mutating func call(service: String, argument: String) -> Call {
        Call(
            service: vocabulary.intern(service), argument: argument == "*" ? nil : vocabulary.intern(argument),
            isForNothing: service.isEmpty)
    }

    /// Adds a denial that no line states.
    mutating func addImplicitDenial(_ call: Call, target: Token, file: UInt32) {
        guard !call.isForNothing else { return }
        rules.append(
            Rule(
                service: call.service, argument: call.argument, source: .anyVM, target: target, action: .deny,
                file: file, line: 0))
    }

    // MARK: Service and argument

    /// Reads the first two columns of a rule, or of `!include-service`.
    mutating func readCall(
        _ line: Span<UInt8>, service: Range<Int>, argument: Range<Int>, problems: inout ReadingProblems
    ) -> Call? {
        let anyService = Self.isAsterisk(line, service)
        let anyArgument = Self.isAsterisk(line, argument)
        var isRight = anyService || checkService(line, service, problems: &problems)
        if !anyArgument { isRight = checkArgument(line, argument, problems: &problems) && isRight }
        if anyService && !anyArgument && isRight {
            problems.error(
                .syntax, column: FieldSplitter.column(of: argument.lowerBound, in: line),
                "the service * with the argument '\(FieldSplitter.shown(line, argument))'",
                expected: "the argument * for the service *")
            return nil
        }
        guard isRight else { return nil }
        return Call(
            service: anyService ? nil : vocabulary.intern(line.extracting(service)),
            argument: anyArgument ? nil : vocabulary.intern(line.extracting(argument)))
    }

    private static func isAsterisk(_ line: Span<UInt8>, _ range: Range<Int>) -> Bool {
        range.count == 1 && line[range.lowerBound] == UInt8(ascii: "*")
    }

    private func checkService(_ line: Span<UInt8>, _ range: Range<Int>, problems: inout ReadingProblems) -> Bool {
        for index in range where !CallCharacter.isAllowed(line[index]) || line[index] == UInt8(ascii: "+") {
            tellCharacter("service", line, range, at: index, problems: &problems)
            return false
        }
        guard range.count > limits.serviceBytes else { return true }
        tellLength("service", range, limit: limits.serviceBytes, line, problems: &problems)
        return false
    }

    private func checkArgument(_ line: Span<UInt8>, _ range: Range<Int>, problems: inout ReadingProblems) -> Bool {
        guard line[range.lowerBound] == UInt8(ascii: "+") else {
            problems.error(
                .syntax, column: FieldSplitter.column(of: range.lowerBound, in: line),
                "the argument '\(FieldSplitter.shown(line, range))' does not start with '+'",
                expected: "* or + and the argument", suggestion: suggestedArgument(line, range))
            return false
        }
        for index in range where !CallCharacter.isAllowed(line[index]) {
            tellCharacter("argument", line, range, at: index, problems: &problems)
            return false
        }
        guard range.count > limits.argumentBytes else { return true }
        tellLength("argument", range, limit: limits.argumentBytes, line, problems: &problems)
        return false
    }

    // MARK: Tokens and actions

    mutating func readToken(
        _ line: Span<UInt8>, _ range: Range<Int>, in column: TokenColumn, problems: inout ReadingProblems
    ) -> Token? {
        do {
            return try tokens.read(line.extracting(range), in: column, vocabulary: &vocabulary)
        } catch {
            tell(error, line, range, in: column, problems: &problems)
            return nil
        }
    }

    private func readAction(_ line: Span<UInt8>, _ range: Range<Int>, problems: inout ReadingProblems) -> Action? {
        switch ShortWord(line.extracting(range)) {
        case words.allow: return .allow
        case words.deny: return .deny
        case words.ask: return .ask
        default:
            tellAction(line, range, problems: &problems)
            return nil
        }
    }

    // MARK: Parameters

    /// The number of a parameter list, added when it is new.
    mutating func number(of list: RuleParameters) -> UInt32 { parameters.number(of: list) }
}
