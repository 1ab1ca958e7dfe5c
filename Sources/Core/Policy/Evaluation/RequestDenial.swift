/// A denial that no rule was needed for.
struct RequestDenial: Error {
    /// Why.
    var kind: DenialKind
    /// What was asked for, as far as it is known.
    var intended = Destination.unspecified
    /// The rule of strict mode that made it.
    var strict: StrictRule = []
}
