import Machines

/// One reading of a whole policy: which files come in which order, and what was made of them so far.
struct ReadingPass<Provider: PolicyFileProvider> {
    let layout: PolicyLayout
    let provider: Provider
    let limits: ReadingLimits
    let mode: PolicyMode

    var parser: RuleParser
    var splitter: FieldSplitter
    var problems: ReadingProblems
    var files: [String] = []
    /// Whether the files that a directive names are read.
    var followsIncludes = true
    /// The files that are being read, each included by the one before.
    var open: [OpenFile] = []

    private var openedCount = 0
    private var byteCount = 0
    /// Whether a limit was met after which nothing more is read.
    private(set) var isExhausted = false

    /// A file that is being read, and how.
    struct OpenFile: Hashable {
        let path: String
        let isLegacy: Bool
    }

    /// What looking for something gave.
    enum Found<Value> {
        case here(Value)
        case absent
        /// It is there and cannot be read, which has been told.
        case unreadable
    }

    /// A file at the top of a policy.
    private struct TopFile {
        let directory: String
        let name: String
        var path: String { PolicyPath.join(directory, name) }
    }

    init(layout: PolicyLayout, provider: Provider, mode: PolicyMode, limits: ReadingLimits) {
        self.layout = layout
        self.provider = provider
        self.limits = limits
        self.mode = mode
        parser = RuleParser(mode: mode, limits: limits)
        splitter = FieldSplitter(mode: mode)
        problems = ReadingProblems(limit: limits.problems)
    }

    /// Reads all files.
    mutating func read() -> PolicyReading {
        // The names of all directories are judged before any file is opened, as Qubes does it.
        let top = topFiles()
        var lockedCount = 0
        if let name = layout.lockedName {
            readFile(PolicyPath.join(layout.directory, name), as: .locked)
            lockedCount = parser.rules.count
        }
        for file in top where !isExhausted { readFile(file.path, as: .current(base: file.directory)) }
        return reading(lockedCount: lockedCount)
    }

    /// What was made of everything that was read.
    func reading(lockedCount: Int) -> PolicyReading {
        let rules = RuleSet(
            vocabulary: parser.vocabulary, files: files, rules: parser.rules, parameterSets: parser.parameterSets,
            lockedCount: lockedCount)
        return PolicyReading(
            rules: problems.errorCount == 0 ? rules : nil, errors: problems.errors, warnings: problems.warnings,
            untoldErrorCount: problems.untoldErrorCount)
    }

    // MARK: Directories

    private mutating func topFiles() -> [TopFile] {
        var top: [TopFile] = []
        var seen: Set<String> = []
        if let directory = layout.runtimeDirectory {
            for name in policyNames(inTop: directory) {
                guard name != layout.lockedName else {
                    problems.fileWarning(
                        file: PolicyPath.join(directory, name), "the file is not read: its name is the locked layer's")
                    continue
                }
                seen.insert(name)
                top.append(TopFile(directory: directory, name: name))
            }
        }
        for name in policyNames(inTop: layout.directory) where name != layout.lockedName {
            if seen.contains(name) {
                problems.fileWarning(
                    file: PolicyPath.join(layout.directory, name),
                    "the file is not read: the runtime directory has one of the same name")
            } else {
                top.append(TopFile(directory: layout.directory, name: name))
            }
        }
        return top.sorted { PolicyPath.precedes($0.name, $1.name) }
    }

    private mutating func policyNames(inTop directory: String) -> [String] {
        switch entries(directory) {
        case .here(let entries): return policyNames(entries, in: directory)
        case .absent: problems.fileError(.unreadable, file: directory, "the directory does not exist")
        case .unreadable: break
        }
        return []
    }

    /// The names of the files of a policy directory, in order; those that may not be are told.
    mutating func policyNames(_ entries: [PolicyDirectoryEntry], in directory: String) -> [String] {
        var names: [String] = []
        for entry in entries where entry.isFile && PolicyFileName.isConsidered(entry.name) { names.append(entry.name) }
        names.sort(by: PolicyPath.precedes)
        return names.filter { name in
            guard !PolicyFileName.isAllowed(name) else { return true }
            problems.fileError(
                .fileName, file: PolicyPath.join(directory, name),
                "the file's name has a character that is not allowed", expected: PolicyFileName.rule)
            return false
        }
    }

    // MARK: Files

    /// Reads a file that must be there.
    mutating func readFile(_ path: String, as format: FileFormat) {
        switch contents(path) {
        case .here(let contents): readContents(contents, of: path, as: format)
        case .absent: problems.fileError(.unreadable, file: path, "the file does not exist")
        case .unreadable: break
        }
    }

