/// Lays out the text of one policy file: words in columns, everything else as it was.
///
/// Comments, blank lines, directives, the order of rules and the spelling of words stay. What is laid out already
/// comes out unchanged, and the rules before and after are the same.
package struct PolicyFormatter: Sendable {
    private let reader: PolicyReader

    package init(mode: PolicyMode, limits: ReadingLimits = ReadingLimits()) {
        reader = PolicyReader(mode: mode, limits: limits)
    }

    /// Lays out a file.
    ///
    /// - Parameters:
    ///   - contents: What it holds.
    ///   - file: Its name in problems.
    /// - Returns: The new text.
    /// - Throws: ``PolicyFormattingRefusal`` when the file has errors, which only a person can put right.
    package func format(_ contents: [UInt8], file: String) throws(PolicyFormattingRefusal) -> [UInt8] {
        let reading = reader.readAlone(contents, file: file)
        guard reading.rules != nil else {
            throw PolicyFormattingRefusal(errors: reading.errors, untoldErrorCount: reading.untoldErrorCount)
        }
        var layout = FileLayout(lineLimit: reader.limits.lineBytes)
        var cutter = LineCutter()
        var splitter = FieldSplitter(mode: reader.mode)
        // The text has just been read without an error, so there is nothing more to tell.
        var problems = ReadingProblems(limit: 0)
        let text = contents.span
        while cutter.advance(in: text) {
            let line = text.extracting(cutter.range)
            switch splitter.split(line, isASCII: cutter.isASCII, problems: &problems) {
            case .blank, .refused: layout.addBlankLine()
            case .comment: layout.addComment(splitter.trimmed(line))
            case .words where line[splitter.fields[0].lowerBound] == UInt8(ascii: "!"):
                layout.addDirective(line, splitter.fields)
            case .words: layout.addRule(line, splitter.fields)
            }
        }
        return layout.finished()
    }
}
