import Machines

/// The lines that begin with `!`.
extension ReadingPass {
    /// Does what a directive says.
    ///
    /// - Parameters:
    ///   - line: The line.
    ///   - fields: Where its words are, the directive first.
    ///   - format: How the file is read.
    mutating func readDirective(_ line: Span<UInt8>, _ fields: [Range<Int>], in format: FileFormat) {
        let name = FieldSplitter.text(line, fields[0])
        guard let directive = Directive(rawValue: name) else {
            return tellDirective(line, fields[0], known: Directive.allCases)
        }
        guard case .current(let base) = format else {
            return problems.error(
                .syntax, column: FieldSplitter.column(of: fields[0].lowerBound, in: line),
                "the locked layer has the directive \(name)", expected: "rules only: a signature covers one file")
        }
        guard hasParameters(of: directive, line, fields) else { return }
        let column = FieldSplitter.column(of: fields[fields.count - 1].lowerBound, in: line)
        switch directive {
        case .include:
            include(FieldSplitter.text(line, fields[1]), relativeTo: base, as: format, column: column)
        case .includeDirectory:
            includeDirectory(FieldSplitter.text(line, fields[1]), relativeTo: base, column: column)
        case .includeService:
            let call = parser.readCall(line, service: fields[1], argument: fields[2], problems: &problems)
            // The file is read even when the call is wrong, so that its errors are told as well.
            include(
                FieldSplitter.text(line, fields[3]), relativeTo: base, as: .legacy(base: base, call: call),
                column: column)
        case .legacy: includeLegacyDirectory(column: column)
        }
    }

    /// Does what a directive in a file of the old format says.
    mutating func readLegacyDirective(
        _ line: Span<UInt8>, _ fields: [Range<Int>], base: String, call: RuleParser.Call?
    ) {
        let name = FieldSplitter.text(line, fields[0])
        guard let directive = Directive(rawValue: name), directive == .include else {
            return tellDirective(line, fields[0], known: [.include])
        }
        guard hasParameters(of: directive, line, fields) else { return }
        include(
            FieldSplitter.text(line, fields[1]), relativeTo: base, as: .legacy(base: base, call: call),
            column: FieldSplitter.column(of: fields[1].lowerBound, in: line))
    }

    private mutating func tellDirective(_ line: Span<UInt8>, _ range: Range<Int>, known: [Directive]) {
        let words = known.map(\.rawValue)
        let isElsewhere = Directive(rawValue: FieldSplitter.text(line, range)) != nil
        let word = FieldSplitter.shown(line, range)
        problems.error(
            .syntax, column: FieldSplitter.column(of: range.lowerBound, in: line),
            isElsewhere
                ? "the directive \(word) cannot stand in a file in the format of Qubes R4.0"
                : "'\(word)' is no directive",
            expected: words.joined(separator: ", "),
            suggestion: isElsewhere ? nil : NearestWord.find(word, among: words))
    }

    private mutating func hasParameters(
        of directive: Directive, _ line: Span<UInt8>, _ fields: [Range<Int>]
    ) -> Bool {
        guard fields.count != directive.parameterCount + 1 else { return true }
        let count = fields.count - 1
        problems.error(
            .syntax, column: FieldSplitter.column(of: fields[0].lowerBound, in: line),
            "\(directive.rawValue) has \(count) parameter\(count == 1 ? "" : "s")", expected: directive.usage)
        return false
    }

    // MARK: Includes

    private mutating func include(_ path: String, relativeTo base: String, as format: FileFormat, column: Int) {
        guard followsIncludes else { return }
        let shown = path.sanitizedForDisplay(limit: 120)
        let joined = PolicyPath.join(base, PolicyPath.plain(path))
        let normal = PolicyPath.normal(joined)
        guard !open.contains(OpenFile(path: normal, isLegacy: format.isLegacy)) else {
            return problems.error(
                .limit, column: column, "including '\(shown)' again goes in a circle",
                expected: "a file that does not include this one")
        }
        guard open.count <= limits.includeDepth else {
            return problems.error(
                .limit, column: column, "includes are nested too deeply",
                expected: "at most \(limits.includeDepth) levels")
        }
        var found = contents(joined)
        // Qubes resolves `x/../y` without asking whether there is an `x`.
        if case .absent = found, joined != normal { found = contents(normal) }
        switch found {
        case .here(let contents): readContents(contents, of: normal, as: format)
        case .absent:
            problems.error(
                .syntax, column: column, "there is no file '\(shown)'",
                expected: "a regular file, by a path relative to the policy's directory or an absolute one")
        case .unreadable: break
        }
    }

    private mutating func includeDirectory(_ path: String, relativeTo base: String, column: Int) {
        guard followsIncludes else { return }
        let shown = path.sanitizedForDisplay(limit: 120)
        let joined = PolicyPath.join(base, PolicyPath.plain(path))
        let normal = PolicyPath.normal(joined)
        guard countFile(normal) else { return }
        var found = entries(joined)
        if case .absent = found, joined != normal { found = entries(normal) }
        switch found {
        case .here(let entries):
            for name in policyNames(entries, in: normal) where !isExhausted {
                include(
                    PolicyPath.join(normal, name), relativeTo: "", as: .current(base: base), column: column)
            }
        case .absent:
            problems.error(
                .syntax, column: column, "there is no directory '\(shown)'",
                expected: "a path relative to the policy's directory, or an absolute one")
        case .unreadable: break
        }
    }

    private mutating func includeLegacyDirectory(column: Int) {
        problems.warning("!compat-4.0 reads policies of Qubes R4.0; they are better written anew")
        guard followsIncludes else { return }
        guard let directory = layout.legacyDirectory else {
            return problems.error(
                .unreadable, column: column, "!compat-4.0 without a directory for policies of Qubes R4.0")
        }
        guard countFile(directory) else { return }
        switch entries(directory) {
        case .here(let entries): include(LegacyFile.inOrder(entries), of: directory, column: column)
        case .absent: problems.fileError(.unreadable, file: directory, "the directory does not exist")
        case .unreadable: break
        }
    }

    private mutating func include(_ legacyFiles: [LegacyFile], of directory: String, column: Int) {
        for file in legacyFiles where !isExhausted {
            let call = parser.call(service: file.service, argument: file.argument)
            let number = UInt32(files.count)
            include(file.name, relativeTo: directory, as: .legacy(base: directory, call: call), column: column)
            guard file.argument != "*" else { continue }
            // In Qubes R4.0 the end of such a file was a denial; in a list of rules it must be said.
            if files.count == Int(number) { files.append(PolicyPath.join(directory, file.name)) }
            parser.addImplicitDenial(call, target: .anyVM, file: number)
            parser.addImplicitDenial(call, target: .adminVM, file: number)
        }
    }
}
