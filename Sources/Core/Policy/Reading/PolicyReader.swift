/// Reads a policy's files into rules.
package struct PolicyReader: Sendable {
    let mode: PolicyMode
    let limits: ReadingLimits

    package init(mode: PolicyMode, limits: ReadingLimits = ReadingLimits()) {
        self.mode = mode
        self.limits = limits
    }

    /// Reads everything that the layout names.
    ///
    /// - Parameters:
    ///   - layout: Which directories.
    ///   - provider: Where they come from.
    /// - Returns: The rules, or every error.
    package func read(_ layout: PolicyLayout, from provider: some PolicyFileProvider) -> PolicyReading {
        var pass = ReadingPass(layout: layout, provider: provider, mode: mode, limits: limits)
        return pass.read()
    }
}
