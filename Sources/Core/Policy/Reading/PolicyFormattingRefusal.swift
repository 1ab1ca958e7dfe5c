/// Why a policy file was not laid out: it has errors.
package struct PolicyFormattingRefusal: Error, Hashable, Sendable {
    /// The errors, in order.
    package let errors: [PolicyProblem]
    /// Errors beyond ``ReadingLimits/problems``, which are not in ``errors``.
    package let untoldErrorCount: Int
}
