/// A reader of signals.
struct Subscription {
    let match: BusMatch
    /// The match rule as the bus was told it.
    let rule: String
    let continuation: AsyncStream<BusSignal>.Continuation
}
