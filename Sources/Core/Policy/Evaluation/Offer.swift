/// A target that the rules of a service offer to one source, before anything is left out.
struct Offer: Hashable {
    /// The target.
    var destination: Destination
    /// The first rule that offers it.
    var rule: Int
}
