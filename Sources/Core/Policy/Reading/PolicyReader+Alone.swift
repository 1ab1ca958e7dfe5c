extension PolicyReader {
    /// Reads one file without anything that it includes: what `policy fmt` and an editor want to know.
    ///
    /// - Parameters:
    ///   - contents: What the file holds.
    ///   - file: Its name in problems.
    /// - Returns: The rules of the file itself, or every error.
    package func readAlone(_ contents: [UInt8], file: String) -> PolicyReading {
        var pass = ReadingPass(
            layout: PolicyLayout(directory: ""), provider: PolicyTree([:]), mode: mode, limits: limits)
        pass.followsIncludes = false
        pass.readContents(contents, of: file, as: .current(base: ""))
        return pass.reading(lockedCount: 0)
    }
}