    /// What a file holds.
    mutating func contents(_ path: String) -> Found<[UInt8]> {
        guard !path.utf8.contains(0) else { return .absent }
        do throws(PolicyFileError) {
            guard let contents = try provider.contents(path, limit: limits.fileBytes) else { return .absent }
            return .here(contents)
        } catch {
            problems.fileError(.unreadable, file: path, "the file cannot be read: \(error.shown)")
            return .unreadable
        }
    }

    /// What a directory holds.
    mutating func entries(_ path: String) -> Found<[PolicyDirectoryEntry]> {
        guard !path.utf8.contains(0) else { return .absent }
        do throws(PolicyFileError) {
            guard let entries = try provider.list(path) else { return .absent }
            return .here(entries)
        } catch {
            problems.fileError(.unreadable, file: path, "the directory cannot be read: \(error.shown)")
            return .unreadable
        }
    }

    /// Reads the lines of a file.
    mutating func readContents(_ contents: [UInt8], of path: String, as format: FileFormat) {
        guard isWithinLimits(contents, of: path) else { return }
        let number = UInt32(files.count)
        files.append(path)
        open.append(OpenFile(path: path, isLegacy: format.isLegacy))
        let place = (problems.file, problems.line)
        problems.file = path
        readLines(contents.span, file: number, as: format)
        (problems.file, problems.line) = place
        open.removeLast()
    }

    private mutating func isWithinLimits(_ contents: [UInt8], of path: String) -> Bool {
        guard contents.count <= limits.fileBytes else {
            problems.fileError(
                .limit, file: path, "the file is too large", expected: "at most \(limits.fileBytes) bytes")
            return false
        }
        byteCount += contents.count
        guard byteCount <= limits.totalBytes else {
            exhaust("all files together are too large", expected: "at most \(limits.totalBytes) bytes", file: path)
            return false
        }
        return countFile(path)
    }

    /// Counts one more file, or directory, that is read.
    mutating func countFile(_ path: String) -> Bool {
        openedCount += 1
        guard openedCount > limits.files else { return true }
        exhaust("there are too many files", expected: "at most \(limits.files), includes counted each time", file: path)
        return false
    }

    /// Tells of a limit after which nothing more is read.
    private mutating func exhaust(_ message: String, expected: String, file: String) {
        guard !isExhausted else { return }
        isExhausted = true
        problems.fileError(.limit, file: file, message, expected: expected)
    }

    private mutating func readLines(_ text: Span<UInt8>, file: UInt32, as format: FileFormat) {
        var cutter = LineCutter()
        while !isExhausted && cutter.advance(in: text) {
            problems.line = cutter.number
            if mode == .strict && cutter.endsInLoneReturn {
                problems.error(
                    .syntax, column: FieldSplitter.column(of: cutter.range.count, in: text.extracting(cutter.range)),
                    "a carriage return without a line feed", expected: "lines that end in LF or CR LF")
            }
            guard cutter.range.count <= limits.lineBytes else {
                problems.error(
                    .limit, "the line has \(cutter.range.count) bytes", expected: "at most \(limits.lineBytes)")
                continue
            }
            readLine(text.extracting(cutter.range), isASCII: cutter.isASCII, file: file, as: format)
            if parser.rules.count > limits.rules, !isExhausted {
                isExhausted = true
                problems.error(.limit, "one rule too many", expected: "at most \(limits.rules) rules in all files")
            }
        }
    }

    private mutating func readLine(_ line: Span<UInt8>, isASCII: Bool, file: UInt32, as format: FileFormat) {
        guard splitter.split(line, isASCII: isASCII, problems: &problems) == .words else { return }
        switch format {
        case .locked, .current:
            if line[splitter.fields[0].lowerBound] == UInt8(ascii: "!") {
                readDirective(line, splitter.fields, in: format)
            } else {
                parser.addRule(line, splitter.fields, file: file, problems: &problems)
            }
        case .legacy(let base, let call):
            let start = splitter.fields[0].lowerBound
            let changed = LegacyLine.translated(line)
            splitter.splitWords(changed.span)
            if changed.span[start] == UInt8(ascii: "!") {
                readLegacyDirective(changed.span, splitter.fields, base: base, call: call)
            } else {
                parser.addLegacyRule(changed.span, splitter.fields, call: call, file: file, problems: &problems)
            }
        }
    }
}
